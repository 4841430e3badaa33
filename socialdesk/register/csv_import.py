"""A register taken from a file: a preview of every fault, rows chosen, and all of them taken together or none (A1).

found = preview(db, data, now=now, hours=hours)     nothing is written
take(db, found, chosen, now=now, hours=hours, by=person)
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from socialdesk.audit import registering as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.people import Person
from socialdesk.policy.book import Hours
from socialdesk.policy.working_days import local_day
from socialdesk.register.csv_columns import IGNORED, PASSWORD, Columns, columns_of
from socialdesk.register.csv_faults import Fault, fault
from socialdesk.register.csv_rows import Parsed, read_row
from socialdesk.register.csv_taking import Known, known_accounts, put_row
from socialdesk.register.csv_text import LARGEST, SEPARATORS, Record, announced_separator, decode, records
from socialdesk.register.keeping import require_keeper
from socialdesk.register.register_rules import CORPORATE_ONLY, NETWORKS, Kind, RegisterError
from socialdesk.storage.database import Connection, writing

MOST_ROWS = 5_000
HEADER_ROWS = 12
"""Titles and empty rows may stand above the headings."""
_NEEDED = (("network", "no_network_column"), ("handle", "no_handle_column"), ("owner", "no_owner_column"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One account as the file has it, beside what is on the register."""

    parsed: Parsed
    action: str
    """`add` or `alter`; `same` where it was closed before, `stopped` where it cannot be taken."""
    register_id: int | None = None

    @property
    def number(self) -> int:
        """As a spreadsheet counts rows."""
        return self.parsed.row

    @property
    def label(self) -> str:
        """The account in a few words."""
        network = NETWORKS.get(self.parsed.network, "")
        return " ".join(part for part in (network, self.parsed.handle) if part) or "(not readable)"

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with it."""
        return tuple(self.parsed.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it was read. Where `stopped`, nothing of it can be taken."""

    rows: tuple[Row, ...] = ()
    file_faults: tuple[Fault, ...] = ()
    encoding: str = ""
    separator: str = ""
    headings: tuple[tuple[str, str], ...] = ()
    """Each heading of the file with what it means; "" where it means nothing known."""
    sha256: str = ""

    @property
    def stopped(self) -> bool:
        """True where the file itself cannot be read as a register."""
        return any(each.stops for each in self.file_faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, those of the file first, then row by row."""
        return (*self.file_faults, *(each for row in self.rows for each in row.faults))

    @property
    def takable(self) -> tuple[int, ...]:
        """The numbers of the rows that can be taken."""
        return (
            () if self.stopped else tuple(row.number for row in self.rows if row.action in ("add", "alter"))
        )

    @property
    def summary(self) -> str:
        """What there is, in a sentence."""
        if self.stopped:
            return "This file cannot be read as a register."
        counted = {each: sum(row.action == each for row in self.rows) for each in ("add", "alter", "stopped")}
        return (
            f"{len(self.rows)} rows: {counted['add']} new, {counted['alter']} already on the register, "
            f"{counted['stopped']} that cannot be taken as they are."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What an import did."""

    added: int
    altered: int
    same: int
    left_out: int

    @property
    def sentence(self) -> str:
        """In plain words."""
        return (
            f"{self.added} accounts were added, {self.altered} brought up to date, {self.same} were the same already"
            f" and {self.left_out} rows were left out."
        )


def read_file(data: bytes, today: date) -> Preview:
    """A file as it stands, beside no register: what `preview` begins with. Never raises, whatever the bytes are."""
    digest = hashlib.sha256(data).hexdigest()
    decoded = decode(data)
    if decoded.fault:
        said = fault(0, "", decoded.fault, *([LARGEST // 1_000_000] if decoded.fault == "too_big" else []))
        return Preview(file_faults=(said,), encoding=decoded.encoding, sha256=digest)
    announced, text = announced_separator(decoded.text)
    separator, header = _headings(text, announced)
    faults: list[Fault] = []
    if header is None:
        faults.append(fault(0, "", "no_header", HEADER_ROWS))
        return Preview(
            file_faults=tuple(faults), encoding=decoded.encoding, separator=separator, sha256=digest
        )
    columns = columns_of(header.cells)
    faults += _of_headings(header, columns)
    found = records(text, separator, most=MOST_ROWS + header.number + 1)
    body = [each for each in found[header.number :] if not each.blank]
    if not body:
        faults.append(fault(0, "", "no_rows"))
    elif len(body) > MOST_ROWS:
        faults.append(fault(0, "", "too_many_rows", MOST_ROWS))
        body = []
    parsed = [read_row(each, columns, today) for each in body]
    _against_each_other(parsed)
    return Preview(
        rows=tuple(Row(parsed=each, action="stopped" if each.stopped else "add") for each in parsed),
        file_faults=tuple(faults),
        encoding=decoded.encoding,
        separator=separator,
        headings=tuple(zip(columns.headings, columns.meanings, strict=True)),
        sha256=digest,
    )


def preview(db: Connection, data: bytes, *, now: datetime, hours: Hours) -> Preview:
    """A file beside the register: what is new, what is there already, and every fault. Nothing is written."""
    found = read_file(data, local_day(now, hours))
    known = known_accounts(db)
    return _beside(found, known)


def take(
    db: Connection, found: Preview, chosen: Collection[int], *, now: datetime, hours: Hours, by: Person
) -> Taken:
    """Takes the chosen rows, by their numbers, all in one transaction. What is there already is brought up to date.

    An empty cell alters nothing, and nobody is taken off. Raises RegisterError: a row cannot be taken, the register was
    altered since the preview, or it is not for `by` to do; nothing is written then.
    """
    wanted = set(chosen)
    with writing(db):
        require_keeper(db, by)
        if found.stopped or not wanted <= set(found.takable):
            raise RegisterError(
                "A row was chosen that cannot be taken as it is.",
                to_do="Correct the file, or leave the row out.",
            )
        if not wanted:
            raise RegisterError("No row is chosen.", to_do="Choose the rows that are to be taken.")
        now_known = _beside(found, known_accounts(db))
        if [(row.action, row.register_id) for row in now_known.rows] != [
            (row.action, row.register_id) for row in found.rows
        ]:
            raise RegisterError(
                "The register was altered since this file was looked at. Nothing was imported.",
                to_do="Look at the preview again.",
            )
        added = altered = same = 0
        for row in found.rows:
            if row.number not in wanted:
                continue
            try:
                changed = put_row(db, row.parsed, row.register_id, now=now, hours=hours, by=by)
            except RegisterError as error:
                raise RegisterError(
                    f"Row {row.number}, {row.label}: {error.happened} Nothing was imported.",
                    to_do=error.to_do or "Correct the file, or leave the row out.",
                ) from error
            added += row.action == "add"
            altered += row.action == "alter" and changed
            same += row.action == "alter" and not changed
        left = len(found.rows) - len(wanted)
        entry = audit.RegisterImported(added=added, altered=altered, left_out=left, sha256=found.sha256)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Taken(added=added, altered=altered, same=same, left_out=left)


def _headings(text: str, announced: str) -> tuple[str, Record | None]:
    """The separator, and the row that names the most of what a register has."""
    best: tuple[int, int, str, Record] | None = None
    for separator in (announced,) if announced else SEPARATORS:
        for record in records(text, separator, most=HEADER_ROWS):
            columns = columns_of(record.cells)
            names = {"network", "handle", "name", "address", "owner"} & set(columns.places)
            if len(names) >= 2 or (names and columns.known >= 2):
                rank = (columns.known, -record.number)
                if best is None or rank > best[:2]:
                    best = (*rank, separator, record)
    if best is None:
        return announced, None
    return best[2], best[3]


def _of_headings(header: Record, columns: Columns) -> Iterator[Fault]:
    places = columns.places
    for meaning, code in _NEEDED:
        one_of = ("handle", "name", "address") if meaning == "handle" else (meaning,)
        if meaning == "network" and "address" in places:
            continue
        if not any(each in places for each in one_of):
            yield fault(0, "", code)
    if "kind" not in places:
        yield fault(0, "", "no_kind_column")
    seen: dict[str, str] = {}
    for heading, meaning in zip(columns.headings, columns.meanings, strict=True):
        if meaning == PASSWORD:
            yield fault(header.number, heading, "password_column")
        elif meaning in seen and meaning != IGNORED:
            yield fault(header.number, heading, "column_twice", f"{seen[meaning]}, {heading}")
        elif meaning:
            seen[meaning] = heading
        elif heading:
            yield fault(header.number, heading, "unknown_column")


def _against_each_other(rows: list[Parsed]) -> None:
    handles: dict[tuple[str, str], int] = {}
    single: dict[str, int] = {}
    primary: dict[str, Parsed] = {}
    for row in rows:
        if not row.network or not row.key[1]:
            continue
        if row.key in handles:
            row.faults.append(fault(row.row, "", "handle_twice", handles[row.key]))
            continue
        handles[row.key] = row.row
        if "closed_on" in row.days:
            continue
        if row.network in CORPORATE_ONLY:
            if row.network in single:
                label = NETWORKS[row.network]
                row.faults.append(fault(row.row, "", "second_corporate", label, single[row.network]))
            single.setdefault(row.network, row.row)
        elif row.kind is Kind.PRIMARY:
            if row.network in primary:
                first = primary[row.network]
                row.faults.append(
                    fault(row.row, "", "second_primary", NETWORKS[row.network], f"row {first.row}")
                )
            primary.setdefault(row.network, row)


def _beside(found: Preview, known: Known) -> Preview:
    rows: list[Row] = []
    for row in found.rows:
        parsed = row.parsed
        # The file's own faults, without those that an earlier look at the register added.
        parsed.faults = [each for each in parsed.faults if each.code not in known.CODES]
        there = known.open.get(parsed.key)
        if there is None and parsed.network and not parsed.stopped:
            label = NETWORKS[parsed.network]
            others = [each for each in known.open.values() if each.network == parsed.network]
            if "closed_on" not in parsed.days:
                if parsed.network in CORPORATE_ONLY and others:
                    parsed.faults.append(fault(parsed.row, "", "second_on_register", label, others[0].handle))
                elif parsed.kind is Kind.PRIMARY and (
                    first := next((each for each in others if each.kind is Kind.PRIMARY), None)
                ):
                    parsed.faults.append(
                        fault(
                            parsed.row,
                            "",
                            "second_primary_on_register",
                            label,
                            f"{first.handle}, on the register,",
                        )
                    )
            if parsed.key in known.closed:
                parsed.faults.append(fault(parsed.row, "", "closed_before"))
        action = "stopped" if parsed.stopped else "alter" if there else "add"
        if action == "add" and "closed_on" in parsed.days and parsed.key in known.closed:
            action = "same"  # it was closed before, and the file says no more than that
            parsed.faults = [each for each in parsed.faults if each.code not in known.CODES]
        rows.append(Row(parsed=parsed, action=action, register_id=there.id if there else None))
    return Preview(
        rows=tuple(rows),
        file_faults=found.file_faults,
        encoding=found.encoding,
        separator=found.separator,
        headings=found.headings,
        sha256=found.sha256,
    )
