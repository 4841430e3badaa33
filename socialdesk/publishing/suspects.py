"""Names of suspects, and guilt taken as given, in a draft of our own (3.3b, 4.3b, P5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from socialdesk.decisions.reading import first_names, plain_of, reading
from socialdesk.policy import phrasing
from socialdesk.policy.publishing_checks import Publishing
from socialdesk.triage.hits import words_of
from socialdesk.triage.normalise import Plain
from socialdesk.triage.people import cased, people, says_who, shouted

_NAME = r"[a-z][a-z'-]{0,24}\.?(?: [a-z][a-z'-]{0,24}){0,2}"
_CALLED = re.compile(
    r"(?<![a-z])(?:called|named|known as|aka|a\.k\.a\.?|by the name(?: of)?|goes by(?! the name)|identified as|name is|"
    rf"name'?s|name of)[ :\"']{{1,3}}({_NAME})"
)
_HELD = re.compile(
    r"(?:custody|cells|cuffs|arrested|arrest|suspect|detained|nicked|charged|bail|remanded)[^.!?:]{0,30}"
    rf"(?::| [-\u2013\u2014]) ?({_NAME})"
)
_WHERE = re.compile(
    rf"(?<![a-z])({_NAME}),? (?:(?:is|was|are|now|still|back|safely|sat|sitting|spending|the|night) )*"
    r"(?:in (?:police )?custody|in (?:the|a|our) cells?|on bail|behind bars|in cuffs|in handcuffs|in the back of)"
)
_INITIALS_SAID = re.compile(r"(?<![a-z])initials? (?:are |is |were )?:?\W?([a-z]\.? ?[a-z]\.?)(?![a-z])")
_DONE = r"(?:re-?)?(?:arrested|charged|detained|remanded|bailed|summonsed|nicked|collared|apprehended|cuffed)"
_HELPS = r"(?:(?:has|have|had|now|since|been|also|was|were|is|are|got|just|today) )*"
_BEFORE_DONE = re.compile(
    rf"(?<![a-z])({_NAME}),? (?:\(?\d{{1,2}}\)?,? )?(?:(?:of|from) [a-z' -]{{2,30}},? )?({_HELPS})$"
)
_VERB = re.compile(rf"(?<![a-z]){_DONE}(?![a-z])")
_OPERATION = re.compile(r"(?<![a-z])op(?:eration)?$")
_LOOKED_BACK = 110
"""Letters before such a verb in which the name stands."""
_PASSIVE, _ACTIVE = {"been", "was", "were", "is", "are", "got"}, {"has", "have", "had"}
_OBJECT = re.compile(
    r" (?:a|an|the|one|two|three|four|five|six|several|him|her|them|his|this|that|another)(?![a-z])"
)
"""What was arrested: whoever stands before the verb did it then."""
_AFTER_DONE = re.compile(rf"(?<![a-z]){_DONE}:? ({_NAME})")
_AGE_AFTER = re.compile(
    r"\W{1,3}(?:aged? |age: ?|who is )?\(?(?:1\d|[2-9]\d)(?![\d:.%]|st|nd|rd|th| (?:people|times|miles|minutes|hours))"
)
_YEARS = r"(?:yo|y/o|yrs?[ -]old|years?[ -]old)"
_AGE_BEFORE = re.compile(
    rf"(?:1\d|[2-9]\d)[ -]?{_YEARS}\W{{1,2}}(?:man |woman |male |female )?(?:called |named )?$"
)
_AGED = re.compile(rf"(?<![\d:.])(?:1\d|[2-9]\d)[ -]?{_YEARS}(?![a-z])|(?<![a-z])aged (?:1\d|[2-9]\d)(?!\d)")
_WORD_AND_AGE = re.compile(
    r"(?<![a-z'])((?:[a-z]\.? )?[a-z][a-z'-]{2,})(?:, (?:aged )?(?:1\d|[2-9]\d)(?![\d:%]|[.,]\d| [a-z]+s(?![a-z]))"
    r"| \((?:aged )?(?:1\d|[2-9]\d)\))"
)
_INITIALS = re.compile(r"(?<![A-Za-z])((?:[A-Z]\.? ?){2,3}),? (?:\(|aged )?(?:1\d|[2-9]\d)(?!\d)")
_NOT_NAMES = words_of(
    "us a an the this that these those he she they it we i you who which what him her them his its their our your my",
    "me and or but for of in on at by to from with as not no so if when while after before then than been being was",
    "were is are has have had be will would can could may might shall should do does did done arrested charged",
    "bailed detained remanded released custody suspicion people person persons man men woman women male males",
    "female females boy boys girl girls teenager teenagers youth youths child children lad lads suspect suspects",
    "driver drivers rider individual individuals pair trio couple gang group someone somebody anyone anybody",
    "everyone nobody more less about over under just only now today yesterday tonight earlier later again two",
    "three four five six seven eight nine ten several many some both all another other others police officers",
    "officer pcso pcsos team teams colleagues yet also last first second third out up off down back there here",
    "where monday tuesday wednesday thursday friday saturday sunday january february march april june july august",
    "september october november december road street lane avenue close drive way court house park centre station",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found in a draft."""

    arrest: bool
    charge: bool
    convicted: bool
    guilt: tuple[str, ...]
    """Words that take guilt as given."""
    sure: tuple[str, ...]
    """Names that are a suspect's by what stands beside them."""
    unsure: tuple[str, ...]
    """Names of which a person has to say whose they are."""

    @property
    def matters(self) -> bool:
        """True where it speaks of an arrest or a charge, or sounds like one."""
        return self.arrest or self.charge or bool(self.guilt and (self.sure or self.unsure))


