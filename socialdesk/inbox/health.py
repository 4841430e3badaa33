"""How fresh each account is: its last success, what is wrong in a sentence, when it is asked again, unusual silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from socialdesk.inbox.arriving import readable
from socialdesk.inbox.counts import counts
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.platforms import api
from socialdesk.storage.database import Connection, assert_in_transaction

_HOUR_MS = 3_600_000
_LOOK_BACK_MS = 28 * 24 * _HOUR_MS
_LOOK_BACK_ITEMS = 300
_ENOUGH_ITEMS = 20
"""Fewer say nothing about what is usual."""
_LONGEST_WAIT_MS = 24 * _HOUR_MS
_MOST_NOTES = 10
WORD_FILTER = "profanity filter"
"""What a note of a connector has where it is about the network's own filter."""
_LONGEST_NOTE = 500
POLL_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One connected account and its health."""

    account_id: AccountId
    network: Network
    native_id: NativeId
    name: str
    open: int
    unread: int
    urgent: int
    last_try_ms: int | None
    last_success_ms: int | None
    """When the desk last held all that the network had; None where it never has."""
    last_full_ms: int | None
    last_item_ms: int | None
    problem: str
    """What is wrong, a sentence; "" where nothing is."""
    problem_kind: str
    """"", offline, throttled, sign_in, refused, gone, unreadable or other."""
    wait_until_ms: int | None
    next_poll_ms: int | None
    """When it is asked again; None where it is now."""
    poll_ms: int
    """How often it is asked."""
    budget_percent: int
    """How much of the network's allowance is used."""
    progress_done: int
    progress_total: int | None
    silence: str
    """A question to ask where nothing has come for longer than usual, else ""."""
    notice: str = ""
    """What the last readings had to leave out and why, a sentence each; "" where nothing. The rest was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Where a run goes on, and how long it must wait."""

    cursor: str | None = None
    full_cursor: str | None = None
    wait_until_ms: int | None = None
    last_full_ms: int | None = None


def accounts(
    db: Connection, *, now_ms: int | None = None, poll_ms: Callable[[Network], int] = lambda _network: POLL_MS
) -> list[AccountRow]:
    """Every connected account, in the order of connecting. Silence is judged only where `now_ms` is given.

    `poll_ms` says how often an account of a network is asked.
    """
    numbers = counts(db).accounts
    found = db.execute(
        """
        SELECT accounts.id, network, native_id, name, last_try_ms, last_success_ms, last_full_ms, last_item_ms,
            coalesce(problem, ''), coalesce(problem_kind, ''), wait_until_ms, coalesce(budget_percent, 0),
            coalesce(progress_done, 0), progress_total, coalesce(notice, ''), coalesce(full_notice, '')
        FROM accounts LEFT JOIN account_health ON account_health.account_id = accounts.id
        WHERE removed_ms IS NULL ORDER BY accounts.id
        """
    ).fetchall()
    answer: list[AccountRow] = []
    for row in found:
        number = numbers.get(row[0])
        answer.append(
            AccountRow(
                account_id=AccountId(row[0]),
                network=Network(row[1]),
                native_id=NativeId(row[2]),
                name=row[3],
                open=number.open if number else 0,
                unread=number.unread if number else 0,
                urgent=number.urgent if number else 0,
                last_try_ms=row[4],
                last_success_ms=row[5],
                last_full_ms=row[6],
                last_item_ms=row[7],
                problem=row[8],
                problem_kind=row[9],
                wait_until_ms=row[10],
                next_poll_ms=_next(row[4], row[10], poll_ms(Network(row[1]))),
                poll_ms=poll_ms(Network(row[1])),
                budget_percent=row[11],
                progress_done=row[12],
                progress_total=row[13],
                silence="" if now_ms is None else unusual_silence(db, AccountId(row[0]), now_ms=now_ms),
                notice=" ".join(dict.fromkeys(note for told in row[14:16] for note in told.splitlines())),
            )
        )
    return answer


