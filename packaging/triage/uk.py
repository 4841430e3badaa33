"""Sentences of UK comments for every ground and route, and of their harmless neighbours, made from uk.toml."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from contrast import disguised
from rows import GROUNDS, ROUTES, Row, hate_labels, once_each

_OF_A_LINE = 5
"""Sentences made of one line; a line without a place to fill is there but once or twice."""
_DISGUISED = 0.12
_OPENINGS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "lol ",
    "Sorry but ",
    "Evening all. ",
    "Hi, ",
    "honestly ",
    "well ",
    "@user ",
    "tbf ",
    "OMG ",
)
_ENDINGS = ("", "", "", "", "", "", ".", "!", " 😡", " smh", " thanks", " xx", "...", " mate", " 🙏")


def uk_rows(path: Path, seed: int) -> list[Row]:
    """The whole set; the same for the same seed."""
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    chance = random.Random(seed)
    return once_each(row for family in told["family"] for row in _of_family(family, told["fill"], chance))


def _of_family(family: dict[str, Any], fill: dict[str, list[str]], chance: random.Random) -> Iterator[Row]:
    named: list[str] = family["labels"]
    labels = hate_labels(0) | {head: int(head in named) for head in (*GROUNDS, *ROUTES)}
    for unknown in family.get("unknown", []):
        del labels[unknown]
    for line in family["lines"]:
        for _ in range(_OF_A_LINE):
            text = re.sub(r"\{(\w+)\}", lambda found: chance.choice(fill[found[1]]), line)
            text = chance.choice(_OPENINGS) + text + chance.choice(_ENDINGS)
            if chance.random() < _DISGUISED:
                text = disguised(text, chance)
            yield Row(source="uk", text=text, labels=labels, family=";".join(sorted(named)))
