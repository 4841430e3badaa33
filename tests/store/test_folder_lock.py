"""One desk per data folder, also after a crash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from socialdesk.storage.faults import CannotOpen
from socialdesk.storage.lock import AlreadyOpen, FolderLock

ROOT = Path(__file__).resolve().parent.parent.parent
HOLDER = """
import sys
from pathlib import Path
from socialdesk.storage.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_second_desk_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data" / "desk.lock"
    with FolderLock(path) as lock:
        assert lock.held
        with pytest.raises(AlreadyOpen, match="already open"):
            FolderLock(path)
        with FolderLock(tmp_path / "other" / "desk.lock"):
            pass
    assert not lock.held
    lock.release()
    with FolderLock(path):
        pass


def test_a_killed_desk_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "desk.lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyOpen):
            FolderLock(path)
        holder.kill()
        holder.wait()
        with FolderLock(path) as lock:
            assert lock.held


def test_a_folder_that_cannot_be_is_told_from_an_open_desk(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotOpen):
        FolderLock(tmp_path / "file" / "desk.lock")
