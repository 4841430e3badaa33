"""Entries on what is passed on, and on questions to Corporate Communications.

What a person filled in stays in the referral itself; the record names its hash, so that a breach by our own people is
open to those alone who are to see it (4.3), and still nothing can be altered unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import citing, plural
from socialdesk.model.ids import AccountId, EvidenceId, ItemId

_WHAT = {
    "crime": "a referral as a crime",
    "threat": "a threat to life",
    "foi": "a request for information",
}
"""A breach by our own people is `referral`: the record names no more than that there is one."""
_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Referring(Entry):
    referral_id: int
    item_id: ItemId
    account_id: AccountId
    what: str
    """crime, threat, foi or referral."""

    @property
    def named(self) -> str:
        """What it is, after "Opened"."""
        return _WHAT.get(self.what, "a referral")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOpened(Referring):
    """Somebody opened a referral, with what the desk held as its evidence (B2, I6, R10)."""

    clauses: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    pack_version: str = ""
    evidence_id: EvidenceId
    manifest_sha256: str
    details_sha256: str
    received_ms: int
    suggested_by: str = ""
    """The version of the trained model that had read it, "" for none; filled in by `audit.log.append`."""
    suggested: tuple[str, ...] = ()
    """What triage suggested then, the weightiest first, each with its band and score; filled in likewise."""

    @property
    def sentence(self) -> str:
        return f"Opened {self.named}{citing(self.clauses)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralCaptured(Referring):
    """Its evidence is complete (R12)."""

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
            return f"The network shows it no longer; what the desk held is the evidence: {kept}, hashed."
        if self.why:
            return f"The network gave no copy; what the desk held is the evidence: {kept}, hashed."
        lacking = f" {plural(self.missing, 'attachment')} could not be kept." if self.missing else ""
        return f"Evidence captured: {kept}, hashed.{lacking}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRoomTold(Referring):
    """The control room was told of a threat to life, as a person said."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"told_by", "incident"})

    told_ms: int
    waited_ms: int
    incident: str = ""
    told_by: str = ""

    @property
    def sentence(self) -> str:
        return f"Control room told, {_lasting(self.waited_ms)} after it was opened; incident number recorded."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRecorded(Referring):
    """The crime reference was recorded."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reference"})

    reference: str = ""

    @property
    def sentence(self) -> str:
        return "Crime reference recorded."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDrafted(Referring):
    """A draft of an e-mail was written; sent it is by a person."""

    draft_sha256: str

    @property
    def sentence(self) -> str:
        return f"Wrote the e-mail draft of {self.named}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralForwarded(Referring):
    """A person said that they have passed it on."""

    @property
    def sentence(self) -> str:
        return f"Passed on {self.named}, as a person said."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralClosed(Referring):
    """Somebody closed a referral."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    untold: bool = False
    """True where a threat to life was closed and the control room had not been told."""
    reason: str = ""

    @property
    def sentence(self) -> str:
        untold = ", the control room not having been told" if self.untold else ""
        return f"Closed {self.named}{untold}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSeen(Referring):
    """Somebody who may see it opened the details of a referral that few may see."""

    @property
    def sentence(self) -> str:
        return f"Opened the details of {self.named}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Questioning(Entry):
    question_id: int
    item_id: ItemId
    account_id: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceAsked(Questioning):
    """Somebody asked Corporate Communications (R11)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"question"})

    question: str = ""

    @property
    def sentence(self) -> str:
        return "Asked Corporate Communications (clause 4.3)."


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceGiven(Questioning):
    """Corporate Communications answered (R11)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"answer"})

    waited_ms: int
    answer: str = ""

    @property
    def sentence(self) -> str:
        return f"Corporate Communications answered after {_lasting(self.waited_ms)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceTelephoned(Questioning):
    """Somebody entered an answer as given by telephone, for Corporate Communications to look at (R11)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"answer", "answered_by"})

    waited_ms: int
    given_ms: int
    answered_by: str = ""
    answer: str = ""

    @property
    def sentence(self) -> str:
        waited = _lasting(self.waited_ms)
        return f"An answer was entered after {waited}, as given by telephone; Corporate Communications looks at it."


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceLookedAt(Questioning):
    """An answer that somebody entered was looked at by Corporate Communications."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    stands: bool
    words: str = ""

    @property
    def sentence(self) -> str:
        if self.stands:
            return "Corporate Communications confirmed that the answer was given so."
        return "Corporate Communications says that the answer was not given so."


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceWithdrawn(Questioning):
    """Whoever asked took the question back."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    waited_ms: int
    reason: str = ""

    @property
    def sentence(self) -> str:
        return f"The question was taken back after {_lasting(self.waited_ms)}."


KINDS: tuple[type[Entry], ...] = (
    AdviceAsked,
    AdviceGiven,
    AdviceLookedAt,
    AdviceTelephoned,
    AdviceWithdrawn,
    ControlRoomTold,
    ReferenceRecorded,
    ReferralCaptured,
    ReferralClosed,
    ReferralDrafted,
    ReferralForwarded,
    ReferralOpened,
    ReferralSeen,
)
"""For `entries.py`."""


def _lasting(ms: int) -> str:
    minutes = max(0, ms) // _MINUTE_MS
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    return " ".join(
        filter(None, (plural(hours, "hour") if hours else "", plural(minutes, "minute") if minutes else ""))
    )
