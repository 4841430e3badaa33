"""No planted identifier survives a working export, the same one is the same token everywhere, and forms are safe."""

from __future__ import annotations

import csv
import io
import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.audit.entries import Entry
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.evidence.capture import hold
from socialdesk.exports import also_held
from socialdesk.exports.document import Form, Mode
from socialdesk.exports.exporting import Asked, NothingToExport, Surroundings, Written, export
from socialdesk.exports.harmless import cell, plain
from socialdesk.exports.known_of import the_lexicon
from socialdesk.exports.leaves import Author, Exact, Id, Said, Staff, rendered
from socialdesk.exports.permissions import NotForThisRole
from socialdesk.exports.redact import Known, Redactor
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection, memory_database, writing
from socialdesk.triage.api import ProtectedKind
from tests.fakes.stocked_desk import NOON, OFFICER, comment, stocked
from tests.unit.exports.planted import KINDS, Planted, planted, planted_desk

TOKEN = re.compile(r"\[([A-Z][A-Za-z\- ]*) (\d+)\]")


@cache
def lexicon():
    return the_lexicon()


def around(db: Connection, by: Person = OFFICER) -> Surroundings:
    def record(entry: Entry) -> None:
        with writing(db):
            append(db, entry, by=by, at_ms=to_ms(NOON))

    return Surroundings(force="Anyshire Police", by=by, now=NOON, record=record)


@pytest.fixture(scope="module")
def desk() -> Planted:
    return planted_desk()


def exported(desk: Planted, tmp_path: Path, form: Form, mode: Mode = Mode.WORKING) -> tuple[Written, str]:
    path = tmp_path / f"export.{form.value}"
    written = export(
        desk.db, Asked(mode=mode, form=form, reason="For training", items=desk.items), path, around(desk.db)
    )
    return written, path.read_text("utf-8-sig")


def test_there_are_five_hundred_of_twelve_kinds():
    found = planted()
    assert (len(KINDS), sum(map(len, found.values()))) == (12, 500)


@pytest.mark.clause("T2")
@pytest.mark.parametrize("form", [Form.JSON, Form.CSV])
def test_no_planted_identifier_survives(desk: Planted, tmp_path: Path, form: Form):
    written, text = exported(desk, tmp_path, form)
    if form is Form.JSON:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    assert desk.survivors(text) == []
    assert written.marking == "OFFICIAL"
    assert '"OFFICIAL"' in text
    for surname in {name.split()[1] for kind in ("name", "staff", "protected") for name in desk.kinds[kind]}:
        assert surname.casefold() not in text.casefold()


def test_an_evidential_export_has_everything(desk: Planted, tmp_path: Path):
    written, text = exported(desk, tmp_path, Form.JSON, Mode.EVIDENTIAL)
    assert set(desk.survivors(json.dumps(json.loads(text), ensure_ascii=False))) >= {
        each for kind in ("name", "link", "item id") for each in desk.kinds[kind]
    }
    assert written.marking == "OFFICIAL-SENSITIVE"


def test_a_person_is_one_token_in_every_field_and_text(desk: Planted, tmp_path: Path):
    name = desk.kinds["name"][0]
    items = [
        item for item in desk.items
        if desk.db.execute(
            "SELECT 1 FROM items JOIN authors ON authors.id = author_id WHERE items.id = ? AND name = ?", (item, name)
        ).fetchone()
    ]  # fmt: skip
    desk.db.execute(
        "UPDATE items SET text = ? WHERE id = ?", (f"I, {name}, say {name.upper()}'s piece", items[0])
    )
    _, text = exported(desk, tmp_path, Form.JSON)
    told = {item["item"]: item for item in json.loads(text)["items"]}
    tokens = {told[item]["author"]["name"] for item in items}
    assert len(tokens) == 1
    assert told[items[0]]["text"] == f"I, {min(tokens)}, say {min(tokens)}'s piece"


