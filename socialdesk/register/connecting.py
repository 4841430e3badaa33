"""Connecting an account to the desk, and taking it off (A1, A3); each is on the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.model.people import Person
from socialdesk.register.accounts import accounts
from socialdesk.storage.database import Connection, assert_in_transaction, writing


def add_account(
    db: Connection,
    *,
    network: Network,
    native_id: NativeId,
    name: str,
    role_represented: str = "",
    owner: str = "",
    primary: bool = False,
    now: datetime,
    by: Person,
) -> Account:
    """Connects an account, or connects it again; its history is kept either way."""
    at_ms = to_ms(now)
    with writing(db):
        db.execute(
            """
            INSERT INTO accounts (network, native_id, name, role_represented, owner, is_primary, added_ms)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (network, native_id) DO UPDATE SET name = excluded.name, removed_ms = NULL
            """,
            (network.value, native_id, name, role_represented, owner, int(primary), at_ms),
        )
        row = db.execute(
            "SELECT id FROM accounts WHERE network = ? AND native_id = ?", (network.value, native_id)
        ).fetchone()
        assert row is not None
        account_id = AccountId(row[0])
        append(
            db,
            entries.AccountAdded(
                account_id=account_id, network=network.value, native_id=native_id, name=name
            ),
            by=by,
            at_ms=at_ms,
        )
    return accounts(db)[account_id]


def remove_account(db: Connection, *, account_id: AccountId, now: datetime, by: Person) -> None:
    """Disconnects an account; what it received and what was decided stays on the record."""
    at_ms = to_ms(now)
    with writing(db):
        db.execute("UPDATE accounts SET removed_ms = ? WHERE id = ?", (at_ms, account_id))
        append(db, entries.AccountRemoved(account_id=account_id), by=by, at_ms=at_ms)


def name_holders(db: Connection, holders: Mapping[AccountId, str]) -> None:
    """Says who holds which account, within the transaction in which the staff are altered (4.2)."""
    assert_in_transaction(db)
    db.executemany(
        "UPDATE accounts SET owner = ? WHERE id = ?", [(names, number) for number, names in holders.items()]
    )
