"""The desk shown to a room: large type, and hard words covered with dots, on the screen alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QListWidget

from socialdesk.packs import lexicon
from socialdesk.triage.normalise import Normaliser
from socialdesk.triage.words import WordFinder
from socialdesk.ui.announce import say
from socialdesk.ui.inbox.delegate import forget_words
from socialdesk.ui.plain_text import PlainLabel, PlainView
from socialdesk.ui.training.band import TrainingBand
from socialdesk.ui.visible import COVER
from socialdesk.ui.window import Window

LARGE = 140
"""Per cent of the usual size: read from the back of a room."""
DOT = "•"
MILD = 1
"""Words of this strength stay: nobody is hurt by "bloody"."""


class RoomView(QObject):
    """Two switches for as long as the window is open."""

    def __init__(self, window: Window, band: TrainingBand | None) -> None:
        super().__init__(window)
        self._window, self._band = window, band
        self._over: Callable[[str], str] | None = None
        window.destroyed.connect(_uncovered)

    @property
    def large(self) -> bool:
        """Whether the type is large."""
        return self._window.text_percent > 100

    def turn_large(self) -> None:
        """Large type, or the usual one again."""
        self._window.text_percent = 100 if self.large else LARGE
        self._window.dress()
        self._tell("Large type." if self.large else "The usual type.")

    def turn_cover(self) -> None:
        """Cover hard words everywhere on the screen, or show them again."""
        if COVER.on:
            COVER.lay(None)
        else:
            self._over = self._over or over_hard_words()
            COVER.lay(self._over)
        shown_again()
        self._tell("Hard words are covered." if COVER.on else "Hard words are shown.")

    def _tell(self, words: str) -> None:
        if self._band is not None:
            self._band.tell_room(large=self.large, covered=COVER.on)
        say(self._window, words)


def over_hard_words() -> Callable[[str], str]:
    """Puts a dot for each letter of a listed word, however it is disguised; the text keeps its length."""
    words = lexicon()
    plain = Normaliser(words.look_alikes)
    finders = [WordFinder(each, words.allowed, words.everyday) for each in (words.offensive, words.hateful)]

    # The same row is painted again with each step of the wheel.
    @lru_cache(maxsize=4_096)
    def over(text: str) -> str:
        if text.isspace() or not text:
            return text
        reading = plain.whole(text)
        covered = list(text)
        for finder in finders:
            for hit in finder.find(reading):
                if hit.word.innocent_too or (hit.word.strength <= MILD and not hit.word.strand):
                    continue
                span = reading.span(hit.start, hit.end)
                covered[span.start : span.end] = [
                    DOT if letter.isprintable() and not letter.isspace() else letter
                    for letter in covered[span.start : span.end]
                ]
        return "".join(covered)

    return over


def shown_again() -> None:
    """Every window shows anew what it shows."""
    forget_words()
    for widget in QApplication.allWidgets():
        if isinstance(widget, PlainLabel | PlainView):
            widget.say_again()
        elif isinstance(widget, QListWidget):
            for row in range(widget.count()):
                item = widget.item(row)
                item.setText(COVER.over(item.text()))
        elif isinstance(widget, QComboBox):
            for row in range(widget.count()):
                widget.setItemText(row, COVER.over(widget.itemText(row)))
        elif isinstance(widget, QAbstractItemView):
            # A view that keeps what it laid out lets go of it when its style is another.
            QApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
            widget.viewport().update()


def _uncovered() -> None:
    COVER.lay(None)
