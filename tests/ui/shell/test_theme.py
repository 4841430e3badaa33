"""Colours that meet on screen can be told apart (WCAG 2.2 AA), and the sheet names no token that there is not."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from socialdesk.errors import BugError
from socialdesk.ui import icons, style
from socialdesk.ui.theme import (
    AVATARS,
    NORMAL_CONTRAST_SHAPES,
    NORMAL_CONTRAST_WORDS,
    THEMES,
    Theme,
    apply_theme,
    avatar_colour,
    contrast,
    current,
    role,
)

TONES = ("danger", "warning", "ok", "info", "neutral")


def words_on_grounds(theme: Theme) -> list[tuple[str, QColor, QColor]]:
    pairs = [
        (f"{words} on {ground}", getattr(theme, words), getattr(theme, ground))
        for ground in ("panel", "window", "field", "selection", "hover")
        for words in ("text", "muted", "link")
    ]
    pairs += [
        (f"{words} on {ground}", getattr(theme, words), getattr(theme, ground))
        for words, ground in (
            ("on_accent", "accent"),
            ("highlight_text", "highlight"),
            ("rail_text", "rail"),
            ("rail_text", "rail_selected"),
            ("rail_muted", "rail"),
            ("rail_muted", "rail_selected"),
            ("badge_text", "badge"),
            ("alert_text", "alert"),
            ("training_text", "training"),
        )
    ]
    for name in TONES:
        tone = theme.tone(name)
        pairs += [
            (f"{name} on its fill", tone.ink, tone.fill),
            (f"text on {name}", theme.text, tone.fill),
            (f"{name} on panel", tone.ink, theme.panel),
            (f"{name} on window", tone.ink, theme.window),
        ]
    return pairs


def shapes_on_grounds(theme: Theme) -> list[tuple[str, QColor, QColor]]:
    pairs = [
        (f"{shape} on {ground}", getattr(theme, shape), getattr(theme, ground))
        for shape in ("control", "link", "accent")
        for ground in ("panel", "window", "field")
    ]
    return pairs + [(f"{name} edge", theme.tone(name).edge, theme.panel) for name in TONES]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_words_can_be_read_on_their_ground(theme: Theme) -> None:
    poor = {
        name: round(contrast(words, ground), 2)
        for name, words, ground in words_on_grounds(theme)
        if contrast(words, ground) < NORMAL_CONTRAST_WORDS
    }
    assert poor == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_edges_of_controls_can_be_seen(theme: Theme) -> None:
    poor = {
        name: round(contrast(shape, ground), 2)
        for name, shape, ground in shapes_on_grounds(theme)
        if contrast(shape, ground) < NORMAL_CONTRAST_SHAPES
    }
    assert poor == {}


def test_initials_can_be_read_on_every_avatar() -> None:
    assert all(contrast(colour, QColor("white")) >= NORMAL_CONTRAST_WORDS for colour in AVATARS)
    assert avatar_colour(None, "Ada Okafor") == avatar_colour(None, "Ada Okafor")


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_in_force_is_known(qapp: QApplication, scheme: str) -> None:
    taken = apply_theme(qapp, scheme)
    assert current() == taken
    assert taken.dark == (scheme == "dark")
    assert current().ink("danger") == taken.danger.ink
    assert current().ink("muted") == taken.muted


def test_larger_text_is_larger(qapp: QApplication) -> None:
    apply_theme(qapp, "light")
    before = qapp.font().pointSizeF()
    apply_theme(qapp, "light", text_percent=150)
    assert qapp.font().pointSizeF() == pytest.approx(before * 1.5)
    apply_theme(qapp, "light")
    assert qapp.font().pointSizeF() == before


def test_a_part_is_dressed_by_its_role(qtbot: QtBot, qapp: QApplication) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    role(label, "danger")
    label.ensurePolished()
    assert label.palette().color(label.foregroundRole()) == current().danger.ink


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_sheet_names_tokens_only(theme: Theme) -> None:
    sheet = style.style_sheet(theme, 10.0)
    assert "@" not in sheet
    assert theme.danger.fill.name() in sheet
    names = style.tokens(theme, 10.0)
    assert names["size-small"] == "9.00pt"


def test_a_token_that_there_is_not_is_a_bug(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "desk.qss").write_text("QLabel { color: @colour_of_the_sea; }", encoding="utf-8")
    monkeypatch.setattr(style, "resources_dir", lambda: tmp_path)
    with pytest.raises(BugError, match="colour_of_the_sea"):
        style.style_sheet(THEMES[0], 10.0)


def test_every_icon_can_be_drawn_in_every_ink(qapp: QApplication) -> None:
    assert len(icons.names()) > 40
    for name in icons.names():
        drawn = icons.pixmap(name, "danger", 24, 2.0)
        assert (drawn.width(), drawn.devicePixelRatio()) == (48, 2.0)
        assert not drawn.toImage().isNull()
        colours = {drawn.toImage().pixelColor(x, y).alpha() for x in range(48) for y in range(48)}
        assert len(colours) > 1, name
    assert not icons.app_icon().isNull()
