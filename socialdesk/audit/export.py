"""The record as a file that anybody can check without the desk: `verifier.py` and README.md beside this module."""

from __future__ import annotations

import json
import os
from pathlib import Path

from socialdesk.audit.entries import sentence_of
from socialdesk.audit.log import Head, head
from socialdesk.errors import UserFacingError
from socialdesk.storage.database import Connection

FORMAT = "socialdesk-audit-export-1"
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

    `personal` adds the words kept apart and their salts. The file appears whole or not at all. Raises ExportError.
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
    if personal and isinstance(salt, bytes):
        line["salt"] = salt.hex()
        line["words"] = words
    return line
