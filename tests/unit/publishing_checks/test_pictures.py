"""What leaves with a picture is the picture alone, and what is no picture does not leave (3.2, P3)."""

from __future__ import annotations

import re
import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from socialdesk.publishing.picture_parts import BEHIND, CAMERA, COMMENT, FILM, PERSON, PLACE, SMALL, TIME
from socialdesk.publishing.pictures import Cleaned, PictureRefused, clean
from tests.fakes import picture_files as files

SECRET = b"SECRET"
XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude='52,14N' dc:creator='SECRET'/>"
EXIF = b"Exif\x00\x00" + files.exif()

pytestmark = pytest.mark.clause("P3")


def jpeg_full() -> bytes:
    """As a telephone writes it, and then some."""
    plain = files.jpeg_with(
        files.segment(0xE1, EXIF),
        files.segment(0xE1, XMP),
        files.segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04 SECRET"),
        files.segment(0xE2, b"MPF\x00SECRET"),
        files.segment(0xE0, b"JFXX\x00\x10SECRET"),
        files.segment(0xE5, b"SECRET of a maker"),
        files.segment(0xFE, b"SECRET comment"),
    )
    return plain + b"\x00\x00SECRET behind it"


def png_full() -> bytes:
    return (
        files.png_with(
            files.chunk(b"eXIf", files.exif()),
            files.chunk(b"tEXt", b"Author\x00SECRET"),
            files.chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(SECRET)),
            files.chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + XMP),
            files.chunk(b"tIME", b"\x07\xea\x0b\x1a\x02\x00\x00"),
            files.chunk(b"caBX", SECRET),
        )
        + b"SECRET behind it"
    )


def gif_full() -> bytes:
    plain = files.gif(3)
    more = b"\x21\xfe\x06SECRET\x00" + b"\x21\xff\x0bXMP DataXMP\x06SECRET\x00"
    return plain[:25] + more + plain[25:] + b"SECRET behind it"


def webp_full() -> bytes:
    return (
        files.webp_with(
            files.riff(b"EXIF", files.exif()), files.riff(b"XMP ", XMP), files.riff(b"JUNK", SECRET)
        )
        + b"SECRET behind it"
    )


FULL = {"jpeg": jpeg_full, "png": png_full, "gif": gif_full, "webp": webp_full}


@pytest.mark.parametrize("kind", FULL)
def test_nothing_but_the_picture_leaves(kind: str):
    before = FULL[kind]()
    after = clean(before)
    assert after.media_type == f"image/{kind}"
    assert SECRET not in after.content
    assert b"GPS" not in after.content
    assert b"Exif" not in after.content
    assert files.shown(after.content) == files.shown(before)
    assert (after.width, after.height) == (files.shown(before).width(), files.shown(before).height())


@pytest.mark.parametrize("kind", FULL)
def test_cleaning_twice_alters_nothing(kind: str):
    once = clean(FULL[kind]())
    again = clean(once.content)
    assert again.content == once.content
    assert again.removed == ()
    assert again.note == ""


def test_the_note_says_what_was_there():
    found = clean(files.jpeg_with(files.segment(0xE1, EXIF), files.segment(0xFE, b"hello")))
    assert found.removed == (PLACE, TIME, CAMERA, PERSON, COMMENT, SMALL)
    assert found.note == (
        "Taken out of the file: where it was taken, when it was taken, the camera, who took it, a comment and a small"
        " copy of the picture."
    )


def test_a_plain_picture_has_no_note():
    assert clean(files.gif()).removed == ()


@pytest.mark.parametrize("order", "><")
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_how_it_is_turned_stays(kind: str, orientation: int, order: str):
    tiff = files.exif(orientation, order=order)
    before = {
        "jpeg": lambda: files.jpeg_with(files.segment(0xE1, b"Exif\x00\x00" + tiff)),
        "png": lambda: files.png_with(files.chunk(b"eXIf", tiff)),
        "webp": lambda: files.webp_with(files.riff(b"EXIF", tiff)),
    }[kind]()
    after = clean(before)
    assert after.orientation == orientation
    assert SECRET not in after.content
    assert files.shown(after.content, turned=True) == files.shown(before, turned=True)


