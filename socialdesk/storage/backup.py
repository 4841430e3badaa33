"""Backups: a page copy by SQLite's own call, checked before it is called a backup; and the way back.

A copy of the file alone would miss what is still in the write-ahead log. The copy is encrypted with the same key. It is
taken of one moment (a read transaction), which does not hold up the writer.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from sqlcipher3 import dbapi2

from socialdesk.clock import Clock
from socialdesk.errors import BugError
from socialdesk.storage import files
from socialdesk.storage.database import BeforeUpgrade, Connection, Key, open_copy, store_errors
from socialdesk.storage.faults import (
    BackupStopped,
    BadBackup,
    CorruptDatabase,
    NewerDatabase,
    NoRoomForBackup,
    StoreError,
    WrongKey,
)
from socialdesk.storage.lock import FolderLock

Reason = Literal["daily", "asked", "upgrade"]

_NAME = re.compile(r"desk-([0-9]{8}T[0-9]{6})Z(?:-[0-9]+)?-(daily|asked|upgrade)\.db")
_TIME = "%Y%m%dT%H%M%S"
_PART = ".part"
_PAGES_AT_A_TIME = 512
_SPARE_BYTES = 16_000_000
_UPGRADES_KEPT = 3


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that passed its checks when it was taken."""

    path: Path
    taken: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, as far as two of them can be compared: rows by table, and the last entry of the audit."""

    rows: Mapping[str, int]
    audit_head: tuple[int, str] | None


def back_up(
    database: Path,
    key: Key,
    folder: Path,
    *,
    now: datetime,
    reason: Reason = "asked",
    stop: threading.Event | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Copies the database into `folder` and checks the copy; answers with its path. Not on the writer's thread.

    `progress` is told pages done and pages in all. Raises `StoreError`, `BackupStopped` once `stop` is set; what was
    begun is removed then.
    """
    files.make_private_folder(folder)
    final = _free_name(folder, now, reason)
    part = final.with_name(final.name + _PART)
    try:
        _need_room(folder, database)
        files.make_private_file(part)
        expected = _copy(database, part, key, stop, progress)
        if check(part, key, stop=stop) != expected:
            raise BadBackup("it does not hold what the database holds")
        files.sync_file(part)
        files.rename(part, final)
    except OSError as error:
        _remove_copy(part)
        raise BadBackup("it could not be written") from error
    except dbapi2.Error as error:
        _remove_copy(part)
        if stop is not None and stop.is_set():
            raise BackupStopped() from error
        raise
    except BaseException:
        _remove_copy(part)
        raise
    return final


def check(path: Path, key: Key, *, stop: threading.Event | None = None) -> Contents:
    """Reads every page of a database that nobody writes: signatures, structure, references. Raises `BadBackup`.

    SQLite's own check sees one flipped bit in ten, SQLCipher's signatures see them all.
    """
    if not path.is_file() or path.stat().st_size == 0:
        raise BadBackup("there is nothing in it")
    try:
        with closing(open_copy(path, key)) as db, store_errors():
            _stoppable(db, stop)
            if db.execute("PRAGMA user_version").fetchone() == (0,):
                raise BadBackup("it is not a database of the desk")
            if db.execute("PRAGMA cipher_integrity_check").fetchall():
                raise BadBackup("a page of it is damaged")
            if db.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise BadBackup("its structure is damaged")
            if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BadBackup("a row in it refers to one that is not there")
            return _contents(db)
    except (BadBackup, NewerDatabase):
        raise
    except WrongKey as error:
        raise BadBackup("it is encrypted with another key, or is no backup of the desk") from error
    except (StoreError, dbapi2.Error, OSError) as error:
        if stop is not None and stop.is_set():
            raise BackupStopped() from error
        raise BadBackup("it could not be read") from error


def backups(folder: Path) -> list[Backup]:
    """The backups in a folder, newest first."""
    if not folder.is_dir():
        return []
    found: list[Backup] = []
    for path in folder.iterdir():
        name = _NAME.fullmatch(path.name)
        if name is not None:
            taken = _taken(name[1])
            reason: Reason = "daily" if name[2] == "daily" else "upgrade" if name[2] == "upgrade" else "asked"
            if taken is not None:
                found.append(Backup(path, taken, reason))
    return sorted(found, key=lambda backup: (backup.taken, backup.path.name), reverse=True)


def due(folder: Path, *, now: datetime) -> bool:
    """True when no backup was taken in the last 24 hours. One from a clock that ran ahead does not count."""
    return not any(now - timedelta(hours=24) < backup.taken <= now for backup in backups(folder))


