"""What X counts: calls in windows of a quarter of an hour, and money (platforms.md 3.2, 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from socialdesk.platforms.meter import Meter, Window

_QUARTER = 900
MONEY = "tenths of a cent"
_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Call:
    """One kind of call: the window that it is counted in, and what it costs."""

    window: str
    """In words that stand in a sentence."""
    cost: int
    """In tenths of a US cent: of each thing read, or of the write."""


MENTIONS = Call("readings of mentions", 1)
TIMELINE = Call("readings of own posts", 1)
SEARCH = Call("searches", 5)
LOOKUP = Call("readings of single posts", 5)
LETTERS = Call("readings of messages", 10)
TALK = Call("readings of one conversation", 10)
ONE_LETTER = Call("readings of single messages", 10)
MUTED = Call("readings of who is muted", 1)
BLOCKED = Call("readings of who is blocked", 1)
ME = Call("readings of the account", 1)
POST = Call("posts and replies", 15)
SEND = Call("messages sent", 15)
UPLOAD = Call("pictures sent", 0)
REPOST = Call("reposts", 15)
UNREPOST = Call("reposts taken back", 5)
HIDE = Call("replies hidden or shown", 5)
DELETE = Call("deletions", 5)
MUTE = Call("people muted", 15)
UNMUTE = Call("people unmuted", 15)
BLOCK = Call("people blocked or unblocked", 15)
SHUT = Call("blocks of messages", 15)

LINK_COST = 200
"""Of a post with a link in it."""


def windows(monthly_dollars: int = 0) -> tuple[Window, ...]:
    """The windows known beforehand; the others are learnt from X's headers. 0 dollars: money is not counted."""
    known = [
        Window(name=LETTERS.window, total=15, seconds=_QUARTER),
        Window(name=POST.window, total=100, seconds=_QUARTER),
        Window(name=HIDE.window, total=50, seconds=_QUARTER),
        Window(name=SEND.window, total=15, seconds=_QUARTER),
        Window(name=SHUT.window, total=10, seconds=_QUARTER),
    ]
    if monthly_dollars > 0:
        known.append(Window(name=MONEY, total=monthly_dollars * 1000, seconds=_MONTH))
    return tuple(known)


def learn(meter: Meter, call: Call, headers: Mapping[str, str]) -> int | None:
    """Take in an answer's rate-limit headers; gives when the window ends, in ms, where they say."""
    limit = _whole(headers.get("x-rate-limit-limit"))
    remaining = _whole(headers.get("x-rate-limit-remaining"))
    reset = _whole(headers.get("x-rate-limit-reset"))
    reset_ms = reset * 1000 if reset is not None else None
    if limit is not None or remaining is not None:
        meter.heard(call.window, limit=limit, remaining=remaining, reset_ms=reset_ms)
    for span in ("user", "app"):
        limit = _whole(headers.get(f"x-{span}-limit-24hour-limit"))
        left = _whole(headers.get(f"x-{span}-limit-24hour-remaining"))
        ends = _whole(headers.get(f"x-{span}-limit-24hour-reset"))
        if limit is not None and left is not None:
            name = f"{call.window} a day" if span == "user" else f"{call.window} a day for all accounts"
            meter.heard(name, limit=limit, remaining=left, reset_ms=ends * 1000 if ends is not None else None)
            if left == 0 and ends is not None:
                reset_ms = max(reset_ms or 0, ends * 1000)
    return reset_ms


def _whole(value: str | None) -> int | None:
    told = (value or "").strip()
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= 15 else None
