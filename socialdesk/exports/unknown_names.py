"""Names of people whom the desk has never met, guessed from how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from socialdesk.triage.lexicon import Lexicon
from socialdesk.triage.normalise import Plain

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_GAP = re.compile(r"[ .'\u2019\-\"]{0,3}")
_TITLES = frozenset(
    str.split(
        "mr mrs ms miss mx dr prof rev sir dame lady lord pc pcso dc ds di dci det sgt sergeant insp "
        "inspector constable superintendent supt councillor cllr judge"
    )
)
_NO_NAMES = frozenset(
    str.split(
        "a an the i i'm i'll i've it is its it's we we're you your he she they them this that these those "
        "there here what when where who why how which if and or but so as at by for from in into of off "
        "on out over to up with not no yes ok oh please thanks thank hello hi hey dear well just do does "
        "did don't can can't could will would should must may might have has had was were are am be been "
        "being my our his her their all any some every each both more most much many very too also still "
        "even only ever never again today tomorrow yesterday monday tuesday wednesday thursday friday "
        "saturday sunday january february march april june july august september october november "
        "december police force officer officers desk corporate communications control room press office "
        "oscar ido post comment facebook twitter x instagram youtube linkedin bluesky meta google "
        "christmas easter england britain uk united kingdom english british covid nhs bbc fyi asap let "
        "see get got go come look stop shame good bad great nice"
    )
)
"""Words that begin sentences or stand in capitals, and name nobody."""
_WORDS_TOO = frozenset(
    str.split(
        "will mark may grace rose pat bill rob sue drew jack art dick frank guy hope joy faith gene rich chuck chip "
        "don june april victor ray max gay harry dean lance nick penny ruby iris ivy olive violet daisy amber crystal"
    )
)


def looks_like_names(plain: Plain, ours: frozenset[str], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Where, in the plain reading, words stand that are written like the name of a person."""
    words = [(match[0], *match.span()) for match in _WORD.finditer(plain.text)]
    capitals = [_is_capital(plain, start, end) for _, start, end in words]
    shouting = sum(1 for sign in plain.original if sign.isupper()) * 2 > sum(
        1 for sign in plain.original if sign.isalpha()
    )
    run: list[tuple[str, int, int]] = []
    for place, (word, start, end) in enumerate(words):
        after_title = bool(run) and run[-1][0] in _TITLES
        named = (
            word not in _NO_NAMES and word not in ours and (word in _TITLES or capitals[place] or after_title)
        )
        if shouting:
            named = named and (
                word in _TITLES or word in lexicon.nicknames or word in lexicon.common_names or bool(run)
            )
        beside = bool(run) and _GAP.fullmatch(plain.text, run[-1][2], start) is not None
        if not (named and (beside or not run)):
            yield from _named(run)
            run = []
        if named:
            run.append((word, start, end))
    yield from _named(run)
    yield from _first_names(words, capitals, plain.text, lexicon)
    yield from _in_small_letters(words, plain.text, lexicon)


def _named(run: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """Two words with capitals, or one after a title."""
    if len(run) > 1 and any(word not in _TITLES for word, _, _ in run):
        last, _, end = run[-1]
        yield run[0][1], end - 2 if last.endswith(("'s", "\u2019s")) else end


def _first_names(
    words: list[tuple[str, int, int]], capitals: list[bool], text: str, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """A well known first name with a capital; one that is a word too only where no sentence begins."""
    for (word, start, end), capital in zip(words, capitals, strict=True):
        bare = word.removesuffix("'s").removesuffix("\u2019s")
        before = text[:start].rstrip(" \"'(")
        begins = not before or before[-1] in ".!?\n:"
        if (
            capital
            and bare in lexicon.nicknames
            and bare not in _NO_NAMES
            and not (begins and bare in _WORDS_TOO)
        ):
            yield start, end - (len(word) - len(bare))


def _in_small_letters(
    words: list[tuple[str, int, int]], text: str, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """A first name and a surname that are both well known as such."""
    for (first, start, end), (second, after, stop) in pairwise(words):
        if (
            first in lexicon.nicknames
            and second in lexicon.common_names
            and second not in _NO_NAMES
            and first not in _NO_NAMES
            and text[end:after].strip() == ""
        ):
            yield start, stop


def _is_capital(plain: Plain, start: int, end: int) -> bool:
    original = plain.original[plain.places[start] : plain.places[end - 1] + 1]
    return original[:1].isupper() and len(original) > 1
