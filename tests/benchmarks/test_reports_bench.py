"""A year in numbers, with one decision on every tenth item."""

from __future__ import annotations

from socialdesk.clock import from_ms
from socialdesk.exports.reports import MOST_DAYS, report, span_of
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from tests.benchmarks.conftest import Figures
from tests.benchmarks.timing import typical_ms


def test_a_year_in_numbers(writer: Connection, book: Book, figures: Figures) -> None:
    with writing(writer):
        writer.execute(
            "INSERT INTO decisions (item_id, kind, grounds, answers, clauses, pack_version, by_name, by_role,"
            " decided_ms) SELECT id, 'keep', '[\"spam\"]', '{}', '[]', 'v', 'Ada', 'corporate_communications',"
            " created_ms + 60000 FROM items WHERE id % 10 = 3"
        )
    ((newest,),) = writer.execute("SELECT max(created_ms) FROM items").fetchall()
    now = from_ms(newest)
    for days in (28, MOST_DAYS):
        span = span_of(days, now=now, book=book)
        took = typical_ms(lambda span=span: report(writer, span=span, book=book, now=now), 3)
        figures.note(f"a report of {days} days", took, most=1_000)
