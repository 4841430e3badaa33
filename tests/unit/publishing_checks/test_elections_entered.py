"""Periods, parties and candidates are entered at the desk, and hold at once (3.3d, P7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen
from socialdesk.decisions.political import reply_problem
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.model.ids import ClauseId, PostId, PostMediaId
from socialdesk.model.people import Person, Role
from socialdesk.outbox.rows import rows
from socialdesk.policy.politics import Entered, PartiesError, load_parties
from socialdesk.publishing import (
    afterwards,
    checks,
    elections,
    elections_kept,
    media,
    publish,
    schedule,
    targets,
)
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import IntegrityError
from tests.fakes.drafting import ADA, BEN, HOLLY, OTTO, PARTIES, TESS, Drafting
from tests.fakes.stocked_desk import capabilities

pytestmark = pytest.mark.clause("P7")

BEGINS, ENDS = date(2026, 11, 25), date(2026, 12, 10)
PASSED = (CheckStanding(id="all", title="All", clause=ClauseId("3"), state="pass", sentence=""),)
RALLY = "The Labour Party rally is on Saturday: the High Street is shut."


@pytest.fixture
def desk() -> Drafting:
    made = Drafting()
    made.book = replace(made.book, parties=load_parties(PARTIES))
    return made


def enter(desk: Drafting, *, by: Person = ADA, begins: date = BEGINS, ends: date = ENDS) -> object:
    return elections.enter_period(
        desk.db, name="By-election", begins=begins, ends=ends, book=desk.book, now=desk.now, by=by
    )


def name(desk: Drafting, words: str, kind: str = "candidate", also: tuple[str, ...] = ()) -> None:
    elections.enter_name(
        desk.db, kind=kind, name=words, also=also, since=BEGINS, until=ENDS, book=desk.book, now=desk.now, by=ADA
    )  # fmt: skip


def test_a_period_holds_from_the_moment_in_which_it_is_entered(desk: Drafting):
    post = desk.draft(RALLY)
    assert desk.state(post, "pre_election") == "pass"
    enter(desk)
    found = desk.check(post, "pre_election")
    assert found.state == "ask"
    assert "By-election, until 10/12/2026" in found.sentence
    assert "pre-election period" in reply_problem(RALLY, book=desk.book, now=desk.now)


def test_taken_off_it_holds_no_more_and_stays_in_the_store(desk: Drafting):
    enter(desk)
    [number] = elections_kept.periods(desk.db)
    elections.take_off(desk.db, table="periods", number=number, book=desk.book, now=desk.now, by=BEN)
    assert desk.state(desk.draft(RALLY), "pre_election") == "pass"
    row = desk.db.execute("SELECT name, ended_by FROM election_periods").fetchone()
    assert row == ("By-election", "Ben Press")
    assert verify(desk.db).ok


@pytest.mark.parametrize(
    ("kind", "words", "also", "text"),
    [
        ("candidate", "Zelda Quince", (), "We met Zelda Quince in Corby"),
        ("candidate", "Zelda Quince", (), "#zeldaquince came by"),
        ("candidate", "Zelda Quince", ("@zq4corby",), "Thanks to @zq4corby"),
        ("party", "The Marmalade Alliance", ("Marmaladers",), "The Marmaladers are in town"),
    ],
)
def test_who_is_entered_is_found_in_their_days(
    desk: Drafting, kind: str, words: str, also: tuple[str, ...], text: str
):
    enter(desk)
    assert desk.state(desk.draft(text), "pre_election") == "pass"
    name(desk, words, kind, also)
    assert desk.state(desk.draft(text), "pre_election") == "ask"
    [number] = elections_kept.names(desk.db)
    elections.take_off(desk.db, table="names", number=number, book=desk.book, now=desk.now, by=ADA)
    assert desk.state(desk.draft(text), "pre_election") == "pass"


def test_what_was_entered_is_there_after_a_start(desk: Drafting):
    enter(desk)
    name(desk, "Zelda Quince")
    held = Entered()
    elections_kept.put_entered(desk.db, held)
    assert [each.name for each in held.periods] == ["By-election"]
    assert [each.name for each in held.candidates] == ["Zelda Quince"]


@pytest.mark.parametrize("by", [HOLLY, OTTO, TESS, Person("Aud", Role.AUDITOR)])
def test_corporate_communications_alone_enters(desk: Drafting, by: Person):
    with pytest.raises(NotOpen):
        enter(desk, by=by)


def test_a_mistake_is_said_and_nothing_is_kept(desk: Drafting):
    with pytest.raises(elections.ElectionError, match="ends before"):
        enter(desk, begins=ENDS, ends=BEGINS)
    for words in ("Quince", "!!", ""):
        with pytest.raises(elections.ElectionError):
            name(desk, words)
    assert elections_kept.names(desk.db) == {}
    with pytest.raises(PartiesError, match="entered"):
        load_parties(PARTIES + "\n[entered]\n")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE election_periods SET ends_on = '2026-11-25'",
        "DELETE FROM election_periods",
        "UPDATE election_names SET name = 'Somebody Else'",
        "DELETE FROM election_names",
    ],
)
def test_what_was_entered_is_never_altered(desk: Drafting, sql: str):
    enter(desk)
    name(desk, "Zelda Quince")
    with pytest.raises(IntegrityError):
        desk.db.execute(sql)


def test_the_record_says_who_entered_it_without_a_name_in_its_facts(desk: Drafting):
    name(desk, "Zelda Quince")
    row = desk.db.execute("SELECT by_name, facts FROM audit WHERE kind = 'election-name-entered'").fetchone()
    assert row is not None
    assert row[0] == "Ada Press"
    assert "Quince" not in str(row[1])


@pytest.mark.parametrize(
    ("today", "begins", "ends"),
    [
        (date(2026, 11, 26), date(2027, 3, 31), date(2027, 5, 6)),
        (date(2027, 5, 6), date(2027, 3, 31), date(2027, 5, 6)),
        (date(2027, 5, 7), date(2028, 3, 27), date(2028, 5, 4)),
    ],
)
def test_the_starter_is_the_next_first_thursday_of_may(desk: Drafting, today: date, begins: date, ends: date):
    found = elections.starter(desk.book, today)
    assert (found.begins, found.ends) == (begins, ends)
    assert found.ends.weekday() == 3


# -- what is planned already


def scheduled(desk: Drafting, text: str, *, picture: bool = False) -> PostId:
    """A post that this computer keeps until 1 December."""
    post = desk.draft(text)
    if picture:
        media.set_alt_text(
            desk.db, media_id=PostMediaId(desk.picture(post)), alt_text="A bike", now=desk.now, by=HOLLY
        )
    targets.set_targets(desk.db, post_id=post, account_ids=[desk.beat], now=desk.now, by=HOLLY)
    at = to_ms(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    schedule.set_time(desk.db, post_id=post, scheduled_ms=at, now=desk.now, by=HOLLY)
    publish.decide_publish(
        desk.db, post_id=post, checks=PASSED, book=desk.book, capabilities=lambda _: capabilities(),
        now=desk.now, by=HOLLY,
    )  # fmt: skip
    return post


def move(desk: Drafting, post: PostId, at: datetime) -> None:
    afterwards.reschedule(
        desk.db, post_id=post, scheduled_ms=to_ms(at), checks=PASSED, book=desk.book,
        capabilities=lambda _: capabilities(), now=desk.now, by=HOLLY,
    )  # fmt: skip


def test_a_planned_post_that_falls_into_a_period_waits_for_another_person_in_place(desk: Drafting):
    harmless, post = scheduled(desk, "Lock your bike"), scheduled(desk, RALLY)
    changes = enter(desk)
    assert elections.asked_about(desk.db, book=desk.book, now=desk.now, person=ADA) == [post]
    assert harmless not in getattr(changes, "posts", ())
    [held] = rows(desk.db, "WHERE needs_person = 1", ())
    assert held.post is not None
    assert held.post.post_id == post
    assert "another person say yes" in held.reason
    at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    with pytest.raises(Incomplete, match="names Labour Party"):
        move(desk, post, at)
    with pytest.raises(NotOpen, match="their own"):
        second(desk, post, at, by=HOLLY)
    second(desk, post, at, by=OTTO)
    assert elections.asked_about(desk.db, book=desk.book, now=desk.now, person=ADA) == []
    move(desk, post, at)
    assert rows(desk.db, "WHERE needs_person = 1", ()) == []


def second(desk: Drafting, post: PostId, at: datetime, *, by: Person) -> None:
    checks.answer(
        desk.db, post_id=post, check="pre_election", answers={"agree": "yes"}, book=desk.book, now=desk.now,
        by=by, at_ms=to_ms(at),
    )  # fmt: skip


def let_go(desk: Drafting, *, by: Person = HOLLY) -> None:
    [held] = rows(desk.db, "WHERE needs_person = 1", ())
    resolve_unknown(
        desk.db, outbox_id=held.id, choice="send_again", reason="", now=desk.now, by=by, book=desk.book
    )


SEND = (
    "UPDATE outbox SET state = 'sending', needs_person = 0, attempts = attempts + 1, last_sent_ms = due_ms,"
    " fresh_yes_ms = due_ms"
)


def test_what_was_held_is_not_let_go_without_the_second_yes(desk: Drafting):
    post = scheduled(desk, RALLY)
    enter(desk)
    for by in (HOLLY, ADA, OTTO):
        with pytest.raises(NotOpen, match="has not been answered"):
            let_go(desk, by=by)
    with pytest.raises(IntegrityError, match="another person says yes first"):
        desk.db.execute(SEND)
    desk.db.execute("UPDATE outbox SET needs_person = 0, reason = ''")
    with pytest.raises(IntegrityError, match="another person says yes first"):
        desk.db.execute(SEND)
    desk.db.execute("UPDATE outbox SET needs_person = 1")
    second(desk, post, datetime(2026, 12, 1, 10, 0, tzinfo=UTC), by=OTTO)
    let_go(desk)
    assert rows(desk.db, "WHERE needs_person = 1", ()) == []
    desk.db.execute(SEND)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("DELETE FROM anothers_yes", "on the record"),
        ("UPDATE anothers_yes SET lifted_ms = 9", "until the period or the name is taken off"),
        ("UPDATE anothers_yes SET ends_ms = begins_ms + 1", "never altered"),
        (
            "UPDATE anothers_yes SET yes_ms = 9, yes_by = 'Otto Night', yes_role = 'oscar_1'",
            "second yes is said",
        ),
    ],
)
def test_behind_the_desks_back_nobody_stops_asking(desk: Drafting, sql: str, why: str):
    scheduled(desk, RALLY)
    enter(desk)
    with pytest.raises(IntegrityError, match=why):
        desk.db.execute(sql)


def test_a_no_after_a_yes_holds_it_again(desk: Drafting):
    post = scheduled(desk, RALLY)
    enter(desk)
    at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    second(desk, post, at, by=OTTO)
    checks.answer(
        desk.db, post_id=post, check="pre_election", answers={"agree": "no", "words": "Not now"}, book=desk.book,
        now=desk.now, by=BEN, at_ms=to_ms(at),
    )  # fmt: skip
    with pytest.raises(NotOpen):
        let_go(desk)


def test_with_the_period_taken_off_it_is_let_go_by_a_person_as_it_was(desk: Drafting):
    scheduled(desk, RALLY)
    enter(desk)
    [number] = elections_kept.periods(desk.db)
    elections.take_off(desk.db, table="periods", number=number, book=desk.book, now=desk.now, by=BEN)
    let_go(desk)
    desk.db.execute(SEND)
    assert verify(desk.db).ok


def test_moved_out_of_the_period_it_needs_no_second_yes(desk: Drafting):
    post = scheduled(desk, RALLY)
    enter(desk)
    move(desk, post, datetime(2026, 12, 11, 10, 0, tzinfo=UTC))
    assert rows(desk.db, "WHERE needs_person = 1", ()) == []
    desk.db.execute(SEND)


@pytest.mark.parametrize("said", ["yes", "no"])
def test_a_picture_is_looked_at_again_before_it_is_let_go(desk: Drafting, said: str):
    post = scheduled(desk, "Lock your bike", picture=True)
    enter(desk)
    at = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    with pytest.raises(NotOpen, match="has not been answered"):
        let_go(desk)
    checks.answer(
        desk.db, post_id=post, check="pre_election", answers={"picture": said}, book=desk.book, now=desk.now,
        by=HOLLY, at_ms=to_ms(at),
    )  # fmt: skip
    if said == "yes":
        with pytest.raises(NotOpen, match="has not been answered"):
            let_go(desk)
        second(desk, post, at, by=OTTO)
    let_go(desk)
    desk.db.execute(SEND)


def test_nothing_but_what_turns_on_the_time_is_answered_of_a_decided_post(desk: Drafting):
    post = scheduled(desk, RALLY)
    with pytest.raises(NotOpen, match="decided already"):
        desk.say(post, "pre_election", {"agree": "yes"}, by=OTTO)
    with pytest.raises(NotOpen, match="asks nothing"):
        second(desk, post, datetime(2026, 12, 1, 10, 0, tzinfo=UTC), by=OTTO)


def test_a_yes_that_was_said_before_it_was_planned_is_not_asked_for_again(desk: Drafting):
    enter(desk)
    post = desk.draft(RALLY)
    desk.say(post, "pre_election", {"agree": "yes"}, by=OTTO)
    at = to_ms(datetime(2026, 12, 1, 10, 0, tzinfo=UTC))
    schedule.set_time(desk.db, post_id=post, scheduled_ms=at, now=desk.now, by=HOLLY)
    assert desk.state(post, "pre_election") == "pass"
    publish.decide_publish(
        desk.db, post_id=post, checks=PASSED, book=desk.book, capabilities=lambda _: capabilities(),
        now=desk.now, by=HOLLY,
    )  # fmt: skip
    enter(desk)
    assert rows(desk.db, "WHERE needs_person = 1", ()) == []


# -- new words of what is out


def test_new_words_are_agreed_to_by_somebody_else_than_whoever_sends_them(desk: Drafting):
    enter(desk)
    post = desk.draft("Lock your bike", on=desk.page, by=ADA)
    desk.db.execute("UPDATE posts SET state = 'cancelled' WHERE id = ?", (post,))

    def state(person: Person) -> str:
        found = checks.standing(
            desk.db, post_id=post, book=desk.book, triage=desk.triage, now=desk.now, person=person, text=RALLY
        )
        return next(each.state for each in found if each.id == "pre_election")

    assert state(BEN) == "ask"
    checks.answer(
        desk.db, post_id=post, check="pre_election", answers={"agree": "yes"}, book=desk.book, now=desk.now,
        by=BEN, text=RALLY,
    )  # fmt: skip
    assert state(BEN) == "ask"
    assert state(ADA) == "pass"
