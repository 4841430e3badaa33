"""Starting the window: whenever the store is open, before Qt is loaded or long after."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QApplication

from socialdesk.ui.desk import Desk
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.run import run
from tests.fakes.desk import FakeDesk, Said

Opening = Future[Callable[[], Desk]]


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def shown_by(opening: Opening) -> tuple[int, list[str]]:
    """Runs until the window is shown; answers with the exit code and what it was called."""
    names: list[str] = []

    def walk(window: MainWindow) -> None:
        names.append(window.windowTitle())
        app = QApplication.instance()
        assert app is not None
        app.exit(0)

    return run(opening, close=lambda: None, walk=walk), names


@pytest.mark.usefixtures("qapp")
def test_a_store_that_is_open_before_qt_is_loaded_is_shown(fake_desk: FakeDesk) -> None:
    opening: Opening = Future()
    opening.set_result(lambda: fake_desk.desk)
    code, names = shown_by(opening)
    assert code == 0
    assert len(names) == 1
    assert "SocialDesk" in names[0]


@pytest.mark.usefixtures("qapp")
def test_a_store_that_takes_its_time_is_shown_too(fake_desk: FakeDesk) -> None:
    opening: Opening = Future()
    later = threading.Timer(0.1, lambda: opening.set_result(lambda: fake_desk.desk))
    later.start()
    code, names = shown_by(opening)
    later.join()
    assert code == 0
    assert len(names) == 1


def test_networks_are_asked_once_the_list_is_on_screen(fake_desk: FakeDesk, qapp: QApplication) -> None:
    fake_desk.say(Said(author="Dale", text="When does the road open?"))
    asked: list[bool] = []
    windows: list[MainWindow] = []

    def begin() -> None:
        asked.append(windows[0].list.table.was_painted)
        qapp.exit(0)

    fake_desk.desk.begin = begin
    opening: Opening = Future()
    opening.set_result(lambda: fake_desk.desk)
    run(opening, close=lambda: None, walk=windows.append)
    assert asked == [True]
    assert windows[0].complete
