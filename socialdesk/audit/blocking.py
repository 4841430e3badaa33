"""Entries on blocks: asked for, advised on, approved, reviewed and lifted (4.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypedDict

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import citing, plural
from socialdesk.model.ids import AccountId, BlockId, DecisionId, EvidenceId, ItemId


class Told(TypedDict):
    """What every entry on a block names."""

    block_id: BlockId
    item_id: ItemId
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking(Entry):
    block_id: BlockId
    item_id: ItemId
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRequested(Blocking):
    """A block was asked for, with its grounds, the items behind them and their evidence (B1, T1)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset(
        {"engaged_words", "warned_words", "aim", "why_not_less", "urgent_why", "urgent_told"}
    )

    grounds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    behind: tuple[ItemId, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()
    manifests: tuple[str, ...] = ()
    pack_version: str = ""
    engaged: bool = False
    warned: bool = False
    urgent: bool = False
    engaged_words: str = ""
    warned_words: str = ""
    aim: str = ""
    why_not_less: str = ""
    urgent_why: str = ""
    urgent_told: str = ""
    suggested_by: str = ""
    """The version of the trained model that had read it, "" for none; filled in by `audit.log.append`."""
    suggested: tuple[str, ...] = ()
    """What triage suggested then, the weightiest first, each with its band and score; filled in likewise."""

    @property
    def items(self) -> tuple[ItemId, ...]:
        return tuple(dict.fromkeys((self.item_id, *self.behind)))

    @property
    def sentence(self) -> str:
        urgent = (
            " Threat to life: it does not wait for approval, and is to be looked at." if self.urgent else ""
        )
        behind = plural(len(self.behind), "item")
        return f"Asked for a block of this person{citing(self.clauses)}, with {behind} behind it.{urgent}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockEvidence(Blocking):
    """The network's own copy of something that a block rests on was captured, or it was seen that there is none."""

    evidence_id: EvidenceId
    manifest_sha256: str
    files: int = 0
    why: str = ""
    """gone or unreached where the network gave no copy; what the desk held is the evidence then."""

    @property
    def sentence(self) -> str:
        kept = plural(self.files, "file")
        if self.why:
            return (
                f"The network gave no copy; what the desk held is the evidence for the block: {kept}, hashed."
            )
        return f"Evidence for the block captured: {kept}, hashed."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAdvised(Blocking):
    """Corporate Communications advised. `given` is signed, telephone or message."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"adviser", "words"})

    advice_id: int
    advice: str
    given: str
    given_ms: int
    adviser_staff_id: int | None = None
    adviser: str = ""
    words: str = ""

    @property
    def sentence(self) -> str:
        what = "advised the block" if self.advice == "for" else "advised against the block"
        how = {
            "signed": "signed with their PIN",
            "telephone": "entered as given by telephone, to be looked at",
            "message": "entered as given by message, to be looked at",
        }.get(self.given, "entered")
        return f"Corporate Communications {what}; {how}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockAdviceLookedAt(Blocking):
    """Advice that somebody entered was looked at by Corporate Communications."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    advice_id: int
    stands: bool
    words: str = ""

    @property
    def sentence(self) -> str:
        if self.stands:
            return "Corporate Communications confirmed that the advice was given so."
        return "Corporate Communications says that the advice was not given so."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockApproved(Blocking):
    """Another person approved it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    staff_id: int
    afterwards: bool = False
    """True for a threat to life, which did not wait."""
    words: str = ""

    @property
    def sentence(self) -> str:
        if self.afterwards:
            return "The block, which did not wait for approval, was looked at by another person and stands."
        return "The block was approved by a second person."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRefused(Blocking):
    """Another person did not approve it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    staff_id: int
    afterwards: bool = False
    words: str = ""

    @property
    def sentence(self) -> str:
        if self.afterwards:
            return "The block, which did not wait for approval, was looked at by another person and does not stand."
        return "The block was refused by a second person. Nothing was sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockWithdrawn(Blocking):
    """The request was taken back."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: str = ""

    @property
    def sentence(self) -> str:
        return "The request for a block was withdrawn."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockReviewed(Blocking):
    """A block in force was looked at again, and stays."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    next_ms: int
    words: str = ""

    @property
    def sentence(self) -> str:
        return "The block was looked at again and stays in force."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLift(Blocking):
    """It was decided to lift a block."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    decision_id: DecisionId
    way: str
    reason: str = ""

    @property
    def sentence(self) -> str:
        how = "by hand on the network" if self.way == "by_hand" else "on the network"
        return f"Decided to lift the block, {how}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDue(Blocking):
    """A block came up for review, and the item was put before people again."""

    urgent: bool = False

    @property
    def sentence(self) -> str:
        if self.urgent:
            return "A block that did not wait for approval is to be looked at now."
        return "The block is due for review."


KINDS: tuple[type[Entry], ...] = (
    BlockRequested,
    BlockEvidence,
    BlockAdvised,
    BlockAdviceLookedAt,
    BlockApproved,
    BlockRefused,
    BlockWithdrawn,
    BlockReviewed,
    BlockLift,
    BlockDue,
)
"""For `audit.entries`."""
