"""When a post is shown, and who holds it until then; hours as the clock on the wall tells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import require_hand
from socialdesk.model.accounts import Network, Way
from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.model.posts import Route
from socialdesk.platforms.capabilities import Posting, posting_of
from socialdesk.publishing import store
from socialdesk.publishing.drafts import draft_within
from socialdesk.storage.database import Connection, writing

_MINUTE_MS, _DAY_MS = 60_000, 24 * 3_600_000
_LEEWAY_MS = _MINUTE_MS
"""Between deciding and the call: the undo window, a slow line, clocks that differ."""
_HELD: Mapping[Network, tuple[int, int]] = {Network.FACEBOOK: (10 * _MINUTE_MS, 30 * _DAY_MS)}
"""From how long to how long ahead a network holds a post itself (Graph API v26.0, scheduled_publish_time)."""
_AT_HOOTSUITE = (5 * _MINUTE_MS, 365 * _DAY_MS)
LATEST_MS = 366 * _DAY_MS
"""How far ahead anything is planned."""
MUST_BE_ON = "The desk keeps it until then: this computer must be on, with the desk open."


posting = cache(posting_of)
"""What goes with publishing on a network; its file is read once, for it is asked at every letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How a post gets to one account at its time."""

    route: Route
    scheduled_ms: int | None
    """The time that the network or service is told; None where it is to be shown at once."""
    due_ms: int | None
    """When the desk sends it; None for at once."""
    sentence: str
    """Who holds it until then; "" where nobody has to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One moment that a time on the clock may mean."""

    label: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a date and a time on the clock mean. Either `at_ms`, or a `problem` with `choices` that mend it."""

    at_ms: int | None
    problem: str = ""
    choices: tuple[Choice, ...] = ()


def set_time(
    db: Connection, *, post_id: PostId, scheduled_ms: int | None, now: datetime, by: Person
) -> Changes:
    """When a draft is to be shown; None for at once. Raises NotOpen where it is no draft any more."""
    require_hand(by, db)
    with writing(db):
        draft_within(db, post_id, now_ms=to_ms(now))
        store.put_time(db, post_id, scheduled_ms=scheduled_ms, now_ms=to_ms(now), by=by)
    return Changes(posts=frozenset({post_id}), drafts=True)


def on_the_clock(day: date, clock: time, zone: str = "Europe/London") -> Moment:
    """What a time on the clock of `zone` means: nothing in the hour left out in spring, two things in autumn."""
    here = ZoneInfo(zone)
    first, second = (datetime.combine(day, clock, here).replace(fold=fold) for fold in (0, 1))
    early, late = first.astimezone(UTC), second.astimezone(UTC)
    if early == late:
        return Moment(at_ms=to_ms(early))
    told = f"{clock:%H:%M} on {day:%d/%m/%Y}"
    if first.utcoffset() == early.astimezone(here).utcoffset() and early < late:
        choices = (
            Choice(label=f"the first {clock:%H:%M} ({first.tzname()})", at_ms=to_ms(early)),
            Choice(label=f"the second {clock:%H:%M} ({second.tzname()})", at_ms=to_ms(late)),
        )
        return Moment(
            at_ms=None,
            problem=f"{told} comes twice, because the clocks go back that night. Choose which.",
            choices=choices,
        )
    # The hour does not exist: what each reading of it would be on the clock as it goes on.
    meant = sorted({early.astimezone(here), late.astimezone(here)}, key=lambda one: one.astimezone(UTC))
    return Moment(
        at_ms=None,
        problem=f"There is no {told}: the clocks go forward that night. Choose another time.",
        choices=tuple(Choice(label=f"{one:%H:%M} ({one.tzname()})", at_ms=to_ms(one)) for one in meant),
    )


def told(at_ms: int, zone: str = "Europe/London") -> str:
    """A moment as the clock of `zone` shows it, with the zone's letters where they tell two hours apart."""
    here = from_ms(at_ms).astimezone(ZoneInfo(zone))
    twice = here.replace(fold=1 - here.fold).utcoffset() != here.utcoffset()
    return f"{here:%H:%M}{f' ({here.tzname()})' if twice else ''}, {here:%d/%m/%Y}"


def planned(network: Network, *, hootsuite: bool, scheduled_ms: int | None, now_ms: int) -> Planned:
    """How a post gets to an account; `hootsuite` where the Force's posts go through that there."""
    name = "Hootsuite" if hootsuite else network.label
    route = Route.HOOTSUITE if hootsuite else Route.API
    if scheduled_ms is None:
        return Planned(route=route, scheduled_ms=None, due_ms=None, sentence="")
    held = _AT_HOOTSUITE if hootsuite else _held_by(network)
    ahead = scheduled_ms - now_ms
    if held is not None and held[0] + _LEEWAY_MS <= ahead <= held[1] - _LEEWAY_MS:
        route = Route.HOOTSUITE if hootsuite else Route.NETWORK_SCHEDULE
        sentence = f"{name} holds it until then, whether or not this computer is on."
        return Planned(route=route, scheduled_ms=scheduled_ms, due_ms=None, sentence=sentence)
    why = f"{name} holds posts {_span(held)}, so it cannot hold this one. " if held is not None else ""
    route = Route.HOOTSUITE if hootsuite else Route.DESK_QUEUE
    return Planned(route=route, scheduled_ms=None, due_ms=scheduled_ms, sentence=f"{why}{MUST_BE_ON}")


def holds(network: Network, *, scheduled_ms: int, now_ms: int) -> bool:
    """True where the network would take this time for a post that it holds."""
    held = _held_by(network)
    return held is not None and held[0] + _LEEWAY_MS <= scheduled_ms - now_ms <= held[1] - _LEEWAY_MS


def _held_by(network: Network) -> tuple[int, int] | None:
    held = _HELD.get(network)
    return held if held is not None and posting(network)[Posting.SCHEDULE].way is Way.API else None


def _span(held: tuple[int, int]) -> str:
    soonest = f"{held[0] // _MINUTE_MS} minutes"
    return f"from {soonest} to {timedelta(milliseconds=held[1]).days} days ahead"