def test_working_exports_hold_no_hash_and_no_raw_answer(desk: Planted, tmp_path: Path):
    _, text = exported(desk, tmp_path, Form.JSON)
    assert not re.search(r"[0-9a-f]{32}", text)
    assert "as_received" not in text


def test_tokens_of_two_exports_have_nothing_in_common_with_who_it_is():
    def token(*first: str) -> str:
        redactor = Redactor(Known(near=[Author(1, "Jane Doe"), Author(2, "Sam Field")]), lexicon())
        return [redactor.said(each) for each in first][-1]

    assert token("Jane Doe") == "[Person 1]"
    assert token("Sam Field", "Jane Doe") == "[Person 2]"


@pytest.mark.parametrize(
    "written",
    ["Jane Doe", "JANE DOE", "jane   doe", "Doe, Jane", "#JusticeForJaneDoe", "J\u200bane D\u0301oe", "janedoe", "Jane",
     "Doe's", "jane.doe", "Jаnе Dое", "Ｊａｎｅ Ｄｏｅ"],
)  # fmt: skip
def test_a_known_person_is_found_however_they_are_written(written: str):
    redactor = Redactor(Known(near=[Author(1, "Jane Doe")]), lexicon())
    said = redactor.said(f"it was {written} again")
    assert "[Person 1]" in said
    assert not re.search(r"jan|doe|dое|ｊ", said.casefold())


@pytest.mark.parametrize(
    ("written", "kind"),
    [("07700 900123", "Phone"), ("+44 (0)7700 900-123", "Phone"), ("jo@example.org", "E-mail"),
     ("jo (at) example (dot) org", "E-mail"), ("@jo_1", "Handle"), ("https://a.example/b?c=d", "Link"),
     ("a.com/b", "Link"), ("NN1 4AB", "Postcode"), ("AB12 CDE", "Number plate"), ("12 Acacia Avenue", "Address"),
     ("QQ 12 34 56 C", "National Insurance number"), ("PC 1234", "Collar number"), ("192.168.10.20", "IP address"),
     ("03/04/1985", "Date"), ("GB29 NWBK 6016 1331 9268 19", "Account number"), ("did:plc:abcd1234", "Id"),
     ("///filled.count.soap", "Location"), ("52.2405, -0.9027", "Location"), ("SP 755 605", "Location"),
     ("acacia avenue", "Address"), ("dave1985", "Handle"), ("dark_lord", "Handle"), ("MORGA657054SM9IJ", "Id"),
     ("943 476 5919", "NHS number"), ("Dave", "Name"),
     ("21000123456", "Phone"), ("Sarah Connor", "Name"), ("Mr jones", "Name"), ("dave smith", "Name")],
)  # fmt: skip
def test_what_has_a_form_is_replaced(written: str, kind: str):
    said = Redactor(Known(), lexicon()).said(f"ask about {written} please")
    assert said == f"ask about [{kind} 1] please"


@pytest.mark.parametrize(
    "text",
    ["Why was my comment removed? I asked nicely.", "The Police never come on Saturday night.", "YOU ARE ALL LIARS",
     "There were 300 people and 12 dogs.", "Mark my words. Will you come down my road? Go up the street.",
     "COVID19 rules at 10.30, 4.3b of 5/20", "Great work by Anyshire Police today!", ""],
)  # fmt: skip
def test_ordinary_words_stay(text: str):
    assert Redactor(Known(ours=["Anyshire Police"]), lexicon()).said(text) == text


def test_an_everyday_word_that_is_a_part_of_a_name_stays_where_it_is_only_a_word():
    redactor = Redactor(Known(near=[Author(1, "Crystal Gets It Back"), Author(2, "Will King")]), lexicon())
    assert redactor.said("I want my money back, said the king of the road") == (
        "I want my money back, said the king of the road"
    )
    assert redactor.said("so Back and crystal and will king and Will") == (
        "so [Person 1] and [Person 1] and [Person 2] and [Person 2]"
    )
    assert redactor.said("an 18-year-old boy") == "an 18-year-old boy"


