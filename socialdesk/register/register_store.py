"""The tables of the register, and the only module that writes them, each time in a caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from socialdesk.errors import BugError
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection, SqlValue, assert_in_transaction

Values = Mapping[str, SqlValue]


def _put(db: Connection, sql: str, values: Sequence[SqlValue]) -> int:
    assert_in_transaction(db)
    cursor = db.execute(sql, tuple(values))
    if cursor.lastrowid is None:
        raise BugError("what was put on the register has no number")
    return cursor.lastrowid


def _columns(values: Values) -> tuple[str, str]:
    if not all(name.isidentifier() for name in values):
        raise BugError("a column of the register has another name")
    return ", ".join(values), ", ".join("?" for _ in values)


def _assignments(values: Values) -> str:
    if not all(name.isidentifier() for name in values):
        raise BugError("a column of the register has another name")
    return ", ".join(f"{name} = ?" for name in values)


def enter(db: Connection, values: Values) -> int:
    """An account onto the register; its number there."""
    names, marks = _columns(values)
    return _put(db, f"INSERT INTO register ({names}) VALUES ({marks})", tuple(values.values()))


def alter(db: Connection, register_id: int, values: Values) -> None:
    """Other values for an account that is open."""
    assert_in_transaction(db)
    db.execute(f"UPDATE register SET {_assignments(values)} WHERE id = ?", (*values.values(), register_id))


def add_person(db: Connection, values: Values) -> int:
    """Somebody who holds an account or administers it."""
    names, marks = _columns(values)
    return _put(db, f"INSERT INTO register_people ({names}) VALUES ({marks})", tuple(values.values()))


def alter_person(db: Connection, person_id: int, values: Values) -> None:
    """Training and guidance of somebody, or that they have the account no longer."""
    assert_in_transaction(db)
    db.execute(
        f"UPDATE register_people SET {_assignments(values)} WHERE id = ?", (*values.values(), person_id)
    )


def note(
    db: Connection, register_id: int, kind: str, told: str, *, at_ms: int, by: Person, words: str = ""
) -> None:
    """A line of an account's history, which is only added to."""
    _put(
        db,
        "INSERT INTO register_events (register_id, at_ms, kind, told, words, by_name, by_role)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (register_id, at_ms, kind, told, words, by.name, by.role.value),
    )


def add_request(db: Connection, values: Values) -> int:
    """A request for an account."""
    names, marks = _columns(values)
    return _put(db, f"INSERT INTO account_requests ({names}) VALUES ({marks})", tuple(values.values()))


def alter_request(db: Connection, request_id: int, values: Values) -> None:
    """How a request stands."""
    assert_in_transaction(db)
    db.execute(
        f"UPDATE account_requests SET {_assignments(values)} WHERE id = ?", (*values.values(), request_id)
    )


def add_review(
    db: Connection,
    *,
    register_id: int,
    raised: str,
    output: str,
    inappropriate: str,
    training: str,
    outcomes: Sequence[str],
    words: str,
    at_ms: int,
    by: Person,
) -> int:
    """What a review of an account found, and what came of it."""
    return _put(
        db,
        "INSERT INTO account_reviews (register_id, raised, output, inappropriate, training, outcomes, words, at_ms,"
        " by_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            register_id,
            raised,
            output,
            inappropriate,
            training,
            json.dumps(list(outcomes)),
            words,
            at_ms,
            by.name,
        ),
    )


def add_leaver(db: Connection, values: Values) -> int:
    """Somebody who leaves, transfers or gives an account up."""
    names, marks = _columns(values)
    return _put(db, f"INSERT INTO account_leavers ({names}) VALUES ({marks})", tuple(values.values()))


def alter_leaver(db: Connection, leaver_id: int, values: Values) -> None:
    """How that goes on."""
    assert_in_transaction(db)
    db.execute(
        f"UPDATE account_leavers SET {_assignments(values)} WHERE id = ?", (*values.values(), leaver_id)
    )


def put_credentials(db: Connection, register_id: int, values: Values) -> None:
    """What is known of a password but what it is."""
    assert_in_transaction(db)
    names, marks = _columns(values)
    db.execute(
        f"INSERT INTO credentials (register_id, {names}) VALUES (?, {marks})"
        f" ON CONFLICT (register_id) DO UPDATE SET {_assignments(values)}",
        (register_id, *values.values(), *values.values()),
    )
