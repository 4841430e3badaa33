"""Every new database of a test process has the schema of one that was migrated once in it.

A copy is the same page for page, and takes less than a tenth of the time. There is one with a key and one without. An
older database, and a release that a test makes up, are migrated as they are outside of tests.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from sqlcipher3 import dbapi2

from socialdesk.storage import migrations as released

_KEY = "PRAGMA key = \"x'" + 32 * "5a" + "'\""


class MigratedOnce:
    """Stands for `migrations.migrate`."""

    def __init__(self, migrate: Callable[[Any], None]) -> None:
        self.migrate = migrate
        """The real one."""
        self._steps = released.migrations
        self._lock = threading.Lock()
        self._made: dict[bool, dbapi2.Connection] = {}

    def __call__(self, connection: dbapi2.Connection) -> None:
        """Gives an empty database the newest schema, and migrates any other."""
        if released.migrations is not self._steps or _holds_anything(connection):
            self.migrate(connection)
            return
        with self._lock:
            self._one(encrypted=_is_a_file(connection)).backup(connection)

    def _one(self, *, encrypted: bool) -> dbapi2.Connection:
        if encrypted not in self._made:
            # Handed from thread to thread under the lock: desks write on threads of their own.
            made = dbapi2.connect(":memory:", isolation_level=None, check_same_thread=False)
            if encrypted:
                made.execute(_KEY)
            self.migrate(made)
            self._made[encrypted] = made
        return self._made[encrypted]


def _holds_anything(connection: dbapi2.Connection) -> bool:
    return connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() != (0,)


def _is_a_file(connection: dbapi2.Connection) -> bool:
    row = connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    return bool(row and row[0])
