"""What tests take for a new database is one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from socialdesk.storage import migrations
from socialdesk.storage.database import Connection, memory_database, open_writer
from tests.fakes.migrated_once import MigratedOnce

KEY = bytes(range(32))


def everything(db: Connection) -> dict[str, list[tuple[object, ...]]]:
    """The schema with where each table stands in the file, and every row but the times of the migrations."""
    objects = db.execute("SELECT * FROM sqlite_schema ORDER BY name").fetchall()
    found: dict[str, list[tuple[object, ...]]] = {"sqlite_schema": objects}
    for pragma in ("user_version", "page_count", "journal_mode", "foreign_key_check", "integrity_check"):
        found[pragma] = db.execute(f"PRAGMA {pragma}").fetchall()
    for kind, name, *_ in objects:
        if kind == "table" and name != "_sqlite_migrations":
            found[str(name)] = sorted(db.execute(f"SELECT * FROM {name}").fetchall())
    found["steps"] = db.execute("SELECT migration_set, name FROM _sqlite_migrations").fetchall()
    return found


@pytest.fixture
def once() -> MigratedOnce:
    """What stands in the place of the migrations for every other test."""
    assert isinstance(migrations.migrate, MigratedOnce)
    return migrations.migrate


def test_a_copied_database_in_memory_is_a_migrated_one(
    once: MigratedOnce, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(memory_database()) as copied:
        monkeypatch.setattr(migrations, "migrate", once.migrate)
        with closing(memory_database()) as migrated:
            assert everything(copied) == everything(migrated)


def test_a_copied_database_on_disk_is_a_migrated_one_under_its_own_key(
    once: MigratedOnce, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with closing(open_writer(tmp_path / "copied.db", KEY)) as copied:
        monkeypatch.setattr(migrations, "migrate", once.migrate)
        with closing(open_writer(tmp_path / "migrated.db", KEY)) as migrated:
            assert everything(copied) == everything(migrated)
            assert copied.execute("PRAGMA cipher_integrity_check").fetchall() == []
    open_writer(tmp_path / "copied.db", KEY).close()
