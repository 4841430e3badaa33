"""Says aloud, to those who listen to the screen, what happens away from where the keyboard is.

What changes elsewhere in the window is read by a screen reader only when somebody goes there. A countdown is said once,
when it begins; what became of an action is said when it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from socialdesk.outbox.queries import PendingRow
from socialdesk.ui.visible import one_line

LONGEST = 400


def say(widget: QWidget, words: str, *, at_once: bool = False) -> None:
    """Has a screen reader say `words`; `at_once` interrupts what it is saying."""
    if not QAccessible.isActive() or not words:
        return
    event = QAccessibleAnnouncementEvent(widget, one_line(words, LONGEST))
    if at_once:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


class OutboxTeller:
    """Turns the outbox as it stands, reading after reading, into sentences: each thing is said once.

    `ended(outbox_id)` reads an action that is no longer pending.
    """

    def __init__(self, ended: Callable[[int], PendingRow | None]) -> None:
        self._ended = ended
        self._known: dict[int, PendingRow] | None = None
        self._names: dict[int, str] = {}

    def news(self, rows: Sequence[PendingRow], names: dict[int, str], now_ms: int) -> list[str]:
        """What is to be said since the last reading; nothing at the first, which only tells how things stand."""
        before, self._known = self._known, {int(row.outbox_id): row for row in rows}
        earlier, self._names = self._names, names
        if before is None:
            return []
        said: list[str] = []
        for number, row in self._known.items():
            old = before.get(number)
            if row.needs_person and (old is None or not old.needs_person):
                said.append(f"{_about(row, names)}. Somebody has to say what to do about it.")
            elif old is None and row.can_undo:
                seconds = max(0, -(-(row.not_before_ms - now_ms) // 1000))
                when = f" in {seconds} seconds" if seconds else ""
                said.append(f"{_about(row, names)}{when}. Escape takes it back.")
        for number in before:
            if number not in self._known and (row := self._ended(number)) is not None:
                reason = f". {row.reason}" if row.reason and not row.state.live else ""
                said.append(f"{_about(row, earlier)}{reason}")
        return said


def _about(row: PendingRow, names: dict[int, str]) -> str:
    name = row.place if row.item_id is None else names.get(int(row.item_id), "")
    return f"{row.label}: {name}" if name else row.label
