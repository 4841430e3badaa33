"""Entries on what people said of a suggestion, without deciding anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import citing
from socialdesk.model.ids import AccountId, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionMarked(Entry):
    """A person said of a suggestion that it is not that, or which other ground it is."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    item_id: ItemId
    account_id: AccountId
    ground: str
    clause: str = ""
    other: str = ""
    """The ground that it is instead; "" for none."""
    suggested: str = ""
    """As a program reads it: the ground, its band and its score."""
    found_by: str = ""
    """rules, model or both."""
    pack_version: str = ""
    model: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        said = "another ground it is" if self.other else "it is not that"
        return f"Said of a suggestion{citing((self.clause,) if self.clause else ())}: {said}. Nothing was decided."


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTakenBack(Entry):
    """A person took back what they, or somebody before them, had said of a suggestion."""

    item_id: ItemId
    account_id: AccountId
    ground: str

    @property
    def sentence(self) -> str:
        return "Took back what was said of a suggestion."


KINDS: tuple[type[Entry], ...] = (SuggestionMarked, MarkTakenBack)
"""Every kind of entry here."""
