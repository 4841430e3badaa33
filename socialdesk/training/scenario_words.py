"""What the words of a scenario may hold: numbers and addresses that can belong to nobody, and no protected words.

Ofcom keeps ranges of telephone numbers for drama; RFC 2606 and RFC 6761 keep names that are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from socialdesk.model.names import plain_letters

_NUMBER = re.compile(r"(?<![\w/.,])(?:\+|\(0|0)[\d ()\u00a0\u2011.-]{7,}\d(?![\w/])")
_SPACED = re.compile(r"[^\d+]")
_FEWEST_DIGITS, _MOST_DIGITS = 10, 11
_DRAMA = re.compile(
    r"01632960\d{3}|011[3-8]4960\d{3}|01[2-6]14960\d{3}|01914980\d{3}|02079460\d{3}|0289649[6]\d{3}|02920180\d{3}|"
    r"07700900\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}"
)
_PUBLIC = frozenset({"0800555111", "08001111", "0800789321", "0800405040", "03001232040", "08082000247"})
"""Crimestoppers, Childline, the anti-terrorist hotline, British Transport Police, reports of fraud, the helpline for
domestic abuse."""
_ADDRESS = re.compile(
    r"(?:https?://|[\w.+-]@)((?:[a-z0-9-]+\.)+[a-z]{2,})"
    r"|(?<![\w@.-])((?:[a-z0-9-]+\.)+(?:com|net|org|uk|io|info|biz|shop|xyz|social))(?![\w-])",
    re.IGNORECASE,
)
_NOBODYS = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")
_PUBLIC_BODIES = ("police.uk", "gov.uk", "nhs.uk")
_WORD = re.compile(r"[^\W_]+")


def somebodys(text: str, known: Collection[str] = ()) -> Iterator[str]:
    """Telephone numbers, web and e-mail addresses in a text that may really be somebody's, as they are written.

    `known` are hosts that the policy pack names itself.
    """
    for found in _NUMBER.finditer(text):
        digits = _SPACED.sub("", found[0].replace("(0)", ""))
        abroad = digits.startswith("+") and not digits.startswith("+44")
        digits = re.sub(r"^\+44", "0", digits)
        if abroad or (
            _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS
            and digits not in _PUBLIC
            and not _DRAMA.fullmatch(digits)
        ):
            yield found[0].strip()
    for found in _ADDRESS.finditer(text):
        host = (found[1] or found[2]).casefold()
        if not any(
            host == each or host.endswith(f".{each}") for each in (*_NOBODYS, *_PUBLIC_BODIES, *known)
        ):
            yield host


def hosts_in(text: str) -> Iterator[str]:
    """The hosts of the web and e-mail addresses in a text."""
    for found in _ADDRESS.finditer(text):
        yield (found[1] or found[2]).casefold()


def has_words(text: str, words: str) -> bool:
    """Whether a text has the words in order, with nothing but signs between them, or written together."""
    told, wanted = _words(text), _words(words)
    if not wanted:
        return False
    return f" {' '.join(wanted)} " in f" {' '.join(told)} " or (
        len(wanted) > 1 and "".join(wanted) in "".join(told)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(plain_letters(text))
