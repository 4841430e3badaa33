"""The database's door: how it opens, what a transaction promises, and each failure as a sentence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from socialdesk.errors import BugError, UserFacingError
from socialdesk.storage import database as door
from socialdesk.storage.database import (
    SCHEMA_VERSION,
    Connection,
    DatabaseError,
    IntegrityError,
    memory_database,
    open_reader,
    open_writer,
    writing,
)
from socialdesk.storage.faults import (
    CannotOpen,
    CorruptDatabase,
    NewerDatabase,
    OlderDatabase,
    PlainDatabase,
    StoreBusy,
    StoreError,
    WrongKey,
    WrongSqlite,
)

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = bytes(range(32))
OTHER_KEY = bytes(32)
PAGE = 4096


def add(db: Connection, key: str, value: str = "x") -> None:
    db.execute("INSERT INTO drafts VALUES (1, ?, json_quote(?), 0)", (key, value))


def held(db: Connection) -> list[str]:
    return [str(row[0]) for row in db.execute("SELECT form FROM drafts ORDER BY form")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with 200 kB in it, closed."""
    path = tmp_path / "data" / "desk.db"
    with closing(open_writer(path, KEY)) as db, writing(db):
        for number in range(200):
            add(db, f"{number:03}", "some words " * 100)
    return path


# How it opens


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", 5000),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("recursive_triggers", 1),
        ("temp_store", 2),
        ("cache_size", -32768),
    ],
)
@pytest.mark.parametrize("how", [open_writer, open_reader])
def test_every_connection_is_set_up_alike(
    path: Path, how: Callable[[Path, bytes], Connection], pragma: str, value: object
) -> None:
    with closing(how(path, KEY)) as db:
        assert db.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_the_program_carries_a_sqlite_that_loses_nothing_and_refuses_another() -> None:
    with closing(memory_database()) as db:
        row = db.execute("SELECT sqlite_version()").fetchone()
    assert row is not None
    door.require_sqlite(tuple(int(part) for part in row[0].split(".")))
    with pytest.raises(WrongSqlite, match=r"carries SQLite 3\.51\.2"):
        door.require_sqlite((3, 51, 2))


def test_nothing_in_the_files_can_be_read_without_the_key(path: Path) -> None:
    with closing(open_writer(path, KEY)) as db, writing(db):
        add(db, "late", "some words")
        for file in path.parent.iterdir():
            content = file.read_bytes()
            assert b"some words" not in content
            assert b"CREATE TABLE" not in content
            assert not content.startswith(b"SQLite format 3")


@pytest.mark.skipif(os.name != "posix", reason="Windows inherits the profile's access list")
def test_the_files_are_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "desk.db"
    with closing(open_writer(path, KEY)) as db, writing(db):
        add(db, "a")
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {"desk.db": 0o600, "desk.db-wal": 0o600, "desk.db-shm": 0o600}


