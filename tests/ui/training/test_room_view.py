"""The desk shown to a room: large type, and hard words covered on the screen alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from socialdesk.model.accounts import Network
from socialdesk.model.ids import ItemId
from socialdesk.ui.conversation.rows import Row
from socialdesk.ui.inbox.model import InboxModel
from socialdesk.ui.inbox.words import row_words
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel
from socialdesk.ui.theme import apply_theme
from socialdesk.ui.training.room import DOT, over_hard_words
from socialdesk.ui.visible import COVER, one_line, shown, visible
from tests.fakes.desk import Said
from tests.fakes.training_room import Room

HARD = "You useless bastards, three hours to put a fucking appeal out"


@pytest.fixture(autouse=True)
def as_before(qapp: QApplication) -> Iterator[None]:
    yield
    COVER.lay(None)
    apply_theme(qapp, "light")


def test_hard_words_are_covered_letter_by_letter() -> None:
    over = over_hard_words()
    covered = over(HARD)
    assert covered == f"You useless {DOT * 8}, three hours to put a {DOT * 7} appeal out"
    assert over("f u c k off") != "f u c k off"
    assert len(over("fück this 👮🏽 sh1t")) == len("fück this 👮🏽 sh1t")


@pytest.mark.parametrize(
    "words", ["Scunthorpe, Essex and the cockerel", "A bloody long queue", "Nobody was hurt.", "", " \n "]
)
def test_what_is_not_hard_stays(words: str) -> None:
    assert over_hard_words()(words) == words


def test_a_span_still_points_at_its_words() -> None:
    text = f"{HARD} said Dale"
    COVER.lay(over_hard_words())
    found = shown(text)
    place = found.place(text.index("Dale"))
    assert found.text[place : place + 4] == "Dale"


def test_a_word_that_is_cut_is_covered_too() -> None:
    COVER.lay(over_hard_words())
    assert "ba" not in visible("You useless bastards", 14)
    assert "ba" not in one_line("You useless bastards", 14)


def test_the_switch_covers_the_screen_and_nothing_of_the_record(room: Room, qtbot: QtBot) -> None:
    (item,) = room.fake.say(Said(author="Gary Thornback", text=HARD, minutes_ago=1))
    window = room.window
    qtbot.waitUntil(lambda: window.list.model.rowCount() == 3)
    window.show_item(item)
    label = PlainLabel(HARD, window)
    line = ElidedLabel(HARD, window)
    window.commands.run("hide-hard-words")
    for words in (label.text(), line.text()):
        assert "bastards" not in words
        assert DOT * 8 in words
    row = window.list.model.index(0, 0).data(InboxModel.RowRole)
    assert "bastards" not in row_words(row)
    assert "hard words covered" in room.frame.band.words.text()
    assert row.untrusted_text == HARD
    off_screen = room.fake.writer.call(lambda db: visible(HARD))
    assert off_screen == HARD
    window.commands.run("hide-hard-words")
    assert label.text() == HARD
    assert row_words(row) == HARD
    assert "hard words covered" not in room.frame.band.words.text()


def test_the_projector_has_large_type_and_the_look_stays_with_it(room: Room, qapp: QApplication) -> None:
    usual = qapp.font().pointSizeF()
    room.window.commands.run("projector")
    assert qapp.font().pointSizeF() == pytest.approx(usual * 1.4)
    room.window.dress()
    assert qapp.font().pointSizeF() == pytest.approx(usual * 1.4)
    assert "large type" in room.frame.band.words.text()
    room.window.commands.run("projector")
    assert qapp.font().pointSizeF() == pytest.approx(usual)


def test_the_ear_hears_dots_as_well() -> None:
    row = Row(
        item_id=ItemId(1),
        untrusted_author="Gary",
        untrusted_text=HARD,
        author_number=1,
        network=Network.FACEBOOK,
        when="09:40",
        by_force=False,
    )
    COVER.lay(over_hard_words())
    assert "bastards" not in row.spoken
