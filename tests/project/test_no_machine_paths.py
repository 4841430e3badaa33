"""Nothing that is published tells of the machine it was written on."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_TEXT = {".png", ".sqlite", ".db", ".jpg", ".ico", ".gz"}
HOME = re.compile(
    r"(?<![\w.])/(?:home|Users)/(?!officer\b|someone\b|NAME\b)\w+/|\bC:\\Users\\(?!officer\b|someone\b|NAME\b)\w+"
)
REGISTRY = re.compile(
    r"\b(?:files\.)?(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|deb\.debian\.org)\b"
)


def published() -> list[Path]:
    """The files that git keeps; without git, all that the checkout came with."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        folders = ("socialdesk", "resources", "packaging", "tests", ".ci")
        names = [
            path.relative_to(ROOT).as_posix() for folder in folders for path in (ROOT / folder).rglob("*")
        ]
        names += [path.name for path in ROOT.glob("*.*")]
    paths = [ROOT / name for name in names]
    return [
        path for path in paths if path.is_file() and path.suffix not in NOT_TEXT and path.suffix != ".pyc"
    ]


def test_no_file_names_a_place_on_this_machine() -> None:
    places = [str(ROOT), sys.base_prefix]
    places = [place for place in places if len(Path(place).parts) > 2 and place != str(Path("/usr/local"))]
    told: list[str] = []
    for path in published():
        text = path.read_bytes().decode("utf-8", "replace")
        told += [f"{path.relative_to(ROOT)}: {place}" for place in places if place in text]
        if path != Path(__file__):
            told += [
                f"{path.relative_to(ROOT)}: {hit.group()}"
                for hit in (*HOME.finditer(text), *REGISTRY.finditer(text))
            ]
    assert told == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("see /home/anna/desk/", True),
        (r"C:\Users\anna", True),
        ("/home/officer/x", False),
        ("https://a/home/page/", False),
    ],
)
def test_a_home_is_told_from_an_address(text: str, told: bool) -> None:
    assert bool(HOME.search(text)) is told
