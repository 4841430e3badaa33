"""What a session says on screen, in words: times, entries, model answers, what was done. Holds no Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from socialdesk.model.accounts import Network
from socialdesk.policy.book import Book
from socialdesk.training.events import Entry, Kind, Level, Scenario
from socialdesk.training.marks import MarkKind
from socialdesk.training.session import TrainingSession
from socialdesk.training.session_desk import FaultName, MomentState, Trouble
from socialdesk.training.transcript import Act
from socialdesk.ui.visible import one_line

DOES: Mapping[str, str] = {
    "remove": "Remove",
    "keep": "Consider and keep",
    "reply": "Reply",
    "ask": "Ask Corporate Communications",
    "block": "Put forward for a block",
    "warn": "Warn in public",
    "emergency": "Tell the control room",
    "crime": "Refer as a crime",
    "foi": "Pass on as FOI",
    "personnel": "Refer as one of our own",
    "proceedings": "Mark proceedings active",
    "leave": "Leave it be",
    "publish": "Publish",
    "publish_nothing": "Publish nothing",
    "threshold": "Declare the threshold met",
    "take_down": "Take every copy down",
    "handover": "Hand the shift over",
}
BEFORE: Mapping[str, str] = {
    "evidence": "capture the evidence",
    "emergency": "tell the control room",
    "engage": "engage with the person",
    "advice": "ask for advice",
    "foi": "take the request up",
    "crime": "refer the crime",
}
KINDS: Mapping[Kind, str] = {
    "post": "Post",
    "visitor_post": "Visitor's post",
    "mention": "Mention",
    "comment": "Comment",
    "message": "Message",
    "edit": "Edit",
    "withdraw": "Taken back",
    "colleague": "Colleague",
    "task": "Task",
}
SIGNS: Mapping[Kind, str] = {
    "post": "megaphone",
    "visitor_post": "person",
    "mention": "people",
    "comment": "comment",
    "message": "message",
    "edit": "pencil",
    "withdraw": "undo",
    "colleague": "people",
    "task": "check",
}
"""An icon each."""
OF_ANOTHER = frozenset({"edit", "withdraw"})
"""Kinds that happen to something that stands there already, by its own author."""
STATES: Mapping[MomentState, str] = {
    "waiting": "To come",
    "happened": "Came",
    "impossible": "Could not happen",
}
FAULTS: Mapping[FaultName, str] = {
    "network_down": "The network is down",
    "token_expired": "The sign-in has expired",
    "slow": "The network is slow",
}
MARKS: Mapping[MarkKind, str] = {
    "decision": "Decision",
    "ground": "Ground",
    "action": "Action",
    "evidence": "Evidence",
    "before": "What came first",
    "advice": "Advice",
    "wording": "Wording",
    "protected": "Protected words",
    "time": "Time",
    "task": "Tasks",
}
DEEPEST = 50
"""Replies beneath replies that are followed up to their post."""
LEVELS: Mapping[Level, str] = {"first": "for a first session", "usual": "usual", "hard": "hard"}


def clock(seconds: float) -> str:
    """Session time as people read it: 2:05, 1:02:05."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3_600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def spoken(seconds: float) -> str:
    """A span for the ear: "18 minutes", "40 seconds"."""
    whole = max(0, int(seconds))
    number, unit = (whole // 60, "minute") if whole >= 60 else (whole, "second")
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def pace(speed: float) -> str:
    """How fast it is played: "as written", "4 times the pace", "half the pace"."""
    if speed == 1:
        return "as written"
    return "half the pace" if speed == 0.5 else f"{speed:g} times the pace"


def length(scenario: Scenario, lasts: float) -> float:
    """Seconds of session time that there are: as the scenario says, else until its last event."""
    return max(scenario.minutes * 60.0, lasts)


def who(entry: Entry, scenario: Scenario) -> str:
    """Whose it is, by name, made safe to show."""
    event = entry.event
    if entry.kind == "task":
        return "For the trainee"
    if entry.kind in OF_ANOTHER and not event.by:
        above = next((each for each in scenario.entries if each.event.key == event.on), None)
        return who(above, scenario) if above is not None and above is not entry else ""
    pages = {page.key: page.name for page in scenario.pages}
    named = event.by or (event.page if entry.kind in {"post", "message"} else "")
    return one_line(scenario.people.get(named) or pages.get(named) or named, 80)


def network_of(entry: Entry, scenario: Scenario) -> str:
    """Where it happens, by the network's own name; "" for a task, and where that is not known."""
    known = {each.event.key: each for each in scenario.entries}
    above: Entry | None = entry
    for _ in range(DEEPEST):
        if above is None or above.event.page:
            break
        above = known.get(above.event.on)
    name = above.event.page if above is not None else ""
    return next((Network(page.network).label for page in scenario.pages if page.key == name), "")


def accounts(scenario: Scenario) -> str:
    """The Force's accounts, each name once with its networks."""
    named: dict[str, list[str]] = {}
    for page in scenario.pages:
        named.setdefault(one_line(page.name, 60), []).append(Network(page.network).label)
    return "; ".join(f"{name} ({', '.join(networks)})" for name, networks in named.items())


def entry_words(entry: Entry) -> str:
    """What it says, on one line."""
    event = entry.event
    if entry.kind == "task":
        return one_line(f"{event.title}: {event.text}" if event.title else event.text, 300)
    if entry.kind == "colleague":
        does = (event.does or "").capitalize()
        return one_line(f"{does}: {event.text}" if event.text else does, 300)
    return one_line(event.text or (f"A picture: {event.picture}" if event.picture else ""), 300)


def is_public(entry: Entry, scenario: Scenario) -> bool:
    """True for what a member of the public wrote: what can be decided about."""
    kinds = {"visitor_post", "mention", "comment", "message"}
    return entry.kind in kinds and entry.event.by not in {"", *(page.key for page in scenario.pages)}


def answer_words(entry: Entry, book: Book) -> str:
    """The model answer in a few words; "" where there is none."""
    if entry.task is not None:
        return DOES[entry.task.do]
    if entry.answer is None:
        return ""
    told = [DOES[entry.answer.do], *(book.name_of(ground) for ground in entry.answer.grounds[:1])]
    also = [DOES[each].lower() for each in entry.answer.also]
    return " · ".join(told) + (f" + {', '.join(also)}" if also else "")


def answer_lines(entry: Entry, book: Book) -> Iterator[tuple[str, str]]:
    """The model answer whole: what each line is about, and what it says."""
    task, answer = entry.task, entry.answer
    if task is not None:
        yield "Right is", DOES[task.do]
        yield "Says", _wanted(task.says)
        yield "Never says", ", ".join(task.never)
        yield "Within", clock(task.within) if task.within else ""
        yield "Clause", task.clause
        yield "Why", task.why
    elif answer is not None:
        yield "Right is", DOES[answer.do]
        yield "As right", ", ".join(DOES[each] for each in answer.or_else)
        yield "Besides", ", ".join(DOES[each] for each in answer.also)
        yield "Ground", " or ".join(book.name_of(each) for each in answer.grounds)
        yield "How", answer.act.capitalize()
        yield "First", ", ".join(BEFORE[each] for each in answer.before)
        yield "Says", _wanted(answer.says)
        yield "Never says", ", ".join(answer.never)
        yield "Within", clock(answer.within) if answer.within else ""
        yield "If asked", answer.advice
        yield "Why", answer.why


def _wanted(says: Sequence[str]) -> str:
    return "; ".join(each.replace("|", " or ") for each in says)


def act_words(act: Act, book: Book) -> str:
    """What the trainee decided, in a few words."""
    told = [DOES.get(act.do, act.do), *(book.name_of(ground) for ground in act.grounds[:1])]
    words = " · ".join(told)
    if act.taken_back:
        return f"{words} (taken back)"
    return words if act.confirmed else f"{words} (on its way)"


def act_lines(act: Act, book: Book) -> Iterator[str]:
    """What stood behind it, each a few words."""
    if act.act:
        yield act.act.replace("_", " ")
    if len(act.grounds) > 1:
        yield "also " + ", ".join(book.name_of(each) for each in act.grounds[1:])
    if act.evidence_first:
        yield "captured first"
    if act.engaged:
        yield "engaged first"
    if act.advised:
        yield "on advice"
    if act.text:
        yield f"“{one_line(act.text, 200)}”"


def trouble_words(trouble: Trouble) -> str:
    """A fault in force, as a sentence without its stop."""
    where = "every network" if trouble.network == "*" else Network(trouble.network).label
    return f"{FAULTS[trouble.name]}: {where}"


def has_begun(session: TrainingSession) -> bool:
    """True once it has been run."""
    return session.running or session.position > 0 or session.is_done


def standing(session: TrainingSession) -> str:
    """What is said behind its time, where it does not run: ", paused"."""
    if session.running:
        return ""
    return ", over" if session.is_done else ", paused" if has_begun(session) else ", not begun"


def left_words(session: TrainingSession) -> str:
    """How the session stands, for the band: what is left, and the pace where it is not the written one."""
    if session.is_done:
        return "Session over"
    left = length(session.scenario, session.lasts) - session.position
    if not session.running:
        return "Not begun" if not has_begun(session) else f"Paused, {clock(left)} left"
    told = f"{clock(left)} left" if left > 0 else "Time is up"
    return told if session.speed == 1 else f"{told}, {pace(session.speed)}"
