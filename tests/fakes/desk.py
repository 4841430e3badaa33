"""A desk for the window's tests: a real encrypted database, filled through the real intake; nothing of a network."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from socialdesk.clock import to_ms
from socialdesk.config.paths import resources_dir
from socialdesk.config.settings import Settings
from socialdesk.inbox.intake import take_in
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.findings import Band, Signal, Span
from socialdesk.model.ids import AccountId, ItemId, NativeId, ThreadId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.model.people import Person, Role
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedPage, FetchedThread, Progress
from socialdesk.policy.book import Book, load_book
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection, open_reader, open_writer
from socialdesk.storage.writer import Writer
from socialdesk.triage.api import TriageContext
from socialdesk.ui.desk import Desk
from tests.fakes.joining import FakeJoining

T = TypeVar("T")
KEY = bytes(range(32))
NOW = datetime(2025, 11, 18, 9, 42, tzinfo=UTC)
A_KING = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)


@dataclass
class SetClock:
    """A clock that stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class ListedTriage:
    """Notices the words that it was told of."""

    def __init__(self, grounds: Mapping[str, str]) -> None:
        self._grounds = dict(grounds)

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        return tuple(
            Signal(
                ground=ground,
                band=Band.LIKELY,
                spans=(Span(untrusted_text.index(words), untrusted_text.index(words) + len(words)),),
                found_by="a list",
            )
            for words, ground in self._grounds.items()
            if words in untrusted_text
        )


@dataclass(frozen=True, kw_only=True)
class Said:
    """One thing that somebody wrote."""

    author: str
    text: str
    post: str = "A post"
    minutes_ago: float = 10
    private: bool = False
    by_force: bool = False
    hidden: bool = False
    account: int = 0
    reply_to: str | None = None
    """The native id of what it answers."""
    post_text: str = ""
    """The text of the post where it is more than its first line, `post`."""


@dataclass
class FakeDesk:
    """The desk, and what a test does to it."""

    desk: Desk
    writer: Writer
    clock: SetClock
    accounts: list[Account]
    triage: ListedTriage
    saved: list[Settings] = field(default_factory=list)
    synced: list[datetime] = field(default_factory=list)
    woken: list[datetime] = field(default_factory=list)
    checked: list[Sequence[ThreadId] | None] = field(default_factory=list)
    """The threads of each time that things were to be assessed again; None for everything."""
    listeners: list[Callable[[Changes], None]] = field(default_factory=list)
    _number: int = 0

    def say(self, *said: Said) -> list[ItemId]:
        """Take in what was written, oldest first; answers with the new ids."""
        changes = Changes()
        for index, account in enumerate(self.accounts):
            mine = [one for one in said if one.account == index]
            if mine:
                page = self._page(mine)
                changes |= self.writer.call(
                    lambda db, page=page, account=account: take_in(
                        db,
                        page,
                        account=account,
                        now_ms=to_ms(self.clock()),
                        triage=self.triage,
                        book=self.desk.book,
                    )
                )
        self.tell(changes)
        return list(changes.new_items)

    def tell(self, changes: Changes) -> None:
        """As the engine does after each piece of work."""
        for listener in self.listeners:
            listener(changes)

    def execute(self, sql: str, *parameters: str | int | None) -> None:
        """What no use case does, for a test that needs it."""
        self.writer.call(lambda db: db.execute(sql, parameters))

    def close(self) -> None:
        self.desk.read.close()
        self.writer.close()

    def _page(self, said: Sequence[Said]) -> FetchedPage:
        threads: dict[str, FetchedThread] = {}
        items: list[FetchedItem] = []
        for one in sorted(said, key=lambda one: -one.minutes_ago):
            self._number += 1
            created = to_ms(self.clock() - timedelta(minutes=one.minutes_ago))
            thread = (
                f"{'talk' if one.private else 'post'}-{one.account}-{one.author if one.private else one.post}"
            )
            threads[thread] = FetchedThread(
                native_id=NativeId(thread),
                kind=ThreadKind.CONVERSATION if one.private else ThreadKind.POST,
                untrusted_text="" if one.private else one.post_text or one.post,
                created_ms=created - 3_600_000,
                comment_count=len(said),
            )
            kind = ItemKind.MESSAGE if one.private else ItemKind.REPLY if one.reply_to else ItemKind.COMMENT
            name = one.author
            items.append(
                FetchedItem(
                    native_id=NativeId(f"item-{self._number}"),
                    thread=NativeId(thread),
                    parent=NativeId(one.reply_to) if one.reply_to else None,
                    kind=kind,
                    author=FetchedAuthor(native_id=NativeId(f"person-{name}"), untrusted_name=name)
                    if name
                    else None,
                    untrusted_text=one.text,
                    created_ms=created,
                    by_force=one.by_force,
                    hidden=one.hidden,
                    can_hide=True,
                    can_remove=True,
                )
            )
        return FetchedPage(
            threads=tuple(threads.values()),
            items=tuple(items),
            cursor=str(self._number),
            more=False,
            progress=Progress(done=len(items)),
        )


