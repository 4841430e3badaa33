"""What may be done with comments: write, reply, hide, edit, delete, like (platforms.md 1.2, 1.3)."""

from __future__ import annotations

from bisect import insort
from datetime import datetime

from socialdesk.training.networks.graph_errors import bad_parameter, not_permitted, unknown_object
from socialdesk.training.networks.records import Comment, Picture, Post, Writer
from socialdesk.training.networks.world import World


def put_comment(
    world: World,
    post: Post,
    writer: Writer,
    message: str,
    *,
    under: Comment | None = None,
    at: datetime | None = None,
    picture: Picture | None = None,
    hidden: bool = False,
    lag: float = 0,
) -> Comment:
    """Add a comment; a reply to a reply is filed under the top-level comment, as Facebook does."""
    with world.lock:
        made = at or world.clock()
        comment = Comment(
            id=world.comment_id(post),
            post_id=post.id,
            page_id=post.page_id,
            writer=writer,
            message=message,
            created=made,
            position=world.place(made),
            parent=(under.parent or under.id) if under else None,
            picture=picture,
            hidden=hidden,
        )
        if picture is not None:
            world.pictures[picture.id] = picture

        def appear() -> None:
            parent = world.comments.get(comment.parent or "")
            if comment.parent is not None:
                if parent is None:
                    return  # what it answered has been taken away meanwhile
                insort(parent.beneath, comment, key=lambda one: one.position)
            world.comments[comment.id] = comment
            insort(post.comments, comment, key=lambda one: one.position)

        world.later(appear, lag)
        return comment


def reply(
    world: World,
    post: Post,
    message: str,
    *,
    under: Comment | None,
    picture: Picture | None = None,
    lag: float = 0,
) -> Comment:
    """The page writes beneath a post or a comment. Raises GraphError 100 for an empty one."""
    with world.lock:
        if not message.strip() and picture is None:
            raise bad_parameter("Param message must be a non-empty string, or an attachment must be given.")
        page = world.page(post.page_id)
        comment = put_comment(world, post, page.writer, message, under=under, picture=picture, lag=lag)
        target = under.id if under else post.id
        kind = "reply" if under else "comment"
        world.ledger.add(
            kind, account=page.id, target=target, text=message, at=comment.created, made=comment.id
        )
        return comment


def can_hide(world: World, comment: Comment) -> bool:
    """Not the page's own, and not a visitor's comment on a visitor's post (platforms.md 1.3)."""
    post = world.posts.get(comment.post_id)
    return not comment.writer.is_page and (post is None or post.writer.is_page)


def set_hidden(world: World, comment: Comment, hidden: bool, *, lag: float = 0) -> None:
    """Hide or show again; doing it twice is no error. Raises GraphError 200 where it cannot be."""
    with world.lock:
        if not can_hide(world, comment):
            raise not_permitted("Permissions error: this comment cannot be hidden", subcode=1705)

        def change() -> None:
            comment.hidden = hidden

        world.later(change, lag)
        kind = "hide" if hidden else "unhide"
        world.ledger.add(
            kind, account=comment.page_id, target=comment.id, text=comment.message, at=world.clock()
        )


def edit(world: World, comment: Comment, message: str, *, lag: float = 0) -> None:
    """Change the page's own comment. Raises GraphError 200 for anybody else's, 100 for an empty text."""
    with world.lock:
        if not comment.writer.is_page:
            raise not_permitted("Permissions error: only the author of a comment can edit it")
        if not message.strip():
            raise bad_parameter("Param message must be a non-empty string.")

        def change() -> None:
            comment.message = message

        world.later(change, lag)
        world.ledger.add("edit", account=comment.page_id, target=comment.id, text=message, at=world.clock())


def delete(world: World, comment: Comment, *, lag: float = 0) -> None:
    """Remove for good, with every reply beneath it. Raises GraphError 100/33 where that has been done."""
    with world.lock:
        world.doom(comment.id)
        world.later(lambda: _vanish(world, comment), lag)
        world.ledger.add(
            "delete",
            account=comment.page_id,
            target=comment.id,
            text=comment.message,
            at=world.clock(),
            also=tuple(one.id for one in comment.beneath),
        )


def set_liked(world: World, comment: Comment | Post, liked: bool) -> None:
    """The page likes it, or no longer."""
    with world.lock:
        if liked:
            comment.likes.add(comment.page_id)
        else:
            comment.likes.discard(comment.page_id)
        kind = "like" if liked else "unlike"
        world.ledger.add(kind, account=comment.page_id, target=comment.id, at=world.clock())


def public_edit(world: World, comment_id: str, message: str) -> None:
    """The author changes it. Raises GraphError 100/33."""
    with world.lock:
        _find(world, comment_id).message = message


def public_withdraw(world: World, comment_id: str) -> None:
    """The author takes it down, with every reply beneath it. Raises GraphError 100/33."""
    with world.lock:
        comment = _find(world, comment_id)
        world.doom(comment.id)
        _vanish(world, comment)


def _find(world: World, comment_id: str) -> Comment:
    comment = world.comments.get(comment_id)
    if comment is None:
        raise unknown_object(comment_id)
    return comment


def _vanish(world: World, comment: Comment) -> None:
    post = world.posts.get(comment.post_id)
    going = {comment.id, *(one.id for one in comment.beneath)}
    for one in going:
        world.comments.pop(one, None)
    parent = world.comments.get(comment.parent or "")
    if parent is not None and comment in parent.beneath:
        parent.beneath.remove(comment)
    if post is not None:
        post.comments[:] = [one for one in post.comments if one.id not in going]
