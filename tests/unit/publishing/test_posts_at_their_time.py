"""Posts for later: who holds them, a computer that was off, another time (P1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import Route
from socialdesk.outbox import queries as outbox
from socialdesk.outbox import store
from socialdesk.publishing import afterwards, queries
from socialdesk.publishing.following import see_published
from socialdesk.storage.database import writing
from tests.fakes.post_scene import PASSED, PostScene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

pytestmark = pytest.mark.clause("P1")

AUDITOR = Person("Ann Auditor", Role.AUDITOR)
TRAINEE = Person("Tam Trainee", Role.TRAINEE)


def test_facebook_holds_a_post_itself_and_the_desk_sees_it_come_out() -> None:
    scene = PostScene()
    at_ms = scene.later(hours=2)
    post_id = scene.decide(scene.draft(at_ms=at_ms))
    scene.run(60)
    assert scene.target(post_id).route is Route.NETWORK_SCHEDULE
    [part] = scene.target(post_id).parts
    assert (part.held_until_ms, part.published_ms) == (at_ms, None)
    assert scene.label(post_id) == "Planned for 14:00, 24/11/2026, held by the network"
    scene.clock.forward(timedelta(hours=3).total_seconds())
    account = scene.accounts[Network.FACEBOOK]
    assert queries.needing_person(scene.db, now_ms=scene.now_ms)[0].post.id == post_id
    scene.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw) VALUES (?, 'post', ?, '', ?, '{}')",
        (account.id, part.native_id, at_ms),
    )
    see_published(scene.db, account_id=account.id, now=scene.clock())
    [part] = scene.target(post_id).parts
    assert part.published_ms == at_ms
    assert queries.needing_person(scene.db, now_ms=scene.now_ms) == []


@pytest.mark.parametrize("minutes", [5, 40 * 24 * 60])
def test_what_no_network_holds_waits_in_the_desks_queue_and_says_that_the_computer_must_be_on(
    minutes: int,
) -> None:
    scene = PostScene()
    post_id = scene.decide(scene.draft(at_ms=scene.later(minutes=minutes)))
    assert scene.target(post_id).route is Route.DESK_QUEUE
    scene.run((minutes - 1) * 60)
    assert scene.shown() == []
    assert "this computer must be on" in scene.label(post_id)
    assert outbox.newest_cancellable(scene.db) is None, "Esc stops nothing that was planned long ago"
    assert outbox.counts(scene.db) == (0, 0)
    scene.run(120)
    assert scene.shown() == ["Road closed."]


def test_a_computer_that_was_off_at_the_time_asks_before_it_publishes_late() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.draft(at_ms=scene.later(hours=1)))
    scene.clock.forward(timedelta(hours=1, minutes=16).total_seconds())
    scene.run(60)
    assert scene.shown() == []
    [held] = scene.actions(post_id)
    assert held.needs_person
    resolve_unknown(
        scene.db,
        outbox_id=held.id,
        choice="send_again",
        reason="Still so",
        now=scene.clock(),
        by=OFFICER,
        book=book(),
    )
    scene.run(60)
    assert scene.shown() == ["Road closed."]


def test_a_computer_that_was_off_for_ten_minutes_publishes_at_once() -> None:
    scene = PostScene(Network.X)
    scene.decide(scene.draft(at_ms=scene.later(hours=1)))
    scene.clock.forward(timedelta(hours=1, minutes=10).total_seconds())
    scene.run(60)
    assert scene.shown() == ["Road closed."]


def test_posts_at_other_times_do_not_wait_for_one_another() -> None:
    scene = PostScene(Network.X)
    scene.decide(scene.draft("Tomorrow", at_ms=scene.later(days=1)))
    scene.decide(scene.draft("Now"))
    scene.run(60)
    assert scene.shown() == ["Now"]
    scene.run(timedelta(days=1).total_seconds())
    assert scene.shown() == ["Now", "Tomorrow"]


def test_another_time_before_it_is_out_wherever_it_waits() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    post_id = scene.decide(scene.draft(at_ms=scene.later(hours=1)))
    scene.run(60)
    new_ms = scene.later(hours=3)
    afterwards.reschedule(
        scene.db, post_id=post_id, scheduled_ms=new_ms, checks=PASSED, book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(timedelta(hours=2).total_seconds())
    assert [each.text for each in scene.network.ledger if each.kind is ActionKind.PUBLISH] == ["Road closed."]
    assert scene.target(post_id).parts[0].held_until_ms == new_ms
    on_x = scene.networks[scene.accounts[Network.X].id]
    assert on_x.ledger == []
    scene.run(timedelta(hours=1).total_seconds())
    assert [each.at_ms >= new_ms for each in on_x.ledger] == [True]


def test_a_time_that_has_passed_is_not_decided_on() -> None:
    scene = PostScene()
    post_id = scene.draft(at_ms=scene.later(minutes=1))
    scene.clock.forward(120)
    with pytest.raises(Incomplete, match="has passed"):
        scene.decide(post_id)


def test_a_restored_yes_for_later_is_sent_at_its_time_and_not_before() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.draft(at_ms=scene.later(hours=2)))
    [row] = scene.actions(post_id)
    with writing(scene.db):
        store.hold(scene.db, row, now_ms=scene.now_ms, reason="A backup brought it back.")
    resolve_unknown(
        scene.db,
        outbox_id=row.id,
        choice="send_again",
        reason="Still so",
        now=scene.clock(),
        by=OFFICER,
        book=book(),
    )
    scene.run(timedelta(minutes=110).total_seconds())
    assert scene.shown() == []
    scene.run(timedelta(minutes=20).total_seconds())
    assert scene.shown() == ["Road closed."]
