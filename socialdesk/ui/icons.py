"""The desk's own icons: stroked SVGs of 24 units in `resources/icons`, tinted when they are drawn.

pixmap("flag", "danger", 16)       for labels and painters; the second word is an ink of the theme
icon("reply", "on_accent")         a QIcon
put(button, "reply", "text")       an icon that follows the theme: `retint(window)` draws it again after a change
app_icon()                         the window's own
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from socialdesk.config.paths import resources_dir
from socialdesk.ui.theme import current


def icon(name: str, ink: str = "text", size: int = 18) -> QIcon:
    """An icon by the name of its file, in an ink of the theme in force; pale where its button is disabled."""
    made = QIcon(pixmap(name, ink, size))
    made.addPixmap(pixmap(name, "muted", size), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, ink: str | QColor = "text", size: int = 18, ratio: float = 0.0) -> QPixmap:
    """The icon drawn at `size` logical pixels; `ratio` is the screen's (0: the application's greatest)."""
    colour = current().ink(ink) if isinstance(ink, str) else ink
    return _drawn(name, colour.rgba(), size, ratio or _ratio())


def put(button: QAbstractButton, name: str, ink: str = "text", size: int = 18) -> None:
    """Give a button an icon that `retint` can draw again."""
    button.setProperty("icon_name", name)
    button.setProperty("icon_ink", ink)
    button.setProperty("icon_pixels", size)
    button.setIconSize(QSize(size, size))
    button.setIcon(icon(name, ink, size))


def retint(window: QWidget) -> None:
    """Draw every icon given by `put` again in the theme now in force."""
    for button in window.findChildren(QAbstractButton):
        if name := button.property("icon_name"):
            put(
                button,
                str(name),
                str(button.property("icon_ink")),
                int(cast(int, button.property("icon_pixels"))),
            )


def names() -> list[str]:
    """Every icon that there is."""
    return sorted(path.stem for path in (resources_dir() / "icons").glob("*.svg"))


def app_icon() -> QIcon:
    """The window's icon, in the sizes that desktops ask for."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_drawn("app", QColor("#ffffff").rgba(), size, 1.0))
    return made


# Drawing one takes a tenth of a millisecond and a row of the list needs six; the names and inks are few.
@lru_cache(maxsize=512)
def _drawn(name: str, rgba: int, size: int, ratio: float) -> QPixmap:
    colour = QColor.fromRgba(rgba)
    renderer = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour.name()).encode()))
    pixels = max(1, round(size * ratio))
    made = QPixmap(pixels, pixels)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    return (resources_dir() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def _ratio() -> float:
    app = cast(QGuiApplication, QGuiApplication.instance())
    return app.devicePixelRatio()
