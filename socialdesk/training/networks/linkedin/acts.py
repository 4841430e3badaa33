"""What clients do on the simulated LinkedIn: comment, edit, remove, publish. Each goes into the ledger."""

from __future__ import annotations

from datetime import timedelta

from socialdesk.training.networks.linkedin.posting import Wanted
from socialdesk.training.networks.linkedin.records import Comment, Post
from socialdesk.training.networks.linkedin.refusals import illegal, not_found, refused, unauthorized
from socialdesk.training.networks.linkedin.world import LinkedInWorld

LONGEST_COMMENT, LONGEST_POST = 1250, 3000
_SAME_AGAIN = timedelta(minutes=10)


def write_comment(
    world: LinkedInWorld, organization: str, post: Post, text: str, *, under: Comment | None, lag: float = 0
) -> Comment:
    """The organisation comments or replies. Raises Refusal."""
    if not text.strip():
        raise illegal("Comment text must not be blank")
    if len(text) > LONGEST_COMMENT:
        raise refused(422, "Comment text exceeds the maximum length", code="FIELD_LENGTH_TOO_LONG")
    if under is not None and under.parent is not None:
        raise illegal("Parent comment must be a top level comment")
    made = world.put_comment(post, organization, text, under=under, lag=lag)
    target = under.urn if under is not None else post.urn
    kind = "reply" if under is not None else "comment"
    world.ledger.add(kind, account=organization, target=target, text=text, at=made.created, made=made.urn)
    return made


def edit_comment(
    world: LinkedInWorld, organization: str, comment: Comment, text: str, *, lag: float = 0
) -> None:
    """The organisation changes a comment of its own. Raises Refusal."""
    if comment.actor != organization:
        raise unauthorized(comment.urn)
    now = world.clock()

    def change() -> None:
        comment.text, comment.modified = text, now

    world.later(change, lag)
    world.ledger.add("edit", account=organization, target=comment.urn, text=text, at=now)


def remove_comment(world: LinkedInWorld, organization: str, comment: Comment, *, lag: float = 0) -> None:
    """The organisation removes its own comment, or a member's beneath its own post. Raises Refusal."""
    others = comment.actor != organization
    if others and (comment.post.author != organization or not world.removes_others):
        raise unauthorized(comment.urn)
    if not world.doom(comment.urn):
        raise not_found("Comment")
    world.later(lambda: world.vanish(comment), lag)
    world.ledger.add(
        "delete",
        account=organization,
        target=comment.urn,
        text=comment.text,
        at=world.clock(),
        also=tuple(one.urn for one in comment.replies),
    )


def publish(
    world: LinkedInWorld, organization: str, commentary: str, *, lag: float = 0, wanted: Wanted | None = None
) -> Post:
    """The organisation publishes. Raises Refusal, also for the same words again."""
    more = wanted or Wanted()
    if not commentary.strip() and not more.reshared:
        raise refused(422, "commentary must not be blank", code="INVALID_VALUE_BLANK_FIELD")
    if len(commentary.replace("\\", "")) > LONGEST_POST:
        raise refused(400, "commentary exceeds the maximum length", code="FIELD_LENGTH_TOO_LONG")
    now = world.clock()
    for call in reversed(world.ledger.after()):
        same = (
            bool(commentary)
            and call.kind == "publish"
            and call.account == organization
            and call.text == commentary
        )
        if same and now - call.at < _SAME_AGAIN:
            raise refused(422, f"Content is a duplicate of {call.id}")
    made = world.put_post(
        organization, commentary, picture=more.pictures[0] if more.pictures else None, others=more.pictures[1:],
        reshared=more.reshared, lag=lag,
    )  # fmt: skip
    kind, target = ("reshare", more.reshared) if more.reshared else ("publish", organization)
    world.ledger.add(kind, account=organization, target=target, text=commentary, at=now, made=made.urn)
    return made


def remove_post(world: LinkedInWorld, organization: str, post: Post, *, lag: float = 0) -> None:
    """The organisation removes a post of its own; doing it twice is no error. Raises Refusal."""
    if post.author != organization:
        raise unauthorized(post.urn)
    if not world.doom(post.urn):
        return
    gone = tuple(one.urn for top in post.comments for one in (top, *top.replies))
    world.later(lambda: world.drop_post(post), lag)
    world.ledger.add(
        "delete_post",
        account=organization,
        target=post.urn,
        text=post.commentary,
        at=world.clock(),
        also=gone,
    )
