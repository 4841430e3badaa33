"""The round picture of a person: initials in a colour of their own, and the badge of the network that they wrote on."""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from socialdesk.model.accounts import Network
from socialdesk.ui.theme import current, sized

_NETWORKS = {Network.FACEBOOK: ("f", QColor("#1668dc"))}
_WHITE = QColor("#ffffff")


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
        paint_network(painter, QRectF(area.right() - 11, area.bottom() - 11, 15, 15), network, font)
    painter.restore()


def paint_network(painter: QPainter, area: QRectF, network: Network, font: QFont) -> None:
    """The network's badge: a rounded square with its letter."""
    letter, colour = _NETWORKS[network]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(current().panel, 1.5))
    painter.setBrush(colour)
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(_WHITE)
    painter.setFont(sized(font, 72, bold=True))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()


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
