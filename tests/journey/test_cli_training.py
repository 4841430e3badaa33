"""Each command on the simulated networks."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from socialdesk.cli import main

HOSTILE = """
format = 1
name = "Hostile"
[[page]]
key = "force"
name = "Anyshire Police"
username = "anyshirepolice"
[people]
mallory = "Mal\\u001b[31mlory"
[[post]]
key = "appeal"
page = "force"
text = "An appeal."
ago = "1h"
[[comment]]
on = "appeal"
by = "mallory"
text = "\\u001b]0;owned\\u0007\\u001b[2J\\u202eevil\\r\\nsecond line"
ago = "30m"
"""


def run(*words: str) -> Result:
    done = CliRunner().invoke(main, words)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(autouse=True)
def nothing_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every folder that training makes is made here, and gone at the end of each command."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("temporary")))


@pytest.mark.clause("T4")
@pytest.mark.parametrize(
    "words",
    [
        "sync --once --training",
        "--training sync",
        "sync --training first-night --once",
        "--training=first-night sync",
    ],
)
def test_everything_is_fetched_and_forgotten(words: str) -> None:
    done = run(*words.split())
    assert done.exit_code == 0, done.output
    assert "Anyshire Police: " in done.output
    assert done.output.rstrip().endswith("items in all.")
    assert list(Path(tempfile.gettempdir()).glob("socialdesk-training-*")) == []


@pytest.mark.clause("I1")
def test_items_are_listed_and_searched() -> None:
    everything = [json.loads(line) for line in run("items", "--training", "--json").stdout.splitlines()]
    assert len(everything) > 30
    assert {"id", "network", "account", "author", "text", "created", "standing"} <= everything[0].keys()
    found = [json.loads(line) for line in run("items", "--training", "--json", "dashcam").stdout.splitlines()]
    assert found
    assert all("dashcam" in each["text"].casefold() for each in found)
    without = run("items", "--training", "--json", "-dashcam").stdout.splitlines()
    assert len(without) == len(everything) - len(found)


def test_what_is_not_understood_of_a_search_is_said_beside_it() -> None:
    done = run("items", "--training", "is:purple", "dashcam")
    assert "After is: comes one of" in done.stderr
    assert "dashcam" in done.stdout
    wrong = run("items", "--jsn")
    assert (wrong.exit_code, "No such option: --jsn" in wrong.stderr) == (2, True)


def test_a_comment_cannot_steer_the_terminal(tmp_path: Path) -> None:
    scenario = tmp_path / "hostile.toml"
    scenario.write_text(HOSTILE, encoding="utf-8")
    [line] = run("items", "--training", str(scenario)).stdout.splitlines()
    assert line.isprintable()
    assert "owned" in line
    [row] = run("items", "--training", str(scenario), "--json").stdout.splitlines()
    assert row.isascii()
    assert row.isprintable()
    assert json.loads(row)["author"] == "Mal\x1b[31mlory"


def test_accounts_are_listed_with_their_health() -> None:
    rows = [json.loads(line) for line in run("--training", "accounts", "--json").stdout.splitlines()]
    assert rows[0]["name"] == "Anyshire Police"
    assert all(row["problem"] == "" and row["last_success"] for row in rows)


def test_the_record_verifies() -> None:
    done = run("audit", "--training", "verify")
    assert done.exit_code == 0
    assert "agrees with the head kept outside the file" in done.output


def test_a_scenario_that_is_not_there_is_said() -> None:
    done = run("--training=nowhere", "sync")
    assert (done.exit_code, "There is no scenario nowhere" in done.stderr) == (1, True)
    typo = run("--training", "frist-night")
    assert (typo.exit_code, "no command or scenario 'frist-night'" in typo.stderr) == (2, True)


def test_the_pack_is_shown() -> None:
    shown = run("policy", "show").output
    assert all(clause in shown for clause in ("4.3a", "4.3b", "4.3c", "4.3d", "4.3e", "4.3f"))
    assert "is to be removed at once" in shown
    told = json.loads(run("policy", "show", "--json").stdout)
    assert {ground["clause"] for ground in told["grounds"]} >= {"4.3a", "4.3f"}
    rows = [json.loads(line) for line in run("policy", "coverage", "--json").stdout.splitlines()]
    assert len(rows) == len(run("policy", "coverage").stdout.splitlines()) == 45
    with_files = run("policy", "coverage", "--where").stdout.splitlines()
    assert len(with_files) == 3 * 45
    assert any(line.strip().startswith("code") and "exports/disposal.py" in line for line in with_files)


def test_the_doctor_finds_training_well() -> None:
    done = run("doctor", "--training", "--json")
    answers = {answer["check"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    assert done.exit_code == 0, done.output
    assert {
        "keyring",
        "key",
        "database",
        "SQLite",
        "disk space",
        "backups",
        "window",
        "policy",
    } <= answers.keys()
    assert "review" in answers["policy"]["answer"]
    assert answers["Facebook, Anyshire Police"]["state"] == "ok"
