"""What an answer of X's says went wrong, by what can be done about it (platforms.md 3.5).

X speaks in problems (`type`, `title`, `detail`), in the older `errors` with codes, and in both within an answer 200.
Of a problem's type only the last part counts, for its host has changed. X's own words are never kept: they may
repeat what a stranger wrote. What a person may need for support is the type, the codes and the transaction.
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


class Transient(Unreadable):
    """X's own trouble, or none of its usual answers. A read may be tried again."""


class OutOfCredits(Throttled):
    """The prepaid credits are used up, or the month's cap is reached: money, not time, mends it."""


class BadRequest(Refused):
    """What was asked for is wrong: a paging token that is no longer taken, a parameter of the other vocabulary."""

    def __init__(self, happened: str, *, to_do: str = "", named: frozenset[str] = frozenset()) -> None:
        super().__init__(happened, to_do=to_do)
        self.named = named
        """The parameters that X names."""


class Kind(Enum):
    """What can be done about an answer."""

    TRANSIENT = auto()
    THROTTLED = auto()
    MONEY = auto()
    SIGN_IN = auto()
    REFUSED = auto()
    REPLY_REFUSED = auto()
    """By API; a hand on x.com may still reply."""
    BAD_REQUEST = auto()
    GONE = auto()
    DUPLICATE = auto()
    """It may be there already: look before anything is repeated."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Problem(answers.Problem[Kind]):
    """A refusal that was read."""

    named: frozenset[str] = frozenset()
    """The parameters that X names."""


_ASK = "Ask whoever manages the account's developer project on X."
_BY_KIND: dict[Kind, tuple[str, str]] = {
    Kind.TRANSIENT: ("X says that it has trouble of its own.", "The desk tries again by itself."),
    Kind.THROTTLED: ("X asks the desk to wait: too many calls for this account.",
                     "The desk goes on by itself."),
    Kind.MONEY: ("X gives nothing more: the prepaid credits are used up, or the month's limit is reached.",
                 f"{_ASK} The desk tries again every hour."),
    Kind.SIGN_IN: ("X no longer takes the stored sign-in for this account.", "Sign in again."),
    Kind.REFUSED: ("X does not allow this.", _ASK),
    Kind.REPLY_REFUSED: ("X lets the desk reply only to somebody who has mentioned or quoted the account.",
                         "Reply by hand on X."),
    Kind.BAD_REQUEST: ("X did not accept what was asked.", ""),
    Kind.GONE: ("X says that this is no longer there, or not for this account to see.", ""),
    Kind.DUPLICATE: ("X says that the same words were posted before.", "The desk looks for them."),
    Kind.OTHER: ("X answered with an error that the desk does not know.", ""),
}  # fmt: skip
_TRANSIENT = frozenset({130, 131})
_SIGN_IN = frozenset({32, 89, 99, 135, 215})
_GONE = frozenset({17, 34, 50, 144})
_PHRASES: tuple[tuple[str, Kind, str, str], ...] = (
    ("duplicate content", Kind.DUPLICATE, "", ""),
    ("reply to this conversation is not allowed", Kind.REPLY_REFUSED, "", ""),
    ("not been mentioned", Kind.REPLY_REFUSED, "", ""),
    ("restricted who can reply", Kind.REPLY_REFUSED, "The author has restricted who may reply.",
     "Look at the post on X."),
    ("deleted or not visible", Kind.GONE, "", ""),
    ("permission to dm", Kind.REFUSED, "X lets this person be written to by nobody, or not by this account.",
     "Answer in public, or wait until they write."),
    ("cannot send messages", Kind.REFUSED, "X lets this person be written to by nobody, or not by this account.",
     "Answer in public, or wait until they write."),
    ("text is too long", Kind.REFUSED, "The text is longer than X takes from this account.", "Shorten it."),
    ("suspended", Kind.REFUSED, "X has suspended an account that this is about.", "Look on X."),
    ("locked", Kind.REFUSED, "X has locked this account for now.", "Open X in a browser and follow what it asks."),
    ("not attached to a project", Kind.REFUSED, "X does not know the desk's developer project.", _ASK),
    ("client-not-enrolled", Kind.REFUSED, "What the Force has bought from X does not include this.", _ASK),
    ("scope", Kind.REFUSED, "The sign-in was given without the permission for this.",
     "Add the account again and agree to everything that X asks."),
)  # fmt: skip
_VOCABULARY = ("post", "tweet")
_Shape = TypeVar("_Shape")


class _Told(msgspec.Struct):
    title: str = ""
    detail: str = ""
    type: str = ""
    reason: str = ""
    message: str = ""
    code: int | None = None
    parameters: dict[str, msgspec.Raw] = {}

    @property
    def suffix(self) -> str:
        return self.type.rstrip("/").rpartition("/")[2].lower()

    @property
    def words(self) -> str:
        return f"{self.title} {self.detail} {self.message} {self.reason} {self.suffix}".lower()


def problem(answer: Answer, *, partial: bool = False) -> Problem | None:
    """What the answer says went wrong, None where it says nothing of the kind.

    `partial`: errors of single entries are no refusal, even where nothing else came.
    """
    told = _told(answer, partial=partial)
    if answer.status < 400 and not told:
        return None
    kind, sentence, to_do = _judged(answer.status, told)
    usual = _BY_KIND[kind]
    return Problem(
        kind, sentence or usual[0], to_do or usual[1], _detail(answer, told), _named(told)
    )  # fmt: skip


def raised(found: Problem, *, until_ms: int) -> NetworkError:
    """The problem as the port's error; `until_ms` is for throttling."""
    happened = found.happened
    match found.kind:
        case Kind.THROTTLED:
            return Throttled(happened, until_ms=until_ms, to_do=found.to_do)
        case Kind.MONEY:
            return OutOfCredits(
                happened, until_ms=until_ms, kept="Everything waits and nothing is lost.", to_do=found.to_do
            )
        case Kind.SIGN_IN:
            return SignInExpired(happened, kept="Everything waits and nothing is lost.", to_do=found.to_do)
        case Kind.REFUSED | Kind.REPLY_REFUSED | Kind.DUPLICATE:
            return Refused(happened, to_do=found.to_do)
        case Kind.BAD_REQUEST:
            return BadRequest(happened, to_do=found.to_do, named=found.named)
        case Kind.GONE:
            return Gone(happened, to_do=found.to_do)
        case Kind.TRANSIENT:
            return Transient(happened, to_do=found.to_do)
        case Kind.OTHER:
            return Unreadable(happened, to_do=found.to_do)


