"""The shapes of Graph's answers that all its networks share, typed once, at the edge (platforms.md 1.2).

Every field may be missing, and nearly every one may be of another kind than was promised: a field that cannot be
read is left out, an item without an id is counted as unreadable, and neither loses the rest of its page. Only where
a list ends is read strictly, for what is missing from a whole list is told to be gone.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec

from socialdesk.clock import to_ms
from socialdesk.model.ids import NativeId
from socialdesk.platforms import answers
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

_PAGING = frozenset({"after", "until", "since", "offset", "__paging_token", "__after_id", "page"})
_MAX_TOKEN = 4096

Moment = str | int | float | None
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
salvage, raw_text = answers.salvage, answers.raw_text
"""As in `platforms.answers`: every reader of these shapes finds them here."""


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
    return answers.json_body(answer, "The network")


def read_listing(answer: Answer) -> Listing:
    """A list's page. Raises Unreadable where it is none, or where its end cannot be told."""
    told = answers.decoded(json_body(answer), Listing)
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
        return int(value * 1000) if 0 <= value * 1000 <= answers.LATEST_MS else None
    try:
        moment = datetime.fromisoformat(value)
        stored = to_ms(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
    return stored if 0 <= stored <= answers.LATEST_MS else None


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
