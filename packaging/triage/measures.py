"""The figures by which a model is judged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def f1(wanted: Floats, found: Floats, weights: Floats | None = None, beta: float = 1.0) -> float:
    """Of two columns of 0 and 1; 0 where nothing is wanted or found. `beta`: how much more recall counts."""
    counted = np.ones(len(wanted)) if weights is None else weights
    right = (1 + beta**2) * float((counted * wanted * found).sum())
    return right / float((counted * (beta**2 * wanted + found)).sum()) if right else 0.0


def macro_f1(wanted: Floats, found: Floats) -> float:
    """The mean of the F1 of either class."""
    return (f1(wanted, found) + f1(1 - wanted, 1 - found)) / 2


def auc(wanted: Floats, said: Floats) -> float:
    """How often one that is wanted is said more of than one that is not."""
    order = said.argsort(kind="stable")
    ranks = np.empty(len(said))
    ranks[order] = np.arange(1, len(said) + 1)
    for value in np.unique(said[np.diff(np.sort(said), prepend=np.nan) == 0]):
        ranks[said == value] = ranks[said == value].mean()
    positive = float(wanted.sum())
    negative = len(wanted) - positive
    if not positive or not negative:
        return float("nan")
    return float((ranks[wanted > 0].sum() - positive * (positive + 1) / 2) / (positive * negative))


def calibration_error(wanted: Floats, scores: Floats, bins: int = 10) -> float:
    """How far scores are from how often they are right, by tenths, weighted (ECE)."""
    places = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [
        abs(float(scores[places == place].mean() - wanted[places == place].mean()))
        * float((places == place).mean())
        for place in np.unique(places)
    ]
    return sum(gaps)


def fitted(
    features: Floats, wanted: Floats, weights: Floats, prior: Sequence[float], strength: Sequence[float]
) -> Floats:
    """Logistic regression by Newton's method, each weight held to its `prior` with that `strength`."""
    at: Floats = np.array(prior, dtype=np.float64)
    held, pull = at.copy(), np.array(strength, dtype=np.float64)

    def cost(tried: Floats) -> float:
        odds = features @ tried
        return float(
            (weights * (np.logaddexp(0, odds) - wanted * odds)).sum() + (pull * (tried - held) ** 2).sum() / 2
        )

    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(features @ at, -30, 30)))
        slope = features.T @ (weights * (chance - wanted)) + pull * (at - held)
        bend = (features * (weights * chance * (1 - chance))[:, None]).T @ features + np.diag(pull + 1e-9)
        step = np.linalg.solve(bend, slope)
        # A whole step may lead too far where many a chance is almost nothing or almost one.
        while cost(at - step) > cost(at) and float(np.abs(step).max()) > 1e-9:
            step = step / 2
        at = at - step
        if float(np.abs(step).max()) < 1e-7:
            break
    return at


def best_threshold(
    wanted: Floats, scores: Floats, weights: Floats, least: float, most: float, beta: float = 1.0
) -> float:
    """The threshold of the greatest F1 (see there) between `least` and `most`, the middle of those about as good."""
    tried = np.arange(least, most + 1e-9, 0.01)
    reached = np.array([f1(wanted, (scores >= each).astype(np.float64), weights, beta) for each in tried])
    smooth = np.convolve(np.pad(reached, 3, mode="edge"), np.ones(7) / 7, mode="valid")
    good = tried[smooth >= smooth.max() - 0.003]
    return float(good[len(good) // 2])
