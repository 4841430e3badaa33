"""Entries on what people do on a network by hand. The desk sends none of it: what stands here is what a person said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import action_word, citing, done, plural
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, ByHandId, DecisionId, EvidenceId, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand(Entry):
    by_hand_id: ByHandId
    item_id: ItemId
    account_id: AccountId
    action: str
    network: str

    @property
    def where(self) -> str:
        """The network's name."""
        return next((each.label for each in Network if each.value == self.network), "the network")


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandBegun(ByHand):
    """A person decided to do something on the network by hand (R2, T1)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"aim", "why_not_less", "text", "answers"})

    decision_id: DecisionId
    grounds: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    pack_version: str = ""
    evidence_id: EvidenceId | None = None
    manifest_sha256: str = ""
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
        return f"Decided to {action_word(self.action, self.network)} by hand on {self.where}{citing(self.clauses)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandCaptured(ByHand):
    """Its evidence is complete, before anything is done (R12)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    evidence_id: EvidenceId
    manifest_sha256: str
    files: int = 0
    missing: int = 0
    why: str = ""
    """What kept it from the network's own copy: unreached or gone; "" where that was had."""
    reason: str = ""

    @property
    def sentence(self) -> str:
        kept = plural(self.files, "file")
        if self.why == "gone":
            return f"{self.where} shows it no longer; what the desk held is the evidence: {kept}, hashed."
        if self.why:
            return f"{self.where} gave no copy; what the desk held is the evidence: {kept}, hashed."
        lacking = f" {plural(self.missing, 'attachment')} could not be kept." if self.missing else ""
        return f"Evidence captured: {kept}, hashed.{lacking}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandDone(ByHand):
    """A person said that they have done it, and when; the desk has not seen it."""

    done_ms: int
    before_begun: bool = False
    """True where, as they said, it was done before it was begun here."""

    @property
    def sentence(self) -> str:
        what = "Reported" if self.action == "report" else done(self.action, self.network)
        before = " It was done before it was begun on the desk." if self.before_begun else ""
        return f"{what} by hand on {self.where}, as a person said.{before}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandNotDone(ByHand):
    """A person said that they could not do it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: str = ""

    @property
    def sentence(self) -> str:
        return f"It could not be done by hand on {self.where}: to {action_word(self.action, self.network)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandWithdrawn(ByHand):
    """A person took it back before it was done."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    reason: str = ""

    @property
    def sentence(self) -> str:
        return f"Withdrawn, not done by hand on {self.where}: to {action_word(self.action, self.network)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandSeen(ByHand):
    """The network was seen to show what was done, or was to be done, by hand."""

    ticked: bool = True
    """False where nobody had said yet that it was done."""
    native_id: str = ""

    @property
    def sentence(self) -> str:
        seen = {
            "delete": "no longer there",
            "hide": "hidden",
            "unhide": "shown again",
            "reply": "the reply is there",
            "private_reply": "the reply is there",
            "message": "the message is there",
        }.get(self.action, "it is so")
        if self.network == Network.YOUTUBE.value and self.action in ("hide", "unhide"):
            seen = done(self.action, self.network).lower()
        asked = "" if self.ticked else " Nobody had ticked it off yet."
        return f"Seen on {self.where}: {seen}.{asked}"
