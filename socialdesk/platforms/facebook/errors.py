"""What a Graph answer says went wrong, by what can be done about it (platforms.md 1.8).

Read from the body: Facebook answers HTTP 400 to nearly everything. Its own words are never kept, for they repeat
malformed tokens; what a person may need for support is the code and the trace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

import msgspec

from socialdesk.platforms.api import (
    Gone,
    NetworkError,
    Refused,
    SignInExpired,
    Throttled,
    Unreadable,
)
from socialdesk.platforms.http import Answer


class Transient(Unreadable):
    """Facebook's own trouble, or none of its usual answers. A read may be tried again."""


class BadRequest(Refused):
    """Code 100: what was asked for is wrong; with a paging cursor, that the cursor is no longer taken."""


class Kind(Enum):
    """What can be done about an answer."""

    TRANSIENT = auto()
    THROTTLED = auto()
    SIGN_IN = auto()
    REFUSED = auto()
    BAD_REQUEST = auto()
    GONE = auto()
    DUPLICATE = auto()
    """It may be there already: look before anything is repeated."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal that was read."""

    kind: Kind
    sentence: str
    to_do: str
    detail: str
    """Codes and trace, for support."""


_TRANSIENT = frozenset({1, 2})
_THROTTLED = frozenset({4, 17, 32, 341, 613, 80001, 80002, 80006})
_SIGN_IN = frozenset({102, 190})
_REFUSED = frozenset({3, 10, *range(200, 300), 368, 551})
_DUPLICATE = frozenset({506, 10900})
_ASK = "Ask whoever manages the page on Facebook to check the desk's permissions and tasks."

_SENTENCES: dict[tuple[int, int | None], tuple[str, str]] = {
    (190, 2069032): ("Facebook wants the page's own sign-in for this, and the stored one is a person's.",
                     "Add the account again and choose the page."),
    (10, 2018278): ("Facebook lets a page write to a person only for a while after they wrote, and that has passed.",
                    "Wait until they write again, or answer in public."),
    (10, 1893063): ("Facebook has restricted what this page may send.", _ASK),
    (551, None): ("Facebook says that this person cannot be written to: they may have blocked the page, or left.",
                  ""),
    (368, None): ("Facebook has stopped this page from doing that for a while, by its own rules.",
                  "Wait, and look at the page's Support Inbox on Facebook."),
    (506, None): ("Facebook says that the same words were posted just before.", "The desk looks for them."),
    (10900, None): ("Facebook says that this comment was already answered privately.", "The desk looks for it."),
}  # fmt: skip
_BY_KIND: dict[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("Facebook says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.THROTTLED: ("Facebook asks the desk to wait: too many calls for this account.",
                     "The desk goes on by itself."),
    Kind.SIGN_IN: ("Facebook no longer takes the stored sign-in for this page.", "Sign in again."),
    Kind.REFUSED: ("Facebook does not allow this.", _ASK),
    Kind.BAD_REQUEST: ("Facebook did not accept what was asked.", ""),
    Kind.GONE: ("Facebook says that this is no longer there, or not for this page to see.", ""),
    Kind.OTHER: ("Facebook answered with an error that the desk does not know.", ""),
}  # fmt: skip


class _Error(msgspec.Struct):
    code: int | None = None
    error_subcode: int | None = None
    is_transient: bool | None = None
    fbtrace_id: str = ""


def problem(answer: Answer) -> Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind."""
    error = _error(answer)
    if error is None:
        if answer.status < 400:
            return None
        kind = (
            Kind.TRANSIENT if answer.status >= 500 else Kind.THROTTLED if answer.status == 429 else Kind.OTHER
        )
        sentence, to_do = _BY_KIND[kind]
        return Problem(kind, sentence, to_do, f"status {answer.status}")
    code, subcode = error.code or 0, error.error_subcode
    kind = _kind(code, subcode, transient=error.is_transient is True or answer.status >= 500)
    sentence, to_do = _SENTENCES.get((code, subcode)) or _SENTENCES.get((code, None)) or _BY_KIND[kind]
    return Problem(kind, sentence, to_do, _detail(answer.status, code, subcode, error.fbtrace_id))


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = f"{found.sentence} ({found.detail})"
    match found.kind:
        case Kind.THROTTLED:
            return Throttled(happened, until_ms=until_ms, to_do=found.to_do)
        case Kind.SIGN_IN:
            return SignInExpired(happened, kept="Everything waits and nothing is lost.", to_do=found.to_do)
        case Kind.REFUSED | Kind.DUPLICATE:
            return Refused(happened, to_do=found.to_do)
        case Kind.BAD_REQUEST:
            return BadRequest(happened, to_do=found.to_do)
        case Kind.GONE:
            return Gone(happened, to_do=found.to_do)
        case Kind.TRANSIENT:
            return Transient(happened, to_do=found.to_do)
        case Kind.OTHER:
            return Unreadable(happened, to_do=found.to_do)


def _kind(code: int, subcode: int | None, *, transient: bool) -> Kind:
    listed = {
        Kind.REFUSED: (code, subcode) == (1, 2853006),
        Kind.GONE: (code, subcode) == (100, 33) or code == 9000001,
        Kind.SIGN_IN: code in _SIGN_IN,
        Kind.THROTTLED: code in _THROTTLED,
        Kind.TRANSIENT: transient or code in _TRANSIENT,
        Kind.DUPLICATE: code in _DUPLICATE,
    }
    for kind, fits in listed.items():
        if fits:
            return kind
    if code in _REFUSED:
        return Kind.REFUSED
    return Kind.BAD_REQUEST if code == 100 else Kind.OTHER


def _error(answer: Answer) -> _Error | None:
    """The `error` object, field by field as far as it can be read."""
    try:
        top = msgspec.json.decode(answer.body, type=dict[str, msgspec.Raw])
        told = msgspec.json.decode(top["error"], type=dict[str, msgspec.Raw])
    except (ValueError, RecursionError, KeyError):
        return None
    error = _Error()
    for one in msgspec.structs.fields(_Error):
        try:
            setattr(error, one.name, msgspec.json.decode(told[one.name], type=one.type, strict=False))
        except (ValueError, RecursionError, KeyError):
            continue
    return error


def _detail(status: int, code: int, subcode: int | None, trace: str) -> str:
    told = f"status {status}, code {code}" + (f"/{subcode}" if subcode is not None else "")
    return f"{told}, trace {trace}" if re.fullmatch(r"[\w-]{4,64}", trace, re.ASCII) else told
