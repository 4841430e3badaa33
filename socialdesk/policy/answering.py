"""What the answers to the test questions of a ground say: whether it stands, and how strongly; pure (R1, R4-R9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from socialdesk.policy.entries import AnswerKind, Ground, Question, Strength

BETWEEN = "; "
"""Between the answers of a question that takes several."""


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing from a ground's answers, or that it does not stand with them."""

    question: str
    """The question's id; "" where it is about several."""
    sentence: str


def together(answers: Sequence[str]) -> str:
    """Several answers as they are kept."""
    return BETWEEN.join(answers)


def apart(question: Question, answer: str) -> tuple[str, ...]:
    """The single answers in what was kept of a question."""
    if question.kind is AnswerKind.SEVERAL:
        return tuple(part for part in (each.strip() for each in answer.split(BETWEEN.strip())) if part)
    return (answer,) if answer else ()


def asked(ground: Ground, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that are asked with these answers, by question id."""
    known = {question.id: question for question in ground.questions}
    return tuple(
        question
        for question in ground.questions
        if question.only_if is None
        or set(apart(known[question.only_if.question], answers.get(question.only_if.question, "")))
        & set(question.only_if.answers)
    )


def fits(question: Question, answer: str) -> bool:
    """True for an answer that the question can have."""
    match question.kind:
        case AnswerKind.YES_NO:
            return answer in ("yes", "no")
        case AnswerKind.CHOICE:
            return answer in question.choices
        case AnswerKind.SEVERAL:
            parts = apart(question, answer)
            return bool(parts) and len(set(parts)) == len(parts) and set(parts) <= set(question.choices)
        case AnswerKind.TEXT:
            return bool(answer)


def lack(ground: Ground, answers: Mapping[str, str]) -> Lack | None:
    """The first question without an answer, then why the ground does not stand with those given; None where it does."""
    questions = asked(ground, answers)
    for question in questions:
        answer = answers.get(question.id, "")
        if answer and not fits(question, answer):
            return Lack(question.id, f"The answer does not fit the question: {question.text}")
        if question.required and not answer:
            return Lack(question.id, f"A question of {ground.clause} is not answered: {question.text}")
    for question in questions:
        answer = answers.get(question.id, "")
        if question.stands_with and answer and not set(apart(question, answer)) & set(question.stands_with):
            return Lack(question.id, f"{ground.name} is no ground here. {question.else_say}")
    if ground.any_of and all(answers.get(each) != "yes" for each in ground.any_of):
        return Lack(ground.any_of[0], f"{ground.name} is no ground here. {ground.else_say}")
    return None


def strength(ground: Ground, answers: Mapping[str, str]) -> Strength:
    """How strongly the policy asks for the removal, with what has been answered so far: the strongest that applies."""
    found = [
        question.strengths.get(answer, ground.strength)
        for question in asked(ground, answers)
        if question.strengths
        for answer in apart(question, answers.get(question.id, ""))
    ]
    return max(found, key=lambda each: each.weight, default=ground.strength)
