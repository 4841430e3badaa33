"""The one way in which words from outside reach the screen: as text, never as anything else.

Qt reads HTML in labels, dialogs and tooltips unless told not to; a 271-character comment of nested tables freezes it
for half a minute and `<img src="//host/share/x.png">` makes Windows sign on to that host (research: reliability.md F1,
F2, 4.1). Here text is cut before it is measured, what cannot be seen is spelt out, and the format is always plain.
"""

from __future__ import annotations

import html
import threading
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

MOST_CHARACTERS = 8_000
MOST_LINES = 200
LONGEST_LINE = 2_000
MOST_MARKS = 4
"""Combining marks kept on one letter; written languages need three at most."""
MOST_JOINS = 5
"""Emoji joined into one picture; the longest that Unicode recommends has four."""
MORE = "… more"

_JOINER = "\u200d"
_NON_JOINER = "\u200c"
_LINE_ENDS = "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0")
"""Letters, marks and one symbol by category that show nothing at all."""
_TAG_END = "\U000e007f"
_BLACK_FLAG = "\U0001f3f4"


@dataclass(frozen=True, slots=True)
class Shown:
    """Text made safe to show, and where each place of the original went."""

    text: str
    cut: bool
    """True where some of the original is not in `text`."""
    _origin: tuple[int, ...]
    _place: tuple[int, ...]

    def place(self, original: int) -> int:
        """The index in `text` of a code point index of the original; the end where it was cut away."""
        at = bisect_right(self._origin, original) - 1
        if at < 0:
            return 0
        moved = self._place[at] + (original - self._origin[at])
        limit = self._place[at + 1] if at + 1 < len(self._place) else len(self.text)
        return min(moved, limit, len(self.text))


class Cover:
    """What lies over hard words while a room looks at the screen: there is one screen, and so one cover.

    It lies over what the thread of the screen shows, and over nothing else: what is written, exported or recorded is
    made on other threads, and stays as it is.
    """

    def __init__(self) -> None:
        self._over: Callable[[str], str] | None = None
        self._thread = 0

    @property
    def on(self) -> bool:
        """Whether hard words are covered."""
        return self._over is not None

    def lay(self, over: Callable[[str], str] | None) -> None:
        """Begins to cover; None ends it. `over` keeps the length of a text. Called on the thread of the screen."""
        self._over, self._thread = over, threading.get_ident()

    def over(self, text: str) -> str:
        """The text as the room may read it."""
        if self._over is None or threading.get_ident() != self._thread:
            return text
        return self._over(text)


COVER = Cover()
_REACH = 40
"""Characters behind a cut that may belong to a word before it."""


def visible(text: str, limit: int = MOST_CHARACTERS, *, bare: bool = False) -> str:
    """`text` with turning and invisible characters spelt out, marks and lines capped, cut at `limit` characters.

    `bare`: for what leaves the screen, with nothing laid over it.
    """
    return shown(text, limit, bare=bare).text


def shown(text: str, limit: int = MOST_CHARACTERS, *, bare: bool = False) -> Shown:
    """As `visible`, with the places of the original kept, so that a span can be marked."""
    limit = max(1, limit)
    covers = COVER.on and not bare
    held = COVER.over(text[: limit + _REACH])[: limit + 1] if covers else text[: limit + 1]
    if held.isascii() and held.isprintable() and len(held) <= min(limit, LONGEST_LINE):
        return Shown(held, cut=len(held) < len(text), _origin=(0,), _place=(0,))
    return _Writer(held, limit, len(text)).write()


def one_line(text: str, limit: int = 300) -> str:
    """`visible`, on one line, for rows, titles and buttons."""
    return " ".join(visible(text[: limit + _REACH], limit).split())


def button_words(text: str, limit: int = 80) -> str:
    """`one_line` for a button, menu or tab, where Qt would read a single & as a key."""
    return one_line(text, limit).replace("&", "&&")


def tip_words(text: str, limit: int = 1_000) -> str:
    """Safe words for a tooltip. Escaped inside one tag, since Qt guesses the format of every tooltip."""
    lines = html.escape(visible(text, limit)).split("\n")
    return "<qt>" + "<br/>".join(lines) + "</qt>" if text else ""


