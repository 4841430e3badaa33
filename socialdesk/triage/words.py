"""Listed words, however they are disguised (4.3c, 4.3d): digits for letters, stars, stretching, spacing, glueing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from socialdesk.triage.lexicon import Word
from socialdesk.triage.normalise import Plain

_LONGEST = 60
"""Characters; a longer run without a space is searched for words inside it, not taken for one word."""
_REMEMBERED = 20_000
"""Tokens."""
_TOKEN = re.compile(r"\S+")
_SPELLED = re.compile(r"(?<![a-z0-9@$!])[a-z0-9@$!](?:[ .,\-_*/|~]{1,3}[a-z0-9@$!](?![a-z0-9@$!])){2,}")
_MASKED = re.compile(r"[a-z][a-z0-9@$!*#%&•\-_.?]{2,20}")
_MASKS = "*#%&•-_.?"
_EDGES = ".,;:?\"'()[]{}<>~`^/\\=-_"
_VOWELS = frozenset("aeiou")
_RUN = re.compile(r"(.)\1*")
_LEET = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "6": "g", "2": "z"}
    | {"@": "a", "$": "s", "!": "i", "|": "i", "+": "t", "€": "e", "£": "l", "¢": "c", "^": "a"}
)
_SIGN = re.compile(r"[0-9@$!|+€£¢^]")
_LEET_L = str.maketrans({"1": "l", "!": "l", "|": "l"})
_PARTS = re.compile(r"[^/,;:\"()\[\]{}<>~=]+")
_ONE_BY_ONE = re.compile(r"[a-z0-9@$!](?:[.\-_*~]{1,2}[a-z0-9@$!]){2,20}")
_HELD = re.compile(r"([a-z])\1\1")


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed word at `start` to `end` of the plain reading."""

    word: Word
    start: int
    end: int
    disguised: bool
    sure: bool
    """False where the letters could be meant for another word."""


