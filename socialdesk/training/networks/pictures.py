"""Small made-up pictures, so that evidence of media can be practised without anybody's photograph."""

from __future__ import annotations

import struct
import zlib
from random import Random


def draw_png(name: str, width: int = 240, height: int = 160) -> bytes:
    """A PNG of coloured blocks, always the same for the same `name`. Sizes in pixels."""
    dice = Random(f"picture/{name}")
    across, down = 8, 6
    colours = [bytes(dice.randrange(40, 230) for _ in range(3)) for _ in range(across * down)]
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += colours[(y * down // height) * across + x * across // width]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows)))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def media_type(content: bytes) -> str:
    """The media type by the first bytes, `application/octet-stream` where they say nothing."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"GIF8"):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"
