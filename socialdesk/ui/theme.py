"""How the desk looks: colours, fonts and one short style sheet, in light, dark and high contrast.

A colour is never the only signal (icons and words go with it), and every pair of tokens that meets on screen is held to
WCAG AA by `tests/ui/shell/test_theme.py`. A widget asks for a part by name, `role(widget, "primary")`; the names are:

    QPushButton  primary, danger, quiet (flat), chip (checkable pill), link, rail, training (in the orange band)
    QFrame       card, card-danger, card-warning, card-ok, card-info, card-neutral, card-selected,
                 pane (panel-coloured), bar, rule, training
    QLabel       title, heading, strong, muted, small, danger, warning, ok, info,
                 chip-danger, chip-warning, chip-ok, chip-info, chip-neutral
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from socialdesk.ui.style import style_sheet
from socialdesk.ui.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, THEMES, Theme, Tone

__all__ = [
    "AVATARS",
    "THEMES",
    "Theme",
    "Tone",
    "apply_theme",
    "avatar_colour",
    "base_font",
    "contrast",
    "current",
    "palette",
    "role",
    "sized",
]

FAMILIES = ("Segoe UI", "Inter", "SF Pro Text", "Noto Sans", "DejaVu Sans")
"""In order of preference; the first that the machine has is taken, and Qt falls back for other scripts."""

NORMAL_CONTRAST_WORDS = 4.5
"""WCAG 2.2 AA, 1.4.3: text against what is behind it."""
NORMAL_CONTRAST_SHAPES = 3.0
"""WCAG 2.2 AA, 1.4.11: the edge of a control, an icon that says something."""


AVATARS = tuple(
    QColor(name)
    for name in (
        "#9c2f8f",
        "#97232c",
        "#0f6e6a",
        "#3f58d0",
        "#a8470c",
        "#4a7010",
        "#6d4aa6",
        "#1f6aa5",
        "#8a5a00",
        "#4b5a73",
    )
)
"""Behind white initials; 4.5:1 with them."""

_SCHEMES = Qt.ColorScheme


def apply_theme(app: QApplication, scheme: str = "system", *, text_percent: int = 100) -> Theme:
    """Give the whole program its look. `scheme` is system, light or dark; answers with the theme that was taken.

    `text_percent` enlarges all words beside what the desktop already asks for. Native frames and menus follow where
    the platform lets them (`QStyleHints.setColorScheme`).
    """
    hints = app.styleHints()
    if scheme == "dark":
        hints.setColorScheme(_SCHEMES.Dark)
    elif scheme == "light":
        hints.setColorScheme(_SCHEMES.Light)
    else:
        hints.unsetColorScheme()
    dark = scheme == "dark" or (scheme != "light" and hints.colorScheme() == _SCHEMES.Dark)
    theme = _of(dark=dark, strong=_wants_contrast(app))
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    font = base_font(app, text_percent)
    app.setFont(font)
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme, font.pointSizeF()))
    return theme


def current() -> Theme:
    """The theme in force, told from the palette that `apply_theme` gave the program."""
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    for theme in THEMES:
        if theme.window == window and theme.text == QApplication.palette().color(
            QPalette.ColorRole.WindowText
        ):
            return theme
    return DARK if window.lightness() < 128 else LIGHT


@contextmanager
def undressed() -> Generator[None]:
    """Inside it no style sheet holds; what was made meanwhile is dressed at its end, once instead of many times."""
    app = QApplication.instance()
    sheet = app.styleSheet() if isinstance(app, QApplication) else ""
    if not isinstance(app, QApplication) or not sheet:
        yield
        return
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def role(widget: QWidget, name: str) -> None:
    """Dress a widget as one of the parts named at the top of this module."""
    if widget.property("role") == name:
        return
    widget.setProperty("role", name)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def sized(widget_font: QFont, percent: int, *, bold: bool = False) -> QFont:
    """That font at a part of its size, for painters."""
    font = QFont(widget_font)
    font.setPointSizeF(font.pointSizeF() * percent / 100)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def base_font(app: QApplication, text_percent: int = 100) -> QFont:
    """The desk's font: the desktop's size (which holds the person's own enlargement), never below 10 points."""
    families = set(QFontDatabase.families())
    chosen = [family for family in FAMILIES if family in families]
    held = app.property("desktop_font_points")
    points = float(held) if held else QFontInfo(app.font()).pointSizeF()
    app.setProperty("desktop_font_points", points)
    font = QFont(app.font())
    if chosen:
        font.setFamilies(chosen)
    font.setPointSizeF(max(10.0, points * 10.0 / 9.0) * text_percent / 100)
    return font


def palette(theme: Theme) -> QPalette:
    """The palette of a theme, for everything that the style sheet does not name."""
    made = QPalette()
    parts = QPalette.ColorRole
    for part, colour in (
        (parts.Window, theme.window),
        (parts.WindowText, theme.text),
        (parts.Base, theme.field),
        (parts.AlternateBase, theme.hover),
        (parts.Text, theme.text),
        (parts.PlaceholderText, theme.muted),
        (parts.Button, theme.panel),
        (parts.ButtonText, theme.text),
        (parts.BrightText, theme.alert),
        (parts.ToolTipBase, theme.panel),
        (parts.ToolTipText, theme.text),
        (parts.Highlight, theme.accent),
        (parts.HighlightedText, theme.on_accent),
        (parts.Link, theme.link),
        (parts.LinkVisited, theme.link),
        (parts.Accent, theme.accent),
        (parts.Light, theme.hover),
        (parts.Midlight, theme.border),
        (parts.Mid, theme.control),
        (parts.Dark, theme.control),
        (parts.Shadow, theme.border),
    ):
        made.setColor(part, colour)
    for part in (parts.WindowText, parts.Text, parts.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, theme.muted)
    return made


def avatar_colour(author_id: int | None, name: str) -> QColor:
    """Always the same colour for the same person."""
    number = author_id if author_id is not None else sum(ord(letter) for letter in name[:40])
    return AVATARS[number % len(AVATARS)]


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def _wants_contrast(app: QApplication) -> bool:
    # The hints object must be held while its accessibility part is read: PySide6 lets go of it otherwise.
    hints = app.styleHints()
    accessibility = hints.accessibility()
    return accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast


def _of(*, dark: bool, strong: bool) -> Theme:
    if strong:
        return DARK_CONTRAST if dark else LIGHT_CONTRAST
    return DARK if dark else LIGHT
