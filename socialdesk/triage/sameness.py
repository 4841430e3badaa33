"""Whether two comments of one person are the same or nearly: in words, in a link, in a picture or video (4.3e, R8)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import cast

from socialdesk.triage.api import EarlierText
from socialdesk.triage.links import links
from socialdesk.triage.repeats import canonical, repeated

_MEDIA_KEYS = ("attachment", "embed")
_OF_PEOPLE = ("author", "profile", "avatar", "from", "user", "actor", "owner")
"""A person's own picture is with everything that they write."""
_CONTENT = "$link"
"""Bluesky names a picture by its content."""
_LARGEST_RAW = 200_000
_DEEPEST = 12
_MOST = 50
_ADDRESS = re.compile(r"(?:hxxp|http)s?://", re.IGNORECASE)


class Same(StrEnum):
    """In what two comments are the same, the plainest first."""

    WORDS = "words"
    NEARLY = "nearly"
    LINK = "link"
    MEDIA = "media"

    @property
    def label(self) -> str:
        """For the screen."""
        return _LABELS[self]


_LABELS = {
    Same.WORDS: "same words",
    Same.NEARLY: "nearly the same words",
    Same.LINK: "same link",
    Same.MEDIA: "same picture, video or article",
}


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a comment is compared."""

    untrusted_text: str
    links: frozenset[str]
    media: frozenset[str]


def traits(untrusted_text: str, untrusted_raw: str = "") -> Traits:
    """Reads a comment and the network's own JSON of it, either of which may hold anything."""
    return Traits(untrusted_text, frozenset(_links(untrusted_text)), frozenset(_media(untrusted_raw)))


def same(one: Traits, other: Traits) -> Same | None:
    """In what two comments are the same; None where they are not."""
    if one.untrusted_text.strip() and other.untrusted_text.strip():
        if not canonical(one.untrusted_text) and one.untrusted_text.split() == other.untrusted_text.split():
            return Same.WORDS
        if canonical(one.untrusted_text) and canonical(one.untrusted_text) == canonical(other.untrusted_text):
            return Same.WORDS
        if repeated(one.untrusted_text, (EarlierText(0, other.untrusted_text),)) is not None:
            return Same.NEARLY
    if one.links & other.links:
        return Same.LINK
    return Same.MEDIA if one.media & other.media else None


def _links(untrusted_text: str) -> Iterator[str]:
    plain = untrusted_text[:20_000].lower()
    for link in links(plain, frozenset()):
        named = _named(plain[link.start : link.end])
        # A bare site is named in many conversations; what is repeated is a page of it.
        if "/" in named:
            yield named


def _named(address: str) -> str:
    """An address without what differs from one copy to the next: scheme, www., query and fragment."""
    bare = _ADDRESS.sub("", address, count=1).split("#")[0].split("?")[0].rstrip("/")
    return bare.removeprefix("www.")


def _media(untrusted_raw: str) -> Iterator[str]:
    if not untrusted_raw or len(untrusted_raw) > _LARGEST_RAW:
        return
    try:
        told = json.loads(untrusted_raw)
    except (ValueError, RecursionError):
        return
    yield from islice(_within(told, "", inside=False, depth=0), _MOST)


def _within(told: object, key: str, *, inside: bool, depth: int) -> Iterator[str]:
    """Addresses and content ids beneath anything named like an attachment."""
    if depth > _DEEPEST:
        return
    if isinstance(told, dict):
        for name, value in cast(dict[str, object], told).items():
            named = name.lower()
            if not any(part in named for part in _OF_PEOPLE):
                about = inside or any(part in named for part in _MEDIA_KEYS)
                yield from _within(value, named, inside=about, depth=depth + 1)
    elif isinstance(told, list):
        for value in cast(list[object], told):
            yield from _within(value, key, inside=inside, depth=depth + 1)
    elif inside and isinstance(told, str):
        if key in (_CONTENT, "media_keys"):
            yield f"{key}:{told}"
        elif _ADDRESS.match(told) and "/" in (named := _named(told)):
            yield named
