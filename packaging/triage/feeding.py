"""From rows to batches of token numbers, with the very reading that the desk uses."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from contrast import disguised
from rows import HEADS, Row
from tokenizers import Tokenizer
from torch import Tensor

from socialdesk.triage.normalise import Normaliser
from socialdesk.triage.undisguise import Undisguiser

LONGEST = 96
"""Tokens in training, as many as the desk reads at once."""
_FIRST_WORD = 1996
"""Before it the vocabulary has signs and single letters."""
_OWN_DISGUISED = 0.12
_OF_OURS = frozenset({"own", "seed", "uk"})
_WORDS_LOST = 0.3
_WORDS_LOST_FROM = 6
"""Words; of a longer text of ours one is lost now and then."""
_BARE = 0.12
_SHORT = 110
"""Characters of what is put beside another text."""
_NOT_LONG = 260
"""Characters of a text that has another put beside it: the end of a longer one would be cut off."""
_IN_ORDER = 0.5


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

    def epoch(self, rows: Sequence[Row], size: int, chance: random.Random, joined: float) -> Iterator[Batch]:
        """Every row once in an order of chance, those of like length together, own texts varied.

        A share of `joined` has another row's text beside it, as people say more than one thing.
        """
        short = [row for row in rows if len(row.text) < _SHORT]
        varied = [_varied(row, chance) for row in rows]
        varied = [
            _together(row, _varied(chance.choice(short), chance), chance)
            if len(row.text) < _NOT_LONG and chance.random() < joined
            else row
            for row in varied
        ]
        fed = [(row, self._tokens(row.text)) for row in varied]
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


def _varied(row: Row, chance: random.Random) -> Row:
    """A row as one epoch sees it."""
    text = row.text
    if row.source in ("own", "seed") and chance.random() < _OWN_DISGUISED:
        text = disguised(text, chance)
    words = text.split(" ")
    if row.source in _OF_OURS and len(words) > _WORDS_LOST_FROM and chance.random() < _WORDS_LOST:
        lost = chance.randrange(len(words))
        text = " ".join(words[:lost] + words[lost + 1 :])
    if row.source in _OF_OURS and chance.random() < _BARE:
        # As on a telephone in a hurry: no sign but letters.
        text = re.sub(r"[^\w\s]+", "", text).strip() or text
    return replace(row, text=text)


def _together(row: Row, other: Row, chance: random.Random) -> Row:
    """Two texts one after the other: what either is the whole is; what neither is it is not."""
    labels = {
        head: max(row.labels.get(head, 0), other.labels.get(head, 0))
        for head in HEADS
        if row.labels.get(head) or other.labels.get(head) or (head in row.labels and head in other.labels)
    }
    first, second = (row, other) if chance.random() < _IN_ORDER else (other, row)
    text = first.text + chance.choice((" ", ". ", "! ", "\n", " ", ", ")) + second.text
    return replace(row, text=text, labels=labels)


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
