"""The shapes of LinkedIn's answers, typed once here, at the edge (platforms.md 5).

Every field may be missing (lists without `actor` are recorded), and any may be of another kind than was promised: a
field that cannot be read is left out, an element without an id is counted, and neither loses the rest of its page.
Only where a list ends is read strictly, for what is missing from a whole list is told to be gone.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from socialdesk.model.ids import NativeId
from socialdesk.platforms import answers
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer
from socialdesk.platforms.linkedin.urn import comment_parts, comment_urn

Number = int | str | float | None
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
salvage, raw_text = answers.salvage, answers.raw_text
"""As in `platforms.answers`: every reader of these shapes finds them here."""


class Stamp(msgspec.Struct):
    """When, and by whom."""

    time: Number = None
    actor: str = ""


class Words(msgspec.Struct):
    """What a comment says."""

    text: str = ""


class Beneath(msgspec.Struct, rename="camel"):
    """How many replies there are."""

    total_first_level_comments: Number = None
    aggregated_total_comments: Number = None


class Comment(msgspec.Struct, rename={"comment_urn": "commentUrn", "urn": "$URN", "last_modified": "lastModified",
                                      "parent_comment": "parentComment", "beneath": "commentsSummary"}):  # fmt: skip
    """A comment or reply."""

    id: str | int | None = None
    actor: str = ""
    comment_urn: str = ""
    urn: str = ""
    created: Stamp | None = None
    last_modified: Stamp | None = None
    message: Words | None = None
    object: str = ""
    parent_comment: str = ""
    beneath: Beneath | None = None
    content: msgspec.Raw = msgspec.Raw()

    @property
    def author(self) -> str:
        """Who wrote it; "" where LinkedIn does not say."""
        return self.actor or (self.created.actor if self.created is not None else "")

    @property
    def name(self) -> NativeId | None:
        """Its whole name; made of what it is under and its number where LinkedIn leaves it out."""
        for told in (self.comment_urn, self.urn):
            parts = comment_parts(told)
            if parts is not None:
                return comment_urn(*parts)
        return comment_urn(self.object, native_text(self.id))

    @property
    def replies(self) -> int:
        """How many replies it has, as far as LinkedIn says."""
        if self.beneath is None:
            return 0
        told = (self.beneath.total_first_level_comments, self.beneath.aggregated_total_comments)
        return max((int(one) for one in told if isinstance(one, (int, float)) and one > 0), default=0)


class Reshared(msgspec.Struct):
    """What a post shows again."""

    parent: str = ""


class UploadPlace(msgspec.Struct, rename="camel"):
    """Where a picture is to be sent, and what it is called from then on."""

    upload_url: str = ""
    image: str = ""


class UploadBegun(msgspec.Struct):
    """The answer to the beginning of an upload."""

    value: UploadPlace | None = None


class Post(msgspec.Struct, rename="camel"):
    """A post."""

    id: str = ""
    author: str = ""
    commentary: str = ""
    created_at: Number = None
    published_at: Number = None
    last_modified_at: Number = None
    lifecycle_state: str = ""
    content: msgspec.Raw = msgspec.Raw()
    reshare_context: Reshared | None = None


class Decoration(msgspec.Struct):
    """What a notification tells of a post or comment."""

    entity: str = ""
    owner: str = ""
    text: str | None = None


class Decorated(msgspec.Struct):
    """What was made."""

    comment: Decoration | None = None
    share: Decoration | None = None


class Notification(msgspec.Struct, rename="camel"):
    """Something that happened to the organisation's page."""

    action: str = ""
    source_post: str = ""
    generated_activity: str = ""
    last_modified_at: Number = None
    decorated_source_post: Decoration | None = None
    decorated_generated_activity: Decorated | None = None


class Role(msgspec.Struct, rename="camel"):
    """What somebody may do for an organisation."""

    organization: str = ""
    organization_target: str = ""
    role: str = ""
    state: str = ""


class Organization(msgspec.Struct, rename="camel"):
    """An organisation's page."""

    localized_name: str = ""
    vanity_name: str = ""


class Member(msgspec.Struct, rename="camel"):
    """A person, as far as LinkedIn shows them: `{"id": "private"}` where it does not."""

    id: str | int | None = None
    localized_first_name: str = ""
    localized_last_name: str = ""
    vanity_name: str = ""


class Link(msgspec.Struct):
    """Where a list goes on."""

    rel: str = ""


class Paging(msgspec.Struct):
    """How much of a list this is."""

    count: Number = None
    links: list[Link] = []


class Listing(msgspec.Struct):
    """A page of a list. `elements` is required: an object of another shape is no empty list."""

    elements: list[msgspec.Raw]
    paging: msgspec.Raw = msgspec.Raw()

    def onward(self, start: int, asked: int) -> int | None:
        """Where the next page begins; None at the end: a page with less than was asked for, or had.

        A page is as long as LinkedIn says, which may be less than was asked for. `total` is not believed.
        """
        paging = salvage(self.paging, Paging) if self.paging else Paging()
        size = paging.count if isinstance(paging.count, int) and 0 < paging.count <= asked else asked
        more = any(link.rel == "next" for link in paging.links)
        if not self.elements or (len(self.elements) < size and not more):
            return None
        return start + size


def json_body(answer: Answer) -> bytes:
    """The body, if it is JSON and whole. Raises Unreadable."""
    return answers.json_body(answer, "LinkedIn")


def read_listing(answer: Answer) -> Listing:
    """A list's page. Raises Unreadable where it is none."""
    told = answers.decoded(json_body(answer), Listing)
    if told is None:
        raise Unreadable("LinkedIn answered with something else than the list that was asked for.")
    return told


def read_object(answer: Answer, shape: type[_Shape]) -> _Shape:
    """One object. Raises Unreadable where the answer is none."""
    body = json_body(answer)
    if not body.lstrip().startswith(b"{"):
        raise Unreadable("LinkedIn answered with something else than what was asked for.")
    return salvage(msgspec.Raw(body), shape)


def native_text(value: str | int | None) -> str:
    """An id as text; a number becomes the same digits."""
    return "" if value is None or isinstance(value, bool) else str(value)


def moment_ms(value: Number) -> int | None:
    """A time in milliseconds since 1970, None if unreadable."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        told = int(value)
    except (ValueError, OverflowError):
        return None
    return told if 0 < told <= answers.LATEST_MS else None
