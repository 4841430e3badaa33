"""The register of blocks: what waits, what is in force, what has ended; by person and network (B1, B3, 4.4).

Seen by whoever sits at the desk only. Its numbers leave the desk without names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import to_ms
from socialdesk.config.paths import replace_text
from socialdesk.decisions.blocking_numbers import export_numbers
from socialdesk.decisions.blocking_rows import BlockRow, everything
from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.errors import UserFacingError
from socialdesk.model.changes import Changes
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainEdit, PlainLabel, PlainLine, button_words, one_line
from socialdesk.ui.review.block_told import day_of, missing, standing, tone_of
from socialdesk.ui.review.parts import Headline, made_card, sentence
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 860, 640
"""Logical pixels; less where the screen has less."""
SHOWN = 200
KEY = "blocks"


@dataclass(frozen=True, slots=True)
class Kind:
    """One part of the register."""

    label: str
    holds: Callable[[BlockRow, int], bool]


KINDS = (
    Kind("Everything", lambda block, now_ms: True),
    Kind("Waiting for somebody", lambda block, now_ms: waits(block, now_ms)),
    Kind("In force", lambda block, now_ms: block.state in (BlockState.IN_FORCE, BlockState.LIFTING)),
    Kind("Due for review", lambda block, now_ms: block.due(now_ms) or block.unapproved),
    Kind("Advice to be confirmed", lambda block, now_ms: any(each.to_look_at for each in block.advice)),
    Kind("Ended", lambda block, now_ms: block.state.ended),
)

WAITING = 1
"""Where "Waiting for somebody" stands in `KINDS`."""


def waits(block: BlockRow, now_ms: int) -> bool:
    """True where somebody's word or hand is missing."""
    return (
        block.state.waits
        or block.state is BlockState.NOT_DONE
        or block.due(now_ms)
        or block.unapproved
        or any(each.to_look_at for each in block.advice)
        or (block.by_hand and block.state in (BlockState.APPROVED, BlockState.LIFTING))
    )


