"""Every scenario that comes with the desk is played by scripted trainees: what the policy asks for can be done."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from socialdesk.app import run_script
from socialdesk.cli import main
from socialdesk.training.scenario import find_scenario, scenario_names


@pytest.mark.clause("A2")
@pytest.mark.parametrize("name", scenario_names())
def test_the_model_answers_come_to_everything(name: str) -> None:
    if not find_scenario(name).marked:
        return
    played = run_script(name, "model")
    assert played.could_not == ()
    assert [(mark.key, mark.sentence) for mark in played.score.marks if not mark.right] == []
    assert played.score.score == 1.0


@pytest.mark.parametrize(
    ("kind", "at_most"),
    [("nothing", 0.2), ("remove-everything", 0.4), ("keep-everything", 0.4), ("reply-everything", 0.5)],
)
def test_doing_the_same_with_everything_scores_low_on_a_first_day(kind: str, at_most: float) -> None:
    assert run_script("first-day", kind).score.score <= at_most


def test_the_command_line_prints_the_score_as_json() -> None:
    done = CliRunner().invoke(main, ["--training=first-day", "--script", "nothing", "--seed", "5"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["done"], told["seed"]) == (True, 5)
    assert told["score"] < 0.2
    assert {"key", "clause", "sentence", "right", "why"} <= told["marks"][0].keys()


@pytest.mark.parametrize(
    "words", [["--script", "model"], ["--training=first-day", "--script", "model", "accounts"]]
)
def test_a_script_goes_with_training_and_no_command(words: list[str]) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "--script goes with --training" in done.output
