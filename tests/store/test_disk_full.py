"""A full disk: what was acknowledged stays, the sentence says so, and work goes on once there is space again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialdesk.storage.backup import back_up, backups
from socialdesk.storage.database import Connection, open_reader, open_writer, writing
from socialdesk.storage.faults import DiskFull, NoRoomForBackup

KEY = bytes(range(32))


def fill(db: Connection, words: str) -> int:
    """Writes until the disk is full; how many writes were acknowledged."""
    for kept in range(10_000):
        try:
            with writing(db):
                db.execute("INSERT INTO drafts VALUES (1, ?, json_quote(?), 0)", (f"{kept} a", words))
                db.execute("INSERT INTO drafts VALUES (1, ?, json_quote(?), 0)", (f"{kept} b", words))
        except DiskFull:
            return kept
    raise AssertionError("the disk was never full")


def held(db: Connection) -> int:
    row = db.execute("SELECT count(*) FROM drafts").fetchone()
    assert row is not None
    return int(row[0])


def test_a_database_that_may_not_grow_keeps_all_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with closing(open_writer(path, KEY)) as db:
        size = db.execute("PRAGMA page_count").fetchone()
        assert size is not None
        db.execute(f"PRAGMA max_page_count = {size[0] + 100}")
        kept = fill(db, "words " * 500)
        assert kept > 10
        assert not db.in_transaction
        assert held(db) == 2 * kept
        with closing(open_reader(path, KEY)) as reader:
            assert held(reader) == 2 * kept
        db.execute("PRAGMA max_page_count = 100000")
        with writing(db):
            db.execute("INSERT INTO drafts VALUES (1, 'after', json_quote(''), 0)")
    with closing(open_writer(path, KEY)) as db:
        assert held(db) == 2 * kept + 1
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB, where this login may make one."""
    if not sys.platform.startswith("linux"):
        pytest.skip("a small disk is made with Linux's mount")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this login may not mount a disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_really_full_disk(small_disk: Path) -> None:
    path = small_disk / "desk.db"
    with closing(open_writer(path, KEY)) as db:
        ballast = small_disk / "other.bin"
        ballast.write_bytes(b"x" * 1_000_000)
        kept = fill(db, "words " * 500)
        assert held(db) == 2 * kept
        with pytest.raises(NoRoomForBackup, match="the earlier backups are as they were"):
            back_up(path, KEY, small_disk / "backups", now=datetime(2026, 11, 24, tzinfo=UTC))
        assert backups(small_disk / "backups") == []
        ballast.unlink()
        with writing(db):
            db.execute("INSERT INTO drafts VALUES (1, 'after', json_quote(''), 0)")
        assert held(db) == 2 * kept + 1
    with closing(open_writer(path, KEY)) as db:
        assert held(db) == 2 * kept + 1
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_disk_that_is_full_from_the_start(small_disk: Path) -> None:
    (small_disk / "other.bin").write_bytes(b"x" * (6 * 1024 * 1024 - 16_384))
    with pytest.raises(DiskFull):
        open_writer(small_disk / "desk.db", KEY)
    (small_disk / "other.bin").unlink()
    with closing(open_writer(small_disk / "desk.db", KEY)) as db:
        assert held(db) == 0
