"""What the parsers of pictures share: limits, refusals, Exif, colour profiles, the note of what was taken out (3.2)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from socialdesk.errors import UserFacingError

MOST_BYTES = 30_000_000
MOST_PIXELS = 60_000_000
"""Width times height, as the file declares it: a small file may claim a picture that fills all memory."""
MOST_SIDE = 20_000
MOST_MOVING = 600_000_000
"""Pixels of all pictures of a moving one together."""

PLACE, TIME, CAMERA, PERSON = "where it was taken", "when it was taken", "the camera", "who took it"
CAPTION, SMALL, OTHER = "a caption or keywords", "a small copy of the picture", "other details of the file"
BEHIND, COMMENT, FILM = "what stood behind the picture", "a comment", "a film or a second picture"
_ORDER = (PLACE, TIME, CAMERA, PERSON, CAPTION, COMMENT, SMALL, FILM, BEHIND, OTHER)

_FOREIGN = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF|<script[\s>]|<html[\s>]|<\?php\s|<svg[\s>]|"
    rb"^MZ[\s\S]{58}|#!/(?:bin|usr)/",
    re.IGNORECASE,
)


class PictureRefused(UserFacingError):
    """A file that is not put with a post; its text says why."""

    def __init__(self, happened: str, *, to_do: str = "Choose another file.") -> None:
        super().__init__(happened, kept="Your draft is as it was.", to_do=to_do)


@dataclass(slots=True)
class Notes:
    """What was taken out of a file, and how the picture is to be turned."""

    removed: set[str] = field(default_factory=set[str])
    orientation: int = 1
    """As Exif has it: 1 is upright."""

    @property
    def told(self) -> tuple[str, ...]:
        """What was taken out, in words, the weightiest first."""
        return tuple(each for each in _ORDER if each in self.removed)

    def drop(self, data: bytes, what: str) -> None:
        """Notes that bytes were left out. Raises PictureRefused where they are another file or a program."""
        if data:
            refuse_foreign(data)
            self.removed.add(what)

    def drop_exif(self, data: bytes) -> None:
        """Reads what Exif says before it is left out; keeps how the picture is turned."""
        refuse_foreign(data)
        found = set(_exif(data, self))
        self.removed |= found or {OTHER}

    def drop_text(self, data: bytes, otherwise: str) -> None:
        """Notes what XMP, IPTC or other words spoke of before they are left out."""
        refuse_foreign(data)
        found = {what for what, pattern in _SAID if pattern.search(data)}
        self.removed |= found or {otherwise}


_SAID = (
    (
        PLACE,
        re.compile(
            rb"GPS(?:Latitude|Longitude|Position)|Iptc4xmp\w*:Location|photoshop:City|geo:lat", re.IGNORECASE
        ),
    ),
    (TIME, re.compile(rb"CreateDate|DateTimeOriginal|DateCreated|CreationTime|creation time", re.IGNORECASE)),
    (CAMERA, re.compile(rb"tiff:Make|tiff:Model|SerialNumber|LensModel", re.IGNORECASE)),
    (PERSON, re.compile(rb"dc:creator|OwnerName|photoshop:Credit|\bAuthor\b", re.IGNORECASE)),
)


def refuse_foreign(data: bytes) -> None:
    """Raises PictureRefused where bytes beside the picture are another file."""
    if _FOREIGN.search(data):
        raise PictureRefused(
            "This file is a picture and something else as well: another file is hidden in it.",
            to_do="Tell Information Security where it came from, and choose another file.",
        )


def damaged() -> PictureRefused:
    """For a file that breaks its own format."""
    return PictureRefused(
        "This picture is damaged, or is not what it says to be.",
        to_do="Save it anew, or choose another file.",
    )


def cut_short() -> PictureRefused:
    """For a file that ends too early."""
    return PictureRefused(
        "This picture is cut short: a part of the file is missing.", to_do="Copy it again from where it came."
    )


def measured(width: int, height: int) -> tuple[int, int]:
    """The declared size. Raises PictureRefused for one that is none, or that no memory should hold."""
    if width < 1 or height < 1:
        raise damaged()
    if width > MOST_SIDE or height > MOST_SIDE or width * height > MOST_PIXELS:
        raise PictureRefused(
            f"This picture says to be {width:,} by {height:,} pixels, which is too large.",
            to_do="Save it smaller: 4,000 pixels on its longer side are plenty.",
        )
    return width, height


# --- Exif ---------------------------------------------------------------------------------------------------------

_TYPES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_TAGS = {
    0x010F: CAMERA, 0x0110: CAMERA, 0x0131: CAMERA, 0xA431: CAMERA, 0xA433: CAMERA, 0xA434: CAMERA, 0xA435: CAMERA,
    0x927C: CAMERA, 0x0132: TIME, 0x9003: TIME, 0x9004: TIME, 0x013B: PERSON, 0x8298: PERSON, 0xA430: PERSON,
    0x010E: CAPTION, 0x9286: CAPTION, 0x9C9B: CAPTION, 0x9C9C: CAPTION, 0x9C9D: PERSON, 0x9C9E: CAPTION,
    0x9C9F: CAPTION, 0x8825: PLACE,
}  # fmt: skip
_ORIENTATION, _EXIF_IFD, _GPS_IFD = 0x0112, 0x8769, 0x8825
_MOST_ENTRIES = 500


def _exif(data: bytes, notes: Notes) -> Iterator[str]:
    """What a TIFF structure speaks of; a broken one as far as it can be read."""
    tiff = data.removeprefix(b"Exif\x00\x00")
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return
    first = struct.unpack_from(f"{order}I", tiff, 4)[0]
    following, entries = _directory(tiff, order, first)
    for tag, value in entries:
        if tag == _ORIENTATION and 1 <= value >> (16 if order == ">" else 0) & 0xFFFF <= 8:
            notes.orientation = value >> (16 if order == ">" else 0) & 0xFFFF
        elif tag == _EXIF_IFD:
            for inner, _ in _directory(tiff, order, value)[1]:
                if inner in _TAGS:
                    yield _TAGS[inner]
        elif tag == _GPS_IFD and _directory(tiff, order, value)[1]:
            yield PLACE
        elif tag in _TAGS and tag != _GPS_IFD:
            yield _TAGS[tag]
    if following and _directory(tiff, order, following)[1]:
        yield SMALL


def _directory(tiff: bytes, order: str, at: int) -> tuple[int, list[tuple[int, int]]]:
    """Where the next directory is, and each entry's tag and four bytes of value as a number."""
    if at < 8 or at + 2 > len(tiff):
        return 0, []
    count = struct.unpack_from(f"{order}H", tiff, at)[0]
    entries: list[tuple[int, int]] = []
    place = at + 2
    for _ in range(min(count, _MOST_ENTRIES)):
        if place + 12 > len(tiff):
            return 0, entries
        tag, kind, _many, value = struct.unpack_from(f"{order}HHII", tiff, place)
        if kind in _TYPES:
            entries.append((tag, value))
        place += 12
    following = struct.unpack_from(f"{order}I", tiff, place)[0] if place + 4 <= len(tiff) else 0
    return following, entries


