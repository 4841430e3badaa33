"""Public warnings: three triggers kept apart, once in a period, behind their removals, without a protected word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.audit import queries as audit
from socialdesk.clock import to_ms
from socialdesk.decisions import by_hand, by_hand_rows
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.undo import cancel_pending
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.decisions.warning import WarningWay, decide_warning, ways_for
from socialdesk.decisions.warning_due import Due, due_warnings, rests_on
from socialdesk.decisions.warning_words import warning_problem
from socialdesk.inbox.queries import item, thread
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId, OutboxId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox
from socialdesk.outbox.states import State
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.policy.book import Trigger
from socialdesk.storage.database import IntegrityError, writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import OFFICER, book, capabilities

NAMES = {"what": "Names or points at an arrested person", "active": "Yes"}
HATE = {"characteristic": "Race", "perceived_by": "Any other person"}
SPAM = {"what": "A fraud or scam"}
KINDS = {"contempt_of_court": NAMES, "hate_speech": HATE, "spam": SPAM}
ITEMS = [f"c{number}" for number in range(1, 8)]


class Warned(Scene):
    """A post with comments that are removed on one ground or another."""

    def __init__(self, *items: str) -> None:
        super().__init__(*(items or ITEMS))

    def take_down(
        self, name: str, ground: str = "contempt_of_court", action: ActionKind = ActionKind.DELETE
    ) -> OutboxId:
        decide_removal(
            self.db,
            item_id=self.desk.items[name],
            action=action,
            grounds=[ground],
            answers={f"{ground}.{question}": answer for question, answer in KINDS[ground].items()},
            aim="To keep a trial fair.",
            why_not_less="A reply would not take it away.",
            book=book(),
            capabilities=capabilities(),
            now=self.clock(),
            by=OFFICER,
        )
        return outbox.pending(self.db)[0].outbox_id

    def due(self) -> dict[str, Due]:
        thread_id = item(self.db, self.desk.items["c1"]).thread_id
        return {
            each.trigger.id: each
            for each in due_warnings(self.db, thread_id, book=book(), now=self.clock())
            if each.due
        }

    def warn(self, trigger: str = "named_person", **other: Any) -> OutboxId:
        template = book().triggers[trigger].templates[0]
        asked: dict[str, Any] = {
            "item_id": self.desk.items["c1"],
            "trigger_id": trigger,
            "template": template,
            "text": book().wording(template),
            "way": WarningWay.BENEATH_POST,
            "book": book(),
            "capabilities": capabilities(),
            "now": self.clock(),
            "by": OFFICER,
        }
        decide_warning(self.db, **{**asked, **other})
        return outbox.pending(self.db)[0].outbox_id

    def warnings(self) -> int:
        found = self.db.execute("SELECT count(*) FROM warnings").fetchone()
        assert found is not None
        return int(found[0])

    def said(self) -> list[str]:
        return [each.text for each in self.network.applied(ActionKind.REPLY)]


# --- three triggers, kept apart -------------------------------------------------------------------------------------


@pytest.mark.clause("R5")
def test_a_name_removed_once_makes_its_own_warning_due_and_no_other() -> None:
    scene = Warned()
    assert scene.due() == {}
    scene.take_down("c1")
    assert set(scene.due()) == {"named_person"}


@pytest.mark.clause("R5")
def test_earlier_convictions_removed_make_no_warning_about_names_due() -> None:
    trigger = book().triggers["named_person"]
    said = {"contempt_of_court.what": "Speaks of earlier convictions"}
    assert not rests_on(trigger, ("contempt_of_court",), said)
    assert rests_on(
        trigger,
        ("contempt_of_court",),
        {"contempt_of_court.what": "Speaks of earlier convictions; Names or points at an arrested person"},
    )
    assert not rests_on(
        trigger, ("spam",), {"contempt_of_court.what": "Names or points at an arrested person"}
    )


@pytest.mark.clause("R6")
def test_hate_goes_on_with_the_second_removal_for_hate_alone() -> None:
    scene = Warned()
    scene.take_down("c1", "hate_speech")
    scene.take_down("c2", "spam")
    assert scene.due() == {}
    scene.take_down("c3", "hate_speech")
    assert set(scene.due()) == {"hate_goes_on"}


@pytest.mark.clause("R3")
def test_many_removals_are_counted_under_one_post_whatever_their_ground() -> None:
    scene = Warned()
    for number in range(1, 5):
        scene.take_down(f"c{number}", "spam")
    assert scene.due() == {}
    scene.take_down("c5", "hate_speech")
    assert set(scene.due()) == {"many_removals"}


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["contempt_of_court", "hate_speech", "spam"]), max_size=6))
def test_each_trigger_counts_its_own(grounds: list[str]) -> None:
    scene = Warned()
    for name, ground in zip(ITEMS, grounds, strict=False):
        scene.take_down(name, ground)
    expected = {
        "named_person": grounds.count("contempt_of_court") >= 1,
        "hate_goes_on": grounds.count("hate_speech") >= 2,
        "many_removals": len(grounds) >= 5,
    }
    assert set(scene.due()) == {name for name, is_due in expected.items() if is_due}


@pytest.mark.clause("R3")
def test_a_removal_taken_back_or_failed_counts_for_nothing() -> None:
    scene = Warned()
    sent = scene.take_down("c1")
    cancel_pending(scene.db, outbox_id=sent, now=scene.clock(), by=OFFICER)
    assert scene.due() == {}
    with pytest.raises(NotOpen, match="not due"):
        scene.warn()
    assert scene.warnings() == 0


# --- once in a period -----------------------------------------------------------------------------------------------


@pytest.mark.clause("R3")
def test_it_is_given_once_under_a_post_in_its_period_and_the_others_are_not_held_up_by_it() -> None:
    scene = Warned()
    scene.take_down("c1")
    scene.warn()
    scene.take_down("c2")
    assert scene.due() == {}
    with pytest.raises(NotOpen, match="already"):
        scene.warn()
    for name in ("c3", "c4"):
        scene.take_down(name, "hate_speech")
    scene.warn("hate_goes_on")
    assert scene.warnings() == 2
    scene.run(60)
    scene.clock.forward(24 * 3600)
    assert set(scene.due()) == {"named_person"}, "c2 came after the first warning"
    scene.warn()
    assert scene.warnings() == 3


@pytest.mark.clause("R3")
@pytest.mark.parametrize("moved", [timedelta(0), timedelta(hours=23), timedelta(days=-400)])
def test_the_store_refuses_a_second_whatever_the_clock_says(moved: timedelta) -> None:
    scene = Warned()
    scene.take_down("c1")
    scene.warn()
    with pytest.raises(IntegrityError, match="once under a post"):
        again(scene, moved)


def again(scene: Warned, moved: timedelta) -> None:
    """Another warning by a program that knows no rule."""
    shift = int(moved.total_seconds() * 1000)
    with writing(scene.db):
        columns = "item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role, decided_ms"
        scene.db.execute(
            f"INSERT INTO decisions ({columns}) SELECT {columns} FROM decisions WHERE kind = 'warn'"
        )
        scene.db.execute(
            "INSERT INTO warnings (thread_id, trigger_id, template, way, item_id, decision_id, needed, period_ms,"
            " decided_ms, by_name) SELECT thread_id, trigger_id, template, 'by_hand', item_id,"
            " (SELECT max(id) FROM decisions), needed, 1, decided_ms + ?, by_name FROM warnings",
            (shift,),
        )


@pytest.mark.clause("R3")
def test_an_explanation_that_somebody_wrote_on_the_network_itself_is_one_too() -> None:
    scene = Warned()
    for number in range(1, 6):
        scene.take_down(f"c{number}", "spam")
    assert set(scene.due()) == {"many_removals"}
    scene.db.execute(
        "UPDATE items SET by_force = 1, text = ?, created_ms = ? WHERE id = ?",
        (f"See {book().guidelines_url}", to_ms(scene.clock()), scene.desk.items["c7"]),
    )
    assert scene.due() == {}
    with pytest.raises(NotOpen, match="already"):
        scene.warn("many_removals")
    scene.take_down("c6")
    assert set(scene.due()) == {"named_person"}, "a name asks for its own"


@pytest.mark.clause("R5")
def test_it_stands_in_the_record_of_what_it_explains_from_whichever_item_it_was_given() -> None:
    scene = Warned()
    scene.take_down("c1")
    scene.warn(item_id=scene.desk.items["c2"])
    assert outbox.for_item(scene.db, scene.desk.items["c2"]) == []
    assert any(
        "Decided to warn" in line.sentence for line in audit.for_item(scene.db, scene.desk.items["c1"])
    )


@pytest.mark.clause("R3")
def test_one_that_was_taken_back_can_be_given_after_all() -> None:
    scene = Warned()
    scene.take_down("c1")
    cancel_pending(scene.db, outbox_id=scene.warn(), now=scene.clock(), by=OFFICER)
    assert set(scene.due()) == {"named_person"}
    scene.warn()


# --- behind the removal ---------------------------------------------------------------------------------------------


@pytest.mark.clause("R5")
def test_it_is_sent_only_once_the_removal_is_confirmed() -> None:
    scene = Warned()
    removal = scene.take_down("c1")
    warning = scene.warn()
    scene.run(60)
    assert (scene.state(removal), scene.state(warning)) == (State.CONFIRMED, State.CONFIRMED)
    assert [each.kind for each in scene.network.ledger] == [ActionKind.DELETE, ActionKind.REPLY]
    assert scene.said() == [book().wording("warning_names")]
    assert scene.network.ledger[1].target == "post-1"


@pytest.mark.clause("R5")
def test_where_the_removal_is_refused_it_is_held_and_says_so() -> None:
    scene = Warned()
    scene.network.faults = ["", "refused"]
    removal = scene.take_down("c1")
    warning = scene.warn()
    scene.run(120)
    assert scene.state(removal) is State.FAILED
    row = outbox.one(scene.db, warning)
    assert row is not None
    assert (row.state, row.needs_person) == (State.QUEUED, True)
    assert "not removed" in row.reason
    assert scene.said() == []
    assert any(
        "removal that it explains" in line.sentence
        for line in audit.for_item(scene.db, scene.desk.items["c1"])
    )
    resolve_unknown(
        scene.db, outbox_id=warning, choice="send_again", reason="", now=scene.clock(), by=OFFICER
    )
    scene.run(60)
    assert scene.said() == [], "a yes sends it no sooner"
    scene.take_down("c1")
    resolve_unknown(
        scene.db, outbox_id=warning, choice="send_again", reason="", now=scene.clock(), by=OFFICER
    )
    scene.run(60)
    assert len(scene.said()) == 1


@pytest.mark.clause("R5")
def test_where_the_removal_is_taken_back_it_is_held() -> None:
    scene = Warned()
    removal = scene.take_down("c1")
    warning = scene.warn()
    cancel_pending(scene.db, outbox_id=removal, now=scene.clock(), by=OFFICER)
    scene.run(60)
    assert scene.needs_person(warning)
    assert scene.said() == []


@pytest.mark.clause("R3")
def test_an_explanation_of_many_waits_until_so_many_are_confirmed() -> None:
    scene = Warned()
    sent = [scene.take_down(f"c{number}", "spam") for number in range(1, 6)]
    warning = scene.warn("many_removals")
    cancel_pending(scene.db, outbox_id=sent[0], now=scene.clock(), by=OFFICER)
    scene.run(60)
    assert scene.needs_person(warning)
    assert scene.said() == []


@pytest.mark.clause("R5")
def test_the_store_sends_no_warning_before_its_removal_whoever_asks() -> None:
    scene = Warned()
    scene.take_down("c1")
    warning = scene.warn()
    with pytest.raises(IntegrityError, match="waits until"), writing(scene.db):
        scene.db.execute("UPDATE outbox SET state = 'sending' WHERE id = ?", (warning,))
    with pytest.raises(IntegrityError, match="stays on the record"), writing(scene.db):
        scene.db.execute("DELETE FROM warning_removals")
    with pytest.raises(IntegrityError, match="never altered"), writing(scene.db):
        scene.db.execute("UPDATE warnings SET needed = 1")


@pytest.mark.clause("R5")
def test_by_hand_it_is_begun_when_the_removal_is_confirmed_and_ticked_off() -> None:
    scene = Warned()
    scene.take_down("c1")
    with pytest.raises(NotOpen, match="not confirmed"):
        scene.warn(way=WarningWay.BY_HAND)
    scene.run(60)
    decide_hand(scene)
    (row,) = by_hand_rows.for_item(scene.db, scene.desk.items["c1"])
    assert row.action is ActionKind.REPLY
    assert row.text == book().wording("warning_names")
    by_hand.tick_off(scene.db, by_hand_id=row.id, done_at=scene.clock(), now=scene.clock(), by=OFFICER)
    assert scene.due() == {}


def decide_hand(scene: Warned) -> None:
    decide_warning(
        scene.db,
        item_id=scene.desk.items["c1"],
        trigger_id="named_person",
        template="warning_names",
        text=book().wording("warning_names"),
        way=WarningWay.BY_HAND,
        book=book(),
        capabilities=capabilities(),
        now=scene.clock(),
        by=OFFICER,
    )


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("R5")
def test_it_never_repeats_a_protected_word_and_has_the_guidelines_link() -> None:
    scene = Warned()
    scene.take_down("c1")
    add_words(scene.db, case_name="R v P", words="Jamie Porter", now=scene.clock(), by=OFFICER)
    url = book().guidelines_url
    for text, says in (
        (f"Please do not name Jamie Porter. {url}", "watch list"),
        (f"Please do not say #jamieporter {url}", "watch list"),
        ("Please name nobody.", "public guidelines"),
        ("  ", "nothing to send"),
    ):
        with pytest.raises(Incomplete, match=says) as told:
            scene.warn(text=text)
        assert told.value.field == "text"
        assert "Porter" not in str(told.value)
    assert scene.warnings() == 0


@pytest.mark.clause("R9")
@pytest.mark.parametrize(
    "text",
    [
        "We removed that somebody saw it was Jamie who did it.",
        "Please leave Jamie out of this.",
        "Jamie is not to be spoken of here.",
        "That they all live down at Elm Row is not for here.",
    ],
)
def test_it_never_repeats_what_was_removed(text: str) -> None:
    scene = Warned()
    scene.db.execute(
        "UPDATE items SET text = 'Somebody saw it was Jamie who did it, they all live down at Elm Row' WHERE id = ?",
        (scene.desk.items["c1"],),
    )
    scene.take_down("c1")
    with pytest.raises(Incomplete, match="repeats words"):
        scene.warn(text=f"{text} {book().guidelines_url}")
    for template in book().triggers["named_person"].templates:
        assert not problem(scene, book().wording(template), scene.desk.items["c1"])


def problem(scene: Warned, text: str, *removed: ItemId) -> str:
    return warning_problem(scene.db, text, network=Network.FACEBOOK, removals=removed, book=book())


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_the_packs_own_wordings_are_open_whatever_was_removed_unless_it_quotes_them(removed: str) -> None:
    scene = SHARED
    scene.db.execute(
        "UPDATE items SET text = ? WHERE id = ?",
        (removed.replace("\0", "").encode("utf-8", "replace").decode(), scene.desk.items["c1"]),
    )
    for trigger in book().triggers.values():
        told = problem(scene, book().wording(trigger.templates[0]), scene.desk.items["c1"])
        assert told in ("", "It repeats words of what was removed. Write it without them.")


SHARED = Warned()


@pytest.mark.clause("R3")
@pytest.mark.parametrize("network", list(Network))
def test_every_drafted_wording_fits_every_network(network: Network) -> None:
    for trigger in book().triggers.values():
        for template in trigger.templates:
            told = warning_problem(
                SHARED.db, book().wording(template), network=network, removals=(), book=book()
            )
            assert told == ""


# --- who, and in which way ------------------------------------------------------------------------------------------


def ways(network: Network, tier: str = "") -> dict[WarningWay, bool]:
    scene = SHARED
    found = ways_for(
        thread(scene.db, item(scene.db, scene.desk.items["c1"]).thread_id),
        replace(scene.desk.account, network=network),
        capabilities_of(network, tier),
        person=OFFICER,
        now=scene.clock(),
        book=book(),
    )
    assert all(each.reason for each in found if not each.open)
    return {each.way: each.open for each in found}


@pytest.mark.clause("R3")
@pytest.mark.parametrize("network", list(Network))
def test_each_network_has_its_ways(network: Network) -> None:
    found = ways(network)
    if network is Network.X:
        assert found == {
            WarningWay.BENEATH_POST: False,
            WarningWay.OWN_POST: True,
            WarningWay.BY_HAND: True,
        }
        assert ways(network, "enterprise")[WarningWay.BENEATH_POST]
    else:
        assert found == {WarningWay.BENEATH_POST: True, WarningWay.BY_HAND: True}


@pytest.mark.parametrize("way", list(WarningWay))
def test_whoever_may_not_answer_warns_nobody(way: WarningWay) -> None:
    scene = Warned()
    scene.take_down("c1")
    scene.run(60)
    with pytest.raises(NotOpen):
        scene.warn(way=way, by=Person("Ali", Role.AUDITOR))
    assert scene.warnings() == 0


def test_a_trigger_that_the_pack_does_not_know_warns_nobody() -> None:
    scene = Warned()
    scene.take_down("c1")
    with pytest.raises(NotOpen):
        decide_warning(
            scene.db,
            item_id=scene.desk.items["c1"],
            trigger_id="none",
            template="warning_names",
            text=book().wording("warning_names"),
            way=WarningWay.BENEATH_POST,
            book=book(),
            capabilities=capabilities(),
            now=scene.clock(),
            by=OFFICER,
        )


def test_a_trigger_without_a_list_counts_every_removal() -> None:
    everything = Trigger(
        id="all", clause=book().triggers["many_removals"].clause, name="", why="", threshold="many_comments"
    )
    assert rests_on(everything, (), {})


def test_what_was_given_is_told_with_when_it_can_be_given_again() -> None:
    scene = Warned()
    scene.take_down("c1")
    scene.warn()
    thread_id = item(scene.db, scene.desk.items["c1"]).thread_id
    (told,) = due_warnings(scene.db, thread_id, book=book(), now=scene.clock())
    assert not told.due
    assert told.given_ms == to_ms(scene.clock())
    assert told.again_ms == to_ms(scene.clock()) + 24 * 3_600_000


def test_a_comment_of_another_post_is_not_explained() -> None:
    scene = Warned()
    scene.take_down("c1")
    scene.warn()
    scene.db.execute(
        "INSERT INTO threads (account_id, kind, native_id, text, created_ms, raw)"
        " SELECT account_id, kind, 'other', text, created_ms, raw FROM threads"
    )
    other = scene.take_down("c2", "spam")
    assert other
    scene.db.execute(
        "UPDATE items SET thread_id = (SELECT max(id) FROM threads) WHERE id = ?", (scene.desk.items["c2"],)
    )
    with pytest.raises(IntegrityError, match="its own post"), writing(scene.db):
        scene.db.execute("INSERT INTO warning_removals VALUES (1, ?)", (scene.desk.items["c2"],))
