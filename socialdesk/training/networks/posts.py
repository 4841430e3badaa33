"""What may be done with posts: publish, schedule, edit, delete."""

from __future__ import annotations

from bisect import insort
from datetime import datetime, timedelta

from socialdesk.training.networks.graph_errors import GraphError, bad_parameter, not_permitted, unknown_object
from socialdesk.training.networks.records import Picture, Post, Writer
from socialdesk.training.networks.world import World

SOONEST, LATEST = timedelta(minutes=10), timedelta(days=30)
"""How far ahead a post may be scheduled."""
SAME_AGAIN = timedelta(hours=1)
"""How long the same words count as a duplicate."""


def put_post(
    world: World,
    page_id: str,
    writer: Writer,
    message: str,
    *,
    at: datetime | None = None,
    link: str = "",
    pictures: tuple[Picture, ...] = (),
    made_by_app: str | None = None,
    scheduled: datetime | None = None,
    tags_page: bool = False,
    lag: float = 0,
) -> Post:
    """Put a post on a page's timeline; a scheduled one is published when its time has come."""
    with world.lock:
        made = at or world.clock()
        post = Post(
            id=world.post_id(page_id),
            page_id=page_id,
            writer=writer,
            message=message,
            created=scheduled or made,
            updated=made,
            position=world.place(scheduled or made),
            link=link,
            pictures=pictures,
            published=scheduled is None,
            scheduled=scheduled,
            made_by_app=made_by_app,
            tags_page=tags_page,
        )
        for picture in pictures:
            world.pictures[picture.id] = picture

        def appear() -> None:
            world.posts[post.id] = post
            insort(world.timelines[page_id], post, key=lambda one: one.position)

        world.later(appear, lag)
        if scheduled is not None:
            _come_out(world, post, scheduled)
        return post


def _come_out(world: World, post: Post, scheduled: datetime) -> None:
    """The post is published at its time, unless it has been given another one meanwhile."""

    def come_out() -> None:
        if post.scheduled == scheduled:
            post.published, post.scheduled = True, None

    world.later(come_out, (scheduled - world.clock()).total_seconds())


def publish(
    world: World,
    page_id: str,
    message: str,
    *,
    link: str = "",
    pictures: tuple[Picture, ...] = (),
    scheduled: datetime | None = None,
    lag: float = 0,
) -> Post:
    """The page publishes or schedules. Raises GraphError 100 (empty, bad time) or 506 (same words again)."""
    with world.lock:
        now = world.clock()
        if not message and not link and not pictures:
            raise bad_parameter("You must provide a message, link, or place.")
        if scheduled is not None and not SOONEST <= scheduled - now <= LATEST:
            raise bad_parameter("The specified scheduled publish time is invalid.")
        last = world.last_published.get(page_id)
        if message and last is not None and last[0] == message and now - last[1] < SAME_AGAIN:
            raise GraphError(
                506,
                "(#506) Duplicate status message",
                subcode=1455006,
                user_title="Duplicate Status Update",
                user_message="This status update is identical to the last one you posted.",
            )
        post = put_post(
            world,
            page_id,
            world.page(page_id).writer,
            message,
            link=link,
            pictures=pictures,
            made_by_app=world.access.app.id,
            scheduled=scheduled,
            lag=lag,
        )
        world.last_published[page_id] = (message, now)
        kind = "publish" if scheduled is None else "schedule"
        if shared_post(world, post) is not None:
            kind = "reshare"
        world.ledger.add(kind, account=page_id, target=page_id, text=message, at=now, made=post.id)
        return post


def edit_post(world: World, post: Post, message: str, *, lag: float = 0) -> None:
    """Only the app that made a post may change it. Raises GraphError 200."""
    with world.lock:
        if post.made_by_app != world.access.app.id:
            raise not_permitted("This post wasn't created by the application")
        now = world.clock()

        def change() -> None:
            post.message, post.updated = message, now

        world.later(change, lag)
        world.ledger.add("edit_post", account=post.page_id, target=post.id, text=message, at=now)


def reschedule_post(world: World, post: Post, scheduled: datetime, *, lag: float = 0) -> None:
    """Another time for a scheduled post, by the app that scheduled it. Raises GraphError 100 or 200."""
    with world.lock:
        if post.made_by_app != world.access.app.id:
            raise not_permitted("This post wasn't created by the application")
        now = world.clock()
        if post.scheduled is None or not SOONEST <= scheduled - now <= LATEST:
            raise bad_parameter("The specified scheduled publish time is invalid.")

        def change() -> None:
            if post.scheduled is None or post not in world.timelines[post.page_id]:
                return
            world.timelines[post.page_id].remove(post)
            post.created = post.scheduled = scheduled
            post.position = world.place(scheduled)
            insort(world.timelines[post.page_id], post, key=lambda one: one.position)
            _come_out(world, post, scheduled)

        world.later(change, lag)
        world.ledger.add("reschedule", account=post.page_id, target=post.id, text=post.message, at=now)


def shared_post(world: World, post: Post) -> Post | None:
    """The post of a page's that a post leads to, where it is a share of one."""
    page_id, _, number = post.link.removeprefix("https://www.facebook.com/").partition("/posts/")
    return world.posts.get(f"{page_id}_{number}") if number else None


def set_post_hidden(world: World, post: Post, hidden: bool) -> None:
    """Take a post off the timeline, or put it back."""
    with world.lock:
        post.hidden = hidden
        kind = "hide" if hidden else "unhide"
        world.ledger.add(kind, account=post.page_id, target=post.id, text=post.message, at=world.clock())


def delete_post(world: World, post: Post, *, lag: float = 0) -> None:
    """Take a post away with all its comments. Raises GraphError 100/33 where that has been done."""
    with world.lock:
        world.doom(post.id)
        gone = tuple(comment.id for comment in post.comments)
        world.later(lambda: _vanish(world, post), lag)
        world.ledger.add(
            "delete_post",
            account=post.page_id,
            target=post.id,
            text=post.message,
            at=world.clock(),
            also=gone,
        )


def public_edit(world: World, post: Post, message: str) -> None:
    """A visitor changes what they wrote. Raises GraphError 100/33 for the page's own."""
    with world.lock:
        _visitors(post)
        post.message, post.updated = message, world.clock()


def public_withdraw(world: World, post: Post) -> None:
    """A visitor takes their post down, with all its comments. Raises GraphError 100/33."""
    with world.lock:
        _visitors(post)
        world.doom(post.id)
        _vanish(world, post)


def _visitors(post: Post) -> None:
    if post.writer.is_page:
        raise unknown_object(post.id)


def _vanish(world: World, post: Post) -> None:
    world.posts.pop(post.id, None)
    if post in world.timelines[post.page_id]:
        world.timelines[post.page_id].remove(post)
    for comment in post.comments:
        world.comments.pop(comment.id, None)
