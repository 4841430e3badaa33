"""What is due is listed, kept on or deleted by a person with a reason; nothing is left of it, the record verifies."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.verify import verify
from socialdesk.decisions.drafts import save_draft
from socialdesk.decisions.handling import write_note
from socialdesk.evidence.check import verify_all
from socialdesk.exports.disposal import NotDisposed, Why, dispose, erase_person, keep_on
from socialdesk.exports.due import due
from socialdesk.exports.permissions import NotForThisRole
from socialdesk.inbox import search
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.outbox.states import State
from socialdesk.policy.keeping import Held, Keeping, days_for
from socialdesk.storage.database import IntegrityError
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER

CANARY = "zebrafinch"
LATER = NOON + timedelta(days=800)
RULES = (Keeping(id="comments", held=Held.PUBLIC, days=730), Keeping(id="decided", held=Held.DECIDED, days=0))


@pytest.fixture
def scene() -> Scene:
    """c1 was removed, with a note and a draft; c2 was left as it is. Everything says the canary."""
    made = Scene("c1", "c2")
    made.db.execute("UPDATE items SET text = 'a ' || ?", (CANARY,))
    made.db.execute("UPDATE item_raw SET raw = json_object('text', ?)", (CANARY,))
    made.db.execute("UPDATE authors SET name = ?", (f"Mr {CANARY}",))
    while search.index_more(made.db):
        pass
    item = made.desk.items["c1"]
    write_note(made.db, item_id=item, text=f"a note on {CANARY}", now=NOON, by=OFFICER)
    made.reply("c1", f"Thank you, {CANARY}.")
    made.run(60)
    made.remove("c1")
    made.run(60)
    made.db.execute("UPDATE authors SET name = ?", (f"Mr {CANARY}",))
    made.db.execute("UPDATE items SET text = 'a ' || ? WHERE by_force = 0", (CANARY,))
    made.db.execute(
        "INSERT INTO questions (item_id, account_id, question, asked_ms, asked_by, asked_key, asked_role)"
        " VALUES (?, 1, ?, 1, 'Sam', 'sam', 'oscar_1')",
        (item, f"Who is {CANARY}?"),
    )
    made.db.execute(
        "UPDATE questions SET answer = ?, answered_by = 'Pat', answered_key = 'pat',"
        " answered_role = 'corporate_communications', settled_ms = 2",
        (f"Nobody, {CANARY}",),
    )
    made.db.execute(
        "INSERT INTO referrals (item_id, account_id, kind, details, pack_version, evidence_id, received_ms, opened_ms,"
        " opened_by, opened_role) SELECT items.id, 1, 'crime', ?, 'x', evidence.id, created_ms, 1, 'Sam', 'oscar_1'"
        " FROM items JOIN evidence ON evidence.item_id = items.id WHERE items.id = ? LIMIT 1",
        (f'{{"words": "{CANARY}"}}', item),
    )
    made.db.execute(
        "UPDATE referrals SET closed_ms = 3, closed_by = 'Sam', reason = ?", (f"No crime, {CANARY}",)
    )
    save_draft(made.db, item_id=item, form="reply", content={"text": CANARY}, now=NOON)
    return made


def holding(scene: Scene) -> set[str]:
    found: set[str] = set()
    for (table,) in scene.db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'items_fts%'"
    ).fetchall():
        for row in scene.db.execute(f"SELECT * FROM {table}"):
            if any(CANARY in str(value).casefold() for value in row):
                found.add(table)
    return found


@pytest.mark.clause("T2", "T3")
def test_nothing_is_left_of_it_and_the_record_verifies(scene: Scene):
    every = [ItemId(row[0]) for row in scene.db.execute("SELECT id FROM items").fetchall()]
    assert {
        "items",
        "item_raw",
        "authors",
        "notes",
        "drafts",
        "outbox",
        "audit_personal",
        "questions",
        "referrals",
    } <= holding(scene)
    done = dispose(scene.db, every, why=Why.RETENTION, reason="Its time is over.", now=LATER, by=OFFICER)
    assert holding(scene) == set()
    assert (done.items, done.names) == (3, 1)
    assert done.evidence >= 1
    assert scene.db.execute(
        "SELECT count(*) FROM items_fts WHERE items_fts MATCH ?", (CANARY,)
    ).fetchone() == (0,)
    assert scene.db.execute("SELECT count(*) FROM evidence_files").fetchone() == (0,)
    assert verify(scene.db).ok
    assert verify_all(scene.db) == {}
    entry = audit.for_item(scene.db, scene.desk.items["c1"])[0]
    assert (entry.kind, entry.words) == ("disposed", {"reason": "Its time is over."})
    assert "Deleted for good (retention): the words of 3 items" in entry.sentence
    decided = [line for line in audit.for_item(scene.db, scene.desk.items["c1"]) if line.kind == "decided"]
    assert decided
    assert all(line.words == {} and "Decided to" in line.sentence for line in decided)


def test_what_is_under_way_is_held_back(scene: Scene):
    scene.remove("c2")
    done = dispose(
        scene.db, list(scene.desk.items.values()), why=Why.ERASURE, reason="Asked for.", now=NOON, by=OFFICER
    )
    assert done.held_back == (scene.desk.items["c2"],)
    assert "1 item was held back" in done.sentence
    with pytest.raises(NotDisposed, match="under way"):
        dispose(
            scene.db, [scene.desk.items["c2"]], why=Why.ERASURE, reason="Asked for.", now=NOON, by=OFFICER
        )
    row = scene.db.execute("SELECT text FROM items WHERE id = ?", (scene.desk.items["c2"],)).fetchone()
    assert row == (f"a {CANARY}",)
    assert scene.db.execute("SELECT count(*) FROM authors WHERE name <> ''").fetchone() == (1,)


def test_words_of_an_entry_on_two_items_go_with_the_second(scene: Scene):
    first, second = scene.desk.items["c1"], scene.desk.items["c2"]
    seq = scene.db.execute(
        "SELECT seq FROM audit_personal JOIN audit_items USING (seq) WHERE item_id = ? LIMIT 1", (first,)
    ).fetchone()
    assert seq is not None
    scene.db.execute("INSERT INTO audit_items (item_id, seq) VALUES (?, ?)", (second, seq[0]))

    def held() -> bool:
        return scene.db.execute("SELECT 1 FROM audit_personal WHERE seq = ?", seq).fetchone() is not None

    dispose(scene.db, [first], why=Why.RETENTION, reason="x", now=LATER, by=OFFICER)
    assert held()
    dispose(scene.db, [second], why=Why.RETENTION, reason="x", now=LATER, by=OFFICER)
    assert not held()


@pytest.mark.clause("T2")
def test_a_persons_words_are_erased_on_request_with_the_reason(scene: Scene):
    row = scene.db.execute("SELECT DISTINCT author_id FROM items WHERE by_force = 0").fetchone()
    assert row is not None
    erase_person(
        scene.db, [AuthorId(row[0])], reason="Request of 3 May; no ground to refuse.", now=NOON, by=OFFICER
    )
    assert holding(scene) == set()
    assert verify(scene.db).ok
    with pytest.raises(NotDisposed, match="Nothing is held"):
        erase_person(scene.db, [AuthorId(999)], reason="x", now=NOON, by=OFFICER)


def test_only_corporate_communications_and_only_with_a_reason(scene: Scene):
    items = list(scene.desk.items.values())
    for role in (Role.OSCAR_1, Role.AUDITOR, Role.ACCOUNT_HOLDER, Role.TRAINEE):
        with pytest.raises(NotForThisRole):
            dispose(scene.db, items, why=Why.RETENTION, reason="x", now=LATER, by=Person("Sam", role))
        with pytest.raises(NotForThisRole):
            keep_on(scene.db, items, days=10, reason="x", now=LATER, by=Person("Sam", role))
    with pytest.raises(NotDisposed, match="reason"):
        dispose(scene.db, items, why=Why.RETENTION, reason="  ", now=LATER, by=OFFICER)
    assert "items" in holding(scene)


@pytest.mark.clause("T2")
def test_what_is_due_is_listed_by_network_and_kind_and_goes_when_it_is_kept_on_or_deleted(scene: Scene):
    def listed(now=LATER) -> dict[Held, list[str]]:
        names = {number: name for name, number in scene.desk.items.items()}
        return {
            each.held: [names[item] for item in each.items if item in names]
            for each in due(scene.db, RULES, usual_days=790, now=now)
            if set(each.items) & set(names)
        }

    assert listed(NOON + timedelta(days=700)) == {}
    assert listed(NOON + timedelta(days=740)) == {Held.PUBLIC: ["c2"]}
    assert listed() == {Held.PUBLIC: ["c2"], Held.DECIDED: ["c1"]}
    keep_on(scene.db, [scene.desk.items["c2"]], days=30, reason="A court asks for it.", now=LATER, by=OFFICER)
    assert listed() == {Held.DECIDED: ["c1"]}
    assert listed(LATER + timedelta(days=31)) == {Held.PUBLIC: ["c2"], Held.DECIDED: ["c1"]}
    entry = audit.for_item(scene.db, scene.desk.items["c2"])[0]
    assert (entry.kind, entry.words["reason"]) == ("retention-reviewed", "A court asks for it.")
    dispose(scene.db, list(scene.desk.items.values()), why=Why.RETENTION, reason="x", now=LATER, by=OFFICER)
    assert listed(LATER + timedelta(days=31)) == {}


def test_a_networks_own_period_comes_before_the_one_for_all():
    rules = (
        Keeping(id="a", held=Held.PUBLIC, days=100),
        Keeping(id="b", held=Held.PUBLIC, days=10, network=Network.X),
        Keeping(id="c", held=Held.DECIDED),
    )
    assert days_for(rules, Held.PUBLIC, Network.X, usual=5) == 10
    assert days_for(rules, Held.PUBLIC, Network.FACEBOOK, usual=5) == 100
    assert days_for(rules, Held.DECIDED, Network.X, usual=5) == 5
    assert days_for(rules, Held.PRIVATE, Network.X, usual=5) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET aim = 'another'",
        "UPDATE decisions SET by_name = 'somebody', aim = '', why_not_less = '', answers = '{}'",
        "UPDATE outbox SET text = 'another'",
        "UPDATE outbox SET target = ''",
        "UPDATE questions SET answer = 'another'",
        "UPDATE questions SET question = 'another'",
        "UPDATE questions SET withdrawn = '(deleted)'",
        "UPDATE questions SET answered_by = 'another'",
        "UPDATE referrals SET details = '[1]'",
        "UPDATE referrals SET reason = 'another'",
        "UPDATE referrals SET closed_by = 'another'",
        "UPDATE retention_reviews SET next_ms = 1",
        "DELETE FROM retention_reviews",
        "DELETE FROM decisions",
    ],
)
def test_the_store_lets_words_be_deleted_and_nothing_altered(scene: Scene, statement: str):
    keep_on(scene.db, [scene.desk.items["c2"]], days=30, reason="x", now=LATER, by=OFFICER)
    with pytest.raises(IntegrityError):
        scene.db.execute(statement)


def test_the_text_of_an_action_under_way_stays(scene: Scene):
    outbox_id = scene.reply("c2", "words to come")
    assert scene.state(outbox_id) is State.QUEUED
    with pytest.raises(IntegrityError):
        scene.db.execute("UPDATE outbox SET text = '' WHERE id = ?", (outbox_id,))
    facts = scene.db.execute("SELECT facts FROM audit WHERE kind = 'decided' LIMIT 1").fetchone()
    assert facts is not None
    assert CANARY not in json.loads(facts[0])
