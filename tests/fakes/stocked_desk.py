"""A database in memory with a page, a post and comments on it, as intake writes them, and the policy pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from socialdesk.clock import to_ms
from socialdesk.config.paths import resources_dir
from socialdesk.inbox.intake import take_in
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Signal
from socialdesk.model.ids import ItemId, NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.model.people import Person, Role
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedPage, FetchedThread, Progress
from socialdesk.policy.book import Book, load_book
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection, memory_database
from socialdesk.triage.api import TriageContext

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""A Tuesday, within office hours."""
OFFICER = Person("Pat Officer", Role.CORPORATE_COMMUNICATIONS)
POST = NativeId("post-1")


class NoTriage:
    """Notices nothing."""

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        del untrusted_text, context
        return ()


@cache
def book() -> Book:
    """The Force's own pack."""
    return load_book((resources_dir() / "policy" / "5-20-v5.toml").read_text(encoding="utf-8"))


def capabilities() -> Mapping[ActionKind, Capability]:
    """A network that can do everything."""
    return {
        kind: Capability(
            action=kind,
            way=Way.API,
            label=kind.value.capitalize(),
            effect="It is done.",
            reason="",
            source="a test",
            checked_on=date(2026, 11, 1),
        )
        for kind in ActionKind
    }


def comment(native_id: str, text: str, *, parent: str | None = None, by: str = "writer") -> FetchedItem:
    """A comment as a connector gives it."""
    return FetchedItem(
        native_id=NativeId(native_id),
        thread=POST,
        parent=None if parent is None else NativeId(parent),
        kind=ItemKind.REPLY if parent else ItemKind.COMMENT,
        author=FetchedAuthor(native_id=NativeId(f"author-{by}"), untrusted_name=by.title()),
        untrusted_text=text,
        created_ms=to_ms(NOON - timedelta(minutes=5)),
        by_force=False,
        can_hide=True,
        can_remove=True,
        can_reply_privately=True,
        raw='{"id": "' + native_id + '"}',
    )


@dataclass
class StockedDesk:
    """The database and what is in it."""

    db: Connection
    account: Account
    items: dict[str, ItemId]


def stocked(*items: FetchedItem, db: Connection | None = None) -> StockedDesk:
    """A desk with these comments on one post."""
    db = db or memory_database()
    account = add_account(
        db, network=Network.FACEBOOK, native_id=NativeId("page-1"), name="Borough Police", primary=True,
        now=NOON, by=OFFICER,
    )  # fmt: skip
    post = FetchedThread(
        native_id=POST,
        kind=ThreadKind.POST,
        untrusted_text="A man has been found.",
        created_ms=to_ms(NOON - timedelta(hours=1)),
    )
    page = FetchedPage(
        threads=(post,), items=items, cursor="c", more=False, progress=Progress(done=len(items))
    )
    take_in(db, page, account=account, now_ms=to_ms(NOON), triage=NoTriage(), book=book())
    found = dict(db.execute("SELECT native_id, id FROM items").fetchall())
    return StockedDesk(db, account, {name: ItemId(number) for name, number in found.items()})
