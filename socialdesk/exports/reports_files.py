"""A report as it leaves the desk: why it does is on the record, and a spreadsheet runs nothing of it (T2)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import Incomplete, cleaned, require_hand
from socialdesk.exports.harmless import cell
from socialdesk.exports.reports import Report
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing

MARKING = "OFFICIAL"
MARKING_WITH_NAMES = "OFFICIAL-SENSITIVE"


def marking_of(report: Report) -> str:
    """Its GSC marking: an account may name the officer whose it is."""
    return MARKING_WITH_NAMES if report.names else MARKING


def made_words(report: Report, book: Book) -> str:
    """When it was made, and of which days, in a line."""
    made = from_ms(report.made_ms).astimezone(ZoneInfo(book.hours.timezone))
    return f"{report.span.words}, made {made:%d/%m/%Y %H:%M}, policy {report.pack}"


def as_csv(report: Report, book: Book) -> str:
    """Every table for a spreadsheet, the marking in the first line; no cell can be taken for a formula."""
    held = io.StringIO()
    # Excel reads the lines of a CSV as RFC 4180 has them.
    sheet = csv.writer(held, lineterminator="\r\n")
    sheet.writerow((marking_of(report),))
    sheet.writerow((cell(report.force), made_words(report, book)))
    for table in report.tables:
        sheet.writerow(())
        sheet.writerow((cell(table.title),))
        sheet.writerow((cell(table.about),))
        sheet.writerow([cell(head) for head in table.head])
        for row in table.rows:
            sheet.writerow([cell(value) for value in row])
        if not table.rows:
            sheet.writerow(("Nothing of the kind within these days.",))
    return held.getvalue()


def record_export(
    db: Connection,
    *,
    report: Report,
    how: str,
    reason: str,
    now: datetime,
    by: Person,
    made: Callable[[], bytes],
) -> bytes:
    """The file, with an entry in the record that it leaves the desk. Raises Incomplete without a reason."""
    if by.role is not Role.AUDITOR:
        require_hand(by, db)
    reason = cleaned(reason)
    if not reason:
        raise Incomplete("Say what the report is for: it goes into the record.", field="reason")
    content = made()
    with writing(db):
        entry = entries.Exported(
            what=f"report of {report.span.words} as {how}, {'with' if report.names else 'without'} names of accounts",
            count=len(report.tables),
            marking=marking_of(report),
            reason=reason,
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return content
