"""Those who work beside the trainee: they answer, advise and say the second yes by themselves, and claim and note.

Invented, one and all. What happens on a network itself as a colleague's act is the stage's affair.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from socialdesk import logs
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions import asking, blocking_rows, blocking_saying, handling
from socialdesk.decisions.blocking_acts import Doing
from socialdesk.decisions.blocking_rows import BlockRow
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.decisions.unknown import resolve_unknown
from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, ItemId, OutboxId, PostId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import anothers_yes
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.rows import row
from socialdesk.policy.book import Book
from socialdesk.publishing import checks
from socialdesk.register import staff_list
from socialdesk.storage.database import Connection
from socialdesk.training.answers import ModelAnswer
from socialdesk.training.events import Entry

_log = logs.logger("training")

COLLEAGUES = (
    ("Imogen Castell", Role.CORPORATE_COMMUNICATIONS),
    ("Gareth Poulter", Role.CORPORATE_COMMUNICATIONS),
    ("Insp. Noor Fairweather", Role.OSCAR_1),
)
"""Who else there is in training: a block takes advice and the yes of a second person (4.4)."""
AFTER_SECONDS = 20.0
"""Of the session's time: how long a colleague takes to answer."""
YOUR_CALL = (
    "You see more of it than I do from here, and the policy leaves it to you: it is your call. Weigh the ground against"
    " what it says, and write down why."
)
_FOR = "Advised for: the ground is there, and what comes before a block was tried or would not help."
_AGAINST = "Advised against: something less than a block is enough here. Deal with what was written."
_NO_REPLY = "Not sent: it takes a side before an election. Write it without the name."
_NO = "Advised against publishing this now; look at the task again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the colleagues know of the session at this moment."""

    now: datetime
    """By the desk's clock."""
    at: Callable[[datetime], float]
    """Puts a moment of the desk's clock on the session's time."""
    keys: Mapping[ItemId, str]
    answers: Mapping[str, ModelAnswer]
    """The answers in force by item."""
    tasks: Collection[str]
    """What the tasks that have come ask for."""
    marked: bool
    """Whether the scenario has model answers at all."""

    def waited(self, since_ms: int) -> bool:
        """Whether it is time to answer what was asked then."""
        return self.at(self.now) - self.at(from_ms(since_ms)) >= AFTER_SECONDS


