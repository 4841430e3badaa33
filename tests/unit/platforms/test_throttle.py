"""The allowance as headers tell it, true or hostile."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.platforms.api import Throttled
from socialdesk.platforms.throttle import DEFAULT_WAIT_MS, LONGEST_WAIT_MS, Gate, Usage, retry_after_s, usage

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DATE = "Tue, 24 Nov 2026 09:00:00 GMT"


class Hands:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def business(percent: int, minutes: int = 0) -> dict[str, str]:
    record = {"type": "pages", "call_count": percent, "total_cputime": 3, "total_time": 4,
              "estimated_time_to_regain_access": minutes}  # fmt: skip
    return {"x-business-use-case-usage": json.dumps({"123": [record]})}


def test_the_greatest_share_counts() -> None:
    assert usage(business(12)) == Usage(12, 0)
    assert usage({"x-app-usage": '{"call_count":28,"total_cputime":91,"total_time":25}'}) == Usage(91, 0)
    assert usage(business(96, 11) | {"x-app-usage": '{"call_count":3}'}) == Usage(96, 11 * 60_000)
    assert usage({}) is None


def test_slower_from_three_quarters_and_shut_from_ninety_five() -> None:
    hands = Hands()
    gate = Gate(hands)
    gate.heard(business(74))
    assert gate.pause_s() == 0
    gate.heard(business(75))
    assert 0 < gate.pause_s() <= 2
    gate.heard(business(94))
    gate.check(reading=True)
    gate.heard(business(95, 4))
    with pytest.raises(Throttled) as caught:
        gate.check(reading=True)
    assert caught.value.until_ms == to_ms(NOW) + 4 * 60_000
    gate.check(reading=False)
    hands.now += timedelta(minutes=4)
    gate.check(reading=True)
    assert gate.pause_s() == 0


def test_being_told_to_wait_holds_back_everything() -> None:
    hands = Hands()
    gate = Gate(hands)
    assert gate.refused({}) == to_ms(NOW) + DEFAULT_WAIT_MS
    for reading in (True, False):
        with pytest.raises(Throttled):
            gate.check(reading=reading)
    assert gate.refused({"retry-after": "30"}) == to_ms(NOW) + 30_000
    hands.now -= timedelta(days=3000)
    with pytest.raises(Throttled) as caught:
        gate.check(reading=True)
    assert caught.value.until_ms <= to_ms(hands.now) + LONGEST_WAIT_MS


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("30", 30), ("0", 1), ("99999", 3600), (" 5\t", 5), ("nan", None), ("inf", None), ("-1", None), ("1_000", None),
     ("٣٠", None), ("1e3", None), ("", None), ("0x10", None), ("Tue, 24 Nov 2026 09:01:00 GMT", 60),
     ("Tue, 24 Nov 2020 09:01:00 GMT", 1), ("Tue, 24 Nov 2099 09:01:00 GMT", 3600)],
)  # fmt: skip
def test_retry_after(value: str, seconds: int | None) -> None:
    assert retry_after_s({"retry-after": value, "date": DATE}) == seconds


@given(st.text(), st.text())
def test_any_retry_after_is_within_an_hour(value: str, date: str) -> None:
    told = retry_after_s({"retry-after": value, "date": date})
    assert told is None or 1 <= told <= 3600


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["call_count", "total_time", "estimated_time_to_regain_access", "1"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.text() | _JSON.map(json.dumps))
def test_any_usage_header_is_survived(value: str) -> None:
    gate = Gate(Hands())
    for name in ("x-app-usage", "x-business-use-case-usage"):
        told = usage({name: value})
        assert told is None or (0 <= told.percent <= 100 and 0 <= told.regain_ms <= LONGEST_WAIT_MS)
        gate.heard({name: value})
        assert 0 <= gate.pause_s() <= 2
        assert to_ms(NOW) < gate.refused({name: value}) <= to_ms(NOW) + LONGEST_WAIT_MS
