"""Before a reply is sent: places left open, and our own words against 4.3; pure (I4)."""

from __future__ import annotations

import re

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Band, Span
from socialdesk.model.items import ItemKind
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context
from socialdesk.triage.api import Triage, TriageContext

_PLACE = re.compile(r"\[[^\[\]\n]*[^\W\d_]{2}[^\[\]\n]*\]")
"""As the wordings mark what is to be filled in: [name of the person]."""
_SHOWN = 40


def open_place(text: str) -> Span | None:
    """The first place of a wording that nobody has filled in; None where there is none."""
    found = _PLACE.search(text)
    return None if found is None else Span(found.start(), found.end())


def place_problem(text: str) -> str:
    """That a place is still open, a sentence that names it; "" where none is."""
    place = open_place(text)
    if place is None:
        return ""
    name = text[place.start : place.end]
    shown = name if len(name) <= _SHOWN else f"{name[: _SHOWN - 2]}…]"
    return f"Still open: {shown}. Fill it in, or take it out."


def draft_grounds(
    text: str, *, triage: Triage, book: Book, network: Network, private: bool, post_text: str = ""
) -> tuple[str, ...]:
    """The grounds of 4.3 that our own words are likely to meet, by id, the weightiest first.

    As for anybody else's words: advice, never a verdict. Repeats are none: a wording is meant to be used again.
    """
    signals = triage.signals(text, TriageContext(post_text=post_text))
    kind = ItemKind.MESSAGE if private else ItemKind.COMMENT
    found = assess(signals, Context(network=network, kind=kind, post_text=post_text), book).findings
    likely = (each.ground for each in found if each.band is Band.LIKELY and each.ground in book.grounds)
    return tuple(dict.fromkeys(likely))


def draft_problem(grounds: tuple[str, ...], book: Book) -> str:
    """What to say beside a draft that meets these grounds; quotes nothing. "" for none."""
    if not grounds:
        return ""
    first = book.grounds[grounds[0]]
    more = f" and {len(grounds) - 1} more" if len(grounds) > 1 else ""
    return f"Our words: {first.name} ({first.clause}){more}? Read again."