@cache
def book() -> Book:
    """The Force's own pack, read once: nothing alters it."""
    return load_book((resources_dir() / "policy" / "5-20-v5.toml").read_text(encoding="utf-8"))


def capabilities(_account: AccountId) -> Mapping[ActionKind, Capability]:
    words = {
        ActionKind.HIDE: "Hide",
        ActionKind.UNHIDE: "Show again",
        ActionKind.DELETE: "Remove permanently",
        ActionKind.REPLY: "Reply",
        ActionKind.PRIVATE_REPLY: "Reply in private",
        ActionKind.MESSAGE: "Message",
    }
    return {
        kind: Capability(
            action=kind,
            way=Way.API,
            label=label,
            effect=f"{label}: as the network does it.",
            reason="The network's API offers it.",
            source="a test",
            checked_on=NOW.date(),
            undo={ActionKind.HIDE: ActionKind.UNHIDE}.get(kind),
        )
        for kind, label in words.items()
    }


def make_desk(
    folder: Path,
    *,
    grounds: Mapping[str, str] | None = None,
    account_names: Sequence[str] = ("Anyshire Police",),
    person: Person = A_KING,
    training: bool = False,
    settings: Settings | None = None,
) -> FakeDesk:
    """A desk with an empty inbox and an account or more, each synced twelve seconds ago."""
    clock = SetClock()
    path = folder / "desk.db"
    writer = Writer(lambda: open_writer(path, KEY))
    accounts = [
        writer.call(
            lambda db, name=name, number=number: add_account(
                db,
                network=Network.FACEBOOK,
                native_id=NativeId(f"page-{number}"),
                name=name,
                primary=True,
                now=clock(),
                by=person,
            )
        )
        for number, name in enumerate(account_names)
    ]
    reader = open_reader(path, KEY)
    settings = dataclasses.replace(
        settings or Settings(), person_name=person.name, person_role=person.role.value
    )
    fake: FakeDesk

    def write(work: Callable[[Connection], T], /) -> Future[T]:
        future = writer.submit(work)

        def told(done: Future[T]) -> None:
            if done.exception() is None and isinstance(answer := done.result(), Changes):
                fake.tell(answer)

        future.add_done_callback(told)
        return future

    desk = Desk(
        read=reader,
        open_reader=lambda: open_reader(path, KEY),
        write=write,
        clock=clock,
        book=book(),
        person=person,
        settings=settings,
        save_settings=lambda kept: fake.saved.append(kept),
        accounts={account.id: account for account in accounts},
        capabilities=capabilities,
        sync_now=lambda: fake.synced.append(clock()),
        wake_outbox=lambda: fake.woken.append(clock()),
        listen=lambda listener: fake.listeners.append(listener),
        joining=None if training else FakeJoining(),
        training=training,
        assess_again=lambda threads, looked: fake.checked.append(threads),
        data_dir=folder,
    )
    fake = FakeDesk(
        desk=desk, writer=writer, clock=clock, accounts=accounts, triage=ListedTriage(grounds or {})
    )
    for account in accounts:
        fake.execute(
            "INSERT INTO account_health (account_id, last_try_ms, last_success_ms) VALUES (?, ?, ?)"
            " ON CONFLICT (account_id) DO UPDATE SET last_success_ms = excluded.last_success_ms",
            account.id,
            to_ms(clock()) - 12_000,
            to_ms(clock()) - 12_000,
        )
    return fake
