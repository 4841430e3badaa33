"""What the desk can ask of a network."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.ids import NativeId


class ActionKind(StrEnum):
    """Everything that a connector can be asked to do."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    MESSAGE = "message"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    BLOCK = "block"
    UNBLOCK = "unblock"
    MUTE = "mute"
    UNMUTE = "unmute"
    BLOCK_MESSAGES = "block_messages"
    """The person can send no direct messages any more, and nothing else changes (X)."""
    UNBLOCK_MESSAGES = "unblock_messages"
    REPORT = "report"
    """Reported to the network as breaking its own rules, spam among them."""
    PUBLISH = "publish"
    DELETE_POST = "delete_post"

    @property
    def creates(self) -> bool:
        """True where repeating it would show twice; such an action is never repeated blindly."""
        return self in CREATES

    @property
    def needs_evidence(self) -> bool:
        """True where nothing may be sent before evidence is complete (R12)."""
        return self in NEEDS_EVIDENCE


CREATES = frozenset({ActionKind.REPLY, ActionKind.PRIVATE_REPLY, ActionKind.MESSAGE, ActionKind.PUBLISH})
NEEDS_EVIDENCE = frozenset({ActionKind.HIDE, ActionKind.DELETE, ActionKind.BLOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do on a network: the same value is sent, looked up and recorded."""

    kind: ActionKind
    target: NativeId
    """The comment, post, conversation or person that it is done to."""
    key: str
    """Our idempotency key; the network's own key where it takes one."""
    thread: NativeId = NativeId("")
    """The post or conversation that the target belongs to."""
    person: NativeId = NativeId("")
    """The author's id on the network, for messages and blocks."""
    text: str = ""
    scheduled_ms: int | None = None
    last_heard_ms: int | None = None
    """When the person last wrote to us, for messages: networks close the door some time after."""
