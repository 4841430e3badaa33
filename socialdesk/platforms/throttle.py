"""How much of a network's allowance is used: slow down at 75 %, stop reading at 95 %, wait when told to.

Meta says it in headers of every answer, in per cent and minutes (platforms.md 1.7); others with `Retry-After`.
A header is a stranger's word: whatever stands in it, a wait is between one second and a day.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, cast

import msgspec

from socialdesk.clock import Clock, to_ms
from socialdesk.platforms.api import Budget, Throttled
from socialdesk.platforms.meter import DEFAULT_WAIT_MS, LONGEST_WAIT_MS, KeptText, KeptUse

__all__ = ["DEFAULT_WAIT_MS", "LONGEST_WAIT_MS", "Gate", "Usage", "http_date", "retry_after_s", "usage"]

SLOW_PERCENT = 75
STOP_PERCENT = 95
_USAGE_HEADERS = ("x-business-use-case-usage", "x-app-usage", "x-page-usage")
_SHARES = ("call_count", "total_cputime", "total_time")
_MAX_HEADER = 20_000
_MAX_PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What one answer's headers say."""

    percent: int
    """The greatest share used, 0 to 100."""
    regain_ms: int
    """Milliseconds until there is room again; 0 where nothing is said."""


def usage(headers: Mapping[str, str]) -> Usage | None:
    """The usage in an answer's headers (by lower-case name), None where there is none to be read."""
    told = [one for name in _USAGE_HEADERS for one in _records(headers.get(name, ""))]
    if not told:
        return None
    percent = max(_whole(one.get(share), 100) for one in told for share in _SHARES)
    minutes = max(_whole(one.get("estimated_time_to_regain_access"), 24 * 60) for one in told)
    return Usage(percent, minutes * 60_000)


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """The seconds of a `Retry-After`, 1 to 3,600; dates count from the server's own `Date`. None if unreadable."""
    value = headers.get("retry-after", "").strip(" \t")
    if re.fullmatch(r"[0-9]{1,12}", value):
        return min(max(int(value), 1), 3600)
    until, now = http_date(value), http_date(headers.get("date", ""))
    if until is None or now is None:
        return None
    return int(min(max((until - now).total_seconds(), 1), 3600))


class _Kept(msgspec.Struct):
    percent: int = 0
    full_until: int = 0
    told_until: int = 0


class Gate:
    """One account's allowance, as last heard. Safe to use from several threads."""

    def __init__(self, clock: Clock, *, kept: KeptUse | None = None) -> None:
        """`kept` is where what was heard survives a restart."""
        self._clock = clock
        self._lock = threading.Lock()
        self._kept = KeptText(kept)
        before = _read_kept(self._kept.load())
        self._percent = min(max(before.percent, 0), 100)
        self._full_until_ms = before.full_until
        self._told_until_ms = before.told_until

    def heard(self, headers: Mapping[str, str]) -> None:
        """Learn from an answer."""
        told = usage(headers)
        if told is None:
            return
        with self._lock:
            self._percent = told.percent
            full = told.percent >= STOP_PERCENT
            self._full_until_ms = self._now_ms() + (told.regain_ms or DEFAULT_WAIT_MS) if full else 0
        self._kept.save(self._told)

    def refused(self, headers: Mapping[str, str]) -> int:
        """The network asked us to wait: until when, from what it said. Nothing goes out before."""
        told = usage(headers)
        wait_ms = told.regain_ms if told is not None else 0
        after_s = retry_after_s(headers)
        if after_s is not None:
            wait_ms = max(wait_ms, after_s * 1000)
        with self._lock:
            self._percent = 100
            until_ms = self._told_until_ms = self._now_ms() + (wait_ms or DEFAULT_WAIT_MS)
        self._kept.save(self._told)
        return until_ms

    def check(self, *, reading: bool) -> None:
        """Raises Throttled where a call has to wait. What is left above 95 % is kept for what a person decided."""
        with self._lock:
            until = self._until_ms(reading=reading)
        if until is not None:
            raise Throttled(
                "The network's allowance for this account is used up for now.",
                until_ms=until,
                kept="Nothing was sent, and nothing is lost.",
                to_do="The desk goes on by itself when there is room again.",
            )

    def pause_s(self) -> float:
        """How long to wait between reads: 0 below 75 %, rising to two seconds."""
        with self._lock:
            over = self._percent - SLOW_PERCENT
        return 0.0 if over < 0 else min(_MAX_PAUSE_S, 0.5 + over * _MAX_PAUSE_S / (100 - SLOW_PERCENT))

    def budget(self) -> Budget:
        """The allowance as last heard."""
        with self._lock:
            until = self._until_ms(reading=True)
            percent = self._percent
        lines = (f"{percent} per cent of what the network allows is used.",) if percent else ()
        return Budget(used_percent=percent, regain_ms=until, lines=lines)

    def _until_ms(self, *, reading: bool) -> int | None:
        now = self._now_ms()
        until = max(self._told_until_ms, self._full_until_ms if reading else 0)
        if until <= now:
            if reading and self._percent >= STOP_PERCENT:
                self._percent = 0  # that time is over, and how much is used is not known
            return None
        # A wall clock that was set back must not hold the account shut for longer than was ever asked.
        return min(until, now + LONGEST_WAIT_MS)

    def _now_ms(self) -> int:
        return to_ms(self._clock())

    def _told(self) -> str:
        with self._lock:
            kept = _Kept(self._percent, self._full_until_ms, self._told_until_ms)
        return msgspec.json.encode(kept).decode()


def _read_kept(told: str) -> _Kept:
    try:
        return msgspec.json.decode(told, type=_Kept) if told else _Kept()
    except (ValueError, RecursionError):
        return _Kept()


def _records(value: str) -> Iterator[Mapping[str, Any]]:
    """Every usage record in one header's JSON: `{...}` itself, or `{"<id>": [{...}]}`."""
    if not value or len(value) > _MAX_HEADER:
        return
    try:
        told = msgspec.json.decode(value)
    except (ValueError, RecursionError):
        return
    if not isinstance(told, dict):
        return
    top = cast("dict[str, Any]", told)
    if any(share in top for share in _SHARES):
        yield top
    for several in top.values():
        for one in cast("list[Any]", several) if isinstance(several, list) else []:
            if isinstance(one, dict):
                yield cast("dict[str, Any]", one)


def _whole(value: object, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0
    return int(min(max(value, 0), most))


def http_date(value: str) -> datetime | None:
    """The moment of an HTTP date header, None where it cannot be read."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
