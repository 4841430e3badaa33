"""What is done in which order, and never twice: tried by direct call, by SQL and at the moment of sending."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from socialdesk.audit.export import export as export_record
from socialdesk.clock import to_ms
from socialdesk.decisions import asking, by_hand_store, handling
from socialdesk.decisions import store as decisions
from socialdesk.decisions.blocking_numbers import export_numbers
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.referring import ReferralKind, open_referral
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.evidence.capture import hold
from socialdesk.inbox.watchlist import add_words, end_words
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.ids import DecisionId, EvidenceId, NativeId
from socialdesk.outbox import queries
from socialdesk.outbox.store import enqueue
from socialdesk.storage.database import IntegrityError, writing
from tests.fakes.blocking_scene import BlockingScene
from tests.fakes.stocked_desk import OFFICER, book
from tests.fakes.trying_gates import (
    SPAM,
    WHY,
    asked,
    in_full,
    remove,
    reply,
    said,
    there,
)

PROTECTED = "Darren Smallwood"


@pytest.fixture
def scene() -> BlockingScene:
    return BlockingScene()


# --- Evidence ------------------------------------------------------------------------------------------------------


def held(scene: BlockingScene, item: str) -> EvidenceId:
    with writing(scene.db):
        return hold(scene.db, item_id=scene.item(item), taken_by=OFFICER, now_ms=1).id


def straight(
    scene: BlockingScene, evidence_id: EvidenceId | None, kind: ActionKind = ActionKind.DELETE
) -> None:
    """As any code of the desk could, without a use case."""
    with writing(scene.db):
        decision = decided(scene, "c1", kind.value)
        enqueue(
            scene.db,
            decision_id=decision,
            item_id=scene.item("c1"),
            account_id=scene.desk.account.id,
            action=Action(kind=kind, target=NativeId("c1"), key=f"key-{decision}"),
            evidence_id=evidence_id,
            expected_text_sha256="",
            undo_ms=0,
            now_ms=to_ms(scene.clock()),
        )


def decided(scene: BlockingScene, item: str, kind: str, grounds: Iterable[str] = ()) -> DecisionId:
    return decisions.add(
        scene.db,
        item_id=scene.item(item),
        kind=kind,
        pack_version="v",
        by=OFFICER,
        now_ms=1,
        grounds=tuple(grounds),
    )


def begun(
    scene: BlockingScene, item: str, evidence_id: EvidenceId | None, grounds: Iterable[str] = ()
) -> None:
    with writing(scene.db):
        by_hand_store.add(
            scene.db,
            decision_id=decided(scene, item, "delete_by_hand", grounds),
            item_id=scene.item(item),
            account_id=scene.desk.account.id,
            action=ActionKind.DELETE,
            text="",
            evidence_id=evidence_id,
            by=OFFICER,
            now_ms=1,
        )


@pytest.mark.clause("R12")
def test_no_other_items_evidence_and_none_at_all_lets_anything_go(scene: BlockingScene) -> None:
    other = held(scene, "c2")
    for evidence_id in (None, other, EvidenceId(999)):
        with pytest.raises(IntegrityError):
            straight(scene, evidence_id)
        with pytest.raises(IntegrityError):
            begun(scene, "c1", evidence_id)
    straight(scene, held(scene, "c1"))
    scene.db.execute("UPDATE evidence SET captured_ms = 5 WHERE id = ?", (other,))
    with pytest.raises(IntegrityError, match="another is decided"):
        scene.db.execute("UPDATE outbox SET evidence_id = ?", (other,))
    with pytest.raises(IntegrityError, match="evidence"):
        scene.db.execute("UPDATE outbox SET state = 'sending'")
    with pytest.raises(IntegrityError):
        scene.db.execute("REPLACE INTO outbox SELECT * FROM outbox")


@pytest.mark.parametrize(
    "table",
    ["decisions", "evidence_files", "blocks", "referrals", "questions", "lookups", "by_hand", "audit"],
)
def test_replacing_a_row_is_no_way_to_alter_it(scene: BlockingScene, table: str) -> None:
    scene.ask()
    remove(scene, OFFICER, "c2")
    scene.run(30)
    open_referral(scene.db, kind=ReferralKind.FOI, details={}, book=book(), **asked(scene, OFFICER))
    asking.ask(scene.db, question="May it stay?", **asked(scene, OFFICER))
    there(scene, OFFICER, "c3")
    author = scene.db.execute("SELECT author_id FROM items WHERE id = ?", (scene.item("c1"),)).fetchone()
    assert author is not None
    handling.look_up(scene.db, author_id=author[0], reason="A case.", **asked(scene, OFFICER))
    rows = scene.db.execute(f"SELECT * FROM {table}").fetchall()
    assert rows
    refused = 0
    for statement in (f"REPLACE INTO {table} SELECT * FROM {table}", f"UPDATE OR REPLACE {table} SET id = 1"):
        try:
            scene.db.execute(statement.replace("SET id", "SET seq") if table == "audit" else statement)
        except Exception:  # noqa: BLE001  (whatever refuses it)
            refused += 1
    assert refused
    assert scene.db.execute(f"SELECT * FROM {table}").fetchall() == rows


# --- Repeats, requests for information, look-ups -------------------------------------------------------------------


@pytest.mark.clause("R8")
def test_the_original_is_removed_as_a_repeat_by_no_hand(scene: BlockingScene) -> None:
    with pytest.raises(IntegrityError, match="beside its original"):
        begun(scene, "c1", held(scene, "c1"), ["repeat"])


@pytest.mark.clause("I6")
@pytest.mark.parametrize("what", ["itself", "above it"])
def test_a_request_for_information_goes_with_nothing_before_it_is_captured(what: str) -> None:
    scene = BlockingScene("c1", "c2", "c3")
    scene.db.execute("UPDATE items SET parent_native_id = 'c1', kind = 'reply' WHERE native_id = 'c2'")
    told = asked(scene, OFFICER) | {"item_id": scene.item("c2")}
    open_referral(scene.db, kind=ReferralKind.FOI, details={}, book=book(), **told)
    target = "c2" if what == "itself" else "c1"
    told: dict[str, Any] = in_full(scene, OFFICER) | {"item_id": scene.item(target)}
    with pytest.raises(NotOpen, match="request for information"):
        decide_removal(scene.db, action=ActionKind.DELETE, **SPAM, **WHY, **told)
    if what == "above it":
        with pytest.raises(IntegrityError, match="request for information"):
            straight(scene, held(scene, "c1"))
        with pytest.raises(IntegrityError, match="request for information"):
            begun(scene, "c1", held(scene, "c1"))


@pytest.mark.clause("B3")
@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "\u2060\u00a0\n", "\u0301", "\U000e0041"])
def test_a_look_up_has_a_reason_that_can_be_seen(scene: BlockingScene, reason: str) -> None:
    author = scene.db.execute("SELECT author_id FROM items WHERE id = ?", (scene.item("c1"),)).fetchone()
    assert author is not None
    with pytest.raises(Incomplete, match="Say why"):
        handling.look_up(scene.db, author_id=author[0], reason=reason, **asked(scene, OFFICER))
    with pytest.raises(IntegrityError):
        scene.db.execute(
            "INSERT INTO lookups (author_id, reason, by_name, looked_ms) VALUES (?, ' ', 'x', 1)", author
        )


# --- Words at the moment of sending --------------------------------------------------------------------------------


def protect(scene: BlockingScene) -> int:
    return add_words(scene.db, case_name="a case", words=PROTECTED, now=scene.clock(), by=OFFICER)


@pytest.mark.clause("R5")
@pytest.mark.parametrize(
    "name",
    [
        PROTECTED,
        "DARREN SMALLWOOD",
        "Dаrrеn Smаllwооd",
        "D\u200barren Small\u200bwood",
        "#darrensmallwood",
        "Mr Smallwood",
    ],
)
def test_what_became_protected_while_it_was_queued_is_held_back_with_a_sentence(
    scene: BlockingScene, name: str
) -> None:
    queued = reply(scene, f"It was not {name}.")
    number = protect(scene)
    scene.run(60)
    row = queries.one(scene.db, queued)
    assert row is not None
    assert (said(scene), row.needs_person) == ([], True)
    assert "protects by now" in row.reason
    assert "mallwood" not in row.reason.casefold()
    told: dict[str, Any] = {
        "outbox_id": queued,
        "choice": "send_again",
        "reason": "",
        "book": book(),
        "by": OFFICER,
    }
    with pytest.raises(NotOpen, match="protects by now"):
        resolve_unknown(scene.db, now=scene.clock(), **told)
    # Whoever gets round the form is held back again.
    scene.db.execute("UPDATE outbox SET needs_person = 0, not_before_ms = 0")
    scene.run(60)
    assert said(scene) == []
    end_words(scene.db, protected_id=number, now=scene.clock(), by=OFFICER)
    resolve_unknown(scene.db, now=scene.clock(), **told)
    scene.run(60)
    assert len(said(scene)) == 1


@pytest.mark.clause("R5")
def test_nothing_of_it_is_in_the_record_of_its_being_held_back(scene: BlockingScene) -> None:
    reply(scene, f"It was not {PROTECTED}.")
    protect(scene)
    scene.run(60)
    facts = scene.db.execute("SELECT facts FROM audit WHERE kind = 'needs-person'").fetchall()
    assert len(facts) == 1
    assert "protected" in facts[0][0]
    assert "mallwood" not in facts[0][0].casefold()


@pytest.mark.clause("I4")
def test_no_clock_put_back_makes_a_stale_reply_fresh(scene: BlockingScene) -> None:
    queued = reply(scene)
    scene.clock.forward(20 * 60)
    handling.write_note(scene.db, text="It is twenty past.", **asked(scene, OFFICER))
    scene.clock.forward(-19 * 60)
    scene.run(30)
    assert (said(scene), scene.needs_person(queued)) == ([], True)


@pytest.mark.clause("I4")
def test_the_store_itself_sends_no_stale_words(scene: BlockingScene) -> None:
    reply(scene)
    late = to_ms(scene.clock()) + 15 * 60_000 + 1
    with pytest.raises(IntegrityError, match="fresh yes"):
        scene.db.execute("UPDATE outbox SET state = 'sending', attempts = 1, last_sent_ms = ?", (late,))
    scene.db.execute("UPDATE outbox SET state = 'sending', attempts = 1, last_sent_ms = ?", (late - 1,))


# --- Leaving the desk ----------------------------------------------------------------------------------------------


@pytest.mark.clause("T2")
def test_each_export_says_how_it_is_marked(scene: BlockingScene, tmp_path: Any) -> None:
    for personal, marking in ((False, "OFFICIAL"), (True, "OFFICIAL-SENSITIVE")):
        export_record(scene.db, tmp_path / "r.jsonl", personal=personal, now_ms=1)
        assert f'"marking": "{marking}"' in (tmp_path / "r.jsonl").read_text().splitlines()[0]
    told = export_numbers(scene.db, reason="For the board", book=book(), now=scene.clock(), by=scene.auditor)
    assert told.splitlines()[0].strip('"').startswith("OFFICIAL")
