"""What a scripted trainee does at the desk: the same use cases that a person's hand begins, without a window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from threading import Event
from typing import Any, TypeVar

from socialdesk.clock import Clock
from socialdesk.decisions import asking, by_hand_rows, handling, referring
from socialdesk.decisions.blocking import Request, request_block
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.by_hand import begin_by_hand, tick_off
from socialdesk.decisions.case import Case, case_of, item_of
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.referring_rows import ReferralKind
from socialdesk.decisions.referring_rows import for_item as referrals_of
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.decisions.warning import WarningWay, decide_warning, ways_for
from socialdesk.decisions.warning_due import due_warnings
from socialdesk.errors import UserFacingError
from socialdesk.inbox import proceedings
from socialdesk.model.accounts import Account
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.policy.answering import lack
from socialdesk.policy.criticism import ANSWER as BEYOND
from socialdesk.policy.entries import AnswerKind, Ground, Question
from socialdesk.storage.database import Connection
from socialdesk.training.session_desk import SessionDesk
from socialdesk.triage.api import Triage

WHY = "Scripted: as the script has it."
_REMOVALS = (ActionKind.HIDE, ActionKind.DELETE)
_TALKING = (
    (OptionKind.MESSAGE, ActionKind.MESSAGE),
    (OptionKind.REPLY, ActionKind.REPLY),
    (OptionKind.PRIVATE_REPLY, ActionKind.PRIVATE_REPLY),
)
_REFERRALS: Mapping[str, ReferralKind] = {
    "crime": ReferralKind.CRIME,
    "foi": ReferralKind.FOI,
    "personnel": ReferralKind.BREACH,
}


T = TypeVar("T")


class CannotBeDone(UserFacingError):
    """The desk or the network has no such thing for this item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptDesk:
    """The desk, as far as a scripted trainee needs more of it than the session does."""

    session: SessionDesk
    clock: Clock
    sync: Callable[[Account, Event, bool], Changes]
    """One round over an account; True reads everything again."""
    send: Callable[[Event], None]
    """Takes every action that is due as far as it goes now."""
    triage: Callable[[], Triage]
    """For the checks before publishing; loaded when first asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing to be done about an item."""

    do: str
    grounds: Sequence[str] = ()
    act: str = ""
    """Of the network; "" for whatever is usual there."""
    text: str = ""


