"""Replaces identifiers by tokens that are stable within one export: the same person is the same token everywhere (T2).

A token is a kind and a number in order of appearance, `[Person 3]`: nothing of the identifier is in it, so nobody can
go back without the database. What the desk knows (authors, staff, protected words, ids) is found in every field and
in every quoted text; what has a form (numbers, addresses, handles) too. A name that the desk has never met is taken for
one where it is written like one. That can miss: the export says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from socialdesk.exports.known import Names
from socialdesk.exports.leaves import Address, Author, Exact, Id, Leaf, Said, Staff
from socialdesk.exports.patterns import by_form
from socialdesk.exports.unknown_names import looks_like_names
from socialdesk.model.people import DESK
from socialdesk.triage.api import ProtectedKind, ProtectedWords
from socialdesk.triage.lexicon import Lexicon
from socialdesk.triage.names import WatchList
from socialdesk.triage.normalise import Normaliser, Plain

PERSON, STAFF, PROTECTED = "Person", "Staff", "Protected"
_FIRST = {PROTECTED: 0, PERSON: 1, STAFF: 2}
"""Whose token stands where identifiers overlap: the known before what only has a form."""
_TOKEN = re.compile(r"\[(?=[A-Z][A-Za-z\- ]{1,30} \d+\])")
_COUNTRY = re.compile(r"^(?:00)?44|^0+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\+00:00| UTC)")
_LONGEST = 1_000_000

Whose = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the desk knows of people. `near` are those whom the export is about, found by each part of their names."""

    near: Sequence[Author] = ()
    others: Iterable[Author] = ()
    handles: Mapping[str, int] = field(default_factory=dict[str, int])
    """An id or a handle on a network, and whose it is."""
    staff: Iterable[str] = ()
    numbers: Mapping[str, str] = field(default_factory=dict[str, str])
    """A collar or staff number, and the name of whose it is."""
    protected: Sequence[tuple[int, str, ProtectedKind]] = ()
    """Number, words and kind of each entry of the watch list."""
    ids: Iterable[str] = ()
    """Ids and links that stand somewhere in the export."""
    ours: Iterable[str] = ()
    """Names of the Force and its accounts, which are no person's."""


