"""Entries on what people decided and how they handled an item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import action_word, citing
from socialdesk.model.ids import AccountId, DecisionId, EvidenceId, ItemId, OutboxId, PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Entry):
    """A person decided that something is to be done on the network (T1)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"aim", "why_not_less", "text", "answers"})

    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    action: str
    outbox_id: OutboxId
    network: str = ""
    """On which; filled in by `audit.log.append`."""
    grounds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    pack_version: str = ""
    evidence_id: EvidenceId | None = None
    manifest_sha256: str = ""
    undoes: DecisionId | None = None
    undo_seconds: int = 0
    aim: str = ""
    why_not_less: str = ""
    text: str = ""
    answers: str = ""
    """Canonical JSON of the questions' ids and what was answered."""
    suggested_by: str = ""
    """The version of the trained model that had read it, "" for none; filled in by `audit.log.append`."""
    suggested: tuple[str, ...] = ()
    """What triage suggested then, the weightiest first, each with its band and score; filled in likewise."""

    @property
    def sentence(self) -> str:
        return f"Decided to {action_word(self.action, self.network)}{citing(self.clauses)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Entry):
    """A person considered removal and kept the item."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    decision_id: DecisionId
    item_id: ItemId
    account_id: AccountId
    grounds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    pack_version: str = ""
    reason: str = ""
    suggested_by: str = ""
    """The version of the trained model that had read it, "" for none; filled in by `audit.log.append`."""
    suggested: tuple[str, ...] = ()
    """What triage suggested then, the weightiest first, each with its band and score; filled in likewise."""

    @property
    def sentence(self) -> str:
        return f"Considered and kept{citing(self.clauses)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Entry):
    """A person stopped an action before it was sent."""

    outbox_id: OutboxId
    item_id: ItemId | None
    account_id: AccountId
    action: str
    decision_id: DecisionId | None
    network: str = ""
    """On which; filled in by `audit.log.append`."""
    post_id: PostId | None = None
    """Where it is about a post of the Force's, and no item."""

    @property
    def sentence(self) -> str:
        return f"Cancelled before it was sent: to {action_word(self.action, self.network)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(Entry):
    """A person settled an action whose outcome the desk could not confirm, or gave it a fresh yes."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    outbox_id: OutboxId
    item_id: ItemId | None
    account_id: AccountId
    action: str
    choice: str
    network: str = ""
    """On which; filled in by `audit.log.append`."""
    reason: str = ""
    post_id: PostId | None = None
    """Where it is about a post of the Force's, and no item."""

    @property
    def sentence(self) -> str:
        what = {
            "it_is_there": "a person saw that it is there",
            "send_again": "a person asked for it to be sent again",
            "leave_it": "a person left it as it is",
        }.get(self.choice, "a person settled it")
        return f"To {action_word(self.action, self.network)}: {what}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Entry):
    """Somebody took the item on."""

    item_id: ItemId

    @property
    def sentence(self) -> str:
        return "Claimed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Entry):
    """A claim was given up."""

    item_id: ItemId

    @property
    def sentence(self) -> str:
        return "Claim released."


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedDone(Entry):
    """Somebody said that nothing more is to be done."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    item_id: ItemId
    outcome: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        return "Marked done."


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened(Entry):
    """An item was put back on the list."""

    item_id: ItemId

    @property
    def sentence(self) -> str:
        return "Put back on the list."


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Entry):
    """An internal note was written."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"text"})

    item_id: ItemId
    note_id: int
    text: str = ""

    @property
    def sentence(self) -> str:
        return "Wrote an internal note."
