"""The commands of shifts. What they open is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from weakref import WeakKeyDictionary

from PySide6.QtWidgets import QApplication

from socialdesk.ui.commands import Command
from socialdesk.ui.window import Window

GROUP = "Shifts"
_SHOWN: WeakKeyDictionary[Window, tuple[str, datetime]] = WeakKeyDictionary()
"""To whom, and of which shift, the night was shown by itself."""


def register(window: Window) -> None:
    """Register them."""

    def add(id: str, label: str, run: Callable[[], None], *keys: str) -> None:
        window.commands.add(Command(id=id, label=label, group=GROUP, run=run, keys=keys))

    add(
        "duty",
        "Out of hours: what is urgent, whom to ring, the main Facebook page",
        lambda: show_duty(window),
    )
    add(
        "handover", "Handover: what came, was done, waits; hand over or accept", lambda: show_handover(window)
    )
    add("rota", "Rota: who is on duty and on call; closures and extra days", lambda: show_rota(window))


def show_duty(window: Window) -> None:
    """The desk out of hours."""
    # Not at a start. So below.
    from socialdesk.ui.shifts.duty_view import DutyView  # noqa: PLC0415  (not at a start)

    DutyView(window).open()


def show_handover(window: Window) -> None:
    """The handover."""
    from socialdesk.ui.shifts.handover_view import HandoverView  # noqa: PLC0415  (not at a start)

    HandoverView(window).open()


def show_night(window: Window) -> None:
    """The handover by itself, once for each shift and person, unless something else is being asked just now (I2)."""
    from socialdesk.policy.hours import last_change  # noqa: PLC0415  (not at a start)

    desk = window.desk
    key = (desk.person.name, last_change(desk.clock(), desk.book.hours))
    hidden = window.inside is not None and not window.inside.isVisible()
    if _SHOWN.get(window) == key or hidden or QApplication.activeModalWidget() is not None:
        return
    _SHOWN[window] = key
    show_handover(window)


def show_rota(window: Window) -> None:
    """The rota."""
    from socialdesk.ui.shifts.rota_view import RotaView  # noqa: PLC0415  (not at a start)

    RotaView(window).open()
