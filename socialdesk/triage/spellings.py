"""The listed word that one written word is, through digits, stars, stretching, swapped and missing letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby, product

from socialdesk.triage.lexicon import Word

LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "6": "g", "2": "z"}
    | {"@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "£": "l", "¢": "c", "^": "a"}
)
_TWO_WAYS = {"1": "l", "!": "l", "|": "l", "6": "b"}
"""Signs that stand for another letter as well."""
_MOST_DOUBTFUL = 5
_MASKS = "*#%&•-_.?@$!+=~^"
_QUIET = "-_.?+=~"
"""Masks that stand between letters for other reasons as well."""
_MASKED = re.compile(rf"[a-z$@5][a-z0-9{re.escape(_MASKS)}]{{2,24}}")
_FIRST_GONE = re.compile(r"(\*{1,2})([a-z]{2,12})")
_NO_DISGUISE = re.compile(r"[a-z]{1,3}\d{1,4}|\d[a-z]{2}")
"""Roads, models, sizes, either half of a postcode."""
_MOST_MORE = 3
"""Letters that a lone star may stand for beside its own."""
_ACTS = frozenset({"hit", "hits", "itch"})
"""*hits the roof*"""
_F_ING = re.compile(r"f['\-.*]{1,5}(?:ing|in|ed|er|ers)")
_SIGN = re.compile(r"[0-9@$!|+€£¢^]")
_ONE_BY_ONE = re.compile(r"[a-z0-9@$!](?:[.\-_*~+]{1,2}[a-z0-9@$!]){2,20}")
_HELD = re.compile(r"([a-z])\1\1|([a-z])\2[a-z]*([a-z])\3")
_VOWEL_TWICE = re.compile(r"[a-z](aa|ii|uu|oo)[a-z]{2}|^(aa|ii|uu)[a-z]")
_RUN = re.compile(r"(.)\1*")
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Spelt:
    """What a written word stands for."""

    word: Word
    disguised: bool
    sure: bool
    """False where the letters could be meant for another word."""
    asks: bool
    """True where only the words around it can tell whether it is meant."""


class Spellings:
    """Knows the words of one list in every spelling. `allowed` are innocent words, `everyday` frequent ones."""

    def __init__(
        self, words: Mapping[str, Word], allowed: Collection[str], everyday: Collection[str]
    ) -> None:
        self._words = words
        self._allowed = allowed
        self._everyday = everyday
        self._by_runs: dict[str, list[Word]] = {}
        self._by_letters: dict[str, list[Word]] = {}
        self._swapped: dict[str, Word] = {}
        self._bare: dict[str, Word] = {}
        for word in words.values():
            self._by_runs.setdefault(_squeezed(word.letters), []).append(word)
            self._by_letters.setdefault(word.letters[0], []).append(word)
            self._add_swaps(word)
        # The surer words first, as two words may leave the same letters.
        for word in sorted(words.values(), key=lambda each: (each.innocent_too, each.literal)):
            for bare in _without_vowels(word.letters):
                self._bare.setdefault(bare, word)

    def one(self, core: str) -> Spelt | None:
        """The listed word that `core` is, if any."""
        if not core:
            return None
        if core in self._allowed:
            # "bell-end" is a place and an insult: what reads as a listed word needs others to say so.
            found = self._reading(core, False)
            return replace(found, asks=True) if found and len(core) > 2 else None
        if word := self._words.get(core):
            return Spelt(word, disguised=False, sure=True, asks=word.innocent_too)
        if _NO_DISGUISE.fullmatch(core):
            word = self._words.get(core.translate(LEET))
            return Spelt(word, disguised=True, sure=True, asks=len(core) < 4) if word else None
        if core.endswith(("'s", "s'")):
            return self.one(core[:-2])
        if not any("a" <= letter <= "z" for letter in core):
            return None
        # What is plainly a disguise, and no slip of the pen, counts for a literal word too.
        plainly = bool(_SIGN.search(core) or _ONE_BY_ONE.fullmatch(core) or _HELD.search(core))
        found = self._reading(core, plainly)
        if found is None or found.asks or not found.sure:
            return self._masked(core) or found
        return found

    def _reading(self, core: str, plainly: bool, /) -> Spelt | None:
        return next((found for letters in _readings(core) if (found := self._read(letters, plainly))), None)

    def _read(self, letters: str, plainly: bool) -> Spelt | None:
        if len(letters) < 3:
            return None
        if letters not in self._allowed:
            word = self._words.get(letters)
            if word is not None and (plainly or not word.literal):
                return Spelt(word, disguised=True, sure=True, asks=word.innocent_too and not plainly)
            for word in self._by_runs.get(_squeezed(letters), ()):
                held = plainly or not word.literal or (_VOWEL_TWICE.search(letters) and not word.innocent_too)
                if held and _stretches(letters, word.letters):
                    return Spelt(
                        word, disguised=True, sure=True, asks=len(word.letters) < 4 and word.innocent_too
                    )
        if word := self._swapped.get(letters):
            asks = len(letters) < 4 or letters in self._allowed
            return Spelt(word, disguised=True, sure=False, asks=asks)
        if word := self._bare.get(letters):
            # A known shortening of something else is taken so only among words that say so.
            asks = letters in self._allowed or (
                len(letters) < 4 and (word.strength < 2 or word.innocent_too or word.strand != "")
            )
            return Spelt(
                word,
                disguised=True,
                sure=False,
                asks=asks or (word.literal and word.strength < 2 and len(letters) < 4),
            )
        return None

    def _masked(self, core: str) -> Spelt | None:
        """f*ck, f**k, sh-t, b******, *unt: stars and the like in place of letters."""
        gone = _FIRST_GONE.fullmatch(core)
        if gone and gone[2] not in _ACTS:
            return self._first_gone(gone)
        if _F_ING.fullmatch(core) and (word := self._words.get("fucking")):
            return Spelt(word, disguised=True, sure=False, asks=False)
        core = core.rstrip("!?.-_=~^%&+")
        if not _is_masked(core) or core.rstrip("*") in self._allowed or core.rstrip("*") in self._everyday:
            return None
        shown = sum(letter not in _MASKS for letter in core)
        masks = {letter for letter in core if letter in _MASKS}
        one_sign = len(core) - shown == 1 and masks <= {"@", "#"}
        for loose in (False, True) if masks == {"*"} or one_sign else (False,):
            pattern = re.compile(_mask_pattern(core, loose=loose))
            for word in self._by_letters.get(core[0].translate(LEET), ()):
                if pattern.fullmatch(word.letters) and _may_be_masked(word, core, shown, loose=loose):
                    asks = len(word.letters) < 4 and core[1:2] + core[3:] != "*"
                    return Spelt(word, disguised=True, sure=shown >= 3 and not loose, asks=asks)
        return None

    def _first_gone(self, gone: re.Match[str]) -> Spelt | None:
        pattern = re.compile("[a-z]" * len(gone[1]) + gone[2])
        for word in self._words.values():
            if (
                len(word.letters) > 3
                and word.strength > 2
                and not word.innocent_too
                and pattern.fullmatch(word.letters)
            ):
                return Spelt(word, disguised=True, sure=False, asks=False)
        return None

    def _add_swaps(self, word: Word) -> None:
        letters = word.letters
        for place in range(0 if len(letters) > 3 else 1, len(letters) - 1):
            swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
            # A word that is innocent itself needs others to say so, and a mild word is not worth that.
            if not (swapped in self._words or swapped in self._everyday) and (
                word.strength > 1 or swapped not in self._allowed
            ):
                self._swapped.setdefault(swapped, word)


def _readings(core: str) -> Iterator[str]:
    """What the characters of a word may stand for, separators taken out."""
    first = core.translate(LEET)
    yield _letters(first)
    doubtful = [place for place, sign in enumerate(core) if sign in _TWO_WAYS]
    for taken in product((False, True), repeat=len(doubtful)) if 0 < len(doubtful) < _MOST_DOUBTFUL else ():
        other = list(core)
        for place in (place for place, take in zip(doubtful, taken, strict=True) if take):
            other[place] = _TWO_WAYS[core[place]]
        if any(taken):
            yield _letters("".join(other).translate(LEET))
    if "v" in first or first.endswith("z") or "kk" in first or "ph" in first or "cc" in first:
        other = re.sub("z$", "s", first.replace("vv", "w").replace("v", "u").replace("kk", "ck"))
        yield _letters(other.replace("ph", "f").replace("cc", "ck"))


def _letters(text: str) -> str:
    return "".join(letter for letter in text if "a" <= letter <= "z")


def _without_vowels(word: str) -> Iterator[str]:
    """bstrd for bastard, arshl for arsehole: at least three letters."""
    for first in ("", word[0]):
        bare = first + "".join(letter for letter in word[len(first) :] if letter not in _VOWELS)
        if 3 <= len(bare) < len(word) < 2 * len(bare):
            yield bare


def _squeezed(letters: Iterable[str]) -> str:
    return "".join(letter for letter, _ in groupby(letters))


def _stretches(letters: str, word: str) -> bool:
    """True where `letters` is `word` with some letters held longer: every run at least as long as in the word."""
    ours, theirs = _RUN.finditer(letters), _RUN.finditer(word)
    return letters != word and all(len(a[0]) >= len(b[0]) for a, b in zip(ours, theirs, strict=True))


def _is_masked(core: str) -> bool:
    """True where enough letters show, and signs that stand between letters for other reasons are few."""
    masks = [letter for letter in core if letter in _MASKS]
    if not masks or not _MASKED.fullmatch(core) or _ONE_BY_ONE.fullmatch(core):
        return False
    shown = len(core) - len(masks)
    if shown < 2:
        return re.fullmatch(r"[a-z]\*{2,12}", core) is not None
    return shown > 2 or not {".", "?"}.intersection(masks)


def _may_be_masked(word: Word, core: str, shown: int, *, loose: bool) -> bool:
    """Whether `core` is enough to say that it is `word`, whose letters fit."""
    short = len(word.letters) < 4
    if len(word.letters) > len(core) + _MOST_MORE:
        return False
    if word.strand and shown < (2 if word.inside else 3):
        return False
    if core.count("*") == 1 and core.endswith("*") and (loose or word.strength < 2):
        # "*sighs*" is no mask for "sighser".
        return False
    if any(mask in _QUIET for mask in core) and (short or (word.innocent_too and word.strength < 3)):
        return False
    return shown > 1 or short or (word.strength > 2 and not word.literal)


def _mask_pattern(core: str, *, loose: bool) -> str:
    """One letter for each mask, or up to three for each where a lone star stands for more."""
    letter = "[a-z]{1,3}" if loose else "[a-z]"
    first = core[0].translate(LEET)
    return first + "".join(letter if each in _MASKS else re.escape(each.translate(LEET)) for each in core[1:])
