"""The one door to the database: open, key, pragmas, transactions, and each failure as a sentence.

SQLCipher encrypts every page with a raw 32 byte key, so nothing is derived and opening takes a millisecond; it also
signs every page, so a flipped bit is noticed when the page is read.
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlcipher3 import dbapi2

from socialdesk.errors import BugError
from socialdesk.storage import files
from socialdesk.storage.faults import (
    CannotOpen,
    CorruptDatabase,
    DiskFull,
    NewerDatabase,
    OlderDatabase,
    PlainDatabase,
    StoreError,
    StoreUnreadable,
    WrongKey,
    WrongSqlite,
    told,
    told_of_file,
)

SCHEMA_VERSION = 6
"""The newest migration's number, kept in `PRAGMA user_version`; here, so that opening need not import sqlite-utils."""

Key = bytes
"""32 random bytes."""

IntegrityError = dbapi2.IntegrityError
"""A constraint or a trigger of the schema refused the statement."""
DatabaseError = dbapi2.Error
"""Any error of SQLite."""

SqlValue = str | int | float | bytes | None
Parameters = Sequence[SqlValue] | Mapping[str, SqlValue]

BeforeUpgrade = Callable[[int], None]
"""Called with the old schema's number before a database that holds anything is upgraded; raises to prevent it."""

_BUSY_MS = 5_000
_CACHE_KIB = 32_768
_PAGE = 4096
_SIGNATURE = 64
_SALT = 16
_INDEX = 65_536


class Cursor(Protocol):
    """The answer to one statement; rows are tuples."""

    @property
    def description(self) -> tuple[tuple[str, None, None, None, None, None, None], ...] | None: ...
    @property
    def rowcount(self) -> int: ...
    @property
    def lastrowid(self) -> int | None: ...
    def fetchone(self) -> tuple[Any, ...] | None: ...
    def fetchmany(self, size: int = ..., /) -> list[tuple[Any, ...]]: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...
    def close(self) -> None: ...
    def __iter__(self) -> Iterator[tuple[Any, ...]]: ...


class Connection(Protocol):
    """A connection, used by the thread that opened it only; `interrupt` may be called from any thread.

    Nothing opens a transaction by itself: outside `writing`, each statement is its own.
    """

    @property
    def in_transaction(self) -> bool: ...
    @property
    def total_changes(self) -> int: ...
    def execute(self, sql: str, parameters: Parameters = ..., /) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor: ...
    def create_function(
        self, name: str, narg: int, func: Callable[..., Any] | None, deterministic: bool = ...
    ) -> None: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


def open_writer(
    path: Path, key: Key, *, create: bool = True, before_upgrade: BeforeUpgrade | None = None
) -> Connection:
    """The connection that writes, to a database whose schema is this version's; made and upgraded as needed.

    `before_upgrade` takes the backup (`storage.backup.before_upgrade`); an upgrade without one is a `BugError`.
    `create=False` refuses to make a new database where one is expected. Raises `StoreError`.
    """
    try:
        files.settle_restore(path)
        if not _holds_anything(path):
            if not create:
                raise CannotOpen.missing()
            files.make_private_file(path)
    except OSError as error:
        raise told_of_file(error) from error
    db = _connect(path, key)
    try:
        with store_errors():
            _set_up(db)
            if _version(db) != SCHEMA_VERSION:
                _upgrade(db, before_upgrade)
    except BaseException as error:
        db.close()
        # Making the index of the write-ahead log on a full disk fails as a disk that cannot write.
        if isinstance(error, StoreUnreadable) and shutil.disk_usage(path.parent).free < _INDEX:
            raise DiskFull() from error
        raise
    return db


def open_reader(path: Path, key: Key) -> Connection:
    """A connection that can only read, to a database that is already this version's. Raises `StoreError`."""
    if not _holds_anything(path):
        raise CannotOpen.missing()
    db = _connect(path, key)
    try:
        with store_errors():
            _set_up(db)
            if _version(db) != SCHEMA_VERSION:
                raise OlderDatabase()
            db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def open_copy(path: Path, key: Key) -> dbapi2.Connection:
    """A connection for `storage.backup`: keyed, with SQLite's own `backup` call; any schema that is not newer.

    An empty or missing file is a new database. Raises `StoreError`.
    """
    db = _connect(path, key)
    try:
        with store_errors():
            _pragmas(db)
            _version(db)
    except BaseException:
        db.close()
        raise
    return db


def memory_database() -> Connection:
    """A database of this version in memory: for tests, and for work that keeps nothing."""
    db = dbapi2.connect(":memory:", isolation_level=None)
    _pragmas(db)
    _upgrade(db, None)
    return db


def is_current(path: Path, key: Key) -> bool:
    """True when the database exists and needs no upgrade: opening it imports nothing slow. Raises `StoreError`."""
    if not _holds_anything(path):
        return False
    with closing(open_copy(path, key)) as db:
        return _version(db) == SCHEMA_VERSION


