"""The shapes of Graph's answers that all its networks share, typed once, at the edge (platforms.md 1.2).

Every field may be missing, and nearly every one may be of another kind than was promised: a field that cannot be
read is left out, an item without an id is counted as unreadable, and neither loses the rest of its page. Only where
a list ends is read strictly, for what is missing from a whole list is told to be gone.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec

from socialdesk.clock import to_ms
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

_PAGING = frozenset({"after", "until", "since", "offset", "__paging_token", "__after_id", "page"})
_MAX_TOKEN = 4096
_LATEST_MS = 253_402_300_799_000  # the end of the year 9999, the last that a datetime can tell
_ESCAPES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)

Moment = str | int | float | None
_Shape = TypeVar("_Shape", bound=msgspec.Struct)


class Ref(msgspec.Struct):
    """Something by its id."""

    id: str | int | None = None


class Person(msgspec.Struct):
    """A person or one of our accounts. Facebook gives a name, Instagram a username."""

    id: str | int | None = None
    name: str = ""
    username: str = ""


class People(msgspec.Struct):
    """A list of people."""

    data: list[Person] = []


class Summary(msgspec.Struct):
    """What a list says of itself."""

    total_count: int | None = None


class Cursors(msgspec.Struct):
    """Paging cursors."""

    after: str = ""


class Paging(msgspec.Struct):
    """Where a list goes on."""

    next: str | None = None
    cursors: Cursors | None = None


class Listing(msgspec.Struct):
    """A page of a list. `data` is required: an object of another shape is no empty list."""

    data: list[msgspec.Raw]
    paging: Paging | None = None
    summary: msgspec.Raw = msgspec.Raw()

    @property
    def total(self) -> int | None:
        """How many there are in all, where the answer says."""
        count = salvage(self.summary, Summary).total_count if self.summary else None
        return count if count is not None and count >= 0 else None


class Conversation(msgspec.Struct):
    """A private conversation."""

    id: str | int | None = None
    link: str = ""
    updated_time: Moment = None
    message_count: int | None = None
    participants: People | None = None


class Message(msgspec.Struct, rename={"author": "from"}):
    """A private message."""

    id: str | int | None = None
    message: str | None = None
    created_time: Moment = None
    author: Person | None = None
    attachments: msgspec.Raw = msgspec.Raw()


class Written(msgspec.Struct):
    """What a write answers."""

    id: str | int | None = None
    message_id: str | int | None = None
    success: bool | str | None = None

    @property
    def succeeded(self) -> bool:
        """True for `true` and for the documentation's `"true"`."""
        return self.success is True or str(self.success).lower() == "true"


class PageShape(msgspec.Struct):
    """A page as `me/accounts` lists it, with its own token."""

    id: str | int | None = None
    name: str = ""
    access_token: str = ""
    tasks: list[str] = []
    category: str | None = None
    instagram_business_account: Person | None = None

    def __repr__(self) -> str:
        return f"PageShape({self.id!r})"


def json_body(answer: Answer) -> bytes:
    """The body, if it is JSON and whole. Raises Unreadable."""
    if not answer.is_json:
        raise Unreadable(
            "What answered in the network's place sent a web page or nothing that the desk can read.",
            to_do="A sign-in page of the local network may stand in between: open a web page and see.",
        )
    body = _whole(answer.body)
    if body is None:
        raise Unreadable(
            "The network's answer came incomplete or spoiled.", to_do="The desk asks again by itself."
        )
    return body


def read_listing(answer: Answer) -> Listing:
    """A list's page. Raises Unreadable where it is none, or where its end cannot be told."""
    told = _decoded(json_body(answer), Listing)
    if told is None:
        raise Unreadable("The network answered with something else than the list that was asked for.")
    return told


def read_object(answer: Answer, shape: type[_Shape]) -> _Shape:
    """One object. Raises Unreadable where the answer is none."""
    if not answer.body.lstrip().startswith(b"{"):
        raise Unreadable("The network answered with something else than what was asked for.")
    return salvage(msgspec.Raw(json_body(answer)), shape)


