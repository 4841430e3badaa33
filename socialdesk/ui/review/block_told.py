"""How a block is told: facts in, sentences out. Holds no Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.blocking_rows import AdviceRow, BlockRow
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.ui.plain_text import one_line
from socialdesk.ui.review.told import counted, moment

NAME = 80
"""Characters of a name that are shown."""
_TONES = {
    BlockState.WAITING_ADVICE: "warning",
    BlockState.WAITING_APPROVAL: "warning",
    BlockState.APPROVED: "info",
    BlockState.IN_FORCE: "danger",
    BlockState.NOT_DONE: "warning",
    BlockState.LIFTING: "info",
}


_UNAPPROVED = {
    BlockState.APPROVED: "Under way at once, looked at by nobody else yet",
    BlockState.IN_FORCE: "In force, looked at by nobody else yet",
    BlockState.NOT_DONE: "Not done, and looked at by nobody else yet",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a block, done or missing."""

    sign: str
    words: str
    ink: str = "muted"


def tone_of(block: BlockRow, now: datetime) -> str:
    """The tone of its card."""
    return "warning" if block.due(to_ms(now)) else _TONES.get(block.state, "neutral")


def standing(block: BlockRow, now: datetime) -> str:
    """Where it stands, in a few words."""
    if block.unapproved and block.state in _UNAPPROVED:
        return _UNAPPROVED[block.state]
    if block.due(to_ms(now)):
        return "In force, due for review"
    return block.state.label


def steps(block: BlockRow, now: datetime, *, captured: int) -> Iterator[Step]:
    """Every step in its order: what was done, by whom and when, or that it is missing."""
    asked = f"Asked for by {one_line(block.requested_by.name, NAME)} {moment(block.requested_ms, now)}."
    yield Step("check", asked, "ok")
    if block.urgent:
        yield Step(
            "emergency",
            f"Threat to life: it did not wait. {one_line(block.urgent_why, 300)} "
            f"Asked by telephone: {one_line(block.urgent_told, 300)}",
            "danger",
        )
    yield from _advice(block, now)
    yield _approval(block, now)
    of = len(block.items)
    yield Step(
        "camera",
        f"Evidence: {captured} of {counted(of, 'item')} captured from the network; of the others, "
        "what the desk holds is kept."
        if captured < of
        else f"Evidence: {counted(of, 'item')} captured and hashed.",
        "ok" if captured == of else "muted",
    )
    yield _network(block, now)
    if block.review_ms is not None and block.state in (BlockState.IN_FORCE, BlockState.LIFTING):
        due = block.due(to_ms(now))
        yield Step(
            "calendar",
            f"{'Was to be looked at' if due else 'To be looked at again'} {day_of(block.review_ms, now)}.",
            "warning" if due else "muted",
        )
    for each in block.reviews:
        yield Step(
            "history",
            f"Looked at {moment(each.at_ms, now)} by {one_line(each.by_name, NAME)}, and kept: "
            f"{one_line(each.words, 300)}",
        )


def missing(block: BlockRow) -> str:
    """What is missing before it can go on, plainly; "" where nothing is."""
    match block.state:
        case BlockState.WAITING_ADVICE:
            return "Still missing: advice from Corporate Communications, and then a second person's approval."
        case BlockState.WAITING_APPROVAL:
            asked = one_line(block.requested_by.name, NAME)
            return f"Still missing: the approval of a second person, who is not {asked}."
        case BlockState.NOT_DONE:
            begun = "It was to be done at once" if block.unapproved else "It was approved"
            return f"{begun}, and was not done. {one_line(block.why_not_done, 300)}".strip()
        case BlockState.IN_FORCE if block.unapproved:
            return "Still missing: a second person looks at it and says whether it stands."
        case BlockState.APPROVED if block.by_hand:
            return (
                f"Still missing: a person does it on {block.network.label}, and ticks it off under Assess of the "
                "item that it was asked for from."
            )
        case BlockState.LIFTING if block.by_hand:
            return (
                f"Still missing: a person lifts it on {block.network.label}, and ticks it off under Assess."
            )
        case _:
            return ""


