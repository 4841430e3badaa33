"""Work off the GUI thread comes back to it, once, and not after the end."""

from __future__ import annotations

import threading

from pytestqt.qtbot import QtBot

from socialdesk.errors import UserFacingError
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.tasks import Tasks
from tests.fakes.desk import FakeDesk

SECONDS = 10


class Wrong(UserFacingError):
    pass


def fail(*_of: object) -> None:
    raise Wrong("It went wrong.")


def test_what_is_written_is_answered_on_the_gui_thread(
    fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot
) -> None:
    heard: list[tuple[object, threading.Thread]] = []
    tasks.write(
        lambda db: (db.execute("SELECT 41 + 1").fetchone(), threading.current_thread())[0],
        then=lambda answer: heard.append((answer, threading.current_thread())),
    )
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [((42,), threading.main_thread())]


def test_an_error_is_told_to_who_asked_or_else_to_the_window(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[Exception] = []
    tasks.write(fail, on_error=told.append)
    tasks.read("x", fail, lambda _: None, on_error=told.append)
    tasks.call(fail, on_error=told.append)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert {str(error) for error in told} == {"It went wrong."}
    with qtbot.waitSignal(tasks.failed) as signal:
        tasks.write(fail)
    assert signal.args is not None
    assert isinstance(signal.args[0], Wrong)


def test_a_closed_writer_is_told_like_any_error(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> None:
    fake_desk.writer.close()
    told: list[Exception] = []
    tasks.write(lambda db: None, on_error=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "closing" in str(told[0])


def test_a_newer_reading_of_a_kind_wins(tasks: Tasks, qtbot: QtBot) -> None:
    started, go_on = threading.Event(), threading.Event()
    heard: list[str] = []

    def slow(db: Connection, stop: threading.Event) -> str:
        started.set()
        go_on.wait(SECONDS)
        return f"old, stopped: {stop.is_set()}"

    stop = tasks.read("list", slow, heard.append)
    assert started.wait(SECONDS)
    tasks.read("list", lambda db, _stop: "new", heard.append)
    assert stop.is_set()
    go_on.set()
    qtbot.waitUntil(lambda: bool(heard))
    qtbot.wait(20)
    assert heard == ["new"]


def test_a_long_statement_is_interrupted_and_the_next_one_is_not(tasks: Tasks, qtbot: QtBot) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    started = threading.Event()
    heard: list[object] = []

    def count(db: Connection, _stop: threading.Event) -> object:
        started.set()
        return db.execute(endless).fetchone()

    told: list[Exception] = []
    tasks.read("list", count, heard.append, told.append)
    assert started.wait(SECONDS)
    tasks.cancel("list")
    for number in range(20):
        key = f"other {number}"
        tasks.read(key, lambda db, _stop: db.execute("SELECT 1").fetchone(), heard.append, told.append)
    qtbot.waitUntil(lambda: len(heard) == 20)
    assert told == []


def test_a_reader_reads_only(fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot) -> None:
    told: list[Exception] = []
    tasks.read("x", lambda db, _stop: db.execute("DELETE FROM items"), lambda _: None, told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "readonly" in str(told[0])


def test_changes_of_any_thread_arrive_on_the_gui_thread(
    fake_desk: FakeDesk, tasks: Tasks, qtbot: QtBot
) -> None:
    heard: list[tuple[Changes, threading.Thread]] = []
    tasks.changed.connect(lambda changes: heard.append((changes, threading.current_thread())))
    changes = Changes(items=frozenset({ItemId(7)}))
    thread = threading.Thread(target=lambda: fake_desk.tell(changes))
    thread.start()
    thread.join()
    assert heard == []
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(changes, threading.main_thread())]


def test_nothing_comes_back_after_the_end_and_the_threads_are_gone(fake_desk: FakeDesk, qtbot: QtBot) -> None:
    tasks = Tasks(fake_desk.desk)
    heard: list[object] = []
    started = threading.Event()

    def slow(db: Connection, stop: threading.Event) -> bool:
        started.set()
        return stop.wait(SECONDS)

    tasks.read("slow", slow, heard.append)
    assert started.wait(SECONDS)
    tasks.write(lambda db: 1, heard.append)
    tasks.close()
    tasks.post(lambda: heard.append("posted"))
    fake_desk.tell(Changes(outbox=True))
    qtbot.wait(20)
    assert heard == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ui-")]


def test_a_call_that_does_not_end_is_said(fake_desk: FakeDesk, qtbot: QtBot, expected_logs) -> None:
    expected_logs.allow("a thread of the window did not end")
    tasks = Tasks(fake_desk.desk)
    go_on = threading.Event()
    tasks.call(lambda: go_on.wait(SECONDS))
    tasks.close(seconds=0.01)
    assert len(expected_logs.records) == 1
    go_on.set()
    for thread in threading.enumerate():
        if thread.name == "ui-call":
            thread.join(SECONDS)


def test_no_reader_is_said_and_the_thread_lives(fake_desk: FakeDesk, qtbot: QtBot) -> None:
    opened = fake_desk.desk.open_reader
    attempts: list[int] = []

    def unwilling() -> Connection:
        attempts.append(1)
        if len(attempts) == 1:
            raise Wrong("The database is away.")
        return opened()

    fake_desk.desk.open_reader = unwilling
    tasks = Tasks(fake_desk.desk)
    told: list[Exception] = []
    heard: list[int] = []
    tasks.failed.connect(told.append)
    tasks.read("a", lambda db, _stop: 1, heard.append)
    qtbot.waitUntil(lambda: bool(told))
    tasks.read("b", lambda db, _stop: 2, heard.append)
    tasks.read("c", lambda db, _stop: 3, heard.append)
    qtbot.waitUntil(lambda: sorted(heard) == [2, 3])
    tasks.close()
