"""The round picture of a person: initials in a colour of their own, and the badge of the network that they wrote on."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from socialdesk.model.accounts import Network
from socialdesk.ui.theme import current, sized

_PLAY = "play"
_NETWORKS: Mapping[str, tuple[str, QColor]] = {
    "facebook": ("f", QColor("#1668dc")),
    "instagram": ("ig", QColor("#b8327a")),
    "x": ("X", QColor("#16181c")),
    "youtube": (_PLAY, QColor("#c4161c")),
    "linkedin": ("in", QColor("#0b5a96")),
    "bluesky": ("b", QColor("#00739c")),
}
"""Letters in a colour, by the network's value; nobody's own artwork."""
_UNKNOWN = ("?", QColor("#4b5a73"))
_WHITE = QColor("#ffffff")


def network_colour(network: Network) -> QColor:
    """What is behind a network's letter; white words can be read on it."""
    return _NETWORKS.get(network, _UNKNOWN)[1]


def initials(name: str) -> str:
    """One or two letters for a name; "?" where it has none that can be drawn."""
    words = [
        "".join(letter for letter in word if unicodedata.category(letter)[0] in "LN")
        for word in name[:60].split()
    ]
    kept = [word for word in words if word]
    if not kept:
        return "?"
    letters = kept[0][0] + (kept[-1][0] if len(kept) > 1 else "")
    return letters.upper()[:2]


def paint_avatar(
    painter: QPainter,
    area: QRectF,
    *,
    name: str,
    colour: QColor,
    network: Network | None,
    force: bool,
    font: QFont,
) -> None:
    """Paints the picture in `area`, which is square; the Force has its shield instead of initials."""
    theme = current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.rail_selected if force else colour)
    painter.drawEllipse(area)
    if force:
        _paint_shield(painter, area)
    else:
        painter.setPen(_WHITE)
        painter.setFont(sized(font, 92, bold=True))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, initials(name))
    if network is not None:
        badge = QRectF(area.right() - 11, area.bottom() - 11, 15, 15)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(badge.adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5)
        paint_network(painter, badge, network, font)
    painter.restore()


def paint_network(painter: QPainter, area: QRectF, network: Network, font: QFont) -> None:
    """The network's badge in `area`, which is square: its letter, and an edge that is seen on dark grounds."""
    letter, colour = _NETWORKS.get(network, _UNKNOWN)
    size = area.height()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(_edge(colour), 1))
    painter.setBrush(colour)
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), size * 0.26, size * 0.26)
    if letter == _PLAY:
        _paint_triangle(painter, area)
    else:
        painter.setPen(_WHITE)
        drawn = QFont(font)
        drawn.setPixelSize(max(7, round(size * (0.66 if len(letter) == 1 else 0.56))))
        drawn.setWeight(QFont.Weight.Bold)
        painter.setFont(drawn)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


def _edge(colour: QColor) -> QColor:
    """Half way to white: a dark badge would have no shape on a dark ground."""
    return QColor(*((part + 255) // 2 for part in (colour.red(), colour.green(), colour.blue())))


def _paint_triangle(painter: QPainter, area: QRectF) -> None:
    middle, across = area.center(), area.height() * 0.24
    triangle = QPainterPath(QPointF(middle.x() - across * 0.8, middle.y() - across))
    triangle.lineTo(middle.x() + across, middle.y())
    triangle.lineTo(middle.x() - across * 0.8, middle.y() + across)
    triangle.closeSubpath()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_WHITE)
    painter.drawPath(triangle)


def _paint_shield(painter: QPainter, area: QRectF) -> None:
    middle, across = area.center(), area.width() * 0.22
    shield = QPainterPath(QPointF(middle.x(), middle.y() - across * 1.25))
    shield.lineTo(middle.x() + across, middle.y() - across * 0.8)
    shield.cubicTo(
        QPointF(middle.x() + across, middle.y() + across * 0.5),
        QPointF(middle.x() + across * 0.5, middle.y() + across),
        QPointF(middle.x(), middle.y() + across * 1.3),
    )
    shield.cubicTo(
        QPointF(middle.x() - across * 0.5, middle.y() + across),
        QPointF(middle.x() - across, middle.y() + across * 0.5),
        QPointF(middle.x() - across, middle.y() - across * 0.8),
    )
    shield.closeSubpath()
    painter.setPen(QPen(_WHITE, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shield)
