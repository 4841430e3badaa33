"""Finds the phrases that hint at a ground or route, trying only those patterns whose landmarks a text holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socialdesk.triage.details import Detail
from socialdesk.triage.landmarks import keys_in, keys_of, landmarks
from socialdesk.triage.lexicon import Cue, PhraseRule, Scale
from socialdesk.triage.people import Named

_POSTS_KEPT = 64
_MOST_OF_ONE = 20
"""Places marked for one pattern."""


class PhraseFinder:
    """Phrase rules, looked up by the letters that their patterns cannot do without."""

    def __init__(self, rules: Sequence[PhraseRule]) -> None:
        self._rules = tuple(rules)
        self._by_key: dict[str, list[tuple[int, int]]] = {}
        self._always: list[tuple[int, int]] = []
        for number, rule in enumerate(rules):
            for place, source in enumerate(rule.sources):
                keys = keys_of(landmarks(source))
                for key in keys:
                    self._by_key.setdefault(key, []).append((number, place))
                if not keys:
                    self._always.append((number, place))

    def find(
        self, text: str, post: str, *, active: bool
    ) -> Iterator[tuple[PhraseRule, list[tuple[int, int]]]]:
        """Each rule that speaks of a plain text, in order, with the places of its phrases."""
        to_try = set(self._always)
        for key in keys_in(text):
            if (there := self._by_key.get(key)) is not None:
                to_try.update(there)
        places: dict[int, list[tuple[int, int]]] = {}
        for number, place in to_try:
            for count, found in enumerate(self._rules[number].patterns[place].finditer(text)):
                if count == _MOST_OF_ONE:
                    break
                if found.end() > found.start():
                    places.setdefault(number, []).append(found.span())
        for number in sorted(places):
            rule = self._rules[number]
            if _speaks(rule, text, post, active=active):
                yield rule, _apart(places[number])


def _speaks(rule: PhraseRule, text: str, post: str, *, active: bool) -> bool:
    return (
        not (rule.unless and rule.unless.search(text))
        and (rule.needs is None or rule.needs.search(text) is not None)
        and (active or rule.needs_post is None or rule.needs_post.search(post) is not None)
        and (active or rule.unless_post is None or rule.unless_post.search(post) is None)
    )


def _apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that overlap made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return apart


@dataclass(frozen=True, slots=True)
class Weighed:
    """What one scale says of a text."""

    scale: Scale
    points: int
    places: list[tuple[int, int]]
    """Of what speaks for it."""


class ScaleFinder:
    """Weighs things that alone say little."""

    def __init__(self, scales: Sequence[Scale]) -> None:
        self._scales = tuple(scales)
        self._by_key: dict[str, set[tuple[int, int]]] = {}
        self._always: set[tuple[int, int]] = set()
        self._elsewhere: list[tuple[int, Cue]] = []
        self._posts: dict[str, dict[int, int]] = {}
        for number, scale in enumerate(scales):
            for place, cue in enumerate(scale.cues):
                if cue.where != "text":
                    self._elsewhere.append((number, cue))
                    continue
                keys = keys_of(landmarks(cue.source))
                for key in keys:
                    self._by_key.setdefault(key, set()).add((number, place))
                if not keys:
                    self._always.add((number, place))

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
        for number, place in sorted(to_try):
            cue = self._scales[number].cues[place]
            worded = _worded(cue, text)
            if worded:
                points[number] = points.get(number, 0) + cue.points + (cue.again if len(worded) > 1 else 0)
                if cue.points > 0:
                    places.setdefault(number, []).extend(worded)
        for number, cue in self._elsewhere:
            there = _in_text(cue, people, details)
            if there:
                points[number] = points.get(number, 0) + cue.points
                if cue.points > 0:
                    places.setdefault(number, []).extend(there)
        for number, found in places.items():
            scale = self._scales[number]
            yield Weighed(scale, scale.start + points.get(number, 0), _apart(found))

    def _points_of_post(self, post: str, *, active: bool) -> dict[int, int]:
        known = self._posts.get(f"{active}{post}")
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


def _worded(cue: Cue, text: str) -> list[tuple[int, int]]:
    """Where a cue stands: once, or twice in different words where that counts."""
    worded: dict[str, tuple[int, int]] = {}
    for found in cue.pattern.finditer(text) if cue.pattern is not None else ():
        if found.end() > found.start():
            worded.setdefault(found[0], found.span())
        if len(worded) == (2 if cue.again else 1):
            break
    return list(worded.values())


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
