"""The command that opens the reports. What it opens is loaded when it is asked for."""

from __future__ import annotations

from socialdesk.ui.commands import Command
from socialdesk.ui.window import Window


def register(window: Window) -> None:
    """Registers it."""
    window.commands.add(
        Command(
            id="reports",
            label="Reports: removals, blocks, first answers and volumes, in numbers",
            group="Record",
            run=lambda: show_reports(window),
        )
    )


def show_reports(window: Window) -> None:
    """The desk in numbers."""
    from socialdesk.ui.reports.view import ReportsView  # noqa: PLC0415  (not at a start)

    ReportsView(window).open()
