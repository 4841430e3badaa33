"""What a YouTube answer says went wrong, by what can be done about it (platforms.md 4).

Read from the body's reasons first and from the status second: a 403 may mean "used up for today", "too fast", "not
yours" or "comments are turned off". Google has several shapes of error and all are read. Its own words are never
kept; what a person may need for support is the status and the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar

import msgspec

from socialdesk.platforms import answers
from socialdesk.platforms.api import (
    Gone,
    NetworkError,
    Refused,
    SignInExpired,
    Throttled,
    Unreadable,
)
from socialdesk.platforms.http import Answer

_T = TypeVar("_T")


class Transient(Unreadable):
    """YouTube's own trouble, or none of its usual answers. A read may be tried again."""


class ProcessingFailed(Transient):
    """400 processingFailure: may be passing, and mostly is not. A read may be tried once more."""


class BadPage(Refused):
    """A page token is no longer taken: the list is begun again."""


class CommentsOff(Refused):
    """Comments are turned off for the video."""


class Kind(Enum):
    """What can be done about an answer."""

    TRANSIENT = auto()
    PROCESSING = auto()
    THROTTLED = auto()
    """Too fast: wait a little."""
    USED_UP = auto()
    """The day's units are gone: wait until midnight in California."""
    SIGN_IN = auto()
    REFUSED = auto()
    BAD_PAGE = auto()
    COMMENTS_OFF = auto()
    GONE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Problem(answers.Problem[Kind]):
    """A refusal that was read."""


