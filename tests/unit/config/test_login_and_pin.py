"""Who the operating system says is logged in."""

from __future__ import annotations

import os
import sys

import pytest

from socialdesk.config.login import os_account


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says it another way")
def test_the_system_says_who_is_logged_in_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pwd  # noqa: PLC0415  (not on Windows)

    told = pwd.getpwuid(os.getuid()).pw_name.casefold()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "chief")
    assert os_account() == told
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    assert os_account() == ""
