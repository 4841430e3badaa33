"""What a scenario is made of, once it is read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.model.people import Role
from socialdesk.policy.politics import Candidate, Period
from socialdesk.training.answers import ModelAnswer, TaskAnswer

Kind = Literal[
    "post", "visitor_post", "mention", "comment", "message", "edit", "withdraw", "colleague", "task"
]
KINDS: tuple[Kind, ...] = (
    *("post", "visitor_post", "mention", "comment", "message", "edit", "withdraw", "colleague", "task"),
)
ColleagueDoes = Literal["hide", "unhide", "delete", "reply", "claim", "note"]
"""The first four happen on the network, as if with its own tools; claim and note at the desk."""
Level = Literal["first", "usual", "hard"]


class ScenarioError(UserFacingError):
    """A scenario that is not there or cannot be used; the text names the file and the line."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A mistake in a scenario."""

    line: int
    """0 where it is of no one line."""
    entry: str
    """Such as `[[comment]] number 3`, or ""."""
    words: str


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of the Force's accounts."""

    key: str
    network: str = "facebook"
    """By its name among the simulated networks."""
    name: str
    username: str
    about: str = ""


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that is already there (`ago`) or that comes (`at`)."""

    key: str = ""
    """What other events call it; given one by its line where the file has none."""
    by: str = ""
    """A person's or a page's key; a colleague's name."""
    on: str = ""
    """comment: the post, mention or comment beneath which. edit, withdraw, colleague: what it is done to."""
    page: str = ""
    """post, visitor_post: on whose timeline. mention: of whom. message: whose inbox."""
    person: str = ""
    """message by the page: to whom."""
    text: str = ""
    title: str = ""
    """task: in a few words."""
    picture: str = ""
    hidden: bool = False
    does: ColleagueDoes | None = None
    at: float | None = None
    """Seconds after the beginning."""
    ago: str = ""
    """How long before the beginning, such as `1d 2h 30m`."""
    note: str = ""
    """For the trainer; never shown to a trainee."""
    answer: dict[str, Any] | None = None
    """As written; what it is read into stands in `Entry.answer` and `Entry.task`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with its kind and its place in the file."""

    kind: Kind
    event: Event
    """Always with a key."""
    line: int
    before: timedelta
    """How long before the beginning (zero for what comes)."""
    answer: ModelAnswer | None = None
    task: TaskAnswer | None = None
    """The answer of a `[[task]]`."""

    @property
    def at(self) -> float:
        """Seconds after the beginning (zero for what is already there)."""
        return self.event.at or 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An evening to be played."""

    name: str
    about: str
    pages: tuple[Page, ...]
    people: Mapping[str, str]
    opening: tuple[Entry, ...]
    """Oldest first."""
    timeline: tuple[Entry, ...]
    """In order of `at`."""
    watch: Mapping[str, tuple[str, ...]]
    """The watch list that the desk begins with: a case's name, and the words that must not appear (4.3b)."""
    minutes: int = 0
    """How long it takes at the usual speed; 0 where nobody said."""
    level: Level = "usual"
    role: Role = Role.TRAINEE
    """Who the trainee is."""
    begins: datetime | None = None
    """The desk's own clock at the beginning, with its zone; None: the real time."""
    brief: str = ""
    """Shown to the trainee at the start."""
    debrief: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Settings that the desk begins with, by name."""
    periods: tuple[Period, ...] = ()
    """Pre-election periods besides those of the pack (3.3d)."""
    candidates: tuple[Candidate, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of it, in the order in which it happens."""
        return self.opening + self.timeline

    @property
    def marked(self) -> bool:
        """Whether it has any model answer; one without is only to look at."""
        return any(one.answer or one.task for one in self.entries)
