"""The one thread that writes. Work is done in the order in which it was handed in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

from socialdesk.errors import BugError, UserFacingError
from socialdesk.storage.database import Connection

T = TypeVar("T")

_Job = Callable[[Connection], None]


class WriterClosed(UserFacingError):
    """Work came after the desk began to close; none of it was done."""

    def __init__(self) -> None:
        super().__init__(
            "The desk is closing, so this was not saved.",
            kept="Everything saved before is kept.",
            to_do="Open the desk and do it again.",
        )


class Writer:
    """Owns the write connection: opens it on its own thread, does the work handed in, closes it."""

    def __init__(self, open_connection: Callable[[], Connection]) -> None:
        """Waits until the connection is open; raises what opening it raised."""
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(open_connection, opened), name="writer")
        self._thread.start()
        try:
            opened.result()
        except BaseException:
            self._closed = True
            self._thread.join()
            raise

    def submit(self, work: Callable[[Connection], T], /) -> Future[T]:
        """Queues `work`; the future has its answer or its error. A future cancelled before its turn is not run.

        Raises `WriterClosed` after `close`.
        """
        future: Future[T] = Future()

        def job(db: Connection) -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                answer = work(db)
                if db.in_transaction:
                    raise BugError("a transaction was left open on the writer")
            except BaseException as error:  # noqa: BLE001  (whoever waits for the future is told)
                if db.in_transaction:
                    db.execute("ROLLBACK")
                future.set_exception(error)
            else:
                future.set_result(answer)

        with self._closing:
            if self._closed:
                raise WriterClosed()
            self._jobs.put(job)
        return future

    def call(self, work: Callable[[Connection], T], /) -> T:
        """Does `work` on the writer's thread and waits for it; raises what it raised."""
        if threading.current_thread() is self._thread:
            raise BugError("the writer would wait for itself")
        return self.submit(work).result()

    def close(self) -> None:
        """Finishes what was handed in, closes the connection and ends the thread."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._jobs.put(None)
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self, open_connection: Callable[[], Connection], opened: Future[None]) -> None:
        try:
            db = open_connection()
        except BaseException as error:  # noqa: BLE001  (raised where the writer is made)
            opened.set_exception(error)
            return
        opened.set_result(None)
        try:
            while (job := self._jobs.get()) is not None:
                job(db)
        finally:
            db.close()