class Hand:
    """Does what is wished on the writer's thread of whoever calls. Raises UserFacingError for what cannot be done."""

    def __init__(self, desk: ScriptDesk) -> None:
        self._desk = desk
        self._book = desk.session.book

    def do(self, item_id: ItemId, wish: Wish) -> None:
        """One thing about one item."""
        work: Callable[[Connection, ItemId, Wish], object] = {
            "remove": self._remove,
            "keep": self._keep,
            "reply": self._reply,
            "ask": self._ask,
            "block": self._block,
            "warn": self._warn,
            "emergency": self._emergency,
            "leave": self._leave,
            "proceedings": self._proceedings,
        }.get(wish.do, self._refer)
        self.on_writer(lambda db: work(db, item_id, wish))

    def look(self, item_id: ItemId) -> None:
        """Opens it, and the record says so."""
        self.on_writer(
            lambda db: handling.shown(
                db, item_id=item_id, now=self._desk.clock(), by=self._desk.session.person()
            )
        )

    def mark_post(self, thread_id: ThreadId, case_name: str) -> None:
        """Proceedings are active in the matter of a post."""
        now, by = self._desk.clock(), self._desk.session.person()
        self.on_writer(
            lambda db: proceedings.mark(
                db,
                case_name=case_name,
                stage=proceedings.Stage.ARREST,
                since=now,
                threads=[thread_id],
                now=now,
                by=by,
                training=True,
            )
        )

    def tick_everything(self) -> None:
        """What was to be done by hand on the networks is said to be done; its evidence is there by now."""
        now, by = self._desk.clock(), self._desk.session.person()
        for row in self.on_writer(by_hand_rows.not_ticked):
            if row.state.value == "begun":
                self.on_writer(
                    lambda db, number=row.id: tick_off(
                        db, by_hand_id=number, done_at=now, now=now, by=by, training=True
                    )
                )

    def on_writer(self, work: Callable[[Connection], T]) -> T:
        """A piece of work on the desk's writer, waited for."""
        return self._desk.session.write(work).result()

    def _case(self, db: Connection, item_id: ItemId) -> Case:
        account_id = item_of(db, item_id).account_id
        return case_of(
            db,
            item_id=item_id,
            capabilities=self._desk.session.capabilities(account_id),
            book=self._book,
            person=self._desk.session.person(),
            now=self._desk.clock(),
            training=True,
        )

    # What removes

    def _remove(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        case = self._case(db, item_id)
        grounds = [self._book.grounds[each] for each in wish.grounds[:1] or ("offensive_language",)]
        ground = grounds[0]
        answers = {f"{ground.id}.{name}": told for name, told in passing(ground).items()} | {BEYOND: WHY}
        told: dict[str, Any] = {
            "item_id": item_id,
            "answers": answers,
            "aim": WHY,
            "why_not_less": WHY,
            "book": self._book,
            "capabilities": self._desk.session.capabilities(case.account.id),
            "now": self._desk.clock(),
            "by": self._desk.session.person(),
            "training": True,
        }
        action, by_hand = self._step(case, ground, wish.act)
        if by_hand:
            begin_by_hand(db, action=action, grounds=[ground.id], **told)
        else:
            decide_removal(db, action=action, grounds=[ground.id], undo_seconds=0, **told)

    def _step(self, case: Case, ground: Ground, act: str) -> tuple[ActionKind, bool]:
        """The step on this network, and whether a hand has to take it: the one asked for, else the usual one."""
        preferred = ground.prefer.get(case.item.network)
        wanted = (
            [ActionKind(act)] if act else [*([preferred] if preferred else ()), *_REMOVALS, ActionKind.REPORT]
        )
        for action in wanted:
            if action in _REMOVALS and case.options[OptionKind(action.value)].open:
                return action, False
            by_hand = case.options.hand(action)
            if by_hand is not None and by_hand.open:
                return action, True
        closed = case.options[OptionKind(wanted[0].value)].reason if wanted[0] in _REMOVALS else ""
        raise CannotBeDone(f"It cannot be removed so here: {closed or wanted[0].value}")

    # What answers

    def _reply(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        case = self._case(db, item_id)
        told: dict[str, Any] = {
            "item_id": item_id,
            "text": wish.text or "Thank you for getting in touch.",
            "book": self._book,
            "capabilities": self._desk.session.capabilities(case.account.id),
            "now": self._desk.clock(),
            "by": self._desk.session.person(),
            "training": True,
        }
        for option, kind in _TALKING:
            if wish.act in ("", kind.value) and case.options[option].open:
                decide_reply(db, kind=kind, undo_seconds=0, **told)
                return
        for _, kind in _TALKING:
            by_hand = case.options.hand(kind)
            if wish.act in ("", kind.value) and by_hand is not None and by_hand.open:
                begin_by_hand(db, action=kind, **told)
                return
        raise CannotBeDone(f"It cannot be answered here: {case.options[OptionKind.REPLY].reason}")

    def _warn(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        case = self._case(db, item_id)
        now, by = self._desk.clock(), self._desk.session.person()
        capabilities = self._desk.session.capabilities(case.account.id)
        due = [each for each in due_warnings(db, case.thread.id, book=self._book, now=now) if each.due]
        # One that is about this very removal, before the one that counts them all.
        due.sort(key=lambda each: (item_id not in each.removals, not each.trigger.rests_on))
        if not due:
            raise CannotBeDone("No warning is due under this post.")
        open_ways = [
            each.way
            for each in ways_for(
                case.thread, case.account, capabilities, person=by, now=now, book=self._book, training=True
            )
            if each.open and not (each.way is WarningWay.BY_HAND and due[0].waits)
        ]
        if not open_ways:
            raise CannotBeDone("The network takes no warning from here.")
        template = due[0].trigger.templates[0]
        decide_warning(
            db,
            item_id=item_id,
            trigger_id=due[0].trigger.id,
            template=template,
            text=wish.text or self._book.wording(template),
            way=open_ways[0],
            book=self._book,
            capabilities=capabilities,
            now=now,
            by=by,
            undo_seconds=0,
            training=True,
        )

    # What sends nothing

    def _keep(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        decide_keep(
            db,
            item_id=item_id,
            reason=wish.text or WHY,
            grounds=wish.grounds,
            book=self._book,
            now=self._desk.clock(),
            by=self._desk.session.person(),
            training=True,
        )

    def _leave(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        handling.mark_done(
            db,
            item_id=item_id,
            reason=wish.text or WHY,
            now=self._desk.clock(),
            by=self._desk.session.person(),
        )

    def _ask(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        question = wish.text or "What do you advise here?"
        by = self._desk.session.person()
        asking.ask(db, item_id=item_id, question=question, now=self._desk.clock(), by=by)

    def _proceedings(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        now = self._desk.clock()
        proceedings.mark(
            db,
            case_name=wish.text or f"Matter {item_id}",
            stage=proceedings.Stage.ARREST,
            since=now,
            threads=[item_of(db, item_id).thread_id],
            now=now,
            by=self._desk.session.person(),
            training=True,
        )

    def _block(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        case = self._case(db, item_id)
        asked = Request(
            item_id=item_id,
            items=[item_id],
            grounds=list(wish.grounds[:1]) or ["offensive_language"],
            engaged=True,
            engaged_words=WHY,
            warned=True,
            warned_words=WHY,
            aim=WHY,
            why_not_less=WHY,
        )
        doing = Doing(
            book=self._book,
            capabilities=self._desk.session.capabilities(case.account.id),
            now=self._desk.clock(),
            by=self._desk.session.person(),
            undo_seconds=0,
            training=True,
        )
        request_block(db, asked, doing)

    def _emergency(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        self._open(db, item_id, ReferralKind.THREAT)
        now, by = self._desk.clock(), self._desk.session.person()
        for each in referrals_of(db, item_id, person=by):
            if each.kind is ReferralKind.THREAT and each.open and each.told_ms is None:
                referring.tell_control_room(
                    db, referral_id=each.id, told=now, told_by=by.name, incident="TRAINING", now=now, by=by
                )

    def _refer(self, db: Connection, item_id: ItemId, wish: Wish) -> None:
        kind = _REFERRALS.get(wish.do)
        if kind is None:
            raise CannotBeDone(f"There is nothing called {wish.do} to be done about an item.")
        self._open(db, item_id, kind)
        now, by = self._desk.clock(), self._desk.session.person()
        for each in referrals_of(db, item_id, person=by):
            if each.kind is not kind or not each.open:
                continue
            if kind is ReferralKind.CRIME:
                referring.record_reference(db, referral_id=each.id, reference="TRAINING/1", now=now, by=by)
            else:
                referring.record_forwarded(db, referral_id=each.id, now=now, by=by)

    def _open(self, db: Connection, item_id: ItemId, kind: ReferralKind) -> None:
        pack = self._book.referring
        referring.open_referral(
            db,
            item_id=item_id,
            kind=kind,
            details={"to": pack.breach_to[0], "concern": WHY} if kind is ReferralKind.BREACH else {},
            categories=[pack.crime[0].id] if kind is ReferralKind.CRIME else (),
            book=self._book,
            now=self._desk.clock(),
            by=self._desk.session.person(),
            training=True,
        )


def passing(ground: Ground) -> dict[str, str]:
    """Answers with which a ground stands, by question id; the first that are found. Raises CannotBeDone."""
    for told in product(*(list(_answers(question)) for question in ground.questions)):
        answers = {
            question.id: answer for question, answer in zip(ground.questions, told, strict=True) if answer
        }
        if lack(ground, answers) is None:
            return answers
    raise CannotBeDone(f"No answers were found with which {ground.name} stands.")


def _answers(question: Question) -> Iterator[str]:
    match question.kind:
        case AnswerKind.YES_NO:
            yield from ("yes", "no")
        case AnswerKind.CHOICE | AnswerKind.SEVERAL:
            yield from question.choices
        case AnswerKind.TEXT:
            yield WHY
