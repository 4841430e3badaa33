"""The step that lets the outbox take posts: every action, its triggers and whatever refers to it stay; it is quick."""

from __future__ import annotations

import shutil
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils
from sqlite_utils import Migrations

from socialdesk.storage import database as door
from socialdesk.storage import migrations as released
from socialdesk.storage.backup import before_upgrade
from socialdesk.storage.database import Connection, open_writer, writing
from tests.data.databases.build import KEY, ROWS

KEPT = Path(__file__).resolve().parent.parent / "data" / "databases"
NOW = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)
MANY = 20_000


@contextmanager
def earlier(version: int) -> Generator[None]:
    """This version of the desk as it was when its schema was that one."""
    steps = Migrations("socialdesk")
    for known in released.migrations.pending(sqlite_utils.Database(memory=True))[:version]:
        steps(name=known.name)(known.fn)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(released, "migrations", steps)
        patch.setattr(door, "SCHEMA_VERSION", version)
        yield


def upgraded(path: Path) -> Connection:
    return open_writer(
        path,
        KEY,
        create=False,
        before_upgrade=before_upgrade(path, KEY, path.parent / "backups", lambda: NOW),
    )


@pytest.mark.parametrize("version", [3, 4, 5])
def test_actions_of_an_earlier_desk_are_kept_and_their_gates_are_alive(version: int, tmp_path: Path) -> None:
    path = Path(shutil.copy(KEPT / f"v{version:03}.db", tmp_path / "desk.db"))
    with closing(upgraded(path)) as db:
        assert db.execute(
            "SELECT decision_id, item_id, account_id, kind, target, key, evidence_id, state, queued_ms, not_before_ms,"
            " post_target_id, post_part, due_ms FROM outbox"
        ).fetchall() == [(1, 1, 1, "hide", "1_1", "k1", 1, "queued", 12, 20, None, None, None)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("SELECT standing FROM inbox_projected WHERE item_id = 1").fetchone() == ("hiding",)
        for broken, why in (
            ("DELETE FROM outbox", "stays on the record"),
            ("UPDATE outbox SET target = 'x'", "never altered"),
            ("UPDATE outbox SET evidence_id = NULL", "never altered|CHECK"),
            ("DELETE FROM evidence", "cannot be deleted"),
            ("INSERT INTO outbox (decision_id, item_id, account_id, kind, target, key, state, queued_ms, not_before_ms)"
             " VALUES (1, 1, 1, 'reply', 't', 'k2', 'sending', 1, 1)", "begins in the queue"),
            ("INSERT INTO outbox (decision_id, item_id, account_id, kind, target, key, state, queued_ms, not_before_ms)"
             " VALUES (1, 1, 1, 'reply', 't', 'k1', 'queued', 1, 1)", "UNIQUE"),
        ):  # fmt: skip
            with pytest.raises(Exception, match=why):
                db.execute(broken)


def test_what_refers_to_an_action_finds_it_again_and_many_take_little_time(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with earlier(5), closing(open_writer(path, KEY)) as db, writing(db):
        for row in ROWS:
            db.execute(row)
        db.execute(
            "INSERT INTO outbox (id, decision_id, item_id, account_id, kind, target, key, state, queued_ms,"
            " not_before_ms) WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " SELECT i, 2, 2, 1, 'reply', 't' || i, 'key-' || i, 'queued', 1, 1 FROM n",
            (MANY,),
        )
        db.execute(
            "INSERT INTO warnings (thread_id, trigger_id, template, way, item_id, decision_id, outbox_id, needed,"
            " period_ms, decided_ms, by_name) VALUES (1, 't', '', 'own_post', 2, 2, 7, 1, 1, 1, 'A')"
        )
    begun = time.monotonic()
    with closing(upgraded(path)) as db:
        assert time.monotonic() - begun < 10
        assert db.execute("SELECT count(*), max(id) FROM outbox").fetchone() == (MANY, MANY)
        assert db.execute("SELECT outbox_id FROM warnings_waiting").fetchall() == [(7,)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(Exception, match="FOREIGN KEY"):
            db.execute(
                "INSERT INTO outbox (decision_id, item_id, account_id, kind, target, key, state, queued_ms,"
                " not_before_ms) VALUES (999, 1, 1, 'reply', 't', 'k9', 'queued', 1, 1)"
            )
