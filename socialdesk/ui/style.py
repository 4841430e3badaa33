"""The style sheet: `resources/style/desk.qss` with a theme's tokens put in."""

from __future__ import annotations

import re
from dataclasses import fields

from PySide6.QtGui import QColor

from socialdesk.config.paths import resources_dir
from socialdesk.errors import BugError
from socialdesk.ui.tokens import Theme, Tone

_NAME = re.compile(r"@([a-z_]+(?:-[a-z]+)?)")


def style_sheet(theme: Theme, points: float) -> str:
    """The style sheet of a theme; `points` is the size of ordinary words, from which the others are made.

    Raises BugError where the sheet names a token that there is not.
    """
    words = tokens(theme, points)

    def token(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise BugError(f"desk.qss names @{match[1]}, which is no token")
        return words[match[1]]

    return _NAME.sub(token, (resources_dir() / "style" / "desk.qss").read_text(encoding="utf-8"))


def tokens(theme: Theme, points: float) -> dict[str, str]:
    """Every token by the name it has in the sheet."""
    words = {"size-small": points * 0.9, "size-large": points * 1.1, "size-title": points * 1.3}
    found = {name: f"{size:.2f}pt" for name, size in words.items()}
    folder = (resources_dir() / "style").as_posix()
    kind = "dark" if theme.dark else "light"
    for name, drawn in (("arrow-up", "up"), ("arrow-down", "down"), ("check", "check")):
        found[name] = f'url("{folder}/{kind}-{drawn}.svg")'
    for field in fields(theme):
        value: object = getattr(theme, field.name)
        if isinstance(value, QColor):
            found[field.name] = value.name()
        elif isinstance(value, Tone):
            found |= {f"{field.name}-{part}": getattr(value, part).name() for part in ("ink", "fill", "edge")}
    return found
