"""Taking in, indexing, finding nothing new, and one decision; each beside what the disk itself takes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from socialdesk.decisions.keep import decide_keep
from socialdesk.inbox import store
from socialdesk.inbox.intake import take_in
from socialdesk.inbox.search import index_more, not_yet_indexed
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.packs import rule_triage
from socialdesk.platforms.api import FetchedItem
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.api import Triage
from tests.benchmarks.arrivals import NOW_MS, PAGE, PAGES, FewWords, accounts, fetched, new_pages
from tests.benchmarks.builder import how_many, items
from tests.benchmarks.conftest import Figures
from tests.benchmarks.timing import percentile, timed_ms

ADA = Person("Ada", Role.CORPORATE_COMMUNICATIONS)


def ingest(
    db: Connection, book: Book, triage: Triage, prefix: str, *, indexed: bool
) -> tuple[float, list[float]]:
    """Items a second, and the time of each commit in milliseconds."""
    own = accounts()
    commits: list[float] = []
    number = 0
    for number, page in enumerate(islice(new_pages(prefix), PAGES), start=1):
        given = fetched(page, f"{prefix}{number}")
        account = own[number % len(own)]
        commits.append(
            timed_ms(
                lambda given=given, account=account: take_in(
                    db, given, account=account, now_ms=NOW_MS, triage=triage, book=book
                )
            )
        )
        # The desk indexes when it has nothing to take in; here every twenty pages.
        if indexed and number % 20 == 0:
            while not_yet_indexed(db):
                commits.append(timed_ms(lambda: index_more(db)))
    seconds = sum(commits) / 1000
    return number * PAGE / seconds, commits


def test_steady_ingest(writer: Connection, book: Book, figures: Figures) -> None:
    while index_more(writer):
        pass
    ingest(writer, book, FewWords(), "warm-", indexed=False)
    bare, bare_commits = ingest(writer, book, FewWords(), "bare-", indexed=False)
    while index_more(writer):
        pass
    whole, commits = ingest(writer, book, FewWords(), "whole-", indexed=True)
    figures.note(
        f"ingest, {PAGE}-row commits, indexed behind",
        whole,
        unit="/s",
        floor=bare,
        floor_is="the same without indexing",
        least=5_000,
        least_times=0.7,
    )
    figures.note("a commit of ingest, p99, without indexing", percentile(bare_commits, 0.99))
    figures.note("a commit of ingest, p99", percentile(commits, 0.99), most=150)


def test_ingest_with_the_desks_own_triage(writer: Connection, book: Book, figures: Figures) -> None:
    rate, _ = ingest(writer, book, rule_triage(), "rules-", indexed=False)
    figures.note("ingest with the desk's own triage", rate, unit="/s", least=1_000)


def test_nothing_new(writer: Connection, book: Book, figures: Figures, tmp_path: Path) -> None:
    own = accounts()
    listed: dict[int, list[FetchedItem]] = {number: [] for number in range(len(own))}
    for number, (account, item) in enumerate(islice(items(how_many()), 100_000), start=1):
        # What is gone in the database and there in the page would be news.
        if number % 1000 != 3:
            listed[account].append(item)
    given = [
        (own[account], fetched(mine[start : start + PAGE], "same"))
        for account, mine in listed.items()
        for start in range(0, len(mine), PAGE)
    ]
    total = sum(len(page.items) for _, page in given)
    for account in own:
        take_in(writer, fetched([], "same"), account=account, now_ms=NOW_MS, triage=FewWords(), book=book)

    def again() -> None:
        for account, page in given:
            take_in(writer, page, account=account, now_ms=NOW_MS, triage=FewWords(), book=book)

    def written_down() -> None:
        with (tmp_path / "rows.tsv").open("w", encoding="utf-8") as file:
            for _, page in given:
                for item in page.items:
                    file.write(
                        f"{item.native_id}\t{item.thread}\t{item.parent}\t{item.kind}\t{item.author}\t{item.untrusted_text}"
                        f"\t{item.created_ms}\t{item.by_force}\t{item.hidden}\t{item.can_hide}\t{item.permalink}\t{item.raw}\n"
                    )
            file.flush()
            os.fsync(file.fileno())

    again()
    writes = writer.total_changes
    spent = timed_ms(again)
    assert writer.total_changes == writes
    figures.note(
        f"{total:,} rows synchronised again, none changed",
        spent,
        floor=timed_ms(written_down),
        floor_is="the rows as TSV, fsync",
    )
    figures.note("rows synchronised again", total / spent * 1000, unit="/s", least=40_000)


def test_one_decision(writer: Connection, book: Book, figures: Figures, tmp_path: Path) -> None:
    ids = [
        row[0]
        for row in writer.execute(
            "SELECT item_id FROM worklist WHERE open = 1 AND unread = 1 AND kind = 'comment' ORDER BY item_id LIMIT 240"
        ).fetchall()
    ]
    file = os.open(tmp_path / "floor", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    sync = getattr(os, "fdatasync", os.fsync)

    def appended() -> None:
        os.write(file, b"\0" * 4096)
        sync(file)

    def kept(item_id: int) -> None:
        decide_keep(
            writer,
            item_id=ItemId(item_id),
            reason="It breaks no rule.",
            grounds=(),
            book=book,
            now=datetime(2026, 7, 1, 10, tzinfo=UTC),
            by=ADA,
        )

    def read(item_id: int) -> None:
        with writing(writer):
            store.set_read(writer, ItemId(item_id))

    kept(ids[0])
    floors = sorted(timed_ms(appended) for _ in range(100))
    os.close(file)
    decisions = sorted(timed_ms(lambda item_id=item_id: kept(item_id)) for item_id in ids[1:120])
    marks = sorted(timed_ms(lambda item_id=item_id: read(item_id)) for item_id in ids[120:])
    # Beside a slow disk the ratio is near 1; beside a fast one what is left is our own work.
    for share, most in ((0.5, 5), (0.99, 20)):
        figures.note(
            f"one decision with its record, durable, p{share * 100:g}",
            percentile(decisions, share),
            floor=percentile(floors, share),
            floor_is="4 KiB, fdatasync",
            most=most,
        )
    figures.note(
        "one item marked read, durable, p50",
        percentile(marks, 0.5),
        floor=percentile(floors, 0.5),
        floor_is="4 KiB, fdatasync",
        most=5,
    )
