"""Every network has a badge that can be seen on any ground, and true words for what is hidden."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from socialdesk.model.accounts import Network
from socialdesk.ui import badges
from socialdesk.ui.badges import network_colour, paint_network
from socialdesk.ui.conversation.standing import _HIDDEN
from socialdesk.ui.theme import NORMAL_CONTRAST_SHAPES, NORMAL_CONTRAST_WORDS, THEMES, Theme, contrast


def painted(network: Network, ground: QColor, size: int = 36) -> QImage:
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    paint_network(painter, QRectF(0, 0, size, size), network, QApplication.font())
    painter.end()
    return image


@pytest.mark.parametrize("network", Network)
def test_nothing_is_missing_for_a_network(network: Network) -> None:
    assert network.value in badges._NETWORKS
    assert network.value in _HIDDEN
    assert contrast(network_colour(network), QColor("white")) >= NORMAL_CONTRAST_WORDS


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("network", Network)
def test_a_badge_has_an_edge_on_every_ground(network: Network, theme: Theme, qapp: QApplication) -> None:
    for ground in (theme.panel, theme.rail, theme.window):
        image = painted(network, ground)
        middle = image.height() // 2
        across = [QColor(image.pixel(x, middle)) for x in range(4)]
        assert max(contrast(each, ground) for each in across) >= NORMAL_CONTRAST_SHAPES


def test_no_two_badges_look_alike(qapp: QApplication) -> None:
    shown = [bytes(painted(network, QColor("white")).constBits()) for network in Network]
    assert len(set(shown)) == len(shown)
