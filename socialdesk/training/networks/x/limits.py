"""How many calls an account may make in a quarter of an hour, and the headers that say so (platforms.md 3.2, 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SECONDS = 900
PER_QUARTER: Mapping[str, int] = {
    "GET /2/users/me": 75,
    "GET /2/users/:id/mentions": 300,
    "GET /2/users/:id/tweets": 900,
    "GET /2/tweets/search/recent": 300,
    "GET /2/tweets": 900,
    "GET /2/tweets/:id": 900,
    "POST /2/tweets": 100,
    "DELETE /2/tweets/:id": 50,
    "PUT /2/tweets/:id/hidden": 50,
    "GET /2/users/:id/blocking": 15,
    "GET /2/users/:id/muting": 15,
    "POST /2/users/:id/muting": 50,
    "DELETE /2/users/:id/muting/:id": 50,
    "POST /2/users/:id/dm/block": 10,
    "POST /2/users/:id/dm/unblock": 10,
    "GET /2/dm_events": 15,
    "GET /2/dm_events/:id": 15,
    "GET /2/dm_conversations/:id/dm_events": 15,
    "GET /2/dm_conversations/with/:id/dm_events": 15,
    "POST /2/dm_conversations/:id/messages": 15,
    "POST /2/dm_conversations/with/:id/messages": 15,
}
_OTHERWISE = 900


@dataclass(slots=True)
class _Window:
    ends: int
    calls: int = 0


@dataclass(slots=True)
class Limits:
    """Counts by account and kind of call, in windows that begin with the first call. Guarded by the world's lock."""

    allowed: dict[str, int] = field(default_factory=lambda: dict(PER_QUARTER))
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict[tuple[str, str], _Window])

    def count(self, account: str, call: str, now_s: int) -> tuple[bool, dict[str, str]]:
        """Count one call: whether it is allowed, and the headers."""
        window = self._windows.get((account, call))
        if window is None or now_s >= window.ends:
            window = self._windows[account, call] = _Window(now_s + SECONDS)
        window.calls += 1
        total = self.allowed.get(call, _OTHERWISE)
        return window.calls <= total, headers(total, max(total - window.calls, 0), window.ends)


def headers(limit: int, remaining: int, reset_s: int) -> dict[str, str]:
    """X's three headers; the reset is in seconds since 1970."""
    return {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(remaining),
        "x-rate-limit-reset": str(reset_s),
    }