def upright(orientation: int) -> bytes:
    """The least Exif that says how a picture is turned, as a TIFF structure; nothing for an upright one."""
    if orientation == 1:
        return b""
    return b"MM\x00\x2a\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)


# --- Colour profiles ----------------------------------------------------------------------------------------------

_MOST_PROFILE = 100_000
_PROFILE_TAGS = frozenset(
    b"desc cprt wtpt bkpt rXYZ gXYZ bXYZ rTRC gTRC bTRC kTRC chad lumi meas view vued tech cicp dmdd dmnd A2B0 A2B1"
    b" A2B2 B2A0 B2A1 B2A2 gamt".split()
)


def plain_profile(profile: bytes) -> bool:
    """True for a colour profile with nothing in it but colours: no tags of a maker's own, which may name a device."""
    if not 132 <= len(profile) <= _MOST_PROFILE or profile[36:40] != b"acsp":
        return False
    size, count = struct.unpack_from(">I", profile, 0)[0], struct.unpack_from(">I", profile, 128)[0]
    if size != len(profile) or count > 100 or 132 + 12 * count > size:
        return False
    ends = 132 + 12 * count
    for place in range(132, 132 + 12 * count, 12):
        tag, at, length = profile[place : place + 4], *struct.unpack_from(">II", profile, place + 4)
        if tag not in _PROFILE_TAGS or at < 132 or at + length > size:
            return False
        ends = max(ends, at + length)
    return size - ends < 4 and not _FOREIGN.search(profile)
