"""The command line before click: what `--training` takes, and whether it asks for nothing but the window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from socialdesk.config.paths import resources_dir

DEFAULT_SCENARIO = "first-night"


def with_scenario(arguments: Sequence[str]) -> list[str]:
    """The arguments with a scenario for each `--training`: the word after it where that is one, else the usual one.

    A scenario is the name of one that comes with the desk, or a file that ends in .toml: any other word is a command,
    or something that the command asks for.
    """
    words = list(arguments)
    done: list[str] = []
    while words:
        word = words.pop(0)
        if word == "--":
            return [*done, word, *words]
        if word == "--training":
            word = f"--training={words.pop(0) if words and _is_scenario(words[0]) else DEFAULT_SCENARIO}"
        done.append(word)
    return done


def window_arguments(arguments: Sequence[str]) -> tuple[Path | None, str | None] | None:
    """The data folder and the scenario of a command line that asks for the window alone; None for any other.

    `arguments` are those that `with_scenario` answers with.
    """
    data_dir: Path | None = None
    training: str | None = None
    words = list(arguments)
    while words:
        name, _, value = words.pop(0).partition("=")
        if name == "--data-dir" and not value and words:
            value = words.pop(0)
        if name not in ("--data-dir", "--training") or not value or value.startswith("-"):
            return None
        if name == "--training":
            training = value
        else:
            data_dir = Path(value)
            if data_dir.exists() and not data_dir.is_dir():
                return None
    return data_dir, training


def _is_scenario(word: str) -> bool:
    if word.startswith("-"):
        return False
    known = resources_dir() / "scenarios" / f"{word}.toml"
    return word.endswith(".toml") or (re.fullmatch(r"[a-z0-9-]+", word) is not None and known.is_file())