class Redactor:
    """One export's tokens. `keep` are the authors whose own data stays (a subject access request)."""

    def __init__(self, known: Known, lexicon: Lexicon, *, keep: frozenset[int] = frozenset()) -> None:
        self._normaliser = Normaliser(lexicon.look_alikes)
        self._lexicon = lexicon
        self._keep = keep
        self._names = Names(self._normaliser)
        self._kept = Names(self._normaliser)
        self._numbers: dict[Whose, int] = {}
        self._counts: dict[str, int] = {}
        self._protected = [
            ((PROTECTED, str(number)), self._watch_list((words, kind)))
            for number, words, kind in known.protected
        ]
        self._all = self._watch_list(*((words, kind) for _, words, kind in known.protected))
        self._cases: dict[str, Whose] = {}
        self._own_words: dict[str, str] = {}
        self._ours = frozenset(
            word for name in known.ours for word in self._normaliser.whole(name).text.split()
        )
        self._take(known)

    @property
    def replaced(self) -> Mapping[str, int]:
        """How many different ones of each kind were replaced."""
        return dict(self._counts)

    def leaf(self, leaf: Leaf) -> str:
        """What stands for a leaf."""
        match leaf:
            case Author(number, name):
                if number is None:
                    return "" if not name else self._token((PERSON, name.casefold()))
                return name if number in self._keep else self._token((PERSON, str(number)))
            case Staff(name):
                return name if name in ("", DESK.name) else self._token(self._staff(name))
            case Id(value) | Address(value):
                return self._id(value, "Link" if isinstance(leaf, Address) else "Id")
            case Said(text):
                return self.said(text)
            case Exact():
                return ""

    def own_words(self, text: str) -> str:
        """Our own words, which may still name somebody whom the desk knows."""
        if _TIME.fullmatch(text):
            return text
        told = self._own_words.get(text)
        if told is None:
            told = self._own_words[text] = self._scrub(text, forms=False)
        return told

    def said(self, text: str) -> str:
        """Words that somebody wrote."""
        return self._scrub(text, forms=True)

    def _watch_list(self, *entries: tuple[str, ProtectedKind]) -> WatchList:
        listed = [ProtectedWords("", words, kind) for words, kind in entries]
        return WatchList(listed, self._lexicon, self._normaliser)

    def _case(self, plain: Plain, start: int, end: int) -> Whose:
        """Which of the protected words a place that holds some of them holds."""
        words = plain.text[start:end]
        whose = self._cases.get(words)
        if whose is None:
            part = Plain(words, range(len(words)), words)
            found = (whose for whose, listed in self._protected if listed.find(part))
            whose = self._cases[words] = next(found, (PROTECTED, words))
        return whose

    def _take(self, known: Known) -> None:
        for value in known.ids:
            if value and self._names.whose(value) is None:
                self._names.add_exact(value, ("Id", value.casefold()))
        for author in known.near:
            if author.id in self._keep:
                self._kept.add(author.name, (PERSON, str(author.id)), near=True)
            elif author.name:
                self._names.add(author.name, (PERSON, str(author.id or author.name.casefold())), near=True)
        for handle, number in known.handles.items():
            (self._kept if number in self._keep else self._names).add_exact(handle, (PERSON, str(number)))
        for name in known.staff:
            self._names.add(name, self._staff(name), near=True)
        for number, words, _ in known.protected:
            self._names.add(words, (PROTECTED, str(number)), near=True)
        for number, name in known.numbers.items():
            self._names.add_exact(number, self._staff(name))
        for author in known.others:
            if author.id not in self._keep:
                self._names.add(author.name, (PERSON, str(author.id)), near=False)

    @staticmethod
    def _staff(name: str) -> Whose:
        return STAFF, " ".join(name.casefold().split())

    def _id(self, value: str, kind: str) -> str:
        if not value:
            return ""
        if self._kept.whose(value) is not None:
            return value
        whose = self._names.whose(value)
        return self._token(whose if whose and whose[0] in _FIRST else (kind, value.casefold()))

    def _token(self, whose: Whose) -> str:
        number = self._numbers.get(whose)
        if number is None:
            number = self._counts.get(whose[0], 0) + 1
            self._counts[whose[0]] = self._numbers[whose] = number
        return f"[{whose[0]} {number}]"

    def _scrub(self, text: str, *, forms: bool) -> str:
        if not text:
            return text
        # What a stranger wrote like a token must not pass for one of ours.
        text = _TOKEN.sub("(", text[:_LONGEST])
        plain = self._normaliser.whole(text)
        found = [(start, end, whose) for start, end, whose in self._found(plain, forms=forms) if end > start]
        if not found:
            return text
        kept = [(hit.start, hit.end) for hit in self._kept.find(plain)] if self._keep else []
        found = [each for each in found if not _within(each, kept)]
        out: list[str] = []
        at = 0
        for start, end, whose in _apart(found):
            span = plain.span(start, end)
            out += [text[at : span.start], self._token(whose)]
            at = max(at, _marks_after(text, span.end))
        out.append(text[at:])
        return "".join(out)

    def _found(self, plain: Plain, *, forms: bool) -> Iterable[tuple[int, int, Whose]]:
        for hit in self._names.find(plain):
            yield hit.start, hit.end, hit.whose
        if self._protected:
            yield from (
                (start, end, self._case(plain, start, end)) for start, end in _every(self._all, plain)
            )
        if not forms:
            return
        for form in by_form(plain):
            words = plain.text[form.start : form.end]
            whose = self._names.whose(words) if form.kind in ("Handle", "Link", "Id") else None
            yield form.start, form.end, whose or (form.kind, _same(words))
        for start, end in looks_like_names(plain, self._ours, self._lexicon):
            yield start, end, ("Name", _same(plain.text[start:end]))


def _every(listed: WatchList, plain: Plain) -> Iterable[tuple[int, int]]:
    """What a watch list finds, and what it finds beside that once the first is out of the way."""
    text = plain.text
    while hits := listed.find(replace(plain, text=text)):
        for hit in hits:
            yield hit.start, hit.end
            text = f"{text[: hit.start]}{' ' * (hit.end - hit.start)}{text[hit.end :]}"


def _same(words: str) -> str:
    """One token for a number however its digits are grouped, and with or without the country."""
    letters = "".join(sign for sign in words if sign.isalnum()) or words
    return _COUNTRY.sub("", letters).lstrip("0") if letters.isdigit() and len(letters) > 9 else letters


def _within(found: tuple[int, int, Whose], kept: Sequence[tuple[int, int]]) -> bool:
    """True for a guess at the very words that are the subject's own."""
    start, end, whose = found
    return whose[0] not in _FIRST and any(first <= start and end <= last for first, last in kept)


def _apart(found: Sequence[tuple[int, int, Whose]]) -> list[tuple[int, int, Whose]]:
    """Where they overlap they are replaced together, by the token of the one that is known best."""
    joined: list[tuple[int, int, Whose]] = []
    for start, end, whose in sorted(found, key=lambda each: (each[0], -each[1])):
        if joined and start < joined[-1][1]:
            first, last, before = joined[-1]
            better = whose if _FIRST.get(whose[0], 9) < _FIRST.get(before[0], 9) else before
            joined[-1] = (first, max(last, end), better)
        else:
            joined.append((start, end, whose))
    return joined


def _marks_after(text: str, at: int) -> int:
    """Past the invisible signs and marks that were written into what was replaced."""
    while at < len(text) and unicodedata.category(text[at]) in ("Mn", "Me", "Cf"):
        at += 1
    return at