class BlockRegister(QDialog):
    """See the module. `open_item` shows an item with its Block page."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.blocks: list[BlockRow] = []
        self.setWindowTitle("Register of blocks")
        self.setAccessibleName("Register of blocks")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Register of blocks", role="title"))
        self.about = PlainLabel("", role="muted", wrap=True)
        column.addWidget(self.about)
        self.kind = QComboBox()
        self.kind.setAccessibleName("Which blocks")
        for kind in KINDS:
            self.kind.addItem(kind.label)
        self.search = PlainLine(name="Find", hint="Name, account or network", limit=80)
        row = QHBoxLayout()
        row.addWidget(self.kind)
        row.addWidget(self.search, 1)
        column.addLayout(row)
        column.addWidget(self._list(), 1)
        column.addLayout(self._foot())
        self.kind.currentIndexChanged.connect(self._show)
        self.search.textChanged.connect(self._show)
        window.tasks.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Reads the register."""
        self._window.tasks.read("blocks", lambda db, _stop: everything(db), self._read)

    def _changed(self, changes: Changes) -> None:
        if changes.outbox:
            self.refresh()

    def _read(self, blocks: list[BlockRow]) -> None:
        self.blocks = blocks
        now_ms = to_ms(self._window.desk.clock())
        waiting = sum(waits(block, now_ms) for block in blocks)
        force = sum(block.state in (BlockState.IN_FORCE, BlockState.LIFTING) for block in blocks)
        self.about.setText(
            f"{force} in force, {waiting} waiting for somebody. A block holds for one account; the desk never joins "
            "people across networks."
        )
        self._show()

    def _show(self, *_: object) -> None:
        while (taken := self._rows.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        now_ms = to_ms(self._window.desk.clock())
        kind, wanted = KINDS[self.kind.currentIndex()], self.search.text().casefold().split()
        found = [block for block in self.blocks if kind.holds(block, now_ms) and _matches(block, wanted)]
        shown: list[QWidget] = [self._line(block) for block in found[:SHOWN]]
        if len(found) > SHOWN:
            shown.append(PlainLabel(f"and {len(found) - SHOWN} more: find them by name.", role="small"))
        if not found:
            none = "Nobody was ever blocked from here." if not self.blocks else "None of that kind."
            shown.append(PlainLabel(none, role="muted"))
        for widget in shown:
            self._rows.addWidget(widget)
            widget.show()
        self._rows.addStretch(1)

    def _line(self, block: BlockRow) -> QWidget:
        now, book = self._window.desk.clock(), self._window.desk.book
        tone = tone_of(block, now)
        frame, lines = made_card(tone if tone != "neutral" else "")
        name = one_line(block.untrusted_name, 80) or "Name not given"
        where = f"{block.account_name} · {block.network.label}"
        lines.addWidget(Headline("block", f"{name}: {standing(block, now)}", where, tone))
        grounds = ", ".join(book.name_of(ground) for ground in block.grounds)
        asked = f"asked for by {one_line(block.requested_by.name, 80)} {day_of(block.requested_ms, now)}"
        parts = [grounds, asked]
        if block.review_ms is not None and not block.state.ended:
            parts.append(f"review {day_of(block.review_ms, now)}")
        if block.state.ended:
            parts.append(f"{one_line(block.ended_by, 80)}: {one_line(block.ended_reason, 160)}")
        lines.addWidget(sentence(" · ".join(parts), "small"))
        if lack := missing(block):
            lines.addWidget(sentence(lack, "warning"))
        if any(each.to_look_at for each in block.advice):
            lines.addWidget(sentence("Advice was entered, and is to be confirmed.", "warning"))
        button = QPushButton("Open…")
        role(button, "link")
        button.setAutoDefault(False)
        button.setAccessibleName(f"Open the block of {name} from {block.account_name}")
        button.clicked.connect(lambda _=False, item=block.item_id: self._open(int(item)))
        lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _open(self, item_id: int) -> None:
        self.accept()
        self._window.panel.item_activated.emit(item_id)
        self._window.open_tab("block")

    def _list(self) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Blocks")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(8)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        return area

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        numbers = QPushButton("Save the numbers…")
        numbers.setAccessibleName("Save the numbers, without names, for a spreadsheet")
        numbers.setAutoDefault(False)
        numbers.clicked.connect(lambda: NumbersForm(self, self._window).open())
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.setDefault(True)
        role(close, "primary")
        close.clicked.connect(self.accept)
        row.addWidget(numbers)
        row.addStretch(1)
        row.addWidget(close)
        return row

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the register is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


class NumbersForm(Form):
    """What the numbers are for, and where they are saved."""

    def __init__(
        self,
        parent: QWidget,
        window: Window,
        *,
        choose: Callable[[QWidget], str] | None = None,
    ) -> None:
        super().__init__(
            parent,
            "Numbers of blocks",
            about="How many blocks by network, month, ground and outcome, for a spreadsheet. No names, no words, no "
            "ids. That they were saved, and what for, goes into the record.",
            save="Save as…",
        )
        self._window = window
        self._choose = choose or _chosen_file
        self.reason = PlainEdit(
            name="What they are for", hint="A yearly report, a question from the public …"
        )
        self.reason.setMaximumHeight(90)
        self.add("What they are for", self.reason)
        self.save.setText(button_words("Save as…"))

    def submit(self) -> None:
        """Asks where, and saves them."""
        reason = self.reason.toPlainText().strip()
        if not reason:
            self.refuse("Say what the numbers are for: it goes into the record.", self.reason)
            return
        file = self._choose(self)
        if not file:
            return
        desk = self._window.desk
        now, by, book = desk.clock(), desk.person, desk.book

        def saved(text: str) -> None:
            try:
                replace_text(Path(file), text)
            except OSError as error:
                self.refuse(
                    f"They could not be saved there: {error.strerror or 'the disk refused'}.", self.reason
                )
                return
            self.accept()
            tell(self._window, "Saved", "The numbers are saved.", file)

        def failed(error: Exception) -> None:
            self.refuse(
                str(error) if isinstance(error, UserFacingError) else "They could not be read. Try once more."
            )

        self._window.tasks.write(
            lambda db: export_numbers(db, reason=reason, book=book, now=now, by=by), saved, failed
        )


def _chosen_file(parent: QWidget) -> str:
    name, _ = QFileDialog.getSaveFileName(
        parent, "Save the numbers", "blocks OFFICIAL.csv", "Spreadsheet (*.csv)"
    )
    return name


def _matches(block: BlockRow, wanted: Sequence[str]) -> bool:
    told = f"{block.untrusted_name} {block.account_name} {block.network.label} {block.requested_by.name}".casefold()
    return all(word in told for word in wanted)
