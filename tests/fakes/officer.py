"""An evening of training worked by hand, on every network: what an officer decides, and what the networks then show."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, TypeVar

from socialdesk.audit import queries as audit_queries
from socialdesk.clock import Clock, monotonic, system_clock
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.remove import decide_removal
from socialdesk.evidence import queries as evidence_queries
from socialdesk.evidence.check import verify
from socialdesk.inbox.queries import InboxRow
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Person
from socialdesk.register import staff, staff_list
from tests.fakes.evening import Evening, begun

T = TypeVar("T")
ARREST = {
    Network.FACEBOOK: "fb_arrest",
    Network.INSTAGRAM: "ig_arrest",
    Network.X: "x_arrest",
    Network.YOUTUBE: "yt_arrest",
    Network.LINKEDIN: "li_arrest",
    Network.BLUESKY: "bs_arrest",
}
"""The scenario's own key of the arrest post on each network."""
PAGE = {network: network.value for network in Network}
AIM = "To keep a trial fair and people safe."
LESS = "A reply would leave it standing for everybody."
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, and who."""

    key: str
    row: InboxRow


class Officer(Evening):
    """Somebody at the desk, with members of the public who write as they are told."""

    def newcomer(self, network: Network, name: str = "") -> str:
        """A member of the public whom nobody has seen before."""
        key = f"newcomer{next(NUMBERS)}"
        self.stage.world(network).add_person(key, name or f"Robin {key.capitalize()}")
        return key

    def writes(self, network: Network, key: str, text: str, *, on: str = "", **more: Any) -> str | None:
        """They comment on the arrest post, or on another; None where the network does not let them."""
        world = self.stage.world(network)
        with world.lock:
            world.settle()
            return world.comment(on or self.stage.ids[ARREST[network]], key, text, **more)

    def messages(self, network: Network, key: str, text: str, **more: Any) -> str | None:
        """They write to the account; None where the network does not let them."""
        world = self.stage.world(network)
        return world.message(self.stage.page_ids[PAGE[network]], key, text, **more)

    def said(self, network: Network, text: str, *, name: str = "", on: str = "") -> Said:
        """A newcomer comments, and the desk has read it."""
        key = self.newcomer(network, name)
        assert self.writes(network, key, text, on=on) is not None
        self.read_one(network)
        return Said(key, self.row(network, text))

    def written_to(self, network: Network, text: str) -> InboxRow:
        """A newcomer writes to the account, and the desk has read it."""
        key = self.newcomer(network)
        assert self.messages(network, key, text) is not None
        self.read_one(network)
        return self.row(network, text)

    def read_one(self, network: Network, *, full: bool = False) -> None:
        """Ask the accounts of one network."""
        for account in self.engine.accounts.values():
            if account.network is network:
                self.engine.sync(account, threading.Event(), full=full)

    def decide(self, work: Callable[..., T], /, **told: Any) -> T:
        """A use case, as whoever sits at the desk, now."""
        told = {"now": self.engine.clock(), "by": self.engine.person} | told
        return self.engine.writer.call(partial(work, **told))

    def take_down(
        self,
        row: InboxRow,
        action: ActionKind,
        ground: str,
        answers: Mapping[str, str],
        *,
        undo_seconds: int = 0,
    ) -> None:
        """Hide it or remove it on one ground."""
        engine = self.engine
        self.decide(
            decide_removal,
            item_id=row.item_id,
            action=action,
            grounds=[ground],
            answers={f"{ground}.{name}": answer for name, answer in answers.items()}
            | {"criticism.beyond": "It is what the ground names."},
            aim=AIM,
            why_not_less=LESS,
            book=engine.book,
            capabilities=engine.capabilities(row.account_id),
            undo_seconds=undo_seconds,
            training=True,
        )

    def told(self, row: InboxRow) -> list[str]:
        """The record of an item, sentence by sentence, the oldest first."""
        return [line.sentence for line in reversed(audit_queries.for_item(self.db, row.item_id))]

    def kinds(self, row: InboxRow) -> list[str]:
        """The kinds of its entries, the oldest first."""
        return [line.kind for line in reversed(audit_queries.for_item(self.db, row.item_id))]

    def evidence_stands(self, row: InboxRow) -> None:
        """The network's own copy is there, hashed, and was there before anything was sent."""
        newest = evidence_queries.for_item(self.db, row.item_id)[0]
        assert newest.captured_ms is not None
        assert not newest.held_only
        assert newest.files
        assert verify(self.db, newest.id) == ()
        kinds = self.kinds(row)
        if "sent" in kinds:
            assert kinds.index("captured") < kinds.index("sent")

    def until(self, done: Callable[[], bool], what: str) -> None:
        """Send and look until it has come about."""
        end = monotonic() + 20
        while not done():
            assert monotonic() < end, f"it did not come about: {what}"
            self.engine.send_everything(threading.Event())
            threading.Event().wait(0.02)

    def signs(self, name: str, pin: str) -> Person:
        """A colleague chooses a PIN and signs with it."""
        everyone = self.engine.writer.call(staff_list.everyone)
        found = next(each for each in everyone if each.person.name == name)
        staff_id, now = found.staff_id, self.engine.clock()
        if not found.has_pin:
            own = partial(staff.set_pin, staff_id=staff_id, pin=pin, now=now, by=found.person)
            self.engine.writer.call(own)
        return self.engine.writer.call(partial(staff.sign, staff_id=staff_id, pin=pin, now=now))

    def doing(self, row: InboxRow, by: Person, *, training: bool = True) -> Doing:
        """What a step of a block needs."""
        return Doing(
            book=self.engine.book,
            capabilities=self.engine.capabilities(row.account_id),
            now=self.engine.clock(),
            by=by,
            undo_seconds=0,
            training=training,
        )


class Hour:
    """A clock that goes as the real one does, from an hour that a test chooses and may move on."""

    def __init__(self, start: datetime) -> None:
        self.ahead = start - system_clock()

    def __call__(self) -> datetime:
        return system_clock() + self.ahead

    def later(self, span: timedelta) -> None:
        """So much later it is at once."""
        self.ahead += span


def on_duty(scenario: str = "saturday-night", clock: Clock = system_clock) -> Officer:
    """An evening in training, read once from every network."""
    evening = begun(scenario, clock)
    evening.db.close()
    return Officer(evening.engine, evening.stage)


def words_of(lines: Sequence[str]) -> str:
    """Sentences together, without capitals."""
    return "\n".join(lines).casefold()
