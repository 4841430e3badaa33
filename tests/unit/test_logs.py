"""The log: no token in any line, no line that a stranger could write, and a private file of bounded size."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk import logs
from tests.conftest import ExpectedLogs

FACEBOOK = "EAABsbCS1iHgBO7ZCZAZCq3yP"
APP = "1234567890123456|abcdefABCDEF0123456789abcdef"
CANARY = "c4n4ryT0ken"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    handler = logs.set_up(tmp_path / "logs", level=logging.DEBUG)
    yield tmp_path / "logs" / "desk.log"
    logs.shut_down(handler)


@pytest.mark.parametrize(
    "text",
    [
        f"GET /v26.0/me?access_token={CANARY}&limit=5",
        f"https://x/?limit=5&access_token={CANARY}",
        f"access_token%3D{CANARY}%26limit",
        f'{{"access_token": "{CANARY}", "token_type": "bearer"}}',
        f"{{'access_token': '{CANARY}'}}",
        f"input_token={CANARY}",
        f"page_token: {CANARY}",
        f"refresh_token={CANARY}",
        f"fb_exchange_token={CANARY}",
        f"appsecret_proof={CANARY}",
        f"client_secret={CANARY}",
        f"app_secret={CANARY}",
        f"Authorization: Bearer {CANARY}",
        f"authorization: {CANARY}",
        f"headers={{'Authorization': 'Bearer {CANARY}'}}",
        f"[(b'authorization', b'Bearer {CANARY}')]",
        f"OAuth {CANARY}",
        f"Basic {CANARY}=",
        f"Cookie: {CANARY}",
        f"password={CANARY}",
        f"the token {FACEBOOK} is no longer valid",
        f"{FACEBOOK}",
        f"app token {APP}",
        f"app token {APP.replace('|', '%7C')}",
        "PRAGMA key = \"x'" + "ab" * 32 + "'\"",
    ],
)
def test_whatever_is_shaped_like_a_token_is_struck_out(text: str) -> None:
    redacted = logs.redact(text)
    for secret in (CANARY, FACEBOOK, APP, APP.split("|")[1], "ab" * 32):
        assert secret not in redacted
    assert "[struck out]" in redacted


@pytest.mark.parametrize(
    "text",
    [
        "42 items received",
        "the token has expired",
        "limit=100&after=QVFI",
        "post 1001_2002 was hidden",
        "Bearer of bad news",
    ],
)
def test_what_is_no_token_stays(text: str) -> None:
    assert logs.redact(text) == text


@given(st.text(max_size=100), st.text(max_size=100))
def test_a_token_is_struck_out_of_any_text(before: str, after: str) -> None:
    assert CANARY not in logs.redact(f"{before}&access_token={CANARY}&{after}")
    assert FACEBOOK not in logs.redact(f"{before}{FACEBOOK} {after}")


def test_message_arguments_traceback_and_stack_hold_no_token(
    written: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("")
    log = logs.logger("platforms")
    log.info("asked %s with %r", f"https://x/?access_token={CANARY}", {"access_token": CANARY})
    try:
        try:
            raise ValueError(f"access_token={CANARY}")
        except ValueError as error:
            raise RuntimeError(f"Bearer {CANARY}") from error
    except RuntimeError:
        log.exception("failed", stack_info=True)
    text = written.read_text(encoding="utf-8")
    assert CANARY not in text
    assert text.count("[struck out]") >= 4
    assert "RuntimeError" in text
    assert "INFO socialdesk.platforms: asked" in text


def test_no_text_passes_for_a_line_of_the_log(written: Path) -> None:
    logs.logger("inbox").info(
        "odd: %s", "a\n2026-11-24T09:30:00.000Z INFO socialdesk.audit: all is well\r\x1b[2J\u202e\ud800"
    )
    [line] = written.read_text(encoding="utf-8").splitlines()
    assert "odd: a\\n2026-11-24" in line
    for raw in ("\x1b", "\r", "\u202e", "\ud800"):
        assert raw not in line


def test_times_are_utc(written: Path) -> None:
    logs.logger("inbox").info("now")
    stamp = written.read_text(encoding="utf-8").split(" ")[0]
    assert stamp.endswith("Z")
    assert len(stamp) == len("2026-11-24T09:30:00.000Z")


@pytest.mark.skipif(os.name != "posix", reason="Windows inherits the profile's access list")
def test_the_log_is_private(written: Path) -> None:
    logs.logger("inbox").info("now")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE(written.parent.stat().st_mode) == 0o700


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    handler = logs.set_up(tmp_path, max_bytes=10_000)
    for _ in range(800):
        logs.logger("inbox").info("x" * 100)
    logs.shut_down(handler)
    files = list(tmp_path.iterdir())
    assert len(files) == 6
    assert sum(file.stat().st_size for file in files) < 70_000


def test_a_long_text_is_cut_and_costs_no_more_than_its_length(written: Path) -> None:
    for text in ("token" * 20_000, "x" * 100_000, "access_token=" + " " * 100_000, "-token" * 20_000 + "="):
        logs.logger("inbox").info(text)
    assert written.stat().st_size < 100_000


def test_a_closed_log_writes_no_more(tmp_path: Path) -> None:
    logs.shut_down(logs.set_up(tmp_path, name="cli"))
    logs.logger("inbox").info("too late")
    assert (tmp_path / "cli.log").read_text() == ""
