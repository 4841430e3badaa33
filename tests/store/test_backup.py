"""Backups: complete, checked, kept in turn; and the way back, which loses nothing either."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from socialdesk.errors import BugError
from socialdesk.storage import files
from socialdesk.storage.backup import back_up, backups, before_upgrade, check, due, restore, rotate
from socialdesk.storage.database import SCHEMA_VERSION, Connection, open_reader, open_writer, writing
from socialdesk.storage.faults import (
    BackupStopped,
    BadBackup,
    CorruptDatabase,
    NewerDatabase,
    NoRoomForBackup,
)
from socialdesk.storage.lock import FolderLock

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PAGE = 4096


def add(db: Connection, *keys: str) -> None:
    with writing(db):
        for key in keys:
            db.execute("INSERT INTO drafts VALUES (1, ?, json_quote(?), 0)", (key, "words " * 50))


def held(path: Path) -> list[str]:
    with closing(open_writer(path, KEY, create=False)) as db:
        return [str(row[0]) for row in db.execute("SELECT form FROM drafts ORDER BY form")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "desk.db"
    with closing(open_writer(path, KEY)) as db:
        add(db, *(f"{number:04}" for number in range(500)))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def lock(tmp_path: Path) -> Iterator[FolderLock]:
    with FolderLock(tmp_path / "desk.lock") as lock:
        yield lock


# Taking one


def test_a_backup_holds_what_is_still_in_the_log(path: Path, folder: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        add(db, "just now")
        backup = back_up(path, KEY, folder, now=NOW)
        add(db, "later")
    assert backup.name == "desk-20261124T093000Z-asked.db"
    kept = held(backup)
    assert "just now" in kept
    assert "later" not in kept
    assert len(kept) == 501


def test_a_backup_is_one_private_encrypted_file(path: Path, folder: Path) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    assert [file.name for file in folder.iterdir()] == [backup.name]
    assert b"words" not in backup.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_backup_is_of_one_moment_while_the_writer_goes_on(path: Path, folder: Path) -> None:
    with closing(open_writer(path, KEY)) as db:

        def write_meanwhile(done: int, _total: int) -> None:
            add(db, f"meanwhile {done:06}")

        backup = back_up(path, KEY, folder, now=NOW, progress=write_meanwhile)
    assert len(held(backup)) == 500
    assert len(held(path)) > 500


def test_a_stopped_backup_leaves_nothing_behind(path: Path, folder: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(BackupStopped):
        back_up(path, KEY, folder, now=NOW, stop=stop)
    assert list(folder.iterdir()) == []


def test_a_database_with_any_page_damaged_gives_no_backup(path: Path, folder: Path) -> None:
    for offset in range(PAGE // 2, path.stat().st_size, PAGE):
        flip(path, offset)
        with pytest.raises(CorruptDatabase):
            back_up(path, KEY, folder, now=NOW)
        flip(path, offset)
        assert list(folder.iterdir()) == []
    back_up(path, KEY, folder, now=NOW)


def test_a_disk_without_room_gives_no_backup_and_says_how_much_it_needs(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage(NamedTuple):
        free: int

    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(free=1))
    with pytest.raises(NoRoomForBackup, match="it needs 17 MB"):
        back_up(path, KEY, folder, now=NOW)
    assert list(folder.iterdir()) == []


def test_two_backups_in_one_second_have_two_names(path: Path, folder: Path) -> None:
    first = back_up(path, KEY, folder, now=NOW)
    second = back_up(path, KEY, folder, now=NOW)
    assert first != second
    assert {backup.path for backup in backups(folder)} == {first, second}


def test_nothing_to_back_up_is_a_sentence(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(BadBackup):
        back_up(tmp_path / "desk.db", KEY, folder, now=NOW)
    assert list(folder.iterdir()) == []


# Checking one


def flip(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 1]))


def test_one_flipped_bit_in_any_page_is_found(path: Path, folder: Path) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    check(backup, KEY)
    pages = backup.stat().st_size // PAGE
    for page in range(pages):
        offset = page * PAGE + (page * 131) % PAGE
        flip(backup, offset)
        with pytest.raises(BadBackup):
            check(backup, KEY)
        flip(backup, offset)
    check(backup, KEY)


def test_a_backup_cut_at_any_page_is_found(path: Path, folder: Path) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    for pages in reversed(range(backup.stat().st_size // PAGE)):
        os.truncate(backup, pages * PAGE)
        with pytest.raises(BadBackup):
            check(backup, KEY)


def test_what_is_no_backup_is_refused(tmp_path: Path, path: Path) -> None:
    with pytest.raises(BadBackup, match="nothing in it"):
        check(tmp_path / "not there.db", KEY)
    with pytest.raises(BadBackup, match="another key"):
        check(path, bytes(32))
    with closing(sqlite3.connect(tmp_path / "plain.db")) as plain:
        plain.execute("CREATE TABLE t (x)")
    with pytest.raises(BadBackup):
        check(tmp_path / "plain.db", KEY)
    with closing(open_writer(path, KEY)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(NewerDatabase):
        check(path, KEY)


def test_a_row_that_refers_to_nothing_is_found(path: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("INSERT INTO search_again (item_id) VALUES (12345)")
    with pytest.raises(BadBackup, match="refers to one that is not there"):
        check(path, KEY)


# When, and which are kept


def named(folder: Path, taken: datetime, reason: str = "daily") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"desk-{taken:%Y%m%dT%H%M%S}Z-{reason}.db"
    path.touch()
    return path


def test_a_backup_is_due_once_a_day(folder: Path) -> None:
    assert due(folder, now=NOW)
    named(folder, NOW - timedelta(hours=24))
    assert due(folder, now=NOW)
    named(folder, NOW - timedelta(hours=23))
    assert not due(folder, now=NOW)


def test_a_backup_from_a_clock_that_ran_ahead_does_not_put_off_the_next(folder: Path) -> None:
    named(folder, NOW + timedelta(days=400))
    assert due(folder, now=NOW)


def test_days_and_weeks_are_kept_and_what_a_person_asked_for(folder: Path) -> None:
    for day in range(60):
        named(folder, NOW - timedelta(days=day))
        named(folder, NOW - timedelta(days=day, hours=3))
    asked = named(folder, NOW - timedelta(days=50), "asked")
    upgrades = [named(folder, NOW - timedelta(days=day), "upgrade") for day in (10, 20, 30, 40)]
    stranger = folder / "desk-notes.db"
    stranger.touch()
    unfinished = folder / "desk-20261124T093000Z-daily.db.part"
    unfinished.touch()
    gone = rotate(folder, daily=7, weekly=4)
    kept = backups(folder)
    days = [backup.taken for backup in kept if backup.reason == "daily"]
    assert days[:7] == [NOW - timedelta(days=day) for day in range(7)]
    # NOW is a Tuesday: the last days of the two weeks before those seven days follow.
    assert days[7:] == [datetime(2026, 11, 15, 9, 30, tzinfo=UTC), datetime(2026, 11, 8, 9, 30, tzinfo=UTC)]
    assert asked in {backup.path for backup in kept}
    assert [backup.path for backup in kept if backup.reason == "upgrade"] == upgrades[:3]
    assert unfinished in gone
    assert stranger.exists()
    assert rotate(folder, daily=7, weekly=4) == []


def test_the_newest_is_never_deleted(folder: Path) -> None:
    newest = named(folder, NOW)
    named(folder, NOW - timedelta(days=1))
    rotate(folder, daily=0, weekly=0)
    assert [backup.path for backup in backups(folder)] == [newest]
    assert backups(folder / "not there") == []
    assert rotate(folder / "not there") == []


# The way back


def test_a_restore_puts_the_present_database_aside(path: Path, folder: Path, lock: FolderLock) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    with closing(open_writer(path, KEY)) as db:
        add(db, "since")
    aside = restore(backup, path, KEY, now=NOW, lock=lock)
    assert "since" not in held(path)
    assert aside is not None
    assert aside.name == "desk-set-aside-20261124T093000.db"
    assert "since" in held(aside)
    again = restore(backup, path, KEY, now=NOW, lock=lock)
    assert again is not None
    assert again != aside
    assert "since" in held(aside)


def test_what_was_in_the_log_goes_aside_with_its_database(path: Path, folder: Path, lock: FolderLock) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    kill_after_commit(path)
    assert path.with_name("desk.db-wal").stat().st_size > 0
    aside = restore(backup, path, KEY, now=NOW, lock=lock)
    assert aside is not None
    assert "acknowledged" in held(aside)
    assert "acknowledged" not in held(path)


def kill_after_commit(path: Path) -> None:
    script = f"""
