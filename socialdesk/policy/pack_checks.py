"""What can be wrong with a pack's questions and triggers, in sentences. Part of `book.py`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from socialdesk.policy.answering import BETWEEN
from socialdesk.policy.entries import AnswerKind, Ground, Question, Trigger

_CASE = {"active", "ended"}
_LISTED = (AnswerKind.CHOICE, AnswerKind.SEVERAL)


def about_questions(ground: Ground) -> Iterator[str]:
    """Every mistake in the questions of a ground."""
    asked: dict[str, Question] = {}
    for question in ground.questions:
        where = f'question "{question.id}" of "{ground.id}"'
        if question.id in asked:
            yield f'"{ground.id}" has two questions with the id "{question.id}".'
        if (question.kind in _LISTED) != (len(question.choices) > 1):
            yield f"{where} needs choices if, and only if, it is a choice."
        if question.kind is AnswerKind.SEVERAL and any(BETWEEN.strip() in each for each in question.choices):
            yield f"{where} takes several answers, so none may hold a semicolon."
        if question.only_if is not None:
            above = asked.get(question.only_if.question)
            if above is None or not set(question.only_if.answers) <= _answers(above):
                yield f"{where} hangs on an answer that no earlier question of the ground has."
        if not {*question.stands_with, *question.strengths} <= _answers(question):
            yield f"{where} speaks of an answer that it does not have."
        if not question.by_case.keys() <= _CASE or not set(question.by_case.values()) <= _answers(question):
            yield f"{where} answers by a case what is no state of one, or no answer of its own."
        if question.stands_with and not question.else_say:
            yield f"{where} does not say why the ground does not stand with another answer."
        asked[question.id] = question
    if any(each not in asked or asked[each].kind is not AnswerKind.YES_NO for each in ground.any_of):
        yield f'any_of of "{ground.id}" names what is no question of yes or no.'
    if ground.any_of and not ground.else_say:
        yield f'"{ground.id}" does not say why it does not stand where all of any_of are no.'


def about_triggers(
    triggers: Sequence[Trigger], grounds: Sequence[Ground], thresholds: set[str], templates: set[str]
) -> Iterator[tuple[str, int]]:
    """Every mistake in the triggers of public warnings, with the trigger's place."""
    known = {ground.id for ground in grounds}
    answers = {
        f"{ground.id}.{question.id}: {answer}"
        for ground in grounds
        for question in ground.questions
        for answer in _answers(question)
    }
    sensitive = {ground.id for ground in grounds if ground.sensitive}
    for place, trigger in enumerate(triggers):
        if trigger.threshold not in thresholds:
            yield f'trigger "{trigger.id}" names a threshold "{trigger.threshold}" that is not there.', place
        for missing in (each for each in trigger.templates if each not in templates):
            yield f'"{trigger.id}" names a wording "{missing}" that is not there.', place
        if not trigger.templates:
            yield f'trigger "{trigger.id}" has no wording.', place
        for named in trigger.rests_on:
            if named not in known and named not in answers:
                yield f'trigger "{trigger.id}" rests on "{named}", which is no ground and no answer.', place
            if named.partition(".")[0] in sensitive:
                yield (
                    f'trigger "{trigger.id}" rests on a sensitive ground: no public wording may follow it.',
                    place,
                )


def _answers(question: Question) -> set[str]:
    if question.kind is AnswerKind.YES_NO:
        return {"yes", "no"}
    return set(question.choices)
