"""From rows to batches of token numbers, with the very reading that the desk uses."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from contrast import disguised
from rows import HEADS, Row
from tokenizers import Tokenizer
from torch import Tensor

from socialdesk.triage.normalise import Normaliser
from socialdesk.triage.undisguise import Undisguiser

LONGEST = 64
"""Tokens in training; the desk reads up to 128."""
_FIRST_WORD = 1996
"""Before it the vocabulary has signs and single letters."""
_OWN_DISGUISED = 0.12


def whole_words(tokenizer_file: Path) -> list[str]:
    """The whole words of the vocabulary, the most frequent first."""
    vocabulary: dict[str, int] = json.loads(tokenizer_file.read_text(encoding="utf-8"))["model"]["vocab"]
    ordered = sorted(vocabulary.items(), key=lambda each: each[1])
    return [word for word, number in ordered if number >= _FIRST_WORD and word.isascii() and word.isalpha()]


def look_alikes(file: Path) -> dict[str, str]:
    """The characters that pass for Latin letters, of resources/triage/look-alikes.txt."""
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    return {sign: line[0] for line in lines if line and line[0] != "#" for sign in line[1:]}


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts of about one length."""

    tokens: Tensor
    there: Tensor
    """1 for a token, 0 for padding."""
    labels: Tensor
    known: Tensor
    """The weight of the row where the label is known, else 0."""
    rows: Sequence[Row]


class Feeder:
    """Makes batches."""

    def __init__(self, tokenizer_file: Path, look_alikes_file: Path, known: Sequence[str]) -> None:
        self._undisguiser = Undisguiser(
            Normaliser(look_alikes(look_alikes_file)), whole_words(tokenizer_file), known
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(LONGEST)

    def epoch(self, rows: Sequence[Row], size: int, chance: random.Random) -> Iterator[Batch]:
        """Every row once in an order of chance, those of like length together, own texts varied."""
        fed = [(row, self._tokens(_varied(row, chance))) for row in rows]
        chance.shuffle(fed)
        chunk = size * 50
        for start in range(0, len(fed), chunk):
            together = sorted(fed[start : start + chunk], key=lambda each: len(each[1]))
            batches = [together[at : at + size] for at in range(0, len(together), size)]
            chance.shuffle(batches)
            for batch in batches:
                yield _batch(batch)

    def _tokens(self, text: str) -> list[int]:
        return self._tokenizer.encode(self._undisguiser.undisguised(text).text).ids


def _varied(row: Row, chance: random.Random) -> str:
    """The text of a row as one epoch sees it."""
    if row.source in ("own", "seed") and chance.random() < _OWN_DISGUISED:
        return disguised(row.text, chance)
    return row.text


def _batch(fed: Sequence[tuple[Row, list[int]]]) -> Batch:
    length = max(len(tokens) for _, tokens in fed)
    labels = [[float(row.labels.get(head, 0)) for head in HEADS] for row, _ in fed]
    known = [[row.weight if head in row.labels else 0.0 for head in HEADS] for row, _ in fed]
    return Batch(
        tokens=torch.tensor([tokens + [0] * (length - len(tokens)) for _, tokens in fed]),
        there=torch.tensor([[1.0] * len(tokens) + [0.0] * (length - len(tokens)) for _, tokens in fed]),
        labels=torch.tensor(labels),
        known=torch.tensor(known),
        rows=[row for row, _ in fed],
    )
