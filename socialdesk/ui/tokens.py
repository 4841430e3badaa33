"""The tokens: every colour of the desk, in light, dark and high contrast."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Tone:
    """One meaning in colour: words or icon, what is behind them, and the edge."""

    ink: QColor
    fill: QColor
    edge: QColor


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Every colour there is. `danger`, `warning`, `ok`, `info`, `neutral` are for chips, cards and notices."""

    name: str
    dark: bool
    window: QColor
    """Behind the cards of a conversation."""
    panel: QColor
    """List, side panel, cards, dialogs."""
    field: QColor
    """Behind what a person types."""
    text: QColor
    muted: QColor
    border: QColor
    """Lines that only divide."""
    control: QColor
    """The edge of a control: 3:1 against panel and window."""
    accent: QColor
    on_accent: QColor
    link: QColor
    """Accent-coloured words on panel or window."""
    selection: QColor
    """The chosen row, with `text`, `muted` and `link` upon it."""
    hover: QColor
    highlight: QColor
    """Behind words that led to a finding."""
    highlight_text: QColor
    rail: QColor
    rail_text: QColor
    rail_muted: QColor
    rail_selected: QColor
    badge: QColor
    badge_text: QColor
    alert: QColor
    """Badge that asks for attention now."""
    alert_text: QColor
    training: QColor
    training_text: QColor
    danger: Tone
    warning: Tone
    ok: Tone
    info: Tone
    neutral: Tone

    def tone(self, name: str) -> Tone:
        """A tone by name: danger, warning, ok, info or neutral."""
        tones = {"danger": self.danger, "warning": self.warning, "ok": self.ok, "info": self.info}
        return tones.get(name, self.neutral)

    def ink(self, name: str) -> QColor:
        """The colour for words or an icon by name: text, muted, link, on_accent, rail_text, or a tone's."""
        inks = {
            "text": self.text,
            "muted": self.muted,
            "link": self.link,
            "accent": self.link,
            "on_accent": self.on_accent,
            "rail_text": self.rail_text,
            "rail_muted": self.rail_muted,
            "training_text": self.training_text,
        }
        return inks[name] if name in inks else self.tone(name).ink


def _tone(ink: str, fill: str, edge: str) -> Tone:
    return Tone(QColor(ink), QColor(fill), QColor(edge))


LIGHT = Theme(
    name="light",
    dark=False,
    window=QColor("#eff2f7"),
    panel=QColor("#ffffff"),
    field=QColor("#fefefe"),
    text=QColor("#15202f"),
    muted=QColor("#535f70"),
    border=QColor("#d9dfe8"),
    control=QColor("#778398"),
    accent=QColor("#1b5cc7"),
    on_accent=QColor("#ffffff"),
    link=QColor("#1a54b5"),
    selection=QColor("#e2ecfc"),
    hover=QColor("#f3f6fb"),
    highlight=QColor("#ffe08a"),
    highlight_text=QColor("#2b2100"),
    rail=QColor("#12213b"),
    rail_text=QColor("#eef3fb"),
    rail_muted=QColor("#aebbd2"),
    rail_selected=QColor("#28426f"),
    badge=QColor("#3a5689"),
    badge_text=QColor("#ffffff"),
    alert=QColor("#c62828"),
    alert_text=QColor("#ffffff"),
    training=QColor("#f08c00"),
    training_text=QColor("#231400"),
    danger=_tone("#9f1818", "#fdeaea", "#cf4440"),
    warning=_tone("#684800", "#fdf2d0", "#a27800"),
    ok=_tone("#19653a", "#e4f4ea", "#3d8b5d"),
    info=_tone("#1a54b5", "#e2ecfc", "#4a7fd6"),
    neutral=_tone("#475263", "#edf0f4", "#778398"),
)

DARK = Theme(
    name="dark",
    dark=True,
    window=QColor("#0d1219"),
    panel=QColor("#151c26"),
    field=QColor("#10161f"),
    text=QColor("#e9eef5"),
    muted=QColor("#a0acbc"),
    border=QColor("#2a3443"),
    control=QColor("#728094"),
    accent=QColor("#7eaeff"),
    on_accent=QColor("#0a1930"),
    link=QColor("#8fbaff"),
    selection=QColor("#1c3357"),
    hover=QColor("#1b2431"),
    highlight=QColor("#6a5000"),
    highlight_text=QColor("#ffeeb8"),
    rail=QColor("#0a111d"),
    rail_text=QColor("#e9eef5"),
    rail_muted=QColor("#a3afc2"),
    rail_selected=QColor("#1b2e4d"),
    badge=QColor("#2e456d"),
    badge_text=QColor("#f2f6fd"),
    alert=QColor("#c93434"),
    alert_text=QColor("#ffffff"),
    training=QColor("#f59f00"),
    training_text=QColor("#231400"),
    danger=_tone("#ffb9b1", "#3c1515", "#dd665d"),
    warning=_tone("#ffda7d", "#392c0a", "#b58a1b"),
    ok=_tone("#93deae", "#10321f", "#4c9a6c"),
    info=_tone("#aecfff", "#152a4b", "#5b8bd6"),
    neutral=_tone("#bcc6d4", "#232d3b", "#728094"),
)


def _sharpened(theme: Theme, *, ground: str, words: str, quiet: str) -> Theme:
    """The same theme with nothing but plain grounds and strong edges (contrast preference of the desktop)."""
    return replace(
        theme,
        name=f"{theme.name}-contrast",
        window=QColor(ground),
        panel=QColor(ground),
        field=QColor(ground),
        text=QColor(words),
        muted=QColor(quiet),
        border=QColor(quiet),
        control=QColor(words),
    )


LIGHT_CONTRAST = _sharpened(LIGHT, ground="#ffffff", words="#000000", quiet="#333333")
DARK_CONTRAST = _sharpened(DARK, ground="#000000", words="#ffffff", quiet="#dddddd")
THEMES = (LIGHT, DARK, LIGHT_CONTRAST, DARK_CONTRAST)
