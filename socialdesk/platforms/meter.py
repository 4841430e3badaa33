"""Counts what a network allows: calls and units in windows, kept across restarts, a share held for moderation.

Each thing spent is kept with the moment when the network forgets it: so long after (rolling), at the next midnight
of a zone, or when a header says. What a header says is a stranger's word: it moves the count within bounds and
can hold an account shut for a day at most. Source: platforms.md 3.4 (X), 4 (YouTube units), 5 (LinkedIn).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from socialdesk.clock import Clock, from_ms, to_ms
from socialdesk.errors import UserFacingError
from socialdesk.platforms.api import Budget, Throttled

DEFAULT_WAIT_MS = 5 * 60_000
"""Where the network says that it is enough and not for how long."""
LONGEST_WAIT_MS = 24 * 3600_000
_SHORTEST_WAIT_MS = 1000
_LONGEST_TOLD_MS = 26 * 3600_000
"""A day with a change of clocks and an hour of difference between clocks."""
_SAME_RESET_MS = 5000
_BUCKETS = 60
"""A rolling window is counted in so many steps: what was spent in one is forgotten together, at the last one's end."""
_MOST = 10**12
_MOST_WINDOWS = 100
_MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One thing that is counted."""

    name: str
    """As it stands in a sentence ("units"), or the call that it is for ("GET /2/dm_events")."""
    total: int
    """Of its own units; the network's header may correct it."""
    seconds: int = 0
    """The rolling length; 0 is until the next midnight in `zone`."""
    zone: str = "UTC"


class KeptUse(Protocol):
    """Where the counts of one account survive a restart. Called from network threads."""

    def load(self) -> str:
        """What was saved last; "" where nothing was."""
        ...

    def save(self, told: str) -> None:
        """Keep it. Where it cannot be kept (a UserFacingError), the count goes on in memory."""
        ...


class KeptText:
    """Hands the newest text to a `KeptUse`, in order and outside the lock of whoever counts."""

    def __init__(self, kept: KeptUse | None) -> None:
        self._kept = kept
        self._saving = threading.Lock()
        self._saved = ""

    def load(self) -> str:
        """What was kept; "" where nothing was, or what there is cannot be had or is too long to be ours."""
        try:
            told = self._kept.load() if self._kept is not None else ""
        except UserFacingError:
            return ""
        return told if len(told) <= _MOST_KEPT else ""

    def save(self, tell: Callable[[], str]) -> None:
        """Keeps what `tell` answers, if it is new."""
        if self._kept is None:
            return
        with self._saving:
            told = tell()
            if told == self._saved:
                return
            try:
                self._kept.save(told)
            except UserFacingError:
                return
            self._saved = told


class _KeptWindow(msgspec.Struct):
    name: str
    total: int
    spent: list[tuple[int, int]] = []
    told_until: int = 0
    shut_until: int = 0
    shut_for: int = 0


class _Kept(msgspec.Struct):
    windows: list[_KeptWindow]


