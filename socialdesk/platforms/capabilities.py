"""What each network lets the desk do, read from `resources/capabilities/<network>.toml` (R2).

`[actions.<kind>]` says what holds for everybody, `[tiers.<tier>.actions.<kind>]` what is otherwise for those who pay
for more, `[posting.<what>]` what goes with publishing beside the actions (schedule, media, thread), `[retention]` what
the network's terms ask of whoever keeps its words (`platforms/retention.py`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from socialdesk.errors import BugError
from socialdesk.model.accounts import Capability, Network, Way
from socialdesk.model.actions import ActionKind

_PACKAGE = Path(__file__).resolve().parents[1]
_Hours = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
_Words = Annotated[str, msgspec.Meta(min_length=1)]


class Posting(StrEnum):
    """What goes with publishing, beside the actions themselves."""

    SCHEDULE = "schedule"
    """The network itself holds the post until its time."""
    MEDIA = "media"
    """Pictures from this computer."""
    THREAD = "thread"
    """Posts that stand beneath one another (a PUBLISH whose target is the post before)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingCapability:
    """How one of these can be done on a network, in the words of a `Capability`."""

    what: Posting
    way: Way
    label: str
    effect: str
    reason: str
    source: str
    checked_on: date


class _PostingEntry(msgspec.Struct, forbid_unknown_fields=True):
    way: Way
    label: _Words
    effect: _Words
    reason: _Words
    source: _Words
    checked_on: date


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    way: Way
    label: str
    effect: str
    reason: str
    source: str
    checked_on: date
    undo: ActionKind | None = None
    only_if_addressed: bool = False


class _Tier(msgspec.Struct, forbid_unknown_fields=True):
    actions: dict[ActionKind, _Entry]


class RetentionEntry(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The table `[retention]` as it is written; the fields are those of `platforms.retention.Retention`."""

    text_hours: _Hours | None = None
    profile_hours: _Hours | None = None
    own_hours: _Hours | None = None
    follow_deletions: bool = False
    rereading_renews: bool = False
    evidence: Literal["keep", "dispose"] = "keep"
    reason: _Words
    source: _Words
    checked_on: date


class CapabilityFile(msgspec.Struct, forbid_unknown_fields=True):
    """One network's file."""

    actions: dict[ActionKind, _Entry]
    tiers: dict[str, _Tier] = {}
    posting: dict[Posting, _PostingEntry] = {}
    retention: RetentionEntry | None = None


def read_file(text: str) -> CapabilityFile:
    """One file's text, checked. Raises BugError where an action is missing or a field is wrong."""
    try:
        told = msgspec.convert(tomllib.loads(text), CapabilityFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise BugError(f"the capabilities cannot be read: {wrong}") from wrong
    missing = sorted(set(ActionKind) - told.actions.keys())
    if missing:
        raise BugError(f"the capabilities say nothing of {', '.join(missing)}")
    return told


def read_capabilities(text: str, tier: str = "") -> Mapping[ActionKind, Capability]:
    """The capabilities in one file's text, as `capabilities_of` gives them. Raises BugError as `read_file` does."""
    return _capabilities(read_file(text), tier)


def file_of(network: Network) -> CapabilityFile:
    """A network's file. Raises BugError where it is missing or wrong."""
    # In the wheel the resources lie inside the package, in a checkout beside it.
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / "capabilities" / f"{network.value}.toml"
        if path.is_file():
            return read_file(path.read_text(encoding="utf-8"))
    raise BugError(f"there are no capabilities of {network.value}")


def capabilities_of(network: Network, tier: str = "") -> Mapping[ActionKind, Capability]:
    """A network's capabilities, with what is otherwise in a tier. A tier that the file does not name changes nothing.

    Raises BugError where the file is missing or wrong.
    """
    return _capabilities(file_of(network), tier)


def posting_of(network: Network) -> Mapping[Posting, PostingCapability]:
    """What goes with publishing on a network, each of `Posting`. Raises BugError where the file does not say it."""
    told = file_of(network).posting
    missing = sorted(set(Posting) - told.keys())
    if missing:
        raise BugError(f"the capabilities of {network.value} say nothing of {', '.join(missing)}")
    return {
        what: PostingCapability(
            what=what,
            way=entry.way,
            label=entry.label,
            effect=entry.effect,
            reason=entry.reason,
            source=entry.source,
            checked_on=entry.checked_on,
        )
        for what, entry in told.items()
    }


def _capabilities(told: CapabilityFile, tier: str) -> Mapping[ActionKind, Capability]:
    otherwise = told.tiers[tier].actions if tier in told.tiers else {}
    return {
        kind: Capability(
            action=kind,
            way=entry.way,
            label=entry.label,
            effect=entry.effect,
            reason=entry.reason,
            source=entry.source,
            checked_on=entry.checked_on,
            undo=entry.undo,
            only_if_addressed=entry.only_if_addressed,
        )
        for kind, entry in (told.actions | otherwise).items()
    }
