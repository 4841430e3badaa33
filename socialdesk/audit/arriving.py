"""Entries on what arrived and who looked at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.model.ids import AccountId, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Entry):
    """One page that a network gave: what was new, altered or gone in it."""

    account_id: AccountId
    new: tuple[ItemId, ...] = ()
    changed: tuple[ItemId, ...] = ()
    gone: tuple[ItemId, ...] = ()
    commitments: tuple[str, ...] = ()
    """HMAC-SHA256(item's salt, raw answer) in hex, for `new` and then `changed`, in order; or empty.

    "" stands for an item whose words had been disposed of, and of which only how it stands was taken in.
    """

    @property
    def items(self) -> tuple[ItemId, ...]:
        return tuple(dict.fromkeys((*self.new, *self.changed, *self.gone)))

    @property
    def sentence(self) -> str:
        parts = [
            f"{len(found)} {word}"
            for found, word in (
                (self.new, "new"),
                (self.changed, "changed"),
                (self.gone, "gone from the network"),
            )
            if found
        ]
        return f"Received from the network: {', '.join(parts) or 'nothing new'}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Entry):
    """An item was opened: consultation, which is logged (DPA 2018 s.62): once an hour for each person."""

    item_id: ItemId
    account_id: AccountId | None = None

    @property
    def sentence(self) -> str:
        return "Opened."


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown(Entry):
    """Everything that the desk holds on one author was looked at."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    author_id: int
    item_id: ItemId | None = None
    reason: str = ""
    """Why, in the words of whoever looked (DPA 2018 s.62)."""

    @property
    def sentence(self) -> str:
        return "This person's earlier items were looked at."
