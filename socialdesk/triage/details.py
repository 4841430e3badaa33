"""Numbers that point at a person: telephone numbers, postcodes, number plates (4.3). UK forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Ofcom: 10 or 11 digits after 0, or +44. Groups are divided by single spaces, dots or hyphens.
_TELEPHONE = re.compile(r"(?<![\w+])(?:\+44 ?(?:\(0\) ?)?|0044 ?|\(?0)\d(?:[ .)\-]{0,2}\d){8,9}(?!\w)")
# Royal Mail: area of one or two letters, district, sector and unit; the unit has no C I K M O V.
_POSTCODE = re.compile(
    r"(?<!\w)(?:[a-pr-uwyz](?:\d{1,2}|\d[a-hjkpstuw]|[a-hk-y]\d(?:\d|[abehmnprvwxy])?)) ?\d[abd-hjlnp-uw-z]{2}(?!\w)"
)
# DVLA: the current form AB12 CDE, and the prefix and suffix forms only after a word that says what they are.
_PLATE = re.compile(
    r"(?<!\w)[a-hj-pr-y][a-hj-pr-y](?:0[2-9]|[1-7]\d) ?(?!the|and|for|was|you|not)[a-hj-pr-z]{3}(?!\w)"
)
_OLD_PLATE = re.compile(
    r"(?<!\w)(?:reg|registration|plate|plates|number plate|index)(?: (?:is|was|no|number|of|plate))?:? "
    r"([a-hj-np-ty]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3} ?[a-hj-np-ty]|[a-z]{1,3} ?\d{1,4}|\d{1,4} ?[a-z]{1,3})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Detail:
    """A number of one `kind` at `start` to `end` of the plain reading."""

    kind: str
    start: int
    end: int


def details(plain_text: str) -> Iterator[Detail]:
    """Every telephone number, postcode and number plate, kind by kind."""
    if not any(letter.isdigit() for letter in plain_text):
        return
    for kind, pattern, group in (
        ("a telephone number", _TELEPHONE, 0),
        ("a postcode", _POSTCODE, 0),
        ("a number plate", _PLATE, 0),
        ("a number plate", _OLD_PLATE, 1),
    ):
        for found in pattern.finditer(plain_text):
            yield Detail(kind, *found.span(group))
