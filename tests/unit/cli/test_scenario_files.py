"""`socialdesk training`: scenarios are looked over, begun and listed."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from socialdesk.cli import main
from socialdesk.training.scenario import scenario_names
from socialdesk.training.scenario_starter import STARTER


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["training", *arguments])


def test_a_starter_is_written_once_and_has_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    done = run("new", str(file))
    assert done.exit_code == 0
    assert file.read_text("utf-8") == STARTER
    assert "socialdesk training check" in done.stdout
    again = run("new", str(file))
    assert (again.exit_code, "is there already. Nothing was written." in again.stderr) == (1, True)
    checked = run("check", str(file))
    assert checked.exit_code == 0
    assert checked.stdout == (
        "mine.toml: no fault. 15 minutes, 7 items, 8 model answers, 1 task, on facebook, x.\n"
    )
    assert run("check", str(file), "--json").stdout == ""


def test_a_starter_is_printed_where_no_file_is_named() -> None:
    assert run("new").stdout == STARTER


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = run("new", str(tmp_path / "nowhere" / "mine.toml"))
    assert done.exit_code == 1
    assert "could not be written" in done.stderr


def test_every_fault_is_explained_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        STARTER.replace('by = "dale"', 'by = "dales"').replace('act = "delete"', 'act = "hide"'),
        encoding="utf-8",
    )
    done = run("check", str(file))
    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[0].startswith("mine.toml, line ")
    assert "`by` names dales, who is neither in [people] nor a page." in lines[0]
    assert "the policy prefers to delete on Facebook." in lines[1]
    assert lines[-1] == "mine.toml: 2 faults."
    told = [json.loads(line) for line in run("check", str(file), "--json").stdout.splitlines()]
    assert len(told) == 2
    assert told[0]["file"] == "mine.toml"
    assert STARTER.splitlines()[told[0]["line"] - 1] == "[[comment]]"


def test_an_answer_against_the_policy_is_a_fault_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(STARTER.replace('act = "delete"', 'act = "hide"', 1), encoding="utf-8")
    done = run("check", str(file))
    assert done.exit_code == 1
    assert "the policy prefers to delete on Facebook" in done.stdout


def test_several_are_checked_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    done = run("check", "first-night", str(tmp_path / "none.toml"))
    assert done.exit_code == 1
    assert "first-night.toml: no fault." in done.stdout
    assert "There is no scenario" in done.stderr


def test_those_that_come_with_the_desk_are_listed() -> None:
    told = [json.loads(line) for line in run("list", "--json").stdout.splitlines()]
    assert [each["scenario"] for each in told] == scenario_names()
    assert {"facebook"} <= set(told[0]["networks"])
    words = run("list").stdout.splitlines()
    assert len(words) == 2 * len(told)
    assert words[0].startswith(f"{told[0]['scenario']}: {told[0]['name']} (")
