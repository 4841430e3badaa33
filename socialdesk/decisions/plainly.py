"""A stranger's words in a text that leaves the desk: nothing in them hides, reverses or breaks a line."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset({"Cc", "Cs", "Co", "Cn"})
_REVERSING = frozenset(
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)
)
_JOINERS = frozenset("\u200c\u200d")
"""What scripts and emoji are written with."""


def plainly(untrusted: str, *, longest: int = 100_000) -> str:
    """The same words, with control signs and what changes the direction of reading named as [U+202E].

    Line ends of any kind become one; what is longer than `longest` characters ends with a note that it was cut.
    """
    cut = untrusted[:longest]
    joined = cut.replace("\r\n", "\n")
    for other in ("\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"):
        joined = joined.replace(other, "\n")
    words = "".join(_named(sign) for sign in joined)
    return words if len(cut) == len(untrusted) else f"{words}\n[cut here: the evidence has all of it]"


def quoted(untrusted: str) -> str:
    """`plainly`, each line behind `> `: nothing a stranger writes can stand as a line of ours."""
    return "\n".join(f"> {line}" for line in plainly(untrusted).split("\n"))


def one_plain_line(untrusted: str, *, longest: int = 200) -> str:
    """`plainly` on one line, cut to `longest` characters."""
    words = " ".join(plainly(untrusted[: longest * 2]).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def _named(sign: str) -> str:
    if sign in "\n\t" or sign in _JOINERS:
        return sign
    if sign in _REVERSING or unicodedata.category(sign) in _HIDDEN:
        return f"[U+{ord(sign):04X}]"
    if unicodedata.category(sign) == "Cf":
        return f"[U+{ord(sign):04X}]"
    return sign
