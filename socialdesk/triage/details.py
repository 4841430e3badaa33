"""Numbers and addresses that point at a person: telephones, postcodes, plates, streets, e-mail (4.3). UK forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from socialdesk.triage.hits import words_of

# Ofcom's numbering plan: 0 and nine or ten digits; 02 and 03 and 07 always ten. People group them as they like.
_SIGN = r"[ .\-/\u2010-\u2015]"
_TELEPHONE = re.compile(
    rf"(?<![\w+£$€#.,/-])(?:(?:\+|00) ?44{_SIGN}?(?:\( ?0 ?\)){{0,1}}{_SIGN}?|\(?0)"
    rf"[1-357-9](?:{_SIGN}{{0,2}}[()]?{_SIGN}?\d){{8,9}}(?![\w£$€%]|[.,]\d)"
)
_SPOKEN_DIGIT = (
    "(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine|double [a-z]{2,5}|triple [a-z]{2,5})"
)
_SPOKEN = re.compile(rf"(?<![a-z])(?:zero|oh|o|nought) ?,?(?:[ ,.-]{{1,2}}{_SPOKEN_DIGIT}){{7,11}}(?![a-z])")
# Royal Mail: area of one or two letters, district, sector and unit; the unit has no C I K M O V.
POSTCODE = re.compile(
    r"(?<![\w£$#/-])(?:[a-pr-uwyz](?:\d{1,2}|\d[a-hjkpstuw]|[a-hk-y]\d(?:\d|[abehmnprvwxy])?)|"
    r"gir) ?[\s-]?\d[abd-hjlnp-uw-z]{2}(?![\w-])"
)
# DVLA: the current form AB12 CDE; prefix A123 BCD, suffix ABC 123D; Northern Ireland has an I or Z among its letters.
_PLATE = re.compile(
    r"(?<![\w-])[a-hj-pr-y][a-hj-pr-y](?:0[2-9]|1\d|2\d|5[1-9]|6\d|7\d)[ -]?([a-hj-pr-z]{3})(?![\w-])"
)
_PREFIX_PLATE = re.compile(r"(?<![\w-])(?![iqouz])[a-y]\d{1,3} ?([a-hj-pr-y]{3})(?![\w-])")
_SUFFIX_PLATE = re.compile(r"(?<![\w-])([a-hj-pr-y]{3}) ?\d{1,3}[a-hj-np-tv-y](?![\w-])")
_NI_PLATE = re.compile(
    r"(?<![\w-])(?!(?:six|win|via|ill|zoo|vip|sit|hit|his|him|did|kia|pin|gti|oil|pic|lid|tim|min)[^\w])"
    r"(?=[a-z]{0,2}z|[a-z]{0,2}i[a-z]{0,2})(?:[a-z]{3}|[a-z]z|z[a-z]) ?\d{3,4}(?![\w/-]|"
    r"[.,]\d)(?! ?(?:people|times|miles|pm|am))"
)
_WORDS_OF_THREE = words_of(
    "act add age ago aid air all and any are arm art ask ate bad bag ban bar bat bed bet bid big bin bit",
    "boy bus but buy cab can cap car cat cop cos cry cup cut dad day did die dig dog dry due ear eat egg",
    "end err eve exp eye fan far fat fed few fit fix fly for fry fun gap gas get gin god got gun guy had",
    "has hat her hey him his hit hot how ice ill its jam job key kid lad law lay led leg let lie lip lit",
    "lol lot low mad man map may men met mid mix mob mph mps mud mum nan new nil non nor not now nut odd",
    "off oil old one our out own pay pen per pet pic pig pin plc pop pot pub put ran raw red ref rid rip",
    "row rub run sad sat saw say sea see set she shy sip sir sit six ski sky son spa sun tag tax tea ten",
    "the tie tim tip toe top toy try two use van via vip war was wax way web wet who why wig win won yes",
    "yet you zip zoo bmw kia gti tdi vat isb ean pcn crn usb dvd tel jan feb mar apr jun jul aug sep oct",
    "nov dec mon tue wed thu fri tmw tog btu amp rpm bhp kmh kph pcm gbp usd eur pos pcs",
)
"""Such as stand after the name of a road or a district: "A43 jam", "NN15 has"."""
_SAID_PLATE = re.compile(
    r"(?<!\w)(?:regs?|registration|plates?|number plate|licen[cs]e plate|reg plate|index|vrm|"
    r"private plate)(?: (?:is|was|no|number|of|plate|says?|mark|it'?s)){0,2}[:.]? ?"
    r"([a-hj-np-ty]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3} ?[a-hj-np-ty]|[a-z]{1,3} ?\d{1,4}|"
    r"\d{1,4} ?[a-z]{1,3}|[a-z]{2}\d{2} ?[a-z]{0,3})(?!\w)"
)
# HMRC: two letters (not D F I Q U V, the second not O; not BG GB NK KN TN NT ZZ), six digits, A to D.
_NINO = re.compile(
    r"(?<![\w-])(?!bg|gb|nk|kn|tn|nt|zz)[abceghj-prstw-z][abceghj-nprstw-z] ?-?(?:\d{2}[ -]?){3}[a-d](?![\w-])"
)
_NHS = re.compile(r"(?<![\w.,/£$#-])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?![\w/%-]|[.,]\d)")
_NHS_WORD = re.compile(r"(?<![a-z])nhs(?![a-z])")
_STREET_KIND = (
    "road|rd|street|st|lane|ln|close|cl|avenue|ave|av|drive|dr|crescent|cres|court|ct|way|terrace|"
    "terr|gardens|gdns|grove|"
    "place|pl|square|sq|mews|row|walk|rise|hill|view|park|parade|yard|green|croft|fold|gate|drove|bank|wharf|mount|"
    "meadow|meadows|end|gate|quay|heights|maltings|hollow|dale|approach|chase|spinney|wynd|brae|loan|ginnel"
)
_NO_STREET = (
    r"(?!(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"years?|months?|days?|"
    r"hours?|minutes?|miles?|people|times?|of|to|in|on|at|and|or|a|an|my|yards?|metres?|am|pm|mins?|"
    r"lads|kids|cars?|more|"
    r"police|other|different|per|mph|for|off|from|by|up|down|out|ft|foot|feet|grand|quid|pounds?|is|"
    r"was|it|he|she|they|"
    r"i|we|you|noon|lads?|men|man|officers?|this|that|per|cent|percent|the)(?![a-z'-]))"
)
STREET = re.compile(
    r"(?<![\w£$.:/-])(?:flat \d{1,3}[a-d]?,? |apartment \d{1,3},? |no\.? ?|number )?\d{1,3}(?:[a-d]|/\d{1,2})?,? "
    + rf"(?:(?:the |saint |st\.? )?{_NO_STREET}[a-z][a-z'-]{{1,15}}(?: {_NO_STREET}[a-z][a-z'-]{{1,15}}){{0,2}} (?:"
    + _STREET_KIND
    + r")|the (?:maltings|crescent|green|square|grove|mews|avenue|close|gardens|spinney|croft|meadows)"
    + r")(?![a-z0-9-])(?! (?:around|back|you|i|to get|too|of here|through))"
)
EMAIL = re.compile(r"(?<![\w.+-])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}(?![\w@])")
_EMAIL_SAID = re.compile(
    r"(?<![\w.])[a-z0-9][a-z0-9._-]{1,40}(?: ?[\[(] ?at ?[\])] ?| at )(?:gmail|hotmail|outlook|yahoo|"
    r"icloud|live|btinternet|[a-z0-9-]{2,30})"
    r"(?: ?[\[(] ?dot ?[\])] ?| dot |\.)(?:com|co|uk|org|net)(?:(?: dot |\.)uk)?(?!\w)"
)
_HANDLE = re.compile(
    r"(?<![a-z])(?:it'?s|that'?s|is|tag(?: him| her| them)?|him|his|her|their|insta(?:gram)?|"
    r"snap(?:chat)?|tiktok|called|profile|"
    r"account|aka|find|look up|follow|add|ask|name'?s?|on)[:,]? {1,2}(@[a-z0-9][a-z0-9_.]{2,38}[a-z0-9_])(?![\w@])"
)
"""In what many write, the name of an account stands only for whom they talk to; it must be said to be somebody's."""
_HANDLE_SAID = re.compile(
    r"(?<!\w)(?:(?:his|her|their|on|my) )?(?:insta(?:gram)?|snap(?:chat)?|tiktok|facebook|fb|twitter|"
    r"discord|telegram)(?: (?:is|name|handle|account|page|"
    r"user)){1,2}:? ?([a-z0-9][a-z0-9_.]{3,30})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Detail:
    """A number or address of one `kind` at `start` to `end` of the plain reading."""

    kind: str
    start: int
    end: int


def details(plain_text: str) -> Iterator[Detail]:
    """Every number and address that points at a person, kind by kind."""
    if "@" in plain_text or "dot" in plain_text or "at)" in plain_text:
        yield from _each("an e-mail address", EMAIL, plain_text)
        yield from _each("an e-mail address", _EMAIL_SAID, plain_text)
        yield from _each("the name of an account", _HANDLE, plain_text, group=1)
    yield from _each("the name of an account", _HANDLE_SAID, plain_text, group=1)
    if "zero" in plain_text or "oh" in plain_text or "nought" in plain_text:
        yield from _each("a telephone number", _SPOKEN, plain_text)
    if any(letter.isdigit() for letter in plain_text):
        yield from _apart(_numbers(plain_text))


_NUMBERS = (
    ("a telephone number", _TELEPHONE),
    ("a postcode", POSTCODE),
    ("a National Insurance number", _NINO),
    ("a number plate", _PLATE),
    ("a number plate", _PREFIX_PLATE),
    ("a number plate", _SUFFIX_PLATE),
    ("a number plate", _NI_PLATE),
    ("a street address", STREET),
)


def _numbers(text: str) -> Iterator[Detail]:
    for found in _NHS.finditer(text):
        if _is_nhs_number(text, found):
            yield Detail("an NHS number", *found.span())
    for kind, pattern in _NUMBERS:
        for found in pattern.finditer(text):
            if not (pattern.groups and " " in found[0] and found[1] in _WORDS_OF_THREE):
                yield Detail(kind, *found.span())
    yield from _each("a number plate", _SAID_PLATE, text, group=1)


def _apart(found: Iterator[Detail]) -> Iterator[Detail]:
    """Without those that overlap one before them."""
    taken: list[tuple[int, int]] = []
    for each in found:
        if not any(each.start < end and start < each.end for start, end in taken):
            taken.append((each.start, each.end))
            yield each


def _is_nhs_number(text: str, found: re.Match[str]) -> bool:
    named = _NHS_WORD.search(text, max(0, found.start() - 24), found.start()) is not None
    grouped = " " in found[0] or "-" in found[0]
    return (named or grouped) and _checks(found[1] + found[2] + found[3])


def _each(kind: str, pattern: re.Pattern[str], text: str, group: int = 0) -> Iterator[Detail]:
    for found in pattern.finditer(text):
        yield Detail(kind, *found.span(group))


def _checks(digits: str) -> bool:
    """NHS Data Dictionary: the tenth digit checks the nine before it, modulus 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = 11 - total % 11
    return check != 10 and (0 if check == 11 else check) == int(digits[9])
