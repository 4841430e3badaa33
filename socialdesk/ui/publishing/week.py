"""A week of what is planned and published: seven days side by side, bank holidays marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from socialdesk.ui.plain_text import ElidedLabel, PlainLabel
from socialdesk.ui.publishing.tile import PostTile, Tile
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.theme import role

DAYS = 7


class DayColumn(QFrame):
    """One day: its name, whether it is a bank holiday, and its posts by time."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.name = ElidedLabel("", role="small")
        self.number = PlainLabel("", role="heading")
        self.holiday = PlainLabel("Bank holiday", role="chip-warning")
        self.tiles: list[PostTile] = []
        head = QVBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.name)
        row = QHBoxLayout()
        row.addWidget(self.number)
        row.addWidget(self.holiday)
        row.addStretch(1)
        head.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._list)
        column.addStretch(1)

    def show_day(self, day: date, tiles: Sequence[Tile], *, today: bool, holiday: bool) -> None:
        """Shows a day."""
        self.name.setText(f"{day:%A}" if not today else f"{day:%A}  ·  today")
        role(self.name, "info" if today else "small")
        self.number.setText(f"{day.day} {day:%b}")
        self.holiday.setVisible(holiday)
        role(self, "card-selected" if today else "card")
        said = f"{day:%A} {day.day} {day:%B}" + (", today" if today else "")
        self.setAccessibleName(said + (", bank holiday" if holiday else ""))
        emptied(self._list)
        self.tiles = []
        for tile in tiles:
            made = PostTile(tile)
            made.clicked.connect(lambda _=False, which=tile.post_id: self.opened.emit(which))
            self.tiles.append(made)
            self._list.addWidget(made)
            made.show()


class WeekBoard(QScrollArea):
    """See the module."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Week")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.columns = [DayColumn() for _ in range(DAYS)]
        for column in self.columns:
            column.setMinimumWidth(124)
            column.opened.connect(self.opened)
            row.addWidget(column, 1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def show_week(
        self,
        monday: date,
        tiles: Mapping[date, Sequence[Tile]],
        *,
        today: date,
        holidays: Collection[date] = (),
    ) -> None:
        """The seven days from `monday`."""
        for number, column in enumerate(self.columns):
            day = monday + timedelta(days=number)
            column.show_day(day, tiles.get(day, ()), today=day == today, holiday=day in holidays)
