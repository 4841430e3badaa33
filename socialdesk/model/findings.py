"""What a text may be: signals from triage, findings of policy. Advice with evidence, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.ids import ClauseId

MODEL = "the trained model"
"""How `found_by` begins of a signal that the trained model gave."""


class Band(StrEnum):
    """How sure a signal is, in the words shown on screen; never a number there."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    WEAK = "weak"

    @classmethod
    def of(cls, score: float) -> Band:
        """The band of a score: likely from .8, possible from .5."""
        return cls.LIKELY if score >= 0.8 else cls.POSSIBLE if score >= 0.5 else cls.WEAK

    @property
    def score(self) -> float:
        """What stands for a score where a rule gives only a band."""
        return {Band.LIKELY: 0.9, Band.POSSIBLE: 0.65, Band.WEAK: 0.4}[self]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters (Python code points) of the original text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing noticed in a text by one rule or model."""

    ground: str
    """The id of a ground or route of the pack, e.g. `offensive_language`, `crime_report`."""
    band: Band
    spans: tuple[Span, ...]
    found_by: str
    """The rule or model, in plain words."""
    against: str = ""
    """What speaks against it, in plain words."""
    repeat_of: int | None = None
    """The item id that this repeats (4.3e)."""
    score: float = 0.0
    """How sure between 0 and 1, for programs; 0 where the rule gives only a band. Never shown on screen."""
    strand: str = ""
    """For `hate_speech`: which characteristic of 4.3c, as hateful.txt names them, or `sex`; "" where unknown."""
    counts_case: bool = False
    """True where an active case above it has been counted in the score already, so that the policy does not again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A signal as the policy sees it: with its ground, clause and what cannot be known from the text."""

    ground: str
    clause: ClauseId
    band: Band
    spans: tuple[Span, ...]
    why: str
    """A sentence in our own words; holds nothing that the stranger wrote."""
    found_by: str
    against: str = ""
    cannot_know: str = ""
    urgency: int = 0
    """0 ordinary, 1 soon, 2 urgent, 3 emergency."""
    repeat_of: int | None = None
    score: float = 0.0
    """As of its surest signal, moved by the case state as the band is; never shown on screen. 0 in what was stored
    before there were scores."""
    strand: str = ""
    """As of the surest signal that names one."""

    @property
    def found_how(self) -> str:
        """rules, model or both."""
        by = [each.startswith(MODEL) for each in self.found_by.split("; ")]
        return "model" if all(by) else "both" if any(by) else "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Every finding on one item, the weightiest first, and the pack that they rest on."""

    findings: tuple[Finding, ...]
    pack_version: str
    weight: int = 0
    """Its place in the order by urgency, 0 to 255 (`policy.urgency.weigh`); 0 where it was read from the store."""

    @property
    def urgency(self) -> int:
        """The greatest urgency among the findings; 0 where there is none."""
        return max((finding.urgency for finding in self.findings), default=0)
