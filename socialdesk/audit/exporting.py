"""Entries on what left the desk as a file, and on what was looked at again before it is deleted (T2, T3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import plural
from socialdesk.model.ids import AuthorId, ItemId

_WHAT = {
    "bundle": "An evidence bundle",
    "items": "An export",
    "person": "All that is held on one person",
    "record": "A part of the record",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWritten(Entry):
    """Something was written to a file for people: disclosure, which is recorded with its reason and for whom."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason", "for_whom"})

    what: str
    """bundle, items, person or record."""
    form: str
    """bagit, json, csv, pdf or jsonl."""
    mode: str
    """evidential: as it is; working: identifiers replaced; subject: other people's replaced."""
    marking: str
    sha256: str
    """Of the file, or of a bundle's tagmanifest-sha256.txt."""
    item_ids: tuple[ItemId, ...] = ()
    author_ids: tuple[AuthorId, ...] = ()
    entries: int = 0
    files: int = 1
    reason: str = ""
    for_whom: str = ""

    @property
    def items(self) -> tuple[ItemId, ...]:
        return self.item_ids

    @property
    def sentence(self) -> str:
        what = _WHAT.get(self.what, "Something")
        of = f" of {plural(len(self.item_ids), 'item')}" if self.item_ids else ""
        how = {"working": ", identifiers replaced", "subject": ", other people's data replaced"}.get(
            self.mode, ""
        )
        return f"{what}{of} was exported as {self.form.upper()}{how}, marked {self.marking}."


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionReviewed(Entry):
    """What had been kept for its time was looked at, and is kept on."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    item_ids: tuple[ItemId, ...]
    kept_until_ms: int
    reason: str = ""

    @property
    def items(self) -> tuple[ItemId, ...]:
        return self.item_ids

    @property
    def sentence(self) -> str:
        return f"Reviewed, and kept on until the next review: {plural(len(self.item_ids), 'item')}."
