"""Pages of items that the large database does not hold yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from socialdesk.model.accounts import Account, Network
from socialdesk.model.findings import Signal
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms.api import FetchedItem, FetchedPage, Progress
from socialdesk.triage.api import TriageContext
from tests.benchmarks.builder import ACCOUNTS, found, how_many, items

PAGE = 250
PAGES = 60
NOW_MS = 1_790_000_000_000


class FewWords:
    """Next to no triage, so that what is measured is the store."""

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        return found(untrusted_text)


def accounts() -> list[Account]:
    return [
        Account(
            id=AccountId(number + 1), network=Network.FACEBOOK, native_id=NativeId(f"own{number}"), name=name
        )
        for number, name in enumerate(ACCOUNTS)
    ]


def new_pages(prefix: str) -> Iterator[list[FetchedItem]]:
    """Pages of items that the database does not hold, under threads that it does."""
    source = items(min(how_many(), PAGE * PAGES * 3))
    while page := [item for _, item in islice(source, PAGE)]:
        yield [replace(item, native_id=NativeId(prefix + item.native_id)) for item in page]


def fetched(page: Sequence[FetchedItem], cursor: str = "c") -> FetchedPage:
    return FetchedPage(items=tuple(page), cursor=cursor, more=True, progress=Progress(done=1))
