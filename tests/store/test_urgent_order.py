"""The inbox by urgency: the weight goes with what was found, and of the same weight the longest waiting is first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from socialdesk.clock import to_ms
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.intake import take_in
from socialdesk.inbox.queries import View, ViewName
from socialdesk.inbox.ranks import item_of
from socialdesk.inbox.store import put_assessment, set_handled
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import ItemId
from socialdesk.platforms.api import FetchedPage, Progress
from socialdesk.storage.database import Connection, writing
from tests.fakes.stocked_desk import NOON, StockedDesk, book, comment, stocked
from tests.fakes.triage import WordTriage

URGENT = View(ViewName.INBOX, urgent_first=True)
NEWEST = View(ViewName.INBOX)
TRIAGE = WordTriage({"help": "emergency", "vermin": "hate_speech", "fool": "offensive_language"})


def ids(db: Connection, view: View) -> list[int]:
    return list(inbox.first_ids(db, view))


@pytest.fixture
def desk() -> StockedDesk:
    made = stocked()
    texts = ("hello", "you fool", "they are vermin", "help me", "also vermin", "good day")
    fetched = tuple(
        replace(comment(f"c{number}", text), created_ms=to_ms(NOON - timedelta(minutes=60 - number)))
        for number, text in enumerate(texts)
    )
    page = FetchedPage(
        threads=(), items=fetched, cursor="d", more=False, progress=Progress(done=len(fetched))
    )
    take_in(made.db, page, account=made.account, now_ms=to_ms(NOON), triage=TRIAGE, book=book())
    rows = made.db.execute("SELECT native_id, id FROM items").fetchall()
    made.items.update({name: ItemId(number) for name, number in rows})
    return made


def names(desk: StockedDesk, found: list[int]) -> list[str]:
    by_id = {number: name for name, number in desk.items.items()}
    return [by_id[ItemId(number)] for number in found]


@pytest.mark.clause("I5")
def test_the_most_pressing_come_first_and_of_those_the_one_that_waited_longest(desk: StockedDesk) -> None:
    assert names(desk, ids(desk.db, URGENT)) == ["c3", "c2", "c4", "c1", "c0", "c5"]
    assert names(desk, ids(desk.db, NEWEST)) == ["c5", "c4", "c3", "c2", "c1", "c0"]
    assert inbox.view_count(desk.db, URGENT) == inbox.view_count(desk.db, NEWEST) == 6


def test_the_order_is_that_of_the_whole_list_read_in_chunks(desk: StockedDesk) -> None:
    read = [each for chunk in inbox.view_ids(desk.db, URGENT, chunk=2) for each in chunk]
    assert read == ids(desk.db, URGENT)


def test_what_is_assessed_again_or_done_moves_or_goes(desk: StockedDesk) -> None:
    emergency, calm = desk.items["c3"], desk.items["c0"]
    with writing(desk.db):
        put_assessment(desk.db, emergency, Assessment(findings=(), pack_version=book().version))
        set_handled(desk.db, calm, outcome="Done", by="Pat", now_ms=1)
    assert names(desk, ids(desk.db, URGENT)) == ["c2", "c4", "c1", "c3", "c5"]
    held = inbox.held(desk.db, URGENT, [emergency, calm])
    assert {item_of(rank) for rank in held.present} == {emergency}
    assert {item_of(rank) for rank in held.absent} == {calm}
    assert inbox.ranks_in(desk.db, URGENT, [emergency])[emergency] in held.present


def test_a_weight_alone_that_alters_is_written_and_told(desk: StockedDesk) -> None:
    item = desk.items["c0"]
    same = inbox.assessment(desk.db, item)
    with writing(desk.db):
        assert put_assessment(desk.db, item, replace(same, weight=77))
        assert not put_assessment(desk.db, item, replace(same, weight=77))
    assert names(desk, ids(desk.db, URGENT))[3:5] == ["c1", "c0"]


@pytest.mark.parametrize("created_ms", [0, -(10**15), 10**16, 2**62])
def test_a_networks_odd_time_breaks_no_order(created_ms: int) -> None:
    made = stocked(replace(comment("odd", "hello"), created_ms=created_ms))
    row = made.db.execute("SELECT urgent_rank FROM worklist").fetchone()
    assert row is not None
    assert item_of(row[0]) == made.items["odd"]
    assert 0 < row[0] < 2**63


def test_why_an_item_stands_there_is_told_from_the_store(desk: StockedDesk) -> None:
    row = inbox.rows(desk.db, [desk.items["c3"]])[desk.items["c3"]]
    assert inbox.why_here(desk.db, row, book(), NOON) == (
        "On top: may be an emergency; posted 57 minutes ago under a post."
    )
    desk.db.execute(
        "INSERT INTO proceedings (id, case_name, stage, since_ms, marked_ms, marked_by)"
        " VALUES (1, 'R v X', 'arrest', 0, 0, 'Pat')"
    )
    desk.db.execute(
        "INSERT INTO proceedings_threads (proceedings_id, thread_id, added_ms, added_by) VALUES (1, ?, 0, 'P')",
        (row.thread_id,),
    )
    assert inbox.why_here(desk.db, row, book(), NOON).endswith("under a post marked proceedings active.")