def flags(answer: Answer) -> dict[str, bool]:
    """An object of ids with yes or no, leaving out what is neither. Raises Unreadable."""
    body = json_body(answer)
    try:
        told = msgspec.json.decode(body, type=dict[str, object])
    except (ValueError, RecursionError):
        return {}
    words = {"true": True, "false": False}
    read = {name: words.get(str(value).lower()) for name, value in told.items()}
    return {name: value for name, value in read.items() if value is not None}


def salvage(raw: msgspec.Raw, shape: type[_Shape]) -> _Shape:
    """As much of one object as can be read; an empty shape where nothing can."""
    whole = _decoded(raw, shape)
    if whole is not None:
        return whole
    try:
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError):
        return shape()
    kept: dict[str, object] = {}
    for one in msgspec.structs.fields(shape):
        try:
            kept[one.name] = msgspec.json.decode(fields[one.encode_name], type=one.type, strict=False)
        except (ValueError, RecursionError, KeyError):
            continue
    return shape(**kept)


def raw_text(raw: msgspec.Raw) -> str:
    """An item's JSON as the network gave it."""
    return bytes(raw).decode("utf-8", "replace")


def native_id(value: str | int | None) -> NativeId | None:
    """An id as an opaque string; a number becomes the same digits."""
    text = "" if value is None or isinstance(value, bool) else str(value)
    return NativeId(text) if text and len(text) <= 512 and "\0" not in text else None


def same_id(one: str, other: str) -> bool:
    """True for two names of one thing: Facebook may give a comment with another post part (platforms.md 1.10)."""
    if one == other:
        return True
    return "_" in one and "_" in other and one.rpartition("_")[2] == other.rpartition("_")[2]


def moment_ms(value: Moment) -> int | None:
    """A time of Graph's in milliseconds: `2026-11-20T18:45:03+0000`, or Unix seconds. None if unreadable."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return int(value * 1000) if 0 <= value * 1000 <= _LATEST_MS else None
    try:
        moment = datetime.fromisoformat(value)
        stored = to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    return stored if 0 <= stored <= _LATEST_MS else None


def onward(listing: Listing, base_url: str) -> dict[str, str] | None:
    """The paging parameters of `next`, None at the end of the list.

    Only named parameters are taken from the address, and it is never opened: a token in it, another path or
    another host leads nowhere. Raises Unreadable for another host, or where no parameter can be read.
    """
    if listing.paging is None or not listing.paging.next:
        return None
    try:
        address = urlsplit(listing.paging.next)
        ours = address.hostname == urlsplit(base_url).hostname
        told = dict(parse_qsl(address.query, max_num_fields=100))
    except ValueError:
        ours, told = False, {}
    kept = {name: value for name, value in told.items() if name in _PAGING and len(value) <= _MAX_TOKEN}
    if not kept and listing.paging.cursors is not None and listing.paging.cursors.after:
        kept = {"after": listing.paging.cursors.after[:_MAX_TOKEN]}
    if not ours or not kept:
        raise Unreadable("The network's list goes on at an address that the desk does not follow.")
    return kept


# No error is raised where a body is at hand: a list of pages holds their tokens, and tracebacks show what is at hand.


def _decoded(body: bytes | msgspec.Raw, shape: type[_Shape]) -> _Shape | None:
    try:
        return msgspec.json.decode(body, type=shape)
    except (ValueError, RecursionError):
        return None


def _whole(body: bytes) -> bytes | None:
    for told in (body, _whole_letters(body)):
        try:
            msgspec.json.decode(told, type=msgspec.Raw)
        except (ValueError, RecursionError):
            continue
        return told
    return None


def _whole_letters(told: bytes) -> bytes:
    """Without half letters: text that was cut inside an emoji is `\\ud83d` alone, which no text may hold."""

    def mended(found: re.Match[bytes]) -> bytes:
        return b"\\ufffd" if re.fullmatch(rb"\\u[dD][89a-fA-F]..", found[0]) else found[0]

    return _ESCAPES.sub(mended, told)