def advice_told(advice: AdviceRow, now: datetime) -> str:
    """What was advised, by whom and how."""
    what = "advises the block" if advice.wanted else "advises against it"
    how = {
        "signed": "signed",
        "telephone": f"by telephone, entered by {one_line(advice.entered_by.name, NAME)}",
        "message": f"by message, entered by {one_line(advice.entered_by.name, NAME)}",
    }.get(advice.given, advice.given)
    who = one_line(advice.adviser, NAME)
    told = f"{who} {what} ({how}, {moment(advice.given_ms, now)}): {one_line(advice.words, 400)}"
    if advice.to_look_at:
        return f"{told}\nCorporate Communications has not confirmed yet that it was given so."
    if advice.looked_at_ms is not None:
        said = "Confirmed by" if advice.stands else "Not given so, says"
        return f"{told}\n{said} {one_line(advice.looked_at_by, NAME)}."
    return told


def day_of(at_ms: int, now: datetime) -> str:
    """ "on Wed 24 Feb 2027 at 08:00": with its time where that is soon."""
    then = from_ms(at_ms).astimezone()
    if abs(at_ms - to_ms(now)) < 4 * 86_400_000:
        return moment(at_ms, now)
    return f"on {then:%a} {then.day} {then:%b} {then.year}"


def _advice(block: BlockRow, now: datetime) -> Iterator[Step]:
    if not block.advice:
        missing_words = "No advice yet. Corporate Communications gives it."
        yield Step("question", missing_words, "muted" if block.urgent else "warning")
    for advice in block.advice:
        wrong = not advice.wanted or advice.stands is False
        sign = "stop" if wrong else "question" if advice.to_look_at else "check"
        yield Step(
            sign, advice_told(advice, now), "danger" if wrong else "warning" if advice.to_look_at else "ok"
        )


def _approval(block: BlockRow, now: datetime) -> Step:
    approval = block.approval
    if approval is None:
        if block.state.ended:
            return Step("stop", "It was not approved.")
        return Step("question", "Not approved by a second person yet.", "warning")
    said = "Approved" if approval.approved else "Not approved"
    words = f": {one_line(approval.words, 300)}" if approval.words else "."
    return Step(
        "check" if approval.approved else "stop",
        f"{said} by {one_line(approval.by_name, NAME)} {moment(approval.at_ms, now)}{words}",
        "ok" if approval.approved else "danger",
    )


def _network(block: BlockRow, now: datetime) -> Step:
    network = block.network.label
    hand = f" by hand on {network}" if block.by_hand else f" on {network}"
    match block.state:
        case BlockState.IN_FORCE:
            since = moment(block.in_force_ms or block.requested_ms, now)
            said = "as a person said" if block.by_hand else "confirmed"
            return Step("block", f"Blocked{hand} since {since.removeprefix('at ')}, {said}.", "danger")
        case BlockState.APPROVED:
            return Step("sync", f"To be done{hand}; not confirmed yet.", "info")
        case BlockState.NOT_DONE:
            return Step("warning", f"Not done on {network}.", "warning")
        case BlockState.LIFTING:
            return Step("sync", f"Being lifted on {network}: {one_line(block.ended_reason, 300)}", "info")
        case BlockState.REFUSED | BlockState.WITHDRAWN:
            said = "Refused" if block.state is BlockState.REFUSED else "Withdrawn"
            who = f"{said} by {one_line(block.ended_by, NAME)}"
            return Step("stop", f"{who}: {one_line(block.ended_reason, 300)} Nothing is blocked.")
        case BlockState.LIFTED:
            when = moment(block.ended_ms or block.requested_ms, now)
            who = one_line(block.ended_by, NAME)
            return Step("show", f"Lifted {when} by {who}: {one_line(block.ended_reason, 300)}", "ok")
        case _:
            return Step("clock", f"Nothing has been done on {network}.")
