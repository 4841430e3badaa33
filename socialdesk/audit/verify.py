"""Checking the record: every row's hash, the chain, the words kept apart, and the head kept elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from socialdesk.audit.entries import read_entry
from socialdesk.audit.log import EMPTY, START, Head, commit, row_hash
from socialdesk.storage.database import Connection

MOST_PROBLEMS = 50
"""More are not listed: the first says where to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a check found. `problems` are sentences, the first of them the earliest entry."""

    ok: bool
    count: int
    head: Head
    problems: tuple[str, ...] = ()
    against_kept_head: bool = False
    """True where it was also compared with a head kept outside the file; without one, a cut tail is not seen."""
    disposed: int = 0
    """Entries whose personal words were disposed of, as the record itself says."""

    @property
    def sentence(self) -> str:
        """The result in plain words."""
        if not self.ok:
            return "The record does NOT verify. " + " ".join(self.problems)
        compared = (
            "and agrees with the head kept outside the file"
            if self.against_kept_head
            else "but no head was kept outside the file to compare it with, so a cut end would not be seen"
        )
        return f"The record verifies: {self.count} entries, {compared}. Head: {self.head.hash}"


def verify(db: Connection, kept: Head | None = None) -> Verification:
    """Computes the whole chain anew. `kept` is a head from outside the file; the chain must reach and match it."""
    check = _Check(kept)
    begun = not db.in_transaction
    if begun:
        db.execute("BEGIN")  # one state of the record, while others go on writing it
    try:
        for row in db.execute(_ROWS):
            check.row(row)
        check.end(db)
    finally:
        if begun:
            db.execute("ROLLBACK")
    return Verification(
        ok=not check.problems,
        count=check.head.count,
        head=check.head,
        problems=tuple(check.problems),
        against_kept_head=kept is not None,
        disposed=len(check.without_words & check.disposed),
    )


_ROWS = """
SELECT audit.seq, at_ms, kind, by_name, by_role, account_id, facts, commitment, previous, hash, salt, words
FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq ORDER BY audit.seq
"""


class _Check:
    def __init__(self, kept: Head | None) -> None:
        self.problems: list[str] = []
        self.head = EMPTY
        self.without_words: set[int] = set()
        self.disposed: set[int] = set()
        self._kept = kept
        self._items: dict[int, set[int]] = {}
        self._kept_seen = kept is None or kept == EMPTY

    def wrong(self, sentence: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(sentence)

    def row(self, row: tuple[Any, ...]) -> None:
        seq, at_ms, kind, by_name, by_role, account_id, facts, commitment, previous, stored, salt, words = row
        for missing in range(self.head.count + 1, min(seq, self.head.count + 4)):
            self.wrong(f"Entry {missing} is missing.")
        if previous != self.head.hash and seq == self.head.count + 1:
            self.wrong(f"Entry {seq} does not follow on entry {self.head.count}.")
        digest = row_hash(
            previous,
            seq=seq,
            at_ms=at_ms,
            kind=kind,
            by_name=by_name,
            by_role=by_role,
            account_id=account_id,
            facts=facts,
            commitment=commitment,
        )
        if digest != stored:
            self.wrong(f"Entry {seq} was altered.")
        self._words(seq, commitment, salt, words)
        self._facts(seq, kind, facts)
        # From the stored hash, so that one altered entry is not told as every later one.
        self.head = Head(seq, stored)
        if self._kept is not None and self._kept.count == seq:
            self._kept_seen = True
            if self._kept.hash != stored:
                self.wrong(f"Entry {seq} is not the one that was the last when the head was kept.")

    def _words(self, seq: int, commitment: str, salt: bytes | None, words: str | None) -> None:
        if salt is None or words is None:
            if commitment:
                self.without_words.add(seq)
        elif not commitment or commit(bytes(salt), words) != commitment:
            self.wrong(f"The personal words of entry {seq} are not those that were written.")

    def _facts(self, seq: int, kind: str, facts: str) -> None:
        try:
            read: dict[str, Any] = json.loads(facts)
        except ValueError:
            return  # altered, and told as that
        if kind == "disposed":
            self.disposed.update(number for number in read.get("entries", ()) if isinstance(number, int))
        entry = read_entry(kind, read)
        if entry is not None:
            self._items[seq] = set(entry.items)

    def end(self, db: Connection) -> None:
        """What can only be told once every row has been read."""
        for seq in sorted(self.without_words - self.disposed):
            self.wrong(
                f"The personal words of entry {seq} are gone, and the record does not say that they were disposed of."
            )
        for seq, words in _apart(db):
            self.wrong(f"There are {words} of entry {seq}, which is not there.")
        self._index(db)
        if not self._kept_seen and self._kept is not None:
            self.wrong(
                f"The record ends at entry {self.head.count}, but {self._kept.count} entries stood in it when its"
                " head was kept: the end was cut off, or an older copy was put in its place."
            )

    def _index(self, db: Connection) -> None:
        """Which entries belong to which item can be found by the index only if the index is whole."""
        found: dict[int, set[int]] = {}
        for seq, item in db.execute("SELECT seq, item_id FROM audit_items"):
            found.setdefault(seq, set()).add(item)
        for seq in sorted(self._items):
            if found.get(seq, set()) != self._items[seq]:
                self.wrong(f"The list of items of entry {seq} is not what the entry says.")


def _apart(db: Connection) -> Iterator[tuple[int, str]]:
    for table, words in (("audit_personal", "personal words"), ("audit_items", "items")):
        found = db.execute(
            f"SELECT DISTINCT seq FROM {table} WHERE seq NOT IN (SELECT seq FROM audit) ORDER BY seq"
        )
        yield from ((row[0], words) for row in found)


def holds(db: Connection, kept: Head) -> bool:
    """True where the record has the entry that was the last when `kept` was kept; quick."""
    if kept.count == 0:
        return kept.hash == START
    row = db.execute("SELECT hash FROM audit WHERE seq = ?", (kept.count,)).fetchone()
    return row is not None and row[0] == kept.hash
