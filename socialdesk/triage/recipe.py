"""What model.json says beside the model: its hashes, heads, calibration and how it is weighed against the rules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from socialdesk.model.findings import Band
from socialdesk.triage.api import ModelOff

CARD = "model.json"
"""The file, beside the model."""
WORTH_KEEPING = 0.004
"""The least score of a head that is kept with a text; what is less counts as this."""
LIKELY, POSSIBLE, WEAK = 0.8, 0.5, 0.35
"""The least score of each band."""


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From what a head says to how often it is right (Platt): the score is the logistic of `slope * said + offset`."""

    slope: float
    offset: float

    def score(self, said: float) -> float:
        """Between 0 and 1."""
        return logistic(self.slope * said + self.offset)


class Weighing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much the model's score and the rules count together for one ground or route, in log odds."""

    model: float
    offset: float
    weak: float
    possible: float
    likely: float
    """What a rule of that band adds."""
    active: float = 0.0
    """What it adds that proceedings are marked active."""
    post: float = 0.0
    """What it adds that the post above tells of an arrest or a charge."""

    def score(self, model_score: float, rules: Band | None, *, active: bool, post: bool) -> float:
        """Between 0 and 1."""
        by_rules = {None: 0.0, Band.WEAK: self.weak, Band.POSSIBLE: self.possible, Band.LIKELY: self.likely}[
            rules
        ]
        return logistic(
            self.model * log_odds(model_score)
            + self.offset
            + by_rules
            + (self.active if active else 0.0)
            + (self.post if post else 0.0)
        )


class ModelCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file model.json."""

    recipe: str
    """The version of packaging/triage that made it."""
    files: Mapping[str, str]
    """For model.onnx and tokenizer.json their SHA-256."""
    heads: tuple[str, ...]
    """In the order of the model's outputs: grounds, routes, and `hate_speech/` with each strand."""
    known_words: tuple[str, ...]
    """What is worth finding under a slip of the pen: see `Undisguiser`."""
    calibration: Mapping[str, Calibration]
    """By head."""
    weighing: Mapping[str, Weighing]
    """By ground or route."""
    data: tuple[Mapping[str, str], ...]
    """The sets it was trained on, with their licences."""
    scores: Mapping[str, Any]
    """What was measured when it was made."""


def read_card(text: bytes | str) -> ModelCard:
    """Raises ModelOff where it cannot be read."""
    try:
        return msgspec.json.decode(text, type=ModelCard)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ModelOff(
            "The trained model's description (model.json) cannot be read.",
            kept="The rules run without it.",
            to_do="Install SocialDesk again.",
        ) from error


def logistic(odds: float) -> float:
    """The chance that log odds stand for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


def log_odds(chance: float) -> float:
    """The log odds of a chance, within what is kept of it."""
    chance = max(WORTH_KEEPING, min(0.9995, chance))
    return math.log(chance / (1 - chance))


def band_of(score: float) -> Band | None:
    """The band of a score; None where it is not worth showing."""
    if score >= LIKELY:
        return Band.LIKELY
    if score >= POSSIBLE:
        return Band.POSSIBLE
    return Band.WEAK if score >= WEAK else None
