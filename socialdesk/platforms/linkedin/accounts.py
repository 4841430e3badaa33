"""The organisations that a sign-in opens, and what it may do for each (platforms.md 5).

LinkedIn shows an organisation to whoever has a role there. The scopes that were given are not told by these calls:
they come with the sign-in itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import Gone, Refused, Unreadable
from socialdesk.platforms.linkedin import wire
from socialdesk.platforms.linkedin.calls import PAGE, LinkedInCalls
from socialdesk.platforms.linkedin.urn import ORGANIZATION, is_plain

_MAX_PAGES = 50
_READERS = frozenset({"ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"})
_WRITERS = _READERS | {"RECRUITING_POSTER", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR"}
_READ_SCOPES = frozenset({"r_organization_social", "r_organization_social_feed"})
_WRITE_SCOPES = frozenset({"w_organization_social", "w_organization_social_feed"})
_ADMIN_SCOPE = "rw_organization_admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedInAccount:
    """An organisation's page."""

    native_id: NativeId
    """Its URN."""
    name: str
    roles: tuple[str, ...] = ()
    """What the person who signed in is there, in LinkedIn's words."""


def list_accounts(calls: LinkedInCalls) -> tuple[LinkedInAccount, ...]:
    """The organisations for which the person who signed in has an approved role. Raises NetworkError."""
    roles: dict[str, list[str]] = {}
    start: int | None = 0
    for _ in range(_MAX_PAGES):
        query = {"q": "roleAssignee", "state": "APPROVED"}
        listing = calls.listing("organizationAcls", start=start, query=query, moderating=True)
        for raw in listing.elements:
            told = wire.salvage(raw, wire.Role)
            urn = told.organization or told.organization_target
            if urn.startswith(ORGANIZATION) and is_plain(urn) and told.state in {"", "APPROVED"}:
                roles.setdefault(urn, []).append(told.role)
        start = listing.onward(start, PAGE)
        if start is None:
            break
    return tuple(
        LinkedInAccount(native_id=NativeId(urn), name=_name(calls, urn), roles=tuple(dict.fromkeys(held)))
        for urn, held in roles.items()
    )


def allowed(account: LinkedInAccount, scopes: Collection[str] | None = None) -> tuple[str, ...]:
    """What this sign-in may and may not do there, a plain sentence each; `scopes` None where they are not known."""
    reads = _fits(account.roles, _READERS) and _given(scopes, _READ_SCOPES)
    writes = _fits(account.roles, _WRITERS) and _given(scopes, _WRITE_SCOPES)
    notified = "ADMINISTRATOR" in account.roles and _given(scopes, {_ADMIN_SCOPE})
    return (
        "It may read the page's posts and the comments beneath them."
        if reads
        else "It may not read comments: that takes the role of a super admin and the permission r_organization_social.",
        "It may publish, comment and reply in the page's name."
        if writes
        else "It may not publish or reply: that takes an admin's role and the permission w_organization_social.",
        "It may read LinkedIn's notifications, so mentions are seen and new comments are found quickly."
        if notified
        else "It may not read LinkedIn's notifications, so mentions are not seen: that takes the role of a super admin"
        " and the permission rw_organization_admin.",
        "Whether LinkedIn lets it remove what others comment is seen when it is tried.",
        "Nobody's sign-in can hide comments, block, report or read messages: these are done on LinkedIn by hand.",
    )


def _fits(held: Iterable[str], wanted: Collection[str]) -> bool:
    return any(role in wanted for role in held)


def _given(scopes: Collection[str] | None, wanted: Collection[str]) -> bool:
    return scopes is None or any(scope in wanted for scope in scopes)


def _name(calls: LinkedInCalls, urn: str) -> str:
    """The organisation's name; its number where LinkedIn does not say."""
    number = urn.removeprefix(ORGANIZATION)
    try:
        told = wire.read_object(calls.read("organizations", number, moderating=True), wire.Organization)
    except (Refused, Gone, Unreadable):
        return f"LinkedIn page {number}"
    return told.localized_name or f"LinkedIn page {number}"
