"""Hands the steps of a referral to the use cases, one at a time, and says what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from socialdesk.decisions import foi, referring
from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.referring_rows import ReferralKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.storage.database import Connection
from socialdesk.ui.desk import Desk
from socialdesk.ui.review import refer_cards as cards
from socialdesk.ui.review.deciding import told
from socialdesk.ui.tasks import Tasks

Done = Callable[[Changes], None]
Refused = Callable[[Exception], None]


class ReferDealing(QObject):
    """See the module."""

    busy = Signal(bool)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._tasks = desk, tasks

    def open(
        self,
        item_id: ItemId,
        kind: ReferralKind,
        details: Mapping[str, str],
        categories: Sequence[str],
        done: Done,
        refused: Refused,
    ) -> None:
        """Opens a referral."""
        desk = self._desk
        by, now = desk.person, desk.clock()
        self._do(
            lambda db: referring.open_referral(
                db,
                item_id=item_id,
                kind=kind,
                details=details,
                categories=categories,
                book=desk.book,
                now=now,
                by=by,
                training=desk.training,
            ),
            done,
            refused,
        )

    def step(
        self, referral_id: int, step: str, typed: Mapping[str, str], done: Done, refused: Refused
    ) -> None:
        """Goes on with one: `step` is one of `refer_cards`."""
        by, now = self._desk.person, self._desk.clock()
        told_at = clock_time(typed.get("told", ""), now)
        if step == cards.TELL and told_at is None:
            refused(Incomplete("Give the time as hours and minutes, such as 21:07.", field="told"))
            return

        def work(db: Connection) -> Changes:
            match step:
                case cards.TELL if told_at is not None:
                    return referring.tell_control_room(
                        db,
                        referral_id=referral_id,
                        told=told_at,
                        told_by=typed.get("told_by", ""),
                        incident=typed.get("incident", ""),
                        now=now,
                        by=by,
                    )
                case cards.REFERENCE:
                    reference = typed.get("reference", "")
                    return referring.record_reference(
                        db, referral_id=referral_id, reference=reference, now=now, by=by
                    )
                case cards.FORWARDED:
                    return referring.record_forwarded(db, referral_id=referral_id, now=now, by=by)
                case _:
                    reason = typed.get("reason", "")
                    return referring.close_referral(
                        db, referral_id=referral_id, reason=reason, now=now, by=by
                    )

        self._do(work, done, refused)

    def save_draft(
        self, referral_id: int, path: Path, saved: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        """Writes the e-mail draft of a request for information to a file."""
        desk = self._desk
        by, now = desk.person, desk.clock()

        def ill(error: Exception) -> None:
            failed(
                "The draft could not be saved there. Nothing was sent. Choose another folder."
                if isinstance(error, OSError)
                else told(error)
            )

        def written(draft: bytes) -> None:
            self._tasks.call(lambda: path.write_bytes(draft), lambda _: saved(), ill)

        def work(db: Connection) -> bytes:
            return foi.write_draft(
                db, referral_id=referral_id, book=desk.book, now=now, by=by, training=desk.training
            )

        self._tasks.write(work, written, ill)

    def _do(self, work: Callable[[Connection], Changes], done: Done, refused: Refused) -> None:
        self.busy.emit(True)

        def well(changes: Changes) -> None:
            self.busy.emit(False)
            done(changes)

        def ill(error: Exception) -> None:
            self.busy.emit(False)
            refused(error)

        self._tasks.write(work, well, ill)


def clock_time(typed: str, now: datetime) -> datetime | None:
    """The last time that a clock here showed `21:07`, `21.07` or `2107`; None for anything else."""
    digits = typed.strip().replace(":", "").replace(".", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (3, 4)):
        return None
    hour, minute = int(digits[:-2]), int(digits[-2:])
    if hour > 23 or minute > 59:
        return None
    here = now.astimezone()
    at = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
    # A minute ahead is a watch that is ahead; more than that was yesterday.
    return at if at <= here + timedelta(minutes=1) else at - timedelta(days=1)


def profile_of(db: Connection, author_id: AuthorId | None) -> str:
    """Where an author's profile is on the network; "" where that is not known."""
    found = db.execute("SELECT profile_url FROM authors WHERE id = ?", (author_id,)).fetchone()
    return "" if found is None else str(found[0] or "")
