"""Entries on the register of accounts (A1 to A10). Handles and names are kept apart; what a password is, is nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import citing, plural
from socialdesk.model.ids import AccountId

_STEPS = {
    "asked": "was made",
    "trained": "was completed with a training",
    "guidance": "was completed with the guidance read",
    "approved": "was approved",
    "refused": "was refused",
    "withdrawn": "was withdrawn",
    "set_up": "was set up as an account",
    "done": "was finished: photo and bio are there",
}
_OUTCOMES = {
    "nothing": "nothing to do",
    "guidance": "guidance given",
    "post_removed": "a post removed",
    "line_manager": "the line manager told",
    "psd": "referred to PSD",
    "frozen": "frozen",
    "reinstated": "given back after training",
    "deactivated": "deactivated",
}
_LEAVING = {
    "notified": "somebody who leaves was notified",
    "told": "the followers were told",
    "closed": "a leaver's account was closed",
    "handed_over": "a leaver's account was handed over",
}
_ENDED = {
    "breach": "revoked after a breach",
    "leaver": "ended with a leaver",
    "handed_over": "ended, handed over",
    "not_needed": "ended, no longer needed",
    "closed": "ended with the account",
}
_NEWER = "something that a newer version knows"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntered(Entry):
    """An account of the Force was put on the register."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"handle", "owner"})

    register_id: int
    network: str
    account_kind: str
    account_id: AccountId | None = None
    handle: str = ""
    owner: str = ""

    @property
    def sentence(self) -> str:
        return f"Account {self.register_id} was put on the register ({self.network}, {self.account_kind})."


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAltered(Entry):
    """What the register says of an account was altered: which fields."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    register_id: int
    altered: tuple[str, ...] = ()
    words: str = ""

    @property
    def sentence(self) -> str:
        said = ", ".join(each.replace("_", " ") for each in self.altered)
        return f"The register was altered for account {self.register_id}: {said}."


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterImported(Entry):
    """Rows of a file were taken onto the register, all of them together."""

    added: int
    altered: int
    left_out: int
    sha256: str
    """Of the file."""

    @property
    def sentence(self) -> str:
        return (
            f"A register was imported: {self.added} added, {self.altered} altered,"
            f" {plural(self.left_out, 'row')} left out."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRequestMoved(Entry):
    """A request for an account was made, or went on."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"who", "reason"})

    request_id: int
    step: str
    network: str = ""
    by_itself: bool = False
    """True where the desk refused it by itself."""
    clause: str = ""
    who: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        own = " by the desk itself" if self.by_itself else ""
        cited = citing((self.clause,)) if self.clause else ""
        return f"Request {self.request_id} for an account {_STEPS.get(self.step, _NEWER)}{own}{cited}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReviewed(Entry):
    """An account was reviewed (2.3, 3.1, 3.3)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    register_id: int
    review_id: int
    outcomes: tuple[str, ...] = ()
    account_id: AccountId | None = None
    words: str = ""

    @property
    def sentence(self) -> str:
        said = ", ".join(_OUTCOMES.get(each, _NEWER) for each in self.outcomes)
        return f"Account {self.register_id} of the register was reviewed: {said}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFrozen(Entry):
    """An account was frozen: nothing is published on it until it is given back (6)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    register_id: int
    account_id: AccountId | None = None
    words: str = ""

    @property
    def sentence(self) -> str:
        return f"Account {self.register_id} of the register was frozen (clause 6)."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReinstated(Entry):
    """A frozen account was given back after training (6)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"trainer"})

    register_id: int
    retrained_on: str
    account_id: AccountId | None = None
    trainer: str = ""

    @property
    def sentence(self) -> str:
        return f"Account {self.register_id} of the register was given back after training on {self.retrained_on}."


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialReported(Entry):
    """A password was changed, or the record of it was brought up to date; never what it is (2.1, 2.4)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"changed_by"})

    register_id: int
    step: str
    """`changed` or `updated`."""
    changed_on: str = ""
    changed_by: str = ""

    @property
    def sentence(self) -> str:
        if self.step == "updated":
            return f"The record of the password of account {self.register_id} was brought up to date."
        return f"A changed password was reported for account {self.register_id} of the register."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAltered(Entry):
    """Somebody was given an account, or has it no longer (2.5)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"who", "why"})

    register_id: int
    person_id: int
    part: str
    ended: str = ""
    """How it ended; "" where it began."""
    who: str = ""
    why: str = ""

    @property
    def sentence(self) -> str:
        what = _ENDED.get(self.ended, _NEWER) if self.ended else "given"
        return f"Access to account {self.register_id} of the register ({self.part}) was {what}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverMoved(Entry):
    """A step on the way of somebody who leaves, transfers or gives an account up (7)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"who", "words"})

    register_id: int
    leaver_id: int
    step: str
    who: str = ""
    words: str = ""

    @property
    def sentence(self) -> str:
        return f"Account {self.register_id} of the register: {_LEAVING.get(self.step, _NEWER)} (clause 7)."


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterClosed(Entry):
    """An account of the Force was closed."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"why"})

    register_id: int
    account_id: AccountId | None = None
    why: str = ""

    @property
    def sentence(self) -> str:
        return f"Account {self.register_id} of the register was closed."


KINDS = (
    RegisterEntered, RegisterAltered, RegisterImported, AccountRequestMoved, AccountReviewed, AccountFrozen,
    AccountReinstated, CredentialReported, AccessAltered, LeaverMoved, RegisterClosed,
)  # fmt: skip
