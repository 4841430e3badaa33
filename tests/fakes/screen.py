"""Looks at a window as the checks of strangers' words and of accessibility do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

MAGENTA = QColor("#ff00ff")


def magenta_picture(path: Path) -> Path:
    """A picture that would be seen anywhere."""
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(MAGENTA)
    assert image.save(str(path))
    return path


def magenta_pixels(widget: QWidget) -> int:
    """How much of the picture is to be seen in a widget."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = bytes(image.constBits())
    if MAGENTA.rgb().to_bytes(4, sys.byteorder) not in seen:
        return 0
    return memoryview(seen).cast("I").tolist().count(MAGENTA.rgb())


_WATCH = """
import os, sys, time
while True:
    try:
        os.close(os.open(sys.argv[1], os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        time.sleep(0.002)
        continue
    open(sys.argv[2], "a").write("opened ")
    time.sleep(0.05)
"""


@dataclass(frozen=True)
class Pipe:
    """A pipe that nothing must open: whatever opens it waits, and is let go by a process of its own."""

    path: Path
    told: Path

    def was_opened(self) -> bool:
        return self.told.exists()


@contextmanager
def pipe(folder: Path) -> Generator[Pipe]:
    """A pipe, and a process that can write to it only when something has opened it to read.

    A process, since Qt holds Python's lock while it waits for the pipe.
    """
    made = Pipe(folder / "pipe.png", folder / "told")
    os.mkfifo(made.path)
    watch = subprocess.Popen([sys.executable, "-c", _WATCH, str(made.path), str(made.told)])
    try:
        yield made
    finally:
        watch.kill()
        watch.wait()


def with_children(widget: QWidget) -> list[QWidget]:
    return [widget, *widget.findChildren(QWidget)]


def rich_places(widget: QWidget) -> list[str]:
    """Every widget that could read words as anything but words."""
    wrong: list[str] = []
    for one in with_children(widget):
        if isinstance(one, QLabel) and one.textFormat() != Qt.TextFormat.PlainText:
            wrong.append(f"label {one.text()[:40]!r}")
        if isinstance(one, QTextBrowser) or (isinstance(one, QTextEdit) and one.acceptRichText()):
            wrong.append(f"rich text {one!r}")
        tip = one.toolTip()
        if tip and not _escaped(tip):
            wrong.append(f"tooltip {tip[:60]!r} of {one!r}")
    return wrong


def _escaped(tip: str) -> bool:
    """True for the words of `tip_words` (one <qt>, line breaks, nothing else), and for a bare word of our own."""
    if tip.isalpha():
        return True
    if not (tip.startswith("<qt>") and tip.endswith("</qt>")):
        return False
    inside = tip[4:-5].replace("<br/>", "")
    return "<" not in inside and ">" not in inside


def nameless(widget: QWidget) -> list[str]:
    """Every control that a screen reader could not name."""
    wrong: list[str] = []
    for one in with_children(widget):
        control = isinstance(
            one, QAbstractButton | QLineEdit | QPlainTextEdit | QComboBox | QAbstractItemView
        )
        own = not one.objectName().startswith("qt_") and not _in_choice(one)
        if control and own and one.focusPolicy() != Qt.FocusPolicy.NoFocus and not _name(one):
            wrong.append(f"{type(one).__name__} in {type(one.parentWidget()).__name__}")
    return wrong


def _in_choice(widget: QWidget) -> bool:
    """True for the parts that a combo box brings along, which have its own name."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QComboBox):
        above = above.parentWidget()
    return above is not None


def _name(widget: QWidget) -> str:
    if widget.accessibleName():
        return widget.accessibleName()
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def hover(widget: QWidget, place: QPoint | None = None) -> None:
    """Let Qt show the tooltip."""
    where = place or widget.rect().center()
    event = QHelpEvent(QEvent.Type.ToolTip, where, widget.mapToGlobal(where))
    QApplication.sendEvent(widget, event)
    QApplication.processEvents()
