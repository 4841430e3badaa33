"""What an answer of Hootsuite's says went wrong, by what can be done about it.

Hootsuite speaks in numbered errors (`errors[].code`), also within an answer 200 that brings something. Its own words
are never kept: the number says enough. Source: Hootsuite's table of error codes (swagger, info.description).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from socialdesk.platforms import answers
from socialdesk.platforms.api import Gone, NetworkError, Refused, SignInExpired, Throttled, Unreadable
from socialdesk.platforms.hootsuite import wire
from socialdesk.platforms.http import Answer


class Transient(Unreadable):
    """Hootsuite's own trouble, or none of its usual answers. A read may be tried again."""


class Kind(Enum):
    """What can be done about an answer."""

    TRANSIENT = auto()
    THROTTLED = auto()
    """Too many calls at once: a few seconds."""
    USED_UP = auto()
    """The day's allowance: hours."""
    SIGN_IN = auto()
    REFUSED = auto()
    NOT_READY = auto()
    """A picture that Hootsuite is still at work on: the same again in a while."""
    GONE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Problem(answers.Problem[Kind]):
    """A refusal that was read."""


_BY_KIND: Mapping[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("Hootsuite says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.THROTTLED: ("Hootsuite asks the desk to wait: too many calls at once.", "The desk goes on by itself."),
    Kind.USED_UP: ("What the Force's plan at Hootsuite allows in a day is used up.",
                   "The desk tries again by itself; ask whoever manages the plan if it lasts."),
    Kind.SIGN_IN: ("Hootsuite no longer takes the stored sign-in.", "Sign in to Hootsuite again."),
    Kind.REFUSED: ("Hootsuite did not accept this.", "Ask whoever manages Hootsuite in the Force."),
    Kind.NOT_READY: ("Hootsuite is still at work on a picture.", "The desk tries again by itself."),
    Kind.GONE: ("Hootsuite says that this is no longer there.", ""),
    Kind.OTHER: ("Hootsuite answered with an error that the desk does not know.", ""),
}  # fmt: skip
_SIGN_IN = frozenset({1000, 1001, 1005, 1008, 1014, 1032, 1034, 1035, 1036})
_GONE = frozenset({4001})
_TRANSIENT = frozenset({5000, 9000})
_ASK = "Ask whoever manages Hootsuite in the Force."
_BY_CODE: Mapping[int, tuple[Kind, str, str]] = {
    1003: (Kind.USED_UP, "", ""),
    1004: (Kind.USED_UP, "", ""),
    1043: (Kind.THROTTLED, "", ""),
    1002: (Kind.REFUSED, "Hootsuite does not know the Force's app.", "Have ICT check the app's id."),
    1037: (Kind.REFUSED, "The sign-in to Hootsuite was given without the permission for this.",
           "Sign in to Hootsuite again and agree to everything that it asks."),
    2306: (Kind.REFUSED, "Hootsuite was told no account to post for.", _ASK),
    4009: (Kind.REFUSED, "Whoever signed in may not do this for the Force's organisation at Hootsuite.", _ASK),
    40001: (Kind.REFUSED, "This account does not belong to the Force's organisation at Hootsuite.", _ASK),
    40003: (Kind.REFUSED, "Hootsuite takes this back no longer: it is going out, or has gone out.",
            "Remove it on its own network."),
    40004: (Kind.REFUSED, "Hootsuite does not take this picture.", "Try another picture."),
    40020: (Kind.REFUSED, "Hootsuite lists four weeks at a time at most.", ""),
    40021: (Kind.NOT_READY, "", ""),
    40023: (Kind.REFUSED, "Hootsuite sends a post to one account on X at a time.", ""),
    40025: (Kind.REFUSED, "The Force's plan at Hootsuite holds no more scheduled posts.",
            "Cancel one there, or publish on the network itself."),
}  # fmt: skip
_QUOTA = re.compile(r"\s*([0-9]{1,12})\b.*", re.ASCII | re.DOTALL)
_TRACE = re.compile(r"[\w-]{4,64}", re.ASCII)


class _Errors(msgspec.Struct):
    errors: list[wire.Error] = []


class _Both(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw()


def problem(answer: Answer) -> Problem | None:
    """What the answer says went wrong; None where it brings what was asked for, errors beside it or not."""
    told = answers.decoded(answer.body, _Errors)
    errors = told.errors if told is not None else []
    if answer.status < 400 and (not errors or _brings(answer)):
        return None
    codes = [int(one.code) for one in errors if isinstance(one.code, int | float)]
    kind, sentence, to_do = _judged(answer.status, codes)
    if kind is Kind.USED_UP and answer.status == 429 and quota_left(answer.headers):
        kind = Kind.THROTTLED  # of the two limits it is not the day's
    usual = _BY_KIND[kind]
    return Problem(kind, sentence or usual[0], to_do or usual[1], _detail(answer.status, codes, errors))


def quota_left(headers: Mapping[str, str]) -> int | None:
    """How much of the day's allowance is left by `X-Account-Quota: 100000 per day` and `X-Account-Quota-Used: 6`."""
    told = quota(headers)
    return None if told is None else max(told[0] - told[1], 0)


def quota(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """The day's allowance and how much of it is used; None where the headers do not say both."""
    limit, used = (_QUOTA.fullmatch(headers.get(f"x-account-quota{part}", "")) for part in ("", "-used"))
    return None if limit is None or used is None else (int(limit[1]), int(used[1]))


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = found.happened
    kept = "Nothing was sent, and nothing is lost."
    match found.kind:
        case Kind.THROTTLED | Kind.USED_UP:
            return Throttled(happened, until_ms=until_ms, kept=kept, to_do=found.to_do)
        case Kind.SIGN_IN:
            return SignInExpired(happened, kept="Everything waits and nothing is lost.", to_do=found.to_do)
        case Kind.REFUSED:
            return Refused(happened, to_do=found.to_do)
        case Kind.GONE:
            return Gone(happened, to_do=found.to_do)
        case Kind.TRANSIENT | Kind.NOT_READY:
            return Transient(happened, to_do=found.to_do)
        case Kind.OTHER:
            return Unreadable(happened, to_do=found.to_do)


def _judged(status: int, codes: list[int]) -> tuple[Kind, str, str]:
    for code in codes:
        if code in _BY_CODE:
            return _BY_CODE[code]
    for known, kind in ((_SIGN_IN, Kind.SIGN_IN), (_GONE, Kind.GONE), (_TRANSIENT, Kind.TRANSIENT)):
        if known.intersection(codes):
            return kind, "", ""
    if status >= 500:
        return Kind.TRANSIENT, "", ""
    by_status = {401: Kind.SIGN_IN, 404: Kind.GONE, 429: Kind.THROTTLED, 400: Kind.REFUSED, 403: Kind.REFUSED}
    return by_status.get(status, Kind.REFUSED if codes else Kind.OTHER), "", ""


def _brings(answer: Answer) -> bool:
    told = answers.decoded(answer.body, _Both)
    return told is not None and bytes(told.data) not in (b"", b"null", b"[]", b"{}")


def _detail(status: int, codes: list[int], errors: list[wire.Error]) -> str:
    parts = [f"status {status}", *(f"code {code}" for code in codes[:5])]
    parts += [f"error {one.id}" for one in errors[:1] if _TRACE.fullmatch(one.id or "")]
    return ", ".join(parts)
