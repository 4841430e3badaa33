"""Work off the GUI thread, and the way back to it: one queued signal.

`MainWindow` makes one `Tasks` and hands it to every pane. What `then` and `on_error` are given arrives on the GUI
thread, never after `close`. An error nobody asked for is handed to `failed`.

    tasks.write(lambda db: decide_keep(db, ...), then=shown, on_error=told)      the writer's own thread
    tasks.read("person", lambda db, stop: person(db, author_id), then=show)      a reader thread; a newer "person" wins
    tasks.call(lambda: joining.disconnect(account_id), then=...)                 anything slow that needs no database
    tasks.post(function)                                                        from any thread to the GUI thread
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from socialdesk.clock import monotonic
from socialdesk.model.changes import Changes
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk

T = TypeVar("T")
log = logging.getLogger("socialdesk.ui")

READERS = 2
"""Threads that read: one may be busy with a million ids while another answers at once."""
CLOSING_SECONDS = 5.0
AGAIN_MS = 50


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One thing to read, and whom to tell."""

    key: str
    stop: threading.Event
    work: Callable[[Connection, threading.Event], None]


class Tasks(QObject):
    """See the module. Made on the GUI thread; closed there."""

    failed = Signal(Exception)
    """An error of work that named no `on_error`."""
    changed = Signal(Changes)
    """Every `Changes` of the desk, whichever thread it came from."""
    _back = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._closed = False
        self._reads: SimpleQueue[_Read | None] = SimpleQueue()
        self._newest: dict[str, _Read] = {}
        self._running: dict[_Read, Connection] = {}
        self._running_lock = threading.Lock()
        self._readers: list[threading.Thread] = []
        self._calls: dict[threading.Thread, threading.Event] = {}
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._still_stopping)
        self._back.connect(self._run, Qt.ConnectionType.QueuedConnection)
        desk.listen(lambda changes: self.post(lambda: self.changed.emit(changes)))

    def post(self, function: Callable[[], None]) -> None:
        """Run `function` on the GUI thread soon; nothing after `close`. May be called from any thread."""
        if not self._closed:
            self._back.emit(function)

    def write(
        self,
        work: Callable[[Connection], T],
        then: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
    ) -> None:
        """Hand a use case to the writer; `then` gets its answer once it is durable."""

        def done(future: Future[T]) -> None:
            self._settle(future, then, on_error)

        try:
            self._desk.write(work).add_done_callback(done)
        except Exception as error:  # noqa: BLE001  (the writer may be closed: the person is told, whatever it raised)
            self._tell(error, on_error)

    def read(
        self,
        key: str,
        work: Callable[[Connection, threading.Event], T],
        then: Callable[[T], None],
        on_error: Callable[[Exception], None] | None = None,
    ) -> threading.Event:
        """Read in the background; an older read of the same `key` is stopped and never answers.

        `work` looks at its event between steps and ends early when it is set. Answers with that event.
        """
        self.cancel(key)
        stop = threading.Event()

        def run(db: Connection, stop: threading.Event) -> None:
            future: Future[T] = Future()
            try:
                future.set_result(work(db, stop))
            except Exception as error:  # noqa: BLE001  (carried to the GUI thread, where it is shown)
                future.set_exception(error)
            if not stop.is_set():
                self._settle(future, then, on_error, stop)

        self._newest[key] = _Read(key, stop, run)
        self._reads.put(self._newest[key])
        if len(self._readers) < READERS:
            self._start_reader()
        return stop

    def cancel(self, key: str) -> None:
        """Stop what is being read under `key`, if anything; a statement under way is interrupted."""
        if (older := self._newest.pop(key, None)) is not None:
            self._stop(older)

    def call(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        on_error: Callable[[Exception], None] | None = None,
        *,
        cancel: threading.Event | None = None,
    ) -> None:
        """Run something slow, a network call say, in a thread of its own; `cancel` is set when the window closes."""

        def run() -> None:
            future: Future[T] = Future()
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001  (carried to the GUI thread, where it is shown)
                future.set_exception(error)
            self._settle(future, then, on_error)
            self._calls.pop(threading.current_thread(), None)

        thread = threading.Thread(target=run, name="ui-call", daemon=True)
        self._calls[thread] = cancel or threading.Event()
        thread.start()

    def close(self, seconds: float = CLOSING_SECONDS) -> None:
        """Stop reading and join the threads; nothing comes back afterwards."""
        self._closed = True
        for read in self._newest.values():
            self._stop(read)
        calls = dict(self._calls)
        for cancel in calls.values():
            cancel.set()
        for _ in self._readers:
            self._reads.put(None)
        self._again.stop()
        until = monotonic() + seconds
        for thread in [*self._readers, *calls]:
            while thread.is_alive() and monotonic() < until:
                thread.join(AGAIN_MS / 1000)
                self._interrupt_stopped()
            if thread.is_alive():
                log.error("a thread of the window did not end: %s", thread.name)

    def _stop(self, read: _Read) -> None:
        read.stop.set()
        if self._interrupt_stopped():
            self._again.start()

    def _interrupt_stopped(self) -> bool:
        """Interrupt what runs though it is to stop; True where something still did.

        Asked again until it has stopped: an interrupt between two statements is forgotten by SQLite. Under the lock,
        so that it is this statement that is interrupted and not the next reader's.
        """
        with self._running_lock:
            stopped = [db for read, db in self._running.items() if read.stop.is_set()]
            for db in stopped:
                db.interrupt()
        return bool(stopped)

    def _still_stopping(self) -> None:
        if not self._interrupt_stopped():
            self._again.stop()

    def _start_reader(self) -> None:
        thread = threading.Thread(target=self._read_on, name=f"ui-reader-{len(self._readers)}", daemon=True)
        self._readers.append(thread)
        thread.start()

    def _read_on(self) -> None:
        db: Connection | None = None
        while (read := self._reads.get()) is not None:
            if read.stop.is_set():
                continue
            try:
                db = db or self._desk.open_reader()
            except Exception as error:  # noqa: BLE001  (no reader: the person is told, the thread goes on)
                self._tell(error, None)
                continue
            with self._running_lock:
                self._running[read] = db
            read.work(db, read.stop)
            with self._running_lock:
                del self._running[read]
        if db is not None:
            db.close()

    def _settle(
        self,
        future: Future[T],
        then: Callable[[T], None] | None,
        on_error: Callable[[Exception], None] | None,
        stop: threading.Event | None = None,
    ) -> None:
        error = future.exception()
        if isinstance(error, Exception):
            self._tell(error, on_error)
            return
        if error is not None or then is None:
            return
        answer = future.result()

        def arrive() -> None:
            if stop is None or not stop.is_set():
                then(answer)

        self.post(arrive)

    def _tell(self, error: Exception, on_error: Callable[[Exception], None] | None) -> None:
        told = on_error or self.failed.emit
        self.post(lambda: told(error))

    def _run(self, function: Callable[[], None]) -> None:
        if not self._closed:
            function()
