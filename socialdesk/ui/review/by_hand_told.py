"""How a thing done by hand is told: facts in, sentences out. Never more than a person said, or the network showed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from socialdesk.clock import from_ms
from socialdesk.decisions.by_hand_rows import ByHandRow
from socialdesk.decisions.by_hand_rules import ASK_AGAIN, ByHandState
from socialdesk.evidence.queries import EvidenceLine
from socialdesk.model.actions import ActionKind
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.review.told import ActionTold, moment

TO_DO = {
    ActionKind.REPLY: "Reply",
    ActionKind.PRIVATE_REPLY: "Reply privately",
    ActionKind.MESSAGE: "Send a message",
    ActionKind.HIDE: "Hide",
    ActionKind.UNHIDE: "Show again",
    ActionKind.DELETE: "Remove",
    ActionKind.BLOCK: "Block this person",
    ActionKind.UNBLOCK: "Unblock this person",
    ActionKind.MUTE: "Restrict this person",
    ActionKind.UNMUTE: "Lift the restriction",
    ActionKind.BLOCK_MESSAGES: "Restrict this person's messages",
    ActionKind.UNBLOCK_MESSAGES: "Let this person's messages in again",
    ActionKind.REPORT: "Report",
}
DONE = {
    ActionKind.REPLY: "Replied",
    ActionKind.PRIVATE_REPLY: "Replied privately",
    ActionKind.MESSAGE: "Message sent",
    ActionKind.HIDE: "Hidden",
    ActionKind.UNHIDE: "Shown again",
    ActionKind.DELETE: "Removed",
    ActionKind.BLOCK: "Blocked",
    ActionKind.UNBLOCK: "Unblocked",
    ActionKind.MUTE: "Restricted",
    ActionKind.UNMUTE: "Restriction lifted",
    ActionKind.BLOCK_MESSAGES: "Messages restricted",
    ActionKind.UNBLOCK_MESSAGES: "Messages let in again",
    ActionKind.REPORT: "Reported",
}
_SHOWS = {
    ActionKind.HIDE: "shows it as hidden",
    ActionKind.UNHIDE: "shows it again",
    ActionKind.DELETE: "shows it no longer",
    ActionKind.REPLY: "shows the reply",
    ActionKind.MESSAGE: "shows the message",
}
_MINUTE = timedelta(minutes=1)
_CLOCK = re.compile(r"^\s*(\d{1,2})\s*[:.h ]?\s*(\d{2})\s*$")


def to_show(rows: Sequence[ByHandRow]) -> list[ByHandRow]:
    """Of an item's, newest first, those to be seen now: what waits for a word, and how the newest ended."""
    shown = [row for row in rows if row.state.open]
    if rows and not rows[0].state.open and rows[0].state is not ByHandState.WITHDRAWN:
        shown.insert(0, rows[0])
    return shown


def told_by_hand(row: ByHandRow, now: datetime) -> ActionTold:
    """Where it stands."""
    network = row.network.label
    begun = f"Begun {moment(row.begun_ms, now)} by {one_line(row.begun_by, 80)}"
    match row.state:
        case ByHandState.PREPARING:
            return ActionTold(
                sign="camera",
                tone="info",
                title=f"{TO_DO[row.action]} by hand on {network}: wait for the evidence",
                words=f"{begun}. The evidence is being captured: do nothing on {network} until it is kept.",
            )
        case ByHandState.BEGUN if row.seen_ms is not None:
            return ActionTold(
                sign="question",
                tone="warning",
                title=f"{_seen(row, now)}. Who did it, and when?",
                words=f"{begun}. Nobody has ticked it off yet.",
            )
        case ByHandState.BEGUN:
            late = now - from_ms(row.begun_ms) >= ASK_AGAIN
            title = f"{TO_DO[row.action]} by hand on {network}"
            return ActionTold(
                sign="question" if late else "hand",
                tone="warning" if late else "info",
                title=f"{title}: was it done?" if late else title,
                words=f"{begun}, not ticked off yet. The desk sends nothing.",
            )
        case ByHandState.DONE:
            seen = (
                f"{_seen(row, now)}."
                if row.seen_ms is not None
                else f"The desk has not seen it on {network}."
            )
            return ActionTold(sign="check", tone="ok", title=done_sentence(row, now), words=seen)
        case ByHandState.NOT_DONE:
            return ActionTold(
                sign="warning",
                tone="danger",
                title=f"Not done by hand on {network}",
                words=f"{_said(row)} {moment(row.settled_ms or row.begun_ms, now)}: {row.reason}",
            )
        case ByHandState.WITHDRAWN:
            return ActionTold(
                sign="undo",
                tone="neutral",
                title=f"Withdrawn, not done by hand on {network}",
                words=f"{_said(row)} {moment(row.settled_ms or row.begun_ms, now)}: {row.reason}",
            )


def done_sentence(row: ByHandRow, now: datetime) -> str:
    """ "Hidden by hand on X, as Ada King said, at 21:04"."""
    when = moment(row.done_ms or row.begun_ms, now)
    return (
        f"{DONE[row.action]} by hand on {row.network.label}, as {one_line(row.settled_by, 80)} said, {when}"
    )


def evidence_by_hand(row: ByHandRow, evidence: Sequence[EvidenceLine], now: datetime) -> str:
    """What is kept of it, a sentence; "" where nothing need be."""
    kept = next((each for each in evidence if each.id == row.evidence_id), None)
    if kept is None or kept.captured_ms is None:
        return ""
    files = f"{len(kept.files)} file{'' if len(kept.files) == 1 else 's'}"
    if kept.held_only:
        return f"{row.network.label} gave no copy: what the desk held is the evidence, {files}."
    return f"Evidence captured {moment(kept.captured_ms, now)}, {files}."


def time_typed(typed: str, now: datetime, begun_ms: int) -> datetime | None:
    """The time that somebody means by hours and minutes here; None where they are none.

    Today's, but yesterday's where today's is still to come and it was begun before yesterday's.
    """
    found = _CLOCK.match(typed)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    here = now.astimezone()
    today = here.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    yesterday = today - timedelta(days=1)
    return yesterday if today > here and from_ms(begun_ms) - _MINUTE < yesterday else today


def _seen(row: ByHandRow, now: datetime) -> str:
    assert row.seen_ms is not None
    shows = _SHOWS.get(row.action, "shows it")
    return f"{row.network.label} {shows}, seen {moment(row.seen_ms, now)}"


def _said(row: ByHandRow) -> str:
    return one_line(row.settled_by, 80)
