"""Whether words of the Force would quote what it took down, above all the operationally sensitive (4.3f, R9)."""

from __future__ import annotations

import re
import unicodedata

from socialdesk.model.ids import ThreadId
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection

RUN = 4
"""So many words in a row that also stand in what was removed are a quotation."""
_ELSEWHERE = 6
READ = 4_000
"""Letters of a removed text that are compared."""
_LATELY = 2_000
"""Decisions, the newest, that are looked through for sensitive ones."""
_WORD = re.compile(r"[^\W_]+")
_TELLS = "It repeats words of something operationally sensitive, which is never quoted (4.3f). Write it without them."


def sensitive_problem(db: Connection, text: str, book: Book, *, thread_id: ThreadId) -> str:
    """What stands against sending a text that quotes what went as sensitive, a sentence; "" where nothing does.

    Under the same post a shorter run is a quotation than elsewhere, where ordinary words meet by chance.
    """
    grounds = [ground.id for ground in book.grounds.values() if ground.sensitive]
    if not grounds:
        return ""
    found = db.execute(
        "SELECT DISTINCT items.thread_id, substr(items.text, 1, ?)"
        " FROM (SELECT item_id, kind, grounds FROM decisions ORDER BY id DESC LIMIT ?) AS lately"
        " JOIN items ON items.id = lately.item_id"
        " WHERE lately.kind <> 'keep' AND EXISTS (SELECT 1 FROM json_each(lately.grounds) WHERE value IN"
        f" ({', '.join('?' * len(grounds))}))",
        (READ, _LATELY, *grounds),
    ).fetchall()
    quoted = any(quotes(text, str(row[1]), run=RUN if row[0] == thread_id else _ELSEWHERE) for row in found)
    return _TELLS if quoted else ""


def quotes(text: str, removed: str, *, run: int = RUN) -> bool:
    """True where a text has a run of words of what was removed."""
    said, words = folded(text), folded(removed)
    runs = {tuple(said[place : place + run]) for place in range(len(said) - run + 1)}
    return any(tuple(words[place : place + run]) in runs for place in range(len(words) - run + 1))


def folded(text: str) -> list[str]:
    """The words of a text without capitals and accents."""
    return [fold(word) for word in _WORD.findall(text)]


def fold(word: str) -> str:
    """One word so."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
