"""Names of people in a text: a first name that is known, a title, or words with capitals where a name stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from socialdesk.triage.hits import words_of
from socialdesk.triage.normalise import Plain

_TITLE = "mr|mrs|ms|miss|mx|dr|doctor|rev|reverend|cllr|councillor|prof|professor|sir|lady|lord|master"
_TITLED = re.compile(
    rf"(?<![a-z0-9])(?:{_TITLE})\.? (?:[a-z]\.? ){{0,2}}[a-z][a-z'-]{{1,20}}(?: [a-z][a-z'-]{{1,20}})?"
)
_WORD = re.compile(r"[a-z][a-z'-]{0,24}")


_NO_SURNAME = words_of(
    "a about after again against all also am an and another any are as at away back be because been",
    "before being but by call called came can come comes coming could cum day did didn do does doesn",
    "doing don done down each else even ever every for from gave get gets getting go goes going gone got",
    "had has have he hello her here hey him his how i if im in into is isn it its just keep know last",
    "left let like live lives lol look looks love loved made make man many me mine more most mum must my",
    "need never new next nice no not now of off oh ok old on once one only or our out over please pls put",
    "really rest rip said same sat saw say says see she should sister so some sorry still such sure take",
    "than thank thanks that thats the their them then there these they thing think this those thought til",
    "till to today told tomorrow too took tonight try two u up ur us used very want wants was we well",
    "went were what when where which while who whole why will wish with work works would yeah year yes",
    "yesterday yet you your yours innit tbh first happy birthday xx xxx x brother dad cousin friend mate",
    "neighbour boy girl lad woman people everyone anyone somebody someone nothing something police",
    "officer",
)
_NO_NAME = words_of(
    "act information freedom request dear regards kind yours sincerely faithfully thanks thank please",
    "police force council northants northamptonshire kettering corby northampton wellingborough rushden",
    "daventry january february march april may june july august september october november december",
    "monday tuesday wednesday thursday friday saturday sunday christmas easter stop search foi foia under",
    "hello hi good morning afternoon evening sir madam officer chief constable crime commissioner road",
    "street lane close avenue drive way court crescent terrace gardens grove place square row walk hill",
    "park house mews yard green vicarage lodge cottage farm school primary academy college university",
    "station hospital church centre a14 a43 a45 m1 the and for of in on at from to with how what when",
    "where why who could would can all each number total cost copies copy list body worn video team unit",
    "great britain united kingdom england section data protection digital office department enquiries",
    "press students union building society festival east west north south town market county",
    "neighbourhood watch road safety partnership i my we our it this that these no yes also if is are was",
    "be will shall do does did have has had please send reply thanks cheers ta",
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name at `start` to `end` of the plain reading."""

    start: int
    end: int
    full: bool
    """True for a first name or an initial with a surname; a title and a surname count as well."""


def cased(plain: Plain) -> str:
    """The plain reading with the capitals of the original."""
    original = plain.original
    return "".join(
        letter.upper() if original[place].isupper() else letter
        for letter, place in zip(plain.text, plain.places, strict=True)
    )


def shouted(text: str) -> bool:
    """True where capitals say nothing: most letters are, or none is."""
    capitals = sum(letter.isupper() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return capitals == 0 or 2 * capitals > letters


def people(plain: Plain, first_names: frozenset[str]) -> Iterator[Named]:
    """Every name that a text gives, in order; first names alone only where they are known ones."""
    text = plain.text
    written = cased(plain)
    by_capitals = not shouted(written)
    until = 0
    titled = {found.start(): found.end() for found in _TITLED.finditer(text)}
    words = [(found[0], *found.span()) for found in _WORD.finditer(text)]
    for place, (word, start, end) in enumerate(words):
        if start < until:
            continue
        if start in titled:
            until = _trimmed(text, start, titled[start])
            if until > end + 1:
                yield Named(start, until, full=True)
                continue
        known = word.removesuffix("'s") in first_names
        capital = by_capitals and written[start].isupper()
        if not known and not (capital and word not in _NO_NAME and word not in _NO_SURNAME):
            continue
        if known and by_capitals and not capital and not _said_to_be_a_name(text, start):
            continue
        last = place
        while last + 1 < len(words) and _goes_on(
            text, words[last], words[last + 1], written, by_capitals=by_capitals
        ):
            last += 1
        until = words[last][2]
        full = last > place and any(len(each) > 1 for each, _, _ in words[place + 1 : last + 1])
        if full or known:
            yield Named(start, until, full=full)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a titled name ends: without a word after it that is no surname."""
    parts = text[start:end].split(" ")
    while len(parts) > 1 and parts[-1].strip("'") in _NO_SURNAME:
        parts.pop()
    return start + len(" ".join(parts))


_SAID = ("name", "names", "name's", "name is", "called", "im", "i'm")


def _said_to_be_a_name(text: str, start: int) -> bool:
    return text[max(0, start - 12) : start].rstrip().endswith(_SAID)


def _goes_on(
    text: str, one: tuple[str, int, int], other: tuple[str, int, int], written: str, *, by_capitals: bool
) -> bool:
    between = text[one[2] : other[1]]
    if between not in (" ", ". ", "  ") or (between == ". " and len(one[0]) > 1):
        return False
    if by_capitals:
        return written[other[1]].isupper() and other[0] not in _NO_NAME
    return other[0] not in _NO_SURNAME and other[0] not in _NO_NAME and len(other[0]) > 1


_OF_THE_MATTER = re.compile(
    r"(?:(?:victim|suspect|attacker|killer|driver|robber|murderer|burglar|culprit|thief|"
    r"(?:man|woman|boy|girl|lad|one|guy|bloke|kid|person) (?:they|who|that|in the)(?: [a-z]{1,12}){1,4})"
    r"(?:'s| is| was) (?:called |named )?|(?:his|her|their) names?(?:'s| is| was)? )$"
)
_IT_IS = re.compile(r"(?:it was|it'?s|its|that'?s|thats|must be|definitely) $")
_WHO_DID = re.compile(
    r" (?:who |that |he |she )?(?:did (?:it|this|that)|killed|stabbed|robbed|attacked|stole|raped|hit|"
    r"started it|shot|burned|"
    r"got (?:arrested|nicked|stabbed|attacked)|was (?:arrested|nicked|attacked|stabbed))(?![a-z])"
)


def says_who(text: str, name: Named) -> bool:
    """True where the plain reading says of a name that it is the one that a matter is about."""
    before = text[max(0, name.start - 60) : name.start]
    return _OF_THE_MATTER.search(before) is not None or (
        _IT_IS.search(before) is not None and _WHO_DID.match(text, name.end) is not None
    )
