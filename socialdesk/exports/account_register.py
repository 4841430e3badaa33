"""The register of accounts for a spreadsheet: no formula and no password is in it, and it can be imported.

Its headings are the first wordings of `register.csv_columns`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from socialdesk.audit.entries import Exported
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.exports.harmless import cell
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register.dormancy import dormancy
from socialdesk.register.entries import RegisterEntry, everything
from socialdesk.register.keeping import may_keep
from socialdesk.register.register_rules import CHECKS, RegisterError, plain
from socialdesk.storage.database import Connection, writing

MARKING = "OFFICIAL-SENSITIVE"
"""It names officers and who may sign in where."""
HEAD = (
    "Network", "Handle", "Name", "Kind", "Represents", "Owner", "Number", "Position", "Admins", "Trained",
    "Guidance read", "Password held", "Held since", "Password changed", "Changed by", "Last post", "Since",
    "Reshare only", "Watch only", "Frozen", "Reason frozen", "Closed", "Reason closed",
    "Corporate Communications admin", "Mitigation", "Mitigation until", "Name check", "Bio", "Branding",
    "Collar number shown", "Crest", "Note", "Days without a post", "Register number",
)  # fmt: skip


def as_csv(entries: Iterable[RegisterEntry], today: date) -> str:
    """The accounts as CSV, with the marking in the first line."""
    held = io.StringIO()
    # Excel reads the lines of a CSV as RFC 4180 has them.
    sheet = csv.writer(held, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    sheet.writerow((MARKING,))
    sheet.writerow(HEAD)
    for entry in entries:
        sheet.writerow([cell(value) for value in _values(entry, today)])
    return held.getvalue()


def export_register(db: Connection, *, reason: str, now: datetime, hours: Hours, by: Person) -> str:
    """The register as CSV, with an entry in the record that it left the desk. Raises RegisterError without a reason."""
    words = plain(reason)
    if not words:
        raise RegisterError("Say what it is for: it goes into the record.", field="reason")
    if by.role is not Role.AUDITOR and not may_keep(db, by):
        raise RegisterError("Corporate Communications and auditors export the register.")
    with writing(db):
        found = everything(db, hours)
        entry = Exported(what="the register of accounts", count=len(found), marking=MARKING, reason=words)
        append(db, entry, by=by, at_ms=to_ms(now))
    return as_csv(found, local_day(now, hours))


def _values(entry: RegisterEntry, today: date) -> tuple[object, ...]:
    holders = [each for each in entry.people if each.part == "holder"]
    first = holders[0] if holders else None
    held = entry.credentials
    admins = "; ".join(each.label for each in entry.people if each is not first)
    days = dormancy(entry, today).days
    return (
        entry.network_label, entry.handle, entry.name, entry.kind.value, entry.represents, entry.owner,
        first.number if first else "", first.position if first else "", admins,
        _day(first.trained_on if first else None), _day(first.guidance_on if first else None),
        held is not None and held.held, _day(held.since_on if held else None),
        _day(held.changed_on if held else None), held.changed_by if held else "",
        _day(entry.last_post_on), _day(entry.since_on), entry.reshare_only, entry.watch_only,
        _day(entry.frozen_on), entry.frozen_why, _day(entry.closed_on), entry.closed_why, entry.corporate_admin,
        entry.mitigation, _day(entry.mitigated_until_on),
        *(entry.checks[name].value if entry.checks[name].value in ("yes", "no") else "" for name in CHECKS),
        entry.note, "" if days is None else days, entry.id,
    )  # fmt: skip


def _day(told: date | None) -> str:
    return "" if told is None else f"{told:%d/%m/%Y}"
