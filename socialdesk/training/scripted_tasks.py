"""What a scripted trainee does with the Force's own posts: publishes, takes down, declares, hands over."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from socialdesk.decisions.case import Incomplete
from socialdesk.model.ids import AccountId, PostId, ThreadId
from socialdesk.publishing import afterwards, appeals, checks, drafts, publish, takedown, targets, threshold
from socialdesk.publishing.appeal_rows import AppealKind, AppealState
from socialdesk.publishing.standing import CheckStanding, Question
from socialdesk.shifts import declaring, handover
from socialdesk.storage.database import Connection
from socialdesk.training.answers import TaskAnswer
from socialdesk.training.events import Entry
from socialdesk.training.scripted_hand import WHY, CannotBeDone, Hand, ScriptDesk
from socialdesk.training.session import TrainingSession

_MOST_TRIES = 64


class TaskHand:
    """Does what a task asks for. Raises UserFacingError for what cannot be done."""

    def __init__(self, session: TrainingSession, desk: ScriptDesk, hand: Hand) -> None:
        self._session = session
        self._desk = desk
        self._hand = hand
        self._book = desk.session.book
        self._waiting: dict[str, PostId] = {}
        """Posts that wait for another person's yes, by their task."""

    def do(self, entry: Entry) -> bool:
        """One task; True where it waits for a colleague's yes and is to be tried again."""
        answer = entry.task
        if answer is None or answer.do == "publish_nothing":
            return False
        match answer.do:
            case "publish":
                return self._publish(entry.event.key, answer)
            case "threshold":
                self._hand.on_writer(lambda db: self._declare(db, entry.event.title))
            case "take_down":
                self._hand.on_writer(lambda db: self._take_down(db, entry.event.title, answer.of))
            case "proceedings":
                self._hand.mark_post(self._thread(answer.of), entry.event.title)
            case "handover":
                self._hand.on_writer(lambda db: handover.make(db, notes=WHY, book=self._book, **self._told()))
        return False

    def _told(self) -> dict[str, Any]:
        return {"now": self._desk.clock(), "by": self._desk.session.person()}

    def _thread(self, key: str) -> ThreadId:
        found = next((each for each, name in self._session.keys.threads.items() if name == key), None)
        if found is None:
            raise CannotBeDone(f"The desk has no post {key}.")
        return found

    # Publishing

    def _publish(self, key: str, answer: TaskAnswer) -> bool:
        post_id = self._waiting.pop(key, None)
        if post_id is None:
            post_id = self._hand.on_writer(lambda db: self._draft(db, answer))
        new = post_id
        for _ in range(_MOST_TRIES):
            open_checks = [
                each
                for each in self._hand.on_writer(lambda db: self._checks(db, new))
                if each.state != "pass"
            ]
            if not open_checks:
                self._hand.on_writer(lambda db: self._decide(db, new))
                return False
            if not any(each.questions for each in open_checks):
                self._hand.on_writer(lambda db: drafts.wait_for_second(db, post_id=new, **self._told()))
                self._waiting[key] = new
                return True
            if not any(self._answer(new, each) for each in open_checks):
                break
        raise CannotBeDone("The checks before publishing are not passed.")

    def _draft(self, db: Connection, answer: TaskAnswer) -> PostId:
        says = [each.split("|")[0].strip() for each in answer.says]
        text = " ".join(f"{each[:1].upper()}{each[1:]}." for each in says) or "Thank you for your help."
        pack = self._book.publishing
        purpose = pack.purposes[0] if pack is not None else ""
        post_id = drafts.save_post(db, post_id=None, purpose=purpose, text=text, **self._told()).post_id
        pages = {name: AccountId(number) for number, name in self._session.keys.accounts.items()}
        wanted = [pages[page] for page in answer.pages or list(pages)[:1]]
        targets.set_targets(db, post_id=post_id, account_ids=wanted, **self._told())
        return post_id

    def _checks(self, db: Connection, post_id: PostId) -> tuple[CheckStanding, ...]:
        return checks.standing(
            db,
            post_id=post_id,
            book=self._book,
            triage=self._desk.triage(),
            now=self._desk.clock(),
            person=self._desk.session.person(),
        )

    def _answer(self, post_id: PostId, check: CheckStanding) -> bool:
        """Tries what can be answered until the check passes; True where it does."""
        asked = [question for question in check.questions if question.only_if is None or question.needed]
        for told in product(*(list(_answers(question)) for question in asked)):
            given = {question.id: words for question, words in zip(asked, told, strict=True) if words}
            try:
                self._hand.on_writer(
                    lambda db, given=given: checks.answer(
                        db, post_id=post_id, check=check.id, answers=given, book=self._book, **self._told()
                    )
                )
            except Incomplete:
                continue
            standing = self._hand.on_writer(lambda db: self._checks(db, post_id))
            if any(each.id == check.id and each.state == "pass" for each in standing):
                return True
        return False

    def _decide(self, db: Connection, post_id: PostId) -> None:
        publish.decide_publish(
            db,
            post_id=post_id,
            checks=self._checks(db, post_id),
            book=self._book,
            capabilities=self._desk.session.capabilities,
            undo_seconds=0,
            training=True,
            **self._told(),
        )

    # The rest

    def _declare(self, db: Connection, about: str) -> None:
        declaring.declare(
            db,
            post_id=None,
            about=about,
            met=True,
            reason=WHY,
            book=self._book,
            training=True,
            **self._told(),
        )

    def _take_down(self, db: Connection, name: str, of: str) -> None:
        """The post and everything of ours in the same words."""
        first = db.execute("SELECT text FROM threads WHERE id = ?", (self._thread(of),)).fetchone()
        copies = db.execute(
            "SELECT account_id, native_id, text, permalink, created_ms FROM threads"
            " WHERE kind = 'post' AND text = ? ORDER BY id",
            (first[0] if first is not None else "",),
        ).fetchall()
        told: dict[str, Any] = {"training": True, **self._told()}
        appeal_id = appeals.open_appeal(db, kind=AppealKind.MISSING, name=name, **told)
        for account_id, native_id, text, permalink, created_ms in copies:
            afterwards.adopt(
                db,
                account_id=account_id,
                native_id=native_id,
                text=text,
                permalink=permalink,
                published_ms=created_ms,
                appeal_id=appeal_id,
                **told,
            )
        appeals.set_state(db, appeal_id=appeal_id, state=AppealState.LOCATED, **told)
        takedown.take_all_down(
            db, appeal_id=appeal_id, book=self._book, capabilities=self._desk.session.capabilities, **told
        )


def _answers(question: Question) -> Iterator[str]:
    if question.kind == "yes_no":
        yield from ("no", "yes")
    elif question.choices:
        yield from reversed(question.choices) if threshold.NOT_MET in question.choices else question.choices
    else:
        yield WHY
