"""Anybody does anything to a block in any order, on a network that misbehaves: the gate holds, and states stay true."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from socialdesk.audit.verify import verify
from socialdesk.decisions import (
    blocking,
    blocking_acts,
    blocking_rows,
    blocking_saying,
    by_hand,
    by_hand_rows,
    undo,
)
from socialdesk.decisions.blocking_following import remind
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.decisions.by_hand_evidence import ByHandEvidence
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.model.people import Person, Role, same_person
from socialdesk.outbox import queries
from tests.fakes.blocking_scene import BlockingScene

REFUSED = (NotOpen, Incomplete)
PEOPLE = ("asker", "adviser", "second", "night", "auditor", "said")
people = st.sampled_from(PEOPLE)
words = st.sampled_from(["", "Because it is so."])
faults = st.lists(
    st.sampled_from(["", "", "refused", "reset_before", "reset_after", "offline", "throttled", "gone"]),
    max_size=3,
)


class Blocks(RuleBasedStateMachine):
    """Every rule is tried whether it is open or not; what is refused alters nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.scene = BlockingScene()
        self.taker = ByHandEvidence(
            write=self.scene.write,
            connector_for=self.scene.connector_for,
            clock=self.scene.clock,
            reread=self.scene.dispatcher.reread,
        )

    def who(self, name: str) -> Person:
        if name == "said":
            return Person("Robin Second", Role.CORPORATE_COMMUNICATIONS)
        found = getattr(self.scene, name)
        assert isinstance(found, Person)
        return found

    def newest(self) -> blocking_rows.BlockRow | None:
        found = blocking_rows.everything(self.scene.db)
        return max(found, key=lambda row: row.id) if found else None

    @rule(
        name=people, item=st.sampled_from(["c1", "c2"]), hand=st.booleans(), urgent=st.booleans(), said=words
    )
    def ask(self, name: str, item: str, hand: bool, urgent: bool, said: str) -> None:
        with suppress(*REFUSED):
            self.scene.ask(
                self.who(name),
                item,
                by_hand=hand,
                urgent_why="A threat to kill." if urgent else "",
                urgent_told=said if urgent else "",
            )

    @rule(name=people, wanted=st.booleans())
    def advise(self, name: str, wanted: bool) -> None:
        if (block := self.newest()) is not None:
            with suppress(*REFUSED):
                self.scene.advise(block.id, self.who(name), wanted=wanted)

    @rule(name=people, adviser=st.sampled_from(["Chris Adviser", "sam holder", "Nell Night", ""]))
    def telephone(self, name: str, adviser: str) -> None:
        if (block := self.newest()) is not None:
            with suppress(*REFUSED):
                self.scene.telephoned(block.id, self.who(name), adviser=adviser)

    @rule(name=people, stands=st.booleans(), said=words)
    def look(self, name: str, stands: bool, said: str) -> None:
        for advice in blocking_rows.advice_to_look_at(self.scene.db)[:1]:
            with suppress(*REFUSED):
                blocking_saying.look_at_advice(
                    self.scene.db,
                    advice_id=advice.id,
                    block_id=advice.block_id,
                    stands=stands,
                    words=said,
                    doing=self.scene.doing(self.who(name)),
                )

    @rule(name=people, undo_seconds=st.sampled_from([0, 8]))
    def approve(self, name: str, undo_seconds: int) -> None:
        if (block := self.newest()) is not None:
            with suppress(*REFUSED):
                self.scene.approve(block.id, self.who(name), undo_seconds=undo_seconds)

    @rule(name=people, said=words)
    def refuse(self, name: str, said: str) -> None:
        if (block := self.newest()) is not None:
            doing = self.scene.doing(self.who(name))
            with suppress(*REFUSED):
                blocking_saying.refuse(self.scene.db, block_id=block.id, words=said, doing=doing)

    @rule(name=people, said=words, what=st.sampled_from(["withdraw", "review", "lift", "again", "hand"]))
    def go_on(self, name: str, said: str, what: str) -> None:
        block, db = self.newest(), self.scene.db
        if block is None:
            return
        doing = self.scene.doing(self.who(name))
        with suppress(*REFUSED):
            match what:
                case "withdraw":
                    blocking.withdraw(db, block_id=block.id, reason=said, doing=doing)
                case "review":
                    blocking.review(db, block_id=block.id, words=said, days=30, doing=doing)
                case "lift":
                    blocking_acts.lift(db, block_id=block.id, reason=said, doing=doing)
                case _:
                    blocking_acts.again(db, block_id=block.id, by_hand=what == "hand", doing=doing)

    @rule(name=people, done=st.booleans(), said=words)
    def by_hand(self, name: str, done: bool, said: str) -> None:
        self.taker.capture_one()
        for row in by_hand_rows.not_ticked(self.scene.db)[:1]:
            now, by = self.scene.clock(), self.who(name)
            with suppress(*REFUSED):
                if done:
                    by_hand.tick_off(self.scene.db, by_hand_id=row.id, done_at=now, now=now, by=by)
                else:
                    by_hand.not_done(self.scene.db, by_hand_id=row.id, reason=said, now=now, by=by)

    @rule()
    def take_back(self) -> None:
        with suppress(*REFUSED):
            undo.cancel_newest(self.scene.db, now=self.scene.clock(), by=self.scene.second)

    @rule(trouble=faults, seconds=st.sampled_from([0, 1, 60, 3600]))
    def network(self, trouble: list[str], seconds: int) -> None:
        self.scene.network.faults = list(trouble)
        self.scene.run(seconds)
        self.scene.network.faults = []

    @rule(hours=st.sampled_from([1, 6, 14, 24 * 91, -5]))
    def time(self, hours: int) -> None:
        self.scene.clock.forward(timedelta(hours=hours).total_seconds())
        remind(self.scene.db, account_id=self.scene.desk.account.id, now=self.scene.clock())

    @invariant()
    def nothing_left_that_nobody_else_approved(self) -> None:
        rows = {row.decision_id: row for row in blocking_rows.everything(self.scene.db)}
        for row in rows.values():
            began = row.state not in (
                BlockState.WAITING_ADVICE, BlockState.WAITING_APPROVAL, BlockState.REFUSED, BlockState.WITHDRAWN,
            )  # fmt: skip
            if began and not row.urgent:
                assert row.approval is not None
                assert row.approval.approved
                assert row.approval.by_name != row.requested_by.name
                assert any(each.wanted for each in row.advice)
            for advice in row.advice:
                assert advice.adviser.casefold() != row.requested_by.name.casefold()
                assert not (advice.to_look_at and advice.given == "signed")
            if row.state is BlockState.IN_FORCE:
                assert row.review_ms is not None
        approved = sum(
            row.urgent or (row.approval is not None and row.approval.approved) for row in rows.values()
        )
        if not approved:
            assert "block" not in self.scene.left()

    @invariant()
    def at_most_one_is_open_for_a_person(self) -> None:
        open_rows = [row for row in blocking_rows.everything(self.scene.db) if not row.state.ended]
        assert len(open_rows) <= 1

    @invariant()
    def what_is_under_way_is_said_to_be(self) -> None:
        block = self.newest()
        if block is None:
            return
        hand = by_hand_rows.not_ticked(self.scene.db)
        sent = [row for row in queries.pending(self.scene.db) if row.state.live]
        if hand or sent:
            assert block.state in (BlockState.APPROVED, BlockState.LIFTING)
        if block.state in (BlockState.APPROVED, BlockState.LIFTING):
            assert len(hand) + len(sent) == 1

    def teardown(self) -> None:
        assert verify(self.scene.db).ok
        self.scene.db.close()


Blocks.TestCase.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)


@pytest.mark.clause("B1")
class TestBlocks(Blocks.TestCase):
    """The gate under every order of events."""


def test_the_same_person_by_number_or_name() -> None:
    one = Person("Ann Other", Role.IDO, staff_id=1)
    assert same_person(one, Person("Renamed", Role.AUDITOR, staff_id=1))
    assert same_person(one, Person("ann  other", Role.IDO))
