"""The same thing said again by the same person (4.3e, R8)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz

from socialdesk.triage.api import EarlierText

SHORT = 25
"""Characters of the canonical form; what is shorter ("well done") is said twice by many without harm."""
_TOO_SHORT = 8
_COMPARED = 2_000
"""Characters that are compared; two longer texts that begin alike for so long are alike."""
_READ = 20_000
"""Characters of the original that are read at all."""
_INVISIBLE = ("Cf", "Mn", "Me")
_NOT_WORDS = re.compile(r"[\W_]+")
_HELD = re.compile(r"(.)\1{2,}")
_ALIKE = 82
_CONTAINED = 94
_LENGTHS = 0.55
"""Per cent, per cent and a ratio: with these, 98 in 100 of ten kinds of edit are found (tests/benchmarks)."""
_LOOKS_LIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u04cf"
    "\u03b1\u03b5\u03bf\u03c1\u03c5\u03bd\u03b9\u03ba\u03c4",
    "aeopcyxijsdhlaeopuvikt",
)
"""Cyrillic and Greek small letters that pass for Latin ones."""
_LEET = str.maketrans("0134579@$", "oieastgas")
_SIGN_IN_WORD = re.compile(r"[!|](?=[a-z])")


def canonical(untrusted_text: str) -> str:
    """The words alone: no case, accents, punctuation, emoji, invisible characters or held letters."""
    text = untrusted_text[:_READ]
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if unicodedata.category(letter) not in _INVISIBLE)
    return _HELD.sub(r"\1\1", _NOT_WORDS.sub(" ", text.casefold())).strip()


def folded(untrusted_text: str) -> str:
    """As `canonical`, with look-alikes and every digit read as the letter that it may pass for: only to compare by."""
    text = untrusted_text[:_READ]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold().translate(_LOOKS_LIKE).translate(_LEET)
    return canonical(_SIGN_IN_WORD.sub("i", text))


def repeat_key(untrusted_text: str) -> bytes:
    """16 bytes, the same for texts whose words are the same; the text itself cannot be had back from it.

    A text without words, such as emoji alone, has the key of its bare characters.
    """
    words = canonical(untrusted_text) or "".join(untrusted_text[:_READ].split())
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def repeated(untrusted_text: str, earlier: Iterable[EarlierText]) -> tuple[EarlierText, bool] | None:
    """The first of `earlier` that says the same, and whether in the same words; None where none does."""
    ours = canonical(untrusted_text)[:_COMPARED]
    if len(ours) < _TOO_SHORT:
        return None
    near: EarlierText | None = None
    our_letters = folded(untrusted_text)
    for other in earlier:
        if ours == canonical(other.untrusted_text)[:_COMPARED]:
            return other, True
        if near is None and alike(our_letters, folded(other.untrusted_text)):
            near = other
    return (near, False) if near else None


def alike(ours: str, theirs: str) -> bool:
    """Whether two `folded` texts say nearly the same; never for what is shorter than SHORT."""
    ours, theirs = ours[:_COMPARED], theirs[:_COMPARED]
    shorter, longer = sorted((len(ours), len(theirs)))
    if shorter < SHORT or shorter < _LENGTHS * longer:
        return False
    return bool(
        fuzz.ratio(ours, theirs, score_cutoff=_ALIKE)
        or fuzz.partial_ratio(ours, theirs, score_cutoff=_CONTAINED)
    )
