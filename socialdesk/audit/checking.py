"""Entries on what was answered before a post went (P2 to P7), and on periods before elections.

What was typed stands with the post, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import citing
from socialdesk.model.ids import PostId

_OUTCOMES = {"stop": "it stops the post", "pass": "passed", "ask": "another person is asked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCheckAnswered(Entry):
    """A check of a post was answered."""

    post_id: PostId
    check: str
    clause: str
    outcome: str
    version: int
    """Of the post, as it was then."""
    picture: str = ""
    """SHA-256 of the picture that it is about."""

    @property
    def sentence(self) -> str:
        told = _OUTCOMES.get(self.outcome, "as a newer version knows")
        return f'Check "{self.check}" of post {self.post_id} was answered{citing((self.clause,))}: {told}.'


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargePermitted(Entry):
    """Corporate Communications permitted that a charge is published (3.3b)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"given_by"})

    post_id: PostId
    version: int
    how: str
    given_ms: int
    names: bool
    given_by: str = ""

    @property
    def sentence(self) -> str:
        named = "a name may be in it" if self.names else "without a name"
        return f"Permission to publish a charge was recorded for post {self.post_id} (clause 3.3b): {named}."


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondYesSaid(Entry):
    """Another person said yes or no to a post in a pre-election period (3.3d)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    post_id: PostId
    version: int
    yes: bool
    words: str = ""

    @property
    def sentence(self) -> str:
        said = "yes" if self.yes else "no"
        return f"A second person said {said} to post {self.post_id} in a pre-election period (clause 3.3d)."


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionPeriodEntered(Entry):
    """A pre-election period was entered (3.3d)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name"})

    period_id: int
    begins: str
    ends: str
    name: str = ""

    @property
    def sentence(self) -> str:
        return (
            f"Pre-election period {self.period_id} was entered: {self.begins} to {self.ends} (clause 3.3d)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionNameEntered(Entry):
    """A party or candidate was entered (3.3d)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name"})

    name_id: int
    of: str
    name: str = ""

    @property
    def sentence(self) -> str:
        what = "party" if self.of == "party" else "candidate"
        return f"Number {self.name_id} of the parties and candidates was entered, a {what} (clause 3.3d)."


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionTakenOff(Entry):
    """A period, party or candidate was taken off the list; it stays in the store."""

    of: str
    number: int

    @property
    def sentence(self) -> str:
        what = "Pre-election period" if self.of == "periods" else "Party or candidate"
        return f"{what} {self.number} was taken off the list (clause 3.3d)."


KINDS = (
    PostCheckAnswered,
    ChargePermitted,
    SecondYesSaid,
    ElectionPeriodEntered,
    ElectionNameEntered,
    ElectionTakenOff,
)