class _Writer:
    """Goes through the text once, at most `limit` characters of it."""

    def __init__(self, text: str, limit: int, whole: int) -> None:
        self._text = text
        self._limit = limit
        self._whole = whole
        self._out: list[str] = []
        self._length = 0
        self._origin: list[int] = [0]
        self._place: list[int] = [0]
        self._lines = 1
        self._in_line = 0
        self._marks = 0
        self._joins = 0

    def write(self) -> Shown:
        text = self._text
        at = 0
        while at < len(text) and self._length < self._limit:
            if self._in_line >= LONGEST_LINE and text[at] not in "\n\r":
                end = _line_end(text, at)
                self._put(" " + MORE, at)
                at = self._moved_to(end)
                continue
            if self._lines >= MOST_LINES and text[at] == "\n":
                break
            at = self._one(at)
        cut = at < self._whole
        made = "".join(self._out)
        if len(made) > self._limit:
            made, cut = made[: self._limit], True
        if cut and not made.endswith(MORE):
            made += "…" if self._limit < 1_000 else f"\n{MORE}"
        return Shown(made, cut, tuple(self._origin), tuple(self._place))

    def _put(self, words: str, at: int, *, odd: bool = True) -> None:
        self._out.append(words)
        self._length += len(words)
        self._in_line += len(words)
        if odd:
            self._moved_to(at + 1)

    def _moved_to(self, origin: int) -> int:
        if origin > self._origin[-1]:
            self._origin.append(origin)
            self._place.append(self._length)
        return origin

    def _one(self, at: int) -> int:
        """Write the character at `at`; answer with where to go on."""
        letter = self._text[at]
        if " " <= letter <= "~":
            self._marks = self._joins = 0
            self._put(letter, at, odd=False)
            return at + 1
        if letter == "\n" or letter in _LINE_ENDS:
            return self._line_break(at)
        if letter == "\t":
            self._put("    ", at)
            return at + 1
        kind = unicodedata.category(letter)
        if kind in {"Mn", "Me"} and letter not in _UNSEEN and not _selector(letter):
            return self._mark(at, kind)
        if kind == "Cs":
            self._put("\ufffd", at)
            return at + 1
        if kind in {"Cf", "Cc"} or letter in _UNSEEN or _selector(letter) or _no_character(letter):
            return self._unseen(at)
        self._marks = 0
        if kind != "So" and not _skin(letter):
            self._joins = 0
        self._put(letter, at, odd=False)
        return at + 1

    def _line_break(self, at: int) -> int:
        after = at + 2 if self._text[at : at + 2] == "\r\n" else at + 1
        self._out.append("\n")
        self._length += 1
        self._moved_to(after)
        self._lines += 1
        self._in_line = self._marks = self._joins = 0
        return after

    def _mark(self, at: int, kind: str) -> int:
        self._marks += 1
        if (self._marks <= MOST_MARKS and kind == "Mn") or self._marks == 1:
            self._put(self._text[at], at, odd=False)
            return at + 1
        end = at
        while end < len(self._text) and unicodedata.category(self._text[end]) in {"Mn", "Me"}:
            end += 1
        self._put(f"[+{end - at} marks]", end - 1)
        return end

    def _unseen(self, at: int) -> int:
        text, letter = self._text, self._text[at]
        if letter == _JOINER and self._joins < MOST_JOINS and _joins_emoji(text, at):
            self._joins += 1
            self._put(letter, at, odd=False)
            return at + 1
        if letter in {_JOINER, _NON_JOINER} and _joins_letters(text, at):
            self._put(letter, at, odd=False)
            return at + 1
        if letter in {"\ufe0e", "\ufe0f"} and at and _pictured(text[at - 1]):
            self._put(letter, at, odd=False)
            return at + 1
        if (end := _flag_end(text, at)) is not None:
            self._put(text[at:end], end - 1)
            return end
        end = at
        while end < len(text) and text[end] == letter:
            end += 1
        times = f" x {end - at}" if end - at > 1 else ""
        self._put(f"[U+{ord(letter):04X}{times}]", end - 1)
        return end


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _selector(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def _no_character(letter: str) -> bool:
    """True for code points that Unicode promises never to use, and for the tags and specials, which show nothing."""
    code = ord(letter)
    return (
        code & 0xFFFE == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or 0xFFF0 <= code <= 0xFFFB
        or 0xE0000 <= code <= 0xE0FFF
    )


def _skin(letter: str) -> bool:
    return "\U0001f3fb" <= letter <= "\U0001f3ff"


def _pictured(letter: str) -> bool:
    """True for what an emoji may be made of: pictures, hearts, arrows, key caps, skin tones."""
    return _skin(letter) or letter in "#*0123456789‼⁉" or unicodedata.category(letter) in {"So", "Sm"}


def _joins_emoji(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if before in {"\ufe0e", "\ufe0f"}:
        before = text[at - 2 : at - 1] if at > 1 else ""
    return bool(before and after) and _pictured(before) and _pictured(after)


def _joins_letters(text: str, at: int) -> bool:
    """True inside a word of the scripts whose spelling uses joiners: Arabic, Persian, Indic, Sinhala, Khmer."""
    around = text[at - 1 : at] + text[at + 1 : at + 2] if at else ""
    return (
        len(around) == 2
        and all(
            "\u0600" <= letter <= "\u08ff" or "\u0900" <= letter <= "\u0dff" or "\u1780" <= letter <= "\u17ff"
            for letter in around
        )
        and not any(unicodedata.category(letter) == "Cf" for letter in around)
    )


def _flag_end(text: str, at: int) -> int | None:
    """Where the tag letters of a flag (England, Scotland, Wales) end, where `at` begins such a run."""
    if not at or text[at - 1] != _BLACK_FLAG or not "\U000e0061" <= text[at] <= "\U000e007a":
        return None
    end = text.find(_TAG_END, at, at + 8)
    if end < 0 or not all("\U000e0030" <= letter <= "\U000e007a" for letter in text[at:end]):
        return None
    return end + 1
