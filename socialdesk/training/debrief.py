"""A session told again, item by item: what came, what was done, what the model answer was, and why. Pure.

Words of the public stay as they were written: whoever shows them shows plain text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.accounts import Network
from socialdesk.policy.book import Book
from socialdesk.training.answers import ModelAnswer, TaskAnswer
from socialdesk.training.events import Entry, Scenario
from socialdesk.training.marks import Mark, MarkKind, Score
from socialdesk.training.scoring import DONE
from socialdesk.training.transcript import Act, Transcript


class Outcome(StrEnum):
    """How an item went."""

    RIGHT = "right"
    PARTLY = "partly"
    OTHERWISE = "otherwise"
    CHATTER = "chatter"
    """Nothing was to be decided about it, and nothing wrong was done."""
    NOT_COME = "not_come"

    @property
    def label(self) -> str:
        """In a word or two."""
        return {
            Outcome.RIGHT: "Right",
            Outcome.PARTLY: "Partly right",
            Outcome.OTHERWISE: "Otherwise",
            Outcome.CHATTER: "Chatter",
            Outcome.NOT_COME: "Had not come",
        }[self]


KIND_LABELS: Mapping[MarkKind, str] = {
    "decision": "What was decided",
    "ground": "The ground",
    "action": "The step on that network",
    "evidence": "Evidence first",
    "before": "What had to come first",
    "advice": "Advice asked",
    "wording": "Wording",
    "protected": "Protected words",
    "time": "Time for what is urgent",
    "task": "Tasks",
}
"""Each kind of mark as a person reads it, in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item or task of the session."""

    key: str
    at: float
    """When it came, in seconds of the session's own time; 0 for what was there at the beginning."""
    kind: str
    """Comment, Message, Task and the like."""
    network: str
    """The network's name; "" for a task."""
    who: str
    words: str
    beneath: str
    """The post beneath which it stands, or ""."""
    outcome: Outcome
    done: tuple[str, ...]
    """What the trainee did, a line each with its time."""
    model: str
    """What was right, in a sentence; "" for chatter."""
    why: str
    marks: tuple[Mark, ...]
    looked: tuple[float, ...]
    """When it was on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debriefed:
    """A session to look at: the running one, or one that was kept."""

    scenario: Scenario
    transcript: Transcript
    score: Score


def told(scenario: Scenario, transcript: Transcript, found: Score, book: Book) -> tuple[Told, ...]:
    """Everything that somebody wrote to the Force, and the tasks, in the order in which they came."""
    entries = {one.event.key: one for one in scenario.entries}
    networks = {page.key: page.network for page in scenario.pages}
    names = {**scenario.people, **{page.key: page.name for page in scenario.pages}}
    marks: dict[str, list[Mark]] = {}
    for mark in found.marks:
        marks.setdefault(mark.item, []).append(mark)
    edits: dict[str, Entry] = {}
    for one in scenario.timeline:
        if one.kind == "edit" and one.answer is not None and one.event.key in transcript.arrived:
            edits[one.event.on] = one
    out: list[Told] = []
    for entry in scenario.entries:
        if entry.kind not in _KINDS or entry.event.by in networks:
            continue
        key = entry.event.key
        came = transcript.arrived.get(key)
        answer = (edits.get(key) or entry).answer or entry.task
        own = tuple(marks.get(key, ()))
        out.append(
            Told(
                key=key,
                at=entry.at if came is None else came,
                kind=_KINDS[entry.kind],
                network="" if entry.kind == "task" else _network(entry, entries, networks),
                who=entry.event.title if entry.kind == "task" else names.get(entry.event.by, entry.event.by),
                words=entry.event.text or f"(a picture: {entry.event.picture})",
                beneath=_beneath(entry, entries),
                outcome=_outcome(own, came),
                done=tuple(_done(act, book) for act in transcript.acts if act.item == key),
                model=_model(answer, book),
                why=answer.why if answer else "",
                marks=own,
                looked=tuple(look.at for look in transcript.looks if look.item == key),
            )
        )
    return tuple(sorted(out, key=lambda one: one.at))


_KINDS: Mapping[str, str] = {
    "comment": "Comment", "message": "Message", "mention": "Mention", "visitor_post": "Visitor's post", "task": "Task",
}  # fmt: skip


def clock_words(seconds: float) -> str:
    """Minutes and seconds of the session, such as `4:07`."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def _outcome(marks: tuple[Mark, ...], came: float | None) -> Outcome:
    if came is None:
        return Outcome.NOT_COME
    if not marks:
        return Outcome.CHATTER
    if all(mark.right for mark in marks):
        return Outcome.RIGHT
    return Outcome.PARTLY if marks[0].right else Outcome.OTHERWISE


def _network(entry: Entry, entries: Mapping[str, Entry], networks: Mapping[str, str]) -> str:
    page = _root(entry, entries).event.page
    name = networks.get(page, "")
    return Network(name).label if name in set(Network) else name


def _root(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    while entry.event.on and entry.event.on in entries:
        entry = entries[entry.event.on]
    return entry


def _beneath(entry: Entry, entries: Mapping[str, Entry]) -> str:
    root = _root(entry, entries)
    return "" if root is entry else root.event.text


def _done(act: Act, book: Book) -> str:
    words = DONE.get(act.do, act.do)
    words = words[0].upper() + words[1:]
    if act.act:
        words += f" ({act.act.replace('_', ' ')})"
    if act.grounds:
        words += f": {', '.join(book.name_of(ground) for ground in act.grounds)}"
    if act.text:
        words += f": “{act.text}”"
    return f"{clock_words(act.at)}  {words}{', taken back' if act.taken_back else ''}"


def _model(answer: ModelAnswer | TaskAnswer | None, book: Book) -> str:
    if answer is None:
        return ""
    words = DONE[answer.do]
    if isinstance(answer, ModelAnswer):
        if answer.act:
            words += f" ({answer.act.replace('_', ' ')})"
        if answer.grounds:
            words += f": {' or '.join(book.name_of(ground) for ground in answer.grounds)}"
        if answer.also:
            words += f"; besides: {', '.join(DONE[each] for each in answer.also)}"
        if answer.or_else:
            words += f". Right as well: {', '.join(DONE[each] for each in answer.or_else)}"
    return f"{words[0].upper()}{words[1:]}."
