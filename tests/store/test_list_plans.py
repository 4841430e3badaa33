"""Every list of the rail is read from its index, and every number is kept, whatever lies in the store."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest

from socialdesk.decisions import handling, shift_end
from socialdesk.inbox import counts as kept
from socialdesk.inbox import lists
from socialdesk.inbox.queries import View, ViewName, counts, done_since, mine
from socialdesk.inbox.store import put_assessment
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.model.ids import AccountId, ClauseId, ItemId
from socialdesk.policy.replying import TO_ANSWER
from socialdesk.storage.database import Connection, memory_database, writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, book

VIEWS = [
    View(ViewName.INBOX, urgent_first=True),
    *(
        mine("Ada") if name is ViewName.MINE else View(name, account_id=AccountId(1), since_ms=1)
        for name in ViewName
        if name is not ViewName.SEARCH
    ),
]


def plan(db: Connection, sql: str) -> list[str]:
    return [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.name.value}{' urgent' * view.urgent_first}")
def test_a_list_is_read_from_its_index(view: View):
    db = memory_database()
    statements: list[str] = []
    traced = cast(Any, db)
    traced.set_trace_callback(statements.append)
    lists.first_ranks(db, view)
    traced.set_trace_callback(None)
    steps = [step for told in statements if "worklist" in told for step in plan(db, told)]
    read = [step for step in steps if re.search(r"\bworklist\b", step)]
    assert read
    assert [each for each in read if "INDEX worklist_" not in each and "PRIMARY KEY" not in each] == []
    if view.name not in (ViewName.TODAY, ViewName.WAITING):
        assert not [each for each in steps if "TEMP B-TREE" in each]


@pytest.mark.parametrize(
    ("name", "index"),
    [
        (ViewName.INBOX, "worklist_needed"),
        (ViewName.REPLY, "worklist_to_answer"),
        (ViewName.FLAGGED, "worklist_flagged"),
        (ViewName.URGENT, "worklist_urgent"),
        (ViewName.UNREAD, "worklist_unread"),
        (ViewName.DONE, "worklist_done"),
    ],
)
def test_a_few_among_a_million_are_not_looked_for_in_a_longer_list(name: ViewName, index: str):
    (step,) = plan(memory_database(), f"{lists._LISTS[name]} ORDER BY rank DESC LIMIT 128")  # pyright: ignore[reportPrivateUsage]  (the very statement)
    assert step.endswith(f" {index}")


@pytest.mark.parametrize(
    "part",
    [kept.ASKED, kept.REFERRED, kept.BLOCK_ASKED, f"SELECT item_id FROM by_hand WHERE {kept.BY_HAND}"],
)
def test_what_waits_is_read_from_what_is_open_alone(part: str):
    (step,) = plan(memory_database(), part)
    assert re.search(r"USING (COVERING )?INDEX \w*(open|blocks_by_state)", step), step


def put(scene: Scene, name: str, *grounds: str, band: Band = Band.LIKELY) -> ItemId:
    findings = tuple(
        Finding(ground=each, clause=ClauseId("4.2a"), band=band, spans=(), why="w", found_by="f")
        for each in grounds
    )
    with writing(scene.db):
        put_assessment(
            scene.db,
            scene.desk.items[name],
            Assessment(findings=findings, pack_version=book().version),
        )
    return scene.desk.items[name]


def waiting_for_reply(db: Connection) -> list[ItemId]:
    ids = [ItemId(each) for each in lists.first_ids(db, View(ViewName.REPLY))]
    assert counts(db).reply == len(ids) == lists.view_count(db, View(ViewName.REPLY))
    return ids


@pytest.mark.clause("I1")
@pytest.mark.clause("I4")
def test_what_asks_for_a_reply_is_listed_and_counted_until_it_is_done():
    scene = Scene("c1", "c2", "c3", "c4")
    both = put(scene, "c1", "abusive_language", TO_ANSWER[0])
    put(scene, "c2", "complaint", band=Band.WEAK)
    put(scene, "c3", "emergency")
    crime = put(scene, "c4", "crime_report")
    assert set(waiting_for_reply(scene.db)) == {both, crime}
    put(scene, "c4")
    assert waiting_for_reply(scene.db) == [both]
    handling.mark_done(scene.db, item_id=both, reason="By telephone.", now=NOON, by=OFFICER)
    assert waiting_for_reply(scene.db) == []
    handling.reopen(scene.db, item_id=both, now=NOON, by=OFFICER)
    assert waiting_for_reply(scene.db) == [both]
    scene.db.execute("DELETE FROM worklist WHERE item_id = ?", (both,))
    assert waiting_for_reply(scene.db) == []


def test_what_was_taken_is_looked_for_among_what_is_taken_alone():
    told = plan(memory_database(), shift_end.TAKEN_BEFORE.replace("?", "1"))
    assert not [step for step in told if step.startswith("SCAN") and "INDEX" not in step], told
    assert any("worklist_claimed" in step for step in told), told


def test_done_today_is_what_was_done_since_its_beginning():
    scene = Scene("c1", "c2")
    now_ms = round(NOON.timestamp() * 1000)
    handling.mark_done(scene.db, item_id=scene.desk.items["c1"], now=NOON, by=OFFICER)
    for since, number in ((now_ms, 1), (now_ms + 1, 0), (0, 1)):
        assert len(lists.first_ids(scene.db, done_since(since))) == number
        assert lists.view_count(scene.db, done_since(since)) == number