def test_a_moving_picture_keeps_moving():
    assert clean(files.gif(3)).content == files.gif(3)


def test_a_colour_profile_stays_where_it_holds_colours_alone():
    plain, own = files.profile(), files.profile((b"desc", b"mmod"))
    icc = b"ICC_PROFILE\x00\x01\x01"
    assert plain in clean(files.jpeg_with(files.segment(0xE2, icc + plain))).content
    assert own not in clean(files.jpeg_with(files.segment(0xE2, icc + own))).content
    packed = clean(files.png_with(files.chunk(b"iCCP", b"SECRET\x00\x00" + zlib.compress(plain))))
    assert b"iCCP" in packed.content
    assert SECRET not in packed.content
    assert (
        b"iCCP" not in clean(files.png_with(files.chunk(b"iCCP", b"x\x00\x00" + zlib.compress(own)))).content
    )


def test_a_profile_that_hides_words_behind_its_colours_goes():
    hidden = files.profile() + SECRET
    whole = struct.pack(">I", len(hidden)) + hidden[4:]
    assert (
        SECRET not in clean(files.jpeg_with(files.segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + whole))).content
    )


def test_a_small_film_behind_a_picture_goes():
    found = clean(files.file("JPG") + b"\x00\x00\x00\x18ftypmp42" + b"SECRET" * 9)
    assert found.removed == (FILM,)
    assert SECRET not in found.content


def test_what_was_cropped_off_goes_from_within_the_stream():
    plain = files.file("PNG")
    at = plain.index(b"IDAT")
    length = struct.unpack_from(">I", plain, at - 4)[0]
    stream = plain[at + 4 : at + 4 + length]
    before = (
        plain[: at - 4]
        + files.chunk(b"IDAT", stream + b"SECRET of the part cut off")
        + plain[at + 8 + length :]
    )
    after = clean(before)
    assert after.removed == (BEHIND,)
    assert SECRET not in after.content


@pytest.mark.parametrize(
    "hidden",
    [
        b"PK\x03\x04 an archive",
        b"%PDF-1.7 a document",
        b"<script >alert(1)</script>",
        b"<?php system($_GET['x']);",
        b"\x7fELF\x02\x01",
        b"<HTML lang=en>",
        b"Rar!\x1a\x07\x00",
    ],
)
@pytest.mark.parametrize("kind", FULL)
def test_two_files_in_one_are_refused(kind: str, hidden: bytes):
    plain = {
        "jpeg": files.file("JPG"),
        "png": files.file("PNG"),
        "gif": files.gif(),
        "webp": files.file("WEBP"),
    }[kind]
    with pytest.raises(PictureRefused, match="something else"):
        clean(plain + hidden)


def test_a_program_in_a_comment_is_refused():
    with pytest.raises(PictureRefused, match="something else"):
        clean(files.jpeg_with(files.segment(0xFE, b"<?php evil();")))
    with pytest.raises(PictureRefused, match="something else"):
        clean(files.png_with(files.chunk(b"tEXt", b"x\x00<script src=//evil>")))


@pytest.mark.parametrize("kind", FULL)
def test_every_cut_of_a_picture_is_refused_or_whole(kind: str):
    plain = {
        "jpeg": files.file("JPG"),
        "png": files.file("PNG"),
        "gif": files.gif(2),
        "webp": files.file("WEBP"),
    }[kind]
    for end in range(len(plain)):
        with pytest.raises(PictureRefused):
            clean(plain[:end])


