"""The suggestion of a public warning, which appears by itself after the removals that it explains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from PySide6.QtWidgets import QPushButton, QWidget

from socialdesk.decisions.warning_due import Due
from socialdesk.ui.review.parts import Headline, line, made_card, sentence
from socialdesk.ui.review.told import moment


def warning_cards(warnings: tuple[Due, ...], now: datetime, asked: Callable[[], None]) -> Iterator[QWidget]:
    """A card for each that is due, with a button that calls `asked`; a line for each that was given lately."""
    for due in warnings:
        if not due.due:
            if due.given_ms is not None:
                given = moment(due.given_ms, now)
                yield line(
                    "megaphone", f"Warning decided here {given}: {due.trigger.name} ({due.trigger.clause})."
                )
            continue
        frame, lines = made_card("info")
        lines.addWidget(Headline("megaphone", due.trigger.name, f"§ {due.trigger.clause}", "info"))
        lines.addWidget(sentence(due.trigger.why))
        if due.waits:
            lines.addWidget(sentence("It waits until the removal is confirmed.", "small"))
        button = QPushButton("Warn…")
        button.setAccessibleName(f"Warn: {due.trigger.name}")
        button.clicked.connect(lambda: asked())
        lines.addWidget(button)
        frame.setAccessibleName(f"A warning is due: {due.trigger.name}, clause {due.trigger.clause}")
        yield frame
