"""A database with one account, a network in memory and a clock that a test turns: enough of a desk to receive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from socialdesk.inbox.intake import take_in
from socialdesk.inbox.queries import View, ViewName, item, item_of_native, rows, search_view, view_ids
from socialdesk.inbox.query_language import parse
from socialdesk.inbox.search import index_more
from socialdesk.inbox.sync import OnProgress, sync_account
from socialdesk.model.accounts import Account, Network
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ItemId, NativeId
from socialdesk.model.items import Item
from socialdesk.platforms.api import FetchedItem, FetchedPage, FetchedThread, Progress
from socialdesk.policy.book import Book, load_book
from socialdesk.storage.database import Connection, memory_database
from tests.fakes.connector import FakeConnector, native
from tests.fakes.triage import WordTriage

T = TypeVar("T")
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PACK = Path(__file__).resolve().parent.parent.parent / "resources" / "policy" / "5-20-v5.toml"


@cache
def pack() -> Book:
    """The Force's policy as the desk carries it."""
    return load_book(PACK.read_text("utf-8"))


class InboxDesk:
    """One account, received into one database."""

    def __init__(self, db: Connection | None = None, *, connector: FakeConnector | None = None) -> None:
        self.db = db or memory_database()
        self.connector = connector or FakeConnector()
        self.triage: Any = WordTriage({"idiot": "offensive_language", "kill": "threatening"})
        self.book = pack()
        self.now = START
        self.stop = threading.Event()
        self.account = self.add_account("page_1", "North Patrol")

    def add_account(self, native_id: str, name: str) -> Account:
        """Another of the Force's pages."""
        row = self.db.execute(
            "INSERT INTO accounts (network, native_id, name, added_ms) VALUES ('facebook', ?, ?, 0) RETURNING id",
            (native_id, name),
        ).fetchone()
        assert row is not None
        return Account(
            id=AccountId(row[0]), network=Network.FACEBOOK, native_id=NativeId(native_id), name=name
        )

    @property
    def now_ms(self) -> int:
        return round(self.now.timestamp() * 1000)

    def later(self, **time: float) -> None:
        """Turns the clock: `later(hours=3)`."""
        self.now += timedelta(**time)

    def write(self, work: Callable[[Connection], T], /) -> T:
        return work(self.db)

    def sync(self, *, full: bool = False, on_progress: OnProgress | None = None) -> Changes:
        """One run of the account, a second later than the last."""
        self.later(seconds=1)
        return sync_account(
            account=self.account,
            connector=self.connector,
            write=self.write,
            clock=lambda: self.now,
            triage=self.triage,
            book=self.book,
            stop=self.stop,
            full=full,
            on_progress=on_progress,
        )

    def take(
        self,
        *things: FetchedThread | FetchedItem,
        cursor: str = "1",
        more: bool = False,
        account: Account | None = None,
        **said: Any,
    ) -> Changes:
        """Takes in one page made of these; `said` is what else it says, such as `gone`."""
        page = FetchedPage(
            threads=tuple(thing for thing in things if isinstance(thing, FetchedThread)),
            items=tuple(thing for thing in things if isinstance(thing, FetchedItem)),
            cursor=cursor,
            more=more,
            progress=Progress(done=len(things)),
            **said,
        )
        return take_in(
            self.db,
            page,
            account=account or self.account,
            now_ms=self.now_ms,
            triage=self.triage,
            book=self.book,
        )

    def id(self, number: int | str) -> ItemId:
        """The desk's id of the item with that number on the network."""
        found = item_of_native(self.db, account_id=self.account.id, native_id=native(number))
        assert found is not None, number
        return found

    def item(self, number: int | str) -> Item:
        """The item with that number on the network."""
        return item(self.db, self.id(number))

    def listed(self, view: View | ViewName) -> list[int]:
        """All ids of a view."""
        view = View(view) if isinstance(view, ViewName) else view
        return [item_id for chunk in view_ids(self.db, view) for item_id in chunk]

    def texts(self, view: View | ViewName) -> list[str]:
        """All texts of a view, newest first."""
        ids = self.listed(view)
        found = rows(self.db, ids)
        return [found[ItemId(each)].untrusted_text for each in ids]

    def found(self, typed: str) -> list[str]:
        """The texts that a search finds, once everything is indexed."""
        while index_more(self.db):
            pass
        return self.texts(search_view(parse(typed, now=self.now)))

    def thread_count(self) -> int:
        row = self.db.execute("SELECT count(*) FROM threads").fetchone()
        assert row is not None
        return int(row[0])

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row that receiving writes, but the health: to see that nothing is written twice."""
        tables = [
            "accounts",
            "authors",
            "threads",
            "items",
            "item_raw",
            "item_versions",
            "worklist",
            "worklist_counts",
            "assessments",
            "search_again",
            "full_read_seen",
            "audit",
            "audit_items",
        ]
        return {name: self.db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