@dataclass(slots=True, kw_only=True)
class Colleagues:
    """Works on the desk's writer: `round` is a piece of work for it. One thread at a time."""

    book: Book
    capabilities: Callable[[AccountId], Mapping[ActionKind, Capability]]
    waiting: list[Entry] = field(default_factory=list[Entry])
    """Claims and notes whose item the desk has not read yet."""

    def round(self, db: Connection, known: Known) -> Changes:
        """Does what it is time for."""
        changes = NOTHING
        works = (
            self._answer,
            self._advise,
            self._approve,
            self._second_yes,
            self._held_replies,
            self._at_the_desk,
        )
        for work in works:
            for one in work(db, known):
                try:
                    changes |= one()
                except UserFacingError as error:
                    # A trainee may have withdrawn it a moment ago; the session goes on.
                    _log.info("a colleague could not do something: %s", error.happened)
        return changes

    def _answer(self, db: Connection, known: Known) -> Iterable[Callable[[], Changes]]:
        for asked in asking.open_questions(db):
            who = self._person(db, Role.CORPORATE_COMMUNICATIONS, but=(asked.asked_by,))
            if who is None or not known.waited(asked.asked_ms):
                continue
            answer = known.answers.get(known.keys.get(asked.item_id, ""))
            words = (answer.advice if answer is not None else "") or YOUR_CALL

            def tell(number: int = asked.id, words: str = words, by: Person = who) -> Changes:
                return asking.answer(db, question_id=number, words=words, now=known.now, by=by)

            yield tell

    def _advise(self, db: Connection, known: Known) -> Iterable[Callable[[], Changes]]:
        for block in self._blocks(db, BlockState.WAITING_ADVICE):
            who = self._person(db, Role.CORPORATE_COMMUNICATIONS, but=(block.requested_by.name,))
            if who is None or not known.waited(block.requested_ms):
                continue
            answer = self._about_block(block, known)
            wanted = not known.marked or answer is not None
            words = (answer.advice if answer is not None else "") or (_FOR if wanted else _AGAINST)

            def advise(
                block: BlockRow = block, wanted: bool = wanted, words: str = words, by: Person = who
            ) -> Changes:
                doing = self._doing(block, known, by)
                return blocking_saying.advise(db, block_id=block.id, wanted=wanted, words=words, doing=doing)

            yield advise

    def _approve(self, db: Connection, known: Known) -> Iterable[Callable[[], Changes]]:
        """The second yes is somebody else's than the adviser's."""
        waiting = [
            *self._blocks(db, BlockState.WAITING_APPROVAL),
            *(
                each
                for each in self._blocks(db, BlockState.IN_FORCE, BlockState.APPROVED)
                if each.unapproved and known.waited(each.requested_ms)
            ),
        ]
        for block in waiting:
            since_ms = max((each.given_ms for each in block.advice), default=block.requested_ms)
            advisers = [each.adviser for each in block.advice]
            who = self._person(
                db, Role.CORPORATE_COMMUNICATIONS, but=(block.requested_by.name, *advisers)
            ) or self._person(db, Role.CORPORATE_COMMUNICATIONS, but=(block.requested_by.name,))
            if who is None or not known.waited(since_ms):
                continue

            def approve(block: BlockRow = block, by: Person = who) -> Changes:
                return blocking_saying.approve(
                    db, block_id=block.id, words="Seen, and agreed.", doing=self._doing(block, known, by)
                )

            yield approve

    def _second_yes(self, db: Connection, known: Known) -> Iterable[Callable[[], Changes]]:
        rows = db.execute(
            "SELECT id, by_name, altered_ms FROM posts WHERE state = 'waiting_second' AND NOT EXISTS ("
            " SELECT 1 FROM second_yes WHERE post_id = posts.id AND second_yes.version = posts.version) ORDER BY id"
        ).fetchall()
        for post_id, by_name, altered_ms in rows:
            who = self._person(db, Role.CORPORATE_COMMUNICATIONS, but=(by_name,))
            if who is None or not known.waited(altered_ms):
                continue
            no = "publish_nothing" in known.tasks and "publish" not in known.tasks

            def say(number: int = post_id, no: bool = no, by: Person = who) -> Changes:
                return checks.answer(
                    db,
                    post_id=PostId(number),
                    check="pre_election",
                    answers={"agree": "no", "words": _NO} if no else {"agree": "yes"},
                    book=self.book,
                    now=known.now,
                    by=by,
                )

            yield say

    def _held_replies(self, db: Connection, known: Known) -> Iterable[Callable[[], Changes]]:
        """What names a party or candidate in a pre-election period waits for somebody else's yes (3.3d)."""
        for held in outbox_queries.needing_person(db):
            if not held.waits_for_another or held.item_id is None or not known.waited(held.queued_ms):
                continue
            waiting = row(db, held.outbox_id)
            asked = None if waiting is None else anothers_yes.asked(db, waiting, now_ms=to_ms(known.now))
            who = self._person(
                db, Role.CORPORATE_COMMUNICATIONS, but=() if asked is None else (asked.of_name,)
            )
            if who is None:
                continue
            answer = known.answers.get(known.keys.get(held.item_id, ""))
            unfit = answer is not None and any(
                words.casefold() in held.text.casefold() for words in answer.never
            )

            def say(number: OutboxId = held.outbox_id, unfit: bool = unfit, by: Person = who) -> Changes:
                return resolve_unknown(
                    db,
                    outbox_id=number,
                    choice="leave_it" if unfit else "send_again",
                    reason=_NO_REPLY if unfit else "Read, and fit to be sent.",
                    now=known.now,
                    by=by,
                    book=self.book,
                    training=True,
                )

            yield say

    def _at_the_desk(self, db: Connection, known: Known) -> Iterable[Callable[[], Changes]]:
        items = {key: item_id for item_id, key in known.keys.items()}
        for entry in [each for each in self.waiting if each.event.on in items]:
            self.waiting.remove(entry)
            event, item_id = entry.event, items[entry.event.on]
            who = self._person(db, Role.CORPORATE_COMMUNICATIONS, name=event.by)
            by = who or Person(event.by or COLLEAGUES[0][0], Role.CORPORATE_COMMUNICATIONS)

            def act(entry: Entry = entry, item_id: ItemId = item_id, by: Person = by) -> Changes:
                if entry.event.does == "claim":
                    return handling.claim(db, item_id=item_id, now=known.now, by=by)
                return handling.write_note(db, item_id=item_id, text=entry.event.text, now=known.now, by=by)

            yield act

    def _blocks(self, db: Connection, *states: BlockState) -> list[BlockRow]:
        return [each for each in blocking_rows.everything(db) if each.state in states]

    def _about_block(self, block: BlockRow, known: Known) -> ModelAnswer | None:
        """The model answer that wants this person blocked, whichever of their items the request began from."""
        for item_id in (block.item_id, *block.items):
            answer = known.answers.get(known.keys.get(item_id, ""))
            if answer is not None and "block" in {answer.do, *answer.or_else, *answer.also}:
                return answer
        return None

    def _doing(self, block: BlockRow, known: Known, by: Person) -> Doing:
        return Doing(
            book=self.book,
            capabilities=self.capabilities(block.account_id),
            now=known.now,
            by=by,
            undo_seconds=0,
            training=True,
        )

    def _person(
        self, db: Connection, role: Role, *, but: Collection[str] = (), name: str = ""
    ) -> Person | None:
        invented = {each for each, _ in COLLEAGUES}
        return next(
            (
                each.person
                for each in staff_list.everyone(db)
                if each.name in invented
                and each.name not in but
                and (each.name == name if name else each.role is role)
            ),
            None,
        )
