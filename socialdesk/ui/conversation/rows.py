"""The comments of a conversation as values, and the model that a view reads them from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Span
from socialdesk.model.ids import ItemId
from socialdesk.ui.visible import visible

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The whole `Row`."""

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
FOLDED = 1_200
"""Characters shown of a long comment until all of it is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comment, reply or message, ready to be painted."""

    item_id: ItemId
    untrusted_author: str
    untrusted_text: str
    author_number: int | None
    network: Network
    when: str
    """The network's time, in words."""
    by_force: bool
    depth: int = 0
    chosen: bool = False
    standing: str = ""
    """What has become of it, in a word or three; "" where it simply stands there."""
    told: str = ""
    """What that means, a sentence beneath the words."""
    tone: str = ""
    """The ink of `standing` and `told`, by the theme's name."""
    faded: bool = False
    """True where it is hidden, removed or on its way to be."""
    spans: tuple[Span, ...] = ()
    """The words that led to a finding, as code points of `untrusted_text`."""
    unfolded: bool = False
    kind: str = ""
    """What is painted beside the name."""
    what: str = "Comment"
    """What it is, for the ear."""

    @property
    def folded(self) -> bool:
        """True where not all of the text is shown."""
        return not self.unfolded and len(self.untrusted_text) > FOLDED

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        author = visible(self.untrusted_author, 100) or "someone the network does not name"
        who = f"the Force ({author})" if self.by_force else author
        parts = [
            "Selected." if self.chosen else "",
            f"{self.what} by {who}, {self.when}.",
            f"{self.standing}." if self.standing else "",
            visible(self.untrusted_text, 2_000),
            self.told,
        ]
        return " ".join(part for part in parts if part)


class ConversationModel(QAbstractListModel):
    """At most a few hundred rows; replaced as a whole when another item is chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []

    def show(self, rows: Sequence[Row]) -> None:
        """Replaces the rows; where the same items stand in the same order, only what changed is painted anew."""
        fresh = list(rows)
        if [row.item_id for row in fresh] == [row.item_id for row in self._rows]:
            for place, (old, new) in enumerate(zip(self._rows, fresh, strict=True)):
                if old != new:
                    self._rows[place] = new
                    index = self.index(place)
                    self.dataChanged.emit(index, index)
            return
        self.beginResetModel()
        self._rows = fresh
        self.endResetModel()

    def row(self, place: int) -> Row:
        """The row at `place`."""
        return self._rows[place]

    def place_of(self, item_id: ItemId) -> int | None:
        """Where an item stands; None where it does not."""
        return next((place for place, row in enumerate(self._rows) if row.item_id == item_id), None)

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row, or its words for assistive technology."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.spoken
        return None
