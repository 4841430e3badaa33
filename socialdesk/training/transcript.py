"""What a trainee did, as plain facts, from the desk's own record or a kept session. Scoring reads nothing else."""

from __future__ import annotations

import msgspec

from socialdesk.training.answers import Do


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that the trainee decided about an item (or, with a task's kind, about the Force's own posts)."""

    at: float
    """Seconds of the session's own time (pauses left out) since its beginning."""
    do: str
    """A `Do` of an item, or a `TaskDo`."""
    item: str = ""
    """The item's key in the scenario; a post's or page's key for tasks."""
    grounds: tuple[str, ...] = ()
    act: str = ""
    """The action asked of the network (an ActionKind), by API or by hand."""
    text: str = ""
    """The words of a reply, a warning, a question or a post."""
    evidence_first: bool = False
    """Captured before anything was asked of the network."""
    engaged: bool = False
    """Engaged with first, or said why not."""
    advised: bool = False
    """Advice of Corporate Communications stood behind it."""
    taken_back: bool = False
    """Undone or cancelled by the trainee before the end: it does not count."""
    confirmed: bool = True
    """The network was seen to have done it; False where it still waited or failed at the end."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The trainee had an item on the screen."""

    at: float
    item: str


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """Something else on the timeline: an injected item, a fault, a message of the trainer's, a pause."""

    at: float
    kind: str
    words: str


class Dispute(msgspec.Struct, frozen=True, kw_only=True):
    """A mark that the trainee does not accept."""

    note: str
    upheld: bool | None = None
    """What the trainer says of it; None while nothing is said. Upheld, the mark counts as right."""


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """A session from its beginning to the press of "I am done" (or to its end without)."""

    scenario: str
    """Its name among those that come with the desk, or its file's name."""
    seed: int
    trainee: str
    began: str
    """ISO 8601 with its zone: the real time of the session."""
    lasted: float
    """Seconds of the session's own time."""
    done: bool
    """Whether "I am done" was pressed."""
    arrived: dict[str, float]
    """Each item's and task's key and when it was first there (0 for the opening). One that never came is not in it."""
    acts: tuple[Act, ...]
    """In the order of time."""
    looks: tuple[Look, ...] = ()
    happenings: tuple[Happening, ...] = ()
    disputes: dict[str, Dispute] = {}
    """By the mark's key."""


DO_OF_ITEMS: tuple[str, ...] = Do.__args__
