"""Who works at the desk, for whoever asks; a start asks too, so this brings nothing else along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person, Role
from socialdesk.register.staff_rules import Member, plain
from socialdesk.storage.database import Connection

_COLUMNS = (
    "SELECT id, name, number, role, os_account, pin_hash <> '', pin_own, wrong_tries, ended_ms,"
    " (SELECT group_concat(account_id) FROM staff_accounts WHERE staff_id = staff.id) FROM staff"
)


def everyone(db: Connection, *, ended: bool = False) -> tuple[Member, ...]:
    """Who works at the desk, by name; with `ended` those too who do no longer, after the others."""
    rows = db.execute(f"{_COLUMNS} ORDER BY ended_ms IS NOT NULL, name COLLATE NOCASE, id").fetchall()
    found = tuple(_member(row) for row in rows)
    return found if ended else tuple(each for each in found if each.ended_ms is None)


def one(db: Connection, staff_id: int) -> Member | None:
    """One member of staff, ended or not; None where there is none."""
    row = db.execute(f"{_COLUMNS} WHERE id = ?", (staff_id,)).fetchone()
    return None if row is None else _member(row)


def by_os_account(db: Connection, os_account: str) -> Person | None:
    """Whose login it is (`config.login.os_account`); None where it is nobody's who is recorded."""
    row = db.execute(
        f"{_COLUMNS} WHERE os_account = ? AND os_account <> '' AND ended_ms IS NULL",
        (plain(os_account).casefold(),),
    ).fetchone()
    return None if row is None else _member(row).person


def holders(db: Connection, accounts: Iterable[AccountId]) -> dict[AccountId, str]:
    """Who of the staff holds each of these accounts, by name; "" where nobody does."""
    staff = everyone(db)
    return {
        account: ", ".join(each.name for each in staff if account in each.accounts) for account in accounts
    }


def anybody_may_say(db: Connection) -> bool:
    """True while people only say who they are: nobody of Corporate Communications is recorded with a PIN or a login."""
    return not any(
        each.role is Role.CORPORATE_COMMUNICATIONS and (each.has_pin or each.os_account)
        for each in everyone(db)
    )


def may_edit(db: Connection, by: Person) -> bool:
    """Corporate Communications records the staff; whoever says to be of it does while anybody may say who they are."""
    if anybody_may_say(db):
        return by.role is Role.CORPORATE_COMMUNICATIONS
    # What the store says counts, not what the window believed when the person sat down.
    found = None if by.staff_id is None else one(db, by.staff_id)
    return found is not None and found.ended_ms is None and found.role is Role.CORPORATE_COMMUNICATIONS


def _member(row: tuple[Any, ...]) -> Member:
    return Member(
        staff_id=row[0],
        name=row[1],
        number=row[2],
        role=Role(row[3]),
        os_account=row[4],
        has_pin=bool(row[5]),
        pin_own=bool(row[6]),
        wrong_tries=row[7],
        ended_ms=row[8],
        accounts=frozenset(AccountId(int(each)) for each in str(row[9] or "").split(",") if each),
    )
