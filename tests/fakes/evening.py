"""An evening of training on every network, over HTTP: the desk, the simulated networks, and what a trainee would do."""

from __future__ import annotations

import threading
from functools import partial

from socialdesk.app import open_in_training
from socialdesk.clock import Clock, monotonic, system_clock
from socialdesk.decisions.case import Case, case_of
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.engine import Engine
from socialdesk.inbox import queries
from socialdesk.inbox.queries import InboxRow, View
from socialdesk.inbox.views import EVERYTHING
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.queries import PendingRow
from socialdesk.training.stage import Stage

GROUND = "offensive_language"


class Evening:
    """The desk, and the simulated networks that it speaks to."""

    def __init__(self, engine: Engine, stage: Stage) -> None:
        self.engine = engine
        self.stage = stage
        self.db = engine.open_reader()

    def close(self) -> None:
        """End it; everything is forgotten."""
        self.db.close()
        self.engine.close()

    def read(self, *, full: bool = False) -> None:
        """Ask every account for what is new, or read everything again."""
        for account in self.engine.accounts.values():
            self.engine.sync(account, threading.Event(), full=full)

    def rows(self, view: View = EVERYTHING) -> list[InboxRow]:
        """What a list shows."""
        return list(queries.rows(self.db, list(queries.first_ids(self.db, view, 500))).values())

    def row(self, network: Network, words: str) -> InboxRow:
        """The one item on a network that has these words."""
        (found,) = [row for row in self.rows() if row.network is network and words in row.untrusted_text]
        return found

    def again(self, row: InboxRow) -> InboxRow:
        """An item as it stands now."""
        return queries.rows(self.db, [row.item_id])[row.item_id]

    def case(self, row: InboxRow) -> Case:
        """What a decision on it would rest on."""
        engine = self.engine
        return case_of(
            self.db,
            item_id=row.item_id,
            capabilities=engine.capabilities(row.account_id),
            book=engine.book,
            person=engine.person,
            now=engine.clock(),
            training=True,
        )

    def remove(self, row: InboxRow, action: ActionKind) -> None:
        """Decide that it is hidden or removed."""
        engine = self.engine
        ground = engine.book.grounds[GROUND]
        engine.writer.call(
            partial(
                decide_removal,
                item_id=row.item_id,
                action=action,
                grounds=[ground.id],
                answers={f"{ground.id}.{each.id}": each.choices[0] for each in ground.questions},
                aim="To keep a trial fair.",
                why_not_less="Anything less would leave it to be read.",
                book=engine.book,
                capabilities=engine.capabilities(row.account_id),
                now=engine.clock(),
                by=engine.person,
                undo_seconds=0,
                training=True,
            )
        )

    def answer(self, row: InboxRow, kind: ActionKind, words: str) -> None:
        """Decide that it is answered."""
        engine = self.engine
        engine.writer.call(
            partial(
                decide_reply,
                item_id=row.item_id,
                kind=kind,
                text=words,
                book=engine.book,
                capabilities=engine.capabilities(row.account_id),
                now=engine.clock(),
                by=engine.person,
                undo_seconds=0,
                training=True,
            )
        )

    def ended(self, row: InboxRow) -> PendingRow:
        """The newest action on an item, once nothing more is done about it."""
        until = monotonic() + 20
        while (newest := outbox_queries.for_item(self.db, row.item_id)[0]).state.live:
            assert monotonic() < until, f"it did not come to an end: {newest.label}"
            self.engine.send_everything(threading.Event())
            threading.Event().wait(0.02)
        return newest

    def applied(self, network: Network, text: str = "", kind: str = "") -> int:
        """How often the network has done it."""
        ledger = self.stage.world(network).ledger.after(0)
        return len([call for call in ledger if (call.text == text if text else call.kind == kind)])


def begun(scenario: str, clock: Clock = system_clock) -> Evening:
    """A scenario's opening, read from every account; its timeline waits to be played."""
    desk = open_in_training(scenario, clock=clock)
    evening = Evening(desk.engine, desk.session.stage)
    evening.read()
    return evening
