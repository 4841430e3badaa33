"""What the pack asks before something is published: forms of questions, and words that a draft is looked through for.

Pure. The format of `[publishing]` is written down in `resources/policy/README.md` (P2 to P9).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

from socialdesk.model.ids import ClauseId
from socialdesk.policy.entries import OnlyIf
from socialdesk.policy.phrasing import words_of

FormKind = Literal["yes_no", "choice", "text", "person"]
_ETHICS = ClauseId("1.2")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One question of a form. Answers are kept as text: `yes`, `no`, one of `choices`, or what was typed."""

    id: str
    text: str
    kind: FormKind = "yes_no"
    choices: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    """The answers with which the form passes; empty: any. Another one stops the post, and `else_say` says so."""
    else_say: str = ""
    needed: bool = True
    why: str = ""
    only_if: OnlyIf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One check: its questions, and what is said of it."""

    id: str
    title: str
    clause: ClauseId
    asks: str
    """What is said while something is unanswered."""
    passed: str
    """What is said once every answer is there and none stops the post."""
    free: str = ""
    """What is said where nothing in the draft calls for the form."""
    questions: tuple[FormQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Phrases that a draft is looked through for."""

    id: str
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Phrases that are passed over first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """The pack's part on publishing."""

    purposes: tuple[str, ...]
    """What a post may be for (1.3, 3.1), to choose from."""
    ethics: str
    """The reminder that stands where something is written (P8)."""
    ethics_clause: ClauseId = _ETHICS
    forms: tuple[Form, ...]
    words: tuple[WordList, ...]
    reshares_in_a_row: int = 10
    """So many reshares and nothing of one's own on an account are a habit (3.3)."""

    def form(self, form_id: str) -> Form:
        """A form by its id; `load_book` has seen to it that every one of FORMS is there."""
        return next(each for each in self.forms if each.id == form_id)

    def list(self, list_id: str) -> WordList:
        """A list of phrases by its id; as `form`, of LISTS."""
        return next(each for each in self.words if each.id == list_id)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers to a form say."""

    state: Literal["stop", "open", "pass"]
    sentence: str
    question: str = ""
    """The question that it turns on; "" for none."""


FORMS = (
    "purpose", "rag", "photo", "copyright", "appeal", "arrests", "charges", "pre_election", "words", "protected",
    "personal", "reshares", "account",
)  # fmt: skip
"""The forms that every pack with a part on publishing has."""
LISTS = (
    "appeal", "missing", "arrest", "charge", "convicted", "guilt", "ranks", "no_names", "personal", "competition",
)  # fmt: skip
"""The lists that every pack with a part on publishing has."""

_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "purpose": ("aim",),
    "appeal": ("is_appeal", "low_level", "identifies"),
    "arrests": ("impact", "points", "past", "whose"),
    "charges": ("who", "how", "when", "names"),
    "pre_election": ("picture", "agree", "words"),
    "words": ("read_again",),
    "photo": ("professional", "group", "under_18", "colleagues", "offenders", "background", "rights"),
    "copyright": ("source",),
}
"""Questions that the desk knows by their ids."""
WAYS = ("telephone", "email", "person", "desk")
"""What the choices of `how` in the form on charges stand for, in their order."""


def asked(form: Form, answers: Mapping[str, str]) -> tuple[FormQuestion, ...]:
    """The questions that are asked with these answers, by question id."""
    known = {question.id: question for question in form.questions}

    def stands(question: FormQuestion) -> bool:
        if question.only_if is None:
            return True
        earlier = known[question.only_if.question]
        return stands(earlier) and answers.get(earlier.id, "") in question.only_if.answers

    return tuple(question for question in form.questions if stands(question))


def fits(question: FormQuestion, answer: str) -> bool:
    """True for an answer that the question can have."""
    match question.kind:
        case "yes_no":
            return answer in ("yes", "no")
        case "choice":
            return answer in question.choices
        case "text" | "person":
            return bool(answer.strip())


def judge(form: Form, answers: Mapping[str, str]) -> Verdict:
    """What these answers say: a stop comes before what is still open."""
    questions = asked(form, answers)
    for question in questions:
        given = answers.get(question.id, "")
        if question.passes and fits(question, given) and given not in question.passes:
            return Verdict("stop", question.else_say, question.id)
    for question in questions:
        given = answers.get(question.id, "")
        if (question.needed or given) and not fits(question, given):
            return Verdict("open", form.asks, question.id)
    return Verdict("pass", form.passed)


def unknown_keys(value: object) -> tuple[str, ...]:
    """Keys of the raw part that nothing here knows: a misspelt one would silently not apply."""
    if not isinstance(value, dict):
        return ()
    raw = cast(dict[str, Any], value)
    found = list(_unknown(raw, Publishing))
    for entry in _tables(raw.get("words")):
        found += _unknown(entry, WordList)
    for entry in _tables(raw.get("forms")):
        found += _unknown(entry, Form)
        for question in _tables(entry.get("questions")):
            found += _unknown(question, FormQuestion)
            only_if = question.get("only_if")
            if isinstance(only_if, dict):
                found += _unknown(cast(dict[str, Any], only_if), OnlyIf)
    return tuple(found)


def complaints(part: Publishing) -> Iterator[str]:
    """What is wrong with the part, a sentence each."""
    if not part.purposes or not part.ethics.strip():
        yield "publishing names no purposes, or has no reminder of the Code of Ethics."
    if part.reshares_in_a_row < 2:
        yield "reshares_in_a_row is less than 2."
    yield from _about_ids("form", [each.id for each in part.forms], FORMS)
    yield from _about_ids("list", [each.id for each in part.words], LISTS)
    for words in part.words:
        if not words.phrases or not all(words_of(each) for each in (*words.phrases, *words.unless)):
            yield f'list "{words.id}" of publishing has a phrase without words.'
    for form in part.forms:
        yield from _about_form(form)


def _about_ids(what: str, ids: list[str], wanted: tuple[str, ...]) -> Iterator[str]:
    for missing in (each for each in wanted if each not in ids):
        yield f'publishing has no {what} "{missing}".'
    for unknown in (each for each in ids if each not in wanted):
        yield f'publishing has a {what} "{unknown}", which the desk does not know.'
    if len(set(ids)) != len(ids):
        yield f"publishing has a {what} twice."


def _about_form(form: Form) -> Iterator[str]:
    earlier: dict[str, FormQuestion] = {}
    for question in form.questions:
        where = f'question "{question.id}" of form "{form.id}"'
        if question.id in earlier:
            yield f"{where} is there twice."
        if (question.kind == "choice") != (len(question.choices) > 1):
            yield f"{where} needs choices if, and only if, it is a choice."
        if not all(fits(question, each) for each in question.passes) or (
            question.passes and not question.else_say
        ):
            yield f"{where} passes with an answer that it does not have, or does not say why another one stops."
        if question.only_if is not None:
            above = earlier.get(question.only_if.question)
            if above is None or not all(fits(above, each) for each in question.only_if.answers):
                yield f"{where} hangs on an answer that no earlier question has."
        earlier[question.id] = question
    for missing in (each for each in _QUESTIONS.get(form.id, ()) if each not in earlier):
        yield f'form "{form.id}" of publishing has no question "{missing}".'
    if form.id == "charges" and "how" in earlier and len(earlier["how"].choices) != len(WAYS):
        yield 'question "how" of form "charges" needs four choices: by telephone, by e-mail, in person, at this desk.'
    for what, text in (("title", form.title), ("clause", form.clause), ("passed", form.passed)):
        if not text.strip():
            yield f'form "{form.id}" of publishing has an empty {what}.'


def _tables(value: object) -> list[dict[str, Any]]:
    entries = cast(list[object], value) if isinstance(value, list) else []
    return [cast(dict[str, Any], entry) for entry in entries if isinstance(entry, dict)]


def _unknown(raw: dict[str, Any], kind: type) -> Iterator[str]:
    known = {each.name for each in fields(kind)}
    yield from (key for key in raw if key not in known)
