"""Every schema that was ever released opens, is upgraded and keeps what was in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils import Migrations

from socialdesk.errors import BugError
from socialdesk.storage import database as door
from socialdesk.storage import migrations as released
from socialdesk.storage.backup import backups, before_upgrade, check
from socialdesk.storage.database import SCHEMA_VERSION, Connection, memory_database, open_copy, open_writer
from tests.data.databases.build import KEY, build

KEPT = Path(__file__).resolve().parent.parent / "data" / "databases"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def fingerprint(db: Connection) -> dict[str, str]:
    """Every object of the schema and its words, however they are laid out."""
    return {
        f"{kind} {name}": " ".join(str(sql).split())
        for kind, name, sql in db.execute(
            "SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'"
        )
    }


def kept(version: int, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(KEPT / f"v{version:03}.db", folder / "desk.db"))


def opened(path: Path) -> Connection:
    return open_writer(
        path,
        KEY,
        create=False,
        before_upgrade=before_upgrade(path, KEY, path.parent / "backups", lambda: NOW),
    )


def test_the_schemas_number_is_that_of_the_newest_migration() -> None:
    names = [step.name for step in released.migrations.pending(sqlite_utils.Database(memory=True))]
    assert [name[:5] for name in names] == [f"m{number:03}_" for number in range(1, SCHEMA_VERSION + 1)]


def test_a_database_of_every_released_schema_is_kept() -> None:
    assert sorted(file.name for file in KEPT.glob("*.db")) == [
        f"v{number:03}.db" for number in range(1, SCHEMA_VERSION + 1)
    ]


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_an_upgraded_schema_is_that_of_a_new_database(version: int, tmp_path: Path) -> None:
    with closing(opened(kept(version, tmp_path))) as upgraded, closing(memory_database()) as new:
        assert fingerprint(upgraded) == fingerprint(new), (
            "until its release: python tests/data/databases/build.py"
        )
        assert upgraded.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
        assert upgraded.execute("PRAGMA foreign_key_check").fetchall() == []
        assert upgraded.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_v001_keeps_what_was_in_it(tmp_path: Path) -> None:
    with closing(opened(kept(1, tmp_path))) as db:
        assert db.execute("SELECT text FROM items ORDER BY id").fetchall() == [
            ("First comment",),
            ("Zweiter \U0001f600",),
        ]
        assert db.execute(
            "SELECT item_id, standing, urgency FROM inbox_projected ORDER BY item_id"
        ).fetchall() == [
            (1, "hiding", 2),
            (2, "visible", 0),
        ]
        assert db.execute("SELECT by_name, clauses FROM decisions").fetchall() == [("A. Officer", '["4.3b"]')]
        assert db.execute("SELECT text FROM notes").fetchall() == [("Rang back",)]
        assert db.execute("SELECT content FROM drafts").fetchall() == [('{"text": "Thank you"}',)]
        assert db.execute("SELECT seq, kind FROM audit").fetchall() == [(1, "decided")]
        assert db.execute("SELECT allowance FROM account_health").fetchall() == [("",)]
        for table in ("items", "threads", "authors", "evidence"):
            assert db.execute(f"SELECT count(*) FROM {table} WHERE disposed_ms IS NOT NULL").fetchone() == (
                0,
            )
    [backup] = backups(tmp_path / "backups")
    assert backup.reason == "upgrade"
    with closing(open_copy(backup.path, KEY)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)


def test_v002_keeps_what_was_in_it_and_gets_a_table_for_what_is_done_by_hand(tmp_path: Path) -> None:
    with closing(opened(kept(2, tmp_path))) as db:
        assert db.execute("SELECT standing FROM inbox_projected ORDER BY item_id").fetchall() == [
            ("hiding",),
            ("visible",),
        ]
        assert db.execute("SELECT count(*) FROM by_hand").fetchone() == (0,)


def test_v003_keeps_what_was_in_it(tmp_path: Path) -> None:
    with closing(opened(kept(3, tmp_path))) as db:
        assert db.execute("SELECT kind, text, state, begun_by FROM by_hand").fetchall() == [
            ("reply", "Thank you", "begun", "A. Officer")
        ]
        assert db.execute("SELECT standing FROM inbox_projected WHERE item_id = 2").fetchone() == ("by_hand",)


def test_the_builder_builds_what_is_kept_of_the_newest(tmp_path: Path) -> None:
    build(tmp_path / "built.db")
    with (
        closing(opened(tmp_path / "built.db")) as built,
        closing(opened(kept(SCHEMA_VERSION, tmp_path))) as db,
    ):
        for table in ("accounts", "items", "decisions", "outbox", "audit", "notes", "by_hand"):
            query = (
                f"SELECT * FROM {table} ORDER BY id"
                if table != "audit"
                else "SELECT * FROM audit ORDER BY seq"
            )
            assert built.execute(query).fetchall() == db.execute(query).fetchall()


def test_a_statement_keeps_the_semicolons_inside_it() -> None:
    script = "CREATE TABLE a (x);\n\nCREATE TRIGGER t BEFORE DELETE ON a\nBEGIN SELECT 1; SELECT ';'; END;\n"
    assert [found.split(maxsplit=2)[1] for found in released.statements(script)] == ["TABLE", "TRIGGER"]


# The next release, before there is one


@pytest.fixture
def next_release(
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[sqlite_utils.Database], None]], None]:
    """Makes this version one whose schema has one step more."""

    def with_step(step: Callable[[sqlite_utils.Database], None]) -> None:
        steps = Migrations("socialdesk")
        for known in released.migrations.pending(sqlite_utils.Database(memory=True)):
            steps(name=known.name)(known.fn)
        steps(name="m999_next")(step)
        monkeypatch.setattr(released, "migrations", steps)
        monkeypatch.setattr(door, "SCHEMA_VERSION", SCHEMA_VERSION + 1)

    return with_step


def test_an_upgrade_takes_a_checked_backup_first_and_happens_once(
    tmp_path: Path, next_release: Callable[[Callable[[sqlite_utils.Database], None]], None]
) -> None:
    path = kept(SCHEMA_VERSION, tmp_path)
    runs: list[int] = []

    def step(db: sqlite_utils.Database) -> None:
        [backup] = backups(tmp_path / "backups")
        runs.append(check(backup.path, KEY).rows["items"])
        db.conn.execute("CREATE TABLE next (x INTEGER) STRICT")

    next_release(step)
    with closing(opened(path)) as db:
        assert db.execute("SELECT count(*) FROM next").fetchone() == (0,)
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)
    opened(path).close()
    assert runs == [2]
    [backup] = backups(tmp_path / "backups")
    assert backup.reason == "upgrade"


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path,
    next_release: Callable[[Callable[[sqlite_utils.Database], None]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = kept(SCHEMA_VERSION, tmp_path)

    def step(db: sqlite_utils.Database) -> None:
        db.conn.execute("CREATE TABLE next (x INTEGER) STRICT")
        raise RuntimeError("half way")

    next_release(step)
    with pytest.raises(RuntimeError, match="half way"):
        opened(path)
    monkeypatch.undo()
    with closing(opened(path)) as db, closing(memory_database()) as new:
        assert fingerprint(db) == fingerprint(new)
        assert db.execute("SELECT count(*) FROM items").fetchone() == (2,)


def test_an_upgrade_without_a_backup_is_a_bug(
    tmp_path: Path, next_release: Callable[[Callable[[sqlite_utils.Database], None]], None]
) -> None:
    path = kept(SCHEMA_VERSION, tmp_path)
    next_release(lambda db: None)
    with pytest.raises(BugError, match="needs a backup"):
        open_writer(path, KEY)
