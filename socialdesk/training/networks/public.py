"""What members of the public do: none of it is in the ledger, and whom a page has blocked cannot do it."""

from __future__ import annotations

from datetime import datetime

from socialdesk.training.networks import comments, conversations, posts
from socialdesk.training.networks.graph_errors import unknown_object
from socialdesk.training.networks.records import Comment, Message, Picture, Post, Writer
from socialdesk.training.networks.world import World


def may_act(world: World, page_id: str, who: Writer) -> bool:
    """False for somebody whom the page has blocked or banned. GraphError 100/33: no such page."""
    return who.is_page or conversations.may_write(world.page(page_id), world.scoped_id(who, page_id))


def write_comment(
    world: World,
    target_id: str,
    who: Writer,
    text: str,
    *,
    at: datetime | None = None,
    picture: Picture | None = None,
    hidden: bool = False,
) -> Comment | None:
    """Comment on a post or a comment. None where the page has blocked them; GraphError 100/33 if gone."""
    with world.lock:
        under = world.comments.get(target_id)
        post = world.posts.get(under.post_id if under else target_id)
        if post is None:
            raise unknown_object(target_id)
        if not may_act(world, post.page_id, who):
            return None
        return comments.put_comment(
            world, post, who, text, under=under, at=at, picture=picture, hidden=hidden
        )


def write_message(
    world: World,
    page_id: str,
    who: Writer,
    text: str,
    *,
    at: datetime | None = None,
    picture: Picture | None = None,
) -> Message | None:
    """Send the page a private message. None where the page has blocked them."""
    with world.lock:
        if not may_act(world, page_id, who):
            return None
        return conversations.put_message(world, page_id, who, text, at=at, picture=picture)


def write_post(
    world: World,
    page_id: str,
    who: Writer,
    text: str,
    *,
    at: datetime | None = None,
    picture: Picture | None = None,
    tags_page: bool = False,
) -> Post | None:
    """Write on the page's timeline, or elsewhere naming it. None where the page has blocked them."""
    with world.lock:
        if not may_act(world, page_id, who):
            return None
        pictures = () if picture is None else (picture,)
        return posts.put_post(world, page_id, who, text, at=at, pictures=pictures, tags_page=tags_page)


def edit(world: World, item_id: str, text: str) -> None:
    """The author changes a comment or a visitor's post. Raises GraphError 100/33."""
    post = world.posts.get(item_id)
    if post is None:
        comments.public_edit(world, item_id, text)
    else:
        posts.public_edit(world, post, text)


def withdraw(world: World, item_id: str) -> None:
    """The author takes a comment or a visitor's post down, and what was answered beneath it.

    Raises GraphError 100/33.
    """
    post = world.posts.get(item_id)
    if post is None:
        comments.public_withdraw(world, item_id)
    else:
        posts.public_withdraw(world, post)
