"""Entries on what is done on the network: each step of an action's way through the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import action_word, doing, done, plural
from socialdesk.model.ids import AccountId, EvidenceId, ItemId, OutboxId, PostId


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting(Entry):
    outbox_id: OutboxId
    item_id: ItemId | None
    """None where it is about a post of the Force's: then `post_id` says which."""
    account_id: AccountId
    action: str
    network: str = ""
    """On which; filled in by `audit.log.append`."""
    post_id: PostId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured(Acting):
    """Evidence of an item was completed from the network, before anything was sent (R12)."""

    evidence_id: EvidenceId
    manifest_sha256: str
    files: int = 0
    missing: int = 0

    @property
    def sentence(self) -> str:
        lacking = f" {plural(self.missing, 'attachment')} could not be kept." if self.missing else ""
        return f"Evidence captured: {plural(self.files, 'file')}, hashed.{lacking}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(Acting):
    """The call is about to leave. Written before it, so that a crash cannot hide it."""

    attempt: int
    key: str = ""

    @property
    def sentence(self) -> str:
        again = f" (attempt {self.attempt})" if self.attempt > 1 else ""
        return f"{doing(self.action, self.network)}{again}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Acting):
    """The network answered that it was done; not yet seen by reading it back."""

    native_id: str = ""

    @property
    def sentence(self) -> str:
        return "The network accepted it; reading it back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed(Acting):
    """Read back and seen to be so."""

    native_id: str = ""
    already: bool = False
    """True where the network had it so before we sent anything."""
    by_person: bool = False
    unshown: bool = False
    """True where the network said yes, and has no way to show it (a report, a ban)."""

    @property
    def sentence(self) -> str:
        what = done(self.action, self.network)
        if self.unshown:
            return f"{what}, as the network says; it has no way to show it."
        if self.by_person:
            return f"{what}, as a person saw."
        return (
            f"{what} already on the network; nothing was sent."
            if self.already
            else f"{what}, confirmed by reading it back."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Acting):
    """It cannot be sent now, and waits: `why` is offline, throttled, sign_in or capture."""

    why: str
    until_ms: int | None = None

    @property
    def sentence(self) -> str:
        return {
            "offline": "Waiting: there is no connection to the network.",
            "throttled": "Waiting: the network asked the desk to slow down.",
            "sign_in": "Waiting: the account must be signed in again.",
            "capture": "Waiting: the evidence could not be captured yet, so nothing was sent.",
        }.get(self.why, "Waiting.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Acting):
    """The network refused, or the world changed: nothing was applied. `why` is refused, changed, gone or left."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    why: str
    reason: str = ""

    @property
    def sentence(self) -> str:
        what = {
            "refused": "the network refused",
            "changed": "the text was edited after the decision",
            "gone": "what it was meant for is no longer there",
            "left": "a person left it as it is",
        }.get(self.why, "it could not be done")
        return f"Not done, to {action_word(self.action, self.network)}: {what}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeUnknown(Acting):
    """It may or may not have been applied; the network is asked before anything is repeated."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    why: str = ""
    """answer (could not be read), stopped (the desk was closed or killed) or unseen (accepted but not visible)."""
    reason: str = ""

    @property
    def sentence(self) -> str:
        return "Outcome not known; looking on the network before anything is repeated."


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedFor(Acting):
    """A look on the network did not show the effect."""

    looks: int

    @property
    def sentence(self) -> str:
        return f"Looked on the network ({plural(self.looks, 'time')}): not there now."


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPerson(Acting):
    """The desk goes no further by itself. `why`: unconfirmed, stale, changed, refused, removal, protected, stopped,
    frozen, pre_election."""

    why: str

    @property
    def sentence(self) -> str:
        return {
            "unconfirmed": "Could not confirm whether it was done. A person must look and decide; "
            "the desk does not send it again.",
            "stale": "Held: it waited so long that it needs a fresh yes.",
            "changed": "Held: the text was edited after the decision.",
            "removal": "Held: the removal that it explains was not done.",
            "stopped": "Held: a person stopped it after it had been tried.",
            "pre_election": "Held: it falls into a pre-election period and names a party or candidate.",
            "frozen": "Held: the account was frozen after it was decided.",
            "protected": "Held: it has words that became protected after it was written.",
        }.get(self.why, "A person must decide how to go on.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnothersYes(Acting):
    """Somebody else than its writer read it and said yes, in a pre-election period (3.3d)."""

    @property
    def sentence(self) -> str:
        return f"Another person read it and said yes, to {action_word(self.action, self.network)} (3.3d)."
