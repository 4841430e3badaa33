"""What takes longer to read than an item: its author and its record, read in the background and then shown."""

from __future__ import annotations

from PySide6.QtCore import QObject

from socialdesk.clock import to_ms
from socialdesk.decisions.handling import look_up
from socialdesk.inbox.lookups import reason_given
from socialdesk.inbox.queries import PersonHistory, person
from socialdesk.ui.desk import Desk
from socialdesk.ui.review.assess import AssessSection
from socialdesk.ui.review.block_cards import block_cards, read_blocks
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.person import PersonSection
from socialdesk.ui.review.reading import RecordFacts, read_record
from socialdesk.ui.review.record import RecordSection
from socialdesk.ui.tasks import Tasks


class Beside(QObject):
    """Fills the Person and Record tabs for `facts`."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        assess: AssessSection,
        person: PersonSection,
        record: RecordSection,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks
        self._assess, self._person, self._record = assess, person, record
        self.facts: ItemFacts | None = None
        """What is shown; what arrives for another item is dropped."""
        person.reason_given.connect(self._look_up)

    def show_nothing(self) -> None:
        """While the next item is read."""
        self._person.show_nothing()
        self._record.show_nothing()

    def read_person(self) -> None:
        """Reads the author anew."""
        author = self.facts.item.author_id if self.facts is not None else None
        if author is None:
            self._person_read((None, ""))
            return
        now_ms, name = to_ms(self._desk.clock()), self._desk.person.name
        self._tasks.read(
            "panel-person",
            lambda db, _: (
                person(db, author, now_ms=now_ms),
                reason_given(db, author, by_name=name, now_ms=now_ms),
            ),
            self._person_read,
        )

    def _look_up(self, reason: str) -> None:
        """Why this author is looked up: on the record first, then everything is shown."""
        facts = self.facts
        if facts is None or facts.item.author_id is None:
            return
        author, item_id, now, by = facts.item.author_id, facts.item.id, self._desk.clock(), self._desk.person
        self._tasks.write(
            lambda db: look_up(db, author_id=author, item_id=item_id, reason=reason, now=now, by=by),
            then=lambda _changes: self.read_person(),
        )

    def read_record(self) -> None:
        """Reads the record anew."""
        if self.facts is None:
            return
        item_id = self.facts.item.id

        def arrived(record: RecordFacts) -> None:
            if self.facts is not None and self.facts.item.id == item_id:
                self._record.show_record(self.facts, record, self._desk.clock())

        self._tasks.read("panel-record", lambda db, _: read_record(db, item_id), arrived)

    def _person_read(self, read: tuple[PersonHistory | None, str]) -> None:
        (history, reason), facts, now = read, self.facts, self._desk.clock()
        if facts is None or (history is not None and history.author_id != facts.item.author_id):
            return
        self._assess.show_person(history, now)
        self._person.show_person(facts, history, now, reason=reason)
        own, others = ((), ()) if history is None else read_blocks(self._desk.read, history.author_id)
        self._person.show_blocks(list(block_cards(own, others, self._desk.book, now)))
