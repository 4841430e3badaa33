"""Links in a text, and whether they lead to a site that is normal in a conversation with the police (4.3e)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINK = re.compile(
    r"(?<![\w@.])(?:https?://|hxxps?://|www\.)[^\s<>\"]{1,300}"
    r"|(?<![\w@.\-])(?:[a-z0-9\-]{1,63}\.){1,4}"
    r"(?:com|net|org|uk|co|io|biz|info|shop|store|online|site|xyz|club|top|live|ly|gl|me|tv|app|link|click|news|example|win|"
    r"vip|pro|ru|cn|eu|de|fr|be|cc|gg|to|us)(?![\w.]*\w)(?:/[^\s<>\"]{0,300})?"
)
_HOST = re.compile(r"(?:h(?:tt|xx)ps?://)?(?:[^/@\s]{0,100}@)?(?:www\.)?([a-z0-9.\-]{1,250})")


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `start` to `end` of the plain reading."""

    host: str
    start: int
    end: int
    known: bool
    """True where it leads to a listed site or beneath one."""


def links(plain_text: str, known_sites: frozenset[str]) -> Iterator[Link]:
    """Every link, with or without its scheme."""
    if "." not in plain_text:
        return
    for found in _LINK.finditer(plain_text):
        host = _HOST.match(found[0])
        name = host[1].strip(".") if host else ""
        labels = name.split(".")
        known = any(".".join(labels[place:]) in known_sites for place in range(len(labels)))
        yield Link(name, found.start(), found.start() + len(found[0].rstrip(".,!?;:)'\"")), known)
