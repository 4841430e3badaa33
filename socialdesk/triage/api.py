"""The port to triage: a text in, signals out. Rules fill it now; a model can stand beside them behind the same port."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from socialdesk.errors import UserFacingError
from socialdesk.model.findings import Signal, Span


class ProtectedKind(StrEnum):
    """What protected words are, which says in how many ways they may be written."""

    NAME = "name"
    NICKNAME = "nickname"
    """What somebody is called beside their name; also the name of an account."""
    ADDRESS = "address"
    SCHOOL = "school"

    @property
    def label(self) -> str:
        """As a form names it."""
        return {
            ProtectedKind.NAME: "Name",
            ProtectedKind.NICKNAME: "Nickname",
            ProtectedKind.ADDRESS: "Address",
            ProtectedKind.SCHOOL: "School or workplace",
        }[self]


@dataclass(frozen=True, slots=True)
class ProtectedWords:
    """One entry of a case's watch list: words that must not appear, as they are usually written."""

    case_name: str
    words: str
    kind: ProtectedKind = ProtectedKind.NAME


@dataclass(frozen=True, slots=True)
class EarlierText:
    """Something that the same author wrote earlier to the same account."""

    item_id: int
    untrusted_text: str


@dataclass(frozen=True, slots=True)
class HeadReading:
    """What one head of the trained model makes of a text by itself."""

    head: str
    """The id of a ground or route, or `hate_speech/` and a strand."""
    score: float
    """Calibrated, 0 to 1, rounded to three places, so that what is stored is what was computed."""
    spans: tuple[Span, ...]
    """The words of the original that led to it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the trained model makes of a text. It rests on nothing but the text, so it is computed once and stored."""

    model: str
    """The model's version: the first twelve digits of its hash."""
    heads: tuple[HeadReading, ...]
    """Only those with a score worth keeping."""


class ModelOff(UserFacingError):
    """The trained model cannot be used; its text says why. The rules run without it."""


class Reader(Protocol):
    """The trained model. Slow beside rules (milliseconds), so it never runs within a transaction."""

    @property
    def model(self) -> str:
        """As `Reading.model`."""
        ...

    def read(self, untrusted_text: str) -> Reading:
        """Deterministic whatever was read before; never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageContext:
    """What is known beside the text itself."""

    protected_words: tuple[ProtectedWords, ...] = ()
    """The watch lists of every case that bears on this thread."""
    earlier_same_author: tuple[EarlierText, ...] = ()
    """Earlier texts of the same author to compare with, the oldest first; a few dozen are enough (4.3e)."""
    post_text: str = ""
    """The Force's own post that it hangs under."""
    by_force: bool = False
    proceedings_active: bool = False
    """A person has marked the post above: proceedings are active (4.3b)."""
    reading: Reading | None = None
    """What the trained model made of the text; None where it has not read it yet, and then rules alone speak."""


class Triage(Protocol):
    """Notices things in a text."""

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        """What was noticed, with the exact words as ranges of the original text. Deterministic; never raises."""
        ...
