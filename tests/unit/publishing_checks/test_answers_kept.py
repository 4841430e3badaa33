"""What was answered before a post went stays on the record, and the store keeps it so (T3)."""

from __future__ import annotations

import json

import pytest

from socialdesk.audit.entries import read_entry
from socialdesk.model.people import Role
from socialdesk.publishing.checks import answer, standing
from socialdesk.storage.database import IntegrityError, SqlValue
from tests.fakes.drafting import ADA, HOLLY, IN_PERIOD, OTTO, SEVEN, Drafting

HASH = "0" * 64
CHECKS = (
    "INSERT INTO post_checks (post_id, check_id, subject, version, answers, outcome, pack, by_name, by_role, at_ms)"
    " VALUES (:post, 'photo', :hash, 1, :answers, :outcome, 'p', :by, :role, 5)"
)
PERMISSION = (
    "INSERT INTO permissions_to_charge (post_id, subject, names, given_by, given_staff, given_ms, how, by_name,"
    " by_role, by_staff, at_ms) VALUES (:post, :hash, 0, :giver, :giver_staff, :given, :how, :by, :role, NULL, 5)"
)
SECOND = (
    "INSERT INTO second_yes (post_id, subject, version, yes, by_name, by_role, at_ms)"
    " VALUES (:post, :hash, 1, 1, :by, :role, 5)"
)
PLAIN: dict[str, SqlValue] = {
    "hash": HASH, "answers": "{}", "outcome": "pass", "by": "Otto Night", "role": "oscar_1", "giver": "Ada Press",
    "giver_staff": None, "given": 5, "how": "telephone",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> Drafting:
    """Shared: each test drafts a post of its own."""
    return Drafting()


@pytest.fixture
def fresh() -> Drafting:
    return Drafting()


@pytest.mark.clause("P5")
@pytest.mark.clause("P7")
@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        (CHECKS, {"answers": "no JSON"}),
        (CHECKS, {"answers": "[]"}),
        (CHECKS, {"outcome": "open"}),
        (CHECKS, {"hash": "short"}),
        (CHECKS, {"by": ""}),
        (CHECKS, {"role": "auditor"}),
        (PERMISSION, {"giver": "Otto Night"}),
        (PERMISSION, {"giver": "OTTO NIGHT"}),
        (PERMISSION, {"giver": "Holly Beat"}),
        (PERMISSION, {"giver": "holly beat"}),
        (PERMISSION, {"giver": ""}),
        (PERMISSION, {"given": 6}),
        (PERMISSION, {"how": "desk"}),
        (PERMISSION, {"how": "somehow"}),
        (PERMISSION, {"giver_staff": 1}),
        (SECOND, {"by": "Holly Beat"}),
        (SECOND, {"by": "HOLLY BEAT"}),
        (SECOND, {"role": "trainee"}),
        (SECOND, {"role": "auditor"}),
    ],
)
def test_the_store_refuses(desk: Drafting, sql: str, wrong: dict[str, SqlValue]):
    desk.staff("Olga Night", Role.OSCAR_1)
    post = desk.draft("Words")
    desk.db.execute(sql, {**PLAIN, "post": post})
    with pytest.raises(IntegrityError):
        desk.db.execute(sql, {**PLAIN, "post": post, **wrong})


@pytest.mark.clause("T3")
@pytest.mark.parametrize(
    ("sql", "table", "column", "value"),
    [
        (CHECKS, "post_checks", "outcome", "stop"),
        (CHECKS, "post_checks", "answers", '{"a": "b"}'),
        (CHECKS, "post_checks", "answers", "{}"),
        (CHECKS, "post_checks", "by_name", "Somebody"),
        (PERMISSION, "permissions_to_charge", "names", 1),
        (PERMISSION, "permissions_to_charge", "subject", "1" * 64),
        (SECOND, "second_yes", "yes", 0),
        (SECOND, "second_yes", "words", ""),
        (SECOND, "second_yes", "subject", "1" * 64),
    ],
)
def test_nothing_answered_is_altered_or_deleted(
    desk: Drafting, sql: str, table: str, column: str, value: SqlValue
):
    post = desk.draft("Words")
    desk.db.execute(sql, {**PLAIN, "post": post})
    for statement in (f"UPDATE {table} SET {column} = ?", f"DELETE FROM {table} WHERE ? IS NOT NULL"):
        with pytest.raises(IntegrityError):
            desk.db.execute(statement, (value,))


