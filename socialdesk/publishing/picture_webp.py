"""WebP files, chunk by chunk (RFC 9649): what draws the picture stays."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from socialdesk.publishing.picture_parts import (
    BEHIND,
    MOST_MOVING,
    OTHER,
    Notes,
    PictureRefused,
    cut_short,
    damaged,
    measured,
    plain_profile,
    upright,
)

_EXIF, _XMP, _ICC = 0x08, 0x04, 0x20
_BITS = frozenset({b"VP8 ", b"VP8L"})


def clean(content: bytes, notes: Notes) -> tuple[bytes, int, int]:
    """The file without what draws nothing, with its width and height. Raises PictureRefused."""
    size = struct.unpack_from("<I", content, 4)[0]
    end = 8 + size
    if end > len(content):
        raise cut_short()
    notes.drop(content[end:].strip(b"\x00"), BEHIND)
    chunks = list(_chunks(content[12:end]))
    if not chunks:
        raise cut_short()
    if chunks[0][0] == b"VP8X":
        return _extended(chunks, notes)
    kind, data = chunks[0]
    if kind not in _BITS:
        raise damaged()
    for other, rest in chunks[1:]:
        _drop(other, rest, notes)
    width, height = measured(*_drawn(kind, data))
    return _whole([_put(kind, data)]), width, height


def _extended(chunks: list[tuple[bytes, bytes]], notes: Notes) -> tuple[bytes, int, int]:
    head = chunks[0][1]
    if len(head) != 10:
        raise damaged()
    width, height = _three(head, 4) + 1, _three(head, 7) + 1
    measured(width, height)
    kept: list[bytes] = []
    profile = b""
    drawn = images = 0
    for kind, data in chunks[1:]:
        if kind == b"ICCP" and not profile and plain_profile(data):
            profile = data
        elif kind == b"ANIM" and len(data) == 6:
            kept.append(_put(kind, data))
        elif kind == b"ANMF":
            frame, pixels = _frame(data, width, height, notes)
            kept.append(_put(kind, frame))
            drawn, images = drawn + pixels, images + 1
        elif kind in _BITS and not images:
            if _drawn(kind, data) != (width, height):
                raise damaged()
            kept.append(_put(kind, data))
            images += 1
        elif kind == b"ALPH" and not images:
            kept.append(_put(kind, data))
        else:
            _drop(kind, data, notes)
    if not images:
        raise cut_short()
    if drawn > MOST_MOVING:
        raise PictureRefused(
            "This moving picture is too long or too large.", to_do="Make it shorter or smaller."
        )
    turned = upright(notes.orientation)
    flags = head[0] & ~(_EXIF | _XMP | _ICC) | (_EXIF if turned else 0) | (_ICC if profile else 0)
    first = _put(b"VP8X", bytes((flags, 0, 0, 0)) + head[4:])
    colours = [_put(b"ICCP", profile)] if profile else []
    exif = [_put(b"EXIF", turned)] if turned else []
    return _whole([first, *colours, *kept, *exif]), width, height


def _frame(data: bytes, width: int, height: int, notes: Notes) -> tuple[bytes, int]:
    """One picture of a moving one, and its pixels."""
    if len(data) < 16:
        raise damaged()
    left, top, across, down = (
        2 * _three(data, 0),
        2 * _three(data, 3),
        _three(data, 6) + 1,
        _three(data, 9) + 1,
    )
    if left + across > width or top + down > height:
        raise damaged()
    kept: list[bytes] = []
    images = 0
    for kind, inner in _chunks(data[16:]):
        if kind in _BITS and not images:
            if _drawn(kind, inner) != (across, down):
                raise damaged()
            kept.append(_put(kind, inner))
            images += 1
        elif kind == b"ALPH" and not images:
            kept.append(_put(kind, inner))
        else:
            _drop(kind, inner, notes)
    if not images:
        raise damaged()
    return data[:16] + b"".join(kept), across * down


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            raise cut_short()
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            raise cut_short()
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)


def _drawn(kind: bytes, data: bytes) -> tuple[int, int]:
    """The size that the drawing itself declares."""
    if kind == b"VP8 ":
        if len(data) < 10 or data[0] & 1 or data[3:6] != b"\x9d\x01\x2a":
            raise damaged()
        width, height = struct.unpack_from("<HH", data, 6)
        # The length of the first part, which must be there.
        if struct.unpack_from("<I", data[:3] + b"\x00")[0] >> 5 > len(data) - 10:
            raise cut_short()
        return width & 0x3FFF, height & 0x3FFF
    if len(data) < 5 or data[0] != 0x2F:
        raise damaged()
    bits = struct.unpack_from("<I", data, 1)[0]
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _drop(kind: bytes, data: bytes, notes: Notes) -> None:
    if kind == b"EXIF":
        notes.drop_exif(data)
    else:
        notes.drop_text(data, OTHER)


def _three(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")


def _put(kind: bytes, data: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(data)) + data + (b"\x00" if len(data) & 1 else b"")


def _whole(parts: list[bytes]) -> bytes:
    body = b"WEBP" + b"".join(parts)
    return struct.pack("<4sI", b"RIFF", len(body)) + body
