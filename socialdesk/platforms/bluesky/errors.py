"""What an answer of Bluesky's says went wrong, by what can be done about it (platforms.md 7.1).

Read from the error's name in the body, for an expired sign-in comes as HTTP 400. Bluesky's own words are never kept;
what a person may need for support is the status and the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from socialdesk.platforms import answers
from socialdesk.platforms.api import Gone, NetworkError, Refused, SignInExpired, Throttled, Unreadable
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.http import Answer


class Transient(Unreadable):
    """Bluesky's own trouble, or none of its usual answers. A read may be tried again."""


class BadRequest(Refused):
    """What was asked for is wrong; with a paging cursor, that the cursor is no longer taken."""


class Kind(Enum):
    """What can be done about an answer."""

    TRANSIENT = auto()
    THROTTLED = auto()
    SIGN_IN = auto()
    REFUSED = auto()
    BAD_REQUEST = auto()
    GONE = auto()
    SWAP = auto()
    """The record was altered meanwhile: read it again."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Problem(answers.Problem[Kind]):
    """A refusal that was read."""


_NAMES: dict[str, Kind] = {
    **dict.fromkeys(("ExpiredToken", "InvalidToken", "AuthenticationRequired", "AuthMissing"), Kind.SIGN_IN),
    **dict.fromkeys(("RecordNotFound", "NotFound", "RepoNotFound", "ActorNotFound", "BlockNotFound"), Kind.GONE),
    **dict.fromkeys(
        ("UpstreamFailure", "UpstreamTimeout", "NotEnoughResources", "InternalServerError"), Kind.TRANSIENT
    ),
    **dict.fromkeys(
        ("AccountTakedown", "AccountSuspended", "AccountDeactivated", "BlockedActor", "BlockedByActor",
         "BlockedSubject", "MessagesDisabled", "NotFollowedBySender", "RecipientNotFound", "ConvoLocked",
         "InvalidConvo", "Forbidden", "MethodNotImplemented", "XRPCNotSupported", "InvalidMimeType",
         "PayloadTooLarge", "RepoDeactivated", "RepoSuspended", "RepoTakendown"),
        Kind.REFUSED,
    ),
    "RateLimitExceeded": Kind.THROTTLED,
    "InvalidSwap": Kind.SWAP,
    "InvalidRequest": Kind.BAD_REQUEST,
    "BadQueryString": Kind.BAD_REQUEST,
}  # fmt: skip
_ASK = "Ask whoever looks after the account on Bluesky."
_WRITE_NO = "Answer in public, or by another way."
_SENTENCES: dict[str, tuple[str, str]] = {
    "AccountTakedown": ("Bluesky has suspended this account.", _ASK),
    "AccountSuspended": ("Bluesky has suspended this account.", _ASK),
    "AccountDeactivated": ("This account has been deactivated on Bluesky.", _ASK),
    "BlockedActor": (
        "Bluesky does not allow this while the Force blocks this person.",
        "Lift the block first.",
    ),
    "BlockedByActor": ("This person has blocked the Force's account on Bluesky.", _WRITE_NO),
    "BlockedSubject": ("A block stands between this person and the Force's account.", _WRITE_NO),
    "MessagesDisabled": ("This person takes no messages on Bluesky.", _WRITE_NO),
    "NotFollowedBySender": ("This person takes messages only from accounts that they follow.", _WRITE_NO),
    "RecipientNotFound": ("Bluesky knows of nobody there to write to.", ""),
    "ConvoLocked": ("This conversation has been closed on Bluesky.", _WRITE_NO),
    "InvalidConvo": ("Bluesky no longer knows this conversation.", ""),
    "MethodNotImplemented": ("This account's server does not offer that.", _ASK),
    "XRPCNotSupported": ("This account's server does not offer that.", _ASK),
    "InvalidSwap": ("The same was altered by somebody else in the same moment.", "Try again."),
}
NO_MESSAGES = (
    "The app password in use does not open direct messages.",
    "Make one on Bluesky that does (Settings, Privacy and security, App passwords), and sign in with it.",
)
_BY_KIND: dict[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("Bluesky says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.THROTTLED: ("Bluesky asks the desk to wait: too many calls.", "The desk goes on by itself."),
    Kind.SIGN_IN: ("Bluesky no longer takes the stored sign-in for this account.", "Sign in again."),
    Kind.REFUSED: ("Bluesky does not allow this.", _ASK),
    Kind.BAD_REQUEST: ("Bluesky did not accept what was asked.", ""),
    Kind.GONE: ("Bluesky says that this is no longer there, or not for this account to see.", ""),
    Kind.SWAP: ("The same was altered by somebody else in the same moment.", "Try again."),
    Kind.OTHER: ("Bluesky answered with an error that the desk does not know.", ""),
}
# Older servers give no name of its own to what is missing.
_MISSING = re.compile(
    r"(could not (locate|find)|(post|profile|actor|record|repo|account|convo) not found)", re.IGNORECASE
)


class _Error(msgspec.Struct):
    error: str = ""
    message: str = ""


def problem(answer: Answer) -> Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind."""
    if answer.status < 400:
        return None
    told = wire.salvage(answer.body, _Error)
    name = told.error if re.fullmatch(r"[A-Za-z]{2,64}", told.error, re.ASCII) else ""
    detail = f"status {answer.status}" + (f", {name}" if name else "")
    if name in {"InvalidToken", "Forbidden"} and told.message.startswith("Bad token"):
        return Problem(Kind.REFUSED, *NO_MESSAGES, detail)
    kind = _kind(answer.status, name, told.message)
    sentence, to_do = (_SENTENCES.get(name) if kind in {Kind.REFUSED, Kind.SWAP} else None) or _BY_KIND[kind]
    return Problem(kind, sentence, to_do, detail)


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = found.happened
    match found.kind:
        case Kind.THROTTLED:
            return Throttled(happened, until_ms=until_ms, to_do=found.to_do)
        case Kind.SIGN_IN:
            return SignInExpired(happened, kept="Everything waits and nothing is lost.", to_do=found.to_do)
        case Kind.REFUSED | Kind.SWAP:
            return Refused(happened, to_do=found.to_do)
        case Kind.BAD_REQUEST:
            return BadRequest(happened, to_do=found.to_do)
        case Kind.GONE:
            return Gone(happened, to_do=found.to_do)
        case Kind.TRANSIENT:
            return Transient(happened, to_do=found.to_do)
        case Kind.OTHER:
            return Unreadable(happened, to_do=found.to_do)


def _kind(status: int, name: str, message: str) -> Kind:
    if status == 429:
        return Kind.THROTTLED
    if status >= 500 and status != 501:
        return Kind.TRANSIENT  # a server that fails is not believed, whatever its body says
    if name == "InvalidRequest" and _MISSING.match(message):
        return Kind.GONE
    known = _NAMES.get(name)
    if known is not None:
        return known
    if name:
        return {401: Kind.SIGN_IN, 403: Kind.REFUSED, 501: Kind.REFUSED}.get(status, Kind.OTHER)
    return Kind.SIGN_IN if status == 401 else Kind.OTHER
