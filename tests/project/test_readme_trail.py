"""The README's trail of a comment leads to names that are there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ANCHOR = re.compile(r"`(?P<path>[\w/]+\.py):(?P<name>[A-Za-z_][\w.]*)`")
STAGES = {"platforms", "inbox", "triage", "policy", "ui", "decisions", "outbox", "audit"}
"""The rooms that a comment passes through (design: the journey)."""


def anchors() -> list[tuple[str, str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [(found["path"].removeprefix("socialdesk/"), found["name"]) for found in ANCHOR.finditer(text)]


def test_the_trail_passes_through_every_room() -> None:
    assert {path.split("/")[0] for path, _ in anchors()} >= STAGES


@pytest.mark.parametrize(("path", "name"), anchors(), ids=lambda value: str(value))
def test_the_trail_leads_to_a_name_that_is_there(path: str, name: str) -> None:
    assert (ROOT / "socialdesk" / path).is_file()
    found: object = importlib.import_module("socialdesk." + path.removesuffix(".py").replace("/", "."))
    for part in name.split("."):
        found = getattr(found, part)
    assert found is not None


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "python3 packaging/workstation.py run" in text
    assert "python3 packaging/workstation.py test" in text
    assert r"py packaging\workstation.py run" in text
