"""What a caller sees of the simulated Instagram: nodes and lists with the fields that they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from socialdesk.training.networks.call import Params, as_text, as_whole
from socialdesk.training.networks.fields import Selection
from socialdesk.training.networks.graph_errors import unknown_object
from socialdesk.training.networks.instagram.world import Container, InstagramWorld
from socialdesk.training.networks.known_fields import DEFAULTS
from socialdesk.training.networks.records import Comment, Page, Post, Writer
from socialdesk.training.networks.view import View, edge_params, moment, node_of, pick

MOST_COMMENTS = 50
"""Instagram gives no more comments on a page."""


class InstagramView(View):
    """One caller's eyes."""

    @property
    def instagram(self) -> InstagramWorld:
        """The world, as what it is."""
        return cast("InstagramWorld", self.world)

    @property
    def own_page(self) -> str:
        """The account whose Page's token this is, "" for any other token."""
        return self.instagram.linked.get(super().own_page, "")

    # -- nodes

    def linked_page(self, page_id: str, chosen: Sequence[Selection]) -> dict[str, Any]:
        """The Facebook Page that an account is linked to."""
        account = self.world.pages[self.instagram.linked[page_id]]
        told = super().page(
            account, [one for one in chosen if one.name not in {"id", "instagram_business_account"}]
        )
        for one in chosen:
            if one.name == "instagram_business_account":
                told[one.alias] = self.page(account, one.inner or DEFAULTS["IGUser"])
        return told | {"id": page_id}

    def page(self, page: Page, chosen: Sequence[Selection]) -> dict[str, Any]:
        """An account."""
        posts = [one for one in self.world.timelines[page.id] if not one.tags_page]
        return node_of(
            "IGUser",
            page.id,
            chosen,
            {
                "username": lambda _: page.username,
                "name": lambda _: page.name,
                "biography": lambda _: page.about,
                "followers_count": lambda _: 10_000 + len(page.name),
                "follows_count": lambda _: 12,
                "media_count": lambda _: len(posts),
                "profile_picture_url": lambda _: self.source_of(page.id),
                "media": lambda one: self.media(page, "media", edge_params(one)),
                "tags": lambda one: self.media(page, "tags", edge_params(one)),
                "mentioned_media": lambda one: self._mentioned_media(page, one),
                "mentioned_comment": lambda one: self._mentioned_comment(page, one),
            },
        )

    def post(self, post: Post, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A picture or film. Who likes and what is said beneath is told of one's own only."""
        own = self.runs(post.writer.key)
        code = f"C{int(post.id) % 10**12:x}"
        return node_of(
            "IGMedia",
            post.id,
            chosen,
            {
                "caption": lambda _: post.message or None,
                "media_type": lambda _: "IMAGE",
                "media_product_type": lambda _: "FEED",
                "media_url": lambda _: self.source(post.pictures[0]) if post.pictures else None,
                "permalink": lambda _: f"https://www.instagram.com/p/{code}/",
                "shortcode": lambda _: code,
                "timestamp": lambda _: moment(post.created),
                "username": lambda _: self.instagram.username(post.writer),
                "owner": lambda _: {"id": post.writer.key} if own else None,
                "comments_count": lambda _: len(post.comments),
                "like_count": lambda _: len(post.likes),
                "is_comment_enabled": lambda _: True if own else None,
                "comments": lambda one: self.comments(post, None, edge_params(one)) if own else None,
            },
        )

    def comment(self, comment: Comment, chosen: Sequence[Selection]) -> dict[str, Any]:
        """A comment or reply. `from` and `hidden` are for the account whose media it is on."""
        runs = self.runs(comment.page_id)
        post = self.world.posts[comment.post_id]
        username = self.instagram.username(comment.writer)
        own = comment.writer.key == self.own_page
        return node_of(
            "IGComment",
            comment.id,
            chosen,
            {
                "text": lambda _: comment.message,
                "timestamp": lambda _: moment(comment.created),
                "username": lambda _: username if runs else None,
                "from": lambda one: (
                    pick({"id": self._scoped(comment.writer, post.page_id), "username": username}, one.inner)
                    if runs
                    else None
                ),
                "user": lambda _: {"id": comment.writer.key} if own else None,
                "hidden": lambda _: comment.hidden if runs else None,
                "like_count": lambda _: len(comment.likes),
                "media": lambda one: self.post(post, one.inner or DEFAULTS["IGMedia"]),
                "parent_id": lambda _: comment.parent,
                "replies": lambda one: (
                    self.comments(post, comment, edge_params(one)) if comment.beneath else None
                ),
            },
        )

    def container(self, container: Container, chosen: Sequence[Selection]) -> dict[str, Any]:
        """Something that is to be published."""
        status = "PUBLISHED" if container.media_id else "FINISHED"
        return node_of("IGContainer", container.id, chosen, {"status_code": lambda _: status})

    # -- lists

    def comments(self, post: Post, under: Comment | None, params: Params) -> dict[str, Any]:
        """Top-level comments of one's own media, or the replies beneath one, newest first, 50 at most."""
        items = [one for one in post.comments if one.parent is None] if under is None else under.beneath
        limit = as_whole("limit", params.get("limit"))
        return self.listing(
            items,
            (under or post).id,
            "comments" if under is None else "replies",
            {**params, "limit": str(min(limit if limit is not None else MOST_COMMENTS, MOST_COMMENTS))},
            "IGComment",
            self.comment,
            self.sees_comment,
            newest_first=True,
        )

    def media(self, page: Page, edge: str, params: Params) -> dict[str, Any]:
        """What the account has published (`media`), or what others have tagged it in (`tags`)."""
        items = [one for one in self.world.timelines[page.id] if one.tags_page == (edge == "tags")]
        return self.listing(
            items, page.id, edge, params, "IGMedia", self.post, self.sees_post, newest_first=True
        )

    # -- pieces

    def mailbox(self, writer: Writer, page_id: str) -> dict[str, str]:
        """Who a message is from or to."""
        return {"username": self.instagram.username(writer), "id": self._scoped(writer, page_id)}

    def source_of(self, picture_id: str) -> str:
        """Where a picture is fetched from."""
        return f"{self.base_url}/media/{picture_id}"

    def _scoped(self, writer: Writer, page_id: str) -> str:
        return self.world.scoped_id(writer, page_id)

    def _mentioned_media(self, page: Page, one: Selection) -> dict[str, Any]:
        post = self.world.posts.get(as_text(one.modifiers.get("media_id")))
        if post is None or f"@{page.username}" not in post.message:
            raise unknown_object(as_text(one.modifiers.get("media_id")))
        return self.post(post, one.inner or DEFAULTS["IGMedia"])

    def _mentioned_comment(self, page: Page, one: Selection) -> dict[str, Any]:
        comment = self.world.comments.get(as_text(one.modifiers.get("comment_id")))
        if comment is None or f"@{page.username}" not in comment.message:
            raise unknown_object(as_text(one.modifiers.get("comment_id")))
        return self.comment(comment, one.inner or DEFAULTS["IGComment"])