class WordFinder:
    """Finds the words of one list."""

    def __init__(self, words: Iterable[Word], allowed: Iterable[str], everyday: Iterable[str]) -> None:
        self._everyday = frozenset(everyday)
        self._looked_at: dict[str, tuple[Hit, ...]] = {}
        self._words = {word.letters: word for word in words}
        self._by_runs: dict[str, list[Word]] = {}
        self._by_letters: dict[str, list[Word]] = {}
        self._swapped: dict[str, Word] = {}
        self._bare: dict[str, Word] = {}
        self._allowed_words = frozenset(allowed)
        for word in self._words.values():
            self._by_runs.setdefault(_squeezed(word.letters), []).append(word)
            self._by_letters.setdefault(word.letters[0], []).append(word)
            self._add_swaps(word)
            for bare in _without_vowels(word.letters):
                if word.strength > 2 or not (word.innocent_too or word.literal):
                    self._bare.setdefault(bare, word)
        inside = sorted((word.letters for word in self._words.values() if word.inside), key=len, reverse=True)
        self._inside = re.compile("|".join(inside)) if inside else None
        innocent = sorted(map(re.escape, self._allowed_words), key=len, reverse=True)
        self._innocent = re.compile("|".join(innocent)) if innocent else None

    def find(self, plain: Plain) -> list[Hit]:
        """Every listed word, in order; those inside an allowed name or phrase left out."""
        text = plain.text
        hits = [
            hit
            if token.start() == 0
            else replace(hit, start=hit.start + token.start(), end=hit.end + token.start())
            for token in _TOKEN.finditer(text)
            for hit in self._known(token[0])
        ]
        hits += [hit for found in _SPELLED.finditer(text) for hit in self._in_spelled(found)]
        if not hits:
            return []
        allowed = [found.span() for found in self._innocent.finditer(text)] if self._innocent else []
        kept = [
            hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in allowed)
        ]
        return sorted(dict.fromkeys(kept), key=lambda hit: (hit.start, hit.end))

    def _known(self, token: str) -> tuple[Hit, ...]:
        """The hits in one token, from its own beginning; people use few words, so most have been looked at before."""
        known = self._looked_at.get(token)
        if known is None:
            known = tuple(self._in_token(token, 0))
            if len(token) <= _LONGEST:
                if len(self._looked_at) >= _REMEMBERED:
                    self._looked_at.clear()
                self._looked_at[token] = known
        return known

    def _in_token(self, token: str, at: int) -> Iterator[Hit]:
        if len(token) > _LONGEST:
            yield from self._within(token, at)
            return
        for part in _PARTS.finditer(token):
            start = at + part.start() + len(part[0]) - len(part[0].lstrip(_EDGES + "*#"))
            core = part[0].strip(_EDGES).lstrip(_EDGES + "*#")
            for word in dict.fromkeys((core, core.rstrip("!*" + _EDGES))):
                if found := self._one(word):
                    yield Hit(found[0], start, start + len(word), found[1], found[2])
                    break
            else:
                yield from self._within(part[0], at + part.start())

    def _one(self, core: str) -> tuple[Word, bool, bool] | None:
        """The listed word that `core` is, whether it is disguised, and whether that is sure."""
        if not core or core in self._allowed_words:
            return None
        if core in self._words:
            return self._words[core], False, True
        if core.endswith(("'s", "s'")):
            return self._one(core[:-2])
        if not any("a" <= letter <= "z" for letter in core):
            return None
        # What is plainly a disguise, and no slip of the pen, counts for a literal word too.
        plainly = bool(_SIGN.search(core) or _ONE_BY_ONE.fullmatch(core) or _HELD.search(core))
        for letters in _readings(core):
            if found := self._spelt(letters, plainly):
                return found
        return self._masked(core)

    def _spelt(self, letters: str, plainly: bool) -> tuple[Word, bool, bool] | None:
        if letters in self._allowed_words or len(letters) < 3:
            return None
        word = self._words.get(letters)
        if word is not None and (plainly or not word.literal):
            return word, True, True
        for candidate in self._by_runs.get(_squeezed(letters), ()):
            if (plainly or not candidate.literal) and _stretches(letters, candidate.letters):
                return candidate, True, True
        if word := self._swapped.get(letters):
            return word, True, False
        if word := self._bare.get(letters):
            return word, True, False
        return None

    def _masked(self, core: str) -> tuple[Word, bool, bool] | None:
        """f*ck, f**k, sh-t, b******: stars and the like in place of letters."""
        masks = sum(letter in _MASKS for letter in core)
        if not masks or not _MASKED.fullmatch(core):
            return None
        shown = len(core) - masks
        if shown < 2 and core[1:] not in ("***", "****"):
            return None
        stars = core.count("*") == masks
        for loose in (False, True) if stars else (False,):
            pattern = re.compile(_mask_pattern(core, loose=loose))
            for word in self._by_letters.get(core[0], ()):
                if len(word.letters) < 4 or (word.innocent_too and (shown < 2 or not stars)):
                    continue
                if word.strength >= (3 if shown < 2 else 1) and pattern.fullmatch(word.letters):
                    return word, True, shown >= 3 and not loose
        return None

    def _within(self, token: str, at: int) -> Iterator[Hit]:
        """Listed words inside a longer run: `youfuckingidiot`."""
        read = token.translate(_LEET) if len(token) <= _LONGEST else token
        found = list(self._inside.finditer(read)) if self._inside else []
        for each in found:
            yield Hit(self._words[each[0]], at + each.start(), at + each.end(), True, True)
        letters = token.strip(_EDGES + "!*#@").translate(_LEET)
        if not found and 5 <= len(letters) <= 40 and (word := self._between_everyday(letters)):
            yield Hit(word, at, at + len(token), True, True)

    def _between_everyday(self, letters: str) -> Word | None:
        """The listed word where `letters` is that word with everyday words before or after it, and nothing else."""
        for start in sorted(self._everyday_to(letters)):
            for end in range(start + 3, min(len(letters), start + 16) + 1):
                word = self._words.get(letters[start:end])
                if word is None or not self._is_everyday(letters[end:]):
                    continue
                if len(letters) - (end - start) >= (4 if word.innocent_too or len(word.letters) < 4 else 2):
                    return word
        return None

    def _in_spelled(self, found: re.Match[str]) -> Iterator[Hit]:
        """f u c k, s.h.i.t: letters one at a time."""
        places = [found.start() + each.start() for each in re.finditer(r"[a-z0-9@$!]", found[0])]
        letters = "".join(found.string[place] for place in places).translate(_LEET)[:200]
        for start in range(len(letters) - 2):
            for end in range(min(len(letters), start + 14), start + 2, -1):
                word = self._words.get(letters[start:end])
                if word is not None and (
                    word.inside or (self._is_everyday(letters[:start]) and self._is_everyday(letters[end:]))
                ):
                    yield Hit(word, places[start], places[end - 1] + 1, True, True)
                    break

    def _add_swaps(self, word: Word) -> None:
        letters = word.letters
        if len(letters) < (5 if word.literal and not word.innocent_too else 4) or word.strength < 2:
            return
        for place in range(1, len(letters) - 1):
            swapped = letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
            if swapped not in self._words and swapped not in self._allowed_words:
                self._swapped.setdefault(swapped, word)

    def _is_everyday(self, letters: str) -> bool:
        """True where `letters` is nothing but everyday words written together."""
        return len(letters) in self._everyday_to(letters)

    def _everyday_to(self, letters: str) -> set[int]:
        """The places up to which `letters` is nothing but everyday words written together."""
        reach, ahead = {0}, [0]
        while ahead:
            start = ahead.pop()
            for end in range(start + 1, min(len(letters), start + 12) + 1):
                if end not in reach and letters[start:end] in self._everyday:
                    reach.add(end)
                    ahead.append(end)
        return reach


def _readings(core: str) -> Iterator[str]:
    """What the characters of a word may stand for, separators taken out."""
    first = core.translate(_LEET)
    yield "".join(letter for letter in first if "a" <= letter <= "z")
    if any(sign in core for sign in "1!|"):
        yield "".join(letter for letter in core.translate(_LEET_L).translate(_LEET) if "a" <= letter <= "z")
    if "v" in first or first.endswith("z") or "kk" in first:
        other = re.sub("z$", "s", first.replace("v", "u").replace("kk", "ck"))
        yield "".join(letter for letter in other if "a" <= letter <= "z")


def _without_vowels(word: str) -> Iterator[str]:
    """bstrd for bastard, arshl for arsehole: at least three letters."""
    for first in ("", word[0]):
        bare = first + "".join(letter for letter in word[len(first) :] if letter not in _VOWELS)
        if 3 <= len(bare) < len(word):
            yield bare


def _squeezed(letters: str) -> str:
    return "".join(letter for letter, _ in groupby(letters))


def _stretches(letters: str, word: str) -> bool:
    """True where `letters` is `word` with some letters held longer: every run at least as long as in the word."""
    ours, theirs = _RUN.finditer(letters), _RUN.finditer(word)
    return letters != word and all(len(a[0]) >= len(b[0]) for a, b in zip(ours, theirs, strict=True))


def _mask_pattern(core: str, *, loose: bool) -> str:
    """One letter for each mask, or up to three for each where a lone star stands for more."""
    letter = "[a-z]{1,3}" if loose else "[a-z]"
    return "".join(letter if each in _MASKS else re.escape(each.translate(_LEET)) for each in core)
