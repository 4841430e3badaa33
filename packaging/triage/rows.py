"""What one text for training looks like, and the heads of the model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

STRANDS = ("race", "religion", "orientation", "transgender", "disability", "sex")
GROUNDS = (
    "threatening",
    "contempt_of_court",
    "identifies_person",
    "officer_safety",
    "operationally_sensitive",
    "defamation",
    "spam",
)
ROUTES = (
    "emergency",
    "crime_report",
    "foi_request",
    "foi_incomplete",
    "safety_advice",
    "question",
    "complaint",
)
HEADS = ("hate", *STRANDS, *GROUNDS, *ROUTES)
"""In the order of the model's outputs. A strand is told only of what is hate."""
FAR_OFF = (
    "officer_safety",
    "operationally_sensitive",
    "emergency",
    "foi_request",
    "foi_incomplete",
    "safety_advice",
)
"""What a text of a public set is safely taken to be none of."""

Part = Literal["train", "validation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text. A head that `labels` does not name is unknown and teaches nothing."""

    source: str
    text: str
    labels: Mapping[str, int]
    part: Part = "train"
    weight: float = 1.0
    post: str = ""
    active: bool = False
    family: str = ""


def part_of(text: str, tenths: int) -> Part:
    """The same part for the same text, always: so many tenths of all texts are for validation.

    They lie within the part of the project's own texts that the rules were not tuned on, the `check` of
    tests/benchmarks/uk_measure.py.
    """
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")
    return "validation" if number % 10 >= 10 - tenths else "train"


def hate_labels(hate: int, strands: Iterable[str] | None = ()) -> dict[str, int]:
    """The labels of hate and its strands; None where the strands of a hateful text are unknown."""
    labels = {"hate": hate}
    if strands is not None:
        named = set(strands)
        labels |= {strand: int(strand in named) for strand in STRANDS}
    return labels


def once_each(rows: Iterable[Row]) -> list[Row]:
    """Without those whose text is there already, however it is cased or spaced."""
    seen: set[str] = set()
    kept: list[Row] = []
    for row in rows:
        key = sameness(row.text)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    return kept


def sameness(text: str) -> str:
    """What two texts have in common that differ in case, spaces and signs alone."""
    return "".join(sign for sign in text.casefold() if sign.isalnum() or not sign.isascii()) or text
