"""The benchmarks' database holds what the intake would have written, so that what they measure is the desk's."""

from __future__ import annotations

from itertools import islice

import pytest

from socialdesk.inbox.intake import take_in
from socialdesk.inbox.search import index_more
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.api import FetchedItem, FetchedPage, FetchedThread, Progress
from socialdesk.storage.database import Connection, memory_database
from tests.benchmarks.arrivals import FewWords
from tests.benchmarks.builder import ACCOUNTS, EVERY_MS, PAGE, build, items, threads
from tests.fakes.inbox_desk import pack

COUNT = 1_500

TABLES = {
    "accounts": "*",
    "authors": "*",
    "threads": "account_id, kind, native_id, text, created_ms, permalink, comment_count, raw",
    "items": (
        "id, account_id, (SELECT native_id FROM threads WHERE threads.id = thread_id), parent_native_id, kind,"
        " native_id, author_id, text, created_ms, received_ms, by_force, hidden, gone_ms, can_hide, can_remove,"
        " can_reply_privately, permalink, has_media, repeat_key"
    ),
    "item_raw": "item_id, raw, length(salt)",
    "worklist": "*",
    "worklist_counts": "*",
    "assessments": "*",
    "search_mark": "*",
    "item_versions": "*",
}


def taken_in() -> Connection:
    """The same items, one by one through the intake."""
    db = memory_database()
    accounts: list[Account] = []
    for number, name in enumerate(ACCOUNTS):
        db.execute(
            "INSERT INTO accounts (network, native_id, name, added_ms) VALUES ('facebook', ?, ?, 0)",
            (f"own{number}", name),
        )
        accounts.append(
            Account(
                id=AccountId(number + 1),
                network=Network.FACEBOOK,
                native_id=NativeId(f"own{number}"),
                name=name,
            )
        )

    def take(account: int, now_ms: int, *things: FetchedThread | FetchedItem) -> None:
        page = FetchedPage(
            threads=tuple(each for each in things if isinstance(each, FetchedThread)),
            items=tuple(each for each in things if isinstance(each, FetchedItem)),
            cursor="",
            more=True,
            progress=Progress(done=0),
        )
        take_in(db, page, account=accounts[account], now_ms=now_ms, triage=FewWords(), book=pack())

    for account, thread in threads(COUNT):
        take(account, 0, thread)
    source = items(COUNT)
    while page := list(islice(source, PAGE)):
        now_ms = page[-1][1].created_ms + EVERY_MS
        for account, item in page:
            take(account, now_ms, item)
    while index_more(db):
        pass
    return db


@pytest.fixture(scope="module")
def both() -> tuple[Connection, Connection]:
    built = memory_database()
    build(built, COUNT, pack(), settled=False)
    return built, taken_in()


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_are_the_same(both: tuple[Connection, Connection], table: str) -> None:
    first, second = (db.execute(f"SELECT {TABLES[table]} FROM {table} ORDER BY 1").fetchall() for db in both)
    assert first == second
    assert first or table == "item_versions"


def test_the_same_words_find_the_same(both: tuple[Connection, Connection]) -> None:
    first, second = (
        db.execute("SELECT rowid FROM items_fts WHERE items_fts MATCH 'police' ORDER BY rowid").fetchall()
        for db in both
    )
    assert first == second != []
