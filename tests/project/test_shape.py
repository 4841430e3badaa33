"""The shape of the code: small files, rooms with real names, one way to be silent."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_FILE = 400
ROOMS_WITHOUT_A_NAME = {"util", "utils", "common", "helper", "helpers", "misc", "shared"}
SILENCE = re.compile(r"#\s*(noqa:?|type:\s*ignore|pyright:\s*ignore|pragma: no cover)\s*(?P<rest>.*)")
RULES = re.compile(r"^(\[[^]]*]|[A-Z]+[0-9]+[,\s]*)*")


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_somebody_reads() -> None:
    lengths = {
        named(path): len(path.read_bytes().splitlines()) for path in python_files("socialdesk", "packaging")
    }
    assert len(lengths) > 50
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_room_has_a_name() -> None:
    nameless = [
        named(path)
        for path in python_files("socialdesk", "packaging", "tests")
        if {path.stem, *path.relative_to(ROOT).parent.parts} & ROOMS_WITHOUT_A_NAME
    ]
    assert nameless == []


def test_every_test_file_has_a_name_of_its_own() -> None:
    files = python_files("tests")
    names = Counter(path.name for path in files if path.name.startswith("test_"))
    assert [name for name, count in names.items() if count > 1] == []
    assert [named(path) for path in files if path.name == "__init__.py"] == []


@pytest.mark.parametrize("path", python_files("socialdesk", "packaging"), ids=named)
def test_a_check_is_silenced_with_its_reason_beside_it(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = [
        f"{named(path)}:{number}: {line.strip()}"
        for number, line in enumerate(lines, start=1)
        if (silence := SILENCE.search(line))
        and not has_reason(silence["rest"], lines[number - 2] if number > 1 else "")
    ]
    assert bare == []


def has_reason(rest: str, line_before: str) -> bool:
    """A reason stands behind the rules, or in a comment on the line before."""
    return len(RULES.sub("", rest)) > 10 or line_before.strip().startswith("#")


@pytest.mark.parametrize(
    ("line", "before", "reason"),
    [
        ("PLC0415  (start-up time: keyring takes 80 ms)", "", True),
        ("[reportArgumentType]  # its stubs forget None", "", True),
        ("BLE001", "    # Whatever a plug-in raises.", True),
        ("BLE001", "    try:", False),
        ("BLE001, PLC0415, SIM105, TID251", "", False),
        ("[reportUnknownArgumentType]", "", False),
        ("", "", False),
    ],
)
def test_a_reason_is_told_from_none(line: str, before: str, reason: bool) -> None:
    assert has_reason(line, before) is reason