def test_opening_a_current_database_imports_no_sqlite_utils(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from socialdesk.storage.database import *\n"
        f"path, key = Path({str(path)!r}), {KEY!r}\n"
        "assert is_current(path, key)\n"
        "open_writer(path, key).close(); open_reader(path, key).close()\n"
        "assert 'sqlite_utils' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=60)


def test_a_reader_cannot_write(path: Path) -> None:
    with (
        closing(open_reader(path, KEY)) as db,
        pytest.raises(UserFacingError, match="read but not written"),
        writing(db),
    ):
        add(db, "a")


def test_a_reader_reads_while_the_writer_writes(path: Path) -> None:
    with closing(open_writer(path, KEY)) as writer, closing(open_reader(path, KEY)) as reader:
        with writing(writer):
            add(writer, "new")
            assert "new" not in held(reader)
        assert "new" in held(reader)


def test_there_is_nothing_to_read_before_there_is_a_database(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="There is no database"):
        open_reader(tmp_path / "desk.db", KEY)
    with pytest.raises(CannotOpen, match="There is no database"):
        open_writer(tmp_path / "desk.db", KEY, create=False)
    assert not door.is_current(tmp_path / "desk.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_left_empty_by_a_crash_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    path.touch()
    with closing(open_writer(path, KEY)) as db:
        assert held(db) == []


# What does not open


def unchanged(path: Path, *, when: Callable[[], object]) -> str:
    """What the refusal says, once it is seen that the file is as it was."""
    before = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        when()
    assert path.read_bytes() == before
    error = caught.value
    assert error.happened.endswith(".")
    assert error.kept.endswith(".")
    assert error.to_do.endswith(".")
    return type(error).__name__


def test_another_key_is_refused_in_silence(path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert unchanged(path, when=lambda: open_writer(path, OTHER_KEY)) == WrongKey.__name__
    assert unchanged(path, when=lambda: open_reader(path, OTHER_KEY)) == WrongKey.__name__
    assert capfd.readouterr() == ("", "")
    with pytest.raises(BugError):
        open_writer(path, b"short")


def test_a_database_from_the_future_is_refused(path: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    assert unchanged(path, when=lambda: open_writer(path, KEY)) == NewerDatabase.__name__
    assert unchanged(path, when=lambda: open_reader(path, KEY)) == NewerDatabase.__name__


def test_a_reader_does_not_read_a_schema_that_awaits_its_upgrade(path: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        db.execute("PRAGMA user_version = 0")
    assert unchanged(path, when=lambda: open_reader(path, KEY)) == OlderDatabase.__name__


def test_a_plain_database_is_told_from_a_wrong_key(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE t (x)")
    assert unchanged(path, when=lambda: open_writer(path, KEY)) == PlainDatabase.__name__


@pytest.mark.parametrize("content", [b"hello " * 5000, b"\0" * 20_000], ids=["text", "zeros"])
def test_any_other_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    assert unchanged(path, when=lambda: open_writer(path, KEY)) == WrongKey.__name__


def test_the_rest_of_a_database_is_not_written_over(path: Path) -> None:
    log = path.with_name("desk.db-wal")
    log.write_bytes(b"what was committed last")
    os.truncate(path, 0)
    assert unchanged(path, when=lambda: open_writer(path, KEY)) == CorruptDatabase.__name__
    assert unchanged(log, when=lambda: open_writer(path, KEY)) == CorruptDatabase.__name__
    path.write_bytes(b"x" * (PAGE - 1))
    assert unchanged(path, when=lambda: open_writer(path, KEY)) == CorruptDatabase.__name__
    assert unchanged(path, when=lambda: open_reader(path, KEY)) == CorruptDatabase.__name__


@pytest.mark.parametrize("offset", [3, 100, PAGE - 1], ids=["salt", "middle", "signature"])
def test_a_damaged_first_page_is_told_from_a_wrong_key(path: Path, offset: int) -> None:
    damage(path, offset)
    # Without its salt no page can be told to be the desk's.
    expected = WrongKey if offset < 16 else CorruptDatabase
    assert unchanged(path, when=lambda: open_writer(path, KEY)) == expected.__name__


def test_a_damaged_page_is_noticed_when_it_is_read(path: Path) -> None:
    for page in range(path.stat().st_size // PAGE - 40, path.stat().st_size // PAGE - 1):
        damage(path, page * PAGE + 1000)
    with (
        closing(open_reader(path, KEY)) as db,
        pytest.raises(CorruptDatabase, match="restore the newest backup"),
        door.store_errors(),
    ):
        db.execute("SELECT sum(length(content)) FROM drafts").fetchall()


def test_a_file_cut_short_is_noticed(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)
    assert unchanged(path, when=lambda: open_reader(path, KEY)) == CorruptDatabase.__name__


def damage(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 1]))


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotOpen, match="does not allow it"):
        open_writer(tmp_path / "file" / "desk.db", KEY)
    with pytest.raises(CannotOpen, match="does not allow it"):
        open_writer(tmp_path, KEY)


@pytest.mark.skipif(
    os.name != "posix" or os.getuid() != 0, reason="only root can become somebody without rights"
)
def test_a_folder_that_may_only_be_read_is_a_sentence(path: Path) -> None:
    inner = path.parent / "read-only"
    inner.mkdir()
    shutil.copy(path, inner / "desk.db")
    script = f"""
import os
from pathlib import Path
from socialdesk.storage.database import *
from socialdesk.storage.lock import FolderLock
import socialdesk.storage.migrations
folder, key = Path({str(inner)!r}), {KEY!r}
for each in [folder, *folder.parents][:4]:
    each.chmod(0o755)
(folder / "desk.db").chmod(0o644)
os.setuid(65534)
for attempt in (lambda: open_writer(folder / "desk.db", key), lambda: open_writer(folder / "new.db", key),
                lambda: FolderLock(folder / "desk.lock")):
    try:
        db = attempt()
        with writing(db):
            db.execute("DELETE FROM drafts")
    except StoreError as error:
        print(type(error).__name__)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, timeout=60, capture_output=True, text=True
    )
    first, *others = done.stdout.split()
    assert first in ("CannotOpen", "StoreReadOnly")
    assert others == ["CannotOpen", "CannotOpen"]


# Transactions


def add_all(db: Connection, *keys: str, before_last: Callable[[], None] = lambda: None) -> None:
    with writing(db):
        for key in keys[:-1]:
            add(db, key)
        before_last()
        add(db, keys[-1])


def fail_with(error: Exception) -> None:
    raise error


def test_all_of_a_block_is_kept_or_nothing_of_it(path: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        with writing(db):
            add(db, "a")
            add(db, "b")
        with pytest.raises(IntegrityError):
            add_all(db, "c", "a")
        with pytest.raises(RuntimeError, match="between"):
            add_all(db, "d", "e", before_last=lambda: fail_with(RuntimeError("between")))
        assert not db.in_transaction
        assert [key for key in held(db) if key.isalpha()] == ["a", "b"]


def test_a_transaction_inside_another_is_a_bug_and_undoes_both(path: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        with pytest.raises(BugError, match="inside a transaction"):
            add_all(db, "a", "b", before_last=lambda: add_all(db, "c"))
        with pytest.raises(BugError, match="ended before"), writing(db):
            db.execute("COMMIT")
        assert [key for key in held(db) if key.isalpha()] == []


def test_a_write_that_stands_alone_is_a_bug() -> None:
    with closing(memory_database()) as db:
        with pytest.raises(BugError):
            door.assert_in_transaction(db)
        with writing(db):
            door.assert_in_transaction(db)


def test_a_fault_in_our_own_sql_is_not_told_as_the_disks() -> None:
    with closing(memory_database()) as db, pytest.raises(DatabaseError, match="no such table"), writing(db):
        db.execute("INSERT INTO nowhere VALUES (1)")


def test_two_writers_take_turns_and_the_one_who_waits_too_long_is_told(path: Path) -> None:
    with closing(open_writer(path, KEY)) as first, closing(open_writer(path, KEY)) as second:
        second.execute("PRAGMA busy_timeout = 1")
        with writing(first):
            add(first, "a")
            with pytest.raises(StoreBusy, match="Everything saved before is kept"), writing(second):
                add(second, "b")
        with writing(second):
            add(second, "b")
        assert [key for key in held(first) if key.isalpha()] == ["a", "b"]


# A killed process

CHILD = """
import sys
from pathlib import Path
from socialdesk.storage.database import *
db = open_writer(Path(sys.argv[1]), bytes(range(32)))
def say(word):
    print(word, flush=True)
    sys.stdin.readline()
with writing(db):
    for number in range(4):
        say(number)
        db.execute("INSERT INTO drafts VALUES (1, ?, json_quote('x'), 0)", (f"step {number}",))
    say("last")
say("kept")
"""


@pytest.mark.parametrize("moment", ["0", "1", "2", "3", "last", "kept"])
def test_a_kill_between_two_statements_leaves_all_or_nothing(path: Path, moment: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        while (said := child.stdout.readline().strip()) != moment:
            assert said
            child.stdin.write("\n")
            child.stdin.flush()
        child.kill()
    with closing(open_writer(path, KEY)) as db:
        steps = [key for key in held(db) if key.startswith("step")]
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(steps) == (4 if moment == "kept" else 0)
