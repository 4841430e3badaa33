"""One page at a change of shift: what came, was done, waits, was called, is to be watched; accepted (4.1; I2, R9)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any, cast

import pytest

from socialdesk.clock import to_ms
from socialdesk.decisions import handling
from socialdesk.decisions.asking import ask
from socialdesk.decisions.case import Incomplete
from socialdesk.inbox import watchlist
from socialdesk.model.ids import ItemId
from socialdesk.model.people import DESK, Person, Role
from socialdesk.policy.hours import last_change
from socialdesk.shifts import handover, handover_mail, page
from socialdesk.shifts.calls import Answered, record_call
from socialdesk.shifts.declaring import declare
from socialdesk.shifts.gathering import LEFT_OUT
from socialdesk.shifts.requests import ask_for
from socialdesk.shifts.rules import ShiftError
from socialdesk.storage.database import Connection, IntegrityError
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, StockedDesk, book, comment, stocked

BOOK = book()
OSCAR = Person("Insp. Fairweather", Role.OSCAR_1)
EVENING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
SECRET = "Zebulon Quillfeather"
HOSTILE = "The armed team waits behind number nine for him"


def night(*texts: str) -> StockedDesk:
    """Comments that came at two."""
    desk = stocked(*(comment(f"c{number}", text, by=f"troll{number}") for number, text in enumerate(texts)))
    desk.db.execute("UPDATE items SET received_ms = ?", (to_ms(NIGHT),))
    return desk


def words(found: page.Page, section: str) -> str:
    return "\n".join(line.words for each in found.sections if each.id == section for line in each.lines)


def all_words(found: page.Page) -> str:
    return "\n".join(line.words for each in found.sections for line in each.lines)


def declared(db: Connection, about: str = "A14 closed", reason: str = "Routine") -> None:
    row = db.execute(
        "INSERT INTO posts (by_name, by_role, created_ms, altered_ms) VALUES ('x', 'oscar_1', 0, 0) RETURNING id"
    ).fetchone()
    assert row is not None
    declare(db, post_id=row[0], about=about, met=False, reason=reason, book=BOOK, now=NIGHT, by=OSCAR)


@pytest.mark.clause("I2")
def test_what_came_was_done_waits_and_was_called_overnight():
    desk = night("one", "two", "three")
    db = desk.db
    ids = list(desk.items.values())
    db.execute(
        "UPDATE worklist SET urgency = 3, flagged = 1, top_ground = 'threatening', created_ms = ? WHERE item_id = ?",
        (to_ms(NIGHT), ids[0]),
    )
    ask(db, item_id=ids[1], question="May this stay?", now=NIGHT, by=OSCAR)
    ask_for(db, account_id=desk.account.id, request="Please pin it", now=NIGHT, by=OSCAR)
    declared(db)
    record_call(
        db, whom="Gareth Poulter", why="A death", answered=Answered.NO_ANSWER, rung=NIGHT, now=NIGHT, by=OSCAR
    )
    found = handover.preview(db, book=BOOK, now=MORNING)
    assert (found.from_ms, found.until_ms) == (to_ms(EVENING), to_ms(MORNING))
    assert found.off_duty
    assert "3 items: 1 emergency" in words(found, "came")
    assert "Facebook, Borough Police: 3 comments" in words(found, "came")
    assert "Threatening 1" in words(found, "came")
    assert "“A14 closed”, threshold not met: Routine" in words(found, "done")
    waits = words(found, "waits")
    assert "Emergency: Threatening, Facebook, Borough Police, for 6 hours" in waits
    assert "A question to Corporate Communications by Insp. Fairweather" in waits
    assert "Asked of Corporate Communications by Insp. Fairweather" in waits
    assert "rang Gareth Poulter about “A death”. No answer" in words(found, "called")
    items = {line.item for each in found.sections for line in each.lines if line.item is not None}
    assert items == {ids[0], ids[1]}


@pytest.mark.clause("I2")
def test_what_is_outside_the_shift_is_not_counted():
    desk = night("one", "two")
    first = next(iter(desk.items.values()))
    desk.db.execute("UPDATE items SET received_ms = ? WHERE id = ?", (to_ms(EVENING) - 1, first))
    assert "1 item" in words(handover.preview(desk.db, book=BOOK, now=MORNING), "came")


def test_what_was_done_is_counted_by_step_and_clause():
    scene = Scene("c1", "c2", "c3")
    scene.remove("c1")
    scene.remove("c2")
    scene.reply("c3")
    found = handover.preview(scene.db, book=BOOK, now=NOON + timedelta(hours=6))
    done = words(found, "done")
    assert "Removed permanently: 2 (clause 4.3" in done
    assert "Public reply sent: 1 (clause 4.2a)" in done
    assert f"At the desk: {OFFICER.name}" in done
    assert "On the way to a network: 3 actions" in words(found, "waits")


@pytest.mark.clause("R9")
@pytest.mark.clause("I2")
def test_no_stranger_no_protected_word_and_nothing_sensitive_stands_on_it():
    desk = night(f"{SECRET} did it", HOSTILE)
    db = desk.db
    watchlist.add_words(db, case_name="R v Quillfeather", words=SECRET, now=NIGHT, by=OFFICER)
    sensitive = list(desk.items.values())[1]
    db.execute(
        "INSERT INTO decisions (item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role, decided_ms)"
        " VALUES (?, 'delete', '[\"operationally_sensitive\"]', '{}', '[\"4.3f\"]', 'x', ?, 'oscar_1', ?)",
        (sensitive, OSCAR.name, to_ms(NIGHT)),
    )
    declared(db, about=f"About {SECRET}", reason="Routine")
    record_call(
        db,
        whom="Gareth Poulter",
        why=f"Somebody wrote: {HOSTILE}",
        answered=Answered.REACHED,
        outcome="He knows",
        rung=NIGHT,
        now=NIGHT,
        by=OSCAR,
    )
    handover.make(db, book=BOOK, now=MORNING, by=OSCAR)
    (made,) = handover.waiting(db)
    told = "\n".join(handover_mail.lines_of(made, BOOK))
    mail = handover_mail.draft_of(made, BOOK, now=MORNING)
    content = db.execute("SELECT content FROM handovers").fetchone()
    assert content is not None
    for place in (all_words(made.page), told, mail.decode(), str(content[0])):
        for secret in ("Zebulon", "Quillfeather", "armed team", "number nine", "Troll0", "Troll1"):
            assert secret.casefold() not in place.casefold()
    assert LEFT_OUT in told
    assert "threshold not met: Routine" in told
    assert "He knows" in told
    assert "Other protected entries on the watch list: 1" in told


@pytest.mark.parametrize("notes", [f"Look out for {SECRET}", f"He wrote {HOSTILE} again"])
def test_notes_that_give_something_away_are_refused_without_quoting_it(notes: str):
    desk = night("one", HOSTILE)
    watchlist.add_words(desk.db, case_name="R v Q", words=SECRET, now=NIGHT, by=OFFICER)
    desk.db.execute(
        "INSERT INTO decisions (item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role, decided_ms)"
        " VALUES (?, 'delete', '[\"operationally_sensitive\"]', '{}', '[]', 'x', 'y', 'oscar_1', 1)",
        (list(desk.items.values())[1],),
    )
    with pytest.raises(Incomplete) as refused:
        handover.make(desk.db, notes=notes, book=BOOK, now=MORNING, by=OSCAR)
    assert "Quillfeather" not in str(refused.value)
    assert "nine" not in str(refused.value)
    assert handover.newest(desk.db) == []


@pytest.mark.clause("I2")
def test_somebody_else_accepts_it_once_and_it_is_kept_as_it_was():
    desk = night("one")
    handover.make(desk.db, notes="The A14 opens at nine.", book=BOOK, now=MORNING, by=OSCAR)
    (made,) = handover.waiting(desk.db)
    with pytest.raises(ShiftError):
        handover.accept(desk.db, handover_id=made.id, now=MORNING, by=OSCAR)
    handover.accept(desk.db, handover_id=made.id, now=MORNING + timedelta(minutes=5), by=OFFICER)
    assert handover.waiting(desk.db) == []
    (kept,) = handover.newest(desk.db)
    assert (kept.accepted_by, kept.accepted_ms) == (OFFICER.name, to_ms(MORNING + timedelta(minutes=5)))
    assert kept.page == made.page
    with pytest.raises(ShiftError):
        handover.accept(desk.db, handover_id=made.id, now=MORNING, by=Person("X", Role.IDO))
    for sql in (
        "UPDATE handovers SET notes = ''",
        "DELETE FROM handovers",
        "DELETE FROM handover_acceptances",
    ):
        with pytest.raises(IntegrityError):
            desk.db.execute(sql)
    entries = desk.db.execute("SELECT kind, facts FROM audit WHERE kind LIKE 'hand%' ORDER BY seq").fetchall()
    assert [row[0] for row in entries] == ["handed-over", "handover-accepted"]
    assert json.loads(entries[1][1])["waited_ms"] == 300_000
    assert "A14" not in entries[0][1]


def test_what_nobody_accepted_is_shown_to_whoever_comes_next_and_the_next_one_goes_on_from_it():
    desk = night("one")
    handover.make(desk.db, book=BOOK, now=MORNING, by=OSCAR)
    later = MORNING + timedelta(hours=9)
    handover.make(desk.db, book=BOOK, now=later, by=OFFICER)
    first, second = handover.waiting(desk.db)
    assert first.page.until_ms == second.page.from_ms == to_ms(MORNING)
    assert handover.due(desk.db, now=MORNING, book=BOOK, person=OFFICER)


@pytest.mark.clause("I1")
def test_what_the_outgoing_person_took_is_let_go_and_nobody_elses():
    desk = night("one", "two")
    mine, other = desk.items.values()
    handling.claim(desk.db, item_id=mine, now=NIGHT, by=OSCAR)
    handling.claim(desk.db, item_id=other, now=NIGHT, by=OFFICER)
    changes = handover.make(desk.db, book=BOOK, now=MORNING, by=OSCAR)
    assert changes.items == {mine}
    taken = dict(desk.db.execute("SELECT item_id, claimed_by FROM worklist").fetchall())
    assert taken == {mine: None, other: OFFICER.name}
    (made,) = handover.waiting(desk.db)
    assert "Let go with it: 1" in "\n".join(handover_mail.head_lines(made, BOOK))


@pytest.mark.clause("I2")
def test_in_the_morning_the_press_officer_is_shown_the_night_and_by_day_nobody_is():
    desk = night("one")
    due = partial(handover.due, desk.db, book=BOOK)
    assert not due(now=MORNING, person=OFFICER)
    declared(desk.db)
    assert due(now=MORNING, person=OFFICER)
    assert not due(now=MORNING, person=OSCAR)
    assert not due(now=NIGHT, person=OFFICER)
    seen = handover.preview(desk.db, book=BOOK, now=MORNING)
    handover.take_over(desk.db, page=seen, book=BOOK, now=MORNING, by=OFFICER)
    assert not due(now=MORNING + timedelta(hours=1), person=OFFICER)
    (kept,) = handover.newest(desk.db)
    assert (kept.made_by, kept.accepted_by) == (DESK.name, OFFICER.name)


def test_a_handover_goes_back_to_the_shift_before_and_no_further_than_five_days():
    desk = night("one")
    assert handover.begins(desk.db, MORNING, BOOK) == EVENING
    assert handover.begins(desk.db, NIGHT, BOOK) == EVENING
    handover.make(desk.db, book=BOOK, now=MORNING, by=OSCAR)
    month = MORNING + timedelta(days=30)
    assert handover.begins(desk.db, month, BOOK) == month - timedelta(days=5)
    assert last_change(MORNING, BOOK.hours) == MORNING


@pytest.mark.clause("I2")
def test_the_draft_opens_unsent_and_is_marked():
    desk = night("one")
    handover.make(desk.db, notes="Line one\nLine two", book=BOOK, now=MORNING, by=OSCAR)
    (made,) = handover.waiting(desk.db)
    read = message_from_bytes(handover_mail.draft_of(made, BOOK, now=MORNING), policy=default)
    assert isinstance(read, EmailMessage)
    assert (read["X-Unsent"], read["To"]) == ("1", BOOK.values["press_mailbox"])
    assert read["Subject"].startswith("OFFICIAL-SENSITIVE: ")
    text = read.get_content()
    assert text.startswith("OFFICIAL-SENSITIVE")
    assert "Line one\nLine two" in text.replace("\r\n", "\n")
    training = message_from_bytes(
        handover_mail.draft_of(made, BOOK, now=MORNING, training=True), policy=default
    )
    assert training["To"].endswith("example.invalid")
    assert training["Subject"].startswith("TRAINING")


def test_a_page_is_read_as_it_was_written():
    one = page.Page(
        from_ms=1,
        until_ms=2,
        sections=(
            page.Section(id="x", title="X", lines=(page.Line(words="w", item=ItemId(3), tone="danger"),)),
        ),
    )
    assert page.from_json(page.to_json(one)) == one


def test_posts_to_come_and_appeals_are_told_of_without_their_words_or_names():
    desk = night("one")
    db = desk.db
    at = to_ms(MORNING + timedelta(hours=3))
    post = db.execute(
        "INSERT INTO posts (text, by_name, by_role, created_ms, altered_ms) VALUES ('Secret words', 'x', 'y', 0, 0)"
        " RETURNING id"
    ).fetchone()
    assert post is not None
    db.execute("UPDATE posts SET scheduled_ms = ? WHERE id = ?", (at, post[0]))
    db.execute(
        "UPDATE posts SET state = 'ready', decided_ms = 1, decided_by = ?, decided_role = 'corporate_communications'",
        (OFFICER.name,),
    )
    db.execute(
        "INSERT INTO appeals (kind, name, opened_ms, opened_by, opened_role) VALUES ('missing', 'Jo Bloggs', 1, 'x',"
        " 'corporate_communications')"
    )
    found = handover.preview(db, book=BOOK, now=MORNING)
    assert f"A post goes out Wed 25/11 11:00, by {OFFICER.name}." in words(found, "waits")
    assert "Appeals that are open: 1." in words(found, "watch")
    assert "Secret" not in all_words(found)
    assert "Bloggs" not in all_words(found)


def test_the_parts_of_a_page_are_found_by_their_indexes():
    """With a million items behind it a page of a night is gathered in some milliseconds; a scan would take seconds."""
    desk = night("one")
    seen: list[str] = []

    class Watched:
        def execute(self, sql: str, parameters: Any = ()) -> Any:
            seen.append(sql)
            plan = desk.db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters).fetchall()
            for _, _, _, step in plan:
                scans = [
                    name for name in ("items", "worklist", "audit", "decisions") if step == f"SCAN {name}"
                ]
                if scans:
                    bounded = "ORDER BY id DESC LIMIT" in sql or "max(id)" in sql
                    assert bounded, sql
            return desk.db.execute(sql, parameters)

    handover.preview(cast(Connection, Watched()), book=BOOK, now=MORNING)
    assert len(seen) > 20
