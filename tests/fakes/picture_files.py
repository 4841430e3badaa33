"""Pictures of our own making, with everything in them that a camera or an attacker may put there."""

from __future__ import annotations

import struct
import zlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageReader


def drawing(width: int = 24, height: int = 16) -> QImage:
    """A small picture without a pattern that repeats."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    for x in range(width):
        for y in range(height):
            image.setPixelColor(x, y, QColor((x * 37) % 256, (y * 53) % 256, (x * y * 11) % 256))
    return image


def file(kind: str, image: QImage | None = None) -> bytes:
    """The drawing as a file: JPG, PNG or WEBP."""
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert (image or drawing()).save(buffer, kind, 90)  # pyright: ignore[reportCallIssue, reportArgumentType]  (a name as bytes or text)
    return bytes(store.data())


def gif(frames: int = 1) -> bytes:
    """Two by two pixels, once or moving."""
    loop = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00" if frames > 1 else b""
    one = b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c\x00\x00\x00\x00\x02\x00\x02\x00\x00\x02\x03\x44\x34\x05\x00"
    table = b"\xff\xff\xff\xff\x00\x00\x00\xff\x00\x00\x00\xff"
    return b"GIF89a\x02\x00\x02\x00\x91\x00\x00" + table + loop + one * frames + b"\x3b"


def shown(content: bytes, *, turned: bool = False) -> QImage:
    """What a viewer shows of a file."""
    buffer = QBuffer()
    buffer.setData(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(turned)
    image = reader.read()
    assert not image.isNull(), reader.errorString()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def exif(orientation: int = 1, *, order: str = ">", secret: bytes = b"SECRET") -> bytes:
    """A TIFF structure as cameras write it: camera, time, name, place, a small copy."""
    mark = b"MM\x00*" if order == ">" else b"II*\x00"
    short = struct.pack(f"{order}HH", orientation, 0)

    def entry(tag: int, kind: int, count: int, value: bytes) -> bytes:
        return struct.pack(f"{order}HHI", tag, kind, count) + value

    def number(value: int) -> bytes:
        return struct.pack(f"{order}I", value)

    # Six entries from 8: 2 + 6 * 12 + 4 = 78, so the GPS directory stands at 86, the second at 104, words after it.
    words = secret + b"\x00"
    first = struct.pack(f"{order}H", 6) + b"".join(
        (
            entry(0x010F, 2, len(words), number(122)),
            entry(0x0110, 2, len(words), number(122)),
            entry(0x0112, 3, 1, short),
            entry(0x0132, 2, len(words), number(122)),
            entry(0x013B, 2, len(words), number(122)),
            entry(0x8825, 4, 1, number(86)),
        )
    )
    place = struct.pack(f"{order}H", 1) + entry(0x0001, 2, 2, b"N\x00\x00\x00") + number(0)
    small = struct.pack(f"{order}H", 1) + entry(0x0201, 4, 1, number(122)) + number(0)
    return mark + number(8) + first + number(104) + place + small + words


def segment(marker: int, body: bytes) -> bytes:
    """One segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg_with(*segments: bytes, content: bytes | None = None) -> bytes:
    """A JPEG with more segments behind its first marker."""
    plain = content or file("JPG")
    return plain[:2] + b"".join(segments) + plain[2:]


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes, content: bytes | None = None) -> bytes:
    """A PNG with more chunks behind its head."""
    plain = content or file("PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def riff(kind: bytes, data: bytes) -> bytes:
    """One chunk of a WebP."""
    return struct.pack("<4sI", kind, len(data)) + data + b"\x00" * (len(data) & 1)


def webp_with(*chunks: bytes, flags: int = 0x0C) -> bytes:
    """A WebP in its extended form, with more chunks at its end."""
    image = shown(file("WEBP"))
    size = (image.width() - 1).to_bytes(3, "little") + (image.height() - 1).to_bytes(3, "little")
    plain = file("WEBP")
    at = 12 + (8 + 10 if plain[12:16] == b"VP8X" else 0)
    drawn = plain[at : at + 8 + struct.unpack_from("<I", plain, at + 4)[0]]
    body = b"WEBP" + riff(b"VP8X", bytes((flags, 0, 0, 0)) + size) + drawn + b"".join(chunks)
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def profile(tags: tuple[bytes, ...] = (b"desc", b"cprt")) -> bytes:
    """A colour profile with these tags."""
    count = len(tags)
    table = b"".join(
        struct.pack(">4sII", tag, 132 + 12 * count + 8 * place, 8) for place, tag in enumerate(tags)
    )
    size = 132 + 12 * count + 8 * count
    head = struct.pack(">I", size) + b"\x00" * 32 + b"acsp" + b"\x00" * 88
    return head + struct.pack(">I", count) + table + b"desc\x00\x00\x00\x00" * count
