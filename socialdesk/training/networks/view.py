"""What one token may see, as Graph's JSON: nodes with the fields that were asked for, and their lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from socialdesk.training.networks import comments as talk
from socialdesk.training.networks import conversations as letters
from socialdesk.training.networks.access import Holder, Token
from socialdesk.training.networks.call import Params, as_text, wanted
from socialdesk.training.networks.fields import Selection, parse_fields, written
from socialdesk.training.networks.graph_errors import GraphError, bad_parameter
from socialdesk.training.networks.known_fields import DEFAULTS, KNOWN
from socialdesk.training.networks.paging import Placed, page_of
from socialdesk.training.networks.posts import shared_post
from socialdesk.training.networks.records import Comment, Conversation, Message, Page, Picture, Post, Writer
from socialdesk.training.networks.world import World

_Item = TypeVar("_Item", bound=Placed)
Values = Mapping[str, Callable[[Selection], Any]]
"""How each field of a node is found; only those asked for are."""
_SHARED = (
    *("limit", "order", "filter", "summary", "since", "until", "fields", "live_filter", "type"),
    *("folder", "platform", "user_id", "tags", "include_hidden", "show_expired"),
)
"""What a link to the next page keeps."""


@dataclass(frozen=True, slots=True)
class View:
    """One caller's eyes."""

    world: World
    token: Token
    base_url: str
    version: str

    # -- who may see what

    @property
    def own_page(self) -> str:
        """The page whose own token this is, "" for any other token."""
        return self.token.id if self.token.holder is Holder.PAGE else ""

    def runs(self, page_id: str) -> bool:
        """True with the page's own token: sees authors, hidden comments and messages."""
        return self.own_page == page_id

    def sees_comment(self, comment: Comment) -> bool:
        """A hidden comment is there for the page and for its author only, and so are the replies beneath."""
        if self.runs(comment.page_id):
            return True
        parent = self.world.comments.get(comment.parent or "")
        return all(self._shown(one) for one in (comment, parent) if one is not None)

    def sees_post(self, post: Post) -> bool:
        """A scheduled post is there for the page only."""
        return self.runs(post.page_id) or (post.published and not post.hidden)

    def _shown(self, comment: Comment) -> bool:
        own = self.token.holder is Holder.PERSON and comment.writer.key == self.token.id
        return own or not comment.hidden

    # -- nodes

    def page(self, page: Page, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A page."""
        staff = self.token.holder is Holder.STAFF
        link = f"https://www.facebook.com/{page.username}"
        tasks = ["MODERATE", "MESSAGING", "ANALYZE", "ADVERTISE", "CREATE_CONTENT", "MANAGE"]
        values: Values = {
            "name": lambda _: page.name,
            "username": lambda _: page.username,
            "category": lambda _: page.category,
            "category_list": lambda _: [{"id": "2253", "name": page.category}],
            "about": lambda _: page.about,
            "link": lambda _: link,
            "website": lambda _: link,
            "fan_count": lambda _: 10_000 + len(page.name),
            "followers_count": lambda _: 10_000 + len(page.name),
            "is_published": lambda _: True,
            "verification_status": lambda _: "blue_verified",
            "access_token": lambda _: self.world.page_token(page.id) if staff or self.runs(page.id) else None,
            "tasks": lambda _: tasks if staff else None,
        }
        return node_of("Page", page.id, chosen, values)

    def post(self, post: Post, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A post with the lists on it that were asked for."""
        source = self.source(post.pictures[0]) if post.pictures else None
        pictures = {"data": [self._attachment(one) for one in post.pictures]} if post.pictures else None
        values: Values = {
            "message": lambda _: post.message or None,
            "created_time": lambda _: moment(post.created),
            "updated_time": lambda _: moment(
                max([post.updated, *(one.created for one in post.comments[-1:])])
            ),
            "from": lambda one: self._author(post.writer, post.page_id, one.inner),
            "permalink_url": lambda _: f"https://www.facebook.com/{post.page_id}/posts/{post.number}",
            "full_picture": lambda _: source,
            "picture": lambda _: source,
            "attachments": lambda _: pictures or self._link(post),
            "parent_id": lambda _: self._parent(post),
            "status_type": lambda _: "added_photos" if post.pictures else "mobile_status_update",
            "is_published": lambda _: post.published,
            "is_hidden": lambda _: post.hidden,
            "scheduled_publish_time": lambda _: int(post.scheduled.timestamp()) if post.scheduled else None,
            "comments": lambda one: self.comments(post, None, edge_params(one)),
            "likes": lambda one: self.likes(post, one.name, edge_params(one)),
            "reactions": lambda one: self.likes(post, one.name, edge_params(one)),
        }
        return node_of("Post", post.id, chosen, values)

    def comment(self, comment: Comment, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A comment or reply."""
        runs = self.runs(comment.page_id)
        post = self.world.posts[comment.post_id]
        parent = self.world.comments.get(comment.parent or "")
        values: Values = {
            "message": lambda _: comment.message,
            "created_time": lambda _: moment(comment.created),
            "from": lambda one: self._author(comment.writer, comment.page_id, one.inner),
            "parent": lambda one: self.comment(parent, one.inner or DEFAULTS["Comment"]) if parent else None,
            "object": lambda one: self.post(post, one.inner or DEFAULTS["Post"]),
            "is_hidden": lambda _: comment.hidden,
            "is_private": lambda _: False,
            "can_hide": lambda _: runs and talk.can_hide(self.world, comment),
            "can_remove": lambda _: runs,
            "can_comment": lambda _: runs,
            "can_like": lambda _: runs,
            "can_reply_privately": lambda _: runs and self._private_reply_open(comment),
            "comment_count": lambda _: comment.replies,
            "like_count": lambda _: len(comment.likes),
            "user_likes": lambda _: self.token.id in comment.likes,
            "permalink_url": lambda _: _comment_link(comment),
            "attachment": lambda _: self._attachment(comment.picture) if comment.picture else None,
            "message_tags": lambda _: [] if runs else None,
            "comments": lambda one: self.comments(post, comment, edge_params(one)),
            "likes": lambda one: self.likes(comment, one.name, edge_params(one)),
            "reactions": lambda one: self.likes(comment, one.name, edge_params(one)),
        }
        return node_of("Comment", comment.id, chosen, values)

    def conversation(self, talks: Conversation, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A private conversation."""
        page = self.world.page(talks.page_id)
        people = {"data": [self.mailbox(talks.person, page.id), self.mailbox(page.writer, page.id)]}
        values: Values = {
            "link": lambda _: f"/{talks.page_id}/inbox/{talks.id.removeprefix('t_')}/",
            "updated_time": lambda _: moment(talks.updated),
            "snippet": lambda _: talks.messages[-1].text[:100] if talks.messages else "",
            "message_count": lambda _: len(talks.messages),
            "unread_count": lambda _: talks.unread,
            "folder": lambda _: talks.folder,
            "can_reply": lambda _: letters.window_open(self.world, page, talks, letters.STANDARD_WINDOW),
            "participants": lambda _: people,
            "senders": lambda _: people,
            "messages": lambda one: self.messages(talks, edge_params(one)),
        }
        return node_of("Conversation", talks.id, chosen, values)

    def message(self, message: Message, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A private message; of an old one only that it was there."""
        talks = self.world.conversations[message.conversation_id]
        if not letters.readable(talks, message):
            return {"id": message.id, "created_time": moment(message.created)}
        page = self.world.page(talks.page_id)
        to = talks.person if message.writer.is_page else page.writer
        picture = {"data": [self._message_picture(message.picture)]} if message.picture else None
        values: Values = {
            "created_time": lambda _: moment(message.created),
            "message": lambda _: message.text,
            "from": lambda one: pick(self.mailbox(message.writer, page.id), one.inner),
            "to": lambda _: {"data": [self.mailbox(to, page.id)]},
            "tags": lambda _: {"data": [{"name": talks.folder}, {"name": "source:mobile"}]},
            "attachments": lambda _: picture,
        }
        return node_of("Message", message.id, chosen, values)

    # -- lists

    def comments(self, post: Post, under: Comment | None, params: Params) -> dict[str, Any]:
        """The comments of a post (`filter` toplevel or stream), or the replies beneath a comment."""
        kind = as_text(params.get("filter")) or "toplevel"
        if kind not in {"toplevel", "stream"}:
            raise bad_parameter("Param filter must be one of {STREAM, TOPLEVEL}")
        items = post.comments if under is None else under.beneath

        def visible(comment: Comment) -> bool:
            return (kind == "stream" or under is not None or comment.parent is None) and self.sees_comment(
                comment
            )

        told = self.listing(
            items,
            (under or post).id,
            "comments",
            params,
            "Comment",
            self.comment,
            visible,
            newest_first=False,
        )
        if "summary" in told:
            told["summary"]["can_comment"] = True
        return told

    def likes(self, liked: Comment | Post, edge: str, params: Params) -> dict[str, Any]:
        """Who likes it; only pages are kept, so mostly a count."""
        told: dict[str, Any] = {"data": []}
        if wanted(params, newest_first=False).limit:
            pages = (self.world.pages.get(one) for one in sorted(liked.likes))
            told["data"] = [{"id": page.id, "name": page.name} for page in pages if page is not None]
        if _wants_summary(params):
            told["summary"] = {"total_count": len(liked.likes)}
            if edge == "likes":
                told["summary"] |= {"can_like": True, "has_liked": self.token.id in liked.likes}
        return told

    def messages(self, talks: Conversation, params: Params) -> dict[str, Any]:
        """The messages of a conversation, newest first."""
        return self.listing(
            talks.messages, talks.id, "messages", params, "Message", self.message, newest_first=True
        )

    def listing(
        self,
        items: Sequence[_Item],
        object_id: str,
        edge: str,
        params: Params,
        kind: str,
        shown: Callable[[_Item, Sequence[Selection]], dict[str, Any]],
        visible: Callable[[_Item], bool] = lambda _: True,
        *,
        newest_first: bool,
    ) -> dict[str, Any]:
        """`{data, paging, summary}` of `items`, which ascend by position."""
        asked = wanted(params, newest_first=newest_first)
        page = page_of(items, asked, visible=visible, short=self.world.short_pages)
        chosen = parse_fields(as_text(params.get("fields"))) or DEFAULTS[kind]
        told: dict[str, Any] = {"data": [shown(item, chosen) for item in page.items]}
        paging: dict[str, Any] = {}
        if page.items:
            paging["cursors"] = {"before": page.first, "after": page.last}
        elif page.next:
            paging["cursors"] = {"before": page.next, "after": page.next}
        for way, name, cursor in (("previous", "before", page.previous), ("next", "after", page.next)):
            if cursor:
                kept = {key: as_text(params[key]) for key in _SHARED if as_text(params.get(key))}
                query = (
                    {"access_token": self.token.value, "pretty": "0"}
                    | kept
                    | {"limit": str(asked.limit), name: cursor}
                )
                paging[way] = f"{self._root()}/{object_id}/{edge}?{urlencode(query)}"
        if paging:
            told["paging"] = paging
        if _wants_summary(params):
            order = "reverse_chronological" if asked.newest_first else "chronological"
            told["summary"] = {"order": order, "total_count": sum(1 for item in items if visible(item))}
        return told

    # -- pieces

    def _author(
        self, writer: Writer, page_id: str, inner: Sequence[Selection] | None
    ) -> dict[str, Any] | None:
        if not self.runs(page_id):
            return None
        return pick({"name": writer.name, "id": self.world.scoped_id(writer, page_id)}, inner)

    def mailbox(self, writer: Writer, page_id: str) -> dict[str, str]:
        """Who a message is from or to."""
        scoped = self.world.scoped_id(writer, page_id)
        return {"name": writer.name, "email": f"{scoped}@facebook.com", "id": scoped}

    def _private_reply_open(self, comment: Comment) -> bool:
        fresh = self.world.clock() - comment.created <= letters.LONG_WINDOW
        return fresh and not comment.writer.is_page and comment.id not in self.world.private_replies

    def source(self, picture: Picture) -> str:
        """Where a picture is fetched from."""
        return f"{self.base_url}/media/{picture.id}"

    def _attachment(self, picture: Picture) -> dict[str, Any]:
        link = f"https://www.facebook.com/photo.php?fbid={picture.id}"
        image = {"height": picture.height, "src": self.source(picture), "width": picture.width}
        told: dict[str, Any] = {
            "media": {"image": image},
            "media_type": "photo",
            "target": {"id": picture.id, "url": link},
        }
        return told | {"title": picture.title, "type": "photo", "url": link}

    def _link(self, post: Post) -> dict[str, Any] | None:
        if not post.link:
            return None
        return {"data": [{"type": "share", "url": post.link, "unshimmed_url": post.link}]}

    def _parent(self, post: Post) -> str | None:
        parent = shared_post(self.world, post)
        return parent.id if parent is not None else None

    def _message_picture(self, picture: Picture) -> dict[str, Any]:
        size = {"width": picture.width, "height": picture.height, "url": self.source(picture)}
        name = f"image-{picture.id}"
        return {"id": picture.id, "mime_type": "image/png", "name": name, "image_data": size}

    def _root(self) -> str:
        return f"{self.base_url}/{self.version}" if self.version else self.base_url


def node_of(kind: str, node_id: str, chosen: Sequence[Selection], values: Values) -> dict[str, Any]:
    """A node with the fields that were asked for. Raises GraphError 100 for one that its kind lacks."""
    told: dict[str, Any] = {}
    for one in chosen:
        if one.name == "id":
            told[one.alias] = node_id
            continue
        if one.name not in KNOWN[kind]:
            raise GraphError(
                100, f"(#100) Tried accessing nonexistent field ({one.name}) on node type ({kind})"
            )
        value = values.get(one.name)
        found = value(one) if value is not None else None
        if found is not None:
            told[one.alias] = found
    return told if "id" in told else told | {"id": node_id}


def _comment_link(comment: Comment) -> str:
    post = f"https://www.facebook.com/{comment.page_id}/posts/{comment.post_id.partition('_')[2]}/"
    if comment.parent is None:
        return f"{post}?comment_id={comment.number}"
    return f"{post}?comment_id={comment.parent.partition('_')[2]}&reply_comment_id={comment.number}"


def moment(at: datetime) -> str:
    """A time as Facebook writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def edge_params(one: Selection) -> Params:
    """What a nested list asks for, as if it had been called by itself."""
    return dict(one.modifiers) | ({"fields": written(one.inner)} if one.inner else {})


def _wants_summary(params: Params) -> bool:
    return as_text(params.get("summary")).lower() not in {"", "0", "false"}


def pick(value: Mapping[str, Any], inner: Sequence[Selection] | None) -> dict[str, Any]:
    """The parts of a small object that were asked for; all where none were named."""
    if inner is None:
        return dict(value)
    return {one.alias: value[one.name] for one in inner if one.name in value}
