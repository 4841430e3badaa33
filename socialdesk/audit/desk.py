"""Entries on the desk itself: who sat at it, its accounts, its settings, and what left it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import plural
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId, EvidenceId, ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOn(Entry):
    """A person sat down at the desk."""

    staff_id: int | None = None
    how: str = ""
    """pin, login (the operating system said who it is), or said (by themselves); "" before these were told apart."""

    @property
    def sentence(self) -> str:
        how = {"pin": " with a PIN", "login": " by this computer's login", "said": " by saying who they are"}
        return f"Signed on at the desk{how.get(self.how, '')}."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAdded(Entry):
    """One of the Force's accounts was connected (A1)."""

    account_id: AccountId
    network: str
    native_id: str
    name: str = ""

    @property
    def sentence(self) -> str:
        return "An account was connected."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRemoved(Entry):
    """An account was disconnected; its history stays."""

    account_id: AccountId

    @property
    def sentence(self) -> str:
        return "An account was disconnected."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedWordsAdded(Entry):
    """Words of a case were put on the watch list (4.3b, 4.3f)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"case_name", "words"})

    protected_id: int
    case_name: str = ""
    words: str = ""

    @property
    def sentence(self) -> str:
        return "Protected words were put on the watch list."


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedWordsEnded(Entry):
    """Words were taken off the watch list."""

    protected_id: int

    @property
    def sentence(self) -> str:
        return "Protected words were taken off the watch list."


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged(Entry):
    """Local choices were altered: which, and to what."""

    settings: dict[str, str]

    @property
    def sentence(self) -> str:
        return f"Settings changed: {', '.join(sorted(self.settings))}."


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPackUsed(Entry):
    """A policy pack came into use."""

    name: str
    version: str
    sha256: str = ""

    @property
    def sentence(self) -> str:
        return f"Policy pack {self.name}, version {self.version}, came into use."


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported(Entry):
    """Something was written to a file: disclosure, which is logged with its reason (T2, T3)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    what: str
    count: int = 0
    marking: str = ""
    personal_words: bool = False
    item_id: ItemId | None = None
    reason: str = ""

    @property
    def sentence(self) -> str:
        marked = f", marked {self.marking}" if self.marking else ""
        return f"Exported: {self.what}, {plural(self.count, 'entry', 'entries')}{marked}."


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp(Entry):
    """A verified copy was made."""

    sha256: str = ""

    @property
    def sentence(self) -> str:
        return "Backed up; the copy was checked."


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(Entry):
    """The desk went back to a backup: the head kept outside the file was ahead of it, and is replaced."""

    kept_count: int = 0
    kept_hash: str = ""
    found_count: int = 0
    found_hash: str = ""

    @property
    def sentence(self) -> str:
        lost = self.kept_count - self.found_count
        return (
            f"Restored from a backup; {plural(lost, 'later entry', 'later entries')} of the record are not in it."
            if lost > 0
            else "Restored from a backup."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed(Entry):
    """Something was deleted for good (T2). The entries of the record stay, all of them.

    `reason` is what a person gave for it; empty where a network's terms asked for it.

    Either personal words of earlier `entries`, or what a network's terms let nobody keep any longer: the words of items
    and posts, names, evidence.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"reason"})

    entries: tuple[int, ...] = ()
    item_id: ItemId | None = None
    why: str = "retention"
    """retention, erasure or correction."""
    network: str = ""
    """Whose terms asked for it."""
    rule: str = ""
    """Of these: `text_hours 48`, `follow_deletions`, and so on, as in `resources/capabilities/<network>.toml`."""
    texts: tuple[ItemId, ...] = ()
    """Items whose words were deleted, with all that quoted them."""
    posts: int = 0
    names: int = 0
    evidence: tuple[EvidenceId, ...] = ()
    """Evidence whose files were deleted; its hash stands in the entries of its capture."""
    evidence_of: tuple[ItemId, ...] = ()
    reason: str = ""

    @property
    def items(self) -> tuple[ItemId, ...]:
        one = () if self.item_id is None else (self.item_id,)
        return tuple(dict.fromkeys((*one, *self.texts, *self.evidence_of)))

    @property
    def sentence(self) -> str:
        found = (
            (len(self.texts), "the words of", "item", "items"),
            (self.posts, "the words of", "post", "posts"),
            (self.names, "the names of", "person", "people"),
            (len(self.evidence), "the copies in", "piece of evidence", "pieces of evidence"),
        )
        what = ", ".join(f"{of} {plural(count, one, many)}" for count, of, one, many in found if count)
        if self.network:
            whose = next((each.label for each in Network if each.value == self.network), "the network")
            return f"Deleted for good, as {whose}'s terms ask: {what or 'nothing'}."
        if what:
            words = (
                f", personal words of {plural(len(self.entries), 'entry', 'entries')}" if self.entries else ""
            )
            return f"Deleted for good ({self.why}): {what}{words}."
        return f"Personal words of {plural(len(self.entries), 'entry', 'entries')} were deleted for good ({self.why})."
