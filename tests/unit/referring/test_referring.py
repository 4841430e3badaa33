"""Passing something on: what must be given, who may, what stands afterwards, and what the store itself refuses."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.log import canonical
from socialdesk.clock import to_ms
from socialdesk.decisions import referring
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.referring_evidence import ReferralEvidence
from socialdesk.decisions.referring_rows import (
    Referral,
    ReferralKind,
    for_item,
    one,
    open_referrals,
    open_threats,
)
from socialdesk.evidence.check import verify
from socialdesk.exports.also_held import also_held
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Person, Role
from socialdesk.platforms.api import Offline
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book

SAM = Person("Sam Other", Role.CORPORATE_COMMUNICATIONS)
OSCAR = Person("Ola Oscar", Role.OSCAR_1)
HOLDER = Person("Hal Holder", Role.ACCOUNT_HOLDER)
AUDITOR = Person("Ali Auditor", Role.AUDITOR)
TRAINEE = Person("Tia Trainee", Role.TRAINEE)
BREACH = {"to": "Professional Standards", "concern": "Jo Copper wrote it off duty."}


def opened(scene: Scene, kind: ReferralKind, *, by: Person = OFFICER, **other: Any) -> Referral:
    details = BREACH if kind is ReferralKind.BREACH else {}
    categories = ["targeted"] if kind is ReferralKind.CRIME else []
    values: dict[str, Any] = {"details": details, "categories": categories, **other}
    referring.open_referral(
        scene.db,
        item_id=scene.desk.items["c1"],
        kind=kind,
        book=book(),
        now=scene.clock(),
        by=by,
        **values,
    )
    return for_item(scene.db, scene.desk.items["c1"], person=OFFICER)[0]


def capture(scene: Scene) -> None:
    evidence = ReferralEvidence(write=scene.write, connector_for=scene.connector_for, clock=scene.clock)
    assert evidence.capture_one() is not None
    assert evidence.capture_one() is None


def again(scene: Scene, referral: Referral) -> Referral:
    found = one(scene.db, referral.id)
    assert found is not None
    return found


def refused(scene: Scene, sql: str, *values: object) -> str:
    with pytest.raises(Exception, match=r".") as told:
        scene.db.execute(sql, values)  # pyright: ignore[reportArgumentType]
    return str(told.value)


@pytest.mark.clause("B2")
@pytest.mark.parametrize("category", ["credible_threat", "targeted", "court_order", "grossly_offensive"])
def test_each_of_the_four_categories_can_be_referred_and_removes_nothing(category: str) -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.CRIME, categories=[category], details={"note": "Since May."})
    assert referral.categories == (category,)
    assert referral.details == {"note": "Since May."}
    assert referral.open
    assert scene.db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert scene.on_list()
    assert scene.kinds() == ["received", "referral-opened"]


@pytest.mark.clause("B2", "R12")
def test_what_the_desk_holds_is_evidence_at_once_and_the_networks_copy_follows() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.CRIME)
    assert referral.captured_ms is None
    assert referral.evidence_id is not None
    assert verify(scene.db, referral.evidence_id) == ()
    capture(scene)
    done = again(scene, referral)
    assert done.captured_ms is not None
    assert not done.held_only
    assert done.manifest_sha256 != referral.manifest_sha256
    assert verify(scene.db, referral.evidence_id) == ()
    assert scene.kinds()[-1] == "referral-captured"


@pytest.mark.clause("B2")
def test_where_the_network_cannot_be_reached_the_held_copy_is_the_evidence_and_the_record_says_so() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.CRIME)

    class Away:
        def capture(self, action: object) -> None:
            raise Offline("No connection.")

    scene.connector = Away()  # pyright: ignore[reportAttributeAccessIssue]
    capture(scene)
    done = again(scene, referral)
    assert done.held_only
    assert done.evidence_id is not None
    assert verify(scene.db, done.evidence_id) == ()
    line = audit.for_item(scene.db, scene.desk.items["c1"])[0]
    assert "gave no copy" in line.sentence


@pytest.mark.clause("B2")
def test_a_crime_stays_open_until_its_reference_is_recorded() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.CRIME)
    with pytest.raises(Incomplete):
        referring.record_reference(
            scene.db, referral_id=referral.id, reference=" ", now=scene.clock(), by=OFFICER
        )
    with pytest.raises(Incomplete, match="without one"):
        referring.close_referral(scene.db, referral_id=referral.id, reason="", now=scene.clock(), by=OFFICER)
    referring.record_reference(
        scene.db, referral_id=referral.id, reference="26000123456", now=scene.clock(), by=SAM
    )
    done = again(scene, referral)
    assert (done.reference, done.open, done.closed_by) == ("26000123456", False, "Sam Other")
    with pytest.raises(NotOpen):
        referring.record_reference(
            scene.db, referral_id=referral.id, reference="other", now=scene.clock(), by=SAM
        )
    assert "never" in refused(scene, "UPDATE referrals SET reference = 'x' WHERE id = ?", referral.id)


@pytest.mark.clause("B2")
@pytest.mark.parametrize("categories", [[], ["no such"], ["targeted", "no such"]])
def test_a_crime_needs_a_category_of_the_pack(categories: list[str]) -> None:
    scene = Scene("c1")
    with pytest.raises(Incomplete):
        opened(scene, ReferralKind.CRIME, categories=categories)
    assert scene.db.execute("SELECT count(*) FROM referrals").fetchone() == (0,)
    assert scene.db.execute("SELECT count(*) FROM evidence").fetchone() == (0,)


@pytest.mark.clause("B2", "R1")
def test_removal_and_referral_are_independent_either_way_round() -> None:
    scene = Scene("c1", "c2")
    scene.remove("c1")
    referral = opened(scene, ReferralKind.CRIME)
    assert referral.open
    scene.run(60)
    assert scene.standing() == "gone"
    assert again(scene, referral).open


@pytest.mark.clause("B2", "R7")
def test_the_clock_of_a_threat_runs_from_opening_until_the_control_room_is_told() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.THREAT, by=OSCAR)
    assert referral.clock_runs
    assert [each.id for each in open_threats(scene.db)] == [referral.id]
    scene.clock.forward(240)
    referring.tell_control_room(
        scene.db,
        referral_id=referral.id,
        told=scene.clock() - timedelta(minutes=1),
        told_by="Ola Oscar",
        incident="NP-20261124-77",
        now=scene.clock(),
        by=OSCAR,
    )
    told = again(scene, referral)
    assert told.told_ms is not None
    assert told.told_ms - told.opened_ms == 180_000
    assert not told.clock_runs
    assert [each.id for each in open_threats(scene.db)] == [referral.id], "in sight until it is closed"
    assert "3 minutes" in audit.for_item(scene.db, scene.desk.items["c1"])[0].sentence
    with pytest.raises(Incomplete):
        referring.close_referral(scene.db, referral_id=referral.id, reason=" ", now=scene.clock(), by=OSCAR)
    referring.close_referral(
        scene.db, referral_id=referral.id, reason="Person found safe.", now=scene.clock(), by=OSCAR
    )
    assert open_threats(scene.db) == ()


@pytest.mark.clause("B2")
@pytest.mark.parametrize(
    ("told_by", "incident", "minutes", "field"),
    [("", "77", 0, "told_by"), ("Ola", " ", 0, "incident"), ("Ola", "77", 5, "told")],
)
def test_telling_the_control_room_says_when_who_and_which_incident(
    told_by: str, incident: str, minutes: int, field: str
) -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.THREAT)
    with pytest.raises(Incomplete) as lacking:
        referring.tell_control_room(
            scene.db,
            referral_id=referral.id,
            told=scene.clock() + timedelta(minutes=minutes),
            told_by=told_by,
            incident=incident,
            now=scene.clock(),
            by=OFFICER,
        )
    assert lacking.value.field == field
    assert again(scene, referral).clock_runs


@pytest.mark.clause("B2")
def test_a_clock_that_is_set_back_makes_no_wait_less_than_none() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.THREAT)
    earlier = scene.clock() - timedelta(hours=2)
    referring.tell_control_room(
        scene.db, referral_id=referral.id, told=earlier, told_by="Pat", incident="77", now=earlier, by=OFFICER
    )
    assert again(scene, referral).told_ms == referral.opened_ms


@pytest.mark.clause("B2")
def test_a_threat_closed_untold_needs_a_reason_and_the_record_says_that_nobody_was_told() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.THREAT)
    with pytest.raises(Incomplete, match="not been told"):
        referring.close_referral(scene.db, referral_id=referral.id, reason="", now=scene.clock(), by=OFFICER)
    referring.close_referral(
        scene.db, referral_id=referral.id, reason="A song's words.", now=scene.clock(), by=OFFICER
    )
    line = audit.for_item(scene.db, scene.desk.items["c1"])[0]
    assert "not having been told" in line.sentence


@pytest.mark.clause("I6")
def test_the_date_received_is_the_networks_time_and_cannot_be_another() -> None:
    scene = Scene("c1")
    scene.clock.forward(3 * 86_400)
    referral = opened(scene, ReferralKind.FOI)
    assert referral.received_ms == to_ms(NOON - timedelta(minutes=5))
    told = refused(
        scene,
        "INSERT INTO referrals (item_id, account_id, kind, details, pack_version, evidence_id, received_ms, opened_ms,"
        " opened_by, opened_role) SELECT item_id, account_id, 'crime', '{}', '', evidence_id, received_ms + 1,"
        " opened_ms, 'x', 'x' FROM referrals",
    )
    assert "time of the network" in told


@pytest.mark.clause("I6", "R12")
def test_a_request_is_captured_before_it_can_be_removed() -> None:
    scene = Scene("c1")
    opened(scene, ReferralKind.FOI)
    with pytest.raises(NotOpen, match="request for information"):
        scene.remove("c1", ActionKind.HIDE)
    assert scene.db.execute("SELECT count(*) FROM decisions").fetchone() == (0,)
    capture(scene)
    scene.remove("c1", ActionKind.HIDE)


@pytest.mark.clause("I6")
@pytest.mark.parametrize("kind", ["hide", "delete", "block"])
def test_the_store_itself_refuses_a_removal_of_an_uncaptured_request(kind: str) -> None:
    scene = Scene("c1")
    scene.remove("c1")
    opened(scene, ReferralKind.FOI)
    told = refused(
        scene,
        "INSERT INTO outbox (decision_id, item_id, account_id, kind, target, key, evidence_id, state, queued_ms,"
        " not_before_ms) SELECT decision_id, item_id, account_id, ?, target, 'again', evidence_id, 'queued', 1, 1"
        " FROM outbox",
        kind,
    )
    assert "captured before it is removed" in told


@pytest.mark.clause("I6", "I4")
def test_a_request_is_done_when_it_is_passed_on_and_its_sender_told() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.FOI)
    for lack in ("passed on", "sender"):
        with pytest.raises(Incomplete, match=lack):
            referring.close_referral(
                scene.db, referral_id=referral.id, reason="", now=scene.clock(), by=OFFICER
            )
        if lack == "passed on":
            referring.record_forwarded(scene.db, referral_id=referral.id, now=scene.clock(), by=OFFICER)
    with pytest.raises(NotOpen, match="already"):
        referring.record_forwarded(scene.db, referral_id=referral.id, now=scene.clock(), by=OFFICER)
    scene.reply("c1", book().wording("signpost_foi"))
    assert again(scene, referral).sender_told_ms is not None
    referring.close_referral(scene.db, referral_id=referral.id, reason="", now=scene.clock(), by=OFFICER)
    assert not again(scene, referral).open


@pytest.mark.clause("R10", "A6")
def test_of_a_breach_others_see_only_that_there_is_a_referral() -> None:
    scene = Scene("c1")
    opened(scene, ReferralKind.BREACH)
    item = scene.desk.items["c1"]
    for stranger in (OSCAR, HOLDER, AUDITOR, TRAINEE):
        shown = for_item(scene.db, item, person=stranger)[0]
        assert shown.limited
        assert shown.kind is ReferralKind.BREACH
        assert "Copper" not in repr((shown, shown.details, shown.opened_by, shown.reason))
        assert open_referrals(scene.db, person=stranger)[0].limited
    assert for_item(scene.db, item, person=SAM)[0].details == BREACH


@pytest.mark.clause("R10", "A6")
def test_of_a_breach_the_record_holds_no_word_that_was_filled_in() -> None:
    scene = Scene("c1")
    referral = opened(scene, ReferralKind.BREACH)
    referring.seen(scene.db, referral_id=referral.id, now=scene.clock(), by=SAM)
    referring.record_forwarded(scene.db, referral_id=referral.id, now=scene.clock(), by=OFFICER)
    referring.close_referral(
        scene.db, referral_id=referral.id, reason="Jo Copper was spoken to.", now=scene.clock(), by=OFFICER
    )
    rows = scene.db.execute(
        "SELECT facts, coalesce(words, '') FROM audit LEFT JOIN audit_personal USING (seq)"
    ).fetchall()
    assert "Copper" not in json.dumps(rows)
    assert "Professional" not in json.dumps(rows)
    assert "breach" not in json.dumps(rows).casefold()
    assert all("4.3" not in line.sentence for line in audit.for_item(scene.db, scene.desk.items["c1"]))
    assert "referral-seen" in scene.kinds()


@pytest.mark.clause("R10", "A6")
def test_a_breach_is_referred_by_corporate_communications_and_seen_by_who_may() -> None:
    scene = Scene("c1")
    with pytest.raises(NotOpen, match="Corporate Communications refers"):
        opened(scene, ReferralKind.BREACH, by=OSCAR)
    referral = opened(scene, ReferralKind.BREACH)
    for work in (referring.record_forwarded, referring.seen):
        with pytest.raises(NotOpen, match="open to Corporate Communications"):
            work(scene.db, referral_id=referral.id, now=scene.clock(), by=OSCAR)
    with pytest.raises(NotOpen):
        referring.close_referral(scene.db, referral_id=referral.id, reason="x", now=scene.clock(), by=HOLDER)


@pytest.mark.clause("R10")
@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"concern": "x"}, "to"),
        ({"to": "A friend", "concern": "x"}, "to"),
        ({"to": "Line manager"}, "concern"),
    ],
)
def test_a_breach_says_to_whom_and_what(details: dict[str, str], field: str) -> None:
    scene = Scene("c1")
    with pytest.raises(Incomplete) as lacking:
        opened(scene, ReferralKind.BREACH, details=details)
    assert lacking.value.field == field


@pytest.mark.parametrize("kind", list(ReferralKind))
def test_an_auditor_refers_nothing(kind: ReferralKind) -> None:
    with pytest.raises(NotOpen, match="auditor"):
        opened(Scene("c1"), kind, by=AUDITOR)


def test_a_trainee_outside_training_opens_a_threat_to_life_and_nothing_else() -> None:
    scene = Scene("c1")
    with pytest.raises(NotOpen, match="trainee"):
        opened(scene, ReferralKind.CRIME, by=TRAINEE)
    assert opened(scene, ReferralKind.CRIME, by=TRAINEE, training=True).open
    assert opened(scene, ReferralKind.THREAT, by=TRAINEE).open


@pytest.mark.parametrize("kind", list(ReferralKind))
def test_one_of_a_kind_is_open_on_an_item_at_a_time(kind: ReferralKind) -> None:
    scene = Scene("c1")
    referral = opened(scene, kind)
    with pytest.raises(NotOpen, match="already"):
        opened(scene, kind, by=SAM)
    referring.close_referral(
        scene.db, referral_id=referral.id, reason="By mistake.", now=scene.clock(), by=OFFICER
    )
    assert opened(scene, kind).id != referral.id


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE referrals SET details = '{}'", "never altered"),
        ("UPDATE referrals SET received_ms = 1", "never altered"),
        ("UPDATE referrals SET kind = 'crime'", "never altered"),
        ("DELETE FROM referrals", "stays on the record"),
        ("UPDATE referrals SET closed_ms = 1, closed_by = 'x'", "CHECK"),
        ("UPDATE referrals SET told_ms = opened_ms, told_by = 'x'", "CHECK"),
        ("UPDATE referrals SET told_ms = 1, told_by = 'x', reference = '7', reference_ms = 1", "CHECK"),
        ("UPDATE evidence SET disposed_ms = 1", "open referral"),
        ("DELETE FROM evidence_files", "open referral"),
        ("DELETE FROM evidence", "open referral"),
    ],
)
def test_the_store_keeps_a_referral_as_it_was_said(sql: str, told: str) -> None:
    scene = Scene("c1")
    opened(scene, ReferralKind.THREAT)
    assert told in refused(scene, sql)


def test_what_is_filled_in_is_named_in_the_record_by_a_hash_that_cannot_be_guessed() -> None:
    scene = Scene("c1")
    opened(scene, ReferralKind.CRIME, details={"note": "Yes"})
    kept = scene.db.execute("SELECT details FROM referrals").fetchone()
    assert kept is not None
    facts = json.loads(
        (scene.db.execute("SELECT facts FROM audit WHERE kind = 'referral-opened'").fetchone() or ("",))[0]
    )
    assert len(json.loads(kept[0])["nonce"]) == 32
    assert kept[0] == canonical(json.loads(kept[0]))
    assert "Yes" not in json.dumps(facts)


@pytest.mark.clause("R10", "A6", "T2")
def test_an_export_says_of_a_breach_that_there_is_a_referral_and_of_the_others_all() -> None:
    scene = Scene("c1")
    opened(scene, ReferralKind.BREACH)
    opened(scene, ReferralKind.CRIME, details={"note": "Since May."})
    told = repr(also_held(scene.db, "item_id", [scene.desk.items["c1"]])["referrals"])
    assert "Copper" not in told
    assert "breach" not in told
    assert "Since May." in told
