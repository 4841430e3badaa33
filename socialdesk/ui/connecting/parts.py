"""The pieces of the wizard: its line of steps, a network's badge, big buttons, and what a sign-in may do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from socialdesk.model.accounts import Network
from socialdesk.register.joining import Route
from socialdesk.ui import icons
from socialdesk.ui.badges import paint_network
from socialdesk.ui.messages import LONGEST_SENTENCE
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line
from socialdesk.ui.theme import current, role, sized

STEPS = ("Network", "Sign in", "Accounts", "Done")
_DOT = 22
_GAP = 8


class Steps(QWidget):
    """Where in the wizard one is: a number and a word for each step."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    @property
    def words(self) -> str:
        """The step in words: "Step 2 of 4: Sign in"."""
        return f"Step {self._at + 1} of {len(STEPS)}: {STEPS[self._at]}"

    def show_step(self, at: int) -> None:
        """Now it is this one, counted from 0."""
        self._at = at
        self.setAccessibleName(self.words)
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(400, max(_DOT, self.fontMetrics().height()) + 6)

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(300, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = [sized(self.font(), 92, bold=at == self._at) for at in range(len(STEPS))]
        widths: list[int] = []
        for words, font in zip(STEPS, fonts, strict=True):
            painter.setFont(font)
            widths.append(_DOT + _GAP + painter.fontMetrics().horizontalAdvance(words))
        line = max(10.0, min(64.0, (self.width() - sum(widths) - 2) / (len(STEPS) - 1) - 2 * _GAP))
        left, middle = 1.0, self.height() / 2
        for at, (words, font, width) in enumerate(zip(STEPS, fonts, widths, strict=True)):
            dot = QRectF(left, middle - _DOT / 2, _DOT, _DOT)
            self._dot(painter, dot, at)
            painter.setFont(font)
            painter.setPen(theme.text if at == self._at else theme.muted)
            place = QRectF(dot.right() + _GAP, 0, width, self.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
            left += width + _GAP
            if at < len(STEPS) - 1:
                painter.setPen(QPen(theme.link if at < self._at else theme.border, 1.5))
                painter.drawLine(QPointF(left, middle), QPointF(left + line, middle))
                left += line + _GAP

    def _dot(self, painter: QPainter, dot: QRectF, at: int) -> None:
        theme = current()
        reached = at <= self._at
        painter.setPen(QPen(theme.accent if reached else theme.control, 1.2))
        painter.setBrush(theme.accent if reached else theme.panel)
        painter.drawEllipse(dot.adjusted(1, 1, -1, -1))
        ratio = self.devicePixelRatioF()
        if at < self._at:
            painter.drawPixmap(
                QPointF(dot.left() + 5, dot.top() + 5), icons.pixmap("check", "on_accent", 12, ratio)
            )
            return
        painter.setFont(sized(self.font(), 84, bold=True))
        painter.setPen(theme.on_accent if reached else theme.muted)
        painter.drawText(dot, int(Qt.AlignmentFlag.AlignCenter), str(at + 1))


class Badge(QWidget):
    """A network's badge beside its name; the name is what a screen reader says."""

    def __init__(self, network: Network, size: int = 20) -> None:
        super().__init__()
        self._network = network
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(network.label)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        paint_network(QPainter(self), QRectF(self.rect()), self._network, self.font())


class _Tile(QAbstractButton):
    """A button with widgets upon it, which take no clicks of their own."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._hovered = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt's own."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt's own."""
        self._hovered = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt's own: Enter presses it, as it presses any other button of a dialog."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def _ground(self) -> tuple[QColor, QColor]:
        """What is behind the words, and the edge."""
        theme = current()
        if self.isDown() or self.isChecked():
            return theme.selection, theme.link if self.isChecked() else theme.control
        return (theme.hover if self._hovered else theme.panel), theme.control

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge = self._ground()
        painter.setBrush(fill)
        painter.setPen(QPen(current().link, 2) if self.hasFocus() else QPen(edge, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class NetworkButton(_Tile):
    """One network of the list; one of them is chosen at a time."""

    def __init__(self, network: Network) -> None:
        super().__init__(network.label)
        self.network = network
        self.setText(button_words(network.label))
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The badge and the name on one line."""
        words = QFontMetrics(sized(self.font(), 100, bold=True)).horizontalAdvance(self.network.label)
        return QSize(max(168, words + 60), max(40, self.fontMetrics().height() + 18))

    def minimumSizeHint(self) -> QSize:
        """All of it: a name is not cut."""
        return self.sizeHint()

    def _ground(self) -> tuple[QColor, QColor]:
        fill, edge = super()._ground()
        plain = not (self.isDown() or self.isChecked() or self._hovered)
        return (current().panel, current().panel) if plain else (fill, edge if self.isChecked() else fill)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's own."""
        super().paintEvent(event)
        painter = QPainter(self)
        paint_network(painter, QRectF(11, (self.height() - 22) / 2, 22, 22), self.network, self.font())
        painter.setFont(sized(self.font(), 100, bold=self.isChecked()))
        painter.setPen(current().text)
        place = QRectF(44, 0, self.width() - 50, self.height())
        painter.drawText(
            place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.network.label
        )


class RouteButton(_Tile):
    """One way into a network: what it is called, and what must be known beforehand."""

    def __init__(self, route: Route) -> None:
        super().__init__(f"{one_line(route.label)}, {route.network.label}")
        self.route = route
        self.setAccessibleDescription(one_line(route.note, LONGEST_SENTENCE))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 11, 12, 12)
        row.setSpacing(12)
        sign = PlainLabel()
        sign.setPixmap(icons.pixmap("link" if route.browser else "key", "link", 20))
        sign.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(PlainLabel(route.label, role="strong", wrap=True))
        if route.note:
            words.addWidget(PlainLabel(route.note, role="small", wrap=True, limit=LONGEST_SENTENCE))
        row.addLayout(words, 1)
        onward = PlainLabel()
        onward.setPixmap(icons.pixmap("chevron-right", "muted", 18))
        row.addWidget(onward)
        for label in self.findChildren(PlainLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class Card(QFrame):
    """A tinted box with a sign and a sentence or three."""

    def __init__(self, tone: str, sign: str, words: str = "") -> None:
        super().__init__()
        role(self, f"card-{tone}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 12, 10)
        row.setSpacing(10)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap(sign, tone, 18))
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(mark)
        self.words = PlainLabel(words, wrap=True, selectable=True, limit=LONGEST_SENTENCE)
        row.addWidget(self.words, 1)


class Sentences(QFrame):
    """What a sign-in may and may not do, a sentence each with a sign before it."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        role(self, "card")
        self.setAccessibleName("What this sign-in may and may not do")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 12)
        column.setSpacing(8)
        column.addWidget(PlainLabel("What this sign-in may and may not do", role="strong", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(9)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for line, sentence in enumerate(
            sentences or ("The network does not say; the first attempt will show.",)
        ):
            sign, ink = sign_of(sentence)
            mark = PlainLabel()
            mark.setPixmap(icons.pixmap(sign, ink, 16))
            mark.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(mark, line, 0)
            grid.addWidget(PlainLabel(sentence, wrap=True, selectable=True, limit=LONGEST_SENTENCE), line, 1)
        column.addLayout(grid)


def sign_of(sentence: str) -> tuple[str, str]:
    """The icon and ink before a sentence: may, may not, or something to know. The words carry the meaning."""
    said = sentence.casefold()
    if "may not" in said or "cannot" in said or said.startswith("nobody"):
        return "block", "warning"
    if said.startswith(("it may ", "may ")):
        return "check", "ok"
    return "info", "info"
