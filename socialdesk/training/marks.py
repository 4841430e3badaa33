"""What a session's scoring gives: marks, each with its clause, and ratios by kind. Plain data, written as JSON."""

from __future__ import annotations

from typing import Literal

import msgspec

MarkKind = Literal[
    "decision", "ground", "action", "evidence", "before", "advice", "wording", "protected", "time", "task"
]
"""Decision: the right thing was decided, and chatter left alone. Before: what had to come first. Protected: no
protected word was sent."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at, right or not."""

    key: str
    """The item's key, a colon and the kind: what a dispute names."""
    item: str
    kind: MarkKind
    right: bool
    clause: str
    sentence: str
    """What was done, and what the model answer was: a sentence or two."""
    why: str = ""
    """The model answer's own."""
    dispute: str = ""
    """The trainee's note, where the mark is disputed."""
    upheld: bool | None = None
    """What the trainer said of the dispute. Upheld, `right` is true."""


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """Of one kind."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """0 to 1; 1 where there was nothing of the kind."""
        return self.right / self.of if self.of else 1.0


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """A session's result."""

    scenario: str
    seed: int
    trainee: str
    done: bool
    score: float
    """0 to 1: the mean of the kinds that had anything to look at."""
    kinds: dict[str, Ratio]
    marks: tuple[Mark, ...]
    missed: tuple[str, ...] = ()
    """Keys of items with a model answer that the trainee never had on the screen."""