def _next(last_try_ms: int | None, wait_until_ms: int | None, poll_ms: int) -> int | None:
    if last_try_ms is None:
        return None
    return max(last_try_ms + poll_ms, wait_until_ms or 0)


def unusual_silence(db: Connection, account_id: AccountId, *, now_ms: int) -> str:
    """A question where the account has been silent for longer than at any time lately, else "".

    "Lately" is the account's own last four weeks, at most 300 items: nights and weekends are in it, so they are usual.
    """
    health = db.execute(
        "SELECT last_item_ms FROM account_health WHERE account_id = ?", (account_id,)
    ).fetchone()
    if health is None or health[0] is None or now_ms - health[0] < _HOUR_MS:
        return ""
    found = db.execute(
        """
        SELECT items.created_ms FROM (
            SELECT item_id FROM worklist WHERE account_id = ? ORDER BY rank DESC LIMIT ?
        ) CROSS JOIN items ON items.id = item_id
        WHERE items.by_force = 0 AND items.created_ms BETWEEN ? AND ?
        """,
        (account_id, _LOOK_BACK_ITEMS, now_ms - _LOOK_BACK_MS, now_ms),
    ).fetchall()
    times = sorted(row[0] for row in found)
    if len(times) < _ENOUGH_ITEMS:
        return ""
    longest = max(later - earlier for earlier, later in pairwise(times))
    silent = now_ms - times[-1]
    if silent < _HOUR_MS or silent <= longest:
        return ""
    return f"Nothing for {_hours(silent)}; the longest lately was {_hours(longest)}. Is that usual?"


