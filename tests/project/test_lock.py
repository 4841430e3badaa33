"""The lock pins everything by its hash, covers what pyproject.toml asks for, and names no registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from sqlcipher3 import dbapi2 as sqlcipher

ROOT = Path(__file__).resolve().parent.parent.parent
LOCK = (ROOT / "packaging" / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> dict[str, tuple[Requirement, int]]:
    """Each pinned requirement with the number of its hashes."""
    joined = re.sub(r"\\\n\s*", " ", LOCK)
    found: dict[str, tuple[Requirement, int]] = {}
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            pin, *hashes = line.split(" --hash=")
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", given.strip()) for given in hashes), line[:80]
            requirement = Requirement(pin.strip())
            found[canonicalize_name(requirement.name)] = (requirement, len(hashes))
    return found


def test_every_package_is_one_version_known_by_its_hash() -> None:
    pins = locked()
    assert len(pins) > 30
    loose = [
        name
        for name, (requirement, hashes) in pins.items()
        if hashes == 0 or [pin.operator for pin in requirement.specifier] != ["=="]
    ]
    assert loose == []


def test_the_lock_has_what_the_project_asks_for() -> None:
    pins = locked()
    asked = [
        Requirement(text) for text in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    ]
    unmet: list[str] = []
    for requirement in asked:
        pin = pins.get(canonicalize_name(requirement.name))
        version = next((Version(one.version) for one in pin[0].specifier), None) if pin else None
        if version is None or version not in requirement.specifier:
            unmet.append(str(requirement))
    assert unmet == []


def test_the_lock_names_no_registry() -> None:
    assert re.findall(r"^-.*|https?://\S+", LOCK, re.MULTILINE) == []


def test_the_database_has_the_fix_for_lost_writes() -> None:
    """SQLite before 3.51.3 can lose a commit when two connections checkpoint a WAL at once."""
    assert sqlcipher.sqlite_version_info >= (3, 51, 3)
