"""How long a text is in grapheme clusters, what a reader takes for one sign: as Bluesky counts, and X its emoji.

A short form of Unicode's rules (UAX 29), without the tables for Indic conjuncts and rare prepended signs. Where it
differs from the network's count, the network's refusal is the last word.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_JOINER = "\u200d"
_FLAG_FIRST, _FLAG_LAST = 0x1F1E6, 0x1F1FF


def count_graphemes(text: str) -> int:
    """The number of grapheme clusters in `text`."""
    return sum(1 for _ in clusters(text))


def is_picture(cluster: str) -> bool:
    """True where a cluster is an emoji or a flag."""
    first = ord(cluster[0])
    return _is_picture(cluster[0]) or _FLAG_FIRST <= first <= _FLAG_LAST or "\ufe0f" in cluster


def clusters(text: str) -> Iterator[str]:
    """The grapheme clusters of `text`, in order."""
    begun, flags, before = 0, 0, ""
    picture = False  # the cluster's end is an emoji, with or without marks upon it
    for place, sign in enumerate(text):
        flag = _FLAG_FIRST <= ord(sign) <= _FLAG_LAST
        flags = flags + 1 if flag else 0
        pair = flag and flags % 2 == 0
        if before and (pair or _continues(before, sign, picture=picture)):
            picture = _is_picture(sign) or (picture and _extends(sign))
        else:
            if before:
                yield text[begun:place]
            begun = place
            picture = _is_picture(sign)
        before = sign
    if before:
        yield text[begun:]


def _continues(before: str, sign: str, *, picture: bool) -> bool:
    """True where no new cluster begins between the two."""
    if before == "\r":
        return sign == "\n"
    if _is_control(before) or _is_control(sign):
        return False
    if _extends(sign) or (picture and before == _JOINER and _is_picture(sign)):
        return True
    return _same_syllable(before, sign)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Zl", "Zp"} or sign == "\u200b"


def _extends(sign: str) -> bool:
    """Marks, joiners, variation selectors, skin tones, tags: they belong to what stands before them."""
    code = ord(sign)
    return (
        unicodedata.category(sign) in {"Mn", "Me", "Mc"}
        or sign in {_JOINER, "\u200c", "\u0e33", "\u0eb3"}
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_picture(sign: str) -> bool:
    """Emoji, near enough: symbols that are neither letters of flags nor skin tones."""
    code = ord(sign)
    if _FLAG_FIRST <= code <= _FLAG_LAST or 0x1F3FB <= code <= 0x1F3FF:
        return False
    return unicodedata.category(sign) == "So" or 0x1F000 <= code <= 0x1FAFF


def _same_syllable(before: str, sign: str) -> bool:
    """Hangul letters that are written as one."""
    left, right = _hangul(before), _hangul(sign)
    return (left, right) in {
        ("L", "L"), ("L", "V"), ("L", "LV"), ("L", "LVT"),
        ("LV", "V"), ("V", "V"), ("LV", "T"), ("V", "T"), ("LVT", "T"), ("T", "T"),
    }  # fmt: skip


def _hangul(sign: str) -> str:
    code = ord(sign)
    if 0x1100 <= code <= 0x115F or 0xA960 <= code <= 0xA97C:
        return "L"
    if 0x1160 <= code <= 0x11A7 or 0xD7B0 <= code <= 0xD7C6:
        return "V"
    if 0x11A8 <= code <= 0x11FF or 0xD7CB <= code <= 0xD7FB:
        return "T"
    if 0xAC00 <= code <= 0xD7A3:
        return "LV" if (code - 0xAC00) % 28 == 0 else "LVT"
    return ""
