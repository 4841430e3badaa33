"""What `--training` takes, and which command lines ask for the window alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.arguments import window_arguments, with_scenario

WORDS = st.lists(
    st.sampled_from(
        ["--training", "first-night", "sync", "items", "--json", "--data-dir", "x", "--", "a.toml", "-b"]
    )
    | st.text(max_size=6),
    max_size=8,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", ""),
        ("--training", "--training=first-night"),
        ("--training first-night", "--training=first-night"),
        ("--training mine.toml", "--training=mine.toml"),
        ("--training=other sync", "--training=other sync"),
        ("--training sync --once", "--training=first-night sync --once"),
        ("sync --training --once", "sync --training=first-night --once"),
        ("items --training stolen", "items --training=first-night stolen"),
        ("items --training first-night stolen", "items --training=first-night stolen"),
        ("items -- --training", "items -- --training"),
        ("--training ../first-night", "--training=first-night ../first-night"),
    ],
)
def test_a_scenario_is_told_from_a_command_and_from_what_a_command_asks_for(typed: str, meant: str) -> None:
    assert with_scenario(typed.split()) == meant.split()


@given(WORDS)
def test_no_other_word_is_lost_or_moved(words: list[str]) -> None:
    done = with_scenario(words)
    assert with_scenario(done) == done
    kept = [word for word in done if not word.startswith("--training=")]
    rest = iter(words)
    assert all(any(word == each for each in rest) for word in kept)


def test_the_window_needs_no_command_line(tmp_path: Path) -> None:
    assert window_arguments([]) == (None, None)
    assert window_arguments(["--training=a"]) == (None, "a")
    assert window_arguments(["--data-dir", "d", "--training=a"]) == (Path("d"), "a")
    assert window_arguments(["--data-dir=d"]) == (Path("d"), None)
    assert window_arguments([f"--data-dir={tmp_path}"]) == (tmp_path, None)


@pytest.mark.parametrize(
    "words",
    [
        ["sync"],
        ["--help"],
        ["--data-dir"],
        ["--data-dir="],
        ["--data-dir", "--help"],
        ["--training="],
        ["-x"],
        ["--"],
    ],
)
def test_everything_else_is_for_the_command_line(words: list[str]) -> None:
    assert window_arguments(words) is None


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert window_arguments(["--data-dir", str(file)]) is None


@given(WORDS)
def test_whatever_is_typed_is_read(words: list[str]) -> None:
    if "\0" not in "".join(words):
        window_arguments(with_scenario(words))
