"""The port to triage: a text in, signals out. Rules fill it now; a model can stand beside them behind the same port."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from socialdesk.model.findings import Signal


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


class Triage(Protocol):
    """Notices things in a text."""

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        """What was noticed, with the exact words as ranges of the original text. Deterministic; never raises."""
        ...
