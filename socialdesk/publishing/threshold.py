"""The declaration of an Oscar 1 or IDO as one of the checks before publishing (2.5, A7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from socialdesk.decisions.case import Incomplete
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ClauseId, PostId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.publishing.standing import CheckStanding, CheckState, Question
from socialdesk.shifts.declaring import Declaration, declare, holds, needed, newest_of
from socialdesk.storage.database import Connection

CHECK = "threshold"
MET, NOT_MET = "Yes: it is met", "No: it is not met"
_CLAUSE = ClauseId("2.5")


def check(
    db: Connection, *, post_id: PostId, person: Person, now: datetime, out: bool = False
) -> CheckStanding | None:
    """How it stands for whoever is about to publish; None for those who need none. The store asks for it as well.

    `out` where new words of a post that is out are looked at: nothing can be declared for that one any more.
    """
    if not needed(person):
        return None
    found = newest_of(db, post_id)
    state: CheckState = "open"
    sentence = "Say whether the threshold for ringing the on-call press officer is met."
    if found is not None and found.met:
        state = "stop"
        sentence = (
            "The threshold is met: ring the on-call press officer, and record the call under Out of hours. Nothing is "
            "posted from here."
        )
    elif holds(found, person=person, now=now):
        state = "pass"
        sentence = "Declared: the threshold for ringing the on-call press officer is not met."
    elif out:
        state = "stop"
        sentence = "What was declared held for an hour. Take the post down, or ask Corporate Communications."
    elif found is not None:
        sentence = "What was declared holds for an hour, for whoever declared it. Declare it again."
    questions = () if out or state == "stop" else _questions(found if state == "pass" else None, found)
    return CheckStanding(
        id=CHECK,
        title="On-call press officer",
        clause=_CLAUSE,
        state=state,
        sentence=sentence,
        questions=questions,
    )


def answer(
    db: Connection,
    *,
    post_id: PostId,
    answers: Mapping[str, str],
    book: Book,
    now: datetime,
    by: Person,
) -> Changes:
    """Declares what was answered. Raises Incomplete with the question's id as `field`, and NotOpen."""
    met = answers.get("met", "")
    if met not in (MET, NOT_MET):
        raise Incomplete("Say whether the threshold is met.", field="met")
    said = declare(
        db,
        post_id=post_id,
        about=answers.get("about", ""),
        met=met == MET,
        reason=answers.get("reason", ""),
        book=book,
        now=now,
        by=by,
    )
    return said.changes


def _questions(holding: Declaration | None, found: Declaration | None) -> tuple[Question, ...]:
    return (
        Question(id="about", text="What is the post about?", answer="" if found is None else found.about),
        Question(
            id="met",
            text="Is the threshold for ringing the on-call press officer met?",
            choices=(MET, NOT_MET),
            answer="" if holding is None else NOT_MET,
        ),
        Question(
            id="reason",
            text="If not: why is it not met?",
            answer="" if found is None else found.reason,
            needed=False,
        ),
    )