_ASK = "Ask whoever manages the channel to check the desk's sign-in and the channel's standing."
_AGAIN = "Sign in again and allow everything that is asked for."
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"), Kind.USED_UP),
    **dict.fromkeys(
        ("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"),
        Kind.THROTTLED,
    ),
    **dict.fromkeys(
        ("authError", "expired", "invalid_grant", "invalid_token", "ACCESS_TOKEN_EXPIRED",
         "CREDENTIALS_MISSING", "UNAUTHENTICATED"),
        Kind.SIGN_IN,
    ),
    **dict.fromkeys(("backendError", "internalError", "backendNotConnected", "SERVICE_UNAVAILABLE"), Kind.TRANSIENT),
    "processingFailure": Kind.PROCESSING,
    "invalidPageToken": Kind.BAD_PAGE,
    "commentsDisabled": Kind.COMMENTS_OFF,
    **dict.fromkeys(
        ("commentNotFound", "commentThreadNotFound", "parentCommentNotFound", "videoNotFound", "channelNotFound",
         "playlistNotFound", "playlistItemsNotAccessible", "notFound", "NOT_FOUND"),
        Kind.GONE,
    ),
}  # fmt: skip
_BY_STATUS = {401: Kind.SIGN_IN, 403: Kind.REFUSED, 404: Kind.GONE, 410: Kind.GONE, 429: Kind.THROTTLED}
_SENTENCES: dict[str, tuple[str, str]] = {
    "insufficientPermissions": ("The stored sign-in does not include YouTube comments.", _AGAIN),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": ("The stored sign-in does not include YouTube comments.", _AGAIN),
    "operationNotSupported": ("YouTube does not offer that for this comment.", ""),
    "banWithoutReject": ("YouTube bans a person only together with the removal of a comment of theirs.", ""),
    "commentTextTooLong": ("YouTube says that the text is too long.", ""),
    "commentTextRequired": ("YouTube says that the text is empty.", ""),
    "parentCommentIsPrivate": ("YouTube says that this comment is not public, so it cannot be answered.",
                               "Publish the comment first."),
    "ineligibleAccount": ("YouTube does not let this Google account write comments.", _ASK),
    "accountDelegationForbidden": ("This Google account may not act for the channel.", _ASK),
    "authenticatedUserAccountClosed": ("YouTube says that the account of this sign-in is closed.", _ASK),
    "authenticatedUserAccountSuspended": ("YouTube says that the account of this sign-in is suspended.", _ASK),
    "channelClosed": ("YouTube says that the channel is closed.", _ASK),
    "channelSuspended": ("YouTube says that the channel is suspended.", _ASK),
    "youtubeSignupRequired": ("The Google account of this sign-in has no YouTube channel.",
                              "Sign in again and choose the channel."),
    "accessNotConfigured": ("YouTube's interface is not turned on for the Force's Google project.",
                            "Ask whoever manages the Force's Google project."),
    "keyInvalid": ("YouTube does not know the key that the desk was given.",
                   "Ask whoever manages the Force's Google project."),
}  # fmt: skip
_BY_KIND: dict[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("YouTube says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.PROCESSING: ("YouTube says that it could not work this out.", "The desk looks again by itself."),
    Kind.THROTTLED: ("YouTube asks the desk to wait: too many calls at once.", "The desk goes on by itself."),
    Kind.USED_UP: ("YouTube's units for today are used up. There are new ones at midnight in California.",
                   "What is urgent can be done in YouTube Studio meanwhile."),
    Kind.SIGN_IN: ("YouTube no longer takes the stored sign-in for this channel.", "Sign in again."),
    Kind.REFUSED: ("YouTube does not allow this.", _ASK),
    Kind.BAD_PAGE: ("YouTube no longer knows where the list was to go on.", "The desk begins the list again."),
    Kind.COMMENTS_OFF: ("Comments are turned off for this video.", ""),
    Kind.GONE: ("YouTube says that this is no longer there, or not for this channel to see.", ""),
    Kind.OTHER: ("YouTube answered with an error that the desk does not know.", ""),
}  # fmt: skip


class _Detail(msgspec.Struct):
    reason: str = ""
    metadata: dict[str, object] = {}


@dataclass(frozen=True, slots=True)
class _Told:
    reasons: list[str]
    code: int = 0
    daily: bool = False
    """True where it speaks of a day's allowance."""


def problem(answer: Answer) -> Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind."""
    told = _error(answer)
    if told is None and answer.status < 400:
        return None
    told = told or _Told([])
    # Something in between may have changed the status: then the body's own code counts.
    status = answer.status if answer.status >= 400 else told.code
    kind = _kind(status, told.reasons, daily=told.daily)
    known = next((reason for reason in told.reasons if reason in _SENTENCES), "")
    sentence, to_do = _SENTENCES[known] if known and kind is Kind.REFUSED else _BY_KIND[kind]
    detail = f"status {answer.status}" + (f", {told.reasons[0]}" if told.reasons else "")
    return Problem(kind, sentence, to_do, detail)


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = found.happened
    match found.kind:
        case Kind.THROTTLED | Kind.USED_UP:
            return Throttled(happened, until_ms=until_ms, kept="Nothing is lost.", to_do=found.to_do)
        case Kind.SIGN_IN:
            return SignInExpired(happened, kept="Everything waits and nothing is lost.", to_do=found.to_do)
        case Kind.REFUSED:
            return Refused(happened, to_do=found.to_do)
        case Kind.BAD_PAGE:
            return BadPage(happened, to_do=found.to_do)
        case Kind.COMMENTS_OFF:
            return CommentsOff(happened, to_do=found.to_do)
        case Kind.GONE:
            return Gone(happened, to_do=found.to_do)
        case Kind.TRANSIENT:
            return Transient(happened, to_do=found.to_do)
        case Kind.PROCESSING:
            return ProcessingFailed(happened, to_do=found.to_do)
        case Kind.OTHER:
            return Unreadable(happened, to_do=found.to_do)


def _kind(status: int, reasons: list[str], *, daily: bool) -> Kind:
    found = next((_KINDS[reason] for reason in reasons if reason in _KINDS), None)
    if found is Kind.THROTTLED and daily:
        return Kind.USED_UP
    if found is Kind.TRANSIENT and status < 500:
        # Recorded: a plain "permission denied" (403) whose reason is SERVICE_UNAVAILABLE.
        found = None
    if status >= 500:
        return Kind.TRANSIENT
    if status == 401:
        return Kind.SIGN_IN
    if found is not None:
        return found
    if any(reason in _SENTENCES for reason in reasons):
        return Kind.REFUSED
    if status == 400 and reasons:
        return Kind.REFUSED
    return _BY_STATUS.get(status, Kind.OTHER)


def _error(answer: Answer) -> _Told | None:
    """The `error`, as far as it can be read; None where there is none."""
    top = _fields(answer.body)
    if "error" not in top:
        return None
    error = _fields(top["error"])
    listed = _read(error.get("errors", b"[]"), list[msgspec.Raw]) or []
    details = _read(error.get("details", b"[]"), list[msgspec.Raw]) or []
    each = [_read(one, _Detail) for one in (*listed[:10], *details[:10])]
    known = [one for one in each if one is not None]
    words = [
        *(one.reason for one in known),
        _read(error.get("status", b'""'), str) or "",
        _read(top["error"], str) or "",
    ]
    return _Told(
        reasons=[one for one in words if re.fullmatch(r"\w{2,64}", one, re.ASCII)],
        code=_read(error.get("code", b"0"), int) or 0,
        daily=any("PerDay" in str(one.metadata.get("quota_limit", "")) for one in known),
    )


def _fields(told: bytes | msgspec.Raw) -> dict[str, msgspec.Raw]:
    return _read(told, dict[str, msgspec.Raw]) or {}


def _read(told: bytes | msgspec.Raw, shape: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(told, type=shape)
    except (ValueError, RecursionError):
        return None
