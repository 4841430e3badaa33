"""Entries of the record as a file for people: those that a filter lets through (T3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from socialdesk.audit.entries import ExportWritten
from socialdesk.audit.export import export as export_chain
from socialdesk.audit.export import marking
from socialdesk.audit.log import Head
from socialdesk.clock import to_ms
from socialdesk.exports.document import Document, Form, Mode
from socialdesk.exports.exporting import (
    NothingToExport,
    Surroundings,
    WritePdf,
    Written,
    about,
    reason_of,
    when_words,
    write_document,
)
from socialdesk.exports.gather import Tree, entry_tree
from socialdesk.exports.known_of import redactor_for
from socialdesk.exports.leaves import rendered
from socialdesk.exports.permissions import Doing, require
from socialdesk.exports.safely import stop_if, whole_file
from socialdesk.storage.database import Connection

MOST_ENTRIES = 100_000
"""Entries in one such file; the whole record goes out as lines for the verifier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedEntries:
    """Which entries, how, and why."""

    numbers: Sequence[int]
    mode: Mode
    form: Form
    reason: str
    for_whom: str = ""


def export_entries(
    db: Connection,
    asked: AskedEntries,
    path: Path,
    around: Surroundings,
    *,
    write_pdf: WritePdf | None = None,
) -> Written:
    """Writes entries of the record to `path` in one go. `db` is a reader of the caller's thread.

    Raises NotForThisRole, NothingToExport, ExportError, ExportStopped, StoreError.
    """
    require(around.by, Doing.EXPORT_RECORD, training=around.training)
    reason = reason_of(asked.reason)
    if not 0 < len(asked.numbers) <= MOST_ENTRIES:
        raise NothingToExport(
            f"These are {len(asked.numbers):,} entries; one such file holds 1 to {MOST_ENTRIES:,}.",
            kept="Nothing was written.",
            to_do="Narrow the filter, or export the whole record for the verifier.",
        )
    tree: Tree = {"record": _entries(db, asked.numbers)}
    redactor = None if asked.mode is Mode.EVIDENTIAL else redactor_for(db, tree, force=around.force)
    stop_if(around.stopped)
    document = Document(
        title=f"{len(tree['record']):,} entries of the record",
        marking=asked.mode.marking,
        mode=asked.mode,
        made=when_words(around.now),
        about=about(asked.mode, training=around.training),
        tree=rendered(tree, redactor),
    )
    with whole_file(path) as part:
        write_document(document, asked.form, part, write_pdf)
        stop_if(around.stopped)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        around.record(
            ExportWritten(
                what="record",
                form=asked.form.value,
                mode=asked.mode.value,
                marking=document.marking,
                sha256=digest,
                entries=len(tree["record"]),
                reason=reason,
                for_whom=asked.for_whom.strip(),
            )
        )
    return Written(path=path, sha256=digest, marking=document.marking, items=0)


def export_whole(db: Connection, path: Path, around: Surroundings, *, words: bool, reason: str) -> Head:
    """Writes every entry as lines that `verifier.py` checks. Raises as `export_entries` does."""
    require(around.by, Doing.EXPORT_RECORD, training=around.training)
    reason = reason_of(reason)
    with whole_file(path) as part:
        head = export_chain(db, part, personal=words, now_ms=to_ms(around.now))
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        around.record(
            ExportWritten(
                what="record",
                form="jsonl",
                mode=Mode.EVIDENTIAL.value,
                marking=marking(personal=words),
                sha256=digest,
                entries=head.count,
                reason=reason,
            )
        )
    return head


def _entries(db: Connection, numbers: Sequence[int]) -> list[Tree]:
    found = db.execute(
        """
        SELECT audit.seq, at_ms, kind, by_name, by_role, facts, commitment, previous, hash, words
        FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq
        WHERE audit.seq IN (SELECT value FROM json_each(?)) ORDER BY audit.seq
        """,
        (json.dumps(list(numbers)),),
    )
    return [entry_tree(row) for row in found]
