"""The hand that drives screens, which waits for what is to come as long as a busy machine may need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SignalInstance
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import CheckParamsCb, SignalBlocker

PATIENCE_MS = 60_000
"""Ends before the time that a whole test has. What comes ends the wait at once, so only a failing test takes longer."""


class PatientBot(QtBot):
    """A `QtBot` whose waits for something that must come are never short. That nothing comes is waited for as asked."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """As `QtBot.waitUntil`, for PATIENCE_MS at least."""
        super().waitUntil(callback, timeout=max(timeout, PATIENCE_MS))

    def waitSignal(
        self,
        signal: SignalInstance,
        *,
        timeout: int = PATIENCE_MS,
        raising: bool | None = None,
        check_params_cb: CheckParamsCb | None = None,
    ) -> SignalBlocker:
        """As `QtBot.waitSignal`, for PATIENCE_MS at least where its not coming fails the test."""
        patience = timeout if raising is False else max(timeout, PATIENCE_MS)
        more: dict[str, Any] = {"raising": raising, "check_params_cb": check_params_cb}
        return super().waitSignal(signal, timeout=patience, **more)
