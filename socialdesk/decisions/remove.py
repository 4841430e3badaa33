"""Deciding that a comment is hidden or deleted (4.3, R1, R12, T1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.decisions import drafts
from socialdesk.decisions.case import Incomplete, case_of, cleaned
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.queueing import Rationale, decide_and_queue
from socialdesk.errors import BugError
from socialdesk.evidence.capture import hold
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person
from socialdesk.policy.answering import asked, lack
from socialdesk.policy.book import Book, Ground
from socialdesk.storage.database import Connection, writing

UNDO_SECONDS = 8
_REMOVALS = {ActionKind.HIDE: OptionKind.HIDE, ActionKind.DELETE: OptionKind.DELETE}


def decide_removal(
    db: Connection,
    *,
    item_id: ItemId,
    action: ActionKind,
    grounds: Sequence[str],
    answers: Mapping[str, str],
    aim: str,
    why_not_less: str,
    book: Book,
    capabilities: Mapping[ActionKind, Capability],
    now: datetime,
    by: Person,
    undo_seconds: int = UNDO_SECONDS,
    training: bool = False,
) -> Changes:
    """Decides to hide or delete: the decision, what the desk holds as evidence, the action and the record, or nothing.

    `answers` go by `<ground>.<question>`. It is sent after `undo_seconds`, or sooner where a ground says so, and not
    before the evidence is complete. Raises Incomplete for what is missing, NotOpen where it is not open (any more).
    """
    if action not in _REMOVALS:
        raise BugError(f"{action.value} is not a removal")
    aim, why_not_less = cleaned(aim), cleaned(why_not_less)
    now_ms = to_ms(now)
    with writing(db):
        case = case_of(
            db, item_id=item_id, capabilities=capabilities, book=book, person=by, now=now, training=training
        )
        case.require(_REMOVALS[action])
        chosen = chosen_grounds(book, grounds)
        answered = checked_answers(chosen, answers)
        if not aim:
            raise Incomplete("Say what the removal is for.", field="aim")
        if not why_not_less:
            raise Incomplete("Say why a lesser step is not enough.", field="why_not_less")
        evidence = hold(db, item_id=item_id, taken_by=by, now_ms=now_ms)
        changes = decide_and_queue(
            db,
            case=case,
            kind=action,
            why=Rationale(
                grounds=[ground.id for ground in chosen],
                clauses=list(dict.fromkeys(ground.clause for ground in chosen)),
                answers=answered,
                aim=aim,
                why_not_less=why_not_less,
            ),
            pack_version=book.version,
            undo_seconds=undo_window(chosen, undo_seconds),
            now_ms=now_ms,
            by=by,
            evidence=evidence,
        )
        drafts.discard_within(db, item_id=item_id, form=drafts.REMOVE)
    return changes


def undo_window(chosen: Sequence[Ground], undo_seconds: int) -> int:
    """Seconds in which it can be taken back: the person's own setting, or less where a ground asks for it (R9)."""
    asked = [ground.undo_seconds for ground in chosen if ground.undo_seconds is not None]
    return max(0, min([undo_seconds, *asked]))


def chosen_grounds(book: Book, grounds: Sequence[str]) -> list[Ground]:
    """The grounds of the pack by id, each once. Raises Incomplete where there is none, or one that is not there."""
    names = list(dict.fromkeys(grounds))
    if not names:
        raise Incomplete("Choose the ground that the removal rests on.", field="grounds")
    missing = [name for name in names if name not in book.grounds]
    if missing:
        raise Incomplete(
            "A chosen ground is not in the policy pack that is in use now.",
            field="grounds",
            to_do="Choose the grounds again.",
        )
    return [book.grounds[name] for name in names]


def checked_answers(chosen: Sequence[Ground], answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to the questions that are asked, by `<ground>.<question>`.

    Raises Incomplete for the first that is missing or is none, and where a ground does not stand with them.
    """
    kept: dict[str, str] = {}
    for ground in chosen:
        given = {
            question.id: cleaned(answers.get(f"{ground.id}.{question.id}", ""))
            for question in ground.questions
        }
        if (lacking := lack(ground, given)) is not None:
            raise Incomplete(lacking.sentence, field=f"{ground.id}.{lacking.question}")
        kept |= {
            f"{ground.id}.{question.id}": given[question.id]
            for question in asked(ground, given)
            if given[question.id]
        }
    return kept