def bomb(width: int, height: int) -> dict[str, bytes]:
    """Small files that claim to be large."""
    png = files.chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    jpeg = files.file("JPG")
    at = jpeg.index(b"\xff\xc0") if b"\xff\xc0" in jpeg else jpeg.index(b"\xff\xc2")
    side = struct.pack(">HH", height & 0xFFFF, width & 0xFFFF)
    webp = files.webp_with()
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    moving = files.gif()
    return {
        "png": b"\x89PNG\r\n\x1a\n"
        + png
        + files.chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + files.chunk(b"IEND", b""),
        "jpeg": jpeg[: at + 5] + side + jpeg[at + 9 :],
        "webp": webp[:24] + sides + webp[30:],
        "gif": moving[:6] + struct.pack("<HH", width & 0xFFFF, height & 0xFFFF) + moving[10:],
    }


@pytest.mark.parametrize("kind", FULL)
def test_a_declared_size_that_no_memory_holds_is_refused(kind: str):
    with pytest.raises(PictureRefused, match="too large"):
        clean(bomb(60_000, 60_000)[kind])


def test_a_stream_that_unpacks_without_end_is_refused():
    head = files.chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
    stream = files.chunk(b"IDAT", zlib.compress(b"\0" * 50_000_000, 9))
    with pytest.raises(PictureRefused):
        clean(b"\x89PNG\r\n\x1a\n" + head + stream + files.chunk(b"IEND", b""))


def test_a_moving_picture_of_a_million_frames_is_refused():
    frame = b"\x2c\x00\x00\x00\x00\x10\x27\x88\x13\x00\x02\x03\x44\x34\x05\x00"
    head = b"GIF89a\x10\x27\x88\x13\x91\x00\x00" + b"\x00" * 12
    with pytest.raises(PictureRefused, match="too long"):
        clean(head + frame * 20 + b"\x3b")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"hello", "no JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG"),
        (b"\x00\x00\x00\x18ftypheic\x00", "HEIC"),
        (b"II*\x00\x08\x00\x00\x00", "Save it as JPEG"),
        (b"%PDF-1.7\n\xff\xd8\xff\xe0", "no JPEG"),
        (b"\xff\xd8\xff", "cut short"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"GIF89a", "cut short"),
        (b"RIFF\x04\x00\x00\x00WEBP", "cut short"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, says: str):
    with pytest.raises(PictureRefused, match=says) as refused:
        clean(content)
    assert "Your draft is as it was." in str(refused.value)


def test_an_altered_chunk_is_noticed():
    plain = bytearray(files.file("PNG"))
    plain[20] ^= 1
    with pytest.raises(PictureRefused, match="damaged"):
        clean(bytes(plain))


def test_a_file_too_large_is_refused():
    with pytest.raises(PictureRefused, match="MB"):
        clean(b"\xff\xd8\xff" + b"\x00" * 30_000_001)


@given(st.sampled_from(sorted(FULL)), st.data())
def test_whatever_is_damaged_is_refused_or_clean(kind: str, data: st.DataObject):
    content = bytearray(FULL[kind]())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    try:
        found = clean(bytes(content))
    except PictureRefused:
        return
    assert isinstance(found, Cleaned)
    assert clean(found.content).content == found.content


@given(
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\xff\x00\x00\x00WEBP"]),
    st.binary(max_size=300),
)
def test_rubbish_behind_a_head_is_refused(head: bytes, rest: bytes):
    with pytest.raises(PictureRefused):
        clean(head + rest)


ANOTHER_FILE = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF|<(?:script|html|svg)[\s>]|<\?php\s|"
    rb"#!/(?:bin|usr)/",
    re.IGNORECASE,
)
"""What begins another file, wherever it stands."""


@given(st.binary(max_size=200))
@example(b"PK\x03\x04")
@example(b"MM\x00\x2a%PDF-1.7")
def test_any_exif_can_be_read_without_harm(rubbish: bytes):
    picture = files.jpeg_with(files.segment(0xE1, b"Exif\x00\x00" + rubbish), content=PLAIN)
    if ANOTHER_FILE.search(rubbish):
        with pytest.raises(PictureRefused, match="something else"):
            clean(picture)
        return
    found = clean(picture)
    assert 1 <= found.orientation <= 8
    assert len(found.content) - len(clean(PLAIN).content) == (0 if found.orientation == 1 else 36)


PLAIN = files.file("JPG")
