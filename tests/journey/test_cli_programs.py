"""The command as other programs meet it: processes, pipes, signals and what is loaded."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "socialdesk", *words]


def run(*words: str, typed: bytes = b"", folder: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*words),
        capture_output=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=typed,
        timeout=SECONDS,
    )


@pytest.mark.clause("T3", "T4")
def test_the_record_of_a_training_is_checked_by_a_program_of_its_own(tmp_path: Path) -> None:
    done = run("audit", "export", "--training", "record.jsonl", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    head = done.stdout.decode().rpartition("Head: ")[2].strip()
    verifier = [sys.executable, "-I", str(ROOT / "socialdesk" / "audit" / "verifier.py"), "record.jsonl"]
    checked = subprocess.run([*verifier, "--head", head], capture_output=True, check=False, cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    record = tmp_path / "record.jsonl"
    record.write_bytes(record.read_bytes().replace(b"received", b"recieved", 1))
    assert subprocess.run(verifier, capture_output=True, check=False, cwd=tmp_path).returncode == 1


def test_a_reader_who_stops_reading_is_no_error() -> None:
    lines = b'{"id": 1, "text": "Thank you"}\n' * 20_000
    with subprocess.Popen(
        command("assess", "--without-model"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(lines[: len(lines) // 1_000])
        running.stdin.flush()
        running.stdout.close()
        try:
            running.stdin.write(lines)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it has ended already
        said = running.stderr.read()
        assert running.wait(SECONDS) == 1
    assert said == b""


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell that began this in the background left SIGINT ignored, which a program hands on to those it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has another way to interrupt a program")
@pytest.mark.usefixtures("interruptible")
def test_an_interruption_is_quiet_and_ends_at_once() -> None:
    with subprocess.Popen(
        command("assess", "--without-model"),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdin.write(b'{"id": 1, "text": "Ta"}\n')
        running.stdin.flush()
        assert json.loads(running.stdout.readline()) == {"id": 1, "grounds": [], "routes": []}
        running.send_signal(signal.SIGINT)
        assert running.wait(SECONDS) == 130
        assert running.stderr.read().strip() == b""


def test_the_simulated_networks_say_where_they_are_and_answer() -> None:
    with subprocess.Popen(
        command("simulate", "--scenario", "comments:3"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        try:
            told = json.loads(running.stdout.readline())["networks"]["facebook"]
            address = f"{told['base_url']}/v26.0/me/accounts"
            assert address.startswith("http://127.0.0.1:")
            asking = urllib.request.Request(
                address, headers={"Authorization": f"Bearer {told['user_token']}"}
            )
            with urllib.request.urlopen(asking, timeout=SECONDS) as answered:
                pages = json.load(answered)["data"]
            assert [page["id"] for page in pages] == [account["id"] for account in told["accounts"]]
        finally:
            running.terminate()
            running.wait(SECONDS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_full_disk_behind_the_output_is_said() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("policy", "show"),
            check=False,
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=SECONDS,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "The disk is full, so not everything could be written to the output.\n"


def test_an_installation_without_tests_says_so(tmp_path: Path) -> None:
    installed = tmp_path / "socialdesk"
    shutil.copytree(ROOT / "socialdesk", installed, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", installed / "resources")
    done = subprocess.run(
        command("policy", "coverage"),
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        timeout=SECONDS,
    )
    assert done.stderr.decode() == "The tests are not part of this installation, so only the code was read.\n"
    assert b"cited in code, no test" in done.stdout
    assert b"cited in code and tests" not in done.stdout


LOADED = """
import sys
from socialdesk.__main__ import main
sys.argv = ["socialdesk", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(" ".join(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("words", "unused"),
    [
        (["--help"], {"PySide6", "sqlcipher3", "httpx2", "msgspec", "keyring", "socialdesk.app"}),
        (
            ["assess"],
            {"PySide6", "sqlcipher3", "httpx2", "keyring", "sqlite_utils", "uvicorn", "socialdesk.app"},
        ),
        (["policy", "show"], {"PySide6", "sqlcipher3", "httpx2", "keyring", "sqlite_utils", "uvicorn"}),
    ],
)
def test_a_command_loads_what_it_uses(words: list[str], unused: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        check=True,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )
    loaded = set(done.stderr.decode().split())
    assert "socialdesk.cli" in loaded
    assert loaded & unused == set()
