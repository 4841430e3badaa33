"""A run over an account: page after page, resumed, stopped, refused, and read again in full."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from socialdesk.clock import to_ms
from socialdesk.inbox import health
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.queries import ViewName, accounts
from socialdesk.inbox.sync import sync_account
from socialdesk.model.changes import Changes
from socialdesk.platforms import api
from socialdesk.storage.database import Connection, writing
from tests.conftest import ExpectedLogs
from tests.fakes.connector import FakeConnector, fetched_item, fetched_thread, native
from tests.fakes.inbox_desk import InboxDesk

T = TypeVar("T")


@pytest.fixture
def desk() -> InboxDesk:
    made = InboxDesk()
    made.connector.add(fetched_thread(), *(fetched_item(number) for number in range(1, 101)))
    return made


def health_of(desk: InboxDesk) -> inbox.AccountRow:
    return accounts(desk.db, now_ms=desk.now_ms)[0]


def test_a_run_ends_when_there_is_no_more_and_says_how_fresh_it_is(desk: InboxDesk) -> None:
    told: list[tuple[int, int | None, int]] = []

    changes = desk.sync(on_progress=lambda p, c: told.append((p.done, p.total, len(c.new_items))))

    assert len(changes.new_items) == 100
    assert [done for done, _, _ in told] == [25, 50, 75, 100, 101]
    assert sum(new for _, _, new in told) == 100
    row = health_of(desk)
    assert (row.last_success_ms, row.problem, row.progress_done, row.progress_total) == (
        desk.now_ms,
        "",
        101,
        101,
    )
    assert row.last_item_ms == 100_000


def test_the_next_run_asks_for_what_is_new_only(desk: InboxDesk) -> None:
    desk.sync()
    desk.connector.asked.clear()
    desk.connector.add(fetched_item(200, "New"))

    changes = desk.sync()

    assert desk.connector.asked == [("101", False)]
    assert changes.new_items == (desk.id(200),)


def test_a_run_without_news_writes_only_that_it_succeeded(desk: InboxDesk) -> None:
    desk.sync()
    before = desk.everything()

    desk.sync()

    assert desk.everything() == before
    assert health_of(desk).last_success_ms == desk.now_ms


def test_a_stopped_run_goes_on_from_the_last_page_kept(desk: InboxDesk) -> None:
    def stop_after_two(progress: api.Progress, changes: Changes) -> None:
        if progress.done == 50:
            desk.stop.set()

    first = desk.sync(on_progress=stop_after_two)
    desk.stop.clear()
    assert health_of(desk).last_success_ms is None
    desk.connector.asked.clear()
    second = desk.sync()

    assert desk.connector.asked[0] == ("50", False)
    assert len(first.new_items) + len(second.new_items) == 100


@pytest.mark.parametrize(("seed", "count"), [(1, 10_000), (2, 700), (3, 700)])
def test_ten_thousand_comments_through_kills_and_failures_are_exactly_all(seed: int, count: int) -> None:
    chance = random.Random(seed)
    desk = InboxDesk(connector=FakeConnector(page_size=100))
    desk.connector.add(fetched_thread(), *(fetched_item(number, author=number) for number in range(count)))

    class Killed(BaseException):
        pass

    def fall_over() -> None:
        fate = chance.random()
        if fate < 0.1:
            raise api.Offline("The network could not be reached.")
        if fate < 0.2:
            raise Killed
        if fate < 0.3:
            desk.stop.set()

    def killed_while_writing(progress: api.Progress, changes: Changes) -> None:
        if chance.random() < 0.1:
            raise Killed

    desk.connector.before_fetch = fall_over
    for _ in range(1_000):
        desk.stop.clear()
        try:
            desk.sync(on_progress=killed_while_writing)
        except Killed:
            assert not desk.db.in_transaction
        if health_of(desk).last_success_ms is not None:
            break

    ids = desk.listed(ViewName.EVERYTHING)
    assert ids == list(range(count, 0, -1))
    assert inbox.counts(desk.db).inbox == count
    received = desk.db.execute("SELECT count(*), count(DISTINCT item_id) FROM audit_items").fetchall()
    assert received == [(count, count)]


def test_a_page_that_cannot_be_kept_is_asked_for_again(desk: InboxDesk) -> None:
    desk.db.execute(
        "CREATE TRIGGER full BEFORE INSERT ON worklist WHEN NEW.item_id = 60 BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(Exception, match="full"):
        desk.sync()
    kept = desk.listed(ViewName.EVERYTHING)
    desk.db.execute("DROP TRIGGER full")
    desk.sync()

    assert kept == list(range(49, 0, -1))
    assert len(desk.listed(ViewName.EVERYTHING)) == 100


@pytest.mark.parametrize(
    ("failure", "kind", "waits_s"),
    [
        (api.Offline("No network."), "offline", None),
        (api.SignInExpired("Sign in again."), "sign_in", None),
        (api.Refused("Not allowed."), "refused", 900),
        (api.Gone("The page is gone."), "gone", 900),
        (api.Unreadable("Not to be read."), "unreadable", None),
    ],
)
def test_a_failure_is_a_sentence_on_the_account_and_the_next_success_clears_it(
    desk: InboxDesk, failure: Exception, kind: str, waits_s: int | None
) -> None:
    desk.connector.failures.append(failure)

    changes = desk.sync()

    row = health_of(desk)
    assert changes.accounts
    assert (row.problem_kind, row.problem) == (kind, str(failure))
    assert row.wait_until_ms == (None if waits_s is None else desk.now_ms + waits_s * 1000)
    desk.later(hours=1)
    desk.sync()
    assert (health_of(desk).problem, health_of(desk).wait_until_ms) == ("", None)
    assert len(desk.listed(ViewName.EVERYTHING)) == 100


def test_what_a_run_had_to_leave_out_is_a_notice_until_a_run_of_its_kind_leaves_nothing_out(
    desk: InboxDesk,
) -> None:
    letters, odd = "Private messages could not be read.", "Entries that could not be read: 2."
    desk.connector.notes = [(letters,), (), (odd,), (letters,)]
    assert health_of(desk).notice == ""
    assert desk.sync().accounts
    assert health_of(desk).notice == f"{letters} {odd}"
    assert (health_of(desk).problem, health_of(desk).problem_kind) == ("", "")

    desk.connector.notes = [(odd, "Of a thread\nnobody knows.")]
    desk.sync(full=True)
    assert health_of(desk).notice == f"{letters} {odd} Of a thread nobody knows."
    desk.sync()
    assert health_of(desk).notice == f"{odd} Of a thread nobody knows."
    desk.sync(full=True)
    assert health_of(desk).notice == ""


def test_a_run_that_is_not_ended_leaves_the_notice_as_it_was(desk: InboxDesk) -> None:
    desk.connector.notes = [("Something was left out.",)]
    desk.connector.failures += [api.Offline("No network.")]
    desk.sync()
    assert health_of(desk).notice == ""


def test_a_wait_is_honoured(desk: InboxDesk) -> None:
    until_ms = desk.now_ms + 600_000
    desk.connector.failures.append(api.Throttled("Too many calls.", until_ms=until_ms))
    desk.sync()
    assert health_of(desk).wait_until_ms == until_ms
    assert health_of(desk).next_poll_ms == until_ms
    desk.connector.asked.clear()

    desk.later(minutes=5)
    assert not desk.sync()
    assert desk.connector.asked == []
    desk.later(minutes=6)
    desk.sync()
    assert len(desk.listed(ViewName.EVERYTHING)) == 100


@pytest.mark.parametrize("asked_ms", [-5, 0, 10**18])
def test_a_wait_is_neither_none_nor_for_ever(desk: InboxDesk, asked_ms: int) -> None:
    desk.connector.failures.append(api.Throttled("Too many calls.", until_ms=asked_ms))
    desk.sync()

    wait = (health_of(desk).wait_until_ms or 0) - desk.now_ms
    assert 1_000 <= wait <= 24 * 3_600_000


def test_a_person_who_signs_in_again_need_not_wait(desk: InboxDesk) -> None:
    desk.connector.failures.append(api.Refused("Not allowed."))
    desk.sync()
    with writing(desk.db):
        health.forget_wait(desk.db, desk.account.id)

    desk.sync()

    assert len(desk.listed(ViewName.EVERYTHING)) == 100


def test_a_fault_in_a_connector_is_logged_and_said_and_does_not_end_the_caller(
    desk: InboxDesk, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("a connector failed")
    desk.connector.failures.append(KeyError("data"))

    desk.sync()

    assert health_of(desk).problem_kind == "other"
    assert "data" not in health_of(desk).problem


def test_a_network_that_gives_the_same_page_for_ever_is_not_followed(desk: InboxDesk) -> None:
    class Circle(FakeConnector):
        def fetch(self, cursor: str | None, *, full: bool = False) -> api.FetchedPage:
            return replace(super().fetch("25"), cursor="25", more=True)

    circle = Circle()
    circle.add(fetched_thread(), fetched_item(1))
    desk.connector = circle
    desk.sync()

    assert len(circle.asked) == 2
    assert health_of(desk).problem_kind == "unreadable"


def test_the_allowance_used_is_kept(desk: InboxDesk) -> None:
    desk.connector.used_percent = 73
    desk.sync()

    assert health_of(desk).budget_percent == 73


def test_a_run_on_a_real_thread_stops_within_a_page(desk: InboxDesk) -> None:
    fetching, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        fetching.set()
        go_on.wait(10)

    desk.connector.before_fetch = wait
    stop = threading.Event()
    worker = threading.Thread(
        target=lambda: sync_account(
            account=desk.account,
            connector=desk.connector,
            write=OwnDatabase(),
            clock=lambda: desk.now,
            triage=desk.triage,
            book=desk.book,
            stop=stop,
        )
    )
    worker.start()
    fetching.wait(10)
    stop.set()
    go_on.set()
    worker.join(10)

    assert not worker.is_alive()
    assert len(desk.connector.asked) == 1


class OwnDatabase:
    """A writer whose database belongs to the thread that uses it, as SQLite asks."""

    def __init__(self) -> None:
        self._desk: InboxDesk | None = None

    def __call__(self, work: Callable[[Connection], T], /) -> T:
        self._desk = self._desk or InboxDesk()
        return work(self._desk.db)


# --- The slow re-read -----------------------------------------------------------------------------------------------


def test_a_full_read_finds_edits_hides_and_deletions(desk: InboxDesk) -> None:
    desk.sync()
    desk.connector.edit(native(3), untrusted_text="Edited")
    desk.connector.edit(native(4), hidden=True)
    desk.connector.take_away(native(5), native(99))

    changes = desk.sync(full=True)

    assert changes.items == {desk.id(number) for number in (3, 4, 5, 99)}
    assert desk.item(3).untrusted_text == "Edited"
    assert desk.item(4).hidden
    assert desk.item(5).gone_ms == desk.item(99).gone_ms == desk.now_ms
    assert health_of(desk).last_full_ms == desk.now_ms
    assert desk.db.execute("SELECT count(*) FROM full_read_seen").fetchone() == (0,)
    received = desk.db.execute("SELECT facts FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
    assert f'"gone":[{desk.id(5)},{desk.id(99)}]' in received[0][0]


def test_a_full_read_that_changes_nothing_writes_no_item(desk: InboxDesk) -> None:
    desk.sync()
    before = desk.everything()

    assert not desk.sync(full=True).items
    assert desk.everything() == before


def test_nothing_is_told_gone_before_its_thread_was_read_to_the_end(desk: InboxDesk) -> None:
    desk.sync()
    desk.connector.take_away(native(5))

    def stop_after_one(progress: api.Progress, changes: Changes) -> None:
        desk.stop.set()

    desk.sync(full=True, on_progress=stop_after_one)
    assert desk.item(5).gone_ms is None
    assert health.full_read_due(desk.db, desk.account.id, now_ms=desk.now_ms, every_ms=10**12)

    desk.stop.clear()
    desk.connector.asked.clear()
    desk.sync(full=True)
    assert desk.connector.asked[0] == ("0/25", True)
    assert desk.item(5).gone_ms is not None


def test_what_arrives_during_a_full_read_is_not_told_gone(desk: InboxDesk) -> None:
    desk.sync()

    def stop_after_one(progress: api.Progress, changes: Changes) -> None:
        desk.stop.set()

    desk.sync(full=True, on_progress=stop_after_one)
    desk.stop.clear()
    desk.later(minutes=1)
    # It arrives by the ordinary run, and stands on a page that the re-read has behind it.
    desk.take(fetched_item(500, "New"), cursor="101")
    desk.sync(full=True)

    assert desk.item(500).gone_ms is None
    desk.later(minutes=1)
    desk.sync(full=True)
    assert desk.item(500).gone_ms is not None


def test_a_full_read_leaves_the_ordinary_cursor_where_it_is(desk: InboxDesk) -> None:
    desk.sync()
    desk.sync(full=True)
    desk.connector.asked.clear()
    desk.sync()

    assert desk.connector.asked == [("101", False)]


def test_a_full_read_is_due_once_and_again_after_its_time(desk: InboxDesk) -> None:
    def due() -> bool:
        return health.full_read_due(desk.db, desk.account.id, now_ms=to_ms(desk.now), every_ms=3_600_000)

    assert due()
    desk.sync(full=True)
    assert not due()
    desk.later(hours=1)
    assert due()
