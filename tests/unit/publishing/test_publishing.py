"""A post from the decision to the last part: decided, sent once, stopped, in turn (P1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.model.accounts import Network
from socialdesk.model.ids import ClauseId
from socialdesk.model.people import Person, Role
from socialdesk.model.posts import PostState
from socialdesk.outbox import queries as outbox
from socialdesk.publishing import drafts, media, queries
from socialdesk.publishing.standing import CheckStanding, CheckState
from socialdesk.publishing.undoing import take_back
from tests.fakes.post_scene import PASSED, PostScene
from tests.fakes.stocked_desk import OFFICER, book

pytestmark = pytest.mark.clause("P1")

AUDITOR = Person("Ann Auditor", Role.AUDITOR)
OSCAR = Person("Oscar One", Role.OSCAR_1)
TRAINEE = Person("Tam Trainee", Role.TRAINEE)


def check(state: CheckState) -> CheckStanding:
    return CheckStanding(id="rag", title="RAG", clause=ClauseId("3.1"), state=state, sentence="Not yet.")


# -- deciding


@pytest.mark.parametrize("state", ["stop", "ask", "open"])
def test_nothing_goes_out_while_a_check_is_not_passed(state: CheckState) -> None:
    scene = PostScene()
    post_id = scene.draft()
    with pytest.raises(Incomplete) as told:
        scene.decide(post_id, checks=[*PASSED, check(state)])
    assert told.value.field == "check:rag"
    with pytest.raises(Incomplete):
        scene.decide(post_id, checks=[])
    assert scene.post(post_id).state is PostState.DRAFT
    assert scene.actions(post_id) == []


@pytest.mark.parametrize("by", [AUDITOR, TRAINEE, OSCAR])
def test_whoever_may_not_publish_at_this_hour_publishes_nothing(by: Person) -> None:
    scene = PostScene()
    post_id = scene.draft()
    with pytest.raises(NotOpen):
        scene.decide(post_id, by=by)
    assert scene.actions(post_id) == []


def test_oscar_1_publishes_on_the_main_page_at_night_and_nowhere_else() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    scene.clock.forward(timedelta(hours=14).total_seconds())
    main, both = scene.draft(on=[Network.FACEBOOK], by=OSCAR), scene.draft(by=OSCAR)
    with pytest.raises(NotOpen, match="main Facebook page"):
        scene.decide(both, by=OSCAR)
    scene.db.execute(
        "INSERT INTO threshold_declarations (post_id, about, met, reason, at_ms, by_name, by_role)"
        " VALUES (?, 'A closed road', 0, 'No risk to life', ?, ?, 'oscar_1')",
        (main, scene.now_ms, OSCAR.name),
    )
    scene.decide(main, by=OSCAR)
    scene.run(60)
    assert scene.shown() == ["Road closed."]


def test_a_post_is_sent_after_the_undo_window_once_on_each_account_and_read_back() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    post_id = scene.decide(scene.draft())
    scene.run(7)
    assert scene.shown() == []
    scene.run(60)
    assert scene.shown() == ["Road closed."] * 2
    post = scene.post(post_id)
    assert post.state is PostState.SENT
    assert all(part.native_id and part.published_ms for target in post.targets for part in target.parts)
    assert scene.states(post_id) == ["confirmed"] * 2
    assert scene.label(post_id) == "Published"
    with pytest.raises(NotOpen):
        scene.decide(post_id)


def test_pictures_leave_in_order_with_their_descriptions_and_never_with_a_place_in_their_file() -> None:
    scene = PostScene()
    post_id = scene.draft()
    scene.picture(post_id, stripped=False)
    with pytest.raises(Incomplete, match="where it was taken"):
        scene.decide(post_id)
    [one] = scene.post(post_id).media
    media.remove_media(scene.db, media_id=one.id, now=scene.clock(), by=OFFICER)
    scene.picture(post_id, alt_text="")
    with pytest.raises(Incomplete, match="no description"):
        scene.decide(post_id)


def test_words_of_a_watch_list_are_not_published() -> None:
    scene = PostScene()
    scene.db.execute(
        "INSERT INTO protected_names (case_name, words, kind, added_ms, added_by)"
        " VALUES ('Oak', 'Robin Hood', 'name', 1, 'X')"
    )
    with pytest.raises(Incomplete, match="watch list"):
        scene.decide(scene.draft("We look for Robin Hood."))


def test_the_record_holds_no_words_in_what_is_chained() -> None:
    scene = PostScene()
    post_id = scene.decide(scene.draft("Quercus robur"))
    scene.run(60)
    facts = [row[0] for row in scene.db.execute("SELECT facts FROM audit").fetchall()]
    assert not any("Quercus" in each for each in facts)
    assert scene.kinds(post_id) == ["post-decided", "sent", "accepted", "confirmed"]
    decided = queries.history(scene.db, post_id)[-1]
    assert decided.words["text"] == "Quercus robur"


# -- stopping


def test_undo_takes_it_back_on_every_account_and_it_is_a_draft_again() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    post_id = scene.decide(scene.draft())
    scene.run(3)
    newest = outbox.newest_cancellable(scene.db)
    assert newest is not None
    take_back(scene.db, outbox_id=newest.outbox_id, now=scene.clock(), by=OFFICER)
    scene.run(120)
    assert scene.shown() == []
    assert scene.states(post_id) == ["cancelled"] * 2
    assert scene.post(post_id).state is PostState.DRAFT
    drafts.save_post(scene.db, post_id=post_id, purpose="", text="Road open.", now=scene.clock(), by=OFFICER)
    scene.decide(post_id)
    scene.run(60)
    assert scene.shown() == ["Road open."] * 2


def test_what_is_out_is_not_stopped_and_what_is_not_is() -> None:
    scene = PostScene(Network.FACEBOOK, Network.X)
    post_id = scene.draft()
    scene.networks[scene.accounts[Network.X].id].faults = ["throttled"] * 3
    scene.decide(post_id)
    scene.run(12)
    scene.cancel(post_id)
    scene.run(300)
    assert scene.shown() == ["Road closed."]
    [held] = [each for each in scene.actions(post_id) if each.needs_person]
    assert held.reason.startswith("It was stopped after it had been tried.")
    resolve_unknown(
        scene.db, outbox_id=held.id, choice="leave_it", reason="Not there", now=scene.clock(), by=OFFICER
    )
    assert scene.post(post_id).state is PostState.SENT
    assert scene.label(post_id, Network.X).startswith("Stopped")
    with pytest.raises(NotOpen):
        scene.cancel(post_id)


# -- threads


def test_each_part_of_a_thread_waits_for_the_one_before() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two.", "Three."))
    scene.run(60)
    parts = scene.target(post_id, Network.X).parts
    ledger = scene.network.ledger
    assert [(each.text, each.target) for each in ledger] == [
        ("One.", "page-1"),
        ("Two.", parts[0].native_id),
        ("Three.", parts[1].native_id),
    ]
    assert scene.post(post_id).state is PostState.SENT


def test_a_lost_part_is_looked_up_and_the_thread_goes_on() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two.", "Three."))
    scene.network.faults = ["", "", "reset_after"]
    scene.run(600)
    assert [each.text for each in scene.network.ledger] == ["One.", "Two.", "Three."]
    assert scene.post(post_id).state is PostState.SENT


def test_a_part_that_nobody_can_confirm_is_never_sent_blindly_and_holds_up_the_rest() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two.", "Three."))
    scene.network.faults = ["", "", "reset_before"]
    scene.run(600)
    assert [each.text for each in scene.network.ledger] == ["One."]
    [unclear] = [each for each in scene.actions(post_id) if each.needs_person]
    assert [each.post.id for each in queries.needing_person(scene.db, now_ms=scene.now_ms)] == [post_id]
    resolve_unknown(
        scene.db,
        outbox_id=unclear.id,
        choice="send_again",
        reason="Looked",
        now=scene.clock(),
        by=OFFICER,
        book=book(),
    )
    scene.run(600)
    assert [each.text for each in scene.network.ledger] == ["One.", "Two.", "Three."]


def test_a_thread_whose_second_part_is_refused_stops_there_and_says_so() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two.", "Three."))
    scene.network.faults = ["", "", "refused"]
    scene.run(600)
    assert [each.text for each in scene.network.ledger] == ["One."]
    [failed] = [each for each in scene.actions(post_id) if each.needs_person]
    assert "1 of 3 parts out" in scene.label(post_id, Network.X)
    resolve_unknown(
        scene.db, outbox_id=failed.id, choice="leave_it", reason="Seen", now=scene.clock(), by=OFFICER
    )
    assert scene.post(post_id).state is PostState.SENT
    assert scene.label(post_id, Network.X) == "Stopped (1 of 3 parts out)"


def test_a_thread_that_was_cut_off_by_the_night_asks_before_it_goes_on() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two."))
    scene.clock.forward(8)
    while scene.states(post_id) != ["confirmed"]:
        assert scene.dispatcher.dispatch_one() is not None
    scene.clock.forward(timedelta(hours=10).total_seconds())
    scene.run(60)
    assert [each.text for each in scene.network.ledger] == ["One."]
    assert [each.needs_person for each in scene.actions(post_id)] == [False, True]


def test_stopping_a_thread_on_its_way_lets_no_further_part_go() -> None:
    scene = PostScene(Network.X)
    post_id = scene.decide(scene.thread("One.", "Two.", "Three."))
    scene.network.faults = ["", "", "throttled"]
    scene.run(15)
    scene.cancel(post_id)
    scene.run(600)
    assert [each.text for each in scene.network.ledger] == ["One."]
    [held] = [each for each in scene.actions(post_id) if each.needs_person]
    resolve_unknown(
        scene.db, outbox_id=held.id, choice="leave_it", reason="Not there", now=scene.clock(), by=OFFICER
    )
    scene.run(600)
    assert [each.text for each in scene.network.ledger] == ["One."]
    assert scene.post(post_id).state is PostState.SENT
