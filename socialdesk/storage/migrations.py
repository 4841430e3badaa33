"""Every table, view and trigger, in order. A released migration is never edited: a later one alters.

Each runs in a transaction with its own record (sqlite-utils' `Migrations`). Times are milliseconds since 1970 UTC.
Tables that mirror a network (accounts' threads, items, authors) are written from the network's answers only;
what people decide stands beside them.
"""

from __future__ import annotations

from sqlite3 import complete_statement
from typing import Any

from sqlite_utils import Database, Migrations

from socialdesk.storage.m001 import deciding, inbox, record
from socialdesk.storage.m002 import keeping
from socialdesk.storage.m003 import by_hand, notices
from socialdesk.storage.m004 import blocking, referring, retaining, staff, viewing, warning, watching
from socialdesk.storage.m005 import asking, gates, opinions, reading, urgency
from socialdesk.storage.m006 import appeals, checking, duty, elections, post_outbox, publishing, registering

migrations = Migrations("socialdesk")
"""The newest one's number is `database.SCHEMA_VERSION`, so that opening a current database imports nothing of this."""


@migrations()
def m001_the_desk(db: Database) -> None:
    """The first released schema."""
    for script in (inbox.MIRROR, inbox.WORKLIST, deciding.DECIDING, record.AUDIT, record.PROJECTED):
        for statement in statements(script):
            db.conn.execute(statement)


@migrations()
def m002_keeping(db: Database) -> None:
    """Words kept no longer than their network allows; an allowance's counts across restarts."""
    for script in (keeping.ALLOWANCE, keeping.DISPOSAL):
        for statement in statements(script):
            db.conn.execute(statement)


@migrations()
def m003_by_hand(db: Database) -> None:
    """What people do on a network by hand, and tick off; what a reading had to leave out."""
    for script in (by_hand.BY_HAND, by_hand.PROJECTED, notices.NOTICES):
        for statement in statements(script):
            db.conn.execute(statement)


@migrations()
def m004_workflows(db: Database) -> None:
    """The workflows of the policy."""
    scripts = (
        staff.STAFF, blocking.BLOCKING, warning.WARNING, watching.WATCHING, referring.REFERRING, viewing.VIEWING,
        retaining.RETAINING,
    )  # fmt: skip
    for script in scripts:
        for statement in statements(script):
            db.conn.execute(statement)


@migrations()
def m005_triage(db: Database) -> None:
    """What triage learnt to say, and what people say of it."""
    for script in (reading.READING, opinions.OPINIONS, asking.ASKING, gates.GATES, urgency.URGENCY):
        for statement in statements(script):
            db.conn.execute(statement)


@migrations()
def m006_publishing(db: Database) -> None:
    """Publishing, duty and the register of accounts."""
    for statement in statements(publishing.PUBLISHING):
        db.conn.execute(statement)
    post_outbox.rebuild_outbox(db)
    scripts = (
        post_outbox.POST_GATES, checking.CHECKING, appeals.APPEALS, duty.DUTY, registering.REGISTERING,
        elections.ELECTIONS,
    )  # fmt: skip
    for script in scripts:
        for statement in statements(script):
            db.conn.execute(statement)


def migrate(connection: Any) -> None:  # a sqlcipher3 connection, which sqlite-utils takes for one of sqlite3
    """Applies what is pending, in order, each in a transaction with its own record."""
    # A plugin of sqlite-utils is code that nobody asked for.
    migrations.apply(Database(connection, execute_plugins=False))


def statements(script: str) -> list[str]:
    """The statements of a script, one by one: `executescript` would commit the transaction around it."""
    found: list[str] = []
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if held.strip() and complete_statement(held):
            found.append(held.strip())
            held = ""
    return found
