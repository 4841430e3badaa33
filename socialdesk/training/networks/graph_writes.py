"""The Graph calls that change something (platforms.md 1.2). Each is applied wholly or refused wholly."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from socialdesk.training.networks import comments as talk
from socialdesk.training.networks import conversations as letters
from socialdesk.training.networks import posts
from socialdesk.training.networks.call import Call, as_text
from socialdesk.training.networks.graph_errors import GraphError, bad_parameter, unknown_object
from socialdesk.training.networks.records import Comment, Conversation, Message, Page, Picture, Post
from socialdesk.training.networks.world import World

_SUCCESS: dict[str, Any] = {"success": True}


class GraphWrites:
    """Applies POST and DELETE calls of a page's own token to a world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def apply(
        self, call: Call, node: Page | Post | Comment | Conversation | Message, edge: str
    ) -> dict[str, Any]:
        """Do it and give Graph's body. Raises GraphError where it is refused (and nothing was done)."""
        match call.method, node, edge:
            case _, Page(), _:
                return self._page(call, node, edge)
            case "POST", Post() | Comment(), "comments":
                return self.reply(call, node)
            case _, Post() | Comment(), "likes":
                talk.set_liked(self.world, node, call.method == "POST")
                return dict(_SUCCESS)
            case "POST", Comment(), "":
                return self._change_comment(call, node)
            case "DELETE", Comment(), "":
                talk.delete(self.world, node, lag=call.lag)
                return dict(_SUCCESS)
            case "POST", Post(), "":
                return self._change_post(call, node)
            case "DELETE", Post(), "":
                posts.delete_post(self.world, node, lag=call.lag)
                return dict(_SUCCESS)
            case _:
                raise GraphError(
                    100,
                    f"Unsupported {call.method.lower()} request.",
                    subcode=33,
                    type="GraphMethodException",
                )

    # -- comments and posts

    def reply(self, call: Call, node: Post | Comment) -> dict[str, Any]:
        """A comment of the page's own. Raises GraphError."""
        under = node if isinstance(node, Comment) else None
        post = self.world.posts[node.post_id] if isinstance(node, Comment) else node
        picture = self._picture_of(call)
        made = talk.reply(self.world, post, call.text("message"), under=under, picture=picture, lag=call.lag)
        return {"id": made.id}

    def _change_comment(self, call: Call, comment: Comment) -> dict[str, Any]:
        hidden = call.flag("is_hidden")
        if hidden is None and "message" not in call.params:
            raise bad_parameter("At least one of is_hidden, message or an attachment must be given.")
        if hidden is not None and "message" in call.params:
            raise bad_parameter("Params is_hidden and message cannot be changed together.")
        if "message" in call.params:
            talk.edit(self.world, comment, call.text("message"), lag=call.lag)
        if hidden is not None:
            talk.set_hidden(self.world, comment, hidden, lag=call.lag)
        return dict(_SUCCESS)

    def _change_post(self, call: Call, post: Post) -> dict[str, Any]:
        hidden = call.flag("is_hidden")
        if hidden is None and not {"message", "scheduled_publish_time"} & call.params.keys():
            raise bad_parameter("At least one of is_hidden, message or scheduled_publish_time must be given.")
        if "scheduled_publish_time" in call.params:
            posts.reschedule_post(self.world, post, self._time(call), lag=call.lag)
        if "message" in call.params:
            posts.edit_post(self.world, post, call.text("message"), lag=call.lag)
        if hidden is not None:
            posts.set_post_hidden(self.world, post, hidden)
        return dict(_SUCCESS)

    # -- the page's own

    def _page(self, call: Call, page: Page, edge: str) -> dict[str, Any]:
        match call.method, edge:
            case "POST", "feed":
                return self._publish(call, page)
            case "POST", "photos":
                return self._photo(call, page)
            case "POST", "messages":
                return self.send(call, page)
            case "POST", "blocked":
                blocked = letters.block(self.world, page, self._people(call))
                if not any(blocked.values()):
                    raise bad_parameter("Param user must be a valid user id of this page.")
                return dict(blocked)
            case "DELETE", "blocked":
                letters.unblock(self.world, page, self._people(call))
                return dict(_SUCCESS)
            case "POST", "moderate_conversations":
                people = [as_text(one.get("id")) for one in call.objects("user_ids")]
                letters.moderate(self.world, page, people, call.texts("actions"))
                return dict(_SUCCESS)
            case "POST", "settings":
                option = {name: as_text(value) for name, value in call.mapping("option").items()}
                if not option.keys() <= page.settings.keys() or not option:
                    raise bad_parameter("Param option must name a known setting.")
                page.settings |= option
                text = ", ".join(f"{name}={value}" for name, value in option.items())
                self.world.ledger.add(
                    "settings", account=page.id, target=page.id, text=text, at=self.world.clock()
                )
                return dict(_SUCCESS)
            case "POST" | "DELETE", "subscribed_apps":
                return dict(_SUCCESS)
            case _:
                raise unknown_object(page.id, call.method.lower())

    def _people(self, call: Call) -> list[str]:
        people = [one for name in ("user", "psid", "asid", "uid") for one in call.texts(name)]
        if not people:
            raise bad_parameter("One of user, psid, asid or uid must be given.")
        return people

    def _publish(self, call: Call, page: Page) -> dict[str, Any]:
        scheduled = self._time(call) if call.flag("published") is False else None
        pictures = tuple(self._uploaded(as_text(one.get("media_fbid"))) for one in self._media(call))
        post = posts.publish(
            self.world,
            page.id,
            call.text("message"),
            link=call.text("link"),
            pictures=pictures,
            scheduled=scheduled,
            lag=call.lag,
        )
        return {"id": post.id}

    def _time(self, call: Call) -> datetime:
        at = call.whole("scheduled_publish_time")
        if at is None or not 0 < at < 32_503_680_000:
            raise bad_parameter("You must specify a scheduled publish time for an unpublished post.")
        return datetime.fromtimestamp(at, UTC)

    def _media(self, call: Call) -> list[Any]:
        """`attached_media` as one array, or as `attached_media[0]`, `attached_media[1]` ... of a form."""
        names = sorted(name for name in call.params if name.startswith("attached_media["))
        return [call.mapping(name) for name in names] or call.objects("attached_media")

    def _uploaded(self, picture_id: str) -> Picture:
        picture = self.world.pictures.get(picture_id)
        if picture is None:
            raise bad_parameter("Param attached_media must name an uploaded photo.")
        return picture

    def _photo(self, call: Call, page: Page) -> dict[str, Any]:
        if call.upload is None and not call.text("url"):
            raise GraphError(324, "(#324) Missing or invalid image file")
        number = self.world.new_number()
        caption = call.text("caption") or call.text("message")
        alt = call.text("alt_text_custom")
        picture = Picture(id=number, title=caption[:80], content=call.upload, alt=alt)
        if call.flag("published") is False:
            self.world.pictures[number] = picture
            self.world.ledger.add(
                "photo", account=page.id, target=page.id, at=self.world.clock(), made=number
            )
            return {"id": number}
        post = posts.publish(self.world, page.id, caption, pictures=(picture,), lag=call.lag)
        return {"id": number, "post_id": post.id}

    def _picture_of(self, call: Call) -> Picture | None:
        if call.text("attachment_id"):
            return self._uploaded(call.text("attachment_id"))
        if call.upload is None and not (call.text("attachment_url") or call.text("attachment_share_url")):
            return None
        return Picture(id=self.world.new_number(), title="", content=call.upload)

    # -- messages

    def send(self, call: Call, page: Page) -> dict[str, Any]:
        """A message to somebody who wrote, or the private reply to a comment. Raises GraphError."""
        recipient = call.mapping("recipient")
        text = as_text(call.mapping("message").get("text"))
        target_id = as_text(recipient.get("comment_id") or recipient.get("post_id"))
        if target_id:
            target = self.world.comments.get(target_id) or self.world.posts.get(target_id)
            if target is None or target.page_id != page.id:
                raise unknown_object(target_id, "post")
            made = letters.reply_privately(self.world, page, target, text, lag=call.lag)
            return {"recipient_id": self.world.scoped_id(target.writer, page.id), "message_id": made.id}
        scoped = as_text(recipient.get("id"))
        if not scoped:
            raise bad_parameter("Param recipient must have an id, a comment_id or a post_id.")
        tag = call.text("tag")
        tagged = call.text("messaging_type") == "MESSAGE_TAG"
        if tagged != bool(tag):
            raise bad_parameter("Param tag and messaging_type MESSAGE_TAG must be given together.")
        made = letters.send(self.world, page, scoped, text, tag=tag, lag=call.lag)
        return {"recipient_id": scoped, "message_id": made.id}
