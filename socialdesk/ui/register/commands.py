"""The register's commands; its screens are loaded when one of them is asked for."""

from __future__ import annotations

from collections.abc import Callable

from socialdesk.ui.commands import Command
from socialdesk.ui.window import Window


def register(window: Window) -> None:
    """Registers what opens the register, and what asks for an account."""

    def show() -> None:
        from socialdesk.ui.register.view import RegisterView  # noqa: PLC0415  (not at a start)

        RegisterView(window).open()

    def ask() -> None:
        from socialdesk.ui.register.request_forms import request_form  # noqa: PLC0415  (not at a start)

        request_form(window, window, None, lambda _request: None).open()

    def add(id: str, label: str, run: Callable[[], None]) -> None:
        window.commands.add(Command(id=id, label=label, group="Accounts", run=run))

    add("register", "Register of accounts: every account of the Force", show)
    add("ask-account", "Ask for an account, or for access to one…", ask)
