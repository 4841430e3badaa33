"""PNG files, chunk by chunk (W3C, Portable Network Graphics, third edition): what draws the picture stays."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from socialdesk.publishing.picture_parts import (
    BEHIND,
    FILM,
    OTHER,
    TIME,
    Notes,
    cut_short,
    damaged,
    measured,
    plain_profile,
    upright,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"PLTE", b"tRNS", b"cHRM", b"gAMA", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"cICP"})
_LENGTHS = {b"cHRM": 32, b"gAMA": 4, b"sRGB": 1, b"pHYs": 9, b"cICP": 4}
_MOST = {b"PLTE": 768, b"tRNS": 256, b"sBIT": 4, b"bKGD": 6}
_MOVING = frozenset({b"acTL", b"fcTL", b"fdAT"})
_PALETTE = 3
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_MOST_PROFILE = 200_000
_PIECE = 1 << 16
"""Bytes that are unpacked at a time."""


def clean(content: bytes, notes: Notes) -> tuple[bytes, int, int]:
    """The file without what draws nothing, with its width and height. Raises PictureRefused."""
    head, kept, drawn = b"", dict[bytes, bytes](), list[bytes]()
    at = len(SIGNATURE)
    ended = False
    for kind, data, end in _chunks(content):
        at = end
        if not head:
            if kind != b"IHDR":
                raise damaged()
            head = data
            measured(*_size(head))
        elif kind == b"IEND":
            ended = True
            break
        elif kind == b"IDAT":
            drawn.append(data)
        elif kind in _KEPT:
            _fits(kind, data, kept)
            kept[kind] = data
        elif kind == b"iCCP" and b"iCCP" not in kept and (profile := _profile(data)):
            kept[b"iCCP"] = profile
        else:
            _drop(kind, data, notes)
    if not ended:
        raise cut_short()
    if head[9] == _PALETTE and b"PLTE" not in kept:
        raise damaged()
    notes.drop(content[at:].strip(b"\x00"), BEHIND)
    stream = _drawn(b"".join(drawn), _expected(head), notes)
    turned = upright(notes.orientation)
    parts = [SIGNATURE, _put(b"IHDR", head)]
    # Colours come before the palette, the palette before what hangs on it.
    for kind in (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"sBIT", b"PLTE", b"tRNS", b"bKGD", b"pHYs"):
        if kind in kept:
            parts.append(_put(kind, kept[kind]))
    parts += [_put(b"eXIf", turned)] if turned else []
    parts += [_put(b"IDAT", stream), _put(b"IEND", b"")]
    return b"".join(parts), *_size(head)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    """Each chunk's kind and data, and where it ends. Raises PictureRefused at one that is cut short or altered."""
    at = len(SIGNATURE)
    while at < len(content):
        if at + 12 > len(content):
            raise cut_short()
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if length > 0x7FFFFFFF or not kind.isalpha():
            raise damaged()
        if end > len(content):
            raise cut_short()
        data = content[at + 8 : end - 4]
        if zlib.crc32(kind + data) != struct.unpack_from(">I", content, end - 4)[0]:
            raise damaged()
        yield kind, data, end
        at = end


def _size(head: bytes) -> tuple[int, int]:
    if len(head) != 13:
        raise damaged()
    width, height, depth, colour, method, filtering, interlace = struct.unpack(">IIBBBBB", head)
    if depth not in _DEPTHS.get(colour, ()) or method or filtering or interlace > 1:
        raise damaged()
    return width, height


def _fits(kind: bytes, data: bytes, kept: dict[bytes, bytes]) -> None:
    if kind in kept or len(data) != _LENGTHS.get(kind, len(data)) or len(data) > _MOST.get(kind, len(data)):
        raise damaged()


def _drop(kind: bytes, data: bytes, notes: Notes) -> None:
    if kind == b"eXIf":
        notes.drop_exif(data)
    elif kind in (b"tEXt", b"zTXt", b"iTXt"):
        notes.drop_text(data, OTHER)
    elif kind == b"tIME":
        notes.drop(data, TIME)
    elif kind in _MOVING:
        notes.drop(data, FILM)
    elif kind[0] & 0x20:
        notes.drop(data or b"-", OTHER)
    else:
        # A chunk that a reader must know, and nobody does.
        raise damaged()


def _profile(data: bytes) -> bytes:
    """The colour profile packed anew, without its name; nothing where it is more than colours."""
    name, zero, packed = data.partition(b"\x00")
    if not zero or len(name) > 79 or packed[:1] != b"\x00":
        return b""
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], _MOST_PROFILE)
    except zlib.error:
        return b""
    return b"icc\x00\x00" + zlib.compress(profile, 9) if plain_profile(profile) else b""


def _expected(head: bytes) -> int:
    """How many bytes the picture has, unpacked."""
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", head)
    bits = depth * _CHANNELS[colour]
    if not interlace:
        return height * (1 + (width * bits + 7) // 8)
    total = 0
    for left, top, across, down in _ADAM7:
        columns, lines = (width - left + across - 1) // across, (height - top + down - 1) // down
        if columns > 0 and lines > 0:
            total += lines * (1 + (columns * bits + 7) // 8)
    return total


def _drawn(stream: bytes, expected: int, notes: Notes) -> bytes:
    """The packed picture to its own end: a cropped one may drag what was cut off behind it. Raises PictureRefused."""
    unpacker, got, at = zlib.decompressobj(), 0, 0
    try:
        while at < len(stream) and not unpacker.eof:
            left, at = stream[at : at + _PIECE], at + _PIECE
            while left and not unpacker.eof:
                got += len(unpacker.decompress(left, 4 * _PIECE))
                left = unpacker.unconsumed_tail
                if got > expected:
                    raise damaged()
        got += len(unpacker.flush()) if not unpacker.eof else 0
    except zlib.error:
        raise damaged() from None
    if got > expected:
        raise damaged()
    if got < expected or not unpacker.eof:
        raise cut_short()
    rest = unpacker.unused_data + stream[at:]
    notes.drop(rest, BEHIND)
    return stream[: len(stream) - len(rest)]


def _put(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
