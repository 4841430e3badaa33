"""What a Graph answer says went wrong, by what can be done about it (platforms.md 1.8).

Read from the body: Graph answers HTTP 400 to nearly everything. Its own words are never kept, for they repeat
malformed tokens; what a person may need for support is the code and the trace.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

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


class Transient(Unreadable):
    """The network's own trouble, or none of its usual answers. A read may be tried again."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What sentences call the network and what the desk has there."""

    network: str
    account: str
    an_account: str
    sentences: Mapping[tuple[int, int | None], tuple[str, str]] = field(
        default_factory=dict[tuple[int, int | None], tuple[str, str]]
    )
    """What only this network means by a code and subcode: what happened, and what to do."""

    def says(self, kind: Kind, code: int = 0, subcode: int | None = None) -> tuple[str, str]:
        """What happened, and what to do."""
        told = (
            self.sentences.get((code, subcode))
            or self.sentences.get((code, None))
            or _SENTENCES.get((code, subcode))
            or _SENTENCES.get((code, None))
            or _BY_KIND[kind]
        )
        names = {"network": self.network, "account": self.account, "an_account": self.an_account}
        return told[0].format_map(names), told[1].format_map(names)


@dataclass(frozen=True, slots=True)
class Problem(answers.Problem[Kind]):
    """A refusal that was read."""


_TRANSIENT = frozenset({1, 2})
_THROTTLED = frozenset({4, 17, 32, 341, 613, 80001, 80002, 80006})
_SIGN_IN = frozenset({102, 190})
_REFUSED = frozenset({3, 10, *range(200, 300), 368, 551})
_DUPLICATE = frozenset({506, 10900})
_ASK = "Ask whoever manages the {account} on {network} to check the desk's permissions and tasks."
_WINDOW = (
    "{network} lets {an_account} write to a person only for a while after they wrote, and that has passed.",
    "Wait until they write again, or answer in public.",
)

# {network}, {account} and {an_account} are put in from a Voice.
_SENTENCES: dict[tuple[int, int | None], tuple[str, str]] = {
    (190, 2069032): ("{network} wants the page's own sign-in for this, and the stored one is a person's.",
                     "Add the account again and choose the page."),
    (10, 2018278): _WINDOW,
    (10, 2534022): _WINDOW,
    (10, 1893063): ("{network} has restricted what this {account} may send.", _ASK),
    (551, None): ("{network} says that this person cannot be written to: they may have blocked the {account}, or left.",
                  ""),
    (368, None): ("{network} has stopped this {account} from doing that for a while, by its own rules.",
                  "Wait, and look at the {account}'s own notices on {network}."),
    (506, None): ("{network} says that the same words were posted just before.", "The desk looks for them."),
    (10900, None): ("{network} says that this comment was already answered privately.", "The desk looks for it."),
}  # fmt: skip
_BY_KIND: dict[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("{network} says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.THROTTLED: ("{network} asks the desk to wait: too many calls for this account.",
                     "The desk goes on by itself."),
    Kind.SIGN_IN: ("{network} no longer takes the stored sign-in for this {account}.", "Sign in again."),
    Kind.REFUSED: ("{network} does not allow this.", _ASK),
    Kind.BAD_REQUEST: ("{network} did not accept what was asked.", ""),
    Kind.GONE: ("{network} says that this is no longer there, or not for this {account} to see.", ""),
    Kind.OTHER: ("{network} answered with an error that the desk does not know.", ""),
}  # fmt: skip


class _Error(msgspec.Struct):
    code: int | None = None
    error_subcode: int | None = None
    is_transient: bool | None = None
    fbtrace_id: str = ""


def problem(answer: Answer, voice: Voice) -> Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind."""
    error = _error(answer)
    if error is None:
        if answer.status < 400:
            return None
        kind = (
            Kind.TRANSIENT if answer.status >= 500 else Kind.THROTTLED if answer.status == 429 else Kind.OTHER
        )
        sentence, to_do = voice.says(kind)
        return Problem(kind, sentence, to_do, f"status {answer.status}")
    code, subcode = error.code or 0, error.error_subcode
    kind = _kind(code, subcode, transient=error.is_transient is True or answer.status >= 500)
    sentence, to_do = voice.says(kind, code, subcode)
    return Problem(kind, sentence, to_do, _detail(answer.status, code, subcode, error.fbtrace_id))


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = found.happened
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
