"""What LinkedIn's answer says went wrong, by what can be done about it (platforms.md 5).

Its own words are never kept, for they repeat what was sent; what a person may need for support is the codes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from socialdesk.platforms import answers
from socialdesk.platforms.api import Gone, NetworkError, Refused, SignInExpired, Throttled, Unreadable
from socialdesk.platforms.http import Answer


class Transient(Unreadable):
    """LinkedIn's own trouble, or none of its usual answers. A read may be tried again."""


class BadRequest(Refused):
    """What was asked for is wrong."""


class Kind(Enum):
    """What can be done about an answer."""

    TRANSIENT = auto()
    THROTTLED = auto()
    """Until LinkedIn's day ends, at midnight UTC."""
    TOO_FAST = auto()
    """A minute's wait."""
    SIGN_IN = auto()
    REFUSED = auto()
    BAD_REQUEST = auto()
    GONE = auto()
    DUPLICATE = auto()
    """It may be there already: look before anything is repeated."""
    VERSION = auto()
    """The desk speaks a version of the API that LinkedIn has retired."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Problem(answers.Problem[Kind]):
    """A refusal that was read."""


_ROLE = "Ask whoever manages the page on LinkedIn to check the role of the person who signed in."
_SENTENCES: dict[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("LinkedIn says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.THROTTLED: ("LinkedIn takes no more of these calls today.", "The desk goes on by itself after midnight UTC."),
    Kind.TOO_FAST: ("LinkedIn asks the desk to comment more slowly.", "The desk goes on by itself in a minute."),
    Kind.SIGN_IN: ("LinkedIn no longer takes the stored sign-in for this page.", "Sign in again."),
    Kind.REFUSED: ("LinkedIn does not allow this.", _ROLE),
    Kind.BAD_REQUEST: ("LinkedIn did not accept what was asked.", ""),
    Kind.GONE: ("LinkedIn says that this is no longer there, or not for this page to see.", ""),
    Kind.DUPLICATE: ("LinkedIn says that the same words were posted before.", "The desk looks for them."),
    Kind.VERSION: ("LinkedIn has retired the version of its interface that the desk speaks.",
                   "Tell ICT: the desk needs an update, or a newer LinkedIn version in its settings."),
    Kind.OTHER: ("LinkedIn answered with an error that the desk does not know.", ""),
}  # fmt: skip
_EXPIRED = ("The sign-in for this page has run out, as LinkedIn's do after 60 days.", "Sign in again.")
_REVOKED = (
    "The sign-in for this page was withdrawn on LinkedIn, or its permissions were changed.",
    "Sign in again.",
)
_SCOPES = (
    "LinkedIn did not give this sign-in the permission for that.",
    "Sign in again and allow all that is asked. If that does not help, LinkedIn has not approved the app for it.",
)
_CONTENT = ("LinkedIn does not allow what is in this text or beside it.", "Change it and decide again.")


class _Error(msgspec.Struct, rename={"service_code": "serviceErrorCode"}):
    status: int | None = None
    service_code: int | None = None
    code: str = ""
    message: str = ""


def problem(answer: Answer) -> Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind."""
    error = _error(answer)
    status = answer.status
    if status < 400:
        # An error in the clothes of an answer: no object of LinkedIn's own has a status of this kind.
        if error.status is None or not 400 <= error.status <= 599 or not (error.code or error.message):
            return None
        status = error.status
    kind = _kind(status, error)
    sentence, to_do = _sentence(kind, error)
    return Problem(kind, sentence, to_do, _detail(status, error))


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = found.happened
    match found.kind:
        case Kind.THROTTLED | Kind.TOO_FAST:
            return Throttled(happened, until_ms=until_ms, to_do=found.to_do)
        case Kind.SIGN_IN:
            return SignInExpired(happened, kept="Everything waits and nothing is lost.", to_do=found.to_do)
        case Kind.REFUSED | Kind.DUPLICATE | Kind.VERSION:
            return Refused(happened, to_do=found.to_do)
        case Kind.BAD_REQUEST:
            return BadRequest(happened, to_do=found.to_do)
        case Kind.GONE:
            return Gone(happened, to_do=found.to_do)
        case Kind.TRANSIENT:
            return Transient(happened, to_do=found.to_do)
        case Kind.OTHER:
            return Unreadable(happened, to_do=found.to_do)


def _kind(status: int, error: _Error) -> Kind:
    words = error.message.lower()
    if status >= 500:
        return Kind.TRANSIENT
    if error.code in {"NONEXISTENT_VERSION", "VERSION_MISSING", "VERSION_DEPRECATED"} or status == 426:
        return Kind.VERSION
    if status == 429:
        return Kind.TOO_FAST if "comment create throttled" in words else Kind.THROTTLED
    if status != 401 and ("is a duplicate" in words or error.code == "DUPLICATE_POST"):
        return Kind.DUPLICATE
    if status == 404:
        # A path that LinkedIn does not know says nothing about the thing that was asked for.
        return Kind.OTHER if "virtual resource" in words or "resource name" in words else Kind.GONE
    known = {401: Kind.SIGN_IN, 403: Kind.REFUSED, 405: Kind.REFUSED, 410: Kind.GONE}
    bad = {400: Kind.BAD_REQUEST, 409: Kind.BAD_REQUEST, 413: Kind.BAD_REQUEST, 414: Kind.BAD_REQUEST,
           415: Kind.BAD_REQUEST, 422: Kind.BAD_REQUEST}  # fmt: skip
    return (known | bad).get(status, Kind.OTHER)


def _sentence(kind: Kind, error: _Error) -> tuple[str, str]:
    words = error.message.lower()
    if kind is Kind.SIGN_IN and (error.service_code == 65602 or "expired" in words):
        return _EXPIRED
    if kind is Kind.SIGN_IN and (error.service_code == 65601 or "revoked" in words):
        return _REVOKED
    if kind is Kind.REFUSED and "/content" in words:
        return _CONTENT
    if kind is Kind.REFUSED and "not enough permissions" in words:
        return _SCOPES
    return _SENTENCES[kind]


def _error(answer: Answer) -> _Error:
    """The error's fields as far as they can be read."""
    error = _Error()
    try:
        told = msgspec.json.decode(answer.body, type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError):
        return error
    for one in msgspec.structs.fields(_Error):
        try:
            setattr(error, one.name, msgspec.json.decode(told[one.encode_name], type=one.type, strict=False))
        except (ValueError, RecursionError, KeyError):
            continue
    return error


def _detail(status: int, error: _Error) -> str:
    told = f"status {status}"
    if error.service_code is not None:
        told += f", service code {error.service_code}"
    return f"{told}, {error.code}" if re.fullmatch(r"[A-Z_]{3,64}", error.code, re.ASCII) else told
