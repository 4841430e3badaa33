"""Parts of the debrief: how much of each kind was right, and one item with its marks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from socialdesk.training.debrief import KIND_LABELS, Told, clock_words
from socialdesk.training.marks import Mark, Ratio, Score
from socialdesk.ui import icons
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line, visible
from socialdesk.ui.theme import current
from socialdesk.ui.theme import role as dress


class Ratios(QWidget):
    """How much of each kind was right: words, a figure and a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(2, 1)

    def show_ratios(self, found: Score) -> None:
        """Another session's, or the same judged anew."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for line, (kind, label) in enumerate(
            (kind, label) for kind, label in KIND_LABELS.items() if kind in found.kinds
        ):
            ratio = found.kinds[kind]
            self._grid.addWidget(PlainLabel(label), line, 0)
            self._grid.addWidget(PlainLabel(f"{ratio.right} of {ratio.of}", role="strong"), line, 1)
            self._grid.addWidget(_Bar(ratio), line, 2)


class _Bar(QWidget):
    def __init__(self, ratio: Ratio) -> None:
        super().__init__()
        self._ratio = ratio
        self.setFixedHeight(10)
        self.setMinimumWidth(60)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own; the figure beside it says the same."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.border)
        painter.drawRoundedRect(self.rect(), 4, 4)
        share = self._ratio.share
        painter.setBrush(
            theme.ok.edge if share >= 0.8 else theme.warning.edge if share >= 0.5 else theme.danger.edge
        )
        if share:
            painter.drawRoundedRect(0, 0, max(8, round(self.width() * share)), self.height(), 4, 4)


class ItemDebrief(QScrollArea):
    """One item: the words, what was done, what was right, each mark with its clause."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("The item")
        self.buttons: list[QPushButton] = []

    def show_told(self, row: Told | None, may_dispute: bool, disputed: Callable[[Mark], None]) -> None:
        """Another item; None: nothing is chosen."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 0, 4, 0)
        column.setSpacing(8)
        self.buttons = []
        if row is None:
            column.addWidget(PlainLabel("Nothing of the kind.", role="muted"))
        else:
            _words(column, row)
            for mark in row.marks:
                column.addWidget(self._mark(mark, may_dispute, disputed))
            if row.why:
                column.addWidget(PlainLabel("Why", role="heading"))
                column.addWidget(PlainLabel(row.why, wrap=True, selectable=True))
        column.addStretch(1)
        self.setWidget(inside)

    def _mark(self, mark: Mark, may_dispute: bool, disputed: Callable[[Mark], None]) -> QWidget:
        card = QFrame()
        dress(card, "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 8, 10, 8)
        sign = PlainLabel()
        tone = "ok" if mark.right else "danger"
        sign.setPixmap(icons.pixmap("check" if mark.right else "close", current().ink(tone), 18))
        sign.setAccessibleName("Right" if mark.right else "Not right")
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        right = "" if mark.right else ", not right"
        words.addWidget(
            PlainLabel(f"{KIND_LABELS[mark.kind]}{right}  ·  clause {mark.clause}", role="strong")
        )
        words.addWidget(PlainLabel(mark.sentence, wrap=True, selectable=True))
        if mark.dispute:
            said = {None: "not decided yet", True: "upheld", False: "not upheld"}[mark.upheld]
            words.addWidget(PlainLabel(f"Disputed ({said}): {mark.dispute}", role="muted", wrap=True))
        row.addLayout(words, 1)
        if may_dispute and (not mark.right or mark.dispute):
            button = small_button(
                "I do not agree…" if not mark.dispute else "The dispute…", lambda: disputed(mark)
            )
            button.setAccessibleDescription(f"{KIND_LABELS[mark.kind]}, clause {mark.clause}")
            self.buttons.append(button)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return card


def _words(column: QVBoxLayout, row: Told) -> None:
    where = f" on {row.network}" if row.network else ""
    column.addWidget(
        PlainLabel(f"{row.kind}{where}, {clock_words(row.at)}  ·  {row.outcome.label}", role="muted")
    )
    column.addWidget(PlainLabel(one_line(row.who, 80), role="heading"))
    column.addWidget(PlainLabel(visible(row.words, 3000), wrap=True, selectable=True))
    if row.beneath:
        column.addWidget(PlainLabel(f"Beneath: {one_line(row.beneath, 160)}", role="small", wrap=True))
    looked = (
        f"On the screen at {', '.join(clock_words(at) for at in row.looked[:6])}."
        if row.looked
        else "Never opened."
    )
    done = [*row.done, looked] if row.kind != "Task" else list(row.done)
    for title, lines in (("What you did", done), ("What was right", [row.model] if row.model else [])):
        if lines:
            column.addWidget(PlainLabel(title, role="heading"))
            for line in lines:
                column.addWidget(PlainLabel(line, wrap=True, selectable=True))


def small_button(words: str, run: Callable[[], object]) -> QPushButton:
    """A button in a row of several, with its name for a screen reader."""
    made = QPushButton(button_words(words))
    made.setAccessibleName(words.removesuffix("…"))
    made.setAutoDefault(False)
    made.clicked.connect(lambda _=False: run())
    return made
