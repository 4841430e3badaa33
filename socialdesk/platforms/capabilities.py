"""What each network lets the desk do, read from `resources/capabilities/<network>.toml` (R2)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from socialdesk.errors import BugError
from socialdesk.model.accounts import Capability, Network, Way
from socialdesk.model.actions import ActionKind

_PACKAGE = Path(__file__).resolve().parents[1]


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    way: Way
    label: str
    effect: str
    reason: str
    source: str
    checked_on: date
    undo: ActionKind | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    actions: dict[ActionKind, _Entry]


def read_capabilities(text: str) -> Mapping[ActionKind, Capability]:
    """The capabilities in one file's text. Raises BugError where an action is missing or a field is wrong."""
    try:
        told = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
        raise BugError(f"the capabilities cannot be read: {wrong}") from wrong
    missing = sorted(set(ActionKind) - told.actions.keys())
    if missing:
        raise BugError(f"the capabilities say nothing of {', '.join(missing)}")
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
        )
        for kind, entry in told.actions.items()
    }


def capabilities_of(network: Network) -> Mapping[ActionKind, Capability]:
    """A network's capabilities. Raises BugError where the file is missing or wrong."""
    # In the wheel the resources lie inside the package, in a checkout beside it.
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        path = folder / "capabilities" / f"{network.value}.toml"
        if path.is_file():
            return read_capabilities(path.read_text(encoding="utf-8"))
    raise BugError(f"there are no capabilities of {network.value}")