def look(text: str, pack: Publishing) -> Looked:
    """Looks a draft through. The pack lists by which words it speaks of an arrest, a charge or a conviction."""
    read = reading(text)

    def said(name: str) -> tuple[str, ...]:
        words = pack.list(name)
        return phrasing.found(words.phrases, read.all, words.unless)

    arrest, charge, guilt = bool(said("arrest")), bool(said("charge")), said("guilt")
    about = arrest or charge or bool(guilt)
    sure, unsure = _names(text, pack, about=about)
    return Looked(
        arrest=arrest,
        charge=charge,
        convicted=bool(said("convicted")),
        guilt=guilt,
        sure=sure,
        unsure=unsure,
    )


_DISGUISED = re.compile(r"(?<![^\W_])[^\W\d_]+[0-9@$!|][^\W_]*[^\W\d_](?![^\W_])")
_LEET = str.maketrans("0134578@$!|", "oieastbasil")
_HANDLE = re.compile(r"[@#\uff20\uff03]([a-z]{7,40})(?![A-Za-z])")
_SHORTEST = 4
"""Letters of a first name that is looked for at the beginning of a hashtag or handle in small letters."""


def _names(text: str, pack: Publishing, *, about: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sure and unsure names, as written and with figures read as letters."""
    sure, unsure = dict[str, None](), dict[str, None]()
    undone = _DISGUISED.sub(lambda found: found[0].translate(_LEET), text)
    for each in dict.fromkeys((text, undone)):
        certain, others = _Names(plain_of(each), pack).found(about=about)
        sure.update(dict.fromkeys(certain))
        unsure.update(dict.fromkeys(others))
    for found in _HANDLE.finditer(text) if about else ():
        name = found[1]
        if any(name[:end] in first_names() for end in range(_SHORTEST, len(name) - 2)):
            unsure[found[0]] = None
    return tuple(sure), tuple(each for each in unsure if each not in sure)


class _Names:
    """The names in one plain reading."""

    def __init__(self, plain: Plain, pack: Publishing) -> None:
        self._plain = plain
        self._text = plain.text
        self._cased = cased(plain)
        self._shouted = shouted(self._cased)
        self._none = frozenset(
            word.removesuffix("*")
            for phrase in pack.list("no_names").phrases
            for word in phrasing.words_of(phrase)
        )
        self._ranks = phrasing.pattern(pack.list("ranks").phrases)

    def found(self, *, about: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Sure and unsure names; without an arrest in the text only those with an age, all of them unsure."""
        sure: dict[str, None] = {}
        unsure: dict[str, None] = {}
        for start, end, certain in self._each():
            words = " ".join(self._cased[start:end].split())
            beside = self._beside(start, end)
            if certain or (beside and self._whole(start, end)):
                (sure if about else unsure)[words] = None
            elif about and not self._ranked(start):
                unsure[words] = None
        for each in sure:
            unsure.pop(each, None)
        parts = " ".join(sure).casefold()
        return tuple(sure), tuple(each for each in unsure if each.casefold() not in parts)

    def _each(self) -> Iterator[tuple[int, int, bool]]:
        """Starts, ends, and whether what stands there makes it somebody's name in the matter."""
        for name in people(self._plain, first_names()):
            if (place := self._trimmed(name.start, name.end)) is not None:
                yield *place, says_who(self._text, name)
        aged = _AGED.search(self._text) is not None
        for found in _CALLED.finditer(self._text):
            place = self._trimmed(*found.span(1), capitals=False)
            if place is not None and (found[0][:6] != "called" or self._written_as_one(*place)):
                yield *place, aged or self._whole(*place)
        yield from self._arrested()
        yield from self._held()
        for found in _WORD_AND_AGE.finditer(self._text):
            if (place := self._trimmed(*found.span(1), capitals=False)) is not None:
                yield *place, self._whole(*place)
        if not self._shouted:
            for found in _INITIALS.finditer(self._cased):
                yield *found.span(1), True

    def _held(self) -> Iterator[tuple[int, int, bool]]:
        """Names beside words of being held, and initials that are said to be somebody's."""
        for found in _WHERE.finditer(self._text):
            if (place := self._last_name(*found.span(1), first=False)) is not None:
                yield *place, False
        for found in _HELD.finditer(self._text):
            if (place := self._trimmed(*found.span(1), capitals=not self._shouted)) is not None:
                yield *place, False
        for found in _INITIALS_SAID.finditer(self._text):
            yield *found.span(1), False

    def _arrested(self) -> Iterator[tuple[int, int, bool]]:
        """Names beside a verb that says that somebody was arrested or charged, but for those who did it."""
        for verb in _VERB.finditer(self._text):
            begins = max(0, verb.start() - _LOOKED_BACK)
            found = _BEFORE_DONE.search(self._text[begins : verb.start()])
            if found is None:
                continue
            start, end = found.span(1)
            if (place := self._last_name(begins + start, begins + end, first=False)) is not None:
                helps = set(self._text[place[1] : verb.start()].split())
                did_it = _OBJECT.match(self._text, verb.end()) is not None or self._ranked(place[0])
                if helps & _PASSIVE or not (did_it or helps & _ACTIVE):
                    yield *place, self._whole(*place)
        for found in _AFTER_DONE.finditer(self._text):
            if (place := self._last_name(*found.span(1), first=True)) is not None:
                yield *place, self._whole(*place)

    def _last_name(self, start: int, end: int, *, first: bool) -> tuple[int, int] | None:
        """The name beside a verb; where capitals say something, only what has them."""
        place = self._trimmed(start, end, capitals=not self._shouted, first=first)
        if place is None or (self._shouted and not self._whole(*place)):
            return None
        return place

    def _trimmed(
        self, start: int, end: int, *, capitals: bool = False, first: bool = True
    ) -> tuple[int, int] | None:
        """A name without the words before and after it that are none; None where nothing is left."""
        words = [
            (found[0], start + found.start(), start + found.end())
            for found in re.finditer(r"[a-z][a-z'.-]*", self._text[start:end])
        ]
        while words and self._is_none(words[0], capitals=capitals):
            words.pop(0)
        while words and not first and self._is_none(words[-1], capitals=capitals):
            words.pop()
        kept: list[tuple[str, int, int]] = []
        for word in words if first else reversed(words):
            if self._is_none(word, capitals=capitals):
                break
            kept.append(word)
        if not kept or all(len(word.strip(".")) < 2 for word, _, _ in kept):
            return None
        return min(each[1] for each in kept), max(each[2] for each in kept)

    def _is_none(self, word: tuple[str, int, int], *, capitals: bool) -> bool:
        plain = word[0].strip(".'-").removesuffix("'s")
        lower = capitals and not self._cased[word[1]].isupper()
        return lower or plain in _NOT_NAMES or plain in self._none or self._ranks.fullmatch(plain) is not None

    def _written_as_one(self, start: int, end: int) -> bool:
        """True for what is written as a name: with a capital where capitals say something, or begun by a first name."""
        first = re.split(r"[ .]", self._text[start:end])[0]
        return self._cased[start].isupper() or self._shouted or first in first_names() or len(first) == 1

    def _whole(self, start: int, end: int) -> bool:
        """True for a first name or an initial, with a surname."""
        return " " in self._text[start:end].strip() or "." in self._text[start : end - 1]

    def _beside(self, start: int, end: int) -> bool:
        """True where an age stands beside it."""
        return (
            _AGE_AFTER.match(self._text, end) is not None
            or _AGE_BEFORE.search(self._text[max(0, start - 40) : start]) is not None
        )

    def _ranked(self, start: int) -> bool:
        """True where a rank stands just before it, so that it is a colleague; or it is what an operation is called."""
        before = self._text[max(0, start - 40) : start].rstrip()
        if _OPERATION.search(before) is not None:
            return True
        return any(
            before.endswith(found[0]) for found in self._ranks.finditer(before) if found.end() == len(before)
        )
