"""Has the trained model read what the rules have already seen, the newest first, and assesses again with what it found.

The rules look at a text as it arrives, within the transaction that takes it in; the model takes milliseconds for each,
so it reads here, on a thread of its own and outside any transaction. What the program's end cuts off waits for the next
start.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from socialdesk.background.loops import Loop
from socialdesk.clock import Clock, to_ms
from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Account
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from socialdesk.storage.writer import Writer

if TYPE_CHECKING:
    from socialdesk.inbox.model_readings import Unread
    from socialdesk.triage.api import Reader, Reading, Triage

log = logging.getLogger("socialdesk.triage")

EVERY_SECONDS = 60.0
"""Between looks for a text that nobody has read; what arrives wakes it."""
AT_ONCE = 12
"""Texts in one transaction, which holds up the writer for a few milliseconds."""
NEWS_MS = 3_600_000
"""An emergency that the model finds in what came within the last hour is told of as if it had just come."""


class ModelWhenNeeded:
    """The trained model, loaded once by whichever thread first needs it; why it is off is kept, and asked of nobody."""

    def __init__(self, load: Callable[[], Reader | None]) -> None:
        self._load = load
        self._loading = threading.Lock()
        self._tried = False
        self._reader: Reader | None = None
        self._off = ""

    @property
    def off(self) -> str:
        """Why the model is off, a sentence; "" where it is on, and where nobody has needed it yet. Any thread."""
        return self._off

    def __call__(self) -> Reader | None:
        """The model; None where it is off. The first time takes a good part of a second."""
        with self._loading:
            if not self._tried:
                try:
                    self._reader = self._load()
                except UserFacingError as error:
                    self._off = str(error)
                    log.info("model off: %s", error.happened)
                self._tried = True
        return self._reader


def no_model() -> ModelWhenNeeded:
    """None, and nothing is off: the rules are all there is to be."""
    return ModelWhenNeeded(lambda: None)


@dataclass(frozen=True, slots=True)
class _Read:
    text: Unread
    reading: Reading | None
    keys: Sequence[int]


@dataclass(kw_only=True)
class ModelReading:
    """One for a desk; `round` on one thread."""

    writer: Writer
    clock: Clock
    book: Book
    triage: Triage
    reader: Callable[[], Reader | None]
    """Loads the model the first time; None where it is off."""
    accounts: Mapping[AccountId, Account]
    tell: Callable[[Changes], None]

    def __post_init__(self) -> None:
        self._begun = False
        self.loop = Loop("reading", EVERY_SECONDS, lambda stop: self.round(stop.is_set))

    def take(self, changes: Changes) -> None:
        """Something arrived or was altered: it is looked at soon. Returns at once."""
        if changes.items or changes.new_items:
            self.loop.wake()

    def end(self) -> None:
        """Ends the loop and waits for it: for the text that it is at, no more."""
        self.loop.stop()
        self.loop.join()

    def round(self, stopped: Callable[[], bool]) -> None:
        """Reads everything that waits. Raises StoreError; what was read until then is kept."""
        # The start of the window needs none of these. Hence PLC0415, here and below.
        from socialdesk.inbox import model_readings  # noqa: PLC0415  (see above)

        if not self._begun:
            self._begin()
            self._begun = True
        while not stopped():
            waiting = self.writer.call(partial(model_readings.unread, limit=AT_ONCE))
            if not waiting:
                return
            read = self._read(waiting, stopped)
            if read is None:
                return
            self.tell(self.writer.call(partial(self._keep, read=read)))

    def _begin(self) -> None:
        """Where another model reads than last time, it reads what is open once more."""
        from socialdesk.inbox import model_readings  # noqa: PLC0415  (see above)

        reader = self.reader()
        model = reader.model if reader is not None else ""

        def use(db: Connection) -> None:
            with writing(db):
                model_readings.use_model(db, model)

        self.writer.call(use)

    def _read(self, waiting: Sequence[Unread], stopped: Callable[[], bool]) -> list[_Read] | None:
        from socialdesk.triage.likeness import keys  # noqa: PLC0415  (see above)

        reader = self.reader()
        done: list[_Read] = []
        for text in waiting:
            if stopped():
                return None
            reading = reader.read(text.untrusted_text) if reader is not None and text.wanted else None
            done.append(_Read(text, reading, keys(text.untrusted_text)))
        return done

    def _keep(self, db: Connection, read: Sequence[_Read]) -> Changes:
        from socialdesk.inbox import likeness, model_readings, store  # noqa: PLC0415  (see above)
        from socialdesk.inbox.assessing import Assessor  # noqa: PLC0415  (see above)

        altered: list[ItemId] = []
        urgent: list[ItemId] = []
        since_ms = to_ms(self.clock()) - NEWS_MS
        with writing(db):
            assessors = {
                account_id: Assessor(db, account, self.triage, self.book)
                for account_id, account in tuple(self.accounts.items())
                if any(each.text.account_id == account_id for each in read)
            }
            for each in reversed(read):
                text = each.text
                if not model_readings.still_says(db, text):
                    continue  # It reads otherwise by now, and waits again; or it was disposed of.
                likeness.add(db, text.item_id, each.keys)
                model_readings.note_read(db, [text.item_id])
                if each.reading is not None:
                    model_readings.put(db, text.item_id, each.reading)
                before = store.urgency_of(db, text.item_id)
                if (
                    text.wanted
                    and text.account_id in assessors
                    and assessors[text.account_id].assess_one(text.item_id)
                ):
                    altered.append(text.item_id)
                    store.open_if_urgent(db, text.item_id)
                    if store.urgency_of(db, text.item_id) > max(before, 1) and text.received_ms > since_ms:
                        urgent.append(text.item_id)
        return Changes(items=frozenset(altered), new_items=tuple(urgent)) if altered else NOTHING
