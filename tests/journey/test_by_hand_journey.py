"""What X refuses on self-serve, over HTTP: offered by hand, done on X by a person, ticked off, seen, recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import pytest

from socialdesk.audit import queries as audit_queries
from socialdesk.decisions import by_hand_rows
from socialdesk.decisions.by_hand import begin_by_hand, tick_off
from socialdesk.decisions.by_hand_rules import ByHandState
from socialdesk.evidence import queries as evidence_queries
from socialdesk.inbox import queries
from socialdesk.inbox.queries import InboxRow
from socialdesk.inbox.views import DONE, WAITING
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.outbox.states import State
from socialdesk.training.networks.x.world import XWorld
from tests.fakes.evening import GROUND, Evening, begun

WORDS = "Thank you. If you saw it, please call 101 and quote incident 26000488316."
CRITICISM = "Another Saturday"


@pytest.fixture
def evening() -> Iterator[Evening]:
    with closing(begun("saturday-night")) as evening:
        yield evening


def x(evening: Evening) -> XWorld:
    world = evening.stage.world(Network.X)
    assert isinstance(world, XWorld)
    return world


def begin(evening: Evening, row: InboxRow, action: ActionKind, **more: object) -> None:
    engine = evening.engine
    engine.writer.call(
        partial(
            begin_by_hand,
            item_id=row.item_id,
            action=action,
            book=engine.book,
            capabilities=engine.capabilities(row.account_id),
            now=engine.clock(),
            by=engine.person,
            training=True,
            **more,
        )
    )


def tick(evening: Evening, row: InboxRow) -> None:
    engine = evening.engine
    engine.writer.call(
        partial(
            tick_off,
            by_hand_id=by_hand_rows.for_item(evening.db, row.item_id)[0].id,
            done_at=engine.clock(),
            now=engine.clock(),
            by=engine.person,
            training=True,
        )
    )


@pytest.mark.clause("R2")
@pytest.mark.clause("T3")
def test_a_reply_that_x_refuses_is_given_by_hand_and_stands_in_the_record(evening: Evening) -> None:
    row = evening.row(Network.X, CRITICISM)
    item = queries.item(evening.db, row.item_id)
    # Its author has taken the account's name out of it: on self-serve X lets no program answer that.
    x(evening).posts[item.native_id].leading = ()
    evening.answer(row, ActionKind.REPLY, WORDS)
    assert evening.ended(row).state is State.FAILED
    assert evening.applied(Network.X, text=WORDS) == 0

    option = evening.case(row).options.hand(ActionKind.REPLY)
    assert option is not None
    assert (option.open, option.label) == (True, "Reply by hand on X")
    assert option.link.startswith("https://x.com/")
    assert "shown to everybody" in option.effect
    begin(evening, row, ActionKind.REPLY, text=WORDS)
    assert [each.item_id for each in evening.rows(WAITING)] == [row.item_id]
    assert evening.again(row).standing == "by_hand"
    assert evening.again(row).open
    evening.engine.send_everything(threading.Event())
    assert evening.applied(Network.X, text=WORDS) == 0

    account = evening.engine.accounts[row.account_id]
    assert x(evening).comment(item.native_id, account.native_id, WORDS) is not None
    tick(evening, row)
    assert evening.rows(WAITING) == []
    assert row.item_id in [each.item_id for each in evening.rows(DONE)]
    assert evening.again(row).outcome == "Replied by hand on X, as A. Trainee said"

    evening.read()
    hand = by_hand_rows.for_item(evening.db, row.item_id)[0]
    assert hand.state is ByHandState.DONE
    assert hand.seen_ms is not None
    told = [line.sentence for line in reversed(audit_queries.for_item(evening.db, row.item_id))]
    assert told[-3:] == [
        "Decided to reply publicly by hand on X (clause 4.2a).",
        "Public reply sent by hand on X, as a person said.",
        "Seen on X: the reply is there.",
    ]
    assert evening.engine.head_keeper.verify(evening.db).ok


@pytest.mark.clause("R2")
def test_a_report_to_x_is_made_by_hand_and_leaves_the_post_to_be_decided_on(evening: Evening) -> None:
    row = evening.row(Network.X, CRITICISM)
    option = evening.case(row).options.hand(ActionKind.REPORT)
    assert option is not None
    assert (option.open, option.label) == (True, "Report to X")
    assert "choose Report" in option.how
    begin(evening, row, ActionKind.REPORT, aim="It misleads about an emergency.")
    tick(evening, row)
    assert evening.again(row).open
    assert evening.again(row).outcome == "Reported by hand on X, as A. Trainee said"


@pytest.mark.clause("R12")
def test_hiding_by_hand_waits_until_what_x_shows_is_captured(
    evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = evening.row(Network.X, CRITICISM)
    with monkeypatch.context() as patch:
        item = queries.item(evening.db, row.item_id)
        post = x(evening).posts[item.native_id]
        patch.setattr(post, "conversation", "1")  # somebody else's conversation: X hides nothing in it
        evening.remove(row, ActionKind.HIDE)
        assert evening.ended(row).state is State.FAILED
    ground = evening.engine.book.grounds[GROUND]
    begin(
        evening,
        row,
        ActionKind.HIDE,
        grounds=[ground.id],
        answers={f"{ground.id}.{each.id}": each.choices[0] for each in ground.questions},
        aim="Those at the scene are not to be abused.",
        why_not_less="A reply would not take it away.",
    )
    assert by_hand_rows.for_item(evening.db, row.item_id)[0].state is ByHandState.PREPARING
    evening.engine.send_everything(threading.Event())
    assert by_hand_rows.for_item(evening.db, row.item_id)[0].state is ByHandState.BEGUN
    newest = evidence_queries.for_item(evening.db, row.item_id)[0]
    assert newest.captured_ms is not None
    assert not newest.held_only
    tick(evening, row)
    assert evening.again(row).standing == "hidden_by_hand"
    assert evening.engine.head_keeper.verify(evening.db).ok
