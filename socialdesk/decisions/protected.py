"""Whether words of the Force would give away what a case's watch list protects (4.3b, 4.3f, R9)."""

from __future__ import annotations

import re
import unicodedata

from socialdesk.storage.database import Connection

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_SURNAME = 3


def protected_in(db: Connection, text: str) -> bool:
    """True where a text has the words of any entry in force, whichever thread the entry is for.

    Found are the listed words in order with nothing but signs between them, written together as in a hashtag, in any
    case or accents; and the last of several words by itself where it is written with a capital, as a surname is.
    """
    words = _words(text)
    together = "".join(words)
    plain = f" {' '.join(words)} "
    capitalised = {_folded(word) for word in _WORD.findall(text) if word[0].isupper()}
    for (listed,) in db.execute("SELECT words FROM protected_names WHERE ended_ms IS NULL"):
        parts = _words(str(listed))
        if not parts:
            continue
        if f" {' '.join(parts)} " in plain:
            return True
        if len(parts) > 1 and "".join(parts) in together:
            return True
        if len(parts) > 1 and len(parts[-1]) >= _SHORTEST_SURNAME and parts[-1] in capitalised:
            return True
    return False


def _words(text: str) -> list[str]:
    return [_folded(word) for word in _WORD.findall(text)]


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
