"""How a session goes, as the trainer sees it: every entry with what the trainee did about it so far. Holds no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from socialdesk.training.events import Entry, Scenario
from socialdesk.training.session import TrainingSession
from socialdesk.training.transcript import Act
from socialdesk.ui.training.words import KINDS, OF_ANOTHER, entry_words, is_public, who

State = Literal["there", "waiting", "happened", "impossible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of the scenario, or one that the trainer sent in."""

    entry: Entry
    at: float
    state: State
    """there: from the beginning."""
    injected: bool = False
    acts: tuple[Act, ...] = ()
    """What the trainee decided about it, in the order of time."""
    looked: bool = False
    looking: bool = False
    """The trainee has it on the screen."""

    @property
    def key(self) -> str:
        """What the scenario calls it."""
        return self.entry.event.key

    @property
    def marked(self) -> bool:
        """Whether it has a model answer."""
        return self.entry.answer is not None or self.entry.task is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """All of it, as far as it has gone."""

    lines: tuple[Line, ...]
    log: tuple[tuple[Act, str], ...]
    """What the trainee decided, newest first, and about what, in words."""
    looking: str
    """What the trainee has on the screen, in words; "" for nothing of the scenario."""
    disputed: bool
    """Whether the trainee disputes any mark."""


def read_course(session: TrainingSession) -> Course:
    """Reads it from the desk's record; not on the GUI thread."""
    told = session.transcript()
    scenario = session.scenario
    acts: dict[str, list[Act]] = {}
    for act in told.acts:
        acts.setdefault(act.item, []).append(act)
    looks = {look.item for look in told.looks}
    here = session.looking_at

    def made(entry: Entry, at: float, state: State, injected: bool = False) -> Line:
        key = entry.event.on if entry.kind in OF_ANOTHER else entry.event.key
        found = tuple(act for act in acts.get(key, ()) if act.at >= at or entry.kind not in OF_ANOTHER)
        if entry.task is not None and not found:
            # What was published names the accounts and the post, not the task that asked for it.
            found = tuple(act for act in told.acts if act.do == entry.task.do and act.at >= at)
        return Line(
            entry=entry,
            at=at,
            state=state,
            injected=injected,
            acts=found,
            looked=key in looks,
            looking=key == here and state != "waiting",
        )

    opening = [
        made(entry, 0.0, "there")
        for entry in scenario.opening
        if is_public(entry, scenario) or entry.answer is not None or entry.task is not None
    ]
    moments = session.timeline()
    lines = (*opening, *(made(each.entry, each.at, each.state, each.injected) for each in moments))
    named = {
        **{entry.event.key: about(entry, scenario) for entry in scenario.opening},
        **{
            each.entry.event.key: about(each.entry, scenario) for each in moments if each.entry.kind != "edit"
        },
    }
    return Course(
        lines=lines,
        log=tuple((act, named.get(act.item, act.item)) for act in reversed(told.acts)),
        looking=named.get(here, here),
        disputed=bool(told.disputes),
    )


def about(entry: Entry, scenario: Scenario) -> str:
    """An entry in one line: whose, what, and its words."""
    return f"{who(entry, scenario)}, {KINDS[entry.kind].lower()}: {entry_words(entry)}"
