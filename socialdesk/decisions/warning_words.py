"""Whether the text of a public warning can be sent: what it must have, and must never repeat (4.3b, 4.3f, R9)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from socialdesk.decisions.case import cleaned
from socialdesk.decisions.quoting import READ, fold, folded, quotes
from socialdesk.decisions.reply import text_problem
from socialdesk.inbox.queries import assessment
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_NAME = 3


def warning_problem(
    db: Connection, text: str, *, network: Network, removals: Sequence[ItemId], book: Book
) -> str:
    """What stands against a text, a sentence that quotes nothing; "" where nothing does. For a check while typing."""
    text = cleaned(text)
    problem = text_problem(db, text, network=network, kind=ActionKind.REPLY)
    if problem:
        return problem
    if book.guidelines_url not in text:
        return f"It needs the link to the public guidelines: {book.guidelines_url}"
    if any(_repeats(db, text, item_id, _ours(book)) for item_id in removals):
        return "It repeats words of what was removed. Write it without them."
    return ""


def _repeats(db: Connection, text: str, item_id: ItemId, ours: frozenset[str]) -> bool:
    row = db.execute("SELECT substr(text, 1, ?) FROM items WHERE id = ?", (READ, item_id)).fetchone()
    removed = "" if row is None else str(row[0])
    if quotes(text, removed):
        return True
    said = folded(text)
    marked = (
        removed[span.start : span.end]
        for finding in assessment(db, item_id).findings
        if finding.repeat_of is None
        for span in finding.spans
    )
    spoken = f" {' '.join(said)} "
    if any(
        f" {' '.join(phrase)} " in spoken
        for phrase in (folded(each) for each in marked)
        if phrase and not ours.issuperset(phrase)
    ):
        return True
    names, firsts = _names(removed, ours)
    spoken_names, spoken_firsts = _names(text, ours)
    # A word that begins a sentence in both may be any word; within a sentence it is written so as a name is.
    return bool(names & (spoken_names | spoken_firsts) or firsts & spoken_names)


def _names(text: str, ours: frozenset[str]) -> tuple[set[str], set[str]]:
    """Words with a capital that are not of our own wordings: those within a sentence, and those that begin one."""
    within: set[str] = set()
    firsts: set[str] = set()
    for sentence in re.split(r"[.!?:\n]+", text):
        for place, word in enumerate(_WORD.findall(sentence)):
            folded = fold(word)
            if word[0].isupper() and len(word) >= _SHORTEST_NAME and folded not in ours:
                (within if place else firsts).add(folded)
    return within, firsts


def _ours(book: Book) -> frozenset[str]:
    """The words of the pack's own wordings and of the Force's name."""
    return frozenset(_all(folded(each) for each in (book.force, *map(book.wording, book.templates))))


def _all(parts: Iterable[Iterable[str]]) -> Iterable[str]:
    return (word for part in parts for word in part)
