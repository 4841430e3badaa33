"""One call to the Graph API, with its parameters from query, form or JSON alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, cast

from socialdesk.training.networks.graph_errors import bad_parameter
from socialdesk.training.networks.paging import DEFAULT_LIMIT, MAX_LIMIT, Wanted

Params = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a client asks."""

    method: str
    path: tuple[str, ...]
    """Without the version."""
    version: str = ""
    """Such as `v26.0`; "" where the client named none."""
    params: Params = field(default_factory=dict[str, Any])
    token: str = ""
    base_url: str = ""
    """What absolute links begin with, such as `http://127.0.0.1:4000/facebook`."""
    lag: float = 0
    """Seconds until what this call does can be read."""
    upload: bytes | None = None
    """A file that came with a form."""

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text; numbers and booleans of a JSON body read as Graph reads them."""
        return as_text(self.params.get(name), default)

    def flag(self, name: str) -> bool | None:
        """A yes or no, None where it was not given. Raises GraphError 100 for anything else."""
        return as_flag(name, self.params.get(name))

    def whole(self, name: str) -> int | None:
        """A whole number, None where it was not given. Raises GraphError 100 for anything else."""
        return as_whole(name, self.params.get(name))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """A JSON object, {} where it was not given. Raises GraphError 100 for anything else."""
        value = self._json(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_parameter(f"Param {name} must be an array.")
        return cast("dict[str, Any]", value)

    def texts(self, name: str) -> list[str]:
        """A list of texts: a JSON array, or parts between commas."""
        value = self.params.get(name)
        if isinstance(value, str) and not value.lstrip().startswith(("[", "{")):
            return [part.strip() for part in value.split(",") if part.strip()]
        read = self._json(name)
        if read is None:
            return []
        parts = cast("list[Any]", read) if isinstance(read, list) else [read]
        return [as_text(part) for part in parts]

    def objects(self, name: str) -> list[Mapping[str, Any]]:
        """A JSON array of objects. Raises GraphError 100 for anything else."""
        read = self._json(name)
        parts = cast("list[Any]", read) if isinstance(read, list) else [read] if read is not None else []
        if not all(isinstance(part, dict) for part in parts):
            raise bad_parameter(f"Param {name} must be an array of objects.")
        return [cast("dict[str, Any]", part) for part in parts]

    def within(self, **changes: Any) -> Call:
        """The same client's call for something else (a batch's item)."""
        return replace(self, **changes)

    def _json(self, name: str) -> Any:
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise bad_parameter(f"Param {name} must be valid JSON.") from None


def as_text(value: Any, default: str = "") -> str:
    """Graph's reading of a value as text."""
    if value is None:
        return default
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value)
    return str(value)


def as_flag(name: str, value: Any) -> bool | None:
    """`true`, `false`, `1`, `0` in any spelling."""
    if value is None or value == "":
        return None
    told = as_text(value).strip().lower()
    if told not in {"true", "false", "1", "0"}:
        raise bad_parameter(f"Param {name} must be a boolean")
    return told in {"true", "1"}


def as_whole(name: str, value: Any) -> int | None:
    """A whole number in decimal."""
    if value is None or value == "":
        return None
    told = as_text(value).strip()
    if len(told) > 18 or not told.removeprefix("-").isascii() or not told.removeprefix("-").isdecimal():
        raise bad_parameter(f"Param {name} must be an integer")
    return int(told)


def as_moment(name: str, value: Any) -> datetime | None:
    """Unix seconds or an ISO date; the two spellings that clients use of those that Facebook takes."""
    told = as_text(value).strip()
    if not told:
        return None
    try:
        if told.isascii() and told.isdecimal():
            return datetime.fromtimestamp(int(told), UTC)
        moment = datetime.fromisoformat(told)
    except (ValueError, OverflowError, OSError):
        raise bad_parameter(f"Param {name} must be a unix timestamp or a date.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def wanted(params: Params, *, newest_first: bool) -> Wanted:
    """What a list's parameters ask for; `newest_first` where `order` says nothing. Raises GraphError 100."""
    limit = as_whole("limit", params.get("limit"))
    if limit is not None and limit < 0:
        raise bad_parameter("Param limit must be non-negative")
    order = as_text(params.get("order")) or ("reverse_chronological" if newest_first else "chronological")
    if order not in {"chronological", "reverse_chronological"}:
        raise bad_parameter("Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}")
    return Wanted(
        limit=min(DEFAULT_LIMIT if limit is None else limit, MAX_LIMIT),
        newest_first=order == "reverse_chronological",
        after=as_text(params.get("after")),
        before=as_text(params.get("before")),
        since=as_moment("since", params.get("since")),
        until=as_moment("until", params.get("until")),
    )