@pytest.mark.clause("T2")
def test_answers_go_once_the_posts_own_words_have_gone(fresh: Drafting):
    post = fresh.draft("Words")
    fresh.db.execute(CHECKS, {**PLAIN, "post": post, "answers": '{"owner": "Somebody"}'})
    fresh.db.execute("UPDATE posts SET state = 'cancelled' WHERE id = ?", (post,))
    with pytest.raises(IntegrityError):
        fresh.db.execute("UPDATE post_checks SET answers = '{}'")
    fresh.db.execute("UPDATE posts SET text = '', link = '', purpose = '' WHERE id = ?", (post,))
    fresh.db.execute("UPDATE post_checks SET answers = '{}'")
    with pytest.raises(IntegrityError):
        fresh.db.execute("UPDATE post_checks SET answers = '{}', outcome = 'stop'")


@pytest.mark.clause("T3")
def test_the_record_says_what_was_answered_without_its_words(fresh: Drafting):
    fresh.now = IN_PERIOD
    post = fresh.draft("The Labour Party and John Wetherby, 34, charged", by=HOLLY)
    picture = fresh.picture(post)
    fresh.say(post, f"photo:{picture}", SEVEN)
    fresh.say(
        post,
        f"copyright:{picture}",
        {
            "source": "Somebody else's, with permission",
            "owner": "SECRET owner",
            "permission": "SECRET",
            "kept": "yes",
        },
    )
    fresh.say(
        post,
        "charges",
        {"who": "Ada Press", "how": "By telephone", "when": "12/04/2027 09:00", "names": "yes"},
    )
    fresh.say(post, "pre_election", {"agree": "yes", "words": "SECRET words"}, by=OTTO)
    found = fresh.db.execute(
        "SELECT audit.kind, audit.facts, audit_personal.words FROM audit_posts JOIN audit USING (seq)"
        " LEFT JOIN audit_personal USING (seq) WHERE audit_posts.post_id = ? AND audit.kind NOT LIKE 'post-draft%'"
        " ORDER BY seq",
        (post,),
    ).fetchall()
    kinds = [
        row[0] for row in found if row[0] in ("post-check-answered", "charge-permitted", "second-yes-said")
    ]
    assert kinds == ["post-check-answered", "post-check-answered", "charge-permitted", "second-yes-said"]
    facts = "".join(str(row[1]) for row in found)
    for words in ("SECRET", "Ada", "Wetherby", "Labour"):
        assert words not in facts
    for kind, told, _ in found:
        entry = read_entry(kind, json.loads(told))
        assert entry is not None
        assert entry.sentence.endswith(".")


def test_an_edit_of_a_post_that_is_out_is_checked_by_its_new_words(desk: Drafting):
    post = desk.draft("Lock your bike", by=ADA)
    desk.db.execute("UPDATE posts SET state = 'cancelled' WHERE id = ?", (post,))
    new = "A man has died on the A43"

    def rag() -> str:
        found = standing(
            desk.db, post_id=post, book=desk.book, triage=desk.triage, now=desk.now, person=ADA, text=new
        )
        return next(each.state for each in found if each.id == "rag")

    assert rag() == "ask"
    answer(
        desk.db,
        post_id=post,
        check="rag",
        answers={"death": "yes"},
        book=desk.book,
        now=desk.now,
        by=ADA,
        text=new,
    )
    assert rag() == "pass"
