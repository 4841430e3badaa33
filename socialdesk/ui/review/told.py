"""How an item's actions, evidence and author are told: facts in, sentences out. Holds no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.clock import from_ms
from socialdesk.evidence.queries import EvidenceLine
from socialdesk.inbox.queries import PersonHistory
from socialdesk.model.accounts import Network
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTold:
    """One action on its way or just ended, in words."""

    sign: str
    tone: str
    title: str
    words: str = ""


def action_told(action: PendingRow, now: datetime) -> ActionTold:
    """Where an action stands. Says that something was done only where that was confirmed."""
    match action.state:
        case State.QUEUED if action.needs_person:
            return ActionTold(
                sign="question",
                tone="warning",
                title=action.label,
                words=_joined(action.reason, "Nothing has been sent."),
            )
        case State.QUEUED if action.waits_for:
            words = _joined("Nothing has been sent.", action.waits_for)
            return ActionTold(sign="clock", tone="info", title=action.label, words=words)
        case State.QUEUED:
            left = seconds_left(action, now)
            title = f"{action.label} in {left} s" if left else f"{action.label} now"
            words = "Nothing has been sent yet." if left else "It is next in the queue."
            return ActionTold(sign="clock", tone="info", title=title, words=words)
        case State.WAITING:
            words = "Nothing has been sent; it stays queued."
            return ActionTold(
                sign="cloud-off", tone="warning", title=action.label, words=_joined(action.reason, words)
            )
        case State.SENDING:
            words = "The network has not confirmed it yet."
            return ActionTold(sign="sync", tone="info", title=f"{action.label}…", words=words)
        case State.UNKNOWN if action.needs_person:
            words = "Open it on the network and look, then say what you saw."
            return ActionTold(
                sign="question", tone="warning", title=action.label, words=_joined(action.reason, words)
            )
        case State.UNKNOWN:
            words = "It may or may not have happened; the desk never simply sends it again."
            return ActionTold(
                sign="question", tone="warning", title=action.label, words=_joined(action.reason, words)
            )
        case State.CONFIRMED:
            title = f"{action.label} {moment(action.settled_ms or action.queued_ms, now)}"
            return ActionTold(sign="check", tone="ok", title=title)
        case State.FAILED:
            words = "Nothing typed is lost. Choose again below when what stood in the way is gone."
            return ActionTold(
                sign="warning", tone="danger", title=action.label, words=_joined(action.reason, words)
            )
        case State.CANCELLED:
            return ActionTold(sign="undo", tone="neutral", title=action.label)


def seconds_left(action: PendingRow, now: datetime) -> int:
    """Whole seconds, rounded up, until a queued action leaves; 0 where it may go."""
    from_now = action.not_before_ms - now.timestamp() * 1000
    return max(0, -int(-from_now // 1000))


def to_show(actions: Sequence[PendingRow]) -> list[PendingRow]:
    """Of an item's actions, newest first, those that a person should see now: all that live or wait for somebody, and
    the newest one's end."""
    shown = [each for each in actions if each.state.live or each.needs_person]
    ended = next((each for each in actions if each.state is not State.CANCELLED), None)
    if ended is not None and ended not in shown and ended.state in (State.CONFIRMED, State.FAILED):
        shown.insert(0, ended)
    return shown


def moment(at_ms: int, now: datetime) -> str:
    """ "at 21:14" today, "on Tue 18 Nov at 21:14" otherwise, with the year where it is another; local time."""
    then, here = from_ms(at_ms).astimezone(), now.astimezone()
    if then.date() == here.date():
        return f"at {then:%H:%M}"
    year = f" {then.year}" if then.year != here.year else ""
    return f"on {then:%a} {then.day} {then:%b}{year} at {then:%H:%M}"


def day(at_ms: int, now: datetime) -> str:
    """ "today", "18 Nov" or "18 Nov 2025"; local time."""
    then, here = from_ms(at_ms).astimezone(), now.astimezone()
    if then.date() == here.date():
        return "today"
    return f"{then.day} {then:%b}" + (f" {then.year}" if then.year != here.year else "")


def evidence_told(evidence: Sequence[EvidenceLine], now: datetime) -> tuple[str, bool]:
    """What is kept of an item, and whether any of it is complete."""
    if not evidence:
        return "Nothing is kept as evidence yet. It is captured before anything is removed.", False
    newest = evidence[0]
    files = f"{len(newest.files)} file{'' if len(newest.files) == 1 else 's'}"
    digest = f"SHA-256 {newest.manifest_sha256[:4]}…{newest.manifest_sha256[-4:]}"
    if newest.captured_ms is None:
        return f"What the desk holds is kept; the network's own copy is still to be captured. {digest}", False
    if newest.held_only:
        return f"The network gave no copy: what the desk held is kept, {files}. {digest}", True
    return f"Captured {moment(newest.captured_ms, now)}: {files}. {digest}", True


def person_told(person: PersonHistory | None, now: datetime) -> list[tuple[str, str]]:
    """The author in a few lines, each with the icon that goes before it."""
    if person is None:
        return [("person", "The network does not say who wrote this.")]
    comments = person.items - person.messages
    wrote = [counted(comments, "comment")] if comments else []
    wrote += [counted(person.messages, "message")] if person.messages else []
    seen = f"first seen {day(person.first_seen_ms, now)}"
    lines = [("comment", f"{' and '.join(wrote) or 'Nothing'}, {seen}")]
    dealt: list[str] = []
    if person.hidden:
        dealt.append(f"{person.hidden} hidden")
    if person.gone:
        dealt.append(f"{person.gone} no longer there")
    if person.flagged:
        dealt.append(f"{person.flagged} flagged")
    lines.append(
        ("hide" if person.hidden else "flag", ", ".join(dealt) or "Nothing hidden or flagged so far")
    )
    return lines


def counted(number: int, one: str) -> str:
    """ "1 comment", "4 comments"."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _joined(*parts: str) -> str:
    return " ".join(_ended(part) for part in parts if part)


def _ended(words: str) -> str:
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def decision_word(kind: str, network: Network) -> str:
    """A kind of decision as a person would say it, in the network's own word where it has one."""
    own = {"hide": "Held for review", "unhide": "Published again"} if network is Network.YOUTUBE else {}
    return own.get(kind) or {
        "hide": "Hidden",
        "delete": "Removed permanently",
        "unhide": "Shown again",
        "reply": "Replied publicly",
        "private_reply": "Replied privately",
        "message": "Message sent",
        "keep": "Considered and kept",
        "warn": "Warned under the post",
        "warn_by_hand": "Warned by hand",
    }.get(kind, kind.replace("_", " ").capitalize())


def state_word(state: str) -> str:
    """The state of what was sent, or is done by hand, in a word; "" where it need not be said."""
    return {
        "preparing": "waiting for the evidence",
        "begun": "not ticked off yet",
        "done": "done, as a person said",
        "not_done": "could not be done",
        "withdrawn": "withdrawn",
        "queued": "waiting to be sent",
        "waiting": "waiting for the network",
        "sending": "being sent",
        "unknown": "could not be confirmed",
        "failed": "not done",
        "cancelled": "cancelled before it was sent",
        "confirmed": "confirmed",
    }.get(state, "")


def listed(names: Iterable[str]) -> str:
    """ "one", "one and two", "one, two and three"."""
    held = list(names)
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}" if held else ""
