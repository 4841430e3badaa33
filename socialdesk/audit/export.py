"""The record as a file that anybody can check without the desk: `verifier.py` and README.md beside this module."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from socialdesk.audit.entries import sentence_of
from socialdesk.audit.log import Head, head
from socialdesk.audit.watching import WITHHELD
from socialdesk.errors import UserFacingError
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection

FORMAT = "socialdesk-audit-export-1"
EXTRACT = "socialdesk-audit-extract-1"
MARKING = "OFFICIAL"
MARKING_PERSONAL = "OFFICIAL-SENSITIVE"
"""Government Security Classifications: what names people and what was said of them is the few that need care (T2)."""


class ExportError(UserFacingError):
    """The file could not be written."""


def marking(*, personal: bool) -> str:
    """How an export is marked."""
    return MARKING_PERSONAL if personal else MARKING


def export(db: Connection, path: Path, *, personal: bool, now_ms: int) -> Head:
    """Writes every entry as a line of JSON and answers with the head of what was written.

    `personal` adds the words kept apart and their salts, but for protected words, which leave the desk in no file.
    The file appears whole or not at all. Raises ExportError.
    """
    db.execute("BEGIN")  # one state of the record, while others go on writing it
    part = path.with_name(path.name + ".part")
    try:
        now = head(db)
        with part.open("w", encoding="ascii", newline="\n") as file:
            first = {
                "format": FORMAT,
                "marking": marking(personal=personal),
                "exported_ms": now_ms,
                "count": now.count,
                "head": now.hash,
                "personal_words": personal,
            }
            file.write(json.dumps(first) + "\n")
            for row in db.execute(_PERSONAL if personal else _PLAIN):
                file.write(json.dumps(_line(row, personal=personal)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ExportError(
            f"The record could not be written to that file ({error.strerror or 'the disk did not take it'}).",
            kept="No half file was left, and an earlier export there was not touched.",
            to_do="Choose another place, or free some space.",
        ) from error
    finally:
        db.execute("ROLLBACK")
    return now


def extract(db: Connection, items: Sequence[ItemId], *, now_ms: int) -> Iterator[str]:
    """The entries of some items as lines of JSON with their words and salts, the first line among them.

    Within a transaction of the caller, so that the head is that of the same moment.
    """
    wanted = json.dumps(sorted(items))
    now = head(db)
    row = db.execute(f"SELECT count(DISTINCT seq) {_OF_ITEMS}", (wanted,)).fetchone()
    first = {
        "format": EXTRACT,
        "marking": marking(personal=True),
        "exported_ms": now_ms,
        "count": 0 if row is None else row[0],
        "head": now.hash,
        "head_count": now.count,
        "personal_words": True,
    }
    yield json.dumps(first) + "\n"
    for each in db.execute(
        f"SELECT audit.{_FIELDS}, salt, words FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq"
        f" WHERE audit.seq IN (SELECT seq {_OF_ITEMS}) ORDER BY audit.seq",
        (wanted,),
    ):
        yield json.dumps(_line(each, personal=True)) + "\n"


_OF_ITEMS = "FROM audit_items WHERE item_id IN (SELECT value FROM json_each(?))"
_FIELDS = "seq, at_ms, kind, by_name, by_role, account_id, facts, commitment, previous, hash"
_PLAIN = f"SELECT {_FIELDS}, NULL, NULL FROM audit ORDER BY seq"
_PERSONAL = f"""
SELECT audit.{_FIELDS}, salt, words FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq
ORDER BY audit.seq
"""


def _line(row: tuple[object, ...], *, personal: bool) -> dict[str, object]:
    seq, at_ms, kind, by_name, by_role, account_id, facts, commitment, previous, digest, salt, words = row
    line: dict[str, object] = {
        "seq": seq,
        "at_ms": at_ms,
        "kind": kind,
        "by_name": by_name,
        "by_role": by_role,
        "account_id": account_id,
        "facts": facts,
        "commitment": commitment,
        "previous": previous,
        "hash": digest,
        "sentence": sentence_of(str(kind), json.loads(str(facts))),
    }
    if personal and isinstance(salt, bytes) and kind not in WITHHELD:
        line["salt"] = salt.hex()
        line["words"] = words
    return line
