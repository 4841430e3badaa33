"""Each thing of the outside world has one door, and the owner of one door does not open another.

ruff knows the doors (`banned-api` in pyproject.toml) but excuses an owner from all of them at once; here each file is
held to its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

OWNERS: dict[str, tuple[str, ...]] = {
    "datetime.datetime.now": ("socialdesk/clock.py",),
    "importlib.import_module": ("socialdesk/config/secrets.py",),
    "os.environ": ("socialdesk/config/*.py", "socialdesk/app.py", "socialdesk/cli.py"),
    "os.getenv": ("socialdesk/config/*.py", "socialdesk/app.py", "socialdesk/cli.py"),
    "PySide6.QtWidgets.QMessageBox": ("socialdesk/ui/messages.py",),
    "PySide6.QtWidgets.QTextBrowser": ("socialdesk/ui/plain_text.py",),
    "PySide6.QtWidgets.QToolTip": ("socialdesk/ui/plain_text.py",),
}
"""What is not here has no owner: nobody may use it without saying why beside it."""


def uses() -> list[tuple[str, str]]:
    """Each use of a banned name as (file, name), the excused owners included."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "ruff", "check", "socialdesk", "--select", "TID251", "--no-cache"),
            *("--output-format", "json", "--config", "lint.per-file-ignores={}"),
        ],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    found: list[tuple[str, str]] = []
    for problem in json.loads(done.stdout):
        name = re.match(r"`(?P<name>[^`]+)` is banned", problem["message"])
        assert name is not None, problem["message"]
        found.append((Path(problem["filename"]).relative_to(ROOT).as_posix(), name["name"]))
    return found


def test_each_door_is_opened_by_its_owner_alone() -> None:
    found = uses()
    assert ("socialdesk/clock.py", "datetime.datetime.now") in found
    strangers = [
        f"{file} uses {name}"
        for file, name in found
        if not any(fnmatch(file, owner) for owner in OWNERS.get(name, ()))
    ]
    assert strangers == []
