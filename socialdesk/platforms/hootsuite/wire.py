"""The shapes of Hootsuite's answers, and what reads them. Everything that may be missing is optional.

Source: Hootsuite's REST API, swagger definitions SocialProfile, SocialProfileMessage, MediaUploadUrl, Error.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.platforms import answers
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer
from socialdesk.platforms.scheduling import HeldPost, HeldState, Profile

_NUMBER = re.compile(r"[0-9]{1,30}", re.ASCII)
_MEDIA = re.compile(r"[A-Za-z0-9+/=_-]{1,1000}", re.ASCII)
_ON_NETWORK = re.compile(r"[A-Za-z0-9_:.=~-]{1,200}", re.ASCII)
_NETWORKS = {
    "FACEBOOKPAGE": Network.FACEBOOK,
    "INSTAGRAMBUSINESS": Network.INSTAGRAM,
    "TWITTER": Network.X,
    "YOUTUBECHANNEL": Network.YOUTUBE,
    "LINKEDINCOMPANY": Network.LINKEDIN,
}
"""A person's own profile (FACEBOOK, INSTAGRAM, LINKEDIN) is no account of the Force's."""
_STATES = {
    "PENDING_APPROVAL": HeldState.WAITING_FOR_APPROVAL,
    "SCHEDULED": HeldState.SCHEDULED,
    "SUBMITTED": HeldState.BEING_SENT,
    "SENT": HeldState.SENT,
    "SEND_FAILED_PERMANENTLY": HeldState.FAILED,
    "REJECTED": HeldState.REJECTED,
}
_LONGEST_URL = 2000
_Shape = TypeVar("_Shape")
Id = str | int | None


class Ref(msgspec.Struct):
    """Something by its id."""

    id: Id = None


class SocialProfile(msgspec.Struct, rename="camel"):
    """An account on some network."""

    id: Id = None
    type: str = ""
    social_network_id: Id = None
    social_network_username: str | None = None
    is_reauth_required: int | bool | None = 0


class Message(msgspec.Struct, rename="camel"):
    """A post that is to go out, or went."""

    id: Id = None
    state: str = ""
    text: str | None = None
    scheduled_send_time: str | None = None
    social_profile: Ref | None = None
    created_by_member: Ref | None = None
    post_id: Id = None
    post_url: str | None = None
    media: list[msgspec.Raw] | None = None
    media_urls: list[msgspec.Raw] | None = None


class Upload(msgspec.Struct, rename="camel"):
    """Where a picture is to be sent, and how far Hootsuite is with it."""

    id: str = ""
    upload_url: str = ""
    state: str = ""


class Error(msgspec.Struct):
    """One error."""

    code: int | float | None = None
    id: str | None = None


class Cursor(msgspec.Struct):
    """Where a list goes on."""

    next: str | None = None


class Metadata(msgspec.Struct):
    """What is said of a list."""

    cursor: Cursor | None = None


class Listing(msgspec.Struct):
    """A list. `data` is required: an object of another shape is no empty list."""

    data: list[msgspec.Raw]
    metadata: Metadata | None = None


class One(msgspec.Struct):
    """A single thing."""

    data: msgspec.Raw


def read(answer: Answer, shape: type[_Shape]) -> _Shape:
    """The whole answer. Raises Unreadable."""
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except (ValueError, RecursionError):
        raise Unreadable("Hootsuite's answer cannot be read.") from None


def number(told: Id) -> NativeId | None:
    """A profile's, message's or member's id, None where it is none."""
    text = str(told) if told is not None and not isinstance(told, bool) else ""
    return NativeId(text) if _NUMBER.fullmatch(text) else None


def media_id(told: str) -> str:
    """An uploaded picture's id, "" where it is none."""
    return told if _MEDIA.fullmatch(told) else ""


def profile(raw: msgspec.Raw) -> Profile | None:
    """One account; None where it has no id."""
    told = answers.decoded(raw, SocialProfile)
    own_id = number(told.id) if told is not None else None
    if told is None or own_id is None:
        return None
    return Profile(
        native_id=own_id,
        network=_NETWORKS.get(told.type),
        id_on_network=_on_network(told.social_network_id),
        untrusted_name=(told.social_network_username or "")[:200],
        needs_signing_in=bool(told.is_reauth_required),
    )


def post(raw: msgspec.Raw) -> HeldPost | None:
    """One message; None where it has no id."""
    told = answers.decoded(raw, Message)
    own_id = number(told.id) if told is not None else None
    if told is None or own_id is None:
        return None
    url = told.post_url or ""
    return HeldPost(
        native_id=own_id,
        profile=number(told.social_profile.id if told.social_profile is not None else None) or NativeId(""),
        untrusted_text=told.text or "",
        send_ms=answers.moment_ms(told.scheduled_send_time),
        state=_STATES.get(told.state, HeldState.UNKNOWN),
        by=number(told.created_by_member.id if told.created_by_member is not None else None) or NativeId(""),
        id_on_network=_on_network(told.post_id),
        url=url if url.startswith("https://") and len(url) <= _LONGEST_URL else "",
        pictures=len(told.media or []) + len(told.media_urls or []),
    )


def _on_network(told: Id) -> NativeId:
    text = str(told) if told is not None else ""
    return NativeId(text if _ON_NETWORK.fullmatch(text) else "")
