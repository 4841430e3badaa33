"""GIF files, block by block (GIF89a): what draws the picture stays."""

from __future__ import annotations

import struct

from socialdesk.publishing.picture_parts import (
    BEHIND,
    COMMENT,
    MOST_MOVING,
    OTHER,
    Notes,
    PictureRefused,
    cut_short,
    damaged,
    measured,
)

SIGNATURES = (b"GIF87a", b"GIF89a")
_IMAGE, _EXTENSION, _TRAILER = 0x2C, 0x21, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def clean(content: bytes, notes: Notes) -> tuple[bytes, int, int]:
    """The file without what draws nothing, with its width and height. Raises PictureRefused."""
    return _Gif(content, notes).clean()


class _Gif:
    def __init__(self, content: bytes, notes: Notes) -> None:
        self._content = content
        self._notes = notes
        self._at = 0
        self._kept: list[bytes] = []

    def clean(self) -> tuple[bytes, int, int]:
        head = self._take(13)
        width, height, packed = struct.unpack_from("<HHB", head, 6)
        measured(width, height)
        self._kept.append(head + self._take(_colours(packed)))
        drawn = images = 0
        while (kind := self._take(1)[0]) != _TRAILER:
            if kind == _IMAGE:
                drawn += self._image(width, height)
                images += 1
            elif kind == _EXTENSION:
                self._extension()
            else:
                raise damaged()
            if drawn > MOST_MOVING:
                raise PictureRefused(
                    "This moving picture is too long or too large.", to_do="Make it shorter or smaller."
                )
        if not images:
            raise damaged()
        self._notes.drop(self._content[self._at :].strip(b"\x00"), BEHIND)
        return b"".join((*self._kept, b"\x3b")), width, height

    def _take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._content):
            raise cut_short()
        taken, self._at = self._content[self._at : end], end
        return taken

    def _image(self, width: int, height: int) -> int:
        """Keeps one picture of it, and answers with its pixels."""
        head = self._take(9)
        left, top, across, down, packed = struct.unpack("<HHHHB", head)
        if not across or not down or left + across > width or top + down > height:
            raise damaged()
        colours = self._take(_colours(packed))
        smallest = self._take(1)
        if not 1 <= smallest[0] <= 11:
            raise damaged()
        blocks = self._blocks()
        if not blocks:
            raise damaged()
        self._kept.append(b"\x2c" + head + colours + smallest + _put(blocks))
        return across * down

    def _extension(self) -> None:
        label = self._take(1)[0]
        blocks = self._blocks()
        data = b"".join(blocks)
        if label == _CONTROL:
            if len(data) != 4:
                raise damaged()
            self._kept.append(b"\x21\xf9" + _put(blocks))
        elif label == _APPLICATION and blocks and blocks[0] in _LOOPS and len(data) == 14 and data[11] == 1:
            self._kept.append(b"\x21\xff" + _put([data[:11], data[11:]]))
        elif label == _COMMENT:
            self._notes.drop(data, COMMENT)
        else:
            self._notes.drop_text(data, OTHER)

    def _blocks(self) -> list[bytes]:
        found: list[bytes] = []
        while length := self._take(1)[0]:
            found.append(self._take(length))
        return found


def _colours(packed: int) -> int:
    """How many bytes the table of colours has."""
    return 3 << (1 + (packed & 7)) if packed & 0x80 else 0


def _put(blocks: list[bytes]) -> bytes:
    return b"".join(bytes((len(each),)) + each for each in blocks) + b"\x00"
