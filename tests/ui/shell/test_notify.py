"""Notifications: for the most urgent alone, seldom, and with nothing of the item in them (R9, 4.3b)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from socialdesk.model.changes import Changes
from socialdesk.ui import notify
from socialdesk.ui.notify import Notifier, tray
from tests.fakes.desk import FakeDesk, Said, make_desk

GROUNDS = {
    "covert": "operationally_sensitive",
    "help me": "emergency",
    "guilty": "contempt_of_court",
    "wanker": "offensive_language",
}
CANARY = "Kyle Deverson"


class Shown:
    """What was shown, and a time that a test turns."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.seconds = 1_000.0

    def show(self, title: str, text: str) -> None:
        assert title == "SocialDesk"
        self.texts.append(text)

    def time(self) -> float:
        return self.seconds


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path, grounds=GROUNDS, account_names=("Anyshire <b>Police</b>", "Corby"))
    yield made
    made.close()


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def notifier(fake: FakeDesk, shown: Shown, qtbot: QtBot) -> Iterator[Notifier]:
    made = Notifier(fake.desk, show=shown.show, time=shown.time)
    fake.listeners.append(made.take)
    yield made
    fake.listeners.remove(made.take)
    made.deleteLater()


def test_the_most_urgent_is_told_by_its_ground_and_nothing_of_its_words(
    fake: FakeDesk, notifier: Notifier, shown: Shown, qtbot: QtBot
) -> None:
    fake.say(
        Said(author=f"{CANARY} himself", text=f"{CANARY} is covert in Mill Road", post=f"Appeal: {CANARY}")
    )
    qtbot.waitUntil(lambda: bool(shown.texts))
    # A desktop may read mark-up; our own account's name is the only name there is.
    assert shown.texts == ["1 urgent item on Facebook, Anyshire b Police /b: Operationally sensitive (4.3f)"]
    assert not any(word in shown.texts[0] for word in (*CANARY.split(), "covert", "Mill", "Appeal"))


def test_what_is_not_the_most_urgent_is_not_told(
    fake: FakeDesk, notifier: Notifier, shown: Shown, qtbot: QtBot
) -> None:
    fake.say(
        Said(author="A", text="He is guilty"),
        Said(author="B", text="wanker"),
        Said(author="C", text="nice dogs"),
        Said(author="D", text="help me", minutes_ago=3 * 24 * 60),
        Said(author="Us", text="help me is what people write", by_force=True),
    )
    qtbot.wait(30)
    assert shown.texts == []


def test_what_comes_within_half_a_minute_is_summed_up(
    fake: FakeDesk,
    notifier: Notifier,
    shown: Shown,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notify, "QUIET_SECONDS", 0.2)
    fake.say(Said(author="A", text="help me"))
    qtbot.waitUntil(lambda: len(shown.texts) == 1)
    fake.say(Said(author="B", text="help me too"), Said(author="C", text="covert", account=1))
    fake.say(Said(author="D", text="please help me"))
    qtbot.wait(60)
    assert len(shown.texts) == 1
    qtbot.waitUntil(lambda: len(shown.texts) == 2)
    assert shown.texts[1] == "3 urgent items on Facebook: Emergency (4.2b), Operationally sensitive (4.3f)"
    shown.seconds += 60
    fake.say(Said(author="E", text="help me"))
    qtbot.waitUntil(lambda: len(shown.texts) == 3)


def test_each_network_has_its_line(fake: FakeDesk, notifier: Notifier, shown: Shown, qtbot: QtBot) -> None:
    fake.execute("UPDATE accounts SET network = 'x' WHERE name = 'Corby'")
    ids = fake.say(Said(author="A", text="help me"), Said(author="B", text="help me", account=1))
    qtbot.waitUntil(lambda: bool(shown.texts))
    assert shown.texts[0].splitlines() == [
        "1 urgent item on Facebook, Anyshire b Police /b: Emergency (4.2b)",
        "1 urgent item on X, Corby: Emergency (4.2b)",
    ]
    notifier.take(Changes(items=frozenset(ids)))  # altered, not new
    qtbot.wait(20)
    assert len(shown.texts) == 1


def test_it_can_be_switched_off(fake: FakeDesk, notifier: Notifier, shown: Shown, qtbot: QtBot) -> None:
    fake.desk.settings = dataclasses.replace(fake.desk.settings, notifications=False)
    fake.say(Said(author="A", text="help me"))
    qtbot.wait(20)
    assert shown.texts == []


def test_where_there_is_no_tray_nothing_is_shown(fake: FakeDesk, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    assert tray(window, lambda: None) is None
    silent = Notifier(fake.desk, show=None, parent=window)
    [item] = fake.say(Said(author="A", text="help me"))
    silent.take(Changes(new_items=(item,)))
    qtbot.wait(10)


@pytest.mark.clause("I4", "R9")
def test_an_unusual_number_of_comments_is_told_once_and_nothing_of_what_they_say(
    fake: FakeDesk, notifier: Notifier, shown: Shown, qtbot: QtBot
) -> None:
    def pour(first: int, number: int) -> None:
        fake.say(
            *(
                Said(
                    author=f"{CANARY} {at}",
                    text=f"{CANARY} number {at}",
                    post=f"Appeal: {CANARY}",
                    minutes_ago=1,
                )
                for at in range(first, first + number)
            )
        )

    pour(0, 60)
    qtbot.waitUntil(lambda: bool(shown.texts))
    (told,) = shown.texts
    assert told.startswith(
        "Unusual on Facebook, Anyshire b Police /b: 60 comments in 10 minutes under one post"
    )
    assert told.endswith("(4.2a)")
    assert not any(word in told for word in (*CANARY.split(), "Appeal"))
    shown.seconds += 60
    pour(60, 60)
    qtbot.wait(50)
    assert len(shown.texts) == 1, "once per post until somebody calls it over"


def test_what_was_going_on_when_the_desk_was_opened_is_not_told_again(
    fake: FakeDesk, shown: Shown, qtbot: QtBot
) -> None:
    fake.say(
        *(Said(author=f"P {at}", text=f"number {at}", post="An appeal", minutes_ago=1) for at in range(60))
    )
    again = Notifier(fake.desk, show=shown.show, time=shown.time)
    fake.listeners.append(again.take)
    fake.say(Said(author="Q", text="one more", post="An appeal"))
    qtbot.wait(50)
    assert shown.texts == []
    fake.listeners.remove(again.take)
    again.deleteLater()
