"""What holds for every test: no display, no network but loopback, no real keyring or home, no unexpected log record."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import keyring
import keyring.backend
import pytest
import stamina
from PySide6.QtWidgets import QApplication

from socialdesk.storage import migrations
from tests.fakes.migrated_once import MigratedOnce
from tests.fakes.patient_bot import PatientBot

hypothesis.settings.register_profile(
    "desk",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
hypothesis.settings.load_profile("desk")


# A home of its own


ROOM = 4_000_000_000
"""Bytes; the folders of the last three runs, which pytest keeps, take a quarter of that."""


def _memory() -> str | None:
    """A folder in memory, if this computer has one with room: nothing there waits for a disk."""
    folder = "/dev/shm"
    if not os.access(folder, os.W_OK):
        return None
    found = os.statvfs(folder)
    runs_programs = not found.f_flag & os.ST_NOEXEC
    return folder if runs_programs and found.f_bavail * found.f_frsize > ROOM else None


if "TMPDIR" not in os.environ and (memory := _memory()) is not None:
    os.environ["TMPDIR"] = memory
    tempfile.tempdir = None


def pytest_configure(config: pytest.Config) -> None:
    home = Path(tempfile.mkdtemp(prefix="socialdesk-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    runtime = home / "run"
    runtime.mkdir(mode=0o700)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(home)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(home / name.lower())
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={runtime / 'no-bus'}"
    sys.addaudithook(_only_loopback)
    migrations.migrate = MigratedOnce(migrations.migrate)


# One process for a file, and one for all screens


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With `-n` (pytest-xdist): what a file shares is made once, and no two screens take each other's focus."""
    for item in items:
        parts = item.path.relative_to(Path(__file__).parent).parts
        item.add_marker(pytest.mark.xdist_group("screens" if parts[0] == "ui" else "/".join(parts)))


def pytest_collection_finish() -> None:
    """What was collected stays to the end, so the collector of garbage need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test printed may hold half letters, which cannot go from one process to another."""
    report = yield
    report.sections = [
        (name, printed.encode("utf-8", "backslashreplace").decode()) for name, printed in report.sections
    ]
    return report


# No network but loopback

_LEFT: list[str] = []


def _only_loopback(event: str, arguments: tuple[object, ...]) -> None:
    """Stops every attempt of this process to look up, listen on or reach anything but this machine's loopback."""
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "localhost"  # text is the path of a local socket
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_loopback(host):
        _LEFT.append(f"{event} {host!r}")
        pytest.fail(f"A test may reach loopback only: {event} {host!r}")


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def attempts_to_leave() -> Iterator[list[str]]:
    """Fails the test during which something tried to leave, even if the code under test swallowed the refusal."""
    _LEFT.clear()
    yield _LEFT
    if _LEFT:
        pytest.fail("Something tried to leave this machine: " + ", ".join(_LEFT))


# Patience


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """In the place of pytest-qt's own."""
    del qapp
    return PatientBot(request)


# No keyring


class RefusingKeyring(keyring.backend.KeyringBackend):
    """Stands where the person's own keyring would be opened."""

    priority = 0.1  # pyright: ignore[reportAssignmentType]  (a class property in its base)

    def get_password(self, service: str, username: str) -> str | None:
        pytest.fail(f"A test asked the real keyring for {username!r}")

    def set_password(self, service: str, username: str, password: str) -> None:
        pytest.fail(f"A test wrote {username!r} to the real keyring")

    def delete_password(self, service: str, username: str) -> None:
        pytest.fail(f"A test deleted {username!r} from the real keyring")


@pytest.fixture(autouse=True)
def _no_real_keyring() -> None:
    """A test that needs a keyring sets its own with `keyring.set_keyring`; the next test starts without it."""
    keyring.set_keyring(RefusingKeyring())


# No test alters how often another one tries


@pytest.fixture(autouse=True)
def _tries_as_before() -> Iterator[None]:
    """Whether retries are in their testing mode is as it was; left on, it would make later tests impatient."""
    before = stamina.is_testing()
    yield
    if stamina.is_testing() != before:
        pytest.fail("This test left the testing mode of retries otherwise than it was.")


# Nothing unexpected in the log


class ExpectedLogs(logging.Handler):
    """Collects what `socialdesk` logs at WARNING and above, and knows what of it a test expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []
        self._allowed: list[re.Pattern[str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def allow(self, pattern: str) -> None:
        """Allows records whose message has a match of the pattern."""
        self._allowed.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        return [
            f"{record.name} {record.levelname}: {record.getMessage()}"
            for record in self.records
            if not any(pattern.search(record.getMessage()) for pattern in self._allowed)
        ]


@pytest.fixture(autouse=True)
def expected_logs() -> Iterator[ExpectedLogs]:
    """Fails the test that logs a warning or worse which it did not allow."""
    logs = ExpectedLogs()
    logger = logging.getLogger("socialdesk")
    logger.addHandler(logs)
    yield logs
    logger.removeHandler(logs)
    unexpected = logs.unexpected()
    if unexpected:
        pytest.fail("Unexpected in the log:\n" + "\n".join(unexpected))
