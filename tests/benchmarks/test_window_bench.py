"""The event loop while 5,000 items a second arrive: a real table over a million ids, written to from another thread."""

from __future__ import annotations

import gc
import threading
import time
from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from queue import SimpleQueue

import pytest
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from socialdesk.inbox import queries as inbox
from socialdesk.inbox.intake import take_in
from socialdesk.inbox.queries import View, ViewName
from socialdesk.inbox.search import index_more
from socialdesk.model.changes import Changes
from socialdesk.platforms.api import FetchedItem
from socialdesk.policy.book import Book
from socialdesk.storage.database import open_reader, open_writer
from socialdesk.ui.inbox.delegate import InboxDelegate
from socialdesk.ui.inbox.model import InboxModel
from socialdesk.ui.inbox.table import InboxTable
from tests.benchmarks.arrivals import NOW_MS, PAGE, FewWords, accounts, fetched, new_pages
from tests.benchmarks.builder import KEY
from tests.benchmarks.conftest import Figures
from tests.benchmarks.timing import percentile

SECONDS = 6
RATE = 5_000
TICK_MS = 4


class Arrivals(QObject):
    """Brings what was taken in to the thread of the window, at most four times a second."""

    came = Signal(object)

    def __init__(self, model: InboxModel) -> None:
        super().__init__()
        self._model = model
        self._held: list[int] = []
        self._timer = QTimer(self)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._show)
        self._timer.start()
        self.came.connect(self._keep, Qt.ConnectionType.QueuedConnection)

    def _keep(self, changes: Changes) -> None:
        self._held.extend(changes.new_items)

    def _show(self) -> None:
        ids, self._held = self._held, []
        self._model.insert_top(sorted(ids, reverse=True))


def arriving(
    path: Path,
    book: Book,
    pages: Sequence[Sequence[FetchedItem]],
    told: Callable[[Changes], None],
    stop: threading.Event,
    taken: SimpleQueue[int],
) -> None:
    """Takes in `RATE` items a second, and indexes them behind, until stopped."""
    db = open_writer(path, KEY)
    own = accounts()
    start, done = time.monotonic(), 0
    for number, page in enumerate(pages):
        if stop.is_set():
            break
        given = fetched(page, f"loop{number}")
        told(take_in(db, given, account=own[number % 5], now_ms=NOW_MS, triage=FewWords(), book=book))
        done += len(page)
        if number % 4 == 3:
            index_more(db)
        stop.wait(max(0.0, start + done / RATE - time.monotonic()))
    taken.put(done)
    db.close()


def lateness(table: InboxTable, seconds: float) -> list[float]:
    """How late each tick of the loop is, in milliseconds, while the list scrolls."""
    late: list[float] = []
    last = [time.perf_counter_ns()]

    def tick() -> None:
        # Nothing here lets go of the interpreter, as reading a file would: getting it back is what is measured.
        now = time.perf_counter_ns()
        late.append(max(0.0, (now - last[0]) / 1e6 - TICK_MS))
        last[0] = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    scroll = QTimer()
    bar = table.verticalScrollBar()
    scroll.timeout.connect(lambda: bar.setValue(bar.value() + 24))
    timer.start(TICK_MS)
    scroll.start(16)
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    timer.stop()
    scroll.stop()
    return late


@pytest.mark.timeout(1800)
def test_the_loop_while_items_arrive(
    writable: Path, book: Book, figures: Figures, qapp: QApplication
) -> None:
    db = open_reader(writable, KEY)
    model = InboxModel(lambda ids: inbox.rows(db, ids), lambda row: row.untrusted_text)
    table = InboxTable(model, InboxDelegate(book, lambda: datetime(2026, 7, 1, tzinfo=UTC)))
    ids: array[int] = array("q")
    for chunk in inbox.view_ids(db, View(ViewName.EVERYTHING)):
        ids.extend(chunk)
    model.reset(ids)
    table.resize(560, 1000)
    table.show()
    arrivals = Arrivals(model)
    lateness(table, 1)
    pages = list(islice(new_pages("loop-"), RATE * (SECONDS + 2) // PAGE))
    gc.freeze()  # as the desk does once it is on screen; the pages stand for what a network sends
    idle = lateness(table, SECONDS)
    stop, taken = threading.Event(), SimpleQueue[int]()
    worker = threading.Thread(target=arriving, args=(writable, book, pages, arrivals.came.emit, stop, taken))
    before = model.rowCount()
    started = time.monotonic()
    worker.start()
    busy = lateness(table, SECONDS)
    stop.set()
    worker.join()
    rate = taken.get() / (time.monotonic() - started)
    figures.note(f"items a second meanwhile, {RATE:,} asked for", rate, unit="/s")
    figures.note("rows that came into the list meanwhile", model.rowCount() - before, unit="")
    figures.note(
        "lateness of the event loop, p99",
        percentile(busy, 0.99),
        floor=percentile(idle, 0.99),
        floor_is="the same window, idle",
    )
    figures.note("lateness of the event loop, worst", max(busy), floor=max(idle), floor_is="idle", most=50)
    gc.unfreeze()
    table.close()
    db.close()
