"""Posts that were decided before their account was frozen wait, say why, and go on once a person says so (6, A6)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, account_of
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import OutboxId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import PostState
from socialdesk.policy.permissions import may
from socialdesk.publishing import afterwards, queries
from socialdesk.register import keeping, reviews
from socialdesk.register.entries import Kind
from socialdesk.register.keeping import Facts
from socialdesk.storage.database import IntegrityError
from tests.fakes.post_scene import PASSED, PostScene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

pytestmark = pytest.mark.clause("A6")

HOLDER = Person("Jo Reed", Role.ACCOUNT_HOLDER)
HOURS = book().hours


class Register(PostScene):
    """One account that is on the register."""

    def __init__(self, network: Network = Network.X) -> None:
        super().__init__(network)
        account = self.accounts[network]
        facts = Facts(
            network=network.value,
            handle="@CorbyNPT",
            kind=Kind.TEAM,
            owner="Corby neighbourhood team",
            since_on=date(2019, 5, 1),
            account_id=account.id,
        )
        self.number = keeping.enter(self.db, facts, now=self.clock(), hours=HOURS, by=OFFICER)

    def freeze(self) -> None:
        reviews.freeze(
            self.db, register_id=self.number, why="A joke", now=self.clock(), hours=HOURS, by=OFFICER
        )

    def give_back(self) -> None:
        reviews.reinstate(
            self.db, register_id=self.number, retrained_on=self.clock().date(), trainer="Lee", now=self.clock(),
            hours=HOURS, by=OFFICER,
        )  # fmt: skip

    def let_go(self, *, by: Person = OFFICER, choice: str = "send_again") -> None:
        waiting = next(each for each in rows_needing(self))
        resolve_unknown(
            self.db, outbox_id=waiting, choice=choice, reason="", now=self.clock(), by=by, book=book()
        )


def rows_needing(scene: PostScene) -> list[OutboxId]:
    found = scene.db.execute("SELECT id FROM outbox WHERE needs_person = 1 ORDER BY id").fetchall()
    return [OutboxId(row[0]) for row in found]


def planned(scene: Register, **later: float) -> PostId:
    return scene.decide(scene.draft(at_ms=scene.later(**later)))


def test_what_waits_for_its_time_is_held_and_says_why() -> None:
    scene = Register()
    post_id = planned(scene, hours=3)
    scene.run(60)
    scene.freeze()
    line = queries.line(scene.db, post_id, now_ms=scene.now_ms)
    assert line.needs_person
    assert "frozen after this was decided" in line.targets[0].reason
    assert [each.post.id for each in queries.needing_person(scene.db, now_ms=scene.now_ms)] == [post_id]
    scene.run(timedelta(hours=4).total_seconds())
    assert scene.shown() == []
    assert scene.post(post_id).state is PostState.READY
    assert verify(scene.db).ok


def test_given_back_it_still_waits_until_a_person_says_so() -> None:
    scene = Register()
    planned(scene, days=3)
    scene.clock.forward(60)
    scene.freeze()
    scene.clock.forward(timedelta(days=1).total_seconds())
    scene.give_back()
    scene.run(timedelta(days=4).total_seconds())
    assert scene.shown() == []
    scene.let_go()
    scene.run(60)
    assert scene.shown() == ["Road closed."]


def test_let_go_before_its_time_it_goes_out_at_its_time() -> None:
    scene = Register()
    planned(scene, days=3)
    scene.clock.forward(60)
    scene.freeze()
    scene.clock.forward(60)
    scene.let_go()
    scene.run(timedelta(days=2).total_seconds())
    assert scene.shown() == []
    scene.run(timedelta(days=2).total_seconds())
    assert scene.shown() == ["Road closed."]


def test_while_it_is_frozen_corporate_communications_alone_lets_it_go() -> None:
    scene = Register()
    scene.db.execute("UPDATE accounts SET is_primary = 0, owner = 'Jo Reed'")
    planned(scene, hours=1)
    scene.clock.forward(60)
    scene.freeze()
    with pytest.raises(NotOpen, match="frozen"):
        scene.let_go(by=HOLDER)
    scene.clock.forward(1)
    scene.let_go()
    scene.run(timedelta(hours=2).total_seconds())
    assert scene.shown() == ["Road closed."]


def test_left_alone_it_is_a_draft_again() -> None:
    scene = Register()
    post_id = planned(scene, hours=1)
    scene.freeze()
    scene.let_go(choice="leave_it")
    scene.run(timedelta(hours=2).total_seconds())
    assert scene.shown() == []
    assert scene.post(post_id).state is PostState.DRAFT


def test_what_is_decided_after_the_freezing_goes_out() -> None:
    scene = Register()
    scene.freeze()
    scene.clock.forward(60)
    scene.decide(scene.draft())
    scene.run(60)
    assert scene.shown() == ["Road closed."]


def test_the_rest_of_a_thread_waits_part_by_part() -> None:
    scene = Register()
    scene.decide(scene.thread("One.", "Two.", "Three."))
    while not scene.shown():
        scene.clock.forward(9)
        assert scene.step()
    scene.freeze()
    scene.run(3600)
    assert scene.shown() == ["One."]
    scene.let_go()
    scene.run(60)
    assert scene.shown() == ["One.", "Two."]
    scene.let_go()
    scene.run(60)
    assert scene.shown() == ["One.", "Two.", "Three."]


def test_what_failed_on_the_way_and_is_tried_again_waits_too() -> None:
    scene = Register()
    scene.network.faults = ["offline"] * 3
    scene.decide(scene.draft())
    scene.clock.forward(9)
    scene.step()
    scene.freeze()
    scene.run(3600)
    assert scene.shown() == []
    assert len(rows_needing(scene)) == 1


def test_other_words_wait_and_taking_down_does_not() -> None:
    scene = Register()
    post_id = scene.decide(scene.draft())
    scene.run(60)
    target_id = scene.target_id(post_id, Network.X)
    afterwards.edit_post(
        scene.db, target_id=target_id, text="Road open.", checks=PASSED, book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.freeze()
    scene.run(60)
    assert scene.target(post_id, Network.X).parts[0].text == "Road closed."
    scene.let_go(choice="leave_it")
    afterwards.take_down(
        scene.db, target_id=target_id, reason="A joke", book=book(), capabilities=lambda _: capabilities(),
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(60)
    assert scene.label(post_id, Network.X) == "Taken down"


def test_another_time_is_a_fresh_yes_to_it() -> None:
    scene = Register()
    post_id = planned(scene, hours=1)
    scene.clock.forward(60)
    scene.freeze()
    scene.clock.forward(60)
    afterwards.reschedule(
        scene.db, post_id=post_id, scheduled_ms=scene.later(hours=2), checks=PASSED, book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(timedelta(hours=3).total_seconds())
    assert scene.shown() == ["Road closed."]


def test_what_the_network_holds_asks_a_person_as_long_as_it_is_frozen() -> None:
    scene = Register(Network.FACEBOOK)
    post_id = planned(scene, days=2)
    scene.run(60)
    assert scene.target(post_id).parts[0].held_until_ms is not None
    assert queries.needing_person(scene.db, now_ms=scene.now_ms) == []
    scene.freeze()
    line = queries.line(scene.db, post_id, now_ms=scene.now_ms)
    assert "frozen since: take it down" in line.targets[0].label
    assert [each.post.id for each in queries.needing_person(scene.db, now_ms=scene.now_ms)] == [post_id]
    scene.give_back()
    assert queries.needing_person(scene.db, now_ms=scene.now_ms) == []


@pytest.mark.parametrize("given_back", [False, True])
def test_the_store_sends_nothing_that_was_decided_before(given_back: bool) -> None:
    scene = Register()
    post_id = planned(scene, minutes=5)
    scene.clock.forward(1)
    scene.freeze()
    if given_back:
        scene.give_back()
    scene.db.execute("UPDATE outbox SET needs_person = 0")
    with pytest.raises(IntegrityError, match="waits for a person"):
        scene.db.execute(
            "UPDATE outbox SET state = 'sending', attempts = 1, last_sent_ms = ?", (scene.later(minutes=5),)
        )
    # Somebody who takes the mark away behind the desk's back gains nothing: it is held again.
    scene.run(3600)
    assert scene.shown() == []
    assert rows_needing(scene)
    assert scene.post(post_id).state is PostState.READY


def test_a_yes_at_the_very_moment_of_the_freezing_does_not_count() -> None:
    scene = Register()
    planned(scene, minutes=5)
    decided = scene.db.execute("SELECT decided_ms FROM posts").fetchone()
    assert decided is not None
    assert decided[0] == to_ms(scene.clock())
    scene.freeze()
    scene.run(3600)
    assert scene.shown() == []


def test_nobody_who_holds_it_answers_there_either() -> None:
    """The desk says so where the answer is decided, and not on the screen alone."""
    scene = Register()
    scene.db.execute("UPDATE accounts SET is_primary = 0, owner = 'Jo Reed'")
    account_id = scene.accounts[Network.X].id
    assert not account_of(scene.db, account_id).frozen
    scene.freeze()
    account = account_of(scene.db, account_id)
    assert account.frozen
    assert not may(HOLDER, account, ActionKind.REPLY, scene.clock(), book()).allowed
    assert may(HOLDER, account, ActionKind.HIDE, scene.clock(), book()).allowed
