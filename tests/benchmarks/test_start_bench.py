"""From starting the process to the first rows painted, beside the least that Qt itself takes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from socialdesk.config.settings import Settings, save
from socialdesk.model.people import Role
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


@pytest.fixture
def data_dir(million: Path, tmp_path: Path) -> Path:
    """A data folder with the million in it; nothing is written to it before the first paint."""
    (tmp_path / "desk.db").symlink_to(million)
    save(
        tmp_path / "settings.json",
        Settings(
            person_name="Ada", person_role=Role.CORPORATE_COMMUNICATIONS.value, recovery_code_filed=True
        ),
    )
    return tmp_path


@pytest.mark.timeout(1800)
def test_start(data_dir: Path, figures: Figures) -> None:
    started_ms()
    started_ms(str(data_dir))
    # Turn about, so that whatever else the machine does falls on both.
    times = [(started_ms(), started_ms(str(data_dir))) for _ in range(TURNS)]
    figures.note(
        "start, warm: from spawning to the first rows painted",
        median(desk for _, desk in times),
        floor=median(label for label, _ in times),
        floor_is="a QLabel",
        most_times=1.6,
    )
