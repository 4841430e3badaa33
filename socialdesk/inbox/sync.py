"""Bringing one account up to date: page after page, each kept with its cursor, until there are no more.

Stopping, or being killed, loses nothing: the next run goes on from the last page kept. What a network refuses or cannot
do becomes a row of `account_health`, in a sentence; it never ends the loop that called.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from socialdesk import logs
from socialdesk.clock import Clock, to_ms
from socialdesk.errors import UserFacingError
from socialdesk.inbox import health, mirror
from socialdesk.inbox.intake import take_in
from socialdesk.model.accounts import Account
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.platforms import api
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.api import Triage

_log = logs.logger("inbox")

T = TypeVar("T")

OnProgress = Callable[[api.Progress, Changes], None]
"""Told after each page, on the network's thread: how far the run has come, and what the page changed."""

_REST_MS = 15 * 60_000
"""How long an account rests after a refusal that asking again would only repeat."""
_KINDS: tuple[tuple[type[api.NetworkError], str], ...] = (
    (api.Offline, "offline"),
    (api.Throttled, "throttled"),
    (api.SignInExpired, "sign_in"),
    (api.Refused, "refused"),
    (api.Gone, "gone"),
    (api.Unreadable, "unreadable"),
)


class WriteNow(Protocol):
    """Does work on the writer's connection and waits for it, as `storage.writer.Writer.call`."""

    def __call__(self, work: Callable[[Connection], T], /) -> T: ...


def sync_account(
    *,
    account: Account,
    connector: api.Connector,
    write: WriteNow,
    clock: Clock,
    triage: Triage,
    book: Book,
    stop: threading.Event,
    full: bool = False,
    on_progress: OnProgress | None = None,
) -> Changes:
    """Fetches what is new, or with `full` re-reads everything, and answers with all that changed.

    Returns at once where the network has asked us to wait. Raises `StoreError` where the database could not keep a
    page; every page before it is kept.
    """
    run = _Run(account, connector, write, clock, triage, book, full, on_progress)
    at = write(lambda db: health.resume(db, account.id))
    if at.wait_until_ms is not None and to_ms(clock()) < at.wait_until_ms:
        return NOTHING
    cursor = at.full_cursor if full else at.cursor
    if full and cursor is None:
        write(run.begin_full_read)
    while not stop.is_set():
        page = run.fetch(cursor)
        if page is None:
            break
        run.take(page)
        if not page.more:
            break
        if page.cursor == cursor:
            run.problem("unreadable", "The network gave the same page twice, so the run was ended.", None)
            break
        cursor = page.cursor
    return run.changes


class _Run:
    """One run over one account."""

    def __init__(
        self,
        account: Account,
        connector: api.Connector,
        write: WriteNow,
        clock: Clock,
        triage: Triage,
        book: Book,
        full: bool,
        on_progress: OnProgress | None,
    ) -> None:
        self.changes = NOTHING
        self._account = account
        self._connector = connector
        self._write = write
        self._clock = clock
        self._triage = triage
        self._book = book
        self._full = full
        self._on_progress = on_progress
        self._notes: list[str] = []
        """What could not be read in this run, for the health to say once it has ended."""

    def begin_full_read(self, db: Connection) -> None:
        with writing(db):
            mirror.begin_full_read(db, self._account.id)

    def fetch(self, cursor: str | None) -> api.FetchedPage | None:
        """The next page, or None where there is none to be had now; then the health says why."""
        try:
            return self._connector.fetch(cursor, full=self._full)
        except api.NetworkError as error:
            kind = next((name for known, name in _KINDS if isinstance(error, known)), "other")
            self.problem(kind, str(error), self._wait(error, kind))
        except UserFacingError as error:
            self.problem("other", str(error), None)
        except Exception:  # noqa: BLE001  a fault in one connector must not keep the other accounts from being read
            _log.exception("a connector failed while reading account %d", self._account.id)
            self.problem(
                "other",
                "The desk could not read this account because of a fault of its own, which is in its log."
                " Everything received before is kept; it tries again by itself.",
                None,
            )
        return None

    def take(self, page: api.FetchedPage) -> None:
        """Keeps one page and tells of it."""
        now_ms = to_ms(self._clock())
        used = self._connector.budget().used_percent
        self._notes += page.notes
        changes = self._write(
            lambda db: take_in(
                db,
                page,
                account=self._account,
                now_ms=now_ms,
                triage=self._triage,
                book=self._book,
                full=self._full,
                budget_percent=used,
                notes=self._notes,
            )
        )
        self._tell(page.progress, changes)

    def problem(self, kind: str, sentence: str, wait_until_ms: int | None) -> None:
        """Keeps what went wrong."""
        now_ms = to_ms(self._clock())

        def note(db: Connection) -> None:
            with writing(db):
                health.note_problem(
                    db,
                    self._account.id,
                    kind=kind,
                    sentence=sentence,
                    wait_until_ms=wait_until_ms,
                    now_ms=now_ms,
                )

        self._write(note)
        self.changes |= Changes(accounts=True)

    def _wait(self, error: api.NetworkError, kind: str) -> int | None:
        if isinstance(error, api.Throttled):
            return error.until_ms
        return to_ms(self._clock()) + _REST_MS if kind in ("refused", "gone") else None

    def _tell(self, progress: api.Progress, changes: Changes) -> None:
        self.changes |= changes
        if self._on_progress is not None:
            self._on_progress(progress, changes)
