"""Weighs things that alone say little of a text and together hint at a ground or route."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from socialdesk.triage.details import Detail
from socialdesk.triage.landmarks import alternatives, keys_in, keys_of, landmarks, spellings, whole_words
from socialdesk.triage.lexicon import Cue, Scale
from socialdesk.triage.people import Named
from socialdesk.triage.phrases import apart

_POSTS_KEPT = 64
_NO_CUES: list[tuple[list[str], tuple[int, int]]] = []


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one scale says of a text."""

    scale: Scale
    points: int
    places: list[tuple[int, int]]
    """Of what speaks for it."""


_SPACES = frozenset(" \t\n\r\f\v,")
_PIECE = re.compile(r"[a-z0-9]+|['-]| ")
_PIECES = re.compile(r"[a-z0-9]+|['-](?=[a-z0-9])|[\s,]{1,3}(?=[a-z0-9])|[^a-z0-9]")


class _Part(NamedTuple):
    scale: int
    cue: int
    pattern: re.Pattern[str]


class ScaleFinder:
    """Weighs things that alone say little."""

    def __init__(self, scales: Sequence[Scale]) -> None:
        self._scales = tuple(scales)
        self._parts: list[_Part] = []
        self._words: dict[tuple[str, ...], list[tuple[list[str], tuple[int, int]]]] = {}
        """Cues by the first two of their words."""
        self._by_key: dict[str, set[int]] = {}
        self._always: set[int] = set()
        self._elsewhere: list[tuple[int, Cue]] = []
        self._posts: dict[str, dict[int, int]] = {}
        for number, scale in enumerate(scales):
            for place, cue in enumerate(scale.cues):
                if cue.where == "text":
                    self._add(number, place, cue)
                else:
                    self._elsewhere.append((number, cue))

    def _add(self, number: int, place: int, cue: Cue) -> None:
        """A cue in two parts: words that are looked up, and what must be tried as a pattern."""
        others: list[str] = []
        for each in alternatives(cue.source):
            spelt = spellings(each)
            for spelling in spelt:
                pieces = _PIECE.findall(spelling)
                begin = tuple(pieces[:3:2])
                self._words.setdefault(begin, []).append((pieces, (number, place)))
            if not spelt:
                others.append(each)
        keyed = {each: keys_of(landmarks(each)) for each in others}
        for looked_up in (True, False):
            sources = [each for each, keys in keyed.items() if bool(keys) is looked_up]
            if not sources:
                continue
            self._parts.append(_Part(number, place, whole_words(sources)))
            if looked_up:
                for key in frozenset[str]().union(*keyed.values()):
                    self._by_key.setdefault(key, set()).add(len(self._parts) - 1)
            else:
                self._always.add(len(self._parts) - 1)

    def _in_words(self, text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Each cue that stands in a text as it is spelt, with its place."""
        found = list(_PIECES.finditer(text))
        pieces = [" " if each[0][0] in _SPACES else each[0] for each in found]
        for at, piece in enumerate(pieces):
            begins: list[tuple[str, ...]] = [(piece,), (piece, *pieces[at + 2 : at + 3])]
            for begin in begins:
                for spelt, cue in self._words.get(begin, _NO_CUES):
                    if pieces[at : at + len(spelt)] == spelt:
                        yield cue, (found[at].start(), found[at + len(spelt) - 1].end())

    def weigh(
        self, text: str, post: str, *, active: bool, people: Sequence[Named], details: Sequence[Detail]
    ) -> Iterator[Weighed]:
        """What each scale says of a plain text that has words for it."""
        to_try = set(self._always)
        for key in keys_in(text):
            if (there := self._by_key.get(key)) is not None:
                to_try |= there
        points = dict(self._points_of_post(post, active=active))
        places: dict[int, list[tuple[int, int]]] = {}
        for (number, place), found in self._worded(text, to_try).items():
            cue = self._scales[number].cues[place]
            if found:
                points[number] = points.get(number, 0) + cue.points + (cue.again if len(found) > 1 else 0)
                if cue.points > 0:
                    places.setdefault(number, []).extend(found.values())
        for number, cue in self._elsewhere:
            if there := _in_text(cue, people, details):
                points[number] = points.get(number, 0) + cue.points
                if cue.points > 0:
                    places.setdefault(number, []).extend(there)
        for number, found in places.items():
            scale = self._scales[number]
            yield Weighed(scale, scale.start + points.get(number, 0), apart(found))

    def _worded(self, text: str, to_try: set[int]) -> dict[tuple[int, int], dict[str, tuple[int, int]]]:
        """For each cue the words in which it stands, two at most, with their places."""
        worded: dict[tuple[int, int], dict[str, tuple[int, int]]] = {}
        for cue, span in self._in_words(text):
            there = worded.setdefault(cue, {})
            if all(span[0] >= end or start >= span[1] for start, end in there.values()):
                there.setdefault(text[span[0] : span[1]], span)
        for part in sorted(to_try):
            number, place, pattern = self._parts[part]
            _note(pattern, text, worded.setdefault((number, place), {}))
        return worded

    def _points_of_post(self, post: str, *, active: bool) -> dict[int, int]:
        known: dict[int, int] | None = self._posts.get(f"{active}{post}")
        if known is None:
            known = {}
            for number, cue in self._elsewhere:
                if cue.pattern is None:
                    continue
                if (active and cue.where != "post") or cue.pattern.search(post):
                    known[number] = known.get(number, 0) + cue.points
            if len(self._posts) >= _POSTS_KEPT:
                self._posts.clear()
            self._posts[f"{active}{post}"] = known
        return known


def _note(pattern: re.Pattern[str], text: str, worded: dict[str, tuple[int, int]]) -> None:
    """Adds where a cue stands: twice where it is worded in two ways."""
    for found in pattern.finditer(text):
        if found.end() > found.start():
            worded.setdefault(found[0], found.span())
        if len(worded) > 1:
            break


def _in_text(cue: Cue, people: Sequence[Named], details: Sequence[Detail]) -> list[tuple[int, int]]:
    match cue.where:
        case "name":
            return [(each.start, each.end) for each in people]
        case "full name":
            return [(each.start, each.end) for each in people if each.full]
        case "detail":
            return [(each.start, each.end) for each in details]
        case _:
            return []
