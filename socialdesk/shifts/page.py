"""What a handover says: sections of lines, kept as they were when it was made (I2). Plain values alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import msgspec

Tone = Literal["", "warning", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line, in the desk's own words; `item` opens what it is about."""

    words: str
    item: int | None = None
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What came, what was done, what waits, who was called, what to watch."""

    id: str
    title: str
    lines: tuple[Line, ...] = ()
    none: str = "Nothing."
    """What stands there where there is no line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One handover: from when until when, in milliseconds UTC."""

    from_ms: int
    until_ms: int
    off_duty: bool = False
    """True where it is of a time in which Corporate Communications was away."""
    sections: tuple[Section, ...] = field(default_factory=tuple[Section, ...])

    @property
    def anything(self) -> bool:
        """True where there is something to say."""
        return any(section.lines for section in self.sections)


def to_json(page: Page) -> str:
    """As it is kept."""
    return msgspec.json.encode(page).decode()


def from_json(kept: str) -> Page:
    """As it was kept. Raises msgspec.ValidationError for what no version of the desk wrote."""
    return msgspec.json.decode(kept, type=Page)
