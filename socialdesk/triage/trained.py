"""The trained model: what each of its heads makes of a text, and which words led to it. packaging/triage makes it."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from socialdesk.model.findings import Span
from socialdesk.triage.api import HeadReading, ModelOff, Reading
from socialdesk.triage.normalise import Normaliser, Plain
from socialdesk.triage.recipe import CARD, WORTH_KEEPING, ModelCard, read_card
from socialdesk.triage.undisguise import Undisguiser

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
LONGEST = 96
"""Tokens read at once. A longer text is read in parts, and for each head the surest part counts."""
PART = 64
MOST_PARTS = 4
_FIRST_WORD = 1996
"""Before it the vocabulary has signs and single letters."""
_END = re.compile(r"[.!?\n]{1,40}(?=\s)")
_LEAST_OF_SENTENCE = 3
"""Tokens."""
_CLEARER = 1.0
"""By how much, in log odds."""
_WORD = re.compile(r"[^\W_][\w'*@$!|+-]*[^\W_]|[^\W_]")
_LITTLE = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "do", "for", "from", "had", "has", "have", "i",
     "if", "in", "is", "it", "its", "it's", "me", "my", "of", "on", "or", "so", "that", "the", "this", "to", "was",
     "were", "with"}
)  # fmt: skip
"""Words that say little by themselves, and are marked only between others or where there are none."""
_MOST_WORDS = 6
_ENOUGH = 0.7
"""The share of what speaks for it that the marked words hold, if so few do."""


class TrainedModel:
    """Loaded once; see `Reader`. One text at a time: with others beside it the small model's scores would shift."""

    def __init__(self, folder: Path, look_alikes: Mapping[str, str]) -> None:
        """Reads the files of `folder`. Raises ModelOff where one is missing or not the one that was measured."""
        self.card: ModelCard = read_card(_file(folder, CARD))
        model, tokenizer = (_checked(folder, name, self.card) for name in (MODEL, TOKENIZER))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except RuntimeError as error:
            raise ModelOff("The trained model cannot be loaded.", kept="The rules run without it.") from error
        self._tokenizer = Tokenizer.from_str(tokenizer.decode("utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._undisguiser = Undisguiser(
            Normaliser(look_alikes), whole_words(self._tokenizer.get_vocab()), self.card.known_words
        )
        self._begin = self._tokenizer.token_to_id("[CLS]")
        self._end = self._tokenizer.token_to_id("[SEP]")

    @property
    def model(self) -> str:
        """As `Reading.model`."""
        return self.card.files[MODEL][:12]

    def read(self, untrusted_text: str) -> Reading:
        """As `Reader.read`."""
        plain = self._undisguiser.undisguised(untrusted_text)
        windows = self._windows(plain)
        heads: list[HeadReading] = []
        for number, head in enumerate(self.card.heads):
            said, parts, offsets = max(windows, key=lambda window: float(window[0][number]), default=_NOTHING)
            if not offsets:
                break
            score = round(self.card.calibration[head].score(float(said[number])), 3)
            if score >= WORTH_KEEPING:
                heads.append(HeadReading(head, score, tuple(_words(plain, parts[:, number], offsets))))
        return Reading(self.model, tuple(heads))

    def logits(self, untrusted_text: str) -> NDArray[np.float32] | None:
        """What each head says, uncalibrated; None of a text without a word. For the recipe."""
        windows = self._windows(self._undisguiser.undisguised(untrusted_text))
        return np.max([said for said, _, _ in windows], axis=0) if windows else None

    def _windows(self, plain: Plain) -> list[_Window]:
        """What each head says of the text as a whole, or of each part of a long one, and of each sentence in it."""
        found = self._tokenizer.encode(plain.text, add_special_tokens=False)
        tokens, offsets = found.ids, found.offsets
        if not tokens:
            return []
        # The model has signs of its own for the beginning and the end.
        if len(tokens) <= LONGEST - 2:
            wholes = [self._window(tokens, offsets)]
        else:
            room = PART - 2
            parts = min(MOST_PARTS, -(-len(tokens) // room))
            starts = [(len(tokens) - room) * part // (parts - 1) for part in range(parts)]
            wholes = [self._window(tokens[at : at + room], offsets[at : at + room]) for at in starts]
        ends = [each.end() for each in _END.finditer(plain.text)]
        return (
            wholes + [sentence for whole in wholes for sentence in _sentences(whole, ends)]
            if ends
            else wholes
        )

    def _window(self, tokens: Sequence[int], offsets: Sequence[tuple[int, int]]) -> _Window:
        ids = np.array([self._begin, *tokens, self._end], dtype=np.int64)
        parts = cast("NDArray[np.float32]", self._session.run(["parts"], {"tokens": ids})[0])
        return parts.mean(axis=0), parts[1:-1], offsets


_Window = tuple[NDArray[np.float32], NDArray[np.float32], Sequence[tuple[int, int]]]
"""What the heads say, what each token says to each head, and where the tokens stand."""
_NOTHING: _Window = (np.zeros(0, np.float32), np.zeros((0, 0), np.float32), ())


def _sentences(whole: _Window, ends: Sequence[int]) -> Iterator[_Window]:
    """Each sentence by itself, from the same pass: kind words around a threat make it no less of one.

    A sentence has to say it more clearly than a whole text.
    """
    _, parts, offsets = whole
    first = 0
    for place in range(1, len(offsets) + 1):
        if place < len(offsets) and bisect_right(ends, offsets[place][0]) == bisect_right(
            ends, offsets[first][0]
        ):
            continue
        if place - first >= _LEAST_OF_SENTENCE and place - first < len(offsets):
            yield parts[first:place].mean(axis=0) - _CLEARER, parts[first:place], offsets[first:place]
        first = place


def whole_words(vocabulary: Mapping[str, int]) -> list[str]:
    """The whole words of the model's vocabulary, the most frequent first."""
    ordered = sorted((number, word) for word, number in vocabulary.items() if number >= _FIRST_WORD)
    return [word for _, word in ordered if word.isascii() and word.isalpha()]


def _words(plain: Plain, parts: NDArray[np.float32], offsets: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """The words that speak for it most, those beside one another together, in the order of the text."""
    words = [found.span() for found in _WORD.finditer(plain.text)]
    if not words:
        words = [(offsets[0][0], offsets[-1][1])]
    speaks = [0.0] * len(words)
    at = 0
    for (start, end), part in zip(offsets, parts, strict=True):
        while at + 1 < len(words) and words[at][1] <= start:
            at += 1
        if words[at][0] < end and start < words[at][1]:
            speaks[at] += float(part)
    telling = [
        0.0 if plain.text[start:end] in _LITTLE else said
        for (start, end), said in zip(words, speaks, strict=True)
    ]
    marked = set(_greatest(telling if max(telling) > 0 else speaks))
    # One word between two that are marked is marked with them: people read phrases.
    marked |= {place + 1 for place in marked if place + 2 in marked}
    first = None
    for place in sorted(marked):
        if first is None:
            first = place
        if place + 1 not in marked:
            yield plain.span(words[first][0], words[place][1])
            first = None


def _greatest(speaks: Sequence[float]) -> list[int]:
    """The places of the few greatest; at least one."""
    order = sorted(range(len(speaks)), key=lambda place: (-speaks[place], place))
    total = sum(each for each in speaks if each > 0)
    kept, held = order[:1], max(0.0, speaks[order[0]])
    for place in order[1:_MOST_WORDS]:
        if speaks[place] <= 0 or held >= _ENOUGH * total:
            break
        kept.append(place)
        held += speaks[place]
    return kept


def _file(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise ModelOff(
            f"The trained model's file {name} is missing or cannot be read.",
            kept="The rules run without it.",
            to_do="Install SocialDesk again.",
        ) from error


def _checked(folder: Path, name: str, card: ModelCard) -> bytes:
    """The bytes of a file that is the very one that was measured."""
    held = _file(folder, name)
    if hashlib.sha256(held).hexdigest() != card.files.get(name):
        raise ModelOff(
            f"The trained model's file {name} is not the one that came with this version.",
            kept="The rules run without it.",
            to_do="Install SocialDesk again.",
        )
    return held
