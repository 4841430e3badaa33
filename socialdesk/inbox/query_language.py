"""The words typed into the search box, as a value. Whatever is typed gives a query, never an error.

    stolen bike            both words, anywhere in the text or the author's name
    "stolen bike"          these words next to one another
    -spam                  without this word
    author:okafor          written by; also author:"Ada Okafor"
    network:facebook       on a network
    account:north          received by an account whose name holds this
    is:hidden              also gone, visible, unread, read, open, done, flagged, urgent, parked, comment, reply,
                           mention, message, force; -is:force is the opposite
    before:12/03/2021      earlier than that day; after: later than it; on: that day; also 2021-03-12, today, yesterday

The last word also finds longer words that begin with it, from its second letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from socialdesk.clock import to_ms
from socialdesk.model.accounts import Network

MOST_LETTERS = 2_000
MOST_TERMS = 24
LONDON = "Europe/London"

KINDS = ("comment", "reply", "mention", "message")
STATES = (
    "hidden",
    "gone",
    "visible",
    "unread",
    "read",
    "open",
    "done",
    "flagged",
    "urgent",
    "unanswered",
    "parked",
    *KINDS,
    "force",
)
_SAME = {
    "removed": "gone",
    "deleted": "gone",
    "new": "unread",
    "closed": "done",
    "handled": "done",
    "comments": "comment",
    "replies": "reply",
    "mentions": "mention",
    "messages": "message",
    "dm": "message",
    "ours": "force",
}
_FIELDS = {
    "author": "author",
    "from": "author",
    "by": "author",
    "network": "network",
    "account": "account",
    "is": "is",
    "before": "before",
    "after": "after",
    "on": "on",
}
_TERM = re.compile(
    r"""(?P<minus>-?)(?:(?P<field>[a-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))""", re.IGNORECASE
)
# Nothing that can be typed is a term without text: a lone field ("author:") is a word of its own.
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be found: next to one another where there are several."""

    text: str
    without: bool = False
    in_author: bool = False
    prefix: bool = False
    """The last word may go on."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One narrowing by something other than words; `field` is network, account or is."""

    field: str
    value: str
    without: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Everything in it must be so at once."""

    words: tuple[Words, ...] = ()
    filters: tuple[Filter, ...] = ()
    from_ms: int | None = None
    """Written at this time or later, milliseconds."""
    until_ms: int | None = None
    """Written earlier than this, milliseconds."""
    notes: tuple[str, ...] = ()
    """What could not be understood, a sentence each; the rest is looked for all the same."""
    typed: str = ""

    @property
    def empty(self) -> bool:
        """True where it narrows nothing."""
        return not (self.words or self.filters or self.from_ms is not None or self.until_ms is not None)


NO_QUERY = Query()


def parse(text: str, *, now: datetime | None = None, timezone: str = LONDON) -> Query:
    """The query that `text` stands for. Never raises.

    `now` (aware) is needed for `today` and `yesterday` only; a day begins and ends in `timezone`.
    """
    return _Reader(now, ZoneInfo(timezone)).read(text)


class _Reader:
    """Gathers the parts of one query."""

    def __init__(self, now: datetime | None, zone: ZoneInfo) -> None:
        self._zone = zone
        self._today = now.astimezone(zone).date() if now else None
        self._words: list[Words] = []
        self._filters: list[Filter] = []
        self._from: int | None = None
        self._until: int | None = None
        self._notes: list[str] = []

    def read(self, text: str) -> Query:
        typed = _plain(text)
        if len(typed) > MOST_LETTERS:
            typed = typed[:MOST_LETTERS]
            self._note(f"Only the first {MOST_LETTERS} letters are looked for.")
        for number, found in enumerate(self._terms(typed)):
            if number >= MOST_TERMS:
                self._note(f"Only the first {MOST_TERMS} words are looked for.")
                break
            self._take(found, last=found.end() == len(typed))
        return Query(
            words=tuple(dict.fromkeys(self._words)),
            filters=tuple(dict.fromkeys(self._filters)),
            from_ms=self._from,
            until_ms=self._until,
            notes=tuple(dict.fromkeys(self._notes)),
            typed=text,
        )

    @staticmethod
    def _terms(typed: str) -> Iterator[re.Match[str]]:
        return _TERM.finditer(typed)

    def _take(self, found: re.Match[str], *, last: bool) -> None:
        without = bool(found["minus"])
        quoted = found["phrase"] is not None
        value = found["phrase"] if quoted else found["word"]
        name = _FIELDS.get((found["field"] or "").lower(), "")
        if found["field"] and not name:
            # Not a field of ours: an address, a time of day, a smile.
            value = f"{found['field']}:{value}"
        if name in ("", "author"):
            self._find(value, without=without, in_author=name == "author", prefix=last and not quoted)
        elif name in ("network", "account"):
            self._narrow(name, value, without=without)
        elif name == "is":
            self._is(value, without=without)
        else:
            self._date(name, value, without=without)

    def _find(self, value: str, *, without: bool, in_author: bool, prefix: bool) -> None:
        value = " ".join(_WORD.findall(value))
        if not value:
            self._note("Signs and pictures by themselves cannot be looked for; words and numbers can.")
            return
        # One letter begins so many words that finding them all would take longer than typing the second.
        grown = prefix and not without and len(_WORD.findall(value)[-1]) >= 2
        self._words.append(Words(value, without, in_author, grown))

    def _narrow(self, name: str, value: str, *, without: bool) -> None:
        value = " ".join(value.split()).casefold()
        if not value:
            self._note(f'Say which: {name}:"...".')
            return
        if name == "network" and not any(value in (each.value, each.label.casefold()) for each in Network):
            known = ", ".join(each.label for each in Network)
            self._note(f"That network is not known here; known: {known}.")
        self._filters.append(Filter(name, value, without))

    def _is(self, value: str, *, without: bool) -> None:
        value = value.casefold().strip()
        value = _SAME.get(value, value)
        if value not in STATES:
            self._note(f"After is: comes one of {', '.join(STATES)}.")
            return
        self._filters.append(Filter("is", value, without))

    def _date(self, name: str, value: str, *, without: bool) -> None:
        day = self._day(value.casefold().strip())
        if day is None:
            self._note(f"After {name}: comes a day, such as 12/03/2021, today or yesterday.")
            return
        if without:
            self._note(f"A minus before {name}: is not understood; use before: and after: instead.")
            return
        starts = self._midnight(day)
        ends = self._midnight(day + timedelta(days=1))
        if name in ("on", "after"):
            bound = starts if name == "on" else ends
            self._from = bound if self._from is None else max(self._from, bound)
        if name in ("on", "before"):
            bound = ends if name == "on" else starts
            self._until = bound if self._until is None else min(self._until, bound)

    def _day(self, value: str) -> date | None:
        if value in ("today", "yesterday"):
            if self._today is None:
                return None
            return self._today - timedelta(days=value == "yesterday")
        numbers: tuple[str, str, str] | None = None
        if found := _DAY_FIRST.fullmatch(value):
            numbers = (found[3], found[2], found[1])
        elif found := _YEAR_FIRST.fullmatch(value):
            numbers = (found[1], found[2], found[3])
        if numbers is None:
            return None
        year, month, day = (int(number) for number in numbers)
        try:
            answer = date(year + 2000 if year < 100 else year, month, day)
        except ValueError:
            return None
        # Before the networks, and beyond what the calendar of some systems can reckon with.
        return answer if 1970 < answer.year < 3000 else None

    def _midnight(self, day: date) -> int:
        return to_ms(datetime.combine(day, time(), self._zone))

    def _note(self, sentence: str) -> None:
        self._notes.append(sentence)


# What the index takes for letters of a word: letters, marks upon them and numbers (unicode61).
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


def _plain(text: str) -> str:
    """Without what no index can hold: NUL, half characters, other controls; with one kind of quotation mark."""
    kept = "".join(
        " " if letter < " " or letter == "\x7f" or "\ud800" <= letter <= "\udfff" else letter
        for letter in text
    )
    return kept.translate(_QUOTES)


_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
