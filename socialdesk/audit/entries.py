"""Every kind of entry that can stand in the record (T3), by one name to import."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from socialdesk.audit import (
    appeals,
    blocking,
    checking,
    duty,
    publishing,
    referring,
    registering,
    removing,
    suggesting,
    watching,
)
from socialdesk.audit.acting import (
    Accepted,
    AnothersYes,
    Captured,
    Confirmed,
    Failed,
    LookedFor,
    NeedsPerson,
    OutcomeUnknown,
    Sent,
    Waiting,
)
from socialdesk.audit.arriving import (
    PersonShown,
    Received,
    Shown,
)
from socialdesk.audit.by_hand import (
    ByHandBegun,
    ByHandCaptured,
    ByHandDone,
    ByHandNotDone,
    ByHandSeen,
    ByHandWithdrawn,
)
from socialdesk.audit.desk import (
    AccountAdded,
    AccountRemoved,
    BackedUp,
    Disposed,
    Exported,
    PolicyPackUsed,
    ProtectedWordsAdded,
    ProtectedWordsEnded,
    Restored,
    SettingsChanged,
    SignedOn,
)
from socialdesk.audit.entry import Entry
from socialdesk.audit.exporting import ExportWritten, RetentionReviewed
from socialdesk.audit.handling import (
    Cancelled,
    Claimed,
    Decided,
    Kept,
    MarkedDone,
    NoteWritten,
    Released,
    Reopened,
    Resolved,
)
from socialdesk.audit.removing import CriticismWarned, RepeatRemoved, Warned
from socialdesk.audit.staff import (
    DeskLocked,
    PinRefused,
    PinSet,
    StaffAdded,
    StaffAltered,
    StaffEnded,
)

__all__ = [
    "Accepted",
    "AccountAdded",
    "AccountRemoved",
    "BackedUp",
    "ByHandBegun",
    "ByHandCaptured",
    "ByHandDone",
    "ByHandNotDone",
    "ByHandSeen",
    "ByHandWithdrawn",
    "Cancelled",
    "Captured",
    "Claimed",
    "Confirmed",
    "CriticismWarned",
    "Decided",
    "DeskLocked",
    "Disposed",
    "Entry",
    "ExportWritten",
    "Exported",
    "Failed",
    "Kept",
    "LookedFor",
    "MarkedDone",
    "NeedsPerson",
    "NoteWritten",
    "OutcomeUnknown",
    "PersonShown",
    "PinRefused",
    "PinSet",
    "PolicyPackUsed",
    "ProtectedWordsAdded",
    "ProtectedWordsEnded",
    "Received",
    "Released",
    "Reopened",
    "RepeatRemoved",
    "Resolved",
    "Restored",
    "RetentionReviewed",
    "Sent",
    "SettingsChanged",
    "Shown",
    "SignedOn",
    "StaffAdded",
    "StaffAltered",
    "StaffEnded",
    "Waiting",
    "Warned",
    "read_entry",
    "sentence_of",
]

KINDS: Mapping[str, type[Entry]] = {
    kind.KIND: kind
    for kind in (
        Accepted,
        AccountAdded,
        AccountRemoved,
        BackedUp,
        ByHandBegun,
        ByHandCaptured,
        ByHandDone,
        ByHandNotDone,
        ByHandSeen,
        ByHandWithdrawn,
        Cancelled,
        Captured,
        Claimed,
        Confirmed,
        Decided,
        DeskLocked,
        Disposed,
        ExportWritten,
        Exported,
        Failed,
        Kept,
        LookedFor,
        MarkedDone,
        NeedsPerson,
        AnothersYes,
        NoteWritten,
        OutcomeUnknown,
        PersonShown,
        PinRefused,
        PinSet,
        PolicyPackUsed,
        ProtectedWordsAdded,
        ProtectedWordsEnded,
        Received,
        Released,
        Reopened,
        Resolved,
        Restored,
        RetentionReviewed,
        Sent,
        SettingsChanged,
        Shown,
        SignedOn,
        StaffAdded,
        StaffAltered,
        StaffEnded,
        Waiting,
        *appeals.KINDS,
        *checking.KINDS,
        *blocking.KINDS,
        *duty.KINDS,
        *publishing.KINDS,
        *removing.KINDS,
        *referring.KINDS,
        *registering.KINDS,
        *suggesting.KINDS,
        *watching.KINDS,
    )
}
"""Each kind by the name that stands in the file."""


def read_entry(kind: str, facts: Mapping[str, Any], words: Mapping[str, str] | None = None) -> Entry | None:
    """The entry as it was written; None for a kind or shape that this version does not know."""
    known = KINDS.get(kind)
    if known is None:
        return None
    try:
        return msgspec.convert({**facts, **(words or {})}, known)
    except msgspec.ValidationError:
        return None


def sentence_of(kind: str, facts: Mapping[str, Any]) -> str:
    """The sentence of a stored entry; a plain one for a kind that only a newer version knows."""
    entry = read_entry(kind, facts)
    return entry.sentence if entry else "An entry of a kind that this version of the desk does not know."
