"""How the trained model is given a text: disguises undone, pictures named, with the way back to the original.

The recipe of the model (packaging/triage) trains with this very module.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from socialdesk.triage.hits import with_one_less
from socialdesk.triage.normalise import Normaliser, Plain

_PIECE = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+|\[url\])"
    r"|(?P<handle>@[a-z0-9_.]{2,60}|\[user\])"
    r"|(?P<spelt>(?<![a-z0-9@$])[a-z@$0](?:[ .,\-_*/|~]{1,3}[a-z@$0](?![a-z0-9@$])){3,80})"
    r"|(?P<word>[a-z0-9@$!|+*€]*[a-z][a-z0-9@$!|+*€]*(?:'[a-z]{1,3})?)"
    r"|(?P<picture>[^\x00-\u02ff\u2000-\u206f])"
)
_LEET = str.maketrans("01345789@$!|+€6", "oieastbgasiitcg")
_MEASURE = re.compile(r"\d+[a-z]{1,3}|[a-z]{1,2}\d+[a-z]{0,2}|\d+[a-z]\d+")
"""20mph, a14, nn3, 4x4: nothing in disguise."""
_RUN = re.compile(r"([a-z])\1{2,}")
_UNTOLD = frozenset(
    {"black", "white", "heavy", "face", "sign", "symbol", "with", "of", "emoji", "suit", "squared", "negative", "latin",
     "small", "capital", "letter", "and", "variation", "selector"}
)  # fmt: skip
_SKINS = {"1-2": "white", "3": "white", "4": "brown", "5": "brown", "6": "black"}
_MOST_KEPT = 20_000
_SWAPPED_FROM = 4
_SLIPS_FROM = 5
_MASHED_FROM = 10
"""Letters."""
_MEAN_PART = 3
_LONGEST_PART = 16
_LONGEST_RUN = 120
_FREQUENT = 14_000
"""Words before this place of the vocabulary are frequent enough to be what somebody meant."""


class Undisguiser:
    """Gives a text as the model was trained to see it.

    `vocabulary` is the model's whole words in order of frequency; `known` are words that are worth finding under a
    slip of the pen as well: those for groups of people and those against them.
    """

    def __init__(self, normaliser: Normaliser, vocabulary: Sequence[str], known: Iterable[str]) -> None:
        self._normaliser = normaliser
        self._ranks: Mapping[str, int] = {word: rank for rank, word in enumerate(vocabulary)}
        self._known = frozenset(known)
        self._by_slip: dict[str, str] = {}
        for word in sorted(self._known, key=lambda each: self._ranks.get(each, len(self._ranks))):
            if len(word) >= _SLIPS_FROM:
                for short in with_one_less(word):
                    self._by_slip.setdefault(short, word)
        self._seen: dict[str, tuple[tuple[str, int], ...]] = {}

    def undisguised(self, untrusted_text: str) -> Plain:
        """The text as the model sees it; its spans lead back to the original."""
        plain = self._normaliser.plain(untrusted_text)
        text, places = plain.text, plain.places
        out: list[str] = []
        back: list[int] = []
        at = 0
        last_picture = ""
        for found in _PIECE.finditer(text):
            between = text[at : found.start()]
            out.append(between)
            back.extend(places[at : found.start()])
            at = found.end()
            kind = found.lastgroup
            if kind == "picture" and found[0] == last_picture and not between.strip():
                continue
            last_picture = found[0] if kind == "picture" else ""
            for letters, offset in self._piece(kind or "", found[0]):
                out.append(letters)
                back.extend([places[found.start() + offset]] * len(letters))
        out.append(text[at:])
        back.extend(places[at:])
        return Plain("".join(out), back, plain.original)

    def _piece(self, kind: str, piece: str) -> Sequence[tuple[str, int]]:
        """What stands for a piece: letters, each with the place in the piece that they came from."""
        if kind == "link":
            return (("link", 0),)
        if kind == "handle":
            return (("user", 0),)
        seen = self._seen.get(piece)
        if seen is None:
            if kind == "picture":
                seen = tuple(_named(piece))
            elif kind == "spelt":
                places = [place for place, sign in enumerate(piece) if sign.isalnum() or sign in "@$"]
                letters = "".join(piece[place] for place in places).translate(_LEET)[:_LONGEST_RUN]
                seen = tuple((part, places[place]) for part, place in self._parts(letters, always=True))
            else:
                seen = tuple(self._word(piece))
            if len(self._seen) < _MOST_KEPT and len(piece) <= _LONGEST_RUN:
                self._seen[piece] = seen
        return seen

    def _word(self, word: str) -> Iterator[tuple[str, int]]:
        """Each letter of what a word stands for."""
        bare = word.rstrip("!|+*")
        if self._is_word(bare) or not bare:
            yield from _as_it_is(word)
            return
        if not bare.isalpha():
            if "'" not in bare and (meant := self._undisguised(bare)):
                yield from _spread(meant, len(bare))
                yield from ((sign, len(bare) + place) for place, sign in enumerate(word[len(bare) :]))
            else:
                yield from _as_it_is(word)
            return
        meant = self._meant(bare)
        if meant != bare:
            yield from _spread(meant, len(bare))
        elif len(bare) >= _MASHED_FROM and len(bare) <= _LONGEST_RUN:
            yield from self._parts(bare, always=False)
        else:
            yield from _as_it_is(bare)
        yield from ((sign, len(bare) + place) for place, sign in enumerate(word[len(bare) :]))

    def _undisguised(self, word: str) -> str:
        """The word that digits, signs or stars stand in; "" where that is none."""
        if "*" in word:
            pattern = re.compile(re.escape(word).replace(r"\*", "[a-z]"))
            return next((known for known in sorted(self._known) if pattern.fullmatch(known)), "")
        letters = word.translate(_LEET)
        if not letters.isalpha():
            return ""
        meant = self._meant(letters)
        if meant in self._known:
            return meant
        return meant if meant in self._ranks and len(meant) > 2 and not _MEASURE.fullmatch(word) else ""

    def _is_word(self, word: str) -> bool:
        return word in self._ranks or word in self._known

    def _meant(self, word: str) -> str:
        """The word that was meant: letters held too long, two swapped, one left out or put in."""
        if self._is_word(word):
            return word
        if _RUN.search(word):
            for times in (r"\1\1", r"\1"):
                if self._is_word(shorter := _RUN.sub(times, word)):
                    return shorter
        return self._slipped(word) if len(word) >= _SWAPPED_FROM else word

    def _slipped(self, word: str) -> str:
        swapped = [
            word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in range(len(word) - 1)
        ]
        near = [meant for meant in swapped if meant in self._known]
        # Few begin a word with the wrong letter.
        near += [meant for meant in swapped[1:] if self._ranks.get(meant, _FREQUENT) < _FREQUENT]
        if word in self._by_slip:
            near.append(self._by_slip[word])
        if len(word) > _SLIPS_FROM:
            near += [shorter for shorter in sorted(with_one_less(word)) if shorter in self._known]
        return near[0] if near else word

    def _parts(self, letters: str, *, always: bool) -> Iterator[tuple[str, int]]:
        """Words written together taken apart, each letter with its place; as they are where they make no words."""
        words = self._cheapest(letters)
        mashed = (
            any(word in self._known for word in words)
            or len(letters) >= _MEAN_PART * len(words) > 2 * _MEAN_PART
        )
        if not always and not mashed:
            words = [letters]
        at = 0
        for number, word in enumerate(words):
            if number:
                yield " ", at
            yield from ((sign, at + place) for place, sign in enumerate(word))
            at += len(word)

    def _cheapest(self, letters: str) -> list[str]:
        """The likeliest words, as a frequent word costs less than a rare one."""
        best: list[tuple[float, int]] = [(0.0, 0)]
        for end in range(1, len(letters) + 1):
            options = [
                (best[start][0] + self._cost(letters[start:end]), start)
                for start in range(max(0, end - _LONGEST_PART), end)
            ]
            best.append(min(options))
        words: list[str] = []
        end = len(letters)
        while end:
            start = best[end][1]
            words.append(letters[start:end])
            end = start
        return words[::-1]

    def _cost(self, word: str) -> float:
        if word in ("a", "i"):
            return 7.0
        if len(word) == 1:
            return 25.0
        rank = self._ranks.get(word)
        if word in self._known:
            rank = min(rank or 2_000, 2_000)
        if rank is None:
            return 12.0 * len(word) + 12.0
        # Zipf: the cost of a word is the logarithm of its rank, here by the number of its binary digits.
        return 6.0 + (rank + 30).bit_length() + (4.0 if len(word) == 2 else 0.0)


def _as_it_is(word: str) -> Iterator[tuple[str, int]]:
    return ((sign, place) for place, sign in enumerate(word))


def _spread(letters: str, length: int) -> Iterator[tuple[str, int]]:
    """Letters over a piece of another length, the last of them on its last character."""
    last = len(letters) - 1
    return (
        (letter, length - 1 if place == last else min(place, length - 1))
        for place, letter in enumerate(letters)
    )


def _named(picture: str) -> Iterator[tuple[str, int]]:
    name = unicodedata.name(picture, "").lower()
    if not name or unicodedata.category(picture)[0] == "L":
        yield picture, 0
        return
    if "fitzpatrick" in name:
        yield f" {_SKINS.get(name.rpartition('type-')[2], '')} ", 0
        return
    if "regional indicator" in name:
        yield f" flag {name[-1]} ", 0
        return
    words = [word for word in re.findall("[a-z]+", name) if word not in _UNTOLD]
    yield f" {' '.join(words[:4])} ", 0
