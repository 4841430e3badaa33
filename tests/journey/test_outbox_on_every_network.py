"""Answers and removals on all six networks over HTTP while a third of the calls go wrong: none twice, none made up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
import stamina

from socialdesk.clock import to_ms
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.engine import Engine
from socialdesk.evidence.check import verify_all
from socialdesk.inbox import queries
from socialdesk.inbox.queries import View, ViewName
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.outbox.rows import Row, rows
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection
from socialdesk.training.networks.ledger import AppliedCall
from socialdesk.training.networks.server import SimulatedNetworks
from tests.fakes.every_network_desk import COMMENTS, desk, live_through, read_everything, trouble


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def comments(db: Connection, account_id: AccountId) -> list[ItemId]:
    """The account's comments by others, in the order of their numbers."""
    found = queries.rows(db, list(queries.first_ids(db, View(ViewName.EVERYTHING), 500)))
    ours = [row for row in found.values() if row.account_id == account_id and "Words " in row.untrusted_text]
    return [row.item_id for row in sorted(ours, key=lambda row: row.untrusted_text)]


def decide_all(engine: Engine, db: Connection) -> int:
    """Half of the comments are answered; the others are hidden and deleted, as their network can."""
    decided = 0
    for account in engine.accounts.values():
        items = comments(db, account.id)
        assert len(items) == COMMENTS, account.network
        can = engine.capabilities(account.id)
        removals = [
            kind for kind in (ActionKind.HIDE, ActionKind.DELETE)
            if can[kind].way is Way.API and not (account.network is Network.BLUESKY and kind is ActionKind.DELETE)
        ]  # fmt: skip
        for place, item_id in enumerate(items):
            if place % 2:
                _reply(engine, item_id, f"Thank you, {account.network.value} {place}.")
            else:
                _remove(engine, item_id, removals[place // 2 % len(removals)])
            decided += 1
    return decided


def _reply(engine: Engine, item_id: ItemId, text: str) -> None:
    account_id = _account_of(engine, item_id)
    engine.writer.call(
        partial(
            decide_reply,
            item_id=item_id,
            kind=ActionKind.REPLY,
            text=text,
            book=engine.book,
            capabilities=engine.capabilities(account_id),
            now=engine.clock(),
            by=engine.person,
            undo_seconds=0,
        )
    )


def _remove(engine: Engine, item_id: ItemId, action: ActionKind) -> None:
    account_id = _account_of(engine, item_id)
    engine.writer.call(
        partial(
            decide_removal,
            item_id=item_id,
            action=action,
            grounds=["spam"],
            answers={"spam.what": "A fraud or scam"},
            aim="Keep people from losing money.",
            why_not_less="A reply would spread the link.",
            book=engine.book,
            capabilities=engine.capabilities(account_id),
            now=engine.clock(),
            by=engine.person,
            undo_seconds=0,
        )
    )


def _account_of(engine: Engine, item_id: ItemId) -> AccountId:
    return engine.writer.call(lambda db: queries.item(db, item_id)).account_id


@pytest.mark.parametrize("seed", range(3))
def test_no_answer_twice_no_removal_without_evidence_and_nothing_made_up(tmp_path: Path, seed: int) -> None:
    with desk(tmp_path) as (engine, networks, hands), closing(engine.open_reader()) as db:
        read_everything(engine)
        decided = decide_all(engine, db)
        networks.faults.set(trouble(seed))
        live_through(engine, hands, 1800)
        assert sum(count for _, count in networks.faults.done()) > 50
        networks.faults.clear()
        live_through(engine, hands, 3 * 24 * 3600)

        everything = rows(db, "ORDER BY id", ())
        assert len(everything) == decided == COMMENTS * len(Network)
        for row in everything:
            _told_truly(db, row, _applied(engine, networks, row))
        confirmed = [row for row in everything if row.state is State.CONFIRMED]
        assert len(confirmed) > decided * 0.6
        assert {engine.accounts[row.account_id].network for row in confirmed} == set(Network)

        read_everything(engine)
        read_everything(engine, full=True)
        _mirrored(db, engine, networks)
        assert engine.head_keeper.verify(db).ok
        assert engine.writer.call(verify_all) == {}


def _applied(engine: Engine, networks: SimulatedNetworks, row: Row) -> list[AppliedCall]:
    """What the network carried out of this action, however often."""
    world, _ = networks.networks[engine.accounts[row.account_id].network.value]
    action = row.action
    if action.kind.creates:
        return [call for call in world.ledger.after(0) if call.text == action.text]
    return [call for call in world.ledger.after(0) if action.target in (call.target, call.id)
            and call.kind == action.kind.value]  # fmt: skip


def _told_truly(db: Connection, row: Row, applied: list[AppliedCall]) -> None:
    assert row.state in (State.CONFIRMED, State.FAILED, State.UNKNOWN) or row.needs_person, row
    if row.kind.creates:
        assert len(applied) <= 1, row
    if row.state is State.CONFIRMED:
        assert applied, row
    if row.state is State.FAILED:
        assert not applied, row
    if not row.kind.creates and applied:
        captured = db.execute("SELECT captured_ms FROM evidence WHERE id = ?", (row.evidence_id,)).fetchone()
        assert captured is not None
        assert captured[0] is not None
        assert captured[0] <= to_ms(applied[0].at)


def _mirrored(db: Connection, engine: Engine, networks: SimulatedNetworks) -> None:
    """The desk shows every answer that the public sees, once."""
    shown = queries.rows(db, list(queries.first_ids(db, View(ViewName.EVERYTHING), 500))).values()
    for account in engine.accounts.values():
        world, _ = networks.networks[account.network.value]
        sent = sorted(call.text for call in world.ledger.after(0) if call.text.startswith("Thank you"))
        ours = sorted(row.untrusted_text for row in shown if row.account_id == account.id and row.by_force)
        assert ours == sent, account.network
