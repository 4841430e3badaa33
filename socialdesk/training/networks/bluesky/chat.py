"""Private conversations, as the chat service tells them to one of its members (chat.bsky.convo lexicons)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from socialdesk.training.networks.bluesky.errors import XrpcError, invalid
from socialdesk.training.networks.bluesky.records import Letter, Talk, told_time
from socialdesk.training.networks.bluesky.state import State
from socialdesk.training.networks.bluesky.views import View, paged

_MOST_SIGNS = 1000


class Chat:
    """The conversations of `did`."""

    def __init__(self, world: State, did: str, view: View, lag: float) -> None:
        self._world = world
        self._did = did
        self._view = view
        self._lag = lag

    def list(self, limit: int, cursor: str) -> dict[str, Any]:
        """Those with something in them, the liveliest first."""
        mine = [talk for talk in self._world.talks.values() if self._did in talk.members and talk.letters]
        page, onward = paged(sorted(mine, key=lambda one: one.place), lambda one: one.place, limit, cursor)
        return {"convos": [self._talk(one) for one in page]} | onward

    def get(self, talk_id: str) -> dict[str, Any]:
        """One. Raises XrpcError InvalidConvo."""
        return {"convo": self._talk(self._own(talk_id))}

    def with_members(self, members: Sequence[str]) -> dict[str, Any]:
        """The one with somebody, begun where there is none. Raises XrpcError."""
        others = [did for did in members if did != self._did]
        if len(others) != 1:
            raise invalid("A conversation is between two")
        other = self._world.actors.get(others[0])
        if other is None:
            raise XrpcError("RecipientNotFound", "Recipient not found")
        self._may_write(other.did)
        if other.takes_messages != "all":
            name = "MessagesDisabled" if other.takes_messages == "none" else "NotFollowedBySender"
            raise XrpcError(name, "recipient has disabled incoming messages")
        return {"convo": self._talk(self._world.talk(self._did, other.did))}

    def messages(self, talk_id: str, limit: int, cursor: str) -> dict[str, Any]:
        """A page, the newest first. Raises XrpcError."""
        talk = self._own(talk_id)
        page, onward = paged(talk.letters, lambda one: one.place, limit, cursor)
        people = [self._view.actor(did) for did in talk.members]
        return {"messages": [self._letter(one) for one in page], "relatedProfiles": people} | onward

    def send(self, talk_id: str, message: object) -> dict[str, Any]:
        """Send a message. Raises XrpcError."""
        talk = self._own(talk_id)
        told = cast("dict[str, Any]", message) if isinstance(message, dict) else {}
        text = told.get("text")
        if not isinstance(text, str) or not text.strip():
            raise invalid('Input/message must have the property "text"')
        if len(text) > _MOST_SIGNS:
            raise invalid(f"Input/message/text must not be longer than {_MOST_SIGNS} graphemes")
        other = next(did for did in talk.members if did != self._did)
        self._may_write(other)
        made = self._world.write(talk, self._did, text, facets=told.get("facets"), lag=self._lag)
        self._world.ledger.add(
            "message", account=self._did, target=other, text=text, at=made.sent, made=made.id
        )
        return self._letter(made)

    def _may_write(self, other: str) -> None:
        if (self._did, other) in self._world.blocks:
            raise XrpcError("BlockedActor", "block between recipient and sender")
        if (other, self._did) in self._world.blocks:
            raise XrpcError("BlockedSubject", "block between recipient and sender")

    def _own(self, talk_id: str) -> Talk:
        talk = self._world.talks.get(talk_id)
        if talk is None or self._did not in talk.members:
            raise XrpcError("InvalidConvo", "Convo not found")
        return talk

    def _talk(self, talk: Talk) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": talk.id,
            "rev": talk.letters[-1].id if talk.letters else talk.id,
            "members": [self._view.actor(did) for did in talk.members],
            "muted": False,
            "status": "accepted",
            "unreadCount": talk.unread,
        }
        return shown | ({"lastMessage": self._letter(talk.letters[-1])} if talk.letters else {})

    def _letter(self, letter: Letter) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "$type": "chat.bsky.convo.defs#messageView",
            "id": letter.id,
            "rev": letter.id,
            "text": letter.text,
            "sender": {"did": letter.sender},
            "sentAt": told_time(letter.sent),
        }
        return shown | ({"facets": letter.facets} if letter.facets else {})
