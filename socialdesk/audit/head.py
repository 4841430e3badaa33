"""The head of the record, kept outside the file: what a chain in its own file cannot see is seen against it."""

from __future__ import annotations

from typing import Protocol

from socialdesk.audit.entries import Restored
from socialdesk.audit.log import Head, append, head
from socialdesk.audit.verify import Verification, holds, verify
from socialdesk.errors import UserFacingError
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, writing

NAME = "audit-head"


class RecordNotWhole(UserFacingError):
    """The record lacks what it had when its head was last kept."""

    def __init__(self) -> None:
        super().__init__(
            "The record is not the one whose head was kept: its end was cut off, or an older copy is in its place.",
            kept="Nothing was altered, and the kept head was not replaced.",
            to_do="Run `socialdesk audit verify`, tell Corporate Communications, and keep this file as it is.",
        )


class Store(Protocol):
    """Where a head is kept outside the file (`config.secrets.Secrets`)."""

    def get(self, name: str, /) -> str | None: ...
    def set(self, name: str, value: str, /) -> None: ...


class HeadKeeper:
    """Keeps the head in the keyring, and compares the record with it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last: Head | None = None

    def kept(self) -> Head | None:
        """The head as last kept; None where there is none or it cannot be read as one."""
        stored = self._store.get(NAME)
        count, _, digest = (stored or "").partition(":")
        if not (count.isascii() and count.isdigit() and len(digest) == 64):
            return None
        return Head(int(count), digest)

    def keep(self, db: Connection) -> Head:
        """Keeps the head as it is now, if the record still has what the last one stood for.

        Called now and then, after decisions and at the close. Raises RecordNotWhole, SecretsError.
        """
        now = head(db)
        if now == self._last:
            return now
        before = self.kept()
        if before is not None and not holds(db, before):
            raise RecordNotWhole
        if before != now:
            self._store.set(NAME, f"{now.count}:{now.hash}")
        self._last = now
        return now

    def verify(self, db: Connection) -> Verification:
        """Checks the whole record, against the kept head where there is one."""
        return verify(db, self.kept())

    def accept_restored(self, db: Connection, *, by: Person, at_ms: int) -> Head:
        """Takes a restored backup's end for the head, and says so in the record: what it stood at, and stands at."""
        before, found = self.kept(), head(db)
        entry = Restored(
            kept_count=before.count if before else 0,
            kept_hash=before.hash if before else "",
            found_count=found.count,
            found_hash=found.hash,
        )
        with writing(db):
            append(db, entry, by=by, at_ms=at_ms)
        now = head(db)
        self._store.set(NAME, f"{now.count}:{now.hash}")
        self._last = now
        return now
