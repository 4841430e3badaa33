"""How long something takes, without what other programs on the same processors take from it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

T = TypeVar("T")
_QUEUED = Path("/proc/thread-self/schedstat")


def waited_ns() -> int:
    """How long this thread has stood in the processor's queue; 0 where the system does not say."""
    try:
        return int(_QUEUED.read_bytes().split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def timed_ms(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes, less those for which its thread was kept waiting for a processor."""
    queued, start = waited_ns(), time.perf_counter_ns()
    work()
    spent = time.perf_counter_ns() - start
    return max(0, spent - (waited_ns() - queued)) / 1e6


def samples_ms(work: Callable[[], object], times: int, *, warm: int = 1) -> list[float]:
    """The times of `times` runs, the shortest first, after `warm` that are not counted."""
    for _ in range(warm):
        work()
    return sorted(timed_ms(work) for _ in range(times))


def typical_ms(work: Callable[[], object], times: int = 15) -> float:
    """The median time of a run."""
    return median(samples_ms(work, times))


def percentile(samples: list[float], share: float) -> float:
    """The sample below which `share` (0 to 1) of them lie; the largest of a few is the 99th percentile."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
