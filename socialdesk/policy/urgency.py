"""In which order an inbox wants a person: by the strength of the ground, the state of the case, reach and age (4.3).

`weigh` gives a number that is stored with the item and put in an index; among those with the same number, what has
waited longer comes first. `told` says in a sentence why an item stands where it does. Both are pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.model.items import ItemKind
from socialdesk.policy.book import Book
from socialdesk.policy.context import Proceedings
from socialdesk.policy.entries import Strength

MOST = 255
"""The greatest weight."""
_OF_CASE = frozenset({"contempt_of_court", "identifies_person"})
"""The grounds that an active case makes pressing (4.3, 4.3b)."""
WATCH_LIST = "the watch list of a case"
"""How `found_by` begins where a protected name was found."""
_CLOSING = frozenset({Network.FACEBOOK, Network.INSTAGRAM})
"""Networks that take an answer to a message for a time only (`decisions.obstacles.WINDOWS`)."""
_READ_BY_MANY, _READ_BY_SOME = 1_000, 100
"""Comments under a post from which its reach counts."""


class Level(IntEnum):
    """How pressing the weightiest finding is."""

    NOTHING = 0
    WEAK = 1
    ANSWER = 2
    """Somebody waits for an answer, or to be led to the right place."""
    MAY = 3
    CONSIDER = 4
    MUST = 5
    URGENT = 6
    """Urgent by the pack, though it may stay."""
    URGENT_MUST = 7
    AT_ONCE = 8
    """To be removed at once, or of an active case: contempt, or a protected name."""
    EMERGENCY = 9


_WHY = {
    Level.NOTHING: "Nothing was noticed",
    Level.WEAK: "A weak sign only",
    Level.ANSWER: "Waits for an answer",
    Level.MAY: "May be removed",
    Level.CONSIDER: "Removal is to be considered",
    Level.MUST: "Is to be removed if it is so",
    Level.URGENT: "Urgent",
    Level.URGENT_MUST: "Urgent, to be removed if it is so",
    Level.AT_ONCE: "At once",
    Level.EMERGENCY: "On top: may be an emergency",
}
_TO_LEAD = "To be led to the right place"
"""Of a route that is as pressing as something whose removal is to be considered."""
_BY_STRENGTH = {
    Strength.MAY: Level.MAY,
    Strength.CONSIDER: Level.CONSIDER,
    Strength.MUST: Level.MUST,
    Strength.AT_ONCE: Level.AT_ONCE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where an item stands, beside what was found in it."""

    network: Network
    kind: ItemKind
    proceedings: Proceedings = Proceedings.UNKNOWN
    comments: int | None = None
    """How many comments the network counts under its post; None where it does not say."""


def weigh(assessment: Assessment, standing: Standing, book: Book) -> int:
    """0 to `MOST`, the most pressing the greatest: by level, then how sure it is, the case, reach, a message's end."""
    level, finding = _level(assessment, standing, book)
    sure = 6 if finding is not None and finding.band is Band.LIKELY else 0
    case = 3 if standing.proceedings is Proceedings.ACTIVE else 0
    return int(level) * 16 + sure + case + _reach(standing) * 2 + _closing(standing) * 2


def told(
    assessment: Assessment, standing: Standing, book: Book, *, age: timedelta, with_window: str = ""
) -> str:
    """Why it stands there, in a sentence. `with_window` is what is left to answer a message, in words."""
    level, finding = _level(assessment, standing, book)
    why = _WHY[level]
    if level is Level.CONSIDER and finding is not None and finding.ground in book.routes:
        why = _TO_LEAD
    if finding is not None and level is not Level.EMERGENCY:
        sure = {Band.LIKELY: "likely", Band.POSSIBLE: "possibly", Band.WEAK: "hardly"}[finding.band]
        why = f"{why}: {sure} {_small(book.name_of(finding.ground))} ({finding.clause})"
    if finding is not None and level is Level.AT_ONCE and finding.found_by.startswith(WATCH_LIST):
        why += ", a name on the watch list of a case"
    private = standing.kind is ItemKind.MESSAGE
    where = "written to us" if private else "posted"
    parts = [f"{why}; {where} {_ago(age)}"]
    if not private:
        case = {
            Proceedings.ACTIVE: "under a post marked proceedings active",
            Proceedings.LIKELY: "under a post that speaks of an arrest or a court",
            Proceedings.ENDED: "under a post whose proceedings are marked as ended",
        }.get(standing.proceedings)
        parts.append(case or "under a post")
        if _reach(standing) and standing.comments is not None:
            parts.append(f"with {standing.comments:,} comments")
    said = " ".join(parts)
    return f"{said}; {with_window}." if with_window else f"{said}."


def _level(assessment: Assessment, standing: Standing, book: Book) -> tuple[Level, Finding | None]:
    """The most pressing finding and how pressing it is; the surest of those that are as pressing."""
    best: tuple[Level, Finding | None] = (Level.NOTHING, None)
    for finding in assessment.findings:
        level = _level_of(finding, standing, book)
        known = best[1]
        if level > best[0] or (level == best[0] and known is not None and finding.score > known.score):
            best = level, finding
    return best


def _level_of(finding: Finding, standing: Standing, book: Book) -> Level:
    if finding.band is Band.WEAK:
        return Level.WEAK
    ground, route = book.grounds.get(finding.ground), book.routes.get(finding.ground)
    if route is not None:
        if route.urgency >= 3:
            return Level.EMERGENCY
        return Level.CONSIDER if route.urgency else Level.ANSWER
    if ground is None:
        return Level.WEAK
    of_case = finding.ground in _OF_CASE and (
        standing.proceedings is Proceedings.ACTIVE or finding.found_by.startswith(WATCH_LIST)
    )
    if of_case or ground.strength is Strength.AT_ONCE:
        return Level.AT_ONCE
    if ground.urgency >= 2:
        return Level.URGENT_MUST if ground.strength is Strength.MUST else Level.URGENT
    return _BY_STRENGTH[ground.strength]


def _reach(standing: Standing) -> int:
    """0 to 2; 0 where nobody knows."""
    if standing.comments is None or standing.kind is ItemKind.MESSAGE:
        return 0
    return 2 if standing.comments >= _READ_BY_MANY else int(standing.comments >= _READ_BY_SOME)


def _closing(standing: Standing) -> int:
    return int(standing.kind is ItemKind.MESSAGE and standing.network in _CLOSING)


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _ago(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 1:
        return "less than a minute ago"
    if minutes < 120:
        return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} hours ago"
    return f"{minutes // (24 * 60)} days ago"
