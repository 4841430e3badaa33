"""The account that a token is for, and what the token may do (platforms.md 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.x import limits, wire
from socialdesk.platforms.x.calls import XCalls
from socialdesk.platforms.x.perform import Tier

SCOPES = (
    "tweet.read", "tweet.write", "tweet.moderate.write", "users.read", "mute.read", "mute.write", "block.read",
    "block.write", "dm.read", "dm.write", "offline.access",
)  # fmt: skip
"""What the desk asks for when an account is connected."""
_LEVELS = {
    "read": (
        "It may read posts and mentions.",
        "It may not reply, hide, publish or mute, nor read messages.",
    ),
    "read-write": ("It may read, reply, hide, publish and mute.", "It may not read or send messages."),
    "read-write-directmessages": (
        "It may read, reply, hide, publish and mute.",
        "It may read and send messages.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class XAccount:
    """An account on X."""

    native_id: NativeId
    name: str
    username: str
    """Without the @."""


def list_accounts(calls: XCalls) -> tuple[XAccount, ...]:
    """The one account that the token is for. Raises NetworkError."""
    answer = calls.read(limits.ME, "users", "me", params={"user.fields": "id,name,username"})
    raw, _ = wire.read_one(answer)
    told = wire.salvage(raw, wire.User)
    own_id = wire.native_id(told.id)
    if own_id is None:
        raise Unreadable("X does not say which account this sign-in is for.")
    return (XAccount(native_id=own_id, name=told.name or told.handle, username=told.handle),)


def allowed(access_level: str, *, tier: Tier, scopes: str = "") -> tuple[str, ...]:
    """What a sign-in may and may not do, in plain sentences.

    `access_level` is `XCalls.access_level` after a call, "" where X did not say; `scopes` is what the sign-in was
    given for, parted by blanks, "" where that is not known.
    """
    told = list(_LEVELS.get(access_level, ("X does not say what this sign-in may do.",)))
    lacking = [one for one in SCOPES if scopes and one not in scopes.split()]
    if lacking:
        told.append(
            f"It was given without: {', '.join(lacking)}. Add the account again and agree to everything."
        )
    if tier == "enterprise":
        told.append("On the Enterprise tier the desk may reply to everybody, and block people.")
    else:
        told.append(
            "On the self-serve tier X lets the desk reply only to people who mentioned or quoted the account."
        )
        told.append(
            "Blocking a person is done by hand on X; muting them and blocking their messages the desk can do."
        )
    told.append("Encrypted chats are not shown to any program: check them on X.")
    return tuple(told)
