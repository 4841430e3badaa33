"""Parties and candidates as data with dates, and the periods before elections (3.3d, P7). Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypedDict, cast

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.policy import phrasing

_LONG_ENOUGH = 9
"""Letters of a name that are found even written into others without a gap."""


class PartiesError(UserFacingError):
    """A list of parties and candidates that cannot be used."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            f"The list of parties and candidates cannot be used: {happened}",
            to_do="Correct the file, or put back the last one that worked.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A pre-election period. Both days are in it, by the Force's own clock."""

    id: str
    name: str
    begins: date
    ends: date
    """Polling day, or the day on which the Force says that it ends."""

    def holds(self, day: date) -> bool:
        """True on a day in it."""
        return self.begins <= day <= self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A party, as drafts name it."""

    name: str
    names: tuple[str, ...]
    """Names that are no other words."""
    short: tuple[str, ...] = ()
    """Ordinary words that name it with a capital, in a hashtag, disguised, or beside a word of politics."""
    unless: tuple[str, ...] = ()
    """Phrases in which they do not."""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who stands for election."""

    name: str
    party: str = ""
    area: str = ""
    also: tuple[str, ...] = ()
    """What they are called besides, such as the name of an account."""
    since: date | None = None
    until: date | None = None


class Entered:
    """What people of the Force entered at the desk. One belongs to each list and is put anew whole, from any thread."""

    __slots__ = ("_entered",)

    def __init__(self) -> None:
        self._entered: tuple[tuple[Period, ...], tuple[Party, ...], tuple[Candidate, ...]] = ((), (), ())

    def put(
        self, periods: Sequence[Period], parties: Sequence[Party], candidates: Sequence[Candidate]
    ) -> None:
        """From now on it is these, and no others."""
        self._entered = (tuple(periods), tuple(parties), tuple(candidates))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods."""
        return self._entered[0]

    @property
    def parties(self) -> tuple[Party, ...]:
        """The parties."""
        return self._entered[1]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates."""
        return self._entered[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Periods, parties and candidates: those of the file, and those that were entered at the desk."""

    version: str = ""
    politics: tuple[str, ...] = ()
    """Words of politics: beside one, an ordinary word may name a party."""
    periods: tuple[Period, ...] = ()
    parties: tuple[Party, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    entered: Entered = field(default_factory=Entered, repr=False, compare=False)

    def period(self, day: date) -> Period | None:
        """The period in force on a day, of several the one that ends last; None where none is."""
        holding = [each for each in (*self.periods, *self.entered.periods) if each.holds(day)]
        return max(holding, key=lambda each: each.ends, default=None)

    def active(self, day: date) -> tuple[Party, ...]:
        """The parties of a day."""
        every = (*self.parties, *self.entered.parties)
        return tuple(each for each in every if _on(day, each.since, each.until))

    def standing(self, day: date) -> tuple[Candidate, ...]:
        """The candidates of a day."""
        every = (*self.candidates, *self.entered.candidates)
        return tuple(each for each in every if _on(day, each.since, each.until))


@dataclass(frozen=True, slots=True)
class Read:
    """A draft as it is read for names."""

    plain: str
    cased: str
    """The same with its capitals, letter for letter."""
    others: tuple[str, ...] = ()
    """Readings in which disguises are undone."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every reading."""
        return (self.plain, *self.others)


def named(parties: Parties, read: Read, day: date) -> tuple[str, ...]:
    """The parties and candidates that a draft names on a day, as the list calls them."""
    out: dict[str, None] = {}
    political = bool(phrasing.found(parties.politics, read.all))
    letters = tuple("".join(re.findall(r"[a-z]+", each)) for each in read.all)
    for party in parties.active(day):
        if (
            phrasing.found(party.names, read.all, party.unless)
            or _written_together(party.names, letters)
            or _short(party, read, political=political)
            or _in_one_word(party, parties.politics, read)
        ):
            out[party.name] = None
    for candidate in parties.standing(day):
        names = (candidate.name, *candidate.also)
        if phrasing.found([*names, *_initials(candidate.name)], read.all) or _written_together(
            names, letters
        ):
            out[candidate.name] = None
    return tuple(out)


def _short(party: Party, read: Read, *, political: bool) -> bool:
    hits = list(phrasing.places(party.short, read.plain, party.unless))
    if any(political or read.cased[start].isupper() for start, _ in hits):
        return True
    # Found in a reading without disguises alone: it was disguised.
    return any(
        len(list(phrasing.places(party.short, each, party.unless))) > len(hits) for each in read.others
    )


def _in_one_word(party: Party, politics: Sequence[str], read: Read) -> bool:
    """True where an ordinary word and one of politics are written as one, as in a hashtag in small letters."""
    together = {
        joined
        for short in party.short
        for word in (each.rstrip("*") for each in politics)
        for joined in (word + short, short + word)
        if len(joined) >= _LONG_ENOUGH
    }
    words = {word for each in read.all for word in re.findall(rf"[a-z]{{{_LONG_ENOUGH},60}}", each)}
    return any(joined in word for joined in together for word in words)


def _written_together(names: Sequence[str], letters: Sequence[str]) -> bool:
    keys = ("".join(re.findall(r"[a-z]+", name.casefold())) for name in names)
    return any(len(key) >= _LONG_ENOUGH and key in each for key in keys for each in letters)


def _initials(name: str) -> Iterator[str]:
    words = name.split()
    if len(words) > 1 and len(words[-1]) > 2:
        yield f"{words[0][0]} {words[-1]}"
        for title in ("mr", "mrs", "ms", "miss", "dr", "cllr", "councillor", "candidate", "mp"):
            yield f"{title} {words[-1]}"
        yield f"{words[-1]} mp"


def _on(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)


def load_parties(text: str) -> Parties:
    """Reads and checks the list. Raises PartiesError."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PartiesError(f"it is not TOML, {error}.") from None
    if "entered" in raw:
        raise PartiesError('"entered" is not something that it can say.')
    _refuse_unknown(raw, Parties)
    for name, kind in (("periods", Period), ("parties", Party), ("candidates", Candidate)):
        entries: object = raw.get(name)
        for entry in cast(list[object], entries) if isinstance(entries, list) else ():
            _refuse_unknown(entry, kind)
    try:
        parties = Parties(**msgspec.convert(raw, _Listed, strict=True))
    except msgspec.ValidationError as error:
        raise PartiesError(f"{error}.") from None
    for problem in _problems(parties):
        raise PartiesError(problem)
    return parties


class _Listed(TypedDict, total=False):
    version: str
    politics: tuple[str, ...]
    periods: tuple[Period, ...]
    parties: tuple[Party, ...]
    candidates: tuple[Candidate, ...]


def _refuse_unknown(value: object, kind: type) -> None:
    known = {each.name for each in fields(kind)}
    for key in cast(dict[str, Any], value) if isinstance(value, dict) else ():
        if key not in known:
            raise PartiesError(f'"{key}" is not something that it can say.')


def _problems(parties: Parties) -> Iterator[str]:
    if not parties.version.strip():
        yield "it has no version."
    if not parties.parties:
        yield "it names no party."
    for period in parties.periods:
        if period.ends < period.begins:
            yield f'period "{period.id}" ends before it begins.'
    for party in parties.parties:
        if not party.names or not all(phrasing.words_of(each) for each in (*party.names, *party.short)):
            yield f'party "{party.name}" has a name without words.'
    for candidate in parties.candidates:
        if len(phrasing.words_of(candidate.name)) < 2:
            yield f'candidate "{candidate.name}" needs a first and a last name.'
    for each in (*parties.parties, *parties.candidates):
        if each.since and each.until and each.until < each.since:
            yield f'"{each.name}" ends before it begins.'
