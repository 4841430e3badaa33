"""Where things lie, and whole files only."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from socialdesk.config.paths import Paths, default_data_dir, replace_text, resources_dir


def test_everything_lies_in_the_one_folder_and_nothing_is_made(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    for place in (paths.database, paths.backups, paths.logs, paths.settings, paths.lock):
        assert place.parent == tmp_path / "data"
    assert list(tmp_path.iterdir()) == []


def test_two_folders_have_two_scopes_and_the_default_one_has_none(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    scopes = {Paths(tmp_path / name).keyring_scope for name in ("a", "b")}
    assert len(scopes) == 2
    assert "" not in scopes
    assert Paths(tmp_path / "b" / ".." / "a").keyring_scope == Paths(tmp_path / "a").keyring_scope
    assert Paths(default_data_dir()).keyring_scope == ""


def test_the_resources_come_with_the_program() -> None:
    assert (resources_dir() / "policy").is_dir()


def test_a_file_is_replaced_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.json"
    replace_text(path, "one\n")
    replace_text(path, "two\n")
    assert path.read_bytes() == b"two\n"
    assert [file.name for file in path.parent.iterdir()] == ["file.json"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    replace_text(path, "one\n")
    with pytest.raises(UnicodeEncodeError):
        replace_text(path, "x" * 100_000 + "\ud800")
    assert path.read_bytes() == b"one\n"
    assert [file.name for file in tmp_path.iterdir()] == ["file.json"]
