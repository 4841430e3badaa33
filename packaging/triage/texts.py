"""The project's own texts (texts/*.csv) and the seed that they began with, as rows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from rows import GROUNDS, HEADS, ROUTES, STRANDS, Row, hate_labels, part_of

_SEED_LABELS = {
    "CONTEMPT": "contempt_of_court",
    "IDENT": "identifies_person",
    "OFFICER": "officer_safety",
    "THREAT": "threatening",
    "HATE": "hate_speech",
    "SPAM": "spam",
    "DEFAM": "defamation",
    "OPS": "operationally_sensitive",
    "CRIME": "crime_report",
    "EMERG": "emergency",
    "FOI": "foi_request",
    "FOI_INC": "foi_incomplete",
    "ADVICE": "safety_advice",
}
VALIDATION_TENTHS = 2
_ONE_TENTH = frozenset({"danger", "hate", "letters", "proceedings", "urgent"})
"""The larger files, of which a tenth is enough for validation."""
_WORDS_OF_THEIR_OWN = 10
"""Words, from which a hateful reply that names no group is taken to be one without the post above it too."""


def own_rows(folder: Path, identity_words: frozenset[str]) -> list[Row]:
    """Every text for training under `folder`.

    The model sees a text alone: of a short one that is hateful because of the post above it, and names no group
    by any of `identity_words`, it learns nothing about hate.
    """
    rows = [row for path in sorted(folder.glob("*.csv")) for row in own_file(path)]
    return [_without_hate(row) if _needs_its_post(row, identity_words) else row for row in rows]


def _needs_its_post(row: Row, identity_words: frozenset[str]) -> bool:
    words = re.findall(r"[a-z]+", row.text.lower())
    return bool(
        row.labels["hate"]
        and row.post
        and len(words) < _WORDS_OF_THEIR_OWN
        and not identity_words.intersection(words)
    )


def _without_hate(row: Row) -> Row:
    known = {head: label for head, label in row.labels.items() if head not in ("hate", *STRANDS)}
    return replace(row, labels=known)


def own_file(path: Path, *, split: bool = True) -> Iterator[Row]:
    """One file. Without `split` all of it is for validation: the texts for testing."""
    tenths = 1 if path.stem in _ONE_TENTH else VALIDATION_TENTHS
    for line in _table(path):
        labels = {label for label in line["labels"].split(";") if label}
        strands = {strand for strand in (line.get("strand") or "").split(";") if strand}
        text = line["text"]
        yield Row(
            source="own",
            text=text,
            labels=_labels(labels, strands or None),
            part=part_of(text, tenths) if split else "validation",
            post=line.get("post") or "",
            active=(line.get("case_state") or "") == "active",
            family=";".join(sorted(labels)),
        )


def seed_rows(path: Path) -> list[Row]:
    """The seed, which does not tell questions and complaints from what is ordinary, nor the strand of hate."""
    rows: list[Row] = []
    for line in _table(path):
        named = {_SEED_LABELS[label] for label in line["labels"].split(";") if label in _SEED_LABELS}
        labels = {
            head: known
            for head, known in _labels(named, None).items()
            if head not in ("question", "complaint")
        }
        part = part_of(line["text"], VALIDATION_TENTHS)
        rows.append(
            Row(source="seed", text=line["text"], labels=labels, part=part, family=";".join(sorted(named)))
        )
    return rows


def _labels(named: set[str], strands: set[str] | None) -> dict[str, int]:
    hate = int("hate_speech" in named)
    labels = hate_labels(hate, strands if hate else ()) | {
        head: int(head in named) for head in (*GROUNDS, *ROUTES) if head in HEADS
    }
    return labels


def _table(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
