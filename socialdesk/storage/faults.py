"""What can befall the database, each as a sentence: what happened, what was kept, what to do.

StoreError
  it did not open:      WrongKey  PlainDatabase  NewerDatabase  OlderDatabase  CannotOpen  WrongSqlite
  restore a backup:     CorruptDatabase
  free or mend the disk: DiskFull  NoRoomForBackup  StoreReadOnly  StoreUnreadable
  close what holds it:  StoreBusy
  take another backup:  BadBackup  BackupStopped
"""

from __future__ import annotations

import errno
from typing import Self

from sqlcipher3 import dbapi2

from socialdesk.errors import UserFacingError


class StoreError(UserFacingError):
    """The database could not be opened, read or written; the text says why."""


class WrongKey(StoreError):
    """No page of the file is signed with this key."""

    def __init__(self) -> None:
        super().__init__(
            "The desk's database does not open with the key in this login's keyring.",
            kept="Nothing in it was altered.",
            to_do="Sign in as the person who set the desk up, or enter the printed recovery code.",
        )


class PlainDatabase(StoreError):
    """The file is a SQLite database, but not an encrypted one."""

    def __init__(self) -> None:
        super().__init__(
            "The file in the database's place is not the desk's: it is not encrypted.",
            kept="It was not altered.",
            to_do="Move that file away and restore a backup, or start with another data folder.",
        )


class NewerDatabase(StoreError):
    """The database was written by a later version of the desk."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"A newer SocialDesk has used this database (its schema is {found}, this version knows {known}).",
            kept="Nothing in it was altered.",
            to_do="Install the newer version of SocialDesk, or restore a backup from before the upgrade.",
        )


class OlderDatabase(StoreError):
    """The database awaits its upgrade, which only the desk itself does."""

    def __init__(self) -> None:
        super().__init__(
            "This database is from an older version of SocialDesk and has not been upgraded yet.",
            kept="Nothing in it was altered.",
            to_do="Open the desk once: it takes a backup and upgrades the database.",
        )


class CannotOpen(StoreError):
    """The file or its folder does not let itself be opened."""

    @classmethod
    def missing(cls) -> Self:
        """There is no database."""
        return cls(
            "There is no database in the data folder.",
            to_do="Open the desk once to make one, restore a backup, or check that the data folder is the right one.",
        )

    @classmethod
    def no_wal(cls) -> Self:
        """The file system cannot hold a write-ahead log."""
        return cls(
            "The data folder's disk cannot keep the desk's write-ahead log, as on some network shares.",
            kept="Nothing was altered.",
            to_do="Put the data folder on a disk of this computer.",
        )

    @classmethod
    def refused(cls) -> Self:
        """The operating system refused to open it."""
        return cls(
            "The desk's database could not be opened: its folder or file does not allow it.",
            kept="Nothing was altered.",
            to_do="Check that this login may read and write in the data folder.",
        )


class WrongSqlite(StoreError):
    """The SQLite inside this installation has a known fault."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"This installation carries SQLite {version}, which can lose saved work; 3.51.3 or later is needed.",
            kept="The database was not opened.",
            to_do="Install SocialDesk again with its own locked packages.",
        )


class CorruptDatabase(StoreError):
    """A page is damaged."""

    def __init__(self) -> None:
        super().__init__(
            "Part of the desk's database is damaged.",
            kept="The file was left as it is, and the backups are separate files.",
            to_do="Close the desk and restore the newest backup; the damaged file is put aside, never deleted.",
        )


class DiskFull(StoreError):
    """No space is left."""

    def __init__(self) -> None:
        super().__init__(
            "The disk is full, so this was not saved.",
            kept="Everything saved before is kept.",
            to_do="Free some space, then do it again.",
        )


class NoRoomForBackup(StoreError):
    """A backup would fill the disk."""

    def __init__(self, needed_bytes: int) -> None:
        super().__init__(
            f"There is not enough space on the disk for a backup: it needs {max(1, round(needed_bytes / 1e6)):,} MB.",
            kept="Nothing was written; the database and the earlier backups are as they were.",
            to_do="Free some space on the disk of the data folder.",
        )


class BackupStopped(StoreError):
    """Somebody stopped a backup, or the desk is closing."""

    def __init__(self) -> None:
        super().__init__(
            "The backup was stopped before it was complete.",
            kept="The database and the earlier backups are as they were.",
            to_do="The next one is taken when the desk is open again.",
        )


class StoreReadOnly(StoreError):
    """The file can be read and not written."""

    def __init__(self) -> None:
        super().__init__(
            "The desk's database can be read but not written, so this was not saved.",
            kept="Everything saved before is kept.",
            to_do="Check that this login may write in the data folder, then do it again.",
        )


class StoreUnreadable(StoreError):
    """The disk failed."""

    def __init__(self) -> None:
        super().__init__(
            "The disk did not read or write as it should, so this was not saved.",
            kept="Everything saved before is kept.",
            to_do="Check that the disk has space, then try again; if it happens again, have the disk checked.",
        )


class StoreBusy(StoreError):
    """Another program held the database for longer than we wait (5 s)."""

    def __init__(self) -> None:
        super().__init__(
            "Another program is using the desk's database, so this was not saved.",
            kept="Everything saved before is kept.",
            to_do="Close other copies of the desk, wait for any backup software to end, then do it again.",
        )


class BadBackup(StoreError):
    """A backup did not pass its checks."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The backup did not pass its checks: {why}.",
            kept="The present database was not altered, and earlier backups are kept.",
            to_do="Use another backup; if a new one fails as well, check the disk.",
        )


def told_of_file(error: OSError) -> StoreError:
    """The sentence for what the operating system said of the database's file or folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    return StoreUnreadable() if error.errno == errno.EIO else CannotOpen.refused()


def told(error: dbapi2.Error) -> StoreError | None:
    """The sentence for an error of SQLite; None for one that is a fault in our own SQL."""
    # Errors that sqlcipher3 raises by itself (a closed connection) carry no code.
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case 5:  # SQLITE_BUSY; SQLITE_LOCKED is a quarrel of one connection with itself, which is our fault
            return StoreBusy()
        case 8:  # SQLITE_READONLY
            return StoreReadOnly()
        case 10:  # SQLITE_IOERR
            return StoreUnreadable()
        case 11 | 26:  # SQLITE_CORRUPT, SQLITE_NOTADB; `database` tells a wrong key from a damaged first page
            return CorruptDatabase()
        case 13:  # SQLITE_FULL
            return DiskFull()
        case 14:  # SQLITE_CANTOPEN
            return CannotOpen.refused()
        case _:
            return None
