"""A picture as it may leave: without place, time, camera, comments and whatever else draws nothing (3.2, P3).

The picture itself keeps its own bytes: nothing is drawn anew, so nothing of it gets worse. How it is turned stays, as
the one thing that Exif still says. The parsers are the desk's own, of the four formats that networks take: a library
would decode what strangers send, and none of those that do not is kept up.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from socialdesk.publishing import picture_gif, picture_jpeg, picture_png, picture_webp
from socialdesk.publishing.picture_parts import MOST_BYTES, Notes, PictureRefused

__all__ = ["Cleaned", "PictureRefused", "clean"]

JPEG, PNG, GIF, WEBP = "image/jpeg", "image/png", "image/gif", "image/webp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A picture that may be put with a post."""

    content: bytes = field(repr=False)
    media_type: str
    width: int
    height: int
    """In pixels, as it is stored; turned by a quarter where `orientation` is 5 to 8."""
    orientation: int = 1
    """As Exif has it: 1 is upright."""
    removed: tuple[str, ...] = ()
    """What was taken out, in words, the weightiest first; empty where nothing was."""

    @property
    def sha256(self) -> str:
        """Of its content, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def note(self) -> str:
        """What was taken out, in a sentence; "" where nothing was."""
        if not self.removed:
            return ""
        *others, last = self.removed
        listed = f"{', '.join(others)} and {last}" if others else last
        return f"Taken out of the file: {listed}."


def clean(content: bytes) -> Cleaned:
    """The picture without what draws nothing. Raises PictureRefused for what is no picture, is damaged or too large."""
    if len(content) > MOST_BYTES:
        raise PictureRefused(
            f"This file has {len(content) / 1_000_000:.0f} MB, which is too much for a picture.",
            to_do="Save it smaller.",
        )
    notes = Notes()
    if content.startswith(b"\xff\xd8\xff"):
        kind, (cleaned, width, height) = JPEG, picture_jpeg.clean(content, notes)
    elif content.startswith(picture_png.SIGNATURE):
        kind, (cleaned, width, height) = PNG, picture_png.clean(content, notes)
    elif content.startswith(picture_gif.SIGNATURES):
        kind, (cleaned, width, height) = GIF, picture_gif.clean(content, notes)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        kind, (cleaned, width, height) = WEBP, picture_webp.clean(content, notes)
    else:
        raise PictureRefused(_what_it_is(content))
    return Cleaned(
        content=cleaned,
        media_type=kind,
        width=width,
        height=height,
        orientation=notes.orientation,
        removed=notes.told,
    )


def _what_it_is(content: bytes) -> str:
    if not content:
        return "This file is empty."
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
        return "This is a picture of a kind that networks do not take (HEIC or AVIF). Save it as JPEG."
    if content[:4] in (b"II*\x00", b"MM\x00*") or content[:2] == b"BM":
        return "This is a picture of a kind that networks do not take. Save it as JPEG or PNG."
    return "This file is no JPEG, PNG, GIF or WebP picture."
