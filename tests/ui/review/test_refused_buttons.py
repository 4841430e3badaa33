"""Whatever cannot be pressed says why, and who can, to the eye and to a screen reader (2.5, 2.6, 4.1, 4.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from socialdesk.model.people import Person, Role
from socialdesk.ui.main_window import MainWindow
from tests.fakes.desk import FakeDesk, Said

LEAST = 20
"""Characters of a sentence."""
PARTS = ("assess", "remove", "reply", "block", "repeats", "warn", "refer", "ask", "person", "record")


@pytest.fixture
def window(fake_desk: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(fake_desk.desk)
    made.resize(1366, 768)
    made.show()
    made.make_complete()
    yield made
    made.close()


def silent(widget: QWidget) -> list[str]:
    """Buttons in sight that cannot be pressed and do not say why: in a tooltip or sentence, and to a screen reader."""
    sentences = [
        label.text()
        for label in widget.findChildren(QLabel)
        if label.isVisible() and len(label.text()) >= LEAST
    ]

    def says(button: QAbstractButton) -> bool:
        told = button.accessibleDescription()
        return bool(told) and (bool(button.toolTip()) or any(words in told for words in sentences))

    return [
        button.accessibleName() or button.text()
        for button in widget.findChildren(QAbstractButton)
        if button.isVisible() and not button.isEnabled() and not says(button)
    ]


@pytest.mark.clause("I3", "A7", "A9")
@pytest.mark.parametrize("role", list(Role))
def test_every_refused_button_says_why(
    window: MainWindow, fake_desk: FakeDesk, qtbot: QtBot, role: Role
) -> None:
    items = [
        *fake_desk.say(Said(author="Darren Whitlock", text="I will kill him")),
        *fake_desk.say(Said(author="Pat", text="Someone took my bike", private=True)),
    ]
    fake_desk.desk.person = Person("Some Body", role)
    for hours in (0, 14):
        fake_desk.clock.move(hours=hours)
        for item in items:
            window.show_item(item)
            window.panel.read_again()
            for part in PARTS:
                window.open_tab(part)
                QApplication.processEvents()
                shown = window.conversation if part == "reply" else window.panel
                assert silent(shown) == [], (role, part, hours)