@dataclass(slots=True)
class _Count:
    """One window's count. Not safe by itself."""

    window: Window
    zone: ZoneInfo
    declared: bool
    total: int
    spent: dict[int, int] = field(default_factory=dict[int, int])
    """When the network forgets it, in ms: how many units."""
    told_until: int = 0
    """The end of the window as the network's header gave it; 0 where it did not."""
    shut_until: int = 0
    shut_for: int = 0

    @property
    def used(self) -> int:
        return sum(self.spent.values())

    def settle(self, now: int) -> None:
        """Forget what is over. A clock that was set back holds nothing for longer than was ever asked."""
        longest = self._forgotten_ms(now)
        kept: dict[int, int] = {}
        for ends, units in self.spent.items():
            if ends > now:
                within = min(ends, max(longest, min(self.told_until, now + _LONGEST_TOLD_MS)))
                kept[within] = kept.get(within, 0) + units
        self.spent = kept
        self.told_until = min(self.told_until, now + _LONGEST_TOLD_MS) if self.told_until > now else 0
        self.shut_until = min(self.shut_until, now + self.shut_for) if self.shut_until > now else 0

    def spend(self, units: int, now: int) -> None:
        ends = self.told_until or self._forgotten_ms(now)
        self.spent[ends] = self.spent.get(ends, 0) + units

    def heard(self, remaining: int, reset_ms: int | None, now: int) -> None:
        told = self.total - min(max(remaining, 0), self.total)
        ends = reset_ms if reset_ms is not None and now < reset_ms <= now + _LONGEST_TOLD_MS else 0
        if ends and abs(ends - self.told_until) <= _SAME_RESET_MS:
            # Answers overtake one another: within one window what is used never becomes less.
            self.spent = {self.told_until: max(told, self.used)}
            return
        self.told_until = ends
        self.spent = {ends or self._forgotten_ms(now): told}

    def until(self, units: int, limit: int, now: int) -> int | None:
        """When `units` fit under `limit`; None where they do now."""
        until = self.shut_until
        over = self.used + units - limit
        if over > 0:
            until = max(until, now + LONGEST_WAIT_MS if units > limit else 0)
            for ends in sorted(self.spent):
                if over <= 0:
                    break
                over -= self.spent[ends]
                until = max(until, ends)
        return until if until > now else None

    def _forgotten_ms(self, now: int) -> int:
        length = self.window.seconds * 1000
        if length <= 0:
            return _midnight_ms(now, self.zone)
        step = max(length // _BUCKETS, 1)
        return (now // step + 1) * step + length


class Meter:
    """One account's allowance. Safe to use from several threads."""

    def __init__(
        self,
        clock: Clock,
        windows: Sequence[Window],
        *,
        kept: KeptUse | None = None,
        reserve_percent: int = 20,
    ) -> None:
        """`reserve_percent` of every window is kept for what a person decided."""
        self._clock = clock
        self._reserve_percent = min(max(reserve_percent, 0), 100)
        self._lock = threading.Lock()
        self._kept = KeptText(kept)
        self._counts = {one.name: _counted(one, declared=True) for one in windows}
        self._restore(self._kept.load())

    def check(self, name: str, units: int = 1, *, reading: bool) -> None:
        """Raises Throttled where it is used up; reading stops at the reserve. An unknown window is open."""
        with self._lock:
            until = self._until(name, units, reading=reading)
        if until is not None:
            raise _used_up(until)

    def spacing_ms(self, name: str) -> int:
        """How long to leave between two readings so that what is left lasts until the network counts anew.

        Nothing while less than a quarter is used: what is asked for now and then is had at once.
        """
        with self._lock:
            count = self._counts.get(name)
            if count is None:
                return 0
            now = self._now_ms()
            count.settle(now)
            limit = self._limit(count, reading=True)
            if 4 * count.used < limit:
                return 0
            lasts = count.told_until - now if count.told_until else count.window.seconds * 1000
            return lasts // max(limit - count.used, 1)

    def spend(self, name: str, units: int = 1) -> None:
        """Count a request that went out, network trouble or not."""
        with self._lock:
            self._spend(name, units)
        self._kept.save(self._told)

    def take(self, name: str, units: int = 1, *, reading: bool) -> None:
        """`check` and `spend` in one, so that several threads together take no more than there is."""
        with self._lock:
            until = self._until(name, units, reading=reading)
            if until is None:
                self._spend(name, units)
        if until is not None:
            raise _used_up(until)
        self._kept.save(self._told)

    def heard(self, name: str, *, limit: int | None, remaining: int | None, reset_ms: int | None) -> None:
        """Learn from an answer's headers: how many there are, how many are left, and until when (ms since 1970)."""
        limit = limit if limit is not None and 0 < limit <= _MOST else None
        with self._lock:
            now = self._now_ms()
            count = self._counts.get(name)
            if count is None:
                if limit is None or len(self._counts) >= _MOST_WINDOWS:
                    return
                count = self._counts[name] = _counted(Window(name=name, total=limit), declared=False)
            count.settle(now)
            count.total = limit if limit is not None else count.total
            if remaining is not None:
                count.heard(remaining, reset_ms, now)
        self._kept.save(self._told)

    def refused(self, name: str, *, until_ms: int | None = None) -> int:
        """The network asked us to wait: until when (five minutes where it does not say, a day at most)."""
        with self._lock:
            now = self._now_ms()
            wait = DEFAULT_WAIT_MS if until_ms is None else until_ms - now
            wait = min(max(wait, _SHORTEST_WAIT_MS), LONGEST_WAIT_MS)
            count = self._counts.get(name)
            if count is None:
                # How much there is is not known, only that it was enough.
                count = self._counts[name] = _counted(Window(name=name, total=_MOST), declared=False)
            count.settle(now)
            count.shut_until, count.shut_for = now + wait, wait
        self._kept.save(self._told)
        return now + wait

    def budget(self) -> Budget:
        """The allowance as counted, the fullest window first in `used_percent`."""
        percent, regain, lines = 0, 0, list[str]()
        with self._lock:
            now = self._now_ms()
            for count in self._counts.values():
                count.settle(now)
                left = max(count.total - count.used, 0)
                share = 100 if count.shut_until else min(count.used * 100 // max(count.total, 1), 100)
                percent = max(percent, share)
                regain = max(regain, count.until(1, self._limit(count, reading=True), now) or 0)
                if count.declared or share >= 50:
                    lines.append(_line(count, left, count.total - self._limit(count, reading=True)))
        return Budget(used_percent=percent, regain_ms=regain or None, lines=tuple(lines))

    # -- under the lock

    def _until(self, name: str, units: int, *, reading: bool) -> int | None:
        count = self._counts.get(name)
        if count is None:
            return None
        now = self._now_ms()
        count.settle(now)
        return count.until(max(units, 0), self._limit(count, reading=reading), now)

    def _spend(self, name: str, units: int) -> None:
        count = self._counts.get(name)
        if count is not None and units > 0:
            now = self._now_ms()
            count.settle(now)
            count.spend(units, now)

    def _limit(self, count: _Count, *, reading: bool) -> int:
        return count.total - (count.total * self._reserve_percent // 100 if reading else 0)

    def _now_ms(self) -> int:
        return to_ms(self._clock())

    def _restore(self, told: str) -> None:
        try:
            kept = msgspec.json.decode(told, type=_Kept) if told else _Kept([])
        except (ValueError, RecursionError):
            return
        for one in kept.windows[:_MOST_WINDOWS]:
            count = self._counts.get(one.name)
            if count is None:
                if not 0 < one.total <= _MOST:
                    continue
                window = Window(name=one.name, total=one.total)
                count = self._counts[one.name] = _counted(window, declared=False)
            count.spent = {ends: units for ends, units in one.spent if _moment(ends) and 0 < units <= _MOST}
            count.told_until = one.told_until if _moment(one.told_until) else 0
            count.shut_until = one.shut_until if _moment(one.shut_until) else 0
            count.shut_for = min(max(one.shut_for, 0), LONGEST_WAIT_MS)

    def _told(self) -> str:
        with self._lock:
            windows = [
                _KeptWindow(
                    name=one.window.name,
                    total=one.total,
                    spent=sorted(one.spent.items()),
                    told_until=one.told_until,
                    shut_until=one.shut_until,
                    shut_for=one.shut_for,
                )
                for one in self._counts.values()
                if one.spent or one.shut_until
            ]
        return msgspec.json.encode(_Kept(windows)).decode()


def _counted(window: Window, *, declared: bool) -> _Count:
    return _Count(window, ZoneInfo(window.zone), declared, window.total)


def _moment(ms: int) -> bool:
    return 0 < ms < _MOST * 10


def _midnight_ms(now: int, zone: ZoneInfo) -> int:
    tomorrow = from_ms(now).astimezone(zone).date() + timedelta(days=1)
    return to_ms(datetime.combine(tomorrow, time_of_day(), tzinfo=zone))


def _used_up(until_ms: int) -> Throttled:
    return Throttled(
        "The network's allowance for this account is used up for now.",
        until_ms=until_ms,
        kept="Nothing was sent, and nothing is lost.",
        to_do="The desk goes on by itself when there is room again.",
    )


def _line(count: _Count, left: int, reserve: int) -> str:
    name = count.window.name
    if count.shut_until:
        return f"{name}: the network asked the desk to wait."
    seconds = 0 if count.told_until else count.window.seconds
    span = _span(seconds) if seconds else "in this window" if count.told_until else "today"
    plain = re.fullmatch(r"[a-z][a-z ]*", name)
    what = f"{left:,} of {count.total:,} {name if plain else 'calls'} left {span}"
    line = what if plain else f"{name}: {what}"
    return f"{line}; {reserve:,} are kept for moderation." if reserve else f"{line}."


def _span(seconds: int) -> str:
    for length, one, several in (
        (3600, "hour", "hours"),
        (60, "minute", "minutes"),
        (1, "second", "seconds"),
    ):
        if seconds % length == 0:
            return f"in any {one}" if seconds == length else f"in any {seconds // length:,} {several}"
    return ""