@contextmanager
def writing(db: Connection) -> Generator[None]:
    """One transaction, which takes the write lock at once: all of the block is kept, or nothing of it.

    Raises `BugError` inside another transaction, and `StoreError` for what the disk or the file did.
    """
    if db.in_transaction:
        raise BugError("a transaction inside a transaction")
    with store_errors():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            if not db.in_transaction:
                raise BugError("the transaction ended before its block did")
            db.execute("COMMIT")
        except BaseException:
            # A full disk ends the transaction by itself.
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


@contextmanager
def store_errors() -> Generator[None]:
    """Turns what the disk, the file or another program did into a `StoreError`; faults in the SQL pass as they are."""
    try:
        yield
    except dbapi2.Error as error:
        sentence = told(error)
        if sentence is None:
            raise
        raise sentence from error


def assert_in_transaction(db: Connection) -> None:
    """Raises `BugError` when a write would stand alone."""
    if not db.in_transaction:
        raise BugError("this belongs in a transaction")


def key_fits(path: Path, key: Key) -> bool:
    """True when any of the file's first pages is signed with `key`: tells a wrong key from a damaged first page.

    SQLCipher 4: HMAC-SHA512 over each page and its number, by a key derived from the raw key and the file's salt.
    """
    with path.open("rb") as file:
        salt = file.read(_SALT)
        signing_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)
        for number in range(1, 9):
            start = _SALT if number == 1 else 0
            file.seek((number - 1) * _PAGE + start)
            page = file.read(_PAGE - start)
            if len(page) < _PAGE - start:
                return False
            signed = page[:-_SIGNATURE] + number.to_bytes(4, "little")
            if hmac.compare_digest(hmac.digest(signing_key, signed, "sha512"), page[-_SIGNATURE:]):
                return True
    return False


def require_sqlite(version: tuple[int, ...]) -> None:
    """Raises `WrongSqlite` below 3.51.3, whose write-ahead log could lose committed pages at a checkpoint."""
    if version < (3, 51, 3):
        raise WrongSqlite(".".join(str(part) for part in version))


def _connect(path: Path, key: Key) -> dbapi2.Connection:
    require_sqlite(dbapi2.sqlite_version_info)
    if len(key) != 32:
        raise BugError("a database key has 32 bytes")
    with store_errors():
        db = dbapi2.connect(str(path), timeout=_BUSY_MS / 1000, isolation_level=None)
    try:
        with store_errors():
            # SQLCipher would write its own account of a wrong key on stderr.
            db.execute("PRAGMA cipher_log_level = NONE")
            db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            try:
                db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            except dbapi2.DatabaseError as error:
                if error.sqlite_errorname != "SQLITE_NOTADB":
                    raise
                raise _why_not(path, key) from error
    except BaseException:
        db.close()
        raise
    return db


def _holds_anything(path: Path) -> bool:
    """False where a new database may be made. SQLite would take what is left of a damaged file for that."""
    log = path.with_name(path.name + "-wal")
    size = path.stat().st_size if path.exists() else 0
    if size == 0 and log.exists() and log.stat().st_size > 0:
        raise CorruptDatabase()
    # A folder has the size that its file system gives it; that it cannot be opened is said when it is.
    if 0 < size < _PAGE and not path.is_dir():
        raise CorruptDatabase()
    return size > 0


def _why_not(path: Path, key: Key) -> StoreError:
    with path.open("rb") as file:
        if file.read(_SALT) == b"SQLite format 3\0":
            return PlainDatabase()
    return CorruptDatabase() if key_fits(path, key) else WrongKey()


def _pragmas(db: dbapi2.Connection) -> None:
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {_BUSY_MS}",
        "secure_delete = ON",
        "trusted_schema = OFF",
        "recursive_triggers = ON",
        "temp_store = MEMORY",
        f"cache_size = -{_CACHE_KIB}",
        "journal_size_limit = 67108864",
    ):
        db.execute(f"PRAGMA {pragma}")


def _set_up(db: dbapi2.Connection) -> None:
    _pragmas(db)
    mode = db.execute("PRAGMA journal_mode").fetchone()
    if mode != ("wal",):
        mode = db.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != ("wal",):
            raise CannotOpen.no_wal()


def _version(db: Connection) -> int:
    row = db.execute("PRAGMA user_version").fetchone()
    version = int(row[0]) if row else 0
    if version > SCHEMA_VERSION:
        raise NewerDatabase(version, SCHEMA_VERSION)
    return version


def _upgrade(db: Connection, before_upgrade: BeforeUpgrade | None) -> None:
    version = _version(db)
    if version > 0:
        if before_upgrade is None:
            raise BugError("an upgrade needs a backup first")
        before_upgrade(version)
    # sqlite-utils takes 0.2 s to import: only a new or an older database waits for it.
    from socialdesk.storage.migrations import migrate  # noqa: PLC0415

    migrate(db)
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