def _hours(milliseconds: int) -> str:
    hours = milliseconds // _HOUR_MS
    if hours < 1:
        return "under an hour"
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{hours // 24} days"


def resume(db: Connection, account_id: AccountId) -> Resume:
    """Where the account's next run goes on."""
    row = db.execute(
        "SELECT cursor, full_cursor, wait_until_ms, last_full_ms FROM account_health WHERE account_id = ?",
        (account_id,),
    ).fetchone()
    if row is None:
        return Resume()
    return Resume(cursor=row[0], full_cursor=row[1], wait_until_ms=row[2], last_full_ms=row[3])


def full_read_due(db: Connection, account_id: AccountId, *, now_ms: int, every_ms: int) -> bool:
    """True where the slow re-read has not been done for `every_ms`, or was stopped half way."""
    at = resume(db, account_id)
    return at.full_cursor is not None or at.last_full_ms is None or now_ms - at.last_full_ms >= every_ms


def note_page(
    db: Connection,
    account_id: AccountId,
    page: api.FetchedPage,
    *,
    full: bool,
    now_ms: int,
    notes: Iterable[str] = (),
) -> bool:
    """Keeps the cursor and how far the run has come, within the transaction of the page; True where that is news.

    `notes` are those of the whole run, and kept at its end.
    """
    assert_in_transaction(db)
    before = _stored(db, account_id)
    values: dict[str, Any] = {
        "progress_done": _small(page.progress.done),
        "progress_total": None if page.progress.total is None else _small(page.progress.total),
    }
    if full:
        values["full_cursor"] = page.cursor if page.more else None
        if not page.more:
            values["last_full_ms"] = now_ms
    else:
        values["cursor"] = page.cursor
    if not page.more:
        values |= {"last_success_ms": now_ms, "last_try_ms": now_ms}
        values |= {"problem": "", "problem_kind": "", "wait_until_ms": None}
        values["full_notice" if full else "notice"] = _lines(notes)
    return _keep(db, account_id, before, values)


def note_arrival(db: Connection, account_id: AccountId, newest_ms: int) -> None:
    """Keeps when the newest item was written, within the caller's transaction."""
    assert_in_transaction(db)
    before = _stored(db, account_id)
    if before.get("last_item_ms") is None or before["last_item_ms"] < newest_ms:
        _keep(db, account_id, before, {"last_item_ms": newest_ms})


def note_problem(
    db: Connection, account_id: AccountId, *, kind: str, sentence: str, wait_until_ms: int | None, now_ms: int
) -> bool:
    """Keeps what went wrong, within the caller's transaction; True where that is news."""
    assert_in_transaction(db)
    before = _stored(db, account_id)
    if wait_until_ms is not None:
        wait_until_ms = min(max(wait_until_ms, now_ms + 1_000), now_ms + _LONGEST_WAIT_MS)
    values = {
        "problem": sentence,
        "problem_kind": kind,
        "wait_until_ms": wait_until_ms,
        "last_try_ms": now_ms,
    }
    return _keep(db, account_id, before, values)


def note_budget(db: Connection, account_id: AccountId, used_percent: int) -> bool:
    """Keeps how much of the allowance is used, within the caller's transaction; True where that is news."""
    assert_in_transaction(db)
    return _keep(db, account_id, _stored(db, account_id), {"budget_percent": _small(used_percent)})


def allowance(db: Connection, account_id: AccountId) -> str:
    """What a network's allowance had been used for, as its meter told it; "" where nothing is kept."""
    row = db.execute("SELECT allowance FROM account_health WHERE account_id = ?", (account_id,)).fetchone()
    return "" if row is None else row[0]


def keep_allowance(db: Connection, account_id: AccountId, told: str) -> None:
    """Keeps what the meter tells of an account's allowance, within the caller's transaction."""
    assert_in_transaction(db)
    _keep(db, account_id, _stored(db, account_id), {"allowance": told})


def forget_wait(db: Connection, account_id: AccountId) -> None:
    """Ask the network again at once: a person signed in anew, or asked for it. Within the caller's transaction."""
    assert_in_transaction(db)
    _keep(db, account_id, _stored(db, account_id), {"wait_until_ms": None})


def filter_told(db: Connection, account_id: AccountId) -> str:
    """What the slow reading last heard of the network's own filter for swear words (4.3d, R7); "" where nothing."""
    row = db.execute("SELECT full_notice FROM account_health WHERE account_id = ?", (account_id,)).fetchone()
    notes = [] if row is None or row[0] is None else str(row[0]).splitlines()
    return next((note for note in notes if WORD_FILTER in note), "")


def _lines(notes: Iterable[str]) -> str:
    """Each once, on a line of its own."""
    told = (readable(" ".join(note.split()))[:_LONGEST_NOTE] for note in notes)
    return "\n".join(list(dict.fromkeys(filter(None, told)))[:_MOST_NOTES])


def _small(number: int) -> int:
    return min(max(number, 0), 2**53)


def _stored(db: Connection, account_id: AccountId) -> dict[str, Any]:
    row = db.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM account_health WHERE account_id = ?", (account_id,)
    ).fetchone()
    return dict(zip(_COLUMNS, row, strict=True)) if row else {}


_COLUMNS = (
    "cursor",
    "full_cursor",
    "last_try_ms",
    "last_success_ms",
    "last_full_ms",
    "last_item_ms",
    "problem",
    "problem_kind",
    "wait_until_ms",
    "budget_percent",
    "progress_done",
    "progress_total",
    "allowance",
    "notice",
    "full_notice",
)


def _keep(db: Connection, account_id: AccountId, before: dict[str, Any], values: dict[str, Any]) -> bool:
    """Writes what differs and nothing else."""
    differs = {name: value for name, value in values.items() if not before or before[name] != value}
    if not differs:
        return False
    if not before:
        db.execute("INSERT INTO account_health (account_id) VALUES (?)", (account_id,))
    names = ", ".join(f"{name} = ?" for name in differs)
    db.execute(f"UPDATE account_health SET {names} WHERE account_id = ?", (*differs.values(), account_id))
    return True
