"""Sessions of training over HTTP, with a clock that is turned by hand: played, marked, disputed and kept."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from socialdesk.app import open_in_training, run_script
from socialdesk.decisions import blocking_rows
from socialdesk.decisions.asking import for_item
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.undo import cancel_newest
from socialdesk.training import session_file
from socialdesk.training.events import Event, ScenarioError
from socialdesk.training.scripted import KINDS
from socialdesk.training.scripted_hand import Hand, ScriptDesk, Wish
from socialdesk.training.session import TrainingSession
from socialdesk.training.session_desk import FaultName
from socialdesk.training_desk import session_desk
from tests.conftest import ExpectedLogs
from tests.fakes.turned_session import SCENARIO, Turned, opened, problems


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("scenarios") / "quarter.toml"
    file.write_text(SCENARIO)
    return str(file)


@pytest.fixture
def turned(scenario: str) -> Generator[Turned]:
    with opened(scenario) as one:
        one.session.run()
        one.go_on(1)
        yield one


def acts(session: TrainingSession) -> list[tuple[str, str]]:
    return [(act.do, act.item) for act in session.transcript().acts if not act.taken_back]


@pytest.mark.clause("A2")
def test_the_model_answers_come_to_everything_twice_alike(scenario: str) -> None:
    first, again = run_script(scenario, "model", seed=3), run_script(scenario, "model", seed=3)
    assert [mark.sentence for mark in first.score.marks if not mark.right] == []
    assert first.could_not == ()
    assert first.score.score == 1.0
    assert first.score.done
    assert {
        "decision",
        "ground",
        "action",
        "before",
        "wording",
        "protected",
        "time",
        "task",
    } <= first.score.kinds.keys()
    assert first.as_json() == again.as_json()


@pytest.mark.parametrize(
    ("kind", "at_most"), [("nothing", 0.2), ("remove-everything", 0.4), ("keep-everything", 0.5)]
)
def test_doing_the_same_with_everything_scores_low(scenario: str, kind: str, at_most: float) -> None:
    assert kind in KINDS
    assert run_script(scenario, kind).score.score <= at_most


def test_a_script_of_ones_own_is_judged_by_what_it_did(scenario: str, tmp_path: Path) -> None:
    script = tmp_path / "mine.toml"
    script.write_text(
        '[[act]]\nitem = "chatter"\ndo = "remove"\n[[act]]\nitem = "danger"\ndo = "emergency"\nafter = 200\n'
    )
    marks = {mark.key: mark for mark in run_script(scenario, str(script)).score.marks}
    assert not marks["chatter:decision"].right
    assert marks["danger:decision"].right
    assert not marks["danger:time"].right


@pytest.mark.clause("B1")
def test_colleagues_answer_advise_and_say_the_second_yes_by_themselves(scenario: str) -> None:
    with opened(scenario) as one:
        one.session.run()
        one.go_on(25)
        unsure, abuse = one.session.item_of("unsure"), one.session.item_of("abuse")
        assert unsure is not None
        assert abuse is not None
        engine = one.engine
        hand = Hand(
            ScriptDesk(
                session=session_desk(engine),
                clock=engine.clock,
                sync=lambda account, stop, full: engine.sync(account, stop, full=full),
                send=engine.send_everything,
                triage=lambda: engine.triage,
            )
        )
        hand.do(unsure, Wish(do="ask", text="Is this a name?"))
        hand.do(abuse, Wish(do="block", grounds=["offensive_language"]))
        one.go_on(5)
        (asked,) = engine.writer.call(lambda db: for_item(db, unsure))
        assert asked.open
        for _ in range(4):
            one.go_on(21)
        (asked,) = engine.writer.call(lambda db: for_item(db, unsure))
        assert asked.answer == "Leave it: nobody is named."
        (block,) = engine.writer.call(blocking_rows.everything)
        assert block.state is BlockState.IN_FORCE
        assert block.approval is not None
        assert block.approval.by_name != block.advice[0].adviser
        critic = one.session.item_of("critic")
        notes = engine.writer.call(
            lambda db: db.execute("SELECT item_id, by_name, text FROM notes").fetchall()
        )
        assert notes == [(critic, "Imogen Castell", "I know her: she means well.")]


def test_what_is_taken_back_or_done_after_the_end_does_not_count(turned: Turned) -> None:
    one = turned
    one.remove("chatter", undo_seconds=60)
    assert acts(one.session) == [("remove", "chatter")]
    one.engine.writer.call(
        partial(cancel_newest, now=one.engine.clock(), by=one.engine.person, training=True)
    )
    one.do(decide_keep, "critic", reason="Criticism stays.", grounds=[])
    one.go_on(1)
    one.session.done()
    one.hands.turn(30)
    one.remove("named")
    assert acts(one.session) == [("keep", "critic")]
    transcript = one.session.transcript()
    assert transcript.done
    assert transcript.lasted == pytest.approx(2, abs=0.1)
    marks = {mark.key: mark.right for mark in one.session.score().marks}
    assert marks["critic:decision"]
    assert not marks["named:decision"]
    assert "chatter:decision" not in marks
    assert "danger:decision" not in marks  # it had not come yet


def test_in_a_pause_nothing_comes_and_what_is_done_counts_at_that_time(turned: Turned) -> None:
    one = turned
    one.session.pause()
    one.go_on(600)
    assert not one.session.running
    assert one.session.position == pytest.approx(1, abs=0.1)
    one.do(decide_keep, "critic", reason="Criticism stays.", grounds=[])
    one.session.set_speed(10)
    one.session.run()
    one.go_on(3)
    assert one.session.position == pytest.approx(31, abs=0.5)
    assert "danger" in one.session.arrived
    (act,) = one.session.transcript().acts
    assert act.at == pytest.approx(1, abs=0.1)
    assert [each.kind for each in one.session.happenings] == ["pause", "speed", "run"]


def test_the_trainer_injects_items_and_faults_and_says_something(
    turned: Turned, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("retry_scheduled")
    one, told = turned, list[int]()
    one.session.listen(lambda: told.append(1))
    key = one.session.inject("comment", Event(on="arrest", by="A passer-by", text="I saw it all"))
    one.go_on(1)
    item_id = one.session.item_of(key)
    assert item_id is not None
    assert one.session.key_of(item_id) == key
    one.session.looked(item_id)
    assert one.session.looking_at == key
    with pytest.raises(ScenarioError, match="cannot happen now"):
        one.session.inject("comment", Event(on="not-there", by="dale", text="Hm"))
    one.session.message("  Look at the bridge.  ")
    assert [each.text for each in one.session.messages] == ["Look at the bridge."]
    faults: tuple[tuple[FaultName, str], ...] = (
        ("network_down", "unreadable"),
        ("token_expired", "sign_in"),
    )
    for name, problem in faults:
        one.session.inject_fault(name, network="facebook")
        one.go_on(1)
        assert problem in problems(one)
        one.session.clear_faults()
        one.hands.turn(3600)
        one.go_on(1)
        assert problems(one) == {""}
    assert one.session.troubles == ()
    assert told
    assert {each.kind for each in one.session.happenings} >= {"item", "message", "fault", "faults_over"}


def test_a_mark_is_disputed_upheld_and_the_session_kept(turned: Turned, tmp_path: Path) -> None:
    one = turned
    one.remove("critic")
    one.session.done()
    before = one.session.score()
    one.session.dispute("critic:decision", "It swears.")
    one.session.uphold("critic:decision", True)
    after = one.session.score()
    assert after.score > before.score
    file = tmp_path / f"kept{session_file.SUFFIX}"
    one.session.keep(file)
    kept = session_file.load(file)
    assert kept.score(one.engine.book) == after
    assert kept.transcript.disputes["critic:decision"].note == "It swears."


def test_tasks_come_and_are_ticked(turned: Turned) -> None:
    one = turned
    assert one.session.tasks == ()
    one.go_on(75)
    assert [each.event.title for each in one.session.tasks] == ["Announce the charge"]
    one.session.tick("charge")
    assert one.session.ticked == {"charge"}
    one.session.tick("charge", ticked=False)
    assert one.session.ticked == frozenset()


def test_by_itself_it_plays_on_a_thread_wakes_the_desk_and_leaves_nothing_running(scenario: str) -> None:
    before, there = set(threading.enumerate()), threading.Event()
    desk = open_in_training(scenario)
    session = desk.session
    with closing(desk.engine) as engine:
        engine.start()
        session.listen(lambda: there.set() if session.item_of("danger") is not None else None)
        session.set_speed(60)
        session.run()
        assert there.wait(30)
        assert session.item_of("danger") is not None
        assert "danger" in session.arrived
        assert session.transcript().acts == ()
    session.close()
    assert not [thread for thread in threading.enumerate() if thread not in before]
