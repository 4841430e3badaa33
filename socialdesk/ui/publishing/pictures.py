"""Pictures of a post on the screen: read and made small away from the GUI thread, painted side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from socialdesk.model.ids import PostMediaId
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import emptied
from socialdesk.ui.theme import current, role, sized

LARGEST = 720
"""Logical pixels of the longer side of what is kept to be shown."""
MOST_PIXELS = 80_000_000
"""Of a picture that is opened at all: one that claims more is no photograph."""
_SHOWN = 4
_INK = QColor(0, 0, 0, 190)
_WHITE = QColor("#ffffff")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as it is shown."""

    id: PostMediaId
    image: QImage | None
    """None while it is being read, and where it cannot be."""
    alt_text: str


def small_image(content: bytes) -> QImage | None:
    """The picture in a size for the screen; None where Qt cannot read it. Takes its time: not on the GUI thread."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    if max(size.width(), size.height()) > LARGEST:
        reader.setScaledSize(size.scaled(QSize(LARGEST, LARGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


class Thumbnail(QAbstractButton):
    """A picture with rounded corners; pressed, it shows its description."""

    def __init__(self, picture: Picture, number: int, *, height: int, tag: bool = True) -> None:
        super().__init__()
        self._picture, self._tag, self._more = picture, tag, 0
        self._pixmap = QPixmap.fromImage(picture.image) if picture.image is not None else QPixmap()
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)
        self.setCheckable(tag)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tag else Qt.FocusPolicy.NoFocus)
        if tag:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        said = one_line(picture.alt_text, 200) or "not described yet"
        self.setAccessibleName(f"Picture {number}: {said}")

    def say_more(self, more: int) -> None:
        """So many further pictures are not shown."""
        self._more = more
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(area, 8, 8)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(area, theme.neutral.fill)
        if self._pixmap.isNull():
            painter.setPen(theme.muted)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "Reading the picture…")
        else:
            self._paint_picture(painter, area)
        if self._more:
            painter.fillRect(area, _INK)
            painter.setPen(_WHITE)
            painter.setFont(sized(self.font(), 150, bold=True))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, f"+{self._more}")
        painter.restore()
        if self._tag and not self._more:
            self._paint_tag(painter, area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.link, 2) if self.hasFocus() else QPen(theme.border, 1))
        painter.drawPath(path)

    def _paint_picture(self, painter: QPainter, area: QRectF) -> None:
        """Fills the area, as networks do; what is outside is cut off."""
        wide, high = self._pixmap.width(), self._pixmap.height()
        scale = max(area.width() / wide, area.height() / high)
        seen = QRectF(0, 0, area.width() / scale, area.height() / scale)
        seen.moveCenter(QRectF(0, 0, wide, high).center())
        painter.drawPixmap(area, self._pixmap, seen)

    def _paint_tag(self, painter: QPainter, area: QRectF) -> None:
        words = "ALT" if self._picture.alt_text.strip() else "NO ALT TEXT"
        font = sized(self.font(), 78, bold=True)
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance(words) + 12
        tag = QRectF(area.left() + 7, area.bottom() - 25, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_INK)
        painter.drawRoundedRect(tag, 4, 4)
        painter.setPen(_WHITE)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, words)


class PictureGrid(QWidget):
    """Up to four pictures side by side, and the description of the one that is pressed beneath."""

    def __init__(self, height: int = 210) -> None:
        super().__init__()
        self._height = height
        self._shown: tuple[Picture, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._grid = QGridLayout()
        self._grid.setSpacing(3)
        column.addLayout(self._grid)
        self._told = PlainLabel("", role="small", wrap=True)
        self._told.hide()
        column.addWidget(self._told)
        self.buttons: list[Thumbnail] = []
        self.hide()

    def show_pictures(self, pictures: Sequence[Picture]) -> None:
        """Shows these, in order."""
        if tuple(pictures) == self._shown:
            return
        self._shown = tuple(pictures)
        emptied(self._grid)
        self.buttons = []
        self._told.hide()
        several = len(pictures) > 1
        high = self._height if len(pictures) <= 2 else self._height // 2
        for number, picture in enumerate(pictures[:_SHOWN], start=1):
            button = Thumbnail(picture, number, height=high)
            button.clicked.connect(lambda _=False, which=number - 1: self._pressed(which))
            row, across = divmod(number - 1, 2)
            span = 2 if not several or (len(pictures) == 3 and number == 3) else 1
            self._grid.addWidget(button, row, across, 1, span)
            button.show()
            self.buttons.append(button)
        if len(pictures) > _SHOWN:
            self.buttons[-1].say_more(len(pictures) - _SHOWN + 1)
        self.setVisible(bool(pictures))

    def _pressed(self, which: int) -> None:
        on = self.buttons[which].isChecked()
        for place, button in enumerate(self.buttons):
            button.setChecked(on and place == which)
        alt = self._shown[which].alt_text.strip()
        role(self._told, "small" if alt else "warning")
        self._told.setText(
            f"Description: {alt}" if alt else "It has no description for those who cannot see it."
        )
        self._told.setVisible(on)
