"""What is on a case's watch list, however written: nicknames, initials, slips, hashtags, spelt out (4.3, 4.3b)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from socialdesk.triage.api import ProtectedKind, ProtectedWords
from socialdesk.triage.hits import NameHit, letters_of, with_one_less
from socialdesk.triage.lexicon import Lexicon
from socialdesk.triage.normalise import Normaliser, Plain
from socialdesk.triage.places import PlaceList

_TOKEN = re.compile(r"[a-z0-9@$!][a-z0-9@$!']{0,59}")
_RUN = re.compile(r"[a-z0-9_.@$!\-]{6,80}")
_SPELLED = re.compile(r"(?<![a-z0-9])[a-z](?:[ .,\-_*/|]{1,3}[a-z](?![a-z0-9])){3,60}")
_PLACES = frozenset({ProtectedKind.ADDRESS, ProtectedKind.SCHOOL})
_SLIPS_FROM = 5
"""Letters; a shorter name with a slip in it is another name, but beside the other half of it."""
_LOOSE_FROM = 3
_PAIRS_FROM = 4
"""Letters of a part with a slip, beside another with one."""
_FEW = 100
"""Names; on a longer list half a name points at nobody."""
_MOST_KEPT = 20_000
_NO_INITIAL = "aiou"
"""Letters that are words, before a surname that is one: "a field"."""
_LEAD = 4
"""Letters by which names written together are looked up."""
_BETWEEN = 2
"""Words that may stand between two parts of a name."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Reading:
    part: str
    """The part of a listed name that a word may be."""
    slips: int
    """0 as it is, 1 with a slip in a long word, 2 with a slip in a short one."""


@dataclass(frozen=True, slots=True)
class _Entry:
    parts: Sequence[str]
    first: frozenset[str]
    """What the first part may be written as: itself and its nicknames."""
    joined: tuple[str, ...]
    lone_surname: bool
    """True where the last part alone points at somebody."""
    surname_is_a_word: bool = False
    nickname: bool = False