def test_what_a_stranger_writes_like_a_token_is_none():
    said = Redactor(Known(near=[Author(1, "Jane Doe")]), lexicon()).said("[Person 1] is Jane Doe")
    assert said == "(Person 1] is [Person 1]"


WORDS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)


@given(before=WORDS, after=WORDS, which=st.integers(0, 499))
def test_no_identifier_survives_between_any_words(before: str, after: str, which: int):
    every = [value for values in planted().values() for value in values]
    value = every[which]
    kinds = planted()
    redactor = Redactor(
        Known(
            near=[Author(1, value)] if value in kinds["name"] else (),
            staff=[value] if value in kinds["staff"] else (),
            protected=[(1, value, ProtectedKind.NAME)] if value in kinds["protected"] else (),
            ids=[value] if value in (*kinds["author id"], *kinds["item id"]) else (),
        ),
        lexicon(),
    )
    said = redactor.said(f"{before} {value} {after}")
    found = said.casefold().count(value.casefold())
    assert found == 0
    assert redactor.said(f"x {value} y") == redactor.said(f"x {value} y")


@given(
    tree=st.recursive(
        WORDS.map(Said) | WORDS.map(Id) | WORDS.map(Staff) | st.integers(), st.lists, max_leaves=8
    )
)
def test_every_tree_can_be_rendered_and_leaves_nothing_exact(tree):
    told = rendered({"all": tree, "sealed": Exact("hash")}, Redactor(Known(), lexicon()))
    assert "sealed" not in told
    json.dumps(told)


# --- Files that a spreadsheet opens ---------------------------------------------------------------------------------


@pytest.mark.clause("T2")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\u202e=", "＝", "|", "%"])
def test_no_cell_is_a_formula(start: str):
    made = cell(f"{start}cmd|' /C calc'!A0")
    assert made.lstrip()[0] not in "=+-@|%＝"


def test_csv_has_its_mark_and_line_ends_and_its_marking_in_each_row(tmp_path: Path):
    desk = stocked(comment("c1", '=HYPERLINK("http://x","y")\r\n"quoted", and a \u202e turn'))
    path = tmp_path / "a.csv"
    asked = Asked(mode=Mode.EVIDENTIAL, form=Form.CSV, reason="A case", items=list(desk.items.values()))
    export(desk.db, asked, path, around(desk.db))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in raw
    assert raw.count(b"\n") == raw.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {row[0] for row in rows[1:]} == {"OFFICIAL-SENSITIVE"}
    assert {len(row) for row in rows} == {9}
    words = [row[7] for row in rows if "HYPERLINK" in row[7]]
    assert words
    assert all(word.startswith("'=") and "<U+202E>" in word for word in words)


@given(WORDS)
def test_plain_words_hold_nothing_that_cannot_be_seen(text: str):
    made = plain(text)
    assert not any(sign in made for sign in "\u202e\u202d\u2066\u200b\x1b\x00\x07\ufeff")


# --- All that is held on one person ---------------------------------------------------------------------------------


