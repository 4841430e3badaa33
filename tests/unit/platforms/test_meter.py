"""What a network allows, counted across days, restarts, hostile headers and threads."""

from __future__ import annotations

import json
import threading
from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.errors import UserFacingError
from socialdesk.platforms.api import Throttled
from socialdesk.platforms.meter import DEFAULT_WAIT_MS, LONGEST_WAIT_MS, Meter, Window
from socialdesk.platforms.throttle import Gate

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PACIFIC = "America/Los_Angeles"
UNITS = Window(name="units", total=10_000, zone=PACIFIC)
EVENTS = Window(name="GET /2/dm_events", total=15, seconds=900)


class Hands:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Drawer:
    """Where the counts are kept."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def load(self) -> str:
        return self.text

    def save(self, told: str) -> None:
        self.text = told


class Stuck:
    """A store that does not work today."""

    def load(self) -> str:
        raise UserFacingError("The store is not there.")

    def save(self, told: str) -> None:
        raise UserFacingError("The disk is full.")


def until(meter: Meter, name: str, units: int = 1, *, reading: bool) -> datetime:
    with pytest.raises(Throttled) as caught:
        meter.check(name, units, reading=reading)
    return datetime.fromtimestamp(caught.value.until_ms / 1000, UTC)


def test_reading_stops_at_the_reserve_and_a_decision_goes_on_to_the_end() -> None:
    meter = Meter(Hands(), [UNITS])
    meter.spend("units", 8000)
    assert until(meter, "units", reading=True) == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
    meter.check("units", 50, reading=False)
    meter.spend("units", 2000)
    until(meter, "units", reading=False)


@pytest.mark.parametrize(
    ("moment", "midnight"),
    [
        (datetime(2026, 3, 8, 9, 59, tzinfo=UTC), datetime(2026, 3, 9, 7, 0, tzinfo=UTC)),  # 23 hours
        (
            datetime(2026, 11, 1, 8, 30, tzinfo=UTC),
            datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
        ),  # 25 hours, 01:30 first
        (datetime(2026, 11, 1, 9, 30, tzinfo=UTC), datetime(2026, 11, 2, 8, 0, tzinfo=UTC)),  # 01:30 again
    ],
)
def test_a_day_ends_at_midnight_where_the_network_lives(moment: datetime, midnight: datetime) -> None:
    hands = Hands(moment)
    meter = Meter(hands, [UNITS])
    meter.spend("units", 10_000)
    assert until(meter, "units", reading=False) == midnight
    hands.now = midnight - timedelta(milliseconds=1)
    until(meter, "units", reading=False)
    hands.now = midnight
    meter.check("units", 8000, reading=True)


def test_a_rolling_window_frees_itself_bit_by_bit() -> None:
    hands = Hands()
    meter = Meter(hands, [EVENTS])
    meter.spend(EVENTS.name, 6)
    hands.now += timedelta(minutes=10)
    meter.spend(EVENTS.name, 6)
    free = until(meter, EVENTS.name, reading=True)
    assert NOW + timedelta(minutes=15) <= free <= NOW + timedelta(minutes=15, seconds=15)
    hands.now = free
    meter.check(EVENTS.name, 6, reading=True)
    until(meter, EVENTS.name, 7, reading=True)


def test_a_clock_set_back_holds_for_one_window_more_and_no_longer() -> None:
    hands = Hands()
    meter = Meter(hands, [EVENTS, UNITS])
    meter.spend(EVENTS.name, 15)
    meter.spend("units", 10_000)
    meter.refused("units")
    hands.now -= timedelta(days=300)
    assert until(meter, EVENTS.name, reading=False) <= hands.now + timedelta(minutes=15, seconds=15)
    assert until(meter, "units", reading=False) <= hands.now + timedelta(hours=25)
    hands.now += timedelta(hours=25)
    meter.check(EVENTS.name, reading=True)
    meter.check("units", reading=True)


def test_counts_survive_a_restart() -> None:
    hands, drawer = Hands(), Drawer()
    before = Meter(hands, [EVENTS, UNITS], kept=drawer)
    before.spend(EVENTS.name, 12)
    before.refused("units", until_ms=to_ms(NOW) + 60_000)
    before.heard("GET /2/users", limit=10, remaining=0, reset_ms=to_ms(NOW) + 90_000)
    after = Meter(hands, [EVENTS, UNITS], kept=drawer)
    until(after, EVENTS.name, reading=True)
    after.check(EVENTS.name, 3, reading=False)
    assert until(after, "units", reading=False) == NOW + timedelta(minutes=1)
    assert until(after, "GET /2/users", reading=True) == NOW + timedelta(seconds=90)
    assert after.budget() == before.budget()


@given(st.text() | st.just('{"windows":[{"name":"units","total":1,"spent":[[' + "9" * 400 + ",1]]}]}"))
def test_a_corrupt_text_begins_anew(text: str) -> None:
    meter = Meter(Hands(), [UNITS], kept=Drawer(text))
    meter.check("units", 8000, reading=True)
    assert meter.budget().used_percent == 0


_WHOLE = st.integers(-(2**70), 2**70)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": st.sampled_from(["units", "other"]), "total": _WHOLE},
            optional={"spent": st.lists(st.tuples(_WHOLE, _WHOLE), max_size=3), "told_until": _WHOLE,
                      "shut_until": _WHOLE, "shut_for": _WHOLE},
        ),
        max_size=3,
    )
)  # fmt: skip
def test_a_kept_text_never_shuts_an_account_for_longer_than_a_day(windows: list[object]) -> None:
    hands = Hands()
    meter = Meter(hands, [UNITS], kept=Drawer(json.dumps({"windows": windows})))
    meter.budget()
    hands.now += timedelta(hours=27)
    meter.check("units", reading=True)
    assert meter.budget().used_percent == 0


def test_a_store_that_fails_leaves_the_count_in_memory() -> None:
    meter = Meter(Hands(), [UNITS], kept=Stuck())
    meter.spend("units", 8000)
    until(meter, "units", reading=True)


def test_headers_correct_the_count() -> None:
    hands = Hands()
    meter = Meter(hands, [EVENTS])
    reset = to_ms(NOW) + 300_000
    meter.heard(EVENTS.name, limit=300, remaining=100, reset_ms=reset)
    meter.check(EVENTS.name, 40, reading=True)
    until(meter, EVENTS.name, 41, reading=True)
    meter.spend(EVENTS.name, 50)
    meter.heard(EVENTS.name, limit=300, remaining=99, reset_ms=reset)  # an older answer, late
    assert until(meter, EVENTS.name, 51, reading=False) == NOW + timedelta(minutes=5)
    hands.now += timedelta(minutes=5)
    meter.check(EVENTS.name, 240, reading=True)


def test_an_unknown_window_is_open_until_the_network_tells() -> None:
    meter = Meter(Hands(), [])
    meter.check("GET /2/users", 5, reading=True)
    meter.spend("GET /2/users")
    meter.heard("GET /2/users", limit=None, remaining=3, reset_ms=None)
    meter.check("GET /2/users", 5, reading=True)
    meter.heard("GET /2/users", limit=5, remaining=1, reset_ms=to_ms(NOW) + 1000)
    until(meter, "GET /2/users", reading=True)
    meter.check("GET /2/users", reading=False)


def test_readings_are_spread_over_what_is_left_of_a_window() -> None:
    hands = Hands()
    meter = Meter(hands, [EVENTS])
    meter.heard(EVENTS.name, limit=15, remaining=15, reset_ms=to_ms(hands.now) + 900_000)
    looks: list[float] = []
    read = datetime.min.replace(tzinfo=UTC)
    for _ in range(300):
        apart = timedelta(milliseconds=meter.spacing_ms(EVENTS.name))
        if len(looks) < 12 and hands.now - read >= apart:
            meter.take(EVENTS.name, reading=True)
            looks.append((hands.now - NOW).total_seconds())
            read = hands.now
        hands.now += timedelta(seconds=3)
    assert looks[:3] == [0, 3, 6]
    assert len(looks) == 12  # the reserve of a fifth is left
    assert max(later - earlier for earlier, later in pairwise([*looks, 900])) <= 120
    assert meter.spacing_ms("never heard of") == 0


def test_being_told_to_wait_holds_back_everything() -> None:
    meter = Meter(Hands(), [UNITS])
    now = to_ms(NOW)
    assert meter.refused("units") == now + DEFAULT_WAIT_MS
    assert meter.refused("units", until_ms=now - 5) == now + 1000
    assert meter.refused("units", until_ms=now * 1000) == now + LONGEST_WAIT_MS
    for reading in (True, False):
        assert until(meter, "units", reading=reading) == NOW + timedelta(days=1)
    assert meter.budget().used_percent == 100
    assert meter.budget().regain_ms == now + LONGEST_WAIT_MS


@given(
    st.none() | st.integers(-(10**15), 10**15), st.none() | st.integers(-(10**15), 10**15), st.none() | _WHOLE
)
def test_no_header_shuts_an_account_for_longer_than_a_day(
    limit: int | None, remaining: int | None, reset_ms: int | None
) -> None:
    hands = Hands()
    meter = Meter(hands, [UNITS])
    meter.heard("units", limit=limit, remaining=remaining, reset_ms=reset_ms)
    assert 0 <= meter.budget().used_percent <= 100
    hands.now += timedelta(hours=27)
    meter.check("units", reading=True)


@settings(max_examples=60)
@given(
    total=st.integers(1, 40),
    reserve=st.integers(0, 100),
    rolling=st.booleans(),
    steps=st.lists(
        st.tuples(
            st.sampled_from(["read", "read", "write", "restart"]), st.integers(1, 5), st.integers(0, 20_000)
        ),
        max_size=80,
    ),
)
def test_no_more_is_read_than_the_reserve_leaves(
    total: int, reserve: int, rolling: bool, steps: list[tuple[str, int, int]]
) -> None:
    """In any window: reads never go beyond total less reserve, and all together never beyond the total."""
    window = Window(name="units", total=total, seconds=3600 if rolling else 0, zone=PACIFIC)
    hands, drawer = Hands(), Drawer()
    meter = Meter(hands, [window], kept=drawer, reserve_percent=reserve)
    passed: deque[tuple[datetime, int, bool]] = deque()
    for what, units, seconds in steps:
        hands.now += timedelta(seconds=seconds)
        if what == "restart":
            meter = Meter(hands, [window], kept=drawer, reserve_percent=reserve)
            continue
        try:
            meter.take("units", units, reading=what == "read")
        except Throttled:
            continue
        passed.append((hands.now, units, what == "read"))
        if rolling:
            within = [one for one in passed if one[0] > hands.now - timedelta(hours=1)]
        else:
            today = hands.now.astimezone(ZoneInfo(PACIFIC)).date()
            within = [one for one in passed if one[0].astimezone(ZoneInfo(PACIFIC)).date() == today]
        used = sum(units for _, units, _ in within)
        assert used <= total
        if what == "read":
            assert used <= total - total * reserve // 100


def test_several_threads_take_no_more_than_there_is() -> None:
    drawer = Drawer()
    meter = Meter(Hands(), [Window(name="calls", total=100, seconds=900)], kept=drawer)
    passed: list[int] = []

    def work() -> None:
        for _ in range(30):
            try:
                meter.take("calls", reading=True)
            except Throttled:
                return
            passed.append(1)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(passed) == 80
    again = Meter(Hands(), [Window(name="calls", total=100, seconds=900)], kept=drawer)
    again.check("calls", 20, reading=False)
    until(again, "calls", 21, reading=False)


def test_the_lines_say_what_is_left() -> None:
    meter = Meter(Hands(), [UNITS, EVENTS, Window(name="calls", total=500, seconds=3600)], reserve_percent=20)
    meter.spend("units", 1550)
    assert meter.budget().lines == (
        "8,450 of 10,000 units left today; 2,000 are kept for moderation.",
        "GET /2/dm_events: 15 of 15 calls left in any 15 minutes; 3 are kept for moderation.",
        "500 of 500 calls left in any hour; 100 are kept for moderation.",
    )
    assert meter.budget().used_percent == 15
    assert meter.budget().regain_ms is None
    meter.refused("GET /2/dm_events")
    assert meter.budget().lines[1] == "GET /2/dm_events: the network asked the desk to wait."


def test_what_facebook_said_survives_a_restart() -> None:
    hands, drawer = Hands(), Drawer()
    told = Gate(hands, kept=drawer).refused({"retry-after": "90"})
    after = Gate(hands, kept=drawer)
    with pytest.raises(Throttled) as caught:
        after.check(reading=False)
    assert caught.value.until_ms == told
    assert after.budget().used_percent == 100


@given(
    st.text()
    | st.dictionaries(st.sampled_from(["percent", "full_until", "told_until"]), _WHOLE).map(json.dumps)
)
def test_a_corrupt_text_of_facebook_shuts_nothing_for_longer_than_a_day(text: str) -> None:
    hands = Hands()
    gate = Gate(hands, kept=Drawer(text))
    assert 0 <= gate.budget().used_percent <= 100
    assert (gate.budget().regain_ms or 0) <= to_ms(NOW) + LONGEST_WAIT_MS
