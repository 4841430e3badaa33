"""`little text`, in which LinkedIn keeps the words of a post (not of a comment).

Signs that mean something in it carry a backslash. A hashtag is left as one, so that it can be clicked. Source:
LinkedIn's "little text format", li-lms-2026-05.
"""

from __future__ import annotations

import re

_RESERVED = re.compile(r"[\\|{}@\[\]()<>*_~]|#(?!\w)|(?<=\S)#")
_HASHTAG = re.compile(r"\{hashtag\|\\?#\|((?:\\.|[^\\{}|])*)\}", re.DOTALL)
_MENTION = re.compile(r"@\[((?:\\.|[^\\\]])*)\]\((?:\\.|[^\\)])*\)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_MARKS = re.compile(r"(\\.)|" + _HASHTAG.pattern + "|" + _MENTION.pattern, re.DOTALL)


def escaped(text: str) -> str:
    """Plain text as little text."""
    return _RESERVED.sub(lambda found: "\\" + found[0], text)


def plain(told: str) -> str:
    """Little text as people read it: hashtags and mentions by their names."""

    def read(found: re.Match[str]) -> str:
        if found[1] is not None:
            return _ESCAPED.sub(r"\1", found[1])
        if found[2] is not None:
            return "#" + _ESCAPED.sub(r"\1", found[2])
        return _ESCAPED.sub(r"\1", found[3])

    return _MARKS.sub(read, told)


def normal(text: str) -> str:
    """The words as LinkedIn keeps them: line ends as one sign, nothing blank around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
