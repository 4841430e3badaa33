"""What people make of suggestions: kept with the decision that says so, or by a mark; counted, and never by whom."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from socialdesk import __version__
from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.decisions import blocking, opinions
from socialdesk.decisions.by_hand import begin_by_hand, withdraw
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.disagreement import (
    Disagreement,
    as_csv,
    as_json,
    disagreement,
    together,
    told_in_words,
)
from socialdesk.decisions.identity import identity_words, load_words, read_words
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.referring import open_referral
from socialdesk.decisions.referring_rows import ReferralKind
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.undo import cancel_pending
from socialdesk.exports.disposal import Why, dispose
from socialdesk.inbox import model_readings
from socialdesk.inbox.store import put_assessment
from socialdesk.model.accounts import Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import MODEL, Band, Signal
from socialdesk.model.ids import ByHandId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox
from socialdesk.policy.assess import assess
from socialdesk.policy.context import Context
from socialdesk.storage.database import writing
from socialdesk.triage.api import Reading
from tests.fakes.blocking_scene import BlockingScene
from tests.fakes.stocked_desk import NOON, OFFICER, StockedDesk, book, capabilities, comment, stocked

SWEARS = {"offensive_language.what": "Swear words"}
NAMES = {entry.id: entry.name for entry in (*book().grounds.values(), *book().routes.values())}


@pytest.fixture
def desk() -> StockedDesk:
    return stocked(
        comment("c1", "the words of one Muslim about gay people"),
        comment("c2", "ordinary words"),
        comment("c3", "an old woman asks"),
    )


def suggest(desk: StockedDesk, name: str, *signals: tuple[str, float, str], model: str = "") -> ItemId:
    """Has these been suggested: ground, score and what found it."""
    item_id = desk.items[name]
    found = [
        Signal(ground=ground, band=Band.of(score), spans=(), found_by=found_by, score=score)
        for ground, score, found_by in signals
    ]
    with writing(desk.db):
        put_assessment(desk.db, item_id, assess(found, Context(network=Network.FACEBOOK), book()))
        if model:
            model_readings.put(desk.db, item_id, Reading(model, ()))
    return item_id


def remove(desk: StockedDesk, item_id: ItemId, *grounds: str, answers: dict[str, str] | None = None) -> None:
    decide_removal(
        desk.db, item_id=item_id, action=ActionKind.HIDE, grounds=grounds,
        answers=SWEARS if answers is None else answers, aim="So that everybody can read along.",
        why_not_less="A reply would not take it away.", book=book(), capabilities=capabilities(), now=NOON, by=OFFICER,
    )  # fmt: skip


def keep(desk: StockedDesk, item_id: ItemId) -> None:
    decide_keep(
        desk.db, item_id=item_id, reason="It may stand.", grounds=[], book=book(), now=NOON, by=OFFICER
    )


def mark(
    desk: StockedDesk, item_id: ItemId, ground: str, other: str = "", reason: str = "", **more: Person
) -> None:
    opinions.mark(
        desk.db, item_id=item_id, ground=ground, other=other, reason=reason, book=book(), now=NOON,
        by=more.get("by", OFFICER),
    )  # fmt: skip


def verdicts(desk: StockedDesk, item_id: ItemId) -> dict[str, str]:
    return dict(
        desk.db.execute("SELECT ground, verdict FROM opinions WHERE item_id = ?", (item_id,)).fetchall()
    )


def facts(desk: StockedDesk, kind: str) -> list[dict[str, Any]]:
    rows = desk.db.execute("SELECT facts FROM audit WHERE kind = ? ORDER BY seq", (kind,)).fetchall()
    return [json.loads(row[0]) for row in rows]


def words(found: Disagreement) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (line.word, line.ground): {
            verdict.value: number for verdict, number in line.verdicts.items() if number
        }
        for line in together(found.by_word)
    }


@pytest.mark.clause("T1")
def test_a_removal_agrees_with_its_ground_and_says_another_of_the_rest(desk: StockedDesk) -> None:
    item = suggest(
        desk, "c1", ("offensive_language", 0.91, "the list"), ("hate_speech", 0.6, MODEL), ("question", 0.7, "a rule"),
        model="abcdef012345",
    )  # fmt: skip
    remove(desk, item, "offensive_language", "spam", answers=SWEARS | {"spam.what": "A fraud or scam"})
    assert verdicts(desk, item) == {"offensive_language": "agreed", "hate_speech": "other", "spam": "missed"}
    rows = desk.db.execute(
        "SELECT ground, band, score, found_by, pack_version, rules, model, chosen FROM opinions ORDER BY ground"
    ).fetchall()
    chosen = json.dumps(["offensive_language", "spam"])
    versions = (book().version, __version__, "abcdef012345", chosen)
    assert rows == [
        ("hate_speech", "possible", 0.6, "model", *versions),
        ("offensive_language", "likely", 0.91, "rules", *versions),
        ("spam", "", 0.0, "", *versions),
    ]


@pytest.mark.clause("T1")
def test_the_decision_and_the_record_name_the_model_and_what_it_suggested(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("offensive_language", 0.91, MODEL), model="abcdef012345")
    remove(desk, item, "offensive_language")
    assert desk.db.execute("SELECT model FROM decisions").fetchall() == [("abcdef012345",)]
    [decided] = facts(desk, "decided")
    assert decided["suggested_by"] == "abcdef012345"
    assert decided["suggested"] == ["offensive_language likely 0.91"]
    other = suggest(desk, "c2", ("spam", 0.55, "a rule"))
    keep(desk, other)
    [kept] = facts(desk, "kept")
    assert (kept["suggested_by"], kept["suggested"]) == ("", ["spam possible 0.55"])
    assert verify(desk.db).ok


@pytest.mark.clause("T1")
def test_what_is_kept_is_none_of_what_was_suggested(desk: StockedDesk) -> None:
    item = suggest(
        desk, "c1", ("hate_speech", 0.9, MODEL), ("spam", 0.3, "a rule"), ("complaint", 0.9, "a rule")
    )
    keep(desk, item)
    assert verdicts(desk, item) == {"hate_speech": "kept", "spam": "kept"}


@pytest.mark.clause("B2", "I6")
def test_a_referral_agrees_with_its_route_or_shows_that_it_was_missed(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("threatening", 0.9, "a rule"), ("spam", 0.9, "a rule"))
    for name, kind in (("c1", ReferralKind.THREAT), ("c2", ReferralKind.THREAT)):
        open_referral(
            desk.db, item_id=desk.items[name], kind=kind, details={}, book=book(), now=NOON, by=OFFICER
        )
    assert verdicts(desk, item) == {"threatening": "agreed"}
    assert verdicts(desk, desk.items["c2"]) == {"emergency": "missed"}


@pytest.mark.clause("T1")
def test_what_is_taken_back_before_it_was_sent_says_nothing(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("offensive_language", 0.9, "the list"))
    remove(desk, item, "offensive_language")
    [row] = outbox.pending(desk.db)
    cancel_pending(desk.db, outbox_id=row.outbox_id, now=NOON, by=OFFICER)
    assert verdicts(desk, item) == {}
    assert words(disagreement(desk.db)) == {}


@pytest.mark.clause("T1")
def test_a_mark_decides_nothing_is_on_the_record_and_can_be_taken_back(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("hate_speech", 0.9, MODEL), ("offensive_language", 0.6, "the list"))
    mark(desk, item, "hate_speech", reason="He quotes it.")
    mark(desk, item, "offensive_language", other="threatening")
    assert verdicts(desk, item) == {"hate_speech": "not_this", "offensive_language": "other"}
    assert {ground: each.other for ground, each in opinions.marks(desk.db, item).items()} == {
        "hate_speech": "",
        "offensive_language": "threatening",
    }
    assert desk.db.execute("SELECT open FROM worklist WHERE item_id = ?", (item,)).fetchone() == (1,)
    [first, _] = facts(desk, "suggestion-marked")
    assert first["suggested"] == "hate_speech likely 0.9"
    assert "quotes" not in json.dumps(first)
    line = audit.for_item(desk.db, item)[0]
    assert line.by_name == OFFICER.name
    opinions.take_back(desk.db, item_id=item, ground="hate_speech", now=NOON, by=OFFICER)
    assert verdicts(desk, item) == {"offensive_language": "other"}
    assert verify(desk.db).ok


def test_a_mark_is_for_what_is_suggested_and_for_grounds_there_are(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("hate_speech", 0.9, MODEL))
    with pytest.raises(NotOpen):
        mark(desk, item, "spam")
    for other in ("hate_speech", "no_such_ground"):
        with pytest.raises(Incomplete):
            mark(desk, item, "hate_speech", other=other)
    with pytest.raises(NotOpen):
        mark(desk, item, "hate_speech", by=Person("A. Auditor", Role.AUDITOR))
    assert verdicts(desk, item) == {}


def test_a_decision_is_the_newer_word_and_is_counted_once(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("offensive_language", 0.9, "the list"))
    mark(desk, item, "offensive_language")
    assert words(disagreement(desk.db))["muslim", "offensive_language"] == {"not_this": 1}
    remove(desk, item, "offensive_language")
    assert verdicts(desk, item) == {"offensive_language": "agreed"}
    assert opinions.marks(desk.db, item) == {}
    assert words(disagreement(desk.db))["muslim", "offensive_language"] == {"agreed": 1}


def test_the_report_counts_by_ground_word_month_and_version(desk: StockedDesk) -> None:
    remove(
        desk, suggest(desk, "c1", ("offensive_language", 0.9, "the list"), model="m1"), "offensive_language"
    )
    keep(desk, suggest(desk, "c2", ("offensive_language", 0.6, "the list")))
    mark(
        desk, suggest(desk, "c3", ("hate_speech", 0.6, MODEL), model="m1"), "hate_speech", other="threatening"
    )
    found = disagreement(desk.db)
    by_ground = {line.ground: line for line in together(found.by_ground)}
    assert by_ground["offensive_language"].judged == 2
    assert by_ground["offensive_language"].disagreement == 0.5
    assert by_ground["hate_speech"].disagreement == 1.0
    assert found.instead == {"hate_speech": [("threatening", 1)]}
    assert words(found) == {
        ("muslim", "offensive_language"): {"agreed": 1},
        ("gay", "offensive_language"): {"agreed": 1},
        ("old", "hate_speech"): {"other": 1},
        ("woman", "hate_speech"): {"other": 1},
    }
    assert {(line.month, line.model, line.found_by, line.rules) for line in found.by_ground} == {
        ("2026-11", "m1", "rules", __version__),
        ("2026-11", "", "rules", __version__),
        ("2026-11", "m1", "model", __version__),
    }
    told = "\n".join(told_in_words(found, NAMES))
    assert "Offensive language: disagreed 50% of 2 (1 agreed, 1 kept)" in told
    assert "sex, woman; Hate speech: disagreed 100% of 1 (1 another ground)" in told
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert len(rows) == len(found.by_ground) + len(found.by_word)
    assert {row["strand"] for row in rows if row["word"]} == {"religion", "orientation", "age", "sex"}
    for form in (as_csv(found), json.dumps(as_json(found)), told):
        assert OFFICER.name not in form


def test_an_empty_report_says_so(desk: StockedDesk) -> None:
    assert list(told_in_words(disagreement(desk.db), NAMES)) == [
        "Nobody has said anything of a suggestion yet."
    ]


@pytest.mark.clause("T2")
def test_disposal_takes_the_reason_and_leaves_the_counts(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("hate_speech", 0.9, MODEL))
    mark(desk, item, "hate_speech", reason="He quotes his own group.")
    dispose(
        desk.db,
        [item],
        why=Why.RETENTION,
        reason="Its time is over.",
        now=NOON + timedelta(days=1),
        by=OFFICER,
    )
    assert desk.db.execute("SELECT reason, verdict FROM opinions").fetchall() == [("", "not_this")]
    assert desk.db.execute(
        "SELECT count(*) FROM audit_personal WHERE words LIKE '%own group%'"
    ).fetchone() == (0,)
    assert words(disagreement(desk.db))["muslim", "hate_speech"] == {"not_this": 1}
    assert verify(desk.db).ok


def test_no_table_of_opinions_names_who_said_it(desk: StockedDesk) -> None:
    mark(desk, suggest(desk, "c1", ("hate_speech", 0.9, MODEL)), "hate_speech")
    for table in ("opinions", "identity_opinions"):
        assert OFFICER.name not in repr(desk.db.execute(f"SELECT * FROM {table}").fetchall())


def test_identity_words_are_found_whole_in_any_case_and_spelling() -> None:
    words = identity_words()
    assert words.among("MUSLIMS and a Jehovah’s  witness") == ("muslim", "jehovah's witness")
    assert words.among("Blackpool, Manchester, pridefully") == ()
    assert words.among("a trans woman") == ("trans woman",)
    assert words.among("non-binary") == ("non binary",)
    assert words.among("") == ()
    assert set(load_words().strands.values()) >= {
        "race",
        "religion",
        "orientation",
        "transgender",
        "disability",
        "sex",
    }


@pytest.mark.parametrize("text", ["race", "race black\nreligion black"])
def test_a_list_that_is_wrong_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="new word"):
        read_words(text)


@pytest.mark.clause("R2", "T1")
def test_a_removal_by_hand_agrees_too_until_it_is_withdrawn(desk: StockedDesk) -> None:
    item = suggest(desk, "c1", ("offensive_language", 0.9, "the list"), ("spam", 0.6, "a rule"))
    by_a_person = {
        kind: replace(each, way=Way.BY_HAND, reason="It is done on the site.")
        for kind, each in capabilities().items()
    }
    begin_by_hand(
        desk.db, item_id=item, action=ActionKind.HIDE, grounds=["offensive_language"], answers=SWEARS,
        aim="So that everybody can read along.", why_not_less="A reply would not take it away.", book=book(),
        capabilities=by_a_person, now=NOON, by=OFFICER,
    )  # fmt: skip
    assert verdicts(desk, item) == {"offensive_language": "agreed", "spam": "other"}
    [begun] = facts(desk, "by-hand-begun")
    assert begun["suggested"] == ["offensive_language likely 0.9", "spam possible 0.6"]
    row = desk.db.execute("SELECT id FROM by_hand").fetchone()
    assert row is not None
    withdraw(desk.db, by_hand_id=ByHandId(row[0]), reason="Not after all.", now=NOON, by=OFFICER)
    assert verdicts(desk, item) == {}


@pytest.mark.clause("B1", "T1")
def test_who_asks_for_a_block_agrees_with_its_ground() -> None:
    scene = BlockingScene()
    item = suggest(scene.desk, "c1", ("threatening", 0.9, MODEL), ("hate_speech", 0.6, MODEL), model="m1")
    blocking.request_block(scene.db, scene.asked(), scene.doing(scene.asker))
    assert verdicts(scene.desk, item) == {"threatening": "agreed", "hate_speech": "other"}
    [asked] = facts(scene.desk, "block-requested")
    assert (asked["suggested_by"], asked["suggested"][0]) == ("m1", "threatening likely 0.9")
