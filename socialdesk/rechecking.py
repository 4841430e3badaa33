"""Checks what is held again, when what the policy goes by has altered: protected words, or the state of a case (4.3b).

In small transactions and one at a time, so that nobody waits for it; what the program's end cut off is done at the next
start.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from socialdesk.clock import Clock, to_ms
from socialdesk.model.accounts import Account
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ThreadId
from socialdesk.policy.book import Book
from socialdesk.storage.writer import Writer

if TYPE_CHECKING:
    from socialdesk.triage.api import Triage

OnLooked = Callable[[int, int], None]
"""Told how many items have been looked at, and of how many."""


def _nobody(_looked_at: int, _of: int) -> None:
    """Nobody is told."""


@dataclass(kw_only=True)
class Rechecking:
    """One for a desk; `again` from any thread but the GUI's."""

    writer: Writer
    clock: Clock
    book: Book
    triage: Triage
    accounts: Mapping[AccountId, Account]
    tell: Callable[[Changes], None]
    stopped: Callable[[], bool]

    def __post_init__(self) -> None:
        self._one = threading.Lock()

    def again(self, threads: Sequence[ThreadId] | None = None, looked: OnLooked = _nobody) -> bool:
        """Assesses these threads again, None for everything that is held. False where the end of the desk cut it off.

        Waits for one that is under way. What is open comes first.
        """
        with self._one:
            return self._again(threads, looked)

    def catch_up(self) -> None:
        """Does what was cut off, if anything was; nothing while another is under way."""
        from socialdesk.inbox import watchlist  # noqa: PLC0415  (the start of the window needs none of it)

        if self._one.acquire(blocking=False):
            try:
                if self.writer.call(watchlist.unchecked):
                    self._again(None, _nobody)
                elif marked := self.writer.call(watchlist.marked_to_check):
                    self._again(tuple(marked), _nobody)
            finally:
                self._one.release()

    def _again(self, threads: Sequence[ThreadId] | None, looked: OnLooked) -> bool:
        from socialdesk.inbox import watchlist  # noqa: PLC0415  (see above)

        new = self.writer.call(watchlist.unchecked) if threads is None else []
        marked = {
            thread: times
            for thread, times in self.writer.call(watchlist.marked_to_check).items()
            if threads is None or thread in threads
        }
        shares: list[tuple[Account, list[ThreadId]]] = []
        for first in (True, False):
            for account in tuple(self.accounts.values()):
                share = self.writer.call(
                    partial(watchlist.threads_to_check, account_id=account.id, open_first=first, only=threads)
                )
                if share:
                    shares.append((account, share))
        of = self.writer.call(partial(watchlist.how_many, threads=threads))
        done = 0

        def told(more: int, changes: Changes) -> None:
            nonlocal done
            done += more
            self.tell(changes)
            looked(min(done, of), of)

        for account, share in shares:
            watchlist.assess_again(
                write=self.writer.call,
                threads=share,
                account=account,
                triage=self.triage,
                book=self.book,
                stopped=self.stopped,
                progress=told,
            )
        if self.stopped():
            return False
        if new:
            self.writer.call(partial(watchlist.note_checked, new, now_ms=to_ms(self.clock())))
        if marked:
            self.writer.call(partial(watchlist.note_threads_checked, marked))
        return True
