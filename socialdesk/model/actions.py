"""What the desk can ask of a network."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """Its target is the account itself, or the Force's own post that a thread goes on from (X, Bluesky)."""
    RESHARE = "reshare"
    """A post of the Force's (`share_of`) shown again, with `text` of one's own where the network takes some."""
    EDIT_POST = "edit_post"
    """New words for a post of our own, published or scheduled."""
    RESCHEDULE = "reschedule"
    """Another time (`scheduled_ms`) for a post that the network holds for us."""
    DELETE_POST = "delete_post"
    """A post of our own, published or scheduled, or our own reshare of one (then `share_of` names that)."""

    @property
    def creates(self) -> bool:
        """True where repeating it would show twice; such an action is never repeated blindly."""
        return self in CREATES

    @property
    def needs_evidence(self) -> bool:
        """True where nothing may be sent before evidence is complete (R12)."""
        return self in NEEDS_EVIDENCE


CREATES = frozenset(
    {
        ActionKind.REPLY,
        ActionKind.PRIVATE_REPLY,
        ActionKind.MESSAGE,
        ActionKind.PUBLISH,
        ActionKind.RESHARE,
    }
)
NEEDS_EVIDENCE = frozenset({ActionKind.HIDE, ActionKind.DELETE, ActionKind.BLOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMedia:
    """A picture that goes with a post, as it will be seen: without places or names in its file."""

    content: bytes = field(repr=False)
    media_type: str
    """Such as `image/jpeg`."""
    alt_text: str
    """What it shows, for those who cannot see it."""


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
    media: tuple[PostMedia, ...] = ()
    """The pictures of a post, in order."""
    share_of: NativeId = NativeId("")
    """The Force's own post that is reshared."""
