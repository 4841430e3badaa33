"""Identifiers that are known by their form: addresses, numbers, handles. Read on a plain reading of the text.

UK forms first; where a form could be something harmless, it is taken for an identifier: a working export errs that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from socialdesk.triage.details import details
from socialdesk.triage.links import links

_AT = r"(?:@|\(at\)|\[at\]|\{at\}| at )"
_DOT = r"(?:\.|\(dot\)|\[dot\]|\{dot\}| dot )"
_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|court|ct|crescent|cres|way|place|gardens|gdns|terrace|grove|"
    "walk|mews|hill|square|row|park|view|rise|green|parade|farm|cottage|cottages|house|villas|wharf|gate|fields|meadow"
)
_NO_STREET = (
    "the|a|an|this|that|these|my|our|your|his|her|their|main|side|every|each|next|whole|same|another|any|no|some|on|in|"
    "across|down|up|off|of|cross|busy|wrong|right|one|long|public|new|old|your|which|what|for|to|from|and|by|at|is|was"
)
_DIGITS_APART = r"[\s().\-/·_\u2013\u2014]{0,3}"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Link", re.compile(r"\b(?:[a-z][a-z0-9+.\-]{1,20}://|www\.|mailto:|tel:|data:)[^\s<>\"]{1,2000}")),
    ("Id", re.compile(r"\b(?:did:[a-z]+:[\w.:%\-]+|urn:[a-z]+:[^\s\"<>]+|at://\S+)")),
    (
        "E-mail",
        re.compile(
            rf"[\w.+\-%']{{1,64}}\s?{_AT}\s?[\w\-]+(?:\s?{_DOT}\s?[\w\-]+){{0,5}}\s?{_DOT}\s?[a-z]{{2,20}}\b"
        ),
    ),
    ("Handle", re.compile(r"(?<!\w)@\s?[\w.\-]*\w(?:@[\w.\-]+)?")),
    (
        "Account number",
        re.compile(r"\b[a-z]{2}\s?\d{2}(?:\s?[a-z0-9]{4}){3,7}(?:\s?[a-z0-9]{1,3})?\b|\b\d{2}-\d{2}-\d{2}\b"),
    ),
    ("National Insurance number", re.compile(r"\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b")),
    (
        "Collar number",
        re.compile(
            r"\b(?:pc|pcso|dc|ds|di|sgt|sergeant|insp|inspector|officer|constable|collar|shoulder|warrant|badge|staff)"
            r"(?:\s(?:no|num|number))?\s?[.:#]?\s?[a-z]{0,2}\d{2,6}[a-z]?\b"
        ),
    ),
    ("IP address", re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}\b")),
    (
        "Address",
        re.compile(
            r"\b(?:(?:flat|apartment|apt|unit|room)\s\d{1,4}[a-z]?,?\s+)?\d{1,4}[a-z]?(?:\s?[\-/]\s?\d{1,4}[a-z]?)?,?\s+"
            rf"(?:[a-z'.\-]+\s+){{1,3}}(?:{_STREETS})\b|\b(?:flat|apartment|apt)\s\d{{1,4}}[a-z]?\b"
        ),
    ),
    (
        "Address",
        re.compile(
            rf"\b(?!(?:{_NO_STREET})\b)[a-z'\-]{{2,}}\s(?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|mews|"
            r"grove)\b"
        ),
    ),
    (
        "Location",
        re.compile(
            r"(?<!\d)-?\d{1,3}\.\d{3,}\s?,\s?-?\d{1,3}\.\d{3,}|/{3}\s?[a-z]+\.[a-z]+\.[a-z]+"
            r"|\b[a-hj-z]{2}\s?\d{3,5}\s\d{3,5}\b"
        ),
    ),
    ("Date", re.compile(r"\b\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:19|20)?\d{2}\b")),
    ("Phone", re.compile(rf"(?<!\d)\+?\(?\d(?:{_DIGITS_APART}\d){{6,}}")),
    ("Number", re.compile(r"(?<![\d.])\d{5,}")),
    ("Handle", re.compile(r"\b(?:[a-z0-9.]{1,40}_[a-z0-9_.]{0,40}[a-z0-9]|(?!covid)[a-z]{3,40}\d{2,4})\b")),
    (
        "Id",
        re.compile(
            r"\b(?!\d{1,3}-[a-z]+-[a-z]+\b)(?=[a-z0-9_\-]{0,100}\d)(?=[a-z0-9_\-]{0,100}[a-z])[a-z0-9_\-]{10,}\b"
        ),
    ),
)
"""What a token is called, and the form; where two lay claim to the same words, the earlier one names the token."""

_DETAILS = {"a telephone number": "Phone", "a postcode": "Postcode", "a number plate": "Number plate"}


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier at `start` to `end` of the plain reading."""

    kind: str
    start: int
    end: int


def by_form(plain: str) -> Iterator[Found]:
    """Every identifier that is known by its form."""
    for link in links(plain, frozenset()):
        yield Found("Link", link.start, link.end)
    for detail in details(plain):
        yield Found(_DETAILS[detail.kind], detail.start, detail.end)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            yield Found(kind, *match.span())
