"""The Graph calls that change something on Instagram (platforms.md 2.1). Each is applied wholly or refused wholly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from socialdesk.training.networks import comments as talk
from socialdesk.training.networks import conversations as letters
from socialdesk.training.networks import posts
from socialdesk.training.networks.call import Call, as_text
from socialdesk.training.networks.graph_errors import GraphError, bad_parameter, unknown_object
from socialdesk.training.networks.graph_writes import GraphWrites
from socialdesk.training.networks.instagram.world import Container, InstagramWorld
from socialdesk.training.networks.records import Comment, Conversation, Message, Page, Picture, Post

_SUCCESS: dict[str, Any] = {"success": True}
_LONGEST_LETTER = 1000
"""In bytes of UTF-8."""
_ACTIONS = {"block_user", "unblock_user", "move_to_spam"}


class InstagramWrites(GraphWrites):
    """Applies POST and DELETE calls of a Page's token to the account that it is linked to."""

    @property
    def instagram(self) -> InstagramWorld:
        """The world, as what it is."""
        return cast("InstagramWorld", self.world)

    def apply(
        self, call: Call, node: Page | Post | Comment | Conversation | Message, edge: str
    ) -> dict[str, Any]:
        """Do it and give Graph's body. Raises GraphError where it is refused (and nothing was done)."""
        match call.method, node, edge:
            case "POST", Page(), _:
                return self._account(call, node, edge)
            case "POST", Post(), "comments":
                self._own(node)
                return self.reply(call, node)
            case "POST", Comment(), "replies":
                top = self.world.comments.get(node.parent or node.id, node)
                if top.hidden or node.hidden:
                    raise bad_parameter("You cannot reply to a hidden comment.")
                return self.reply(call, node)
            case "POST", Comment(), "":
                return self._hide(call, node)
            case "DELETE", Comment(), "":
                talk.delete(self.world, node, lag=call.lag)
                return dict(_SUCCESS)
            case "DELETE", Post(), "":
                self._own(node)
                posts.delete_post(self.world, node, lag=call.lag)
                return dict(_SUCCESS)
            case _:
                raise GraphError(
                    100,
                    f"Unsupported {call.method.lower()} request.",
                    subcode=33,
                    type="GraphMethodException",
                )

    def _own(self, post: Post) -> None:
        if not post.writer.is_page:
            raise unknown_object(post.id, "post")

    def _hide(self, call: Call, comment: Comment) -> dict[str, Any]:
        hide = call.flag("hide")
        if hide is None:
            raise bad_parameter("The parameter hide is required.")
        if not comment.writer.is_page:  # the owner's own are always shown, whatever is answered
            talk.set_hidden(self.world, comment, hide, lag=call.lag)
        return dict(_SUCCESS)

    # -- the account's own

    def _account(self, call: Call, page: Page, edge: str) -> dict[str, Any]:
        match edge:
            case "media":
                return self._prepare(call, page)
            case "media_publish":
                return self._publish(call, page)
            case "mentions":
                return self._answer_mention(call, page)
            case "messages":
                return self._letter(call, page)
            case "moderate_conversations":
                return self._moderate(call, page)
            case _:
                raise unknown_object(page.id, "post")

    def _prepare(self, call: Call, page: Page) -> dict[str, Any]:
        address = call.text("image_url") or call.text("video_url")
        if not address:
            raise bad_parameter("The parameter image_url is required.")
        if not address.startswith("https://"):
            raise GraphError(
                9004, "Only photo or video can be accepted as media type.", subcode=2207052, transient=False
            )
        made = Container(
            id=f"178{self.world.new_number()}",
            account_id=page.id,
            caption=call.text("caption"),
            address=address,
            created=self.world.clock(),
        )
        self.instagram.containers[made.id] = made
        return {"id": made.id}

    def _publish(self, call: Call, page: Page) -> dict[str, Any]:
        container = self.instagram.containers.get(call.text("creation_id"))
        if container is None or container.account_id != page.id or container.media_id:
            raise GraphError(
                9007, "Media ID is not available", subcode=2207027, user_title="Media is not ready"
            )
        made = posts.put_post(
            self.world,
            page.id,
            page.writer,
            container.caption,
            pictures=(Picture(id=self.world.new_number(), title=container.address[:80]),),
            made_by_app=self.world.access.app.id,
            lag=call.lag,
        )
        container.media_id = made.id
        self.world.ledger.add(
            "publish",
            account=page.id,
            target=page.id,
            text=container.caption,
            at=self.world.clock(),
            made=made.id,
        )
        return {"id": made.id}

    def _answer_mention(self, call: Call, page: Page) -> dict[str, Any]:
        post = self.world.posts.get(call.text("media_id"))
        if post is None or f"@{page.username}" not in post.message:
            raise unknown_object(call.text("media_id"), "post")
        made = talk.put_comment(self.world, post, page.writer, call.text("message"), lag=call.lag)
        self.world.ledger.add(
            "reply", account=page.id, target=post.id, text=made.message, at=made.created, made=made.id
        )
        return {"id": made.id}

    # -- messages

    def _letter(self, call: Call, page: Page) -> dict[str, Any]:
        if len(as_text(call.mapping("message").get("text")).encode()) > _LONGEST_LETTER:
            raise bad_parameter("Length of param message[text] must be less than or equal to 1000.")
        try:
            return self.send(call, page)
        except GraphError as error:
            if (error.code, error.subcode) == (10, 2018278):
                raise replace(error, subcode=2534022, type="IGApiException") from None
            raise

    def _moderate(self, call: Call, page: Page) -> dict[str, Any]:
        people = [as_text(one.get("id")) for one in call.objects("user_ids")]
        actions = [one.lower() for one in call.texts("actions")]
        if not _ACTIONS.issuperset(actions):
            raise bad_parameter("Invalid actions")
        threads = {one.scoped_id for one in letters.of_page(self.world, page.id)}
        for scoped in people:
            known = letters.person_by_scoped_id(self.world, page.id, scoped)
            if known is not None and scoped not in threads:
                raise GraphError(1, "Instagram Direct thread not found between business and consumer")
        letters.moderate(self.world, page, people, actions)
        return {"success": "true"}