def _judged(status: int, told: list[_Told]) -> tuple[Kind, str, str]:
    words = " ".join(one.words for one in told)
    types = {one.suffix for one in told}
    codes = {one.code for one in told}
    if status == 402 or "usage-capped" in types or "creditsdepleted" in words or "any credits" in words:
        return Kind.MONEY, "", ""
    if status == 429 or "rate-limit-exceeded" in types or 88 in codes:
        return Kind.THROTTLED, "", ""
    if status == 401 or codes & _SIGN_IN or "unsupported-authentication" in types:
        return Kind.SIGN_IN, "", ""
    if status >= 500 or codes & _TRANSIENT or "internal-error" in types:
        return Kind.TRANSIENT, "", ""
    if 187 in codes:
        return Kind.DUPLICATE, "", ""
    for phrase, kind, sentence, to_do in _PHRASES:
        if phrase in words:
            return kind, sentence, to_do
    if status == 404 or codes & _GONE or "resource-not-found" in types:
        return Kind.GONE, "", ""
    if status < 400 and "not-authorized-for-resource" in types:
        return Kind.GONE, "", ""
    if status == 400 or (status < 400 and "invalid-request" in types):
        return Kind.BAD_REQUEST, "", ""
    refusing = {"client-forbidden", "disallowed-resource", "not-authorized-for-resource"}
    return (Kind.REFUSED if status == 403 or types & refusing else Kind.OTHER), "", ""


def _told(answer: Answer, *, partial: bool) -> list[_Told]:
    """The problem of a refusal, or the `errors` of an answer that brings nothing else."""
    top = _fields(answer.body)
    if top is None or (answer.status < 400 and (partial or "data" in top or "meta" in top)):
        return []
    inner = _read(top.get("errors"), list[msgspec.Raw]) or []
    found = [_one(fields) for fields in (_fields(one) for one in inner) if fields is not None]
    if answer.status >= 400 or (found and any(name in top for name in ("title", "type"))):
        return [_one(top), *found]
    return found


def _one(fields: dict[str, msgspec.Raw]) -> _Told:
    """One problem, field by field as far as it can be read."""
    told = _Told(parameters={})
    for one in msgspec.structs.fields(_Told):
        value = _read(fields.get(one.encode_name), one.type)
        if value is not None:
            setattr(told, one.name, value)
    return told


def _fields(body: bytes | msgspec.Raw) -> dict[str, msgspec.Raw] | None:
    return _read(body, dict[str, msgspec.Raw])


def _read(body: bytes | msgspec.Raw | None, shape: type[_Shape]) -> _Shape | None:
    try:
        return None if body is None else msgspec.json.decode(body, type=shape, strict=False)
    except (ValueError, RecursionError):
        return None


def _named(told: list[_Told]) -> frozenset[str]:
    """The parameters that X names, in its list of them or in its sentence."""
    named = {name for one in told for name in one.parameters}
    for one in told:
        named |= set(re.findall(r"[`\[]([a-z_]+(?:[._][a-z_]+)*)[`\]]", f"{one.message} {one.detail}"))
    return frozenset(named)


def speaks_of_vocabulary(named: frozenset[str]) -> bool:
    """True where a refused parameter or value is one that is called otherwise in X's other vocabulary."""
    return "expansions" in named or any(word in name for name in named for word in _VOCABULARY)


def _detail(answer: Answer, told: list[_Told]) -> str:
    parts = [f"status {answer.status}"]
    parts += [one.suffix for one in told if re.fullmatch(r"[a-z-]{3,60}", one.suffix, re.ASCII)]
    parts += [f"code {one.code}" for one in told if one.code is not None]
    trace = answer.headers.get("x-transaction-id", "")
    if re.fullmatch(r"[\w-]{4,64}", trace, re.ASCII):
        parts.append(f"transaction {trace}")
    return ", ".join(dict.fromkeys(parts))
