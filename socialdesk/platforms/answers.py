"""Reading what networks answer: whole JSON, as much of each object as can be read, times, and refusals once read.

No error is raised where a body is at hand, for tracebacks show what is at hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

import msgspec

from socialdesk.clock import to_ms
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

LATEST_MS = 253_402_300_799_000
"""The end of the year 9999, the last that a datetime can tell."""
_LONGEST_TIME = 64
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)
_Kind = TypeVar("_Kind")
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Problem(Generic[_Kind]):
    """A refusal that was read. What can be done about one is each network's own `Kind`."""

    kind: _Kind
    sentence: str
    to_do: str
    detail: str
    """Status, codes and the network's own number for it, for support."""

    @property
    def happened(self) -> str:
        """The sentence, with what support asks for."""
        return f"{self.sentence} ({self.detail})"


def json_body(answer: Answer, network: str, *, mend: bool = True) -> bytes:
    """The body, if it is JSON and whole, without half letters where `mend`. Raises Unreadable.

    `network` is what sentences begin with, such as "X" or "The network".
    """
    if not answer.is_json:
        within = network[:1].lower() + network[1:] if network.startswith("The ") else network
        raise Unreadable(
            f"What answered in {within}'s place sent a web page or nothing that the desk can read.",
            to_do="A sign-in page of the local network may stand in between: open a web page and see.",
        )
    body = _whole(answer.body, mend=mend)
    if body is None:
        raise Unreadable(
            f"{network}'s answer came incomplete or spoiled.", to_do="The desk asks again by itself."
        )
    return body


def decoded(body: bytes | msgspec.Raw, shape: type[_Told]) -> _Told | None:
    """The whole of it; None where that cannot be read."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError):
        return None


def salvage(raw: bytes | msgspec.Raw, shape: type[_Shape]) -> _Shape:
    """As much of one object as can be read; an empty shape where nothing can. `shape` requires no field."""
    whole = decoded(raw, shape)
    if whole is not None:
        return whole
    fields = decoded(raw, dict[str, msgspec.Raw]) or {}
    kept: dict[str, object] = {}
    for one in msgspec.structs.fields(shape):
        try:
            kept[one.name] = msgspec.json.decode(fields[one.encode_name], type=one.type, strict=False)
        except (ValueError, RecursionError, KeyError):
            continue
    return shape(**kept)


def raw_text(raw: bytes | msgspec.Raw) -> str:
    """An item's JSON as the network gave it."""
    return bytes(raw).decode("utf-8", "replace")


def moment_ms(value: str | None) -> int | None:
    """A time such as `2026-11-20T18:45:03.000Z`, with or without the fraction, in milliseconds. None if unreadable."""
    if not value or len(value) > _LONGEST_TIME:
        return None
    try:
        moment = datetime.fromisoformat(value)
        stored = to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    return stored if 0 <= stored <= LATEST_MS else None


def _whole(body: bytes, *, mend: bool) -> bytes | None:
    for told in (body, _whole_letters(body)) if mend else (body,):
        if decoded(told, msgspec.Raw) is not None:
            return told
    return None


def _whole_letters(told: bytes) -> bytes:
    """Without half letters: text that was cut inside an emoji is `\\ud83d` alone, which no text may hold."""

    def mended(found: re.Match[bytes]) -> bytes:
        return b"\\ufffd" if re.fullmatch(rb"\\u[dD][89a-fA-F]..", found[0]) else found[0]

    return _ESCAPES.sub(mended, told)
