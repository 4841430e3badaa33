"""LinkedIn's names of things, and how they stand in an address (Rest.li 2.0; platforms.md 5).

In a path a name is quoted whole. In `List(...)` and `(id:...)` the structural signs stay as they are and each name is
quoted by itself. A name is never turned into one of another kind: an activity and a share are two numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Refused

ORGANIZATION = "urn:li:organization:"
PERSON = "urn:li:person:"
_PLAIN = r"[A-Za-z][A-Za-z0-9]{0,40}:[A-Za-z0-9_.~=+-]{1,200}"
_URN = re.compile(rf"urn:li:{_PLAIN}", re.ASCII)
_POST = re.compile(r"urn:li:(?:share|ugcPost):[0-9]{1,30}", re.ASCII)
_COMMENT = re.compile(rf"urn:li:comment:\((?:urn:li:)?({_PLAIN}),([A-Za-z0-9_-]{{1,64}})\)", re.ASCII)


def is_post(told: str) -> bool:
    """True for the name of a post as the Posts API gives it."""
    return _POST.fullmatch(told) is not None


def is_plain(told: str) -> bool:
    """True for a simple name, such as a post's, a person's or an activity's."""
    return _URN.fullmatch(told) is not None


def comment_urn(thing: str, number: str) -> NativeId | None:
    """The name of comment `number` under `thing`; None where either is not one that LinkedIn could have given."""
    made = f"urn:li:comment:({thing},{number})"
    return NativeId(made) if is_plain(thing) and _COMMENT.fullmatch(made) else None


def comment_parts(told: str) -> tuple[str, str] | None:
    """What a comment's name is made of: the thing that it is under, and its number.

    Notifications leave `urn:li:` out of the inner name (recorded); it is put back.
    """
    found = _COMMENT.fullmatch(told)
    return (f"urn:li:{found[1]}", found[2]) if found else None


def same_comment(one: str, other: str) -> bool:
    """True for two names of one comment: LinkedIn may name it under the activity or under the post."""
    first, second = comment_parts(one), comment_parts(other)
    return one == other or (first is not None and second is not None and first[1] == second[1])


def quoted(told: str) -> str:
    """A name as one part of a path, or as a value in a query. Raises Refused where it is no name of LinkedIn's."""
    if not is_plain(told) and comment_parts(told) is None:
        raise Refused(
            "The desk holds an id here that LinkedIn could not have given.", kept="Nothing was sent."
        )
    return quote(told, safe="")


def restli_list(values: Iterable[str]) -> str:
    """`List(a,b)`, each value quoted by itself."""
    return f"List({','.join(quote(value, safe='') for value in values)})"
