"""What the desk says of an account's freshness, and when it asks whether a silence is usual."""

from __future__ import annotations

import pytest

from socialdesk.inbox.health import accounts, allowance, keep_allowance, unusual_silence
from socialdesk.storage.database import writing
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk

HOUR_MS = 3_600_000


@pytest.fixture
def desk() -> InboxDesk:
    """An account that hears something every half hour from six to midnight, for a week, until nine this morning."""
    made = InboxDesk()
    times = [
        made.now_ms - half_hours * HOUR_MS // 2
        for half_hours in range(7 * 48)
        if 6 <= (9 - half_hours / 2) % 24 < 24
    ]
    made.take(fetched_thread(), *(fetched_item(number, created_ms=at) for number, at in enumerate(times)))
    return made


def silence(desk: InboxDesk, hours: float) -> str:
    return unusual_silence(desk.db, desk.account.id, now_ms=desk.now_ms + round(hours * HOUR_MS))


def test_a_night_is_usual_and_a_longer_silence_is_asked_about(desk: InboxDesk) -> None:
    assert silence(desk, 0.5) == silence(desk, 3) == silence(desk, 6) == ""
    assert silence(desk, 8) == "Nothing for 8 hours; the longest lately was 6 hours. Is that usual?"
    assert silence(desk, 80).startswith("Nothing for 3 days;")


def test_a_new_account_has_no_usual() -> None:
    desk = InboxDesk()
    assert silence(desk, 50) == ""
    desk.take(fetched_thread(), *(fetched_item(number, created_ms=desk.now_ms) for number in range(5)))
    assert silence(desk, 50) == ""


def test_an_account_that_is_never_silent_is_asked_about_after_an_hour() -> None:
    desk = InboxDesk()
    busy = [fetched_item(number, created_ms=desk.now_ms - number * 60_000) for number in range(100)]
    desk.take(fetched_thread(), *busy)

    assert silence(desk, 0.9) == ""
    assert silence(desk, 3) == "Nothing for 3 hours; the longest lately was under an hour. Is that usual?"


def test_what_the_force_writes_does_not_break_a_silence(desk: InboxDesk) -> None:
    desk.take(fetched_item(9_999, by_force=True, created_ms=desk.now_ms + 7 * HOUR_MS))

    assert silence(desk, 8) != ""


def test_an_account_that_was_never_asked_has_a_row(desk: InboxDesk) -> None:
    desk.add_account("page_2", "South Patrol")
    first, second = accounts(desk.db, now_ms=desk.now_ms)

    assert (first.name, first.open > 0, first.last_success_ms) == ("North Patrol", True, desk.now_ms)
    assert first.next_poll_ms == desk.now_ms + 60_000
    assert (second.name, second.open, second.last_success_ms, second.next_poll_ms) == (
        "South Patrol",
        0,
        None,
        None,
    )


def test_an_account_that_was_disconnected_has_none(desk: InboxDesk) -> None:
    desk.db.execute("UPDATE accounts SET removed_ms = 1")
    assert accounts(desk.db) == []


def test_what_a_meter_counted_is_kept_for_each_account_by_itself(desk: InboxDesk) -> None:
    other = desk.add_account("page_2", "South Patrol")
    assert allowance(desk.db, desk.account.id) == allowance(desk.db, other.id) == ""

    with writing(desk.db):
        keep_allowance(desk.db, other.id, '{"units": 51}')
        keep_allowance(desk.db, desk.account.id, '{"units": 7}')
        keep_allowance(desk.db, desk.account.id, '{"units": 8}')

    assert allowance(desk.db, desk.account.id) == '{"units": 8}'
    assert allowance(desk.db, other.id) == '{"units": 51}'
    assert [row.last_item_ms is None for row in accounts(desk.db)] == [False, True]
