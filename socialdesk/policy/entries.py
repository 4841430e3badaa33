"""What a policy pack holds: grounds, routes, wordings, hours, and what the policy leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ClauseId
from socialdesk.policy.odd_days import OddDays


class Strength(StrEnum):
    """How strongly the policy asks for a removal; four degrees, as it words them (4.3)."""

    MAY = "may"
    CONSIDER = "consider"
    MUST = "must"
    AT_ONCE = "at_once"

    @property
    def label(self) -> str:
        """The degree in words, as the side panel shows it."""
        return _STRENGTH_LABELS[self]

    @property
    def weight(self) -> int:
        """0 for may to 3 for at once, to put findings in order."""
        return tuple(Strength).index(self)


_STRENGTH_LABELS = {
    Strength.MAY: "may be removed",
    Strength.CONSIDER: "removal must be considered",
    Strength.MUST: "is to be removed",
    Strength.AT_ONCE: "is to be removed at once",
}


class AnswerKind(StrEnum):
    """How a test question is answered."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    SEVERAL = "several"
    """One or more of the choices, kept with "; " between them."""
    TEXT = "text"


class TemplateKind(StrEnum):
    """What a wording is for."""

    WARNING = "warning"
    EXPLANATION = "explanation"
    SIGNPOST = "signpost"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyIf:
    """When a question is asked at all: where an earlier one of the same ground was answered with one of these."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One test of a ground. Answers are kept as text: `yes`, `no`, one of `choices`, or what was typed."""

    id: str
    text: str
    kind: AnswerKind
    choices: tuple[str, ...] = ()
    required: bool = True
    help: str = ""
    only_if: OnlyIf | None = None
    stands_with: tuple[str, ...] = ()
    """The answers with which the ground stands; empty: any. With another it is none, and `else_say` says so."""
    else_say: str = ""
    strengths: Mapping[str, Strength] = field(default_factory=dict[str, Strength])
    """How strongly the policy asks for the removal with this answer, where that is otherwise than for the ground."""
    by_case: Mapping[str, str] = field(default_factory=dict[str, str])
    """What is answered beforehand where proceedings are marked `active` on the post, or `ended`; a person alters it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One ground for removal (R1)."""

    id: str
    clause: ClauseId
    requirements: tuple[str, ...]
    name: str
    summary: str
    """One sentence, for the list of grounds."""
    guidance: tuple[str, ...]
    """Paragraphs, for the side panel."""
    strength: Strength
    why: str
    """The sentence of a finding; holds nothing that the stranger wrote."""
    prefer: Mapping[Network, ActionKind]
    prefer_why: str
    questions: tuple[Question, ...] = ()
    any_of: tuple[str, ...] = ()
    """Questions of yes or no of which one at least must be yes; else it is no ground, and `else_say` says so."""
    else_say: str = ""
    on_network: Mapping[Network, str] = field(default_factory=dict[Network, str])
    """What is particular to a network, e.g. its own filter."""
    cannot_know: str = ""
    urgency: int = 0
    """0 ordinary, 1 soon, 2 urgent, 3 emergency."""
    undo_seconds: int | None = None
    """Seconds before it is sent; None takes the person's own setting."""
    sensitive: bool = False
    """Never quoted: not in a warning, reply, notification or hand-over (R9)."""
    first: tuple[str, ...] = ()
    """What is to be done before removing."""
    tell: str = ""
    """Who else is told, and how fast."""
    in_private: bool = False
    """True where it is a ground in a direct message too; telling the police a name in private is none."""
    may_be_crime: bool = False
    """One of the four categories of 4.5 may apply."""
    templates: tuple[str, ...] = ()
    """Wordings for afterwards, the usual one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Something that is not removed but led to the right place: a crime report, a question (I4, I5, I6)."""

    id: str
    clause: ClauseId
    requirements: tuple[str, ...]
    name: str
    summary: str
    guidance: tuple[str, ...]
    why: str
    cannot_know: str = ""
    urgency: int = 0
    checklist: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    criticism: bool = False
    """True where it is what the public may say of the police: alone never a ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A wording that a person may start from. Its placeholders are filled from the pack's own `values` alone."""

    id: str
    name: str
    clause: ClauseId
    kind: TemplateKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """After which removals the public is warned, or told why comments went (R3, R5, R6). Each counts its own alone."""

    id: str
    clause: ClauseId
    name: str
    why: str
    """A sentence for the screen."""
    threshold: str
    """The threshold that says after how many removals under one post, since the last one of this kind."""
    rests_on: tuple[str, ...] = ()
    """The removals that count: a ground's id, or `ground.question: answer`; empty: every one."""
    templates: tuple[str, ...] = ()
    """Wordings to begin from, the usual one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When Corporate Communications is on duty (4.1), in local time."""

    days: tuple[int, ...]
    """1 is Monday, 7 is Sunday."""
    start: time
    end: time
    timezone: str
    holidays_country: str = ""
    """For the `holidays` package, e.g. GB; empty: bank holidays are days like any other."""
    holidays_subdivision: str = ""
    odd: OddDays = field(default_factory=OddDays, repr=False, compare=False)
    """Closures, extra days and changed hours, as Corporate Communications enters them; no pack names any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that the policy leaves open, so each Force sets its own."""

    id: str
    value: int
    clause: ClauseId
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalChoice:
    """A yes or no that the policy leaves open, so each Force sets its own."""

    id: str
    value: bool
    clause: ClauseId
    meaning: str
