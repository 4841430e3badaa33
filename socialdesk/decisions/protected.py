"""Whether words of the Force would give away what a case's watch list protects (4.3b, 4.3f, R9)."""

from __future__ import annotations

import re

from socialdesk.model.names import plain_letters
from socialdesk.storage.database import Connection
from socialdesk.triage.api import ProtectedKind

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_SURNAME = 3
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'"})


def protected_in(db: Connection, text: str) -> bool:
    """True where a text has the words of any entry in force, whichever thread the entry is for.

    Found are the listed words in order with nothing but signs between them, written together as in a hashtag, in any
    case or accents; and the last word of a name by itself where it is written with a capital, as a surname is. An
    address or a school is found shortened and in part too: its street, or what it is called.
    """
    words = _words(text)
    together = "".join(words)
    plain = f" {' '.join(words)} "
    capitalised = {_folded(word) for word in _WORD.findall(text) if word[0].isupper()}
    places: list[tuple[ProtectedKind, str]] = []
    for listed, kind in db.execute("SELECT words, kind FROM protected_names WHERE ended_ms IS NULL"):
        parts = _words(str(listed))
        if not parts:
            continue
        if kind in (ProtectedKind.ADDRESS, ProtectedKind.SCHOOL):
            places.append((ProtectedKind(kind), _folded(str(listed)).translate(_APOSTROPHES)))
            continue
        if f" {' '.join(parts)} " in plain:
            return True
        if len(parts) > 1 and "".join(parts) in together:
            return True
        surname = kind == ProtectedKind.NAME and len(parts) > 1 and len(parts[-1]) >= _SHORTEST_SURNAME
        if surname and parts[-1] in capitalised:
            return True
    if not places:
        return False
    from socialdesk.triage.places import PlaceList  # noqa: PLC0415  (slow to load, and seldom needed)

    return any(PlaceList(places).find(_folded(text).translate(_APOSTROPHES)))


def objection(db: Connection, text: str) -> str:
    """Why words that were decided on must not leave now, a sentence that quotes nothing; "" where nothing stands so.

    Asked at the moment of sending: what was free when it was written may be protected by then.
    """
    if not text or not protected_in(db, text):
        return ""
    return "It has words that a case's watch list protects by now, so it was not sent."


def _words(text: str) -> list[str]:
    return [_folded(word) for word in _WORD.findall(text)]


def _folded(word: str) -> str:
    """Small Latin letters, whatever another script or an invisible sign does to them."""
    return plain_letters(word)
