"""Names as they are compared: one person is not two for being written otherwise."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Co", "Cs", "Cn"})
_LOOK_ALIKES = str.maketrans(
    "авеёзіїјкмнорстухѕԁԛԝһӏαεικνορτυχıłøđħɑɡʟ", "abeeeiijkmhopctyxsdqwhlaeikvoptuxilodhagl"
)
"""Small letters of other scripts that pass for a Latin one."""
_READ_ALIKE = (("i", "l"), ("1", "l"), ("|", "l"), ("0", "o"), ("rn", "m"), ("vv", "w"))


def plain_letters(text: str) -> str:
    """Small Latin letters for whatever looks like them; nothing that cannot be seen, no accents."""
    seen = (sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign) not in _UNSEEN)
    return "".join(seen).casefold().translate(_LOOK_ALIKES)


def name_key(name: str) -> str:
    """A name as it is compared: without capitals, accents, doubled spaces, and what only looks like another letter.

    Two names of which nothing is left are the same; where both people are recorded, their numbers are compared instead.
    """
    words: list[str] = []
    for word in name.split():
        plain = plain_letters(word)
        for written, read in _READ_ALIKE:
            plain = plain.replace(written, read)
        words += plain.split()
    return " ".join(words)
