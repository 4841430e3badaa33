"""An Oscar 1 or IDO posts only where the threshold was declared not met, for that very post (2.5; A7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.model.ids import AccountId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.packs import policy_book
from socialdesk.publishing.checks import answer, standing
from socialdesk.publishing.threshold import CHECK, MET, NOT_MET, check
from socialdesk.shifts import calls, requests
from socialdesk.shifts.calls import Answered, record_call
from socialdesk.shifts.declaring import declare, newest_of, since
from socialdesk.shifts.requests import ask_for, open_requests, settle
from socialdesk.storage.database import Connection, IntegrityError, memory_database
from tests.fakes.stocked_desk import NoTriage

OSCAR = Person("Insp. Fairweather", Role.OSCAR_1)
IDO = Person("Sgt. Marlow", Role.IDO)
PRESS = Person("Imogen Castell", Role.CORPORATE_COMMUNICATIONS)
BOOK = policy_book()
NIGHT = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
"""Boxing Day, a bank holiday."""
MORNING = datetime(2026, 12, 29, 8, 0, tzinfo=UTC)
GATE = "threshold was declared not met"


def draft(db: Connection, by: Person = OSCAR) -> PostId:
    row = db.execute(
        "INSERT INTO posts (purpose, text, by_name, by_role, created_ms, altered_ms) VALUES ('Road safety',"
        " 'The A14 is closed.', ?, ?, 0, 0) RETURNING id",
        (by.name, by.role.value),
    ).fetchone()
    assert row is not None
    return PostId(row[0])


def publish(db: Connection, post_id: PostId, by: Person, at: datetime) -> None:
    db.execute(
        "UPDATE posts SET state = 'ready', decided_ms = ?, decided_by = ?, decided_role = ? WHERE id = ?",
        (to_ms(at), by.name, by.role.value, post_id),
    )


def not_met(db: Connection, post_id: PostId, *, by: Person = OSCAR, at: datetime = NIGHT) -> None:
    declare(
        db,
        post_id=post_id,
        about="A14 closed",
        met=False,
        reason="Routine traffic information",
        book=BOOK,
        now=at,
        by=by,
    )


@pytest.mark.clause("A7")
def test_the_store_refuses_a_post_without_a_declaration_and_lets_it_go_with_one():
    db = memory_database()
    post = draft(db)
    with pytest.raises(IntegrityError, match=GATE):
        publish(db, post, OSCAR, NIGHT)
    not_met(db, post)
    publish(db, post, OSCAR, NIGHT + timedelta(minutes=59))
    assert db.execute("SELECT state FROM posts").fetchone() == ("ready",)


@pytest.mark.clause("A7")
@pytest.mark.parametrize("role", [Role.OSCAR_1, Role.IDO])
def test_it_holds_for_one_post_one_person_and_an_hour(role: Role):
    db = memory_database()
    by = Person("Somebody", role)
    post, other = draft(db), draft(db)
    not_met(db, post, by=by)
    colleague = Person("A Colleague", role)
    for which, who, at in (
        (other, by, NIGHT),
        (post, colleague, NIGHT),
        (post, by, NIGHT + timedelta(minutes=61)),
        (post, by, NIGHT - timedelta(minutes=1)),
    ):
        with pytest.raises(IntegrityError, match=GATE):
            publish(db, which, who, at)
    publish(db, post, by, NIGHT)


@pytest.mark.clause("A7")
def test_where_it_is_met_nothing_is_posted_whatever_was_declared_before():
    db = memory_database()
    post = draft(db)
    not_met(db, post)
    said = declare(db, post_id=post, about="A14 closed: a death", met=True, book=BOOK, now=NIGHT, by=OSCAR)
    with pytest.raises(IntegrityError, match=GATE):
        publish(db, post, OSCAR, NIGHT)
    standing = check(db, post_id=post, person=OSCAR, now=NIGHT)
    assert standing is not None
    assert standing.state == "stop"
    record_call(
        db,
        whom="Gareth Poulter",
        telephone="01604 555 100",
        why="A death on the A14",
        answered=Answered.REACHED,
        outcome="He writes the post himself.",
        rung=NIGHT,
        declaration_id=said.id,
        now=NIGHT + timedelta(minutes=4),
        by=OSCAR,
    )
    (call,) = calls.since(db, to_ms(NIGHT))
    assert (call.declaration_id, call.outcome) == (said.id, "He writes the post himself.")


def test_corporate_communications_needs_none():
    db = memory_database()
    post = draft(db, PRESS)
    assert check(db, post_id=post, person=PRESS, now=MORNING) is None
    publish(db, post, PRESS, MORNING)


def test_the_check_says_how_it_stands():
    db = memory_database()
    post = draft(db)

    def state(now: datetime = NIGHT, person: Person = OSCAR) -> str:
        standing = check(db, post_id=post, person=person, now=now)
        assert standing is not None
        assert standing.clause == "2.5"
        assert standing.sentence
        return standing.state

    assert state() == "open"
    not_met(db, post)
    assert state() == "pass"
    assert state(NIGHT + timedelta(hours=2)) == "open"
    assert state(person=IDO) == "open"


@pytest.mark.clause("A7")
def test_what_a_declaration_needs():
    db = memory_database()
    post = draft(db)
    said = partial(declare, db, post_id=post, book=BOOK, about="A14", now=NIGHT, by=OSCAR)
    with pytest.raises(Incomplete):
        said(about=" ", met=False, reason="x")
    with pytest.raises(Incomplete):
        said(met=False)
    with pytest.raises(NotOpen, match="on duty until 17:00"):
        said(met=False, reason="x", now=MORNING)
    with pytest.raises(NotOpen):
        said(met=False, reason="x", by=PRESS)
    trainee = Person("T", Role.TRAINEE)
    with pytest.raises(NotOpen):
        said(met=False, reason="x", by=trainee)
    assert newest_of(db, post) is None
    said(met=False, reason="x", by=trainee, training=True)
    assert [each.by_name for each in since(db, to_ms(NIGHT))] == ["T"]


@pytest.mark.clause("A7")
def test_it_is_one_of_the_checks_of_the_post_and_answered_there():
    db = memory_database()
    post = draft(db)
    ids = [
        each.id for each in standing(db, post_id=post, book=BOOK, triage=NoTriage(), now=NIGHT, person=OSCAR)
    ]
    assert ids[0] == CHECK
    theirs = standing(db, post_id=post, book=BOOK, triage=NoTriage(), now=NIGHT, person=PRESS)
    assert CHECK not in [each.id for each in theirs]
    said = partial(answer, db, post_id=post, check=CHECK, book=BOOK, now=NIGHT, by=OSCAR)
    for answers, field in (({"about": "A14"}, "met"), ({"about": "A14", "met": NOT_MET}, "reason")):
        with pytest.raises(Incomplete) as refused:
            said(answers=answers)
        assert refused.value.field == field
    said(answers={"about": "A14", "met": NOT_MET, "reason": "Routine"})
    found = check(db, post_id=post, person=OSCAR, now=NIGHT)
    assert found is not None
    assert (found.state, [each.answer for each in found.questions]) == ("pass", ["A14", NOT_MET, "Routine"])
    late = check(db, post_id=post, person=OSCAR, now=NIGHT + timedelta(hours=2), out=True)
    assert late is not None
    assert (late.state, late.questions) == ("stop", ())
    said(answers={"about": "A14", "met": MET})
    found = check(db, post_id=post, person=OSCAR, now=NIGHT)
    assert found is not None
    assert found.state == "stop"
    with pytest.raises(IntegrityError, match=GATE):
        publish(db, post, OSCAR, NIGHT)


def test_nothing_that_was_said_is_altered_or_deleted():
    db = memory_database()
    not_met(db, draft(db))
    record_call(db, whom="X", why="y", answered=Answered.NO_ANSWER, rung=NIGHT, now=NIGHT, by=OSCAR)
    for table, column in (("threshold_declarations", "met"), ("calls", "recorded_ms")):
        with pytest.raises(IntegrityError):
            db.execute(f"UPDATE {table} SET {column} = 1")
        with pytest.raises(IntegrityError):
            db.execute(f"DELETE FROM {table}")
    kinds = [row[0] for row in db.execute("SELECT kind FROM audit ORDER BY seq")]
    assert kinds == ["threshold-declared", "call-recorded"]
    facts = "".join(row[0] for row in db.execute("SELECT facts FROM audit"))
    assert "Routine" not in facts


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("whom", {"whom": " "}),
        ("why", {"why": ""}),
        ("outcome", {"answered": Answered.REACHED}),
        ("rung", {"rung": NIGHT + timedelta(minutes=1)}),
        ("rung", {"rung": NIGHT - timedelta(days=2)}),
    ],
)
def test_a_call_without_its_particulars_is_not_recorded(field: str, given: dict[str, Any]):
    db = memory_database()
    told: dict[str, Any] = {"whom": "X", "why": "y", "answered": Answered.MESSAGE, "rung": NIGHT}
    with pytest.raises(Incomplete) as refused:
        record_call(db, **(told | given), now=NIGHT, by=OSCAR)
    assert refused.value.field == field
    assert calls.since(db, 0) == []


@pytest.mark.clause("A7")
def test_other_accounts_are_asked_for_and_settled_in_the_morning():
    db = memory_database()
    row = db.execute(
        "INSERT INTO accounts (network, native_id, name, added_ms) VALUES ('x', '1', 'Force on X', 0) RETURNING id"
    ).fetchone()
    assert row is not None
    account = AccountId(row[0])
    ask_for(db, account_id=account, request="Please post the A14 closure on X", now=NIGHT, by=OSCAR)
    (asked,) = open_requests(db)
    assert (asked.account_name, asked.asked_by) == ("Force on X", OSCAR.name)
    with pytest.raises(NotOpen):
        settle(db, request_id=asked.id, how="done", now=MORNING, by=OSCAR)
    with pytest.raises(Incomplete):
        settle(db, request_id=asked.id, how="refused", now=MORNING, by=PRESS)
    settle(db, request_id=asked.id, how="refused", words="Over by then", now=MORNING, by=PRESS)
    assert open_requests(db) == []
    assert requests.since(db, to_ms(NIGHT))[0].how == "refused"
    with pytest.raises(NotOpen):
        settle(db, request_id=asked.id, how="done", now=MORNING, by=PRESS)
    with pytest.raises(IntegrityError):
        db.execute("UPDATE duty_requests SET settled_how = 'done'")