def rotate(folder: Path, *, daily: int = 7, weekly: int = 4) -> list[Path]:
    """Deletes what is neither the newest of one of the last days with a backup nor of one of the last weeks with one.

    The newest backup of all is never deleted, nor are those that a person asked for, nor the last three from before an
    upgrade. Copies that were never finished go. Only where the folder's lock is held. Returns what was deleted.
    """
    found = backups(folder)
    kept = {backup.path for backup in found[:1]}
    kept |= {backup.path for backup in found if backup.reason == "asked"}
    kept |= {backup.path for backup in [each for each in found if each.reason == "upgrade"][:_UPGRADES_KEPT]}
    days: dict[str, Path] = {}
    weeks: dict[str, Path] = {}
    for backup in found:
        if backup.reason == "daily":
            days.setdefault(f"{backup.taken:%Y-%m-%d}", backup.path)
            weeks.setdefault(f"{backup.taken:%G-%V}", backup.path)
    kept |= set(list(days.values())[:daily]) | set(list(weeks.values())[:weekly])
    gone = [backup.path for backup in found if backup.path not in kept]
    gone += sorted(folder.glob(f"desk-*{_PART}*")) if folder.is_dir() else []
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def before_upgrade(database: Path, key: Key, folder: Path, clock: Clock) -> BeforeUpgrade:
    """What `open_writer` does before it upgrades a database that holds anything: a backup, checked."""

    def take(_from_version: int) -> None:
        back_up(database, key, folder, now=clock(), reason="upgrade")

    return take


def restore(backup: Path, database: Path, key: Key, *, now: datetime, lock: FolderLock) -> Path | None:
    """Puts a checked backup in the database's place; the present database goes aside and is never deleted.

    `lock` is the data folder's, held: nobody has the database open. Killed at any instant, the present database is in
    its place, or the restored one takes it at the next opening. Returns where the present one went, None if there was
    none. Raises `StoreError`, most often `BadBackup`; nothing is altered then.
    """
    if not lock.held:
        raise BugError("a restore needs the data folder's lock")
    files.settle_restore(database)
    expected = check(backup, key)
    part = database.with_name(f"{database.name}.restoring{_PART}")
    _remove_copy(part)
    try:
        _need_room(database.parent, backup)
        files.make_private_file(part)
        if _copy(backup, part, key, checked=True) != expected or check(part, key) != expected:
            raise BadBackup("its copy does not hold what it holds")
        files.sync_file(part)
        files.rename(part, _restored_name(database, now))
    except OSError as error:
        _remove_copy(part)
        raise BadBackup("it could not be copied into the data folder") from error
    except BaseException:
        _remove_copy(part)
        raise
    return files.settle_restore(database)


def _copy(
    source: Path,
    target: Path,
    key: Key,
    stop: threading.Event | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    checked: bool = False,
) -> Contents:
    def step(_status: int, remaining: int, total: int) -> None:
        if stop is not None and stop.is_set():
            raise BackupStopped()
        if progress is not None:
            progress(total - remaining, total)

    with closing(open_copy(source, key)) as reading, closing(open_copy(target, key)) as copy, store_errors():
        # Without a transaction the copy would begin anew at each commit of the writer.
        reading.execute("BEGIN")
        if not checked:
            # The copying would take a damaged page for zeros, and sign those; SQLCipher even reads the last page of a
            # long text as zeros without an error. This reads every page that is in use.
            _stoppable(reading, stop)
            if reading.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise CorruptDatabase()
        contents = _contents(reading)
        # If this is cut short the whole file is thrown away.
        copy.execute("PRAGMA journal_mode = OFF")
        reading.backup(copy, pages=_PAGES_AT_A_TIME, progress=step)
        reading.execute("COMMIT")
        # A file by itself, without a write-ahead log beside it.
        if copy.execute("PRAGMA journal_mode = DELETE").fetchone() != ("delete",):
            raise BadBackup("it could not be closed")
    return contents


def _contents(db: Connection) -> Contents:
    names = [
        str(row[0])
        for row in db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'"
        )
    ]
    rows: dict[str, int] = {}
    for name in sorted(names):
        quoted = name.replace('"', '""')
        row = db.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
        rows[name] = int(row[0]) if row else 0
    if "audit" not in rows:
        return Contents(rows, None)
    head = db.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Contents(rows, (int(head[0]), str(head[1])) if head else None)


def _stoppable(db: dbapi2.Connection, stop: threading.Event | None) -> None:
    if stop is not None:
        db.set_progress_handler(stop.is_set, 100_000)


def _need_room(folder: Path, source: Path) -> None:
    needed = source.stat().st_size + _SPARE_BYTES
    if shutil.disk_usage(folder).free < needed:
        raise NoRoomForBackup(needed)


def _free_name(folder: Path, now: datetime, reason: Reason) -> Path:
    stamp = now.astimezone(UTC).strftime(_TIME)
    path = folder / f"desk-{stamp}Z-{reason}.db"
    number = 2
    while path.exists():
        path = folder / f"desk-{stamp}Z-{number}-{reason}.db"
        number += 1
    return path


def _restored_name(database: Path, now: datetime) -> Path:
    stamp = now.astimezone(UTC).strftime(_TIME)
    number = 1
    while True:
        unique = stamp if number == 1 else f"{stamp}-{number}"
        if not files.set_aside_name(database, unique).exists():
            return database.with_name(f"{database.name}{files.RESTORED}{unique}")
        number += 1


def _taken(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def _remove_copy(part: Path) -> None:
    for beside in ("", "-wal", "-shm", "-journal"):
        part.with_name(part.name + beside).unlink(missing_ok=True)