class WatchList:
    """The protected words of the cases that bear on one thread."""

    def __init__(self, protected: Sequence[ProtectedWords], lexicon: Lexicon, normaliser: Normaliser) -> None:
        self._entries: list[_Entry] = []
        self._by_part: dict[str, list[int]] = {}
        self._by_slip: dict[str, set[str]] = {}
        self._joined: dict[str, set[str]] = {}
        self._read: dict[str, tuple[_Reading, ...]] = {}
        self._plain_runs: set[str] = set()
        places = [
            (each.kind, normaliser.plain(each.words).text) for each in protected if each.kind in _PLACES
        ]
        self._places = PlaceList(places) if places else None
        for each in protected:
            words = normaliser.plain(each.words).text
            if each.kind in _PLACES:
                continue
            if entry := _nickname(words) if each.kind is ProtectedKind.NICKNAME else _entry(words, lexicon):
                self._add(entry)

    def find(self, plain: Plain) -> list[NameHit]:
        """Every protected name in the text, in order, the fullest reading of each place."""
        hits = [*self._places.find(plain.text)] if self._places is not None else []
        if self._entries:
            hits += [*self._in_words(plain.text), *self._in_runs(plain.text)]
        hits.sort(key=lambda hit: (hit.start, -hit.end, not hit.sure))
        kept: list[NameHit] = []
        for hit in hits:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
            elif hit.sure and not kept[-1].sure:
                kept[-1] = hit
        return kept

    def _add(self, entry: _Entry) -> None:
        number = len(self._entries)
        self._entries.append(entry)
        for joined in entry.joined:
            self._joined.setdefault(joined[:_LEAD], set()).add(joined)
        ends = {*entry.first, entry.parts[-1]}
        for part in ends:
            self._by_part.setdefault(part, []).append(number)
            if len(part) >= _LOOSE_FROM and part.isalpha():
                for short in with_one_less(part):
                    self._by_slip.setdefault(short, set()).add(part)

    def _in_words(self, text: str) -> Iterator[NameHit]:
        tokens = [_Token(letters_of(found[0]), *found.span()) for found in _TOKEN.finditer(text)]
        for place, token in enumerate(tokens):
            for reading in self._readings(token.text):
                for number in self._by_part.get(reading.part, ()):
                    if hit := self._around(tokens, place, self._entries[number], reading):
                        yield hit

    def _readings(self, word: str) -> tuple[_Reading, ...]:
        """The parts of listed names that `word` may be: as it is, without an s at its end, or with one slip."""
        known = self._read.get(word)
        if known is None:
            if len(self._read) >= _MOST_KEPT:
                self._read.clear()
            known = self._read[word] = tuple(self._worked_out(word))
        return known

    def _worked_out(self, word: str) -> Iterator[_Reading]:
        bare = word[:-2] if word.endswith("'s") else word.rstrip("'")
        exact = [way for way in (bare, bare[:-1] if bare.endswith("s") else "") if way in self._by_part]
        yield from (_Reading(part, 0) for part in exact)
        if not bare.isalpha():
            return
        near = {part for short in with_one_less(bare) for part in self._by_slip.get(short, ())}
        for part in sorted(near.difference(exact)):
            if OSA.distance(bare, part, score_cutoff=1) <= 1:
                long = len(part) >= _SLIPS_FROM and len(bare) >= _SLIPS_FROM - 1 and not exact
                yield _Reading(part, 1 if long else 2)

    def _around(
        self, tokens: Sequence[_Token], place: int, entry: _Entry, reading: _Reading
    ) -> NameHit | None:
        """The hit that the word at `place`, read as a part of a name, makes with the words beside it."""
        token, part = tokens[place], reading.part
        exact = _same(token.text, part)
        if len(entry.parts) == 1:
            if reading.slips == 2 or (
                entry.nickname
                and not exact
                and len(token.text) == len(part)
                and _other_letters(token.text, part)
            ):
                return None  # "smiled" is no slip of a Smiler
            how = "as listed" if exact else "with a slip"
            return NameHit(token.start, token.end, exact and not entry.nickname, how)
        if entry.nickname:
            return _sequence(tokens, place, entry)
        if len(entry.parts) > 2 and any(any(sign.isdigit() for sign in each) for each in entry.parts):
            return _sequence(tokens, place, entry)
        last = entry.parts[-1]
        if part == last and (hit := self._with_first(tokens, place, entry, reading)):
            return hit
        if len(self._entries) > _FEW or not exact:
            return None
        if part == last and entry.lone_surname:
            return NameHit(token.start, token.end, False, "the surname alone")
        if part in entry.first and place + 1 < len(tokens):
            after = tokens[place + 1]
            if after.text == last[0] and after.text not in "ai" and after.start - token.end == 1:
                return _pair(token, after, sure=False, how="first name and initial")
        return None

    def _with_first(
        self, tokens: Sequence[_Token], place: int, entry: _Entry, surname: _Reading
    ) -> NameHit | None:
        """The hit that a surname makes with the first name or its initial beside it."""
        token = tokens[place]
        for other in _beside(tokens, place):
            close = 0 < token.start - other.end <= _BETWEEN or 0 < other.start - token.end <= _BETWEEN
            for first in self._readings(other.text):
                if (
                    entry.surname_is_a_word
                    and first.slips
                    and (surname.slips or len(other.text) < _PAIRS_FROM)
                ):
                    continue  # "and white"
                if first.part in entry.first and _may_pair(surname, first, close=close):
                    slips = surname.slips and first.slips
                    return _pair(
                        token, other, sure=not slips, how="both names" if not slips else "with slips"
                    )
            if (
                (surname.slips == 0 or (surname.slips == 1 and len(surname.part) > _SLIPS_FROM))
                and other.text == entry.parts[0][0]
                and 0 < token.start - other.end <= _BETWEEN
                and not (
                    entry.surname_is_a_word
                    and other.text in _NO_INITIAL
                    and token.start - other.end < _BETWEEN
                )
            ):
                return _pair(token, other, sure=True, how="initial and surname")
        return None

    def _in_runs(self, text: str) -> Iterator[NameHit]:
        """Names written together, as in a hashtag, and names spelt out letter by letter."""
        for found in _RUN.finditer(text):
            places = [place for place, sign in enumerate(found[0]) if sign.isalnum() or sign in "@$!"]
            yield from self._joined_in(found[0], places, found.start())
        for found in _SPELLED.finditer(text):
            places = [place for place, sign in enumerate(found[0]) if sign.isalpha()]
            yield from self._joined_in(found[0], places, found.start())

    def _joined_in(self, run: str, places: Sequence[int], at: int) -> Iterator[NameHit]:
        if run in self._plain_runs:
            return
        letters = letters_of("".join(run[place] for place in places))
        found = False
        for start in range(len(letters) - _LEAD + 1):
            for joined in self._joined.get(letters[start : start + _LEAD], ()):
                if letters.startswith(joined, start):
                    found = True
                    end = at + places[start + len(joined) - 1] + 1
                    yield NameHit(at + places[start], end, True, "written together")
        if not found and len(self._plain_runs) < _MOST_KEPT:
            self._plain_runs.add(run)