@pytest.mark.clause("T2")
def test_one_persons_own_data_stays_and_other_peoples_is_replaced(tmp_path: Path):
    desk = stocked(
        comment("c1", "I am Writer and Other Smith lives at 3 High Street, call 07700 900123", by="writer"),
        comment("c2", "nothing of theirs", by="other smith"),
    )
    row = desk.db.execute("SELECT id FROM authors WHERE name = 'Writer'").fetchone()
    assert row is not None
    path = tmp_path / "person.json"
    asked = Asked(mode=Mode.SUBJECT, form=Form.JSON, reason="A request", person=[AuthorId(row[0])])
    written = export(desk.db, asked, path, around(desk.db))
    told = json.loads(path.read_text())
    assert (written.items, written.marking) == (1, "OFFICIAL-SENSITIVE")
    assert told["person"]["profiles"][0]["name"] == "Writer"
    assert told["person"]["profiles"][0]["native_id"] == "author-writer"
    assert [item["text"] for item in told["items"]] == [
        "I am Writer and [Person 1] lives at [Address 1], call [Phone 1]"
    ]
    assert OFFICER.name not in path.read_text()
    last = desk.db.execute("SELECT kind, facts FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    assert last is not None
    assert last[0] == "export-written"
    assert json.loads(last[1])["author_ids"] == [row[0]]


@pytest.mark.clause("T2")
def test_what_every_other_table_holds_of_it_is_in_it(tmp_path: Path):
    desk = stocked(comment("c1", "words"))
    item = desk.items["c1"]
    desk.db.execute(
        "INSERT INTO questions (item_id, account_id, question, asked_ms, asked_by, asked_key, asked_role)"
        " VALUES (?, 1, 'Is Writer known? Ask 07700 900123', 1, 'Sam Field', 'sam field', 'oscar_1')",
        (item,),
    )
    desk.db.execute("INSERT INTO drafts VALUES (?, 'reply', '{\"text\": \"Dear Writer\"}', 1)", (item,))
    path = tmp_path / "x.json"
    for mode in Mode.EVIDENTIAL, Mode.WORKING:
        asked = Asked(mode=mode, form=Form.JSON, reason="A case", items=[item])
        export(desk.db, asked, path, around(desk.db))
        also = json.loads(path.read_text())["items"][0]["also_held"]
        assert set(also) == {"questions", "drafts"}
        if mode is Mode.EVIDENTIAL:
            assert also["questions"][0]["question"] == "Is Writer known? Ask 07700 900123"
        else:
            assert also["questions"][0]["question"] == "Is [Person 1] known? Ask [Phone 1]"
            assert also["drafts"][0]["content"] == '{"text": "Dear [Person 1]"}'
            assert "field" not in path.read_text().casefold()


def test_the_details_of_a_breach_never_leave_the_desk(tmp_path: Path):
    desk = stocked(comment("c1", "words"))
    item = desk.items["c1"]
    with writing(desk.db):
        hold(desk.db, item_id=item, taken_by=OFFICER, now_ms=1)
    desk.db.execute(
        "INSERT INTO referrals (item_id, account_id, kind, details, pack_version, evidence_id, received_ms, opened_ms,"
        " opened_by, opened_role) SELECT id, 1, 'breach', ?, 'x', 1, created_ms, 1, 'Sam', 'corporate_communications'"
        " FROM items WHERE id = ?",
        ('{"who": "Constable Zebrafinch"}', item),
    )
    path = tmp_path / "x.json"
    for mode in Mode.EVIDENTIAL, Mode.WORKING:
        asked = Asked(mode=mode, form=Form.JSON, reason="A case", items=[item])
        export(desk.db, asked, path, around(desk.db))
        assert "Zebrafinch" not in path.read_text()
        assert json.loads(path.read_text())["items"][0]["also_held"]["referrals"][0]["kind"] == "referral"


def test_every_table_that_names_an_item_or_a_person_is_known_or_read():
    db = memory_database()
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        columns = {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()}
        if columns & {"item_id", "author_id"} and table not in also_held.TOLD_ELSEWHERE:
            also_held.also_held(db, "item_id" if "item_id" in columns else "author_id", [1])


def test_only_corporate_communications_exports_a_person(tmp_path: Path):
    desk = stocked(comment("c1", "words"))
    asked = Asked(mode=Mode.SUBJECT, form=Form.JSON, reason="A request", person=[AuthorId(1)])
    with pytest.raises(NotForThisRole, match="Corporate Communications"):
        export(desk.db, asked, tmp_path / "x.json", around(desk.db, Person("Pat Audit", Role.AUDITOR)))
    with pytest.raises(NothingToExport, match="reason"):
        export(
            desk.db, Asked(mode=Mode.WORKING, form=Form.JSON, reason="", items=[ItemId(1)]), tmp_path / "x.json",
            around(desk.db),
        )  # fmt: skip
    assert list(tmp_path.iterdir()) == []
