"""The account that a sign-in opens, and what it may do (com.atproto.server.getSession)."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Gone, Unreadable
from socialdesk.platforms.bluesky import wire
from socialdesk.platforms.bluesky.calls import Calls
from socialdesk.platforms.bluesky.lookups import profile
from socialdesk.platforms.bluesky.names import is_did
from socialdesk.platforms.bluesky.sign_in import claims


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueskyAccount:
    """An account, by its lasting id; the handle may change."""

    native_id: NativeId
    name: str
    handle: str


def list_accounts(calls: Calls) -> tuple[BlueskyAccount, ...]:
    """The one account that the sign-in opens. Raises NetworkError."""
    told = wire.read_object(calls.read("com.atproto.server.getSession"), wire.Identity)
    if not is_did(told.did):
        raise Unreadable("Bluesky does not say which account this sign-in is for.")
    try:
        name = (profile(calls, told.did).display_name or "").strip()
    except Gone:
        name = ""  # an account that has never set one
    return (BlueskyAccount(native_id=NativeId(told.did), name=name or told.handle, handle=told.handle),)


def allowed(access: str) -> tuple[str, ...]:
    """What a sign-in may and may not do, in plain sentences, as its access token says; empty where it does not."""
    match claims(access).scope:
        case "com.atproto.appPass":
            return (
                "It may read and answer posts, hide replies, block, mute and report.",
                "It may not read or send direct messages: that takes an app password which allows them.",
            )
        case "com.atproto.appPassPrivileged":
            return (
                "It may read and answer posts, hide replies, block, mute and report.",
                "It may read and send direct messages.",
            )
        case "com.atproto.access":
            return (
                "It may do everything: this is the account's own password.",
                "An app password is safer, for it can be taken back and cannot change the account.",
            )
        case _:
            return ()
