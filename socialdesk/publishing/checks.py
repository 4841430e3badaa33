"""The checks before a post may go: how each stands, and what is answered of them (P2 to P9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from socialdesk.audit.checking import PostCheckAnswered
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import KEPT, Incomplete, NotOpen, cleaned, require_hand
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ClauseId, PostId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostState
from socialdesk.policy.book import Book
from socialdesk.policy.publishing_checks import Publishing, judge
from socialdesk.publishing import check_rows as rows
from socialdesk.publishing import threshold
from socialdesk.publishing.check_cases import appeal, arrests, charges
from socialdesk.publishing.check_media import account, copyright_of, photo, reshares
from socialdesk.publishing.check_words import (
    ethics,
    own_words,
    personal,
    pre_election,
    protected,
    purpose,
    rag,
)
from socialdesk.publishing.loading import load
from socialdesk.publishing.others_yes import permit, say_second
from socialdesk.publishing.persons import is_one_of
from socialdesk.publishing.scene import Asked, Scene, Settled
from socialdesk.publishing.standing import CheckStanding, CheckState, Question
from socialdesk.register.accounts import accounts as connected
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.api import Triage

__all__ = ["CheckStanding", "CheckState", "Question", "answer", "at_another_time", "standing"]

_CHECKS: Sequence[Callable[[Scene], Iterator[Asked | Settled]]] = (
    account, purpose, ethics, rag, protected, own_words, personal, appeal, arrests, charges, photo, copyright_of,
    pre_election, reshares,
)  # fmt: skip
_NO_PACK = ClauseId("3")
_ALTERED = "It was altered since this was answered. Answer it again."
_LONGEST = 4_000
"""Characters of one answer."""


def standing(
    db: Connection,
    *,
    post_id: PostId,
    book: Book,
    triage: Triage,
    now: datetime,
    person: Person,
    text: str | None = None,
) -> tuple[CheckStanding, ...]:
    """Every check that bears on a post as it is now, in the order of the form.

    `person` is who would publish it. `text` stands for new words of a post that is out, before they are sent.
    Raises KeyError where there is no such post.
    """
    post = load(db, post_id)
    if book.publishing is None:
        sentence = "The policy pack says nothing of publishing, so nothing can be published by it."
        return (
            CheckStanding(id="pack", title="Policy pack", clause=_NO_PACK, state="stop", sentence=sentence),
        )
    scene = _scene(db, post, book, book.publishing, now=now, person=person, triage=triage, text=text)
    declared = threshold.check(db, post_id=post_id, person=person, now=now, out=text is not None)
    first = () if declared is None else (declared,)
    return (*first, *(_stands(scene, case) for check in _CHECKS for case in check(scene)))


def at_another_time(
    db: Connection, *, post_id: PostId, scheduled_ms: int, book: Book, now: datetime, person: Person
) -> tuple[CheckStanding, ...]:
    """What turns on when a post is shown, as it stands for another time: pre-election periods (3.3d).

    Raises KeyError where there is no such post.
    """
    if book.publishing is None:
        return ()
    post = replace(load(db, post_id), scheduled_ms=scheduled_ms)
    scene = _scene(db, post, book, book.publishing, now=now, person=person, triage=None, text=None)
    return tuple(_stands(scene, case) for case in pre_election(scene))


def answer(
    db: Connection,
    *,
    post_id: PostId,
    check: str,
    answers: Mapping[str, str],
    book: Book,
    now: datetime,
    by: Person,
    text: str | None = None,
    at_ms: int | None = None,
) -> Changes:
    """Records what `by` answers to one check's questions, by question id, of the post as it is now.

    `text` stands for new words of a post that is out, `at_ms` for another time of one that was decided.

    Raises Incomplete for an answer that is missing or cannot be, with `field` naming its question; NotOpen where the
    check asks nothing, or it is not for `by` to answer.
    """
    require_hand(by, db)
    if check == threshold.CHECK:
        return threshold.answer(db, post_id=post_id, answers=answers, book=book, now=now, by=by)
    with writing(db):
        try:
            post = load(db, post_id)
        except KeyError:
            raise NotOpen("This post is no longer on the desk.", kept="Nothing was altered.") from None
        if book.publishing is None:
            raise NotOpen("The policy pack says nothing of publishing.", kept=KEPT)
        if at_ms is not None:
            post = replace(post, scheduled_ms=at_ms)
        elif text is None and post.state not in (PostState.DRAFT, PostState.WAITING_SECOND):
            raise NotOpen(
                "This post was decided already.", kept="What was answered of it stays on the record."
            )
        scene = _scene(db, post, book, book.publishing, now=now, person=by, triage=None, text=text)
        cases = _cases(scene) if at_ms is None else pre_election(scene)
        case = next((each for each in cases if each.id == check), None)
        if not isinstance(case, Asked):
            raise NotOpen("This check asks nothing of the post as it is now.", kept=KEPT)
        given = _usable(case, answers)
        match case.kept_as:
            case "permission":
                permit(scene, case, given)
            case "second":
                say_second(scene, case, given)
            case _:
                _keep(scene, case, given)
    return Changes(posts=frozenset({post_id}))


def _scene(
    db: Connection,
    post: Post,
    book: Book,
    pack: Publishing,
    *,
    now: datetime,
    person: Person,
    triage: Triage | None,
    text: str | None,
) -> Scene:
    known = connected(db)
    return Scene(
        db=db,
        post=post,
        pack=pack,
        book=book,
        accounts=tuple(known[each.account_id] for each in post.chosen if each.account_id in known),
        person=person,
        now=now,
        triage=triage,
        text=text,
    )


def _cases(scene: Scene) -> Iterator[Asked | Settled]:
    for check in _CHECKS:
        yield from check(scene)


def _usable(case: Asked, answers: Mapping[str, str]) -> dict[str, str]:
    """What was answered, without blanks around. Raises Incomplete."""
    known = {question.id for question in case.form.questions}
    for unknown in (each for each in answers if each not in known):
        raise Incomplete(f"{case.form.title} does not ask this.", field=unknown)
    given = {name: cleaned(words) for name, words in answers.items()}
    for name in (each for each in given if len(given[each]) > _LONGEST):
        raise Incomplete(f"An answer has more than {_LONGEST:,} characters.", field=name, to_do="Shorten it.")
    verdict = judge(case.form, given)
    if verdict.state == "open":
        question = next(each for each in case.form.questions if each.id == verdict.question)
        raise Incomplete(f"{case.form.title}: not answered: {question.text}", field=question.id)
    return {name: words for name, words in given.items() if words}


def _keep(scene: Scene, case: Asked, given: Mapping[str, str]) -> None:
    outcome, at_ms, by = judge(case.form, given).state, to_ms(scene.now), scene.person
    kept = case.id.partition(":")[0] if case.picture else case.id
    rows.put_answers(
        scene.db,
        scene.post.id,
        kept,
        subject=case.subject,
        picture=case.picture,
        version=scene.post.version,
        answers=given,
        outcome=outcome,
        pack=scene.book.version,
        at_ms=at_ms,
        by=by,
    )
    entry = PostCheckAnswered(
        post_id=scene.post.id,
        check=kept,
        clause=case.form.clause,
        outcome=outcome,
        version=scene.post.version,
        picture=case.picture,
    )
    append(scene.db, entry, by=by, at_ms=at_ms)


def _stands(scene: Scene, case: Asked | Settled) -> CheckStanding:
    form = case.form
    if isinstance(case, Settled):
        return CheckStanding(
            id=case.id, title=form.title, clause=form.clause, state=case.state, sentence=case.sentence
        )
    state, sentence, answers = _answered(scene, case)
    return CheckStanding(
        id=case.id,
        title=form.title,
        clause=form.clause,
        state=state,
        sentence=sentence,
        questions=_questions(case, answers) if case.mine else (),
    )


def _answered(scene: Scene, case: Asked) -> tuple[CheckState, str, Mapping[str, str]]:
    db, post_id = scene.db, scene.post.id
    waiting = case.say or case.form.asks
    if case.kept_as == "permission":
        found = rows.permission(db, post_id, case.subject)
        if found is None:
            return case.waiting, waiting, {}
        return "pass", f"{case.form.passed} ({found.given_by})", {}
    if case.kept_as == "second":
        said = rows.second(db, post_id, case.subject)
        if said is None:
            return case.waiting, waiting, {}
        if said.yes and scene.text is not None and is_one_of(scene.person, [(said.by_name, said.by_staff)]):
            # New words are written by whoever sends them, and stand nowhere before.
            return case.waiting, f"{waiting} Whoever said yes does not send the new words as well.", {}
        if said.yes:
            return "pass", f"{case.form.passed} ({said.by_name})", {}
        return "stop", judge(case.form, {"agree": "no"}).sentence, {"agree": "no"}
    kept = case.id.partition(":")[0] if case.picture else case.id
    row = rows.answered(db, post_id, kept, case.subject, picture=case.picture)
    if row is None:
        altered = rows.ever_answered(db, post_id, kept, picture=case.picture)
        return case.waiting, f"{waiting} {_ALTERED}" if altered else waiting, {}
    verdict = judge(case.form, row.answers)
    match verdict.state:
        case "open":
            return case.waiting, waiting, row.answers
        case _:
            return verdict.state, verdict.sentence, row.answers


def _questions(case: Asked, answers: Mapping[str, str]) -> tuple[Question, ...]:
    return tuple(
        Question(
            id=each.id,
            text=each.text,
            kind=each.kind,
            choices=("yes", "no") if each.kind == "yes_no" else each.choices,
            answer=answers.get(each.id, ""),
            needed=each.needed,
            why=each.why,
            only_if=None if each.only_if is None else (each.only_if.question, each.only_if.answers),
        )
        for each in case.form.questions
    )
