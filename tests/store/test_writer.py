"""The one writing thread: order, answers, errors, and the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from socialdesk.errors import BugError
from socialdesk.storage.database import Connection, IntegrityError, open_reader, open_writer, writing
from socialdesk.storage.faults import WrongKey
from socialdesk.storage.writer import Writer, WriterClosed

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    writer = Writer(lambda: open_writer(path, KEY))
    yield writer
    writer.close()


def add(db: Connection, key: str) -> str:
    with writing(db):
        db.execute("INSERT INTO drafts VALUES (1, ?, json_quote(''), 0)", (key,))
    return key


def held(path: Path) -> list[str]:
    with closing(open_reader(path, KEY)) as db:
        return [str(row[0]) for row in db.execute("SELECT form FROM drafts ORDER BY rowid")]


def test_work_is_done_in_order_on_one_thread(writer: Writer, path: Path) -> None:
    threads: set[str] = set()

    def work(db: Connection, key: str) -> str:
        threads.add(threading.current_thread().name)
        return add(db, key)

    keys = [f"{number:03}" for number in range(100)]
    futures = [writer.submit(lambda db, key=key: work(db, key)) for key in keys]
    assert [future.result() for future in futures] == keys
    assert held(path) == keys
    assert threads == {"writer"}


def test_many_threads_write_without_a_lost_row(writer: Writer, path: Path) -> None:
    def hand_in(name: str) -> None:
        for number in range(25):
            writer.call(partial(add, key=f"{name}{number}"))

    threads = [threading.Thread(target=hand_in, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(held(path)) == 100


def test_an_error_reaches_who_asked_and_the_next_work_is_done(writer: Writer, path: Path) -> None:
    writer.call(lambda db: add(db, "a"))
    failed = writer.submit(lambda db: add(db, "a"))
    assert writer.call(lambda db: add(db, "b")) == "b"
    assert isinstance(failed.exception(), IntegrityError)
    assert held(path) == ["a", "b"]


def test_a_transaction_left_open_is_a_bug_and_is_undone(writer: Writer, path: Path) -> None:
    def leave_open(db: Connection) -> None:
        db.execute("BEGIN")
        db.execute("INSERT INTO drafts VALUES (1, 'a', json_quote(''), 0)")

    with pytest.raises(BugError, match="left open"):
        writer.call(leave_open)
    writer.call(lambda db: add(db, "b"))
    assert held(path) == ["b"]


def test_a_writer_that_would_wait_for_itself_is_a_bug(writer: Writer) -> None:
    with pytest.raises(BugError, match="wait for itself"):
        writer.call(lambda _db: writer.call(lambda db: add(db, "a")))


def test_work_cancelled_before_its_turn_is_not_done(writer: Writer, path: Path) -> None:
    go = threading.Event()
    writer.submit(lambda _db: go.wait())
    future = writer.submit(lambda db: add(db, "a"))
    assert future.cancel()
    go.set()
    writer.call(lambda db: add(db, "b"))
    with pytest.raises(CancelledError):
        future.result()
    assert held(path) == ["b"]


def test_closing_finishes_what_was_handed_in_and_takes_no_more(path: Path) -> None:
    before = threading.enumerate()
    writer = Writer(lambda: open_writer(path, KEY))
    go = threading.Event()
    writer.submit(lambda _db: go.wait())
    last = writer.submit(lambda db: add(db, "last"))
    closing_thread = threading.Thread(target=writer.close)
    closing_thread.start()
    go.set()
    closing_thread.join()
    assert last.result() == "last"
    with pytest.raises(WriterClosed, match="was not saved"):
        writer.submit(lambda db: add(db, "too late"))
    writer.close()
    assert held(path) == ["last"]
    assert not path.with_name("desk.db-wal").exists()
    assert not [thread for thread in threading.enumerate() if thread not in before]


def test_what_opening_raised_is_raised_where_the_writer_is_made(path: Path) -> None:
    before = threading.enumerate()
    open_writer(path, KEY).close()
    with pytest.raises(WrongKey):
        Writer(lambda: open_writer(path, bytes(32)))
    assert not [thread for thread in threading.enumerate() if thread not in before]
