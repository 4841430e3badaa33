"""Pages of X's lists, newest first: opaque tokens, ids to begin after and to end before (platforms.md 3.3)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from socialdesk.clock import to_ms
from socialdesk.training.networks.x.problems import invalid
from socialdesk.training.networks.x.world import EPOCH_MS

_One = TypeVar("_One")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Which part of a list is asked for."""

    limit: int
    after: int = 0
    """Only what has a greater id."""
    before: int = 0
    """Only what has a lesser id; 0 for no bound."""
    onward: int = 0
    """From a token: only what has a lesser id."""


@dataclass(frozen=True, slots=True)
class Page(Generic[_One]):
    """One page and where it goes on."""

    entries: list[_One]
    next_token: str


def bounds(params: Mapping[str, str], *, least: int, most: int, usual: int) -> Bounds:
    """The bounds in a request's parameters. Raises XRefusal 400."""
    told = params.get("max_results", str(usual))
    if not (told.isascii() and told.isdecimal()) or not least <= int(told) <= most:
        message = f"The `max_results` query parameter value [{told}] is not between {least} and {most}"
        raise invalid("max_results", told, message)
    after = max(_id(params, "since_id"), _moment(params, "start_time"))
    ends = [one for one in (_id(params, "until_id"), _moment(params, "end_time")) if one]
    name = "pagination_token" if "pagination_token" in params else "next_token"
    token = params.get(name, "")
    return Bounds(
        limit=int(told),
        after=after,
        before=min(ends) if ends else 0,
        onward=_read(name, token) if token else 0,
    )


def below(params: Mapping[str, str]) -> int:
    """Where a list goes on, 0 for its beginning: a long list need not be gone through anew for each page."""
    name = "pagination_token" if "pagination_token" in params else "next_token"
    return _read(name, params[name]) if params.get(name) else 0


def page(
    entries: Iterable[_One], of: Callable[[_One], str], asked: Bounds, *, always: bool = False
) -> Page[_One]:
    """The part of `entries`, newest first, that is asked for. `always`: a token on the last page, too."""
    found: list[_One] = []
    more = False
    for entry in entries:
        number = int(of(entry))
        if number <= asked.after:
            break
        if (asked.before and number >= asked.before) or (asked.onward and number >= asked.onward):
            continue
        if len(found) == asked.limit:
            more = True
            break
        found.append(entry)
    token = _token(of(found[-1])) if found and (more or always) else ""
    return Page(found, token)


def _token(last: str) -> str:
    return base64.b32hexencode(f"x.{last}".encode()).decode().rstrip("=").lower()


def _read(name: str, token: str) -> int:
    try:
        padded = token.upper() + "=" * (-len(token) % 8)
        kind, _, last = base64.b32hexdecode(padded).decode("ascii").partition(".")
    except (ValueError, UnicodeDecodeError):
        kind, last = "", ""
    if kind != "x" or not last.isdecimal():
        raise invalid(name, token, f"The `{name}` query parameter value [{token}] is not a valid token.")
    return int(last)


def _id(params: Mapping[str, str], name: str) -> int:
    told = params.get(name, "")
    if not told:
        return 0
    if not (told.isascii() and told.isdecimal() and len(told) <= 19):
        message = f"The `{name}` query parameter value [{told}] does not match ^[0-9]{{1,19}}$"
        raise invalid(name, told, message)
    return int(told)


def _moment(params: Mapping[str, str], name: str) -> int:
    """The least id of something made then."""
    told = params.get(name, "")
    if not told:
        return 0
    try:
        moment = datetime.fromisoformat(told)
        return max(to_ms(moment) - EPOCH_MS, 0) << 22
    except (ValueError, OverflowError):
        message = f"The `{name}` query parameter value [{told}] is not a valid RFC 3339 time"
        raise invalid(name, told, message) from None
