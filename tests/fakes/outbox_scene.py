"""A desk, a network that misbehaves, and the dispatcher between them, on a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from socialdesk.audit import queries as audit
from socialdesk.clock import to_ms
from socialdesk.decisions.handling import back_to_person
from socialdesk.decisions.protected import objection
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.inbox.intake import take_in_reread
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, OutboxId
from socialdesk.outbox import queries
from socialdesk.outbox.dispatch import Dispatcher
from socialdesk.outbox.states import State
from socialdesk.platforms.api import Connector
from socialdesk.storage.database import Connection
from tests.fakes.stocked_desk import (
    NOON,
    OFFICER,
    NoTriage,
    StockedDesk,
    book,
    capabilities,
    comment,
    stocked,
)
from tests.fakes.unreliable_network import TurnedClock, UnreliableConnector, UnreliableNetwork

T = TypeVar("T")


class Scene:
    """A desk, a network and a dispatcher between them."""

    def __init__(self, *items: str, parent: dict[str, str] | None = None) -> None:
        self.clock = TurnedClock(lambda: NOON)
        fetched = [comment(name, f"words of {name}", parent=(parent or {}).get(name)) for name in items]
        self.desk: StockedDesk = stocked(*fetched)
        self.db: Connection = self.desk.db
        self.network = UnreliableNetwork(self.clock)
        for each in fetched:
            self.network.put(each)
        self.connector: Connector = UnreliableConnector(self.network)
        self.dispatcher = Dispatcher(
            write=self.write,
            connector_for=self.connector_for,
            clock=self.clock,
            reread=partial(take_in_reread, triage=NoTriage(), book=book()),
            back_to_person=back_to_person,
            objection=objection,
        )

    def write(self, work: Callable[[Connection], T], /) -> T:
        assert not self.db.in_transaction
        answer = work(self.db)
        assert not self.db.in_transaction
        return answer

    def connector_for(self, account_id: AccountId) -> Connector:
        assert account_id == self.desk.account.id
        return self.connector

    def remove(self, name: str = "c1", action: ActionKind = ActionKind.DELETE) -> OutboxId:
        decide_removal(
            self.db,
            item_id=self.desk.items[name],
            action=action,
            grounds=["spam"],
            answers={"spam.what": "A fraud or scam"},
            aim="Keep people from losing money.",
            why_not_less="A reply would spread the link.",
            book=book(),
            capabilities=capabilities(),
            now=self.clock(),
            by=OFFICER,
        )
        return queries.pending(self.db)[0].outbox_id

    def reply(self, name: str = "c1", text: str = "Thank you for telling us.") -> OutboxId:
        decide_reply(
            self.db,
            item_id=self.desk.items[name],
            kind=ActionKind.REPLY,
            text=text,
            book=book(),
            capabilities=capabilities(),
            now=self.clock(),
            by=OFFICER,
        )
        return queries.pending(self.db)[0].outbox_id

    def run(self, seconds: float = 0, steps: int = 200) -> None:
        """Dispatches until `seconds` have passed on the clock and nothing is due."""
        end_ms = to_ms(self.clock()) + int(seconds * 1000)
        for _ in range(steps):
            if self.dispatcher.dispatch_one() is not None:
                continue
            due_ms = queries.next_due_ms(self.db)
            if due_ms is None or due_ms > end_ms:
                self.clock.forward(max(0, end_ms - to_ms(self.clock())) / 1000)
                return
            self.clock.forward(max(0.001, (due_ms - to_ms(self.clock())) / 1000))
        raise AssertionError(f"still busy after {steps} steps: {queries.pending(self.db)}")

    def state(self, outbox_id: OutboxId) -> State:
        row = queries.one(self.db, outbox_id)
        assert row is not None
        return row.state

    def needs_person(self, outbox_id: OutboxId) -> bool:
        row = queries.one(self.db, outbox_id)
        assert row is not None
        return row.needs_person

    def standing(self, name: str = "c1") -> str:
        row = self.db.execute(
            "SELECT standing FROM inbox_projected WHERE item_id = ?", (self.desk.items[name],)
        ).fetchone()
        assert row is not None
        return str(row[0])

    def kinds(self, name: str = "c1") -> list[str]:
        return [line.kind for line in reversed(audit.for_item(self.db, self.desk.items[name]))]

    def on_list(self, name: str = "c1") -> bool:
        row = self.db.execute(
            "SELECT open FROM worklist WHERE item_id = ?", (self.desk.items[name],)
        ).fetchone()
        assert row is not None
        return bool(row[0])
