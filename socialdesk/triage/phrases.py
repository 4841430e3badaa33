"""Finds the phrases that hint at a ground or route, trying only those patterns whose landmarks a text holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from socialdesk.triage.landmarks import keys_in, keys_of, landmarks
from socialdesk.triage.lexicon import PhraseRule

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
                yield rule, apart(places[number])


def _speaks(rule: PhraseRule, text: str, post: str, *, active: bool) -> bool:
    return (
        not (rule.unless and rule.unless.search(text))
        and (rule.needs is None or rule.needs.search(text) is not None)
        and (active or rule.needs_post is None or rule.needs_post.search(post) is not None)
        and (active or rule.unless_post is None or rule.unless_post.search(post) is None)
    )


def apart(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, those that overlap made one."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], end))
        else:
            apart.append((start, end))
    return apart
