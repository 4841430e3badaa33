"""What becomes of a post after it was sent, lost, or published by hand; the same post never twice (P1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ClauseId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import PostState
from socialdesk.publishing import afterwards, queries, targets
from socialdesk.publishing.following import see_published
from socialdesk.publishing.publish import tick_by_hand
from socialdesk.publishing.standing import CheckStanding, CheckState
from tests.fakes.post_scene import PASSED, PostScene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

pytestmark = pytest.mark.clause("P1")

AUDITOR = Person("Ann Auditor", Role.AUDITOR)
OSCAR = Person("Oscar One", Role.OSCAR_1)
TRAINEE = Person("Tam Trainee", Role.TRAINEE)


def check(state: CheckState) -> CheckStanding:
    return CheckStanding(id="rag", title="RAG", clause=ClauseId("3.1"), state=state, sentence="Not yet.")


# -- afterwards


def test_other_words_for_what_is_out_once_they_are_checked() -> None:
    scene = PostScene()
    post_id = scene.decide(scene.draft())
    scene.run(60)

    def edit(*checks: CheckStanding) -> None:
        afterwards.edit_post(
            scene.db, target_id=scene.target_id(post_id), text="Road open.", checks=checks, book=book(),
            capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
        )  # fmt: skip

    with pytest.raises(Incomplete):
        edit(check("ask"))
    edit(*PASSED)
    scene.run(60)
    assert [part.text for part in scene.target(post_id).parts] == ["Road open."]
    assert len(scene.shown()) == 1


def test_a_thread_is_taken_down_from_its_end_and_each_part_seen_gone() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two."))
    scene.run(60)
    afterwards.take_down(
        scene.db, target_id=scene.target_id(post_id, Network.X), reason="Found", book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(60)
    parts = scene.target(post_id, Network.X).parts
    removed = [each.target for each in scene.network.ledger if each.kind is ActionKind.DELETE_POST]
    assert removed == [parts[1].native_id, parts[0].native_id]
    assert all(part.gone_ms for part in parts)
    assert scene.label(post_id, Network.X) == "Taken down"


def test_taking_down_stops_what_is_still_to_come() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.draft(at_ms=scene.later(hours=1)))
    afterwards.take_down(
        scene.db, target_id=scene.target_id(post_id, Network.X), reason="Found", book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(timedelta(hours=2).total_seconds())
    assert scene.shown() == []
    assert scene.post(post_id).state is PostState.DRAFT


def test_a_post_from_elsewhere_is_known_once_and_taken_down() -> None:
    scene = PostScene()
    account = scene.accounts[Network.FACEBOOK]
    scene.decide(scene.draft())
    scene.run(60)
    made = scene.network.ledger[0]
    native_id = NativeId("made-1")
    known = afterwards.adopt(
        scene.db,
        account_id=account.id,
        native_id=native_id,
        text="",
        published_ms=1,
        now=scene.clock(),
        by=OFFICER,
    )
    assert scene.post(known.post_id).text == made.text
    scene.network.put(replace(scene.network.comments[native_id].item, native_id=NativeId("other")))
    taken = [
        afterwards.adopt(
            scene.db, account_id=account.id, native_id=NativeId("other"), text="A copy", published_ms=1,
            appeal_id=7, now=scene.clock(), by=OFFICER,
        )
        for _ in range(2)
    ]  # fmt: skip
    assert taken[0].target_id == taken[1].target_id
    assert [each.post.id for each in queries.of_appeal(scene.db, 7)] == [taken[0].post_id]
    afterwards.take_down(
        scene.db, target_id=taken[0].target_id, reason="Found", book=book(),
        capabilities=lambda _: capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(60)
    assert scene.label(taken[0].post_id) == "Taken down"


def test_what_a_hand_publishes_waits_until_it_is_ticked_off() -> None:
    scene = PostScene(Network.FACEBOOK, Network.YOUTUBE)
    post_id = scene.draft()
    targets.set_by_hand(
        scene.db, post_id=post_id, account_id=scene.accounts[Network.YOUTUBE].id, by_hand=True,
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.decide(post_id)
    scene.run(60)
    assert scene.shown() == ["Road closed."]
    assert scene.post(post_id).state is PostState.READY
    assert [each.post.id for each in queries.needing_person(scene.db, now_ms=scene.now_ms)] == [post_id]
    tick_by_hand(
        scene.db, target_id=scene.target_id(post_id, Network.YOUTUBE), url="https://youtu.be/x",
        now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    assert scene.post(post_id).state is PostState.SENT
    assert queries.needing_person(scene.db, now_ms=scene.now_ms) == []


# -- never twice


def test_a_lost_answer_is_looked_up_and_the_post_is_out_once() -> None:
    for fault in ("reset_after", "raise_after"):
        scene = PostScene()
        scene.network.faults = [fault]
        scene.network.late_share, scene.network.late_ms = 1.0, 90_000
        post_id = scene.decide(scene.draft())
        scene.run(900)
        assert scene.shown() == ["Road closed."]
        assert scene.states(post_id) == ["confirmed"]


def test_killed_while_it_is_sent_it_is_looked_for_and_never_sent_again() -> None:
    class Killed(BaseException):
        pass

    for when in ("perform publish", "applied publish", "look publish"):
        scene = PostScene()
        post_id = scene.decide(scene.draft())

        def kill(name: str, *, when: str = when, scene: PostScene = scene) -> None:
            if name == when:
                scene.network.on_call = None
                raise Killed

        scene.network.on_call = kill
        scene.clock.forward(9)
        with pytest.raises(Killed):
            scene.run(60)
        scene.run(900)
        assert len(scene.shown()) <= 1
        [row] = scene.actions(post_id)
        assert row.state.value == ("confirmed" if scene.shown() else "unknown")
        assert row.needs_person is not bool(scene.shown())


def test_what_a_person_saw_there_gets_its_name_from_what_is_read_later() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two."))
    scene.network.faults = ["reset_before"]
    scene.run(600)
    [unclear] = scene.actions(post_id)
    resolve_unknown(
        scene.db, outbox_id=unclear.id, choice="it_is_there", reason="Seen", now=scene.clock(), by=OFFICER
    )
    scene.run(60)
    account = scene.accounts[Network.X]
    scene.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
        " VALUES (?, 'post', 'seen', 'One. ', ?, '{}')",
        (account.id, scene.now_ms - 120_000),
    )
    see_published(scene.db, account_id=account.id, now=scene.clock())
    scene.run(60)
    assert [(each.text, each.target) for each in scene.network.ledger] == [("Two.", "seen")]


def test_a_storm_of_faults_never_publishes_twice() -> None:
    for seed in range(40):
        scene = PostScene(Network.X, Network.FACEBOOK)
        for number, network in enumerate(scene.networks.values()):
            network.random = Random(seed * 2 + number)
            network.fault_share, network.late_share, network.late_ms = 0.35, 0.4, 45_000
        post_id = scene.thread("One.", "Two.", "Three.")
        targets.set_targets(
            scene.db, post_id=post_id, account_ids=[each.id for each in scene.accounts.values()],
            now=scene.clock(), by=OFFICER,
        )  # fmt: skip
        scene.decide(post_id)
        scene.run(3600)
        for network in scene.networks.values():
            texts = [each.text for each in network.ledger]
            assert len(texts) == len(set(texts)), (seed, texts)
        shown = [each.text for each in scene.networks[scene.accounts[Network.X].id].ledger]
        assert shown == ["One.", "Two.", "Three."][: len(shown)]


def test_the_calendar_shows_a_post_on_its_day_whoever_planned_it() -> None:
    scene = PostScene(Network.X)
    planned = scene.decide(scene.draft("Later", at_ms=scene.later(days=1)))
    draft = scene.draft("Maybe", at_ms=scene.later(days=2), by=OSCAR)
    now = scene.decide(scene.draft("Now"))
    scene.run(60)
    days = queries.between_days(scene.db, first=scene.clock().date(), days=7)
    found = {
        day: [(each.post.id, each.post.by_name) for each in lines] for day, lines in days.items() if lines
    }
    today = scene.clock().date()
    assert found == {
        today: [(now, "Pat Officer")],
        today + timedelta(days=1): [(planned, "Pat Officer")],
        today + timedelta(days=2): [(draft, "Oscar One")],
    }
    assert [each.post.id for each in queries.published(scene.db)] == [now]