def _entry(words: str, lexicon: Lexicon) -> _Entry | None:
    parts: Sequence[str] = re.findall(r"[a-z0-9]+(?:'[a-z]+)?", words)
    if not parts:
        return None
    names: Mapping[str, frozenset[str]] = lexicon.nicknames
    first = frozenset({parts[0], *names.get(parts[0], ())}) if len(parts) > 1 else frozenset(parts)
    joined = {name + parts[-1] for name in first} | {parts[-1] + parts[0], "".join(parts)}
    return _Entry(
        parts=parts,
        first=first,
        joined=tuple(sorted(each for each in joined if len(each) >= 6)),
        lone_surname=len(parts[-1]) >= 4 and parts[-1].isalpha() and parts[-1] not in lexicon.common_names,
        surname_is_a_word=parts[-1] in lexicon.common_names,
    )


def _nickname(words: str) -> _Entry | None:
    parts: Sequence[str] = re.findall(r"[a-z0-9]+(?:'[a-z]+)?", words)
    if not parts:
        return None
    together = "".join(parts)
    return _Entry(
        parts=parts,
        first=frozenset(parts[:1]),
        joined=(together,) if len(together) >= 6 and len(parts) > 1 else (),
        lone_surname=False,
        nickname=True,
    )


def _may_pair(one: _Reading, other: _Reading, *, close: bool) -> bool:
    """Whether two words may be halves of one name: the more slips, the longer they are and the closer they stand."""
    if max(one.slips, other.slips) < 2:
        return True
    if not close:
        return False
    return min(one.slips, other.slips) == 0 or all(
        len(each.part) >= _PAIRS_FROM for each in (one, other) if each.slips
    )


def _other_letters(word: str, part: str) -> bool:
    return sorted(word) != sorted(part)


def _same(word: str, part: str) -> bool:
    return word in (part, part + "'s", part + "s", part + "s'")


def _beside(tokens: Sequence[_Token], place: int) -> Iterator[_Token]:
    for step in range(1, _BETWEEN + 2):
        if place - step >= 0:
            yield tokens[place - step]
        if place + step < len(tokens):
            yield tokens[place + step]


def _pair(one: _Token, other: _Token, *, sure: bool, how: str) -> NameHit:
    return NameHit(min(one.start, other.start), max(one.end, other.end), sure, how)


def _sequence(tokens: Sequence[_Token], place: int, entry: _Entry) -> NameHit | None:
    """All the parts one after another, as for an address."""
    there = tokens[place : place + len(entry.parts)]
    if len(there) < len(entry.parts) or not all(
        _same(token.text, part) for token, part in zip(there, entry.parts, strict=True)
    ):
        return None
    return NameHit(there[0].start, there[-1].end, True, "as listed")