import os
from pathlib import Path
from socialdesk.storage.database import *
db = open_writer(Path({str(path)!r}), {KEY!r})
with writing(db):
    db.execute("INSERT INTO drafts VALUES (1, 'acknowledged', json_quote(''), 0)")
os._exit(9)
"""
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60).returncode == 9


def test_a_damaged_database_is_restored_and_kept(path: Path, folder: Path, lock: FolderLock) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    flip(path, 100)
    with pytest.raises(CorruptDatabase):
        open_writer(path, KEY)
    damaged = path.read_bytes()
    aside = restore(backup, path, KEY, now=NOW, lock=lock)
    assert aside is not None
    assert aside.read_bytes() == damaged
    assert len(held(path)) == 500


def test_a_lost_database_is_restored(path: Path, folder: Path, lock: FolderLock) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    path.unlink()
    assert restore(backup, path, KEY, now=NOW, lock=lock) is None
    assert len(held(path)) == 500


def test_a_bad_backup_is_not_restored(path: Path, folder: Path, lock: FolderLock) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    flip(backup, backup.stat().st_size - 100)
    before = sorted(file.name for file in path.parent.iterdir())
    with pytest.raises(BadBackup, match="The present database was not altered"):
        restore(backup, path, KEY, now=NOW, lock=lock)
    assert sorted(file.name for file in path.parent.iterdir()) == before
    assert len(held(path)) == 500


def test_a_restore_needs_the_lock(path: Path, folder: Path, lock: FolderLock) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    lock.release()
    with pytest.raises(BugError, match="lock"):
        restore(backup, path, KEY, now=NOW, lock=lock)


@pytest.mark.parametrize("step", range(6))
def test_a_restore_killed_between_two_renames_is_finished_at_the_next_opening(
    path: Path, folder: Path, lock: FolderLock, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = back_up(path, KEY, folder, now=NOW)
    kill_after_commit(path)
    real = Path.replace
    left = step

    def replace(self: Path, target: Path) -> Path:
        nonlocal left
        if left == 0:
            raise KeyboardInterrupt
        left -= 1
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    try:
        restore(backup, path, KEY, now=NOW, lock=lock)
    except KeyboardInterrupt:
        killed = True
    else:
        killed = False
    monkeypatch.undo()
    # the restored file's own name, three files aside, and the restored one into place
    assert killed is (step < 5)
    kept = held(path)
    aside = files.set_aside_name(path, "20261124T093000")
    if step == 0:
        assert "acknowledged" in kept
    else:
        assert "acknowledged" not in kept
        assert len(kept) == 500
        assert "acknowledged" in held(aside)


# Before an upgrade


def test_an_upgrade_is_not_begun_without_its_backup(path: Path, folder: Path) -> None:
    with closing(open_writer(path, KEY)) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    taken: list[int] = []
    with pytest.raises(NewerDatabase):
        open_writer(path, KEY, before_upgrade=taken.append)
    assert taken == []


def test_the_backup_before_an_upgrade_is_named_so(path: Path, folder: Path) -> None:
    before_upgrade(path, KEY, folder, lambda: NOW)(1)
    [backup] = backups(folder)
    assert backup.reason == "upgrade"
    assert backup.taken == NOW
    with closing(open_reader(backup.path, KEY)) as db:
        assert db.execute("SELECT count(*) FROM drafts").fetchone() == (500,)
