"""JPEG files, segment by segment (ITU-T T.81, annex B): what draws the picture stays, in its own bytes."""

from __future__ import annotations

import struct

from socialdesk.publishing.picture_parts import (
    BEHIND,
    COMMENT,
    FILM,
    OTHER,
    SMALL,
    Notes,
    cut_short,
    damaged,
    measured,
    plain_profile,
    upright,
)

_EOI, _SOS, _DQT, _DHT, _DRI, _COM = 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xFE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive: what networks and browsers show."""
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_ICC = b"ICC_PROFILE\x00"
_MOST_SEGMENTS = 5_000


def clean(content: bytes, notes: Notes) -> tuple[bytes, int, int]:
    """The file without what draws nothing, with its width and height. Raises PictureRefused."""
    return _Jpeg(content, notes).clean()


class _Jpeg:
    def __init__(self, content: bytes, notes: Notes) -> None:
        self._content = content
        self._notes = notes
        self._at = 2
        self._kept: list[bytes] = []
        self._profile: list[bytes] = []
        self._head: list[bytes] = []
        self._size: tuple[int, int] = (0, 0)

    def clean(self) -> tuple[bytes, int, int]:
        scans = 0
        for _ in range(_MOST_SEGMENTS):
            marker = self._marker()
            if marker == _EOI:
                if not scans:
                    raise damaged()
                self._behind()
                width, height = self._size
                return b"".join(self._whole()), width, height
            body = self._segment()
            if marker == _SOS:
                scans += 1
                self._scan(body)
            else:
                self._keep_or_drop(marker, body)
        raise damaged()

    def _marker(self) -> int:
        """The next marker's second byte; nothing may stand before it but filling."""
        content, at = self._content, self._at
        if at >= len(content):
            raise cut_short()
        if content[at] != 0xFF:
            raise damaged()
        while at < len(content) and content[at] == 0xFF:
            at += 1
        if at >= len(content):
            raise cut_short()
        self._at = at + 1
        return content[at]

    def _segment(self) -> bytes:
        """What a segment holds, without its length."""
        if self._at + 2 > len(self._content):
            raise cut_short()
        length = struct.unpack_from(">H", self._content, self._at)[0]
        start, end = self._at + 2, self._at + length
        if length < 2:
            raise damaged()
        if end > len(self._content):
            raise cut_short()
        self._at = end
        return self._content[start:end]

    def _keep_or_drop(self, marker: int, body: bytes) -> None:
        if marker in _FRAMES:
            self._frame(body)
        elif marker == _DQT:
            _tables(body)
        elif marker == _DHT:
            _codes(body)
        elif marker == _DRI:
            if len(body) != 2:
                raise damaged()
        elif _APP0 <= marker <= _APP15 or marker == _COM:
            self._drop(marker, body)
            return
        else:
            # Arithmetic coding, lossless and hierarchical pictures, and what is in no standard.
            raise damaged()
        self._kept.append(_put(marker, body))

    def _frame(self, body: bytes) -> None:
        if self._size != (0, 0) or len(body) < 9 or len(body) != 6 + 3 * body[5] or body[5] > 4:
            raise damaged()
        height, width = struct.unpack_from(">HH", body, 1)
        self._size = measured(width, height)

    def _drop(self, marker: int, body: bytes) -> None:
        if marker == _APP0 and body[:5] == b"JFIF\x00" and len(body) >= 14:
            if not self._head:
                self._head.append(_put(_APP0, body[:12] + b"\x00\x00"))
            self._notes.drop(body[14:], SMALL)
        elif marker == _APP14 and body[:5] == b"Adobe" and len(body) >= 12:
            self._kept.append(_put(_APP14, body[:12]))
            self._notes.drop(body[12:], OTHER)
        elif marker == _APP2 and body[:12] == _ICC:
            self._profile.append(body)
        elif marker == _APP1 and body[:6] == b"Exif\x00\x00":
            self._notes.drop_exif(body)
        elif marker == _COM:
            self._notes.drop(body, COMMENT)
        elif marker == _APP2 and body[:4] == b"MPF\x00":
            self._notes.drop(body, FILM)
        elif marker == _APP0 and body[:5] == b"JFXX\x00":
            self._notes.drop(body, SMALL)
        else:
            self._notes.drop_text(body, OTHER)

    def _scan(self, body: bytes) -> None:
        """A scan's head and what is drawn, up to the next marker that is no restart."""
        if self._size == (0, 0) or len(body) < 6 or len(body) != 4 + 2 * body[0]:
            raise damaged()
        content, start = self._content, self._at
        at = start
        while True:
            at = content.find(b"\xff", at)
            if at < 0 or at + 1 >= len(content):
                raise cut_short()
            following = content[at + 1]
            if following == 0xFF:
                at += 1
            elif following == 0 or 0xD0 <= following <= 0xD7:
                at += 2
            else:
                break
        if at == start:
            raise damaged()
        self._kept.append(_put(_SOS, body) + content[start:at])
        self._at = at

    def _behind(self) -> None:
        rest = self._content[self._at :].strip(b"\x00")
        more = rest[:3] == b"\xff\xd8\xff" or rest[4:8] == b"ftyp" or b"ftyp" in rest[:64]
        if more:
            self._notes.removed.add(FILM)
        else:
            self._notes.drop(rest, BEHIND)

    def _whole(self) -> list[bytes]:
        turned = upright(self._notes.orientation)
        exif = [_put(_APP1, b"Exif\x00\x00" + turned)] if turned else []
        return [b"\xff\xd8", *self._head, *exif, *self._colours(), *self._kept, b"\xff\xd9"]

    def _colours(self) -> list[bytes]:
        parts = {body[12]: body[14:] for body in self._profile if len(body) > 14}
        whole = b"".join(parts[number] for number in sorted(parts))
        if whole and sorted(parts) == list(range(1, len(parts) + 1)) and plain_profile(whole):
            return [
                _put(_APP2, _ICC + bytes((number, len(parts))) + parts[number]) for number in sorted(parts)
            ]
        self._notes.drop(b"".join(self._profile), OTHER)
        return []


def _put(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _tables(body: bytes) -> None:
    """Raises PictureRefused unless the segment is filled by tables to its end."""
    at = 0
    while at < len(body):
        at += 65 if body[at] >> 4 == 0 else 129
    if at != len(body) or not body:
        raise damaged()


def _codes(body: bytes) -> None:
    """Raises PictureRefused unless the segment is filled by tables of codes to its end."""
    at = 0
    while at + 17 <= len(body):
        at += 17 + sum(body[at + 1 : at + 17])
    if at != len(body) or not body:
        raise damaged()
