"""Ten accounts on six networks: a first synchronising that is cut off and gone on with, and a quiet day."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from socialdesk.app import open_engine
from socialdesk.config.secrets import MemorySecrets
from socialdesk.engine import Engine
from socialdesk.inbox import health
from socialdesk.model.accounts import Network
from socialdesk.training_desk import add_simulated
from tests.benchmarks.builder import how_many
from tests.benchmarks.conftest import Figures

ROOT = Path(__file__).resolve().parent.parent.parent
ITEMS = how_many() // 5
QUIET_SECONDS = 30
POLL_SECONDS = 60
SECONDS = 900
"""A first synchronising that takes longer has come to a stop."""


@contextmanager
def serving(items: int) -> Generator[dict[str, Any]]:
    """The simulated networks, and what they announce."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.ten_accounts", str(items)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield json.loads(process.stdout.readline())["networks"]
        process.stdin.close()


@contextmanager
def desk(folder: Path, networks: dict[str, Any], secrets: MemorySecrets) -> Generator[Engine]:
    """A real desk, whose networks are the simulated ones."""
    engine = open_engine(data_dir=folder, create=True, open_keyring=lambda _scope: secrets)
    # On LinkedIn's development tier so many comments would take days: the desk keeps to its 500 calls.
    engine.save_settings(replace(engine.settings, linkedin_daily_calls=0))
    engine.base_urls = {Network(name): told["base_url"] for name, told in networks.items()}
    try:
        yield engine
    finally:
        engine.close()


def held(engine: Engine) -> int:
    """Comments of the public in the store."""
    with closing(engine.open_reader()) as db:
        row = db.execute("SELECT count(*) FROM items WHERE by_force = 0").fetchone()
        return int(row[0]) if row else 0


def behind(engine: Engine) -> list[str]:
    """The accounts that do not hold all that their network has, and what is wrong with each."""
    with closing(engine.open_reader()) as db:
        rows = health.accounts(db)
    return [f"{row.network} {row.progress_done} {row.problem}" for row in rows if row.last_success_ms is None]


@pytest.mark.timeout(3600)
def test_ten_accounts(tmp_path: Path, figures: Figures) -> None:
    secrets = MemorySecrets()
    with serving(ITEMS) as networks:
        with desk(tmp_path, networks, secrets) as engine:
            for name, told in networks.items():
                for account in told["accounts"]:
                    add_simulated(engine, Network(name), account, primary=False)
            began = time.monotonic()
            engine.start()
            while held(engine) < ITEMS // 2:
                time.sleep(0.2)
            with closing(engine.open_reader()) as db:
                rows = health.accounts(db)
            first = time.monotonic() - began
        figures.note(
            "accounts that say how far they are, half way", sum(r.progress_done > 0 for r in rows), unit=""
        )
        began = time.monotonic()
        with desk(tmp_path, networks, secrets) as engine:
            stopped_at = held(engine)
            engine.start()
            while behind(engine) and time.monotonic() - began < SECONDS:
                time.sleep(0.2)
            assert behind(engine) == []
            whole = first + time.monotonic() - began
            figures.note("items held when it was closed half way", stopped_at, unit="")
            figures.note("items held at the end", held(engine), unit="", least=ITEMS, most=ITEMS)
            figures.note("first synchronising of ten accounts", ITEMS / whole, unit="/s", least=1_000)
        with desk(tmp_path, networks, secrets) as engine:
            stop = threading.Event()
            for account in engine.accounts.values():
                engine.sync(account, stop)
            cpu = time.process_time()
            for account in engine.accounts.values():
                engine.sync(account, stop)
            poll = time.process_time() - cpu
            figures.note(
                "a poll of ten quiet accounts, of one core",
                poll / POLL_SECONDS * 100,
                unit="%",
                most=1,
            )
            engine.start()
            time.sleep(5)
            cpu, began = time.process_time(), time.monotonic()
            time.sleep(QUIET_SECONDS)
            share = (time.process_time() - cpu) / (time.monotonic() - began) * 100
            figures.note(
                "a quiet desk of ten accounts without its window, of one core", share, unit="%", most=1
            )
