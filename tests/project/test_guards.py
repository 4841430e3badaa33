"""The guards of conftest.py bite: a check that cannot fail checks nothing."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from pathlib import Path

import keyring
import platformdirs
import pytest

from tests.conftest import ExpectedLogs

Refused = pytest.fail.Exception
ELSEWHERE = "192.0.2.1"  # kept for documentation: no machine has it


def test_no_test_reaches_another_machine(attempts_to_leave: list[str]) -> None:
    with pytest.raises(Refused, match="loopback only"):
        socket.create_connection((ELSEWHERE, 9), timeout=1)
    with pytest.raises(Refused, match="loopback only"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(Refused):
        sender.sendto(b"x", (ELSEWHERE, 9))
    with socket.socket() as listener, pytest.raises(Refused):
        listener.bind(("0.0.0.0", 0))
    assert len(attempts_to_leave) == 4
    attempts_to_leave.clear()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()


def test_no_test_opens_the_real_keyring() -> None:
    for attempt in (
        lambda: keyring.get_password("socialdesk", "database-key"),
        lambda: keyring.set_password("socialdesk", "database-key", "x"),
        lambda: keyring.delete_password("socialdesk", "database-key"),
    ):
        with pytest.raises(Refused, match="real keyring"):
            attempt()


def test_no_test_finds_the_persons_own_files() -> None:
    home = Path.home()
    assert home.parent == Path(tempfile.gettempdir())
    assert Path(platformdirs.user_data_dir("socialdesk")).is_relative_to(home)
    assert Path(platformdirs.user_config_dir("socialdesk")).is_relative_to(home)
    assert os.environ["QT_QPA_PLATFORM"] != ""


def test_an_unexpected_record_is_seen_and_an_allowed_one_is_not(expected_logs: ExpectedLogs) -> None:
    logging.getLogger("socialdesk.inbox").warning("the moon is %s", "blue")
    logging.getLogger("socialdesk.inbox").info("all is well")
    logging.getLogger("another").warning("not ours")
    assert expected_logs.unexpected() == ["socialdesk.inbox WARNING: the moon is blue"]
    expected_logs.allow("moon is b")
    assert expected_logs.unexpected() == []
