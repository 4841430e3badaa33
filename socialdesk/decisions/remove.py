"""Deciding that a comment is hidden or deleted (4.3, R1, R12, T1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions import drafts, opinions, repeats
from socialdesk.decisions.case import Case, Incomplete, case_of, cleaned
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.queueing import Rationale, decide_and_queue
from socialdesk.errors import BugError
from socialdesk.evidence.capture import hold
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import DecisionId, ItemId
from socialdesk.model.people import Person
from socialdesk.policy import criticism
from socialdesk.policy.answering import asked, lack
from socialdesk.policy.book import Book, Ground
from socialdesk.storage.database import Connection, writing

UNDO_SECONDS = 8
REMOVALS = {ActionKind.HIDE: OptionKind.HIDE, ActionKind.DELETE: OptionKind.DELETE}
"""What takes a comment from the public's sight, and the option that opens it."""


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

    `answers` go by `<ground>.<question>`; `criticism.beyond` says what is more than criticism, where nothing else was
    noticed. It is sent after `undo_seconds`, or sooner where a ground says so, and not before the evidence is complete.
    A repeat goes only beside its original (4.3e). Raises Incomplete for what is missing, NotOpen where it is not open
    (any more).
    """
    with writing(db):
        case = case_of(
            db, item_id=item_id, capabilities=capabilities, book=book, person=by, now=now, training=training
        )
        terms = Terms(
            action=action,
            chosen=tuple(chosen_grounds(book, grounds)),
            answers=answers,
            aim=cleaned(aim),
            why_not_less=cleaned(why_not_less),
        )
        original = None
        if any(ground.id == repeats.GROUND for ground in terms.chosen):
            original = repeats.require_copy(db, case.item)
        return remove_within(
            db,
            case=case,
            terms=terms,
            original=original,
            group=repeats.new_group(),
            book=book,
            now_ms=to_ms(now),
            by=by,
            undo_seconds=undo_seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a removal rests on."""

    action: ActionKind
    chosen: tuple[Ground, ...]
    answers: Mapping[str, str]
    """By `<ground>.<question>`."""
    aim: str
    why_not_less: str


def remove_within(
    db: Connection,
    *,
    case: Case,
    terms: Terms,
    original: ItemId | None,
    group: str,
    book: Book,
    now_ms: int,
    by: Person,
    undo_seconds: int,
) -> Changes:
    """One removal within the caller's transaction; `original` is of which it is a copy, where it is one.

    Raises as `decide_removal` does.
    """
    if terms.action not in REMOVALS:
        raise BugError(f"{terms.action.value} is not a removal")
    case.require(REMOVALS[terms.action])
    answered = tested(case, terms.chosen, terms.answers, book)
    if not terms.aim:
        raise Incomplete("Say what the removal is for.", field="aim")
    if not terms.why_not_less:
        raise Incomplete("Say why a lesser step is not enough.", field="why_not_less")
    item = case.item
    clauses = tuple(dict.fromkeys(ground.clause for ground in terms.chosen))

    def recorded(decision_id: DecisionId) -> None:
        note_criticism(db, case, decision_id, clauses, answered, by=by, now_ms=now_ms)
        opinions.of_removal(
            db,
            item,
            case.assessment,
            [ground.id for ground in terms.chosen],
            book,
            decision_id=decision_id,
            now_ms=now_ms,
        )
        if original is not None:
            engaged = answered.get(f"{repeats.GROUND}.engaged", "") == repeats.yes_engaged(book)
            repeats.record_removal(
                db,
                decision_id=decision_id,
                item_id=item.id,
                original_id=original,
                group=group,
                engaged=engaged,
            )
            entry = entries.RepeatRemoved(
                decision_id=decision_id,
                item_id=item.id,
                account_id=item.account_id,
                original_id=original,
                engaged=engaged,
                group=group,
            )
            append(db, entry, by=by, at_ms=now_ms)

    evidence = hold(db, item_id=item.id, taken_by=by, now_ms=now_ms)
    changes = decide_and_queue(
        db,
        case=case,
        kind=terms.action,
        why=Rationale(
            grounds=[ground.id for ground in terms.chosen],
            clauses=clauses,
            answers=answered,
            aim=terms.aim,
            why_not_less=terms.why_not_less,
        ),
        pack_version=book.version,
        undo_seconds=undo_window(terms.chosen, undo_seconds),
        now_ms=now_ms,
        by=by,
        evidence=evidence,
        recorded=recorded,
    )
    drafts.discard_within(db, item_id=item.id, form=drafts.REMOVE)
    return changes


def tested(case: Case, chosen: Sequence[Ground], answers: Mapping[str, str], book: Book) -> dict[str, str]:
    """As `checked_answers`; and where all that was noticed is criticism, what more it is (4.3). Raises Incomplete."""
    answered = checked_answers(chosen, answers)
    if criticism.only_criticism(case.assessment, book):
        beyond = cleaned(answers.get(criticism.ANSWER, ""))
        if not beyond:
            raise Incomplete(f"{criticism.NEVER} {criticism.ASKED}", field=criticism.ANSWER)
        answered[criticism.ANSWER] = beyond
    return answered


def note_criticism(
    db: Connection,
    case: Case,
    decision_id: DecisionId,
    clauses: Sequence[str],
    answered: Mapping[str, str],
    *,
    by: Person,
    now_ms: int,
) -> None:
    """Puts on the record that the person was warned, where they were, within the deciding transaction."""
    if criticism.ANSWER in answered:
        entry = entries.CriticismWarned(
            decision_id=decision_id,
            item_id=case.item.id,
            account_id=case.item.account_id,
            clauses=tuple(clauses),
            beyond=answered[criticism.ANSWER],
        )
        append(db, entry, by=by, at_ms=now_ms)


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
