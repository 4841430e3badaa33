"""In a pre-election period a reply or a warning that names a party waits for another person's yes (3.3d, P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.decisions.by_hand import begin_by_hand
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.undo import cancel_pending
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.decisions.warning import WarningWay, decide_warning
from socialdesk.model.accounts import Capability, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.policy.book import Book
from socialdesk.policy.politics import load_parties
from socialdesk.publishing import elections, elections_kept
from socialdesk.storage.database import IntegrityError
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book, capabilities

pytestmark = pytest.mark.clause("P7")

PARTIES = Path(__file__).resolve().parents[3] / "resources" / "policy" / "parties.toml"
SAM = Person("Sam Other", Role.OSCAR_1)
TESS = Person("Tess New", Role.TRAINEE)
NAMED = "Thank you for coming to the Labour Party rally."
PLAIN = "Thank you for telling us."


class Period(Scene):
    """A desk in a period that was entered at it."""

    def __init__(self, *items: str, entered: bool = True) -> None:
        super().__init__(*(items or ("c1",)))
        self.book: Book = replace(book(), parties=load_parties(PARTIES.read_text("utf-8")))
        if entered:
            self.enter()

    def enter(self) -> None:
        elections.enter_period(
            self.db, name="By-election", begins=NOON.date() - timedelta(days=3), ends=NOON.date() + timedelta(days=9),
            book=self.book, now=self.clock(), by=OFFICER,
        )  # fmt: skip

    def answered(self, text: str, *, by: Person = OFFICER, kind: ActionKind = ActionKind.REPLY) -> PendingRow:
        decide_reply(
            self.db, item_id=self.desk.items["c1"], kind=kind, text=text, book=self.book,
            capabilities=capabilities(), now=self.clock(), by=by,
        )  # fmt: skip
        return outbox.for_item(self.db, self.desk.items["c1"])[0]

    def say(self, waiting: PendingRow, *, by: Person, choice: str = "send_again") -> None:
        resolve_unknown(
            self.db,
            outbox_id=waiting.outbox_id,
            choice=choice,
            reason="",
            now=self.clock(),
            by=by,
            book=self.book,
        )

    def said(self) -> list[str]:
        return [each.text for each in self.network.applied(ActionKind.REPLY)]

    def on_the_list(self) -> tuple[object, ...] | None:
        return self.db.execute(
            "SELECT open, outcome FROM worklist WHERE item_id = ?", (self.desk.items["c1"],)
        ).fetchone()


@pytest.mark.parametrize(
    ("text", "entered", "waits"), [(NAMED, True, True), (PLAIN, True, False), (NAMED, False, False)]
)
def test_what_names_a_party_waits_and_nothing_else_does(text: str, entered: bool, waits: bool) -> None:
    scene = Period(entered=entered)
    held = scene.answered(text)
    assert (held.needs_person, held.waits_for_another) == (waits, waits)
    scene.run(60)
    assert scene.said() == ([] if waits else [text])


def test_another_persons_yes_sends_it_and_both_names_are_recorded() -> None:
    scene = Period()
    held = scene.answered(NAMED)
    assert "Labour Party" in held.reason
    assert "I have read it: send it" in held.reason
    assert held.label == "Reply will be sent after another person's yes"
    assert scene.on_the_list() == (1, "Waits for another person")
    scene.clock.forward(3 * 3600)
    scene.say(held, by=SAM)
    assert scene.on_the_list() == (0, "Reply decided")
    scene.run(60)
    assert scene.said() == [NAMED]
    entries = audit.for_item(scene.db, scene.desk.items["c1"])
    agreed = next(each for each in entries if "said yes" in each.sentence)
    assert agreed.by_name == SAM.name
    assert next(each for each in entries if "Decided" in each.sentence).by_name == OFFICER.name
    assert verify(scene.db).ok


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (OFFICER, "their own words"),
        (Person(OFFICER.name.upper(), Role.IDO), "their own words"),
        (TESS, "simulated networks"),
        (Person("Ali Auditor", Role.AUDITOR), "auditor"),
        (Person("Jo Holder", Role.ACCOUNT_HOLDER), "acts on this account"),
    ],
)
def test_whoever_wrote_it_and_whoever_may_not_does_not_let_it_go(by: Person, why: str) -> None:
    scene = Period()
    held = scene.answered(NAMED)
    with pytest.raises(NotOpen, match=why):
        scene.say(held, by=by)
    scene.run(3600)
    assert scene.said() == []


def test_the_desks_own_way_of_sending_holds_it_again() -> None:
    scene = Period()
    scene.answered(NAMED)
    scene.db.execute("UPDATE outbox SET needs_person = 0")
    scene.run(60)
    assert scene.said() == []
    [held] = outbox.needing_person(scene.db)
    assert held.waits_for_another


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (
            "UPDATE outbox SET state = 'sending', needs_person = 0, attempts = 1, last_sent_ms = queued_ms",
            "another person says yes first",
        ),
        (
            "UPDATE anothers_yes SET yes_ms = 9, yes_role = 'ido', yes_by = (SELECT upper(of_name) FROM anothers_yes)",
            "CHECK",
        ),
        ("UPDATE anothers_yes SET yes_ms = 9, yes_role = 'trainee', yes_by = 'Tess'", "CHECK"),
        ("UPDATE anothers_yes SET of_name = 'Somebody'", "never altered"),
        ("UPDATE anothers_yes SET lifted_ms = 9", "until the period"),
        ("DELETE FROM anothers_yes", "on the record"),
        (
            "INSERT INTO anothers_yes (outbox_id, asked_ms, begins_ms, ends_ms, of_name, yes_ms, yes_by, yes_role)"
            " VALUES (1, 1, 1, 2, 'A', 9, 'B', 'ido')",
            "asked before",
        ),
    ],
)
def test_the_store_refuses_it_otherwise(sql: str, why: str) -> None:
    scene = Period()
    scene.answered(NAMED)
    with pytest.raises(IntegrityError, match=why):
        scene.db.execute(sql)


def test_it_is_left_or_taken_back_by_whoever_wrote_it() -> None:
    for stop in ("leave", "undo"):
        scene = Period()
        held = scene.answered(NAMED)
        if stop == "leave":
            scene.say(held, by=OFFICER, choice="leave_it")
        else:
            cancel_pending(scene.db, outbox_id=held.outbox_id, now=scene.clock(), by=OFFICER)
        assert scene.on_the_list() == (1, "")
        scene.run(60)
        assert scene.said() == []
        assert outbox.for_item(scene.db, scene.desk.items["c1"])[0].state is State.CANCELLED


def test_with_the_period_taken_off_whoever_wrote_it_lets_it_go() -> None:
    scene = Period()
    held = scene.answered(NAMED)
    [number] = elections_kept.periods(scene.db)
    elections.take_off(
        scene.db, table="periods", number=number, book=scene.book, now=scene.clock(), by=OFFICER
    )
    scene.say(held, by=OFFICER)
    scene.run(60)
    assert scene.said() == [NAMED]


def test_what_only_one_person_reads_does_not_wait() -> None:
    scene = Period()
    assert not scene.answered(NAMED, kind=ActionKind.PRIVATE_REPLY).waits_for_another


def test_a_warning_waits_as_a_reply_does() -> None:
    scene = Period("c1", "c2")
    decide_removal(
        scene.db, item_id=scene.desk.items["c1"], action=ActionKind.DELETE, grounds=["contempt_of_court"],
        answers={
            "contempt_of_court.what": "Names or points at an arrested person", "contempt_of_court.active": "Yes",
        },
        aim="To keep a trial fair.", why_not_less="A reply would not take it away.", book=scene.book,
        capabilities=capabilities(), now=scene.clock(), by=OFFICER,
    )  # fmt: skip
    scene.run(60)
    asked: dict[str, Any] = {
        "item_id": scene.desk.items["c1"],
        "trigger_id": "named_person",
        "template": book().triggers["named_person"].templates[0],
        "text": f"{book().wording('warning_names')} Labour Party members too.",
        "book": scene.book,
        "capabilities": capabilities(),
        "now": scene.clock(),
        "by": OFFICER,
    }
    with pytest.raises(Incomplete, match="by hand has no other person's yes"):
        decide_warning(scene.db, way=WarningWay.BY_HAND, **asked)
    decide_warning(scene.db, way=WarningWay.BENEATH_POST, **asked)
    held = next(each for each in outbox.pending(scene.db) if each.needs_person)
    assert held.waits_for_another
    with pytest.raises(NotOpen, match="their own words"):
        scene.say(held, by=OFFICER)
    scene.run(60)
    assert scene.said() == []
    scene.say(held, by=SAM)
    scene.run(60)
    assert scene.said() == [asked["text"]]


def test_by_hand_it_is_not_begun() -> None:
    scene = Period()
    by_hand = Capability(
        action=ActionKind.REPLY, way=Way.BY_HAND, label="Reply", effect="", reason="", source="a test",
        checked_on=NOON.date(),
    )  # fmt: skip
    with pytest.raises(Incomplete, match="by hand has no other person's yes"):
        begin_by_hand(
            scene.db, item_id=scene.desk.items["c1"], action=ActionKind.REPLY, text=NAMED, book=scene.book,
            capabilities={**capabilities(), ActionKind.REPLY: by_hand}, now=scene.clock(), by=OFFICER,
        )  # fmt: skip
