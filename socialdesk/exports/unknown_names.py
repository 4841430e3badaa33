"""Names of people whom the desk has never met, guessed from how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from socialdesk.exports.ordinary_words import FOLLOWING, NO_NAMES, PARTICLES, PLACES, WORDS_TOO
from socialdesk.triage.lexicon import Lexicon
from socialdesk.triage.normalise import Plain

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_GAP = re.compile(r"[ .'\u2019\-\"]{0,3}")
_TITLES = frozenset(
    str.split(
        "mr mrs ms miss mx dr prof rev sir dame lady lord pc pcso dc ds di dci det sgt sergeant insp inspector "
        "constable superintendent supt councillor cllr judge"
    )
)
_APART = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-*·]{1,2}){3,}[^\W\d_](?!\w)")
"""A name with signs between its letters."""
_TAG = re.compile(r"#\w{3,100}")
_FOR_SOMEBODY = re.compile(
    r"#(?:justicefor|justice4|rip|prayfor|find|free|findjustice|standwith|wewant)\w{3,}"
)
_CAMEL = re.compile(r"[A-Z][a-z]+|[A-Z]+(?![a-z])")
_RUN_ON = re.compile(r"(?<!\w)(?:[A-Z][a-z]{1,20}){2,5}(?!\w)")
_FOREIGN = re.compile(r"[^\W\d_a-z]{2,}(?:\s[^\W\d_a-z]{2,}){0,3}")
_DISGUISED = re.compile(r"(?<!\w)[^\W_]*[@$013457][\w@$]*[a-z][\w@$]*")
_DISGUISES = str.maketrans("@$013457", "asoleast")
_DOES = frozenset(
    str.split(
        "lives lived said says told tells stole shouted deserves went grew works worked writes began killed "
        "stabbed sold sells deals drives drove robbed lied knows knew thinks hates hit hits beat beats needs "
        "wants told married left"
    )
)
"""What people do: a word with a capital that begins a sentence and is followed by one of these is taken for a name."""
_CALLED = re.compile(
    r"\b(?:name is|name's|names|name was|is called|was called|hes called|shes called|call him|call her|call me|"
    r"known as|aka|nicknamed|goes by)\s([^\W\d_]{2,}(?:[ \-'][^\W\d_]{2,})?)"
)
_LONG_FIRST = 5
_LEAST = 3


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
            word not in NO_NAMES and word not in ours and (word in _TITLES or capitals[place] or after_title)
        )
        if shouting:
            named = named and (
                word in _TITLES or _is_first(word, lexicon) or word in lexicon.common_names or bool(run)
            )
        beside = bool(run) and _GAP.fullmatch(plain.text, run[-1][2], start) is not None
        within = beside and not capitals[place] and _goes_on(words, capitals, place, ours)
        named = named or within
        if not (named and (beside or not run)):
            yield from _named(run)
            run = []
        if named:
            run.append((word, start, end))
    yield from _named(run)
    yield from _first_names(words, capitals, plain.text, lexicon)
    yield from _by_what_stands_beside(words, capitals, plain.text, ours)
    yield from _in_small_letters(words, plain.text, lexicon)
    if not shouting:
        yield from _in_the_middle(words, capitals, plain, ours)
    yield from _written_otherwise(plain, ours, lexicon)


def _goes_on(
    words: list[tuple[str, int, int]], capitals: list[bool], place: int, ours: frozenset[str]
) -> bool:
    """True for a "van der" with a name after it, and for an "al-Fayed"."""
    first, *rest = words[place][0].split("-")
    if first not in PARTICLES:
        return False
    if rest:
        return True
    after = next((each for each in range(place + 1, len(words)) if words[each][0] not in PARTICLES), None)
    return (
        after is not None
        and after - place <= 2
        and capitals[after]
        and words[after][0] not in NO_NAMES | ours
    )


def _named(run: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    """Two words with capitals, or one after a title."""
    while run and run[-1][0] in PARTICLES and len(run) > 1:
        run = run[:-1]
    if len(run) > 1 and any(word not in _TITLES for word, _, _ in run):
        last, _, end = run[-1]
        yield run[0][1], end - 2 if last.endswith(("'s", "\u2019s")) else end


def _first_names(
    words: list[tuple[str, int, int]], capitals: list[bool], text: str, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """A well known first name with a capital; one that is a word too only where no sentence begins."""
    for (word, start, end), capital in zip(words, capitals, strict=True):
        bare = word.removesuffix("'s").removesuffix("\u2019s")
        if not _is_first(bare, lexicon):
            bare = bare.removesuffix("s")
        if (
            capital
            and _is_first(bare, lexicon)
            and bare not in NO_NAMES
            and not (bare in WORDS_TOO and _begins(text, start))
        ):
            yield start, end - (len(word) - len(bare))


def _by_what_stands_beside(
    words: list[tuple[str, int, int]], capitals: list[bool], text: str, ours: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """A word with a capital before what people do; and what somebody is said to be called, however it is written."""
    ordinary = NO_NAMES | PLACES | FOLLOWING | ours
    for place, ((word, start, end), (after, _, _)) in enumerate(pairwise(words)):
        if capitals[place] and after in _DOES and word not in ordinary:
            yield start, end
    for match in _CALLED.finditer(text):
        first, *rest = match[1].split(" ")
        if first not in ordinary:
            whole = not rest or (rest[0] not in FOLLOWING and rest[0] not in NO_NAMES)
            yield match.start(1), match.end(1) if whole else match.start(1) + len(first)


def _in_small_letters(
    words: list[tuple[str, int, int]], text: str, lexicon: Lexicon
) -> Iterator[tuple[int, int]]:
    """A first name that is no other word, with a surname after it where what follows is no ordinary word.

    One that is a word too counts where a well known surname follows.
    """
    for (first, start, end), (second, after, stop) in pairwise([*words, ("", len(text), len(text))]):
        head, _, tail = first.partition("-")
        if not _is_first(head, lexicon) or head in NO_NAMES:
            continue
        beside = bool(second) and text[end:after].strip() in ("", ".", "-")
        surname = second in lexicon.common_names and second not in NO_NAMES
        if head in WORDS_TOO or len(head) <= _LEAST:
            if beside and surname:
                yield start, stop
            continue
        follows = beside and second not in FOLLOWING and second not in NO_NAMES and len(second) >= _LEAST
        if follows or (beside and surname):
            yield start, stop
        elif tail or not second or text[end:after]:
            yield start, end


def _in_the_middle(
    words: list[tuple[str, int, int]], capitals: list[bool], plain: Plain, ours: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """One word with a capital where no sentence begins: a nickname, a surname alone, a rare first name."""
    ordinary = NO_NAMES | PLACES | FOLLOWING | ours
    for (word, start, end), capital in zip(words, capitals, strict=True):
        bare = word.removesuffix("'s").removesuffix("\u2019s")
        original = plain.original[plain.places[start] : plain.places[end - 1] + 1]
        if (
            capital
            and len(bare) >= _LEAST
            and not original.isupper()
            and not _begins(plain.text, start)
            and bare not in ordinary
        ):
            yield start, end - (len(word) - len(bare))


def _written_otherwise(plain: Plain, ours: frozenset[str], lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Letters apart, words written together, hashtags, and another script among ours."""
    for match in _APART.finditer(plain.text):
        yield match.span()
    for match in _DISGUISED.finditer(plain.text):
        bare = match[0].translate(_DISGUISES)
        if len(bare) > _LEAST and _is_first(bare, lexicon):
            yield match.span()
    for match in _TAG.finditer(plain.text):
        letters = match[0][1:]
        original = plain.original[plain.places[match.start()] : plain.places[match.end() - 1] + 1]
        parts = [part.casefold() for part in _CAMEL.findall(original)]
        first = any(
            letters.startswith(name)
            for name in (*lexicon.nicknames, *lexicon.first_names)
            if len(name) >= _LONG_FIRST and name not in WORDS_TOO
        )
        if _FOR_SOMEBODY.fullmatch(match[0]) or first or _has_first_name(parts, ours, lexicon):
            yield match.span()
    cased = "".join(plain.original[place] for place in plain.places)
    if len(cased) == len(plain.text):
        for match in _RUN_ON.finditer(cased):
            if _has_first_name([part.casefold() for part in _CAMEL.findall(match[0])], ours, lexicon):
                yield match.span()
    latin = sum(1 for sign in plain.text if "a" <= sign <= "z")
    others = sum(1 for sign in plain.text if sign.isalpha() and not sign.isascii())
    if 0 < others <= latin:
        for match in _FOREIGN.finditer(plain.text):
            if not match[0].isascii():
                yield match.span()


def _has_first_name(parts: list[str], ours: frozenset[str], lexicon: Lexicon) -> bool:
    """True where a part is a first name, and it is not the name of the Force or of one of its accounts."""
    return any(
        _is_first(part, lexicon) and part not in WORDS_TOO and part not in ours and len(part) > _LEAST
        for part in parts
    )


def _is_first(word: str, lexicon: Lexicon) -> bool:
    """True for a first name, or what one is shortened to."""
    return word in lexicon.nicknames or word in lexicon.first_names


def _begins(text: str, start: int) -> bool:
    """True where a sentence begins."""
    before = text[:start].rstrip(" \"'(*-\u2013\u2014\u2018\u201c\u2022>#")
    return not before or before[-1] in ".!?\n:;/"


def _is_capital(plain: Plain, start: int, end: int) -> bool:
    original = plain.original[plain.places[start] : plain.places[end - 1] + 1]
    return original[:1].isupper() and len(original) > 1
