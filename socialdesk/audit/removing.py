"""Entries on removals beside their decision: that it reads as criticism, that it is a copy; and on public warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import citing
from socialdesk.model.ids import AccountId, ByHandId, DecisionId, ItemId, OutboxId


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticismWarned(Entry):
    """A person was told that it reads as criticism of the police, which alone is no ground, and went on (4.3)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"beyond"})

    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    clauses: tuple[str, ...] = ()
    beyond: str = ""
    """What in it is more than criticism, as the person said."""

    @property
    def sentence(self) -> str:
        return (
            "Warned that criticism of the police alone is never a ground; "
            f"the person said what more it is{citing(self.clauses)}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRemoved(Entry):
    """It is removed as a copy; the original stays (4.3e)."""

    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    original_id: ItemId
    engaged: bool
    group: str = ""

    @property
    def items(self) -> tuple[ItemId, ...]:
        return (self.item_id, self.original_id)

    @property
    def sentence(self) -> str:
        engaged = (
            "Somebody had tried to engage first."
            if self.engaged
            else "Engaging first was thought of no help."
        )
        return f"Decided as a repeat; the original stays (4.3e). {engaged}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned(Entry):
    """A person decided on a public warning or explanation under a post, after removals (R3, R5, R6)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text"})

    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    trigger: str
    template: str
    way: str
    """beneath_post, own_post or by_hand."""
    removals: tuple[ItemId, ...] = ()
    needed: int = 0
    clauses: tuple[str, ...] = ()
    pack_version: str = ""
    outbox_id: OutboxId | None = None
    by_hand_id: ByHandId | None = None
    text: str = ""

    @property
    def sentence(self) -> str:
        where = {
            "own_post": "as a post of its own",
            "by_hand": "by hand",
        }.get(self.way, "under the post")
        return f"Decided to warn {where}{citing(self.clauses)}, once the removal is confirmed."


KINDS: tuple[type[Entry], ...] = (CriticismWarned, RepeatRemoved, Warned)
"""Every kind of entry here."""
