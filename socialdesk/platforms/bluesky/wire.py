"""The shapes of Bluesky's answers, typed once here, at the edge (lexicons of app.bsky, chat.bsky and com.atproto).

Every field may be missing or of another kind than was promised: a field that cannot be read is left out, what has no
address is counted as unreadable, and neither loses the rest of its page. Only where a list ends is read strictly.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from socialdesk.platforms import answers
from socialdesk.platforms.api import Unreadable
from socialdesk.platforms.http import Answer

_MAX_CURSOR = 4096
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
salvage, raw_text, moment_ms = answers.salvage, answers.raw_text, answers.moment_ms
"""As in `platforms.answers`: every reader of these shapes finds them here."""
_NOTHING = msgspec.Raw()


class Viewer(msgspec.Struct, rename="camel"):
    """How the signed-in account stands to another."""

    muted: bool | None = None
    blocking: str | None = None
    """The address of our block, where there is one."""
    blocking_by_list: msgspec.Raw = _NOTHING


class Actor(msgspec.Struct, rename="camel"):
    """Somebody's profile, short or long."""

    did: str = ""
    handle: str = ""
    display_name: str | None = None
    viewer: Viewer | None = None


class Ref(msgspec.Struct):
    """A record in one of its versions."""

    uri: str = ""
    cid: str = ""


class ReplyRef(msgspec.Struct):
    """What a post answers, and the post at the top of it all."""

    root: Ref | None = None
    parent: Ref | None = None


class PostRecord(msgspec.Struct, rename="camel"):
    """A post as its author wrote it."""

    text: str = ""
    created_at: str = ""
    reply: ReplyRef | None = None


class Gate(msgspec.Struct, rename="camel"):
    """The record beside a post that says which replies are hidden."""

    post: str = ""
    hidden_replies: list[str] = []


class GateView(msgspec.Struct):
    """The same, as it comes with a post."""

    record: Gate | None = None


class PostView(msgspec.Struct, rename="camel"):
    """A post as the network shows it."""

    uri: str = ""
    cid: str = ""
    author: msgspec.Raw = _NOTHING
    record: msgspec.Raw = _NOTHING
    embed: msgspec.Raw = _NOTHING
    reply_count: int | None = None
    indexed_at: str = ""
    threadgate: GateView | None = None


class FeedReply(msgspec.Struct):
    """What comes with a reply in a feed."""

    root: msgspec.Raw = _NOTHING


class FeedEntry(msgspec.Struct):
    """One line of a feed; `reason` where it is not simply the author's own post."""

    post: msgspec.Raw = _NOTHING
    reply: FeedReply | None = None
    reason: msgspec.Raw = _NOTHING


class Feed(msgspec.Struct):
    """A page of getAuthorFeed."""

    feed: list[msgspec.Raw]
    cursor: str | None = None


class Notification(msgspec.Struct, rename="camel"):
    """Why the account should look at something."""

    uri: str = ""
    reason: str = ""
    indexed_at: str = ""


class Notifications(msgspec.Struct):
    """A page of listNotifications."""

    notifications: list[msgspec.Raw]
    cursor: str | None = None


class Posts(msgspec.Struct):
    """getPosts: what is missing is gone, or not ours to see."""

    posts: list[msgspec.Raw]


class Node(msgspec.Struct, rename={"kind": "$type"}):
    """A post in a thread, with the answers beneath it; `replies` is missing where the thread was cut off."""

    kind: str = ""
    post: msgspec.Raw = _NOTHING
    replies: list[msgspec.Raw] | None = None


class Thread(msgspec.Struct):
    """getPostThread."""

    thread: msgspec.Raw
    threadgate: GateView | None = None


class Record(msgspec.Struct):
    """getRecord."""

    uri: str = ""
    cid: str = ""
    value: msgspec.Raw = _NOTHING


class Written(msgspec.Struct):
    """What createRecord and putRecord answer."""

    uri: str = ""
    cid: str = ""


class Sender(msgspec.Struct):
    """Who sent a message."""

    did: str = ""


class Message(msgspec.Struct, rename={"kind": "$type", "sent_at": "sentAt"}):
    """A private message; `text` is missing in what was deleted or is of the service itself."""

    kind: str = ""
    id: str = ""
    text: str | None = None
    sender: Sender | None = None
    sent_at: str = ""


class Messages(msgspec.Struct):
    """A page of getMessages, the newest first."""

    messages: list[msgspec.Raw]
    cursor: str | None = None


class Conversation(msgspec.Struct, rename="camel"):
    """A private conversation."""

    id: str = ""
    members: list[msgspec.Raw] = []
    last_message: Message | None = None


class Conversations(msgspec.Struct):
    """A page of listConvos, the liveliest first."""

    convos: list[msgspec.Raw]
    cursor: str | None = None


class ConversationAnswer(msgspec.Struct):
    """getConvoForMembers."""

    convo: Conversation | None = None


class Identity(msgspec.Struct, rename="camel"):
    """A session: whose it is, and the two tokens where it is a new one."""

    did: str = ""
    handle: str = ""
    access_jwt: str = ""
    refresh_jwt: str = ""

    def __repr__(self) -> str:
        return f"Identity({self.did!r})"


def json_body(answer: Answer) -> bytes:
    """The body, if it is JSON and whole. Raises Unreadable."""
    return answers.json_body(answer, "Bluesky", mend=False)


def read_strictly(answer: Answer, shape: type[_Shape]) -> _Shape:
    """A page of a list. Raises Unreadable where it is none, or where its end cannot be told."""
    told = answers.decoded(json_body(answer), shape)
    if told is None:
        raise Unreadable("Bluesky answered with something else than the list that was asked for.")
    return told


def read_object(answer: Answer, shape: type[_Shape]) -> _Shape:
    """One object, as far as it can be read. Raises Unreadable where the answer is none."""
    if not answer.body.lstrip().startswith(b"{"):
        raise Unreadable("Bluesky answered with something else than what was asked for.")
    return salvage(msgspec.Raw(json_body(answer)), shape)


def onward(cursor: str | None) -> str | None:
    """The cursor of the next page, None at the end. Raises Unreadable for one that is too long to be sent."""
    if cursor is not None and len(cursor) > _MAX_CURSOR:
        raise Unreadable("Bluesky's list goes on at a place that the desk does not follow.")
    return cursor or None


class BlobLink(msgspec.Struct):
    """What names a file by its content."""

    link: str = msgspec.field(default="", name="$link")


class Blob(msgspec.Struct):
    """A file that a record may name."""

    ref: BlobLink
    mime_type: str = msgspec.field(default="", name="mimeType")
    size: int = 0


class Uploaded(msgspec.Struct):
    """What an upload answers."""

    blob: Blob | None = None
