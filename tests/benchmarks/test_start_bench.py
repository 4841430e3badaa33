"""From starting the process to the first rows painted, beside the least that Qt itself takes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from tests.benchmarks.conftest import Figures

ROOT = Path(__file__).resolve().parent.parent.parent
CHILD = Path(__file__).with_name("first_paint.py")
TURNS = 9


def started_ms(*arguments: str) -> float:
    """Milliseconds until a new process has painted."""
    start = time.monotonic_ns()
    told = subprocess.run(
        [sys.executable, str(CHILD), *arguments],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PATH": "", "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return (int(told.stdout.split()[-1]) - start) / 1e6


@pytest.mark.timeout(1800)
def test_start(million: Path, figures: Figures) -> None:
    started_ms()
    started_ms(str(million))
    # Turn about, so that whatever else the machine does falls on both.
    times = [(started_ms(), started_ms(str(million))) for _ in range(TURNS)]
    figures.note(
        "start, warm: from spawning to the first rows painted",
        median(desk for _, desk in times),
        floor=median(label for label, _ in times),
        floor_is="a QLabel",
        most_times=1.6,
    )
