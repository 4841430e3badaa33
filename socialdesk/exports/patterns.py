"""Identifiers that are known by their form: addresses, numbers, handles. Read on a plain reading of the text.

UK forms first; where a form could be something harmless, it is taken for an identifier: a working export errs that way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from socialdesk.triage.details import details
from socialdesk.triage.links import links
from socialdesk.triage.normalise import Plain

_APART = r"(?:\(at\)|\[at\]|\{at\}| at )"
_DOT = r"(?:\.|\(dot\)|\[dot\]|\{dot\}| dot )"
_STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|close|drive|dr|court|ct|crescent|cres|way|place|gardens|gdns|terrace|grove|"
    "walk|mews|hill|square|row|park|view|rise|green|parade|farm|cottage|cottages|house|villas|wharf|gate|fields|meadow"
)
_NO_STREET = (
    "the|a|an|this|that|these|my|our|your|his|her|their|main|side|every|each|next|whole|same|another|any|no|some|on|in|"
    "across|down|up|off|of|cross|busy|wrong|right|one|long|public|new|old|which|what|for|to|from|and|by|at|is|was|you|we|"
    "they|he|she|i|it|will|would|did|do|does|please|must|should|could|can|cannot|very|so|too|how|not|never|ever|who|but|or|"
    "if|then|just|also|only|always|test|hard|when|be|been|are|were|get|got|let|more|most|all|both|with|about|after|before"
)
_DIGITS_APART = r"[\s().\-/·_\u2013\u2014]{0,3}"
_SPOKEN = "zero|nought|oh|one|two|three|four|five|six|seven|eight|nine|double|triple"
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_POSTED = "gmail|googlemail|hotmail|outlook|yahoo|icloud|live|btinternet|proton|protonmail|aol|sky|talktalk|virginmedia"
_PLACED = (
    "insta|instagram|ig|snap|snapchat|tiktok|tik tok|twitter|telegram|discord|whatsapp|facebook|fb|kik|onlyfans|"
    "linkedin|youtube|bluesky|reddit|steam|xbox|psn"
)
_SITES = (
    "social|photography|name|dev|page|blog|chat|email|network|media|video|art|design|studio|agency|world|today|life|"
    "space|website|tech|team|family|wtf|lol|ie|es|it|nl|pl|ch|se|no|dk|in|au|ca|nz|za|jp|br|mx|gov|edu|police|wales|"
    "scot|london|cymru|ai|im|sh|la|fm|ws|vc|st|mobi|press|bio|fans|review|zone"
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Link", re.compile(r"\b(?:[a-z][a-z0-9+.\-]{1,20}://|www\.|mailto:|tel:|data:)[^\s<>\"]{1,2000}")),
    ("Id", re.compile(r"\b(?:did:[a-z]+:[\w.:%\-]+|urn:[a-z]+:[^\s\"<>]+|at://\S+)")),
    ("Link", re.compile(r"//[\w\-]{2,}(?:\.[\w\-]{2,})+[^\s<>\"]{0,300}")),
    (
        "Link",
        re.compile(rf"\b[\w\-]{{2,63}}(?:\.[\w\-]{{2,63}}){{0,3}}\.(?:{_SITES})\b(?:/[^\s<>\"]{{0,300}})?"),
    ),
    (
        "Link",
        re.compile(
            r"\b[\w\-]{2,63}(?:\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\{dot\})\s?[\w\-]{1,63}){1,5}(?:\s?/\s?[^\s<>\"]{0,300})?"
            r"|\b[\w\-]{2,63}\s\.\s?(?:com|co|org|net|uk|io|tv|me)\b(?:\s?/\s?[^\s<>\"]{0,300})?"
        ),
    ),
    ("E-mail", re.compile(r"[\w.+\-%']{2,64}(?:@|\(@\)|\[@\]|\{@\})[\w\-]+(?:\.[\w\-]+){0,6}")),
    (
        "E-mail",
        re.compile(
            rf"[\w.+\-%']{{1,64}}\s?{_APART}\s?[\w\-]+(?:\s?{_DOT}\s?[\w\-]+){{0,5}}\s?{_DOT}\s?[a-z]{{2,20}}\b"
            rf"|(?:[a-z][\w\-]{{0,30}}\s)?[\w.+\-%']{{1,64}}\s?[(\[{{]at[)\]}}]\s?(?:{_POSTED})\b"
            rf"|[\w.+\-%']{{1,64}}\sat\s(?:{_POSTED})\b(?:\s?(?:\.|{_DOT})\s?[a-z]{{2,3}}){{0,2}}"
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
            rf"(?:[a-z'.\-]+\s+){{1,3}}(?:{_STREETS})\b"
            rf"|\b(?:flat|apartment|apt)\s\d{{1,4}}[a-z]?(?:,?\s+(?:[a-z'.\-]+\s+){{1,3}}(?:{_STREETS}))?\b"
            r"|\b\d{1,4}[a-z]?,?\s(?:heol|ffordd|stryd|rue|calle|via|ulica|ul)\.?\s"
            r"(?:(?:y|yr|de|du|des|la|le|del|di|da)\s){0,2}[a-z'\-]+"
            r"|\b[a-z]{3,}(?:strasse|gasse|platz|straat|laan|gatan)\s\d{1,4}[a-z]?\b"
        ),
    ),
    (
        "Address",
        re.compile(
            rf"\b(?!(?:{_NO_STREET})\b)[a-z'\-]{{2,30}}\s(?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|mews|"
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
    (
        "Date",
        re.compile(
            r"\b\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:19|20)?\d{2}\b"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS}),?\s(?:19|20)\d\d\b"
            rf"|\b(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d\b"
            rf"|\b(?:dob|born|birthday)\W{{0,3}}(?:on\s|is\s)?(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})(?:\s(?:19|20)?\d\d)?\b"
        ),
    ),
    (
        "Postcode",
        re.compile(
            r"(?<!\w)[a-pr-uwyz][a-hk-y]?\d[\da-z]?[\s.\-]{1,3}\d[abd-hjlnp-uw-z]{2}(?!\w)"
            r"|(?<!\w)[a-z](?:\s[a-z])?\s\d(?:\s[\da-z])?\s{1,3}\d\s[a-z]\s[a-z](?!\w)|\bbfpo\s?\d{1,4}\b"
        ),
    ),
    ("Account number", re.compile(r"\bsort\s?code\W{0,3}(?:is\s)?\d{2}\W?\d{2}\W?\d{2}\b")),
    (
        "Reference",
        re.compile(
            r"\b(?=[a-z0-9/]{0,40}\d{3})(?=[a-z0-9/]{0,40}[a-z])[a-z0-9]{1,8}(?:/[a-z0-9]{1,8}){2,4}\b"
        ),
    ),
    ("Phone", re.compile(rf"(?<!\d)\+?\(?\d(?:{_DIGITS_APART}\d){{6,}}")),
    ("Phone", re.compile(r"(?<!\w)(?=(?:[o ]{0,3}\d){5})[o0](?:[ .\-]{0,3}[o\d]){9,10}(?!\w)")),
    ("Phone", re.compile(rf"\b(?:{_SPOKEN})(?:[\s,.\-]{{1,3}}(?:{_SPOKEN}|hundred|thousand)){{5,}}\b")),
    ("Collar number", re.compile(r"\b[a-z]{2}\d{3,6}\b")),
    ("Id", re.compile(r"\buc[a-z0-9_\-]{22}\b")),
    ("Handle", re.compile(r"\b[\w.\-]{2,32}#\d{4}\b")),
    ("Handle", re.compile(r"\b[a-z][a-z0-9\-]{1,40}(?:\.[a-z0-9\-]{2,40}){2,5}\b")),
    (
        "Handle",
        re.compile(
            rf"\b(?:{_PLACED})(?:\s(?:name|handle|account|id|user|username))?\s?[:=]\s?[\w.\-@#]{{2,60}}"
        ),
    ),
    (
        "Handle",
        re.compile(
            rf"\b(?:his|her|their|my|your|its|the)\s(?:{_PLACED})(?:\s(?:name|handle|account|id|user|username))?"
            rf"\s(?:is|was|called|name is|handle is)\s[\w.\-@#]{{3,60}}"
            rf"|\b(?:{_PLACED})\s[a-z]+(?:[.\-#][a-z0-9]+)+"
        ),
    ),
    ("Number", re.compile(r"(?<![\d.])\d{5,}")),
    (
        "Handle",
        re.compile(
            r"\b(?:[a-z0-9.]{1,40}_[a-z0-9_.]{0,40}[a-z0-9]|(?!covid)[a-z]{3,40}\d{2,4}|[a-z]+\d[a-z]{2,}|[a-z]{2,}\d[a-z]+)\b"
        ),
    ),
    (
        "Id",
        re.compile(
            r"\b(?!\d{1,3}-[a-z]+-[a-z]+\b)(?=[a-z0-9_\-]{0,100}\d)(?=[a-z0-9_\-]{0,100}[a-z])[a-z0-9_\-]{10,}\b"
        ),
    ),
)
"""What a token is called, and the form; where two lay claim to the same words, the earlier one names the token."""

_TITLED = "PC|PCSO|DC|DS|DI|Sgt|SGT|Sergeant|Insp|Inspector|Constable|Officer"
CASED: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "Number plate",
        re.compile(
            r"(?<!\w)(?:[A-Z]{2}[ .\-]{0,2}\d{2}[ .\-]{0,2}[A-Z]{3}|[A-Z]\d{1,3}[ .\-]{0,2}[A-Z]{3}"
            r"|[A-Z]{3}[ .\-]{0,2}\d{1,3}[A-Z]|[A-Z] [A-Z] \d \d [A-Z] [A-Z] [A-Z]|[A-Z]\d[A-Z] [A-Z]{1,3})(?!\w)"
        ),
    ),
    ("Collar number", re.compile(rf"\b(?:{_TITLED})\s?[A-Z]{{0,2}}\d{{2,6}}(?:\s[A-Z][\w'\-]+){{1,2}}")),
    ("Address", re.compile(r"\b[A-Z][a-z'\-]+\s(?:St|Rd|Ave|Ln|Cl|Dr|Cres|Gdns|Ct)\b")),
    ("Name", re.compile(r"\b(?:[A-Z]\.\s?){1,3}[A-Z][\w'\-]{2,}(?:-[A-Z][\w']+)?")),
    ("Address", re.compile(r"\b(?:[Nn]umber|[Nn]o\.?|[Hh]ouse)\s\d{1,4}[A-Za-z]?,?\s+[A-Z][\w'\-]+")),
)
"""The same where capitals tell it from ordinary words."""

_DETAILS = {
    "a telephone number": "Phone",
    "a postcode": "Postcode",
    "a number plate": "Number plate",
    "an e-mail address": "E-mail",
    "a street address": "Address",
    "a National Insurance number": "National Insurance number",
    "an NHS number": "NHS number",
    "the name of an account": "Handle",
}
"""By what triage calls them; what it learns to find beside them is a detail all the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier at `start` to `end` of the plain reading."""

    kind: str
    start: int
    end: int


def by_form(plain: Plain) -> Iterator[Found]:
    """Every identifier that is known by its form."""
    text = plain.text
    for link in links(text, frozenset()):
        yield Found("Link", link.start, link.end)
    for detail in details(text):
        yield Found(_DETAILS.get(detail.kind, "Detail"), detail.start, detail.end)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield Found(kind, *match.span())
    cased = _cased(plain)
    for kind, pattern in CASED:
        for match in pattern.finditer(cased):
            yield Found(kind, *match.span())


def _cased(plain: Plain) -> str:
    """The plain reading with the capitals of the original, sign for sign."""
    signs = zip(plain.text, plain.places, strict=True)
    return "".join(
        sign.upper() if plain.original[place].isupper() and len(sign.upper()) == 1 else sign
        for sign, place in signs
    )
