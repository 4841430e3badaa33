"""How the simulated Hootsuite's things look on its wire, field for field as its swagger has them."""

from __future__ import annotations

from typing import Any

from socialdesk.training.networks.hootsuite.records import Member, Message, Profile


def member(told: Member) -> dict[str, Any]:
    """Somebody with a seat."""
    return {
        "id": told.id,
        "fullName": told.name,
        "email": told.email,
        "isActive": True,
        "timezone": "Europe/London",
        "language": "en",
    }


def profile(told: Profile, owner: Member) -> dict[str, Any]:
    """An account. Of one on X Hootsuite tells neither name nor picture."""
    on_x = told.kind == "TWITTER"
    return {
        "id": told.id,
        "type": told.kind,
        "socialNetworkId": told.id_on_network,
        "socialNetworkUsername": None if on_x else told.name,
        "avatarUrl": None if on_x else "https://www.example.org/avatar.jpg",
        "owner": "MEMBER",
        "ownerId": owner.id,
        "isReauthRequired": int(told.needs_signing_in),
    }


def message(told: Message) -> dict[str, Any]:
    """A message to one profile."""
    shown: dict[str, Any] = {
        "id": told.id,
        "state": told.state.value,
        "text": told.text,
        **({} if told.unscheduled else {"scheduledSendTime": f"{told.send:%Y-%m-%dT%H:%M:%S}Z"}),
        "socialProfile": {"id": told.profile.id},
        "createdByMember": {"id": told.by.id},
        "lastUpdatedByMember": {"id": told.by.id},
        "tags": [],
        "emailNotification": False,
    }
    if told.media:
        shown["media"] = [{"id": one.id} for one in told.media]
    if told.post_id:
        shown["postId"] = told.post_id
    if told.url:
        shown["postUrl"] = told.url
    return shown
