"""Who wrote it, by name. LinkedIn tells a comment's author by number alone, and the name costs a call each.

What LinkedIn tells of other members may be kept in memory for a day, and is kept there only (platforms.md 5).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

from socialdesk.platforms.api import FetchedAuthor, FetchedItem, Gone, NetworkError, Refused
from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.calls import LinkedInCalls
from socialdesk.platforms.linkedin.urn import PERSON

KEPT_MS = 24 * 3600_000
_AT_ONCE = 20
"""How many names one page of a reading may ask for; the others come with a later reading."""
_MOST = 20_000
_MAX_NAME = 200


class People:
    """The names that LinkedIn has told within a day. Safe to use from several threads."""

    def __init__(self, calls: LinkedInCalls, *, ask: bool) -> None:
        """`ask` False: nobody is asked for, as where there are few calls in a day."""
        self._calls = calls
        self._ask = ask
        self._lock = threading.Lock()
        self._known: dict[str, tuple[int, str]] = {}

    def named(self, items: Iterable[FetchedItem]) -> list[FetchedItem]:
        """The items with their authors' names, as far as they can be had. Raises nothing."""
        told = list(items)
        authors = dict.fromkeys(item.author.native_id for item in told if item.author is not None)
        left = _AT_ONCE if self._ask else 0
        names: dict[str, str] = {}
        for author in authors:
            if not author.startswith(PERSON):
                continue
            name = self._remembered(author)
            if name is None and left:
                name = self._look_up(author)
                left = left - 1 if name is not None else 0
            names[author] = name or ""
        return [_with_name(item, names) for item in told]

    def _remembered(self, author: str) -> str | None:
        with self._lock:
            at, name = self._known.get(author, (0, ""))
        return name if 0 <= self._calls.now_ms - at < KEPT_MS else None

    def _look_up(self, author: str) -> str | None:
        """The name, "" where LinkedIn does not show it; None where it is better not to ask on."""
        number = author.removeprefix(PERSON)
        try:
            answer = self._calls.read("people", f"(id:{quote(number, safe='')})")
            name = _name(wire.read_object(answer, wire.Member))
        except Gone:
            name = ""
        except Refused:
            self._ask = False  # this sign-in may not ask for people at all
            return None
        except NetworkError:
            return None  # no line, no calls left, no sign-in: the reading itself will say so
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[author] = (self._calls.now_ms, name)
        return name


def _name(told: wire.Member) -> str:
    return f"{told.localized_first_name} {told.localized_last_name}".strip()[:_MAX_NAME]


def _with_name(item: FetchedItem, names: dict[str, str]) -> FetchedItem:
    name = names.get(item.author.native_id, "") if item.author is not None else ""
    if item.author is None or not name:
        return item
    return replace(item, author=FetchedAuthor(native_id=item.author.native_id, untrusted_name=name))
