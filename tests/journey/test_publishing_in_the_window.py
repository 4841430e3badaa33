"""A post with a picture, by hand in the window, on the simulated Facebook and X: planned, moved, shown, taken down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import stamina
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from socialdesk.engine import Engine
from socialdesk.model.accounts import Network
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.model.posts import PostState, Route
from socialdesk.packs import rule_triage
from socialdesk.publishing import queries
from socialdesk.publishing.checks import standing
from socialdesk.publishing.standing import CheckStanding
from socialdesk.storage.database import Connection
from socialdesk.training.networks.ledger import AppliedCall
from socialdesk.training.networks.pictures import draw_png
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.ui.desk import Desk
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.publishing.page import PublishingPage
from socialdesk.ui.publishing.post_forms import MoveForm, TakeDownForm
from socialdesk.ui.theme import apply_theme
from tests.fakes.every_network_desk import Hands, desk, live_through, read_everything

pytestmark = [pytest.mark.clause("P1"), pytest.mark.qt_log_ignore("does not support propagateSizeHints")]

WAIT = 15_000
GOOD = {
    "professional": "yes",
    "group": "Nobody can be made out",
    "under_18": "Nobody",
    "colleagues": "None",
    "offenders": "no",
    "background": "yes",
    "rights": "yes",
    "source": "Taken by one of us",
}
"""What is answered of the picture, by question."""
WORDS = "Bike marking this Saturday, 10 till 2, in Wicksteed Park."
SHOWS = "A row of bicycles in a park"


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


def as_window_sees(engine: Engine, db: Connection) -> Desk:
    triage = rule_triage()

    def checks(
        reader: Connection, post_id: PostId, by: Person, text: str | None
    ) -> tuple[CheckStanding, ...]:
        return standing(
            reader, post_id=post_id, book=engine.book, triage=triage, now=engine.clock(), person=by, text=text
        )

    return Desk(
        read=db,
        open_reader=engine.open_reader,
        write=engine.write,
        clock=engine.clock,
        book=engine.book,
        person=engine.person,
        settings=engine.settings,
        save_settings=lambda _settings: None,
        accounts=engine.accounts,
        capabilities=engine.capabilities,
        sync_now=lambda: None,
        wake_outbox=lambda: None,
        listen=engine.listen,
        assess_again=lambda _threads, _looked: None,
        post_checks=checks,
        training=True,
        data_dir=engine.paths.data_dir,
    )


def calls(networks: SimulatedNetworks, network: Network, *kinds: str) -> list[AppliedCall]:
    world, _ = networks.networks[network.value]
    return [call for call in world.ledger.after(0) if call.kind in kinds]


def test_a_post_with_a_picture_from_the_first_word_to_its_end(
    qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    apply_theme(qapp, "light")
    with desk(tmp_path) as (engine, networks, hands), closing(engine.open_reader()) as db:
        window = MainWindow(as_window_sees(engine, db))
        window.resize(1366, 768)
        window.show()
        window.make_complete()
        try:
            walk(window, engine, networks, hands, db, qtbot)
        finally:
            window.close()


def walk(
    window: MainWindow,
    engine: Engine,
    networks: SimulatedNetworks,
    hands: Hands,
    db: Connection,
    qtbot: QtBot,
) -> None:
    def soon(true: Callable[[], bool]) -> None:
        qtbot.waitUntil(true, timeout=WAIT)

    window.commands.run("new-post")
    page = window.panes.page
    assert isinstance(page, PublishingPage)
    compose = page.compose
    compose.purpose.setText("Crime prevention")
    for row in compose.accounts.rows.values():
        if row.account.network in (Network.FACEBOOK, Network.X):
            row.box.click()
    compose.words.words.setPlainText(WORDS)
    compose.pictures.added.emit(draw_png("bicycles", 320, 200), "bikes.png")
    soon(lambda: len(compose.pictures.rows) == 1)
    next(iter(compose.pictures.rows.values())).alt.setPlainText(SHOWS)
    compose.pictures.keep()
    compose.time.later.click()
    compose.time.day.setDate(QDate(2026, 11, 25))
    compose.time.hour.setTime(QTime(9, 0))
    answer_everything(page, soon)
    post_id = compose.post_id
    assert post_id is not None

    # Ctrl+Enter, from the words.
    compose.words.words.setFocus()
    qtbot.keyClick(compose.words.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    soon(lambda: page.post.whole is not None)
    post = queries.load(db, post_id)
    assert post.state is PostState.READY
    assert {target.route for target in post.chosen} == {Route.NETWORK_SCHEDULE, Route.DESK_QUEUE}
    live_through(engine, hands, 60)
    assert len(calls(networks, Network.FACEBOOK, "schedule")) == 1
    assert calls(networks, Network.X, "publish", "schedule") == []

    # Moved, on both: at the network that holds it, and here.
    page.post.refresh()
    soon(lambda: page.post.retime.isVisible())
    page.post.retime.click()
    form = next(each for each in window.findChildren(MoveForm) if each.isVisible())
    form.time.hour.setTime(QTime(10, 30))
    with qtbot.waitSignal(form.accepted, timeout=WAIT):
        form.submit()
    live_through(engine, hands, 60)

    # Shown at its new time, and not before.
    hands.forward((queries.load(db, post_id).scheduled_ms or 0) / 1000 - hands().timestamp() - 60)
    live_through(engine, hands, 30)
    assert calls(networks, Network.X, "publish") == []
    live_through(engine, hands, 3_600)
    soon(lambda: queries.load(db, post_id).state is PostState.SENT)
    assert len(calls(networks, Network.X, "publish")) == 1
    read_everything(engine)
    parts = [target.parts[0] for target in queries.load(db, post_id).chosen]
    assert all(part.published_ms is not None for part in parts)

    # Taken down on both, and seen to be gone.
    page.show_post(post_id)
    page.post.refresh()
    soon(lambda: page.post.down.text() == "Take it down everywhere…")
    page.post.down.click()
    down = next(each for each in window.findChildren(TakeDownForm) if each.isVisible())
    down.reason.setEditText("It is out of date")
    with qtbot.waitSignal(down.accepted, timeout=WAIT):
        down.submit()
    live_through(engine, hands, 120)
    assert not page.post.told.text()
    assert [each.label for each in queries.line(db, post_id).targets] == ["Taken down", "Taken down"]
    page.post.refresh()
    soon(lambda: page.post.chip.text() == "Taken down")
    assert len(page.post.whole.history if page.post.whole else ()) >= 8


def answer_everything(page: PublishingPage, soon: Callable[[Callable[[], bool]], None]) -> None:
    """Answers every check as somebody does who has looked: the picture is ours, and shows nobody."""
    compose = page.compose
    soon(lambda: not compose.keeper.unkept and "photo" in "".join(compose.checks.cards))
    for card in list(compose.checks.cards.values()):
        if card.check.state == "pass":
            continue
        for field in card.fields.values():
            good = GOOD.get(field.question.id)
            if good is not None:
                field.choose(good)
        card.hand_on()
    soon(lambda: "Nothing stands in its way" in compose.told.text())
