"""The tables of the staff, and the only module that writes them, each time in a caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from socialdesk.errors import BugError
from socialdesk.model.ids import AccountId
from socialdesk.register.staff_rules import Member
from socialdesk.storage.database import Connection, assert_in_transaction


def pin_of(db: Connection, staff_id: int) -> tuple[str, int, int | None]:
    """The hash of the PIN or "", the wrong tries in a row, and when the last of them was."""
    row = db.execute(
        "SELECT pin_hash, wrong_tries, wrong_ms FROM staff WHERE id = ? AND ended_ms IS NULL", (staff_id,)
    ).fetchone()
    return ("", 0, None) if row is None else (str(row[0]), int(row[1]), row[2])


def add(db: Connection, new: Member, *, by_name: str, now_ms: int) -> int:
    """Records somebody, without a PIN; the number that they get (`new`'s own is not looked at)."""
    assert_in_transaction(db)
    cursor = db.execute(
        "INSERT INTO staff (name, number, role, os_account, added_ms, added_by) VALUES (?, ?, ?, ?, ?, ?)",
        (new.name, new.number, new.role.value, new.os_account, now_ms, by_name),
    )
    if cursor.lastrowid is None:
        raise BugError("a member of staff has no number")
    _hold(db, cursor.lastrowid, new.accounts)
    return cursor.lastrowid


def alter(db: Connection, new: Member) -> None:
    """Puts what is recorded of somebody; PIN and end are their own."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE staff SET name = ?, number = ?, role = ?, os_account = ? WHERE id = ?",
        (new.name, new.number, new.role.value, new.os_account, new.staff_id),
    )
    db.execute("DELETE FROM staff_accounts WHERE staff_id = ?", (new.staff_id,))
    _hold(db, new.staff_id, new.accounts)


def end(db: Connection, staff_id: int, *, by_name: str, now_ms: int) -> None:
    """They work here no longer: no PIN, no accounts."""
    assert_in_transaction(db)
    db.execute("DELETE FROM staff_accounts WHERE staff_id = ?", (staff_id,))
    db.execute(
        "UPDATE staff SET pin_hash = '', pin_own = 0, ended_ms = ?, ended_by = ? WHERE id = ?",
        (now_ms, by_name, staff_id),
    )


def set_pin(db: Connection, staff_id: int, pin_hash: str, *, own: bool) -> None:
    """Another PIN; the wrong tries begin anew."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE staff SET pin_hash = ?, pin_own = ?, wrong_tries = 0, wrong_ms = NULL WHERE id = ?",
        (pin_hash, int(own), staff_id),
    )


def note_wrong(db: Connection, staff_id: int, *, tries: int, now_ms: int) -> None:
    """So many wrong PINs in a row, the last one now."""
    assert_in_transaction(db)
    db.execute("UPDATE staff SET wrong_tries = ?, wrong_ms = ? WHERE id = ?", (tries, now_ms, staff_id))


def note_right(db: Connection, staff_id: int) -> None:
    """A PIN that fits."""
    assert_in_transaction(db)
    db.execute("UPDATE staff SET wrong_tries = 0, wrong_ms = NULL WHERE id = ?", (staff_id,))


def _hold(db: Connection, staff_id: int, accounts: Iterable[AccountId]) -> None:
    db.executemany(
        "INSERT INTO staff_accounts (staff_id, account_id) VALUES (?, ?)",
        [(staff_id, account) for account in sorted(accounts)],
    )
