"""The project's own texts (texts/*.csv) and the seed that they began with, as rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from rows import GROUNDS, HEADS, ROUTES, Row, hate_labels, part_of

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


def own_rows(folder: Path) -> list[Row]:
    """Every text for training under `folder`."""
    return [row for path in sorted(folder.glob("*.csv")) for row in own_file(path)]


def own_file(path: Path, *, split: bool = True) -> Iterator[Row]:
    """One file. Without `split` all of it is for validation: the texts for testing."""
    for line in _table(path):
        labels = {label for label in line["labels"].split(";") if label}
        strands = {strand for strand in (line.get("strand") or "").split(";") if strand}
        text = line["text"]
        yield Row(
            source="own",
            text=text,
            labels=_labels(labels, strands or None),
            part=part_of(text, VALIDATION_TENTHS) if split else "validation",
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
