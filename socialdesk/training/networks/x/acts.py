"""What clients may do on the simulated X. Each is applied wholly and written down, or refused wholly."""

from __future__ import annotations

from datetime import datetime, timedelta

from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.x.problems import forbidden, invalid, not_enrolled, not_found
from socialdesk.training.networks.x.records import Letter, Post, User
from socialdesk.training.networks.x.world import XWorld

LONGEST_POST = 25_000
_SAME_WORDS = timedelta(hours=24)


class Acts:
    """Writes of an account's token. Under the world's lock; each raises XRefusal where it is refused."""

    def __init__(self, world: XWorld) -> None:
        self.world = world
        self._said: dict[tuple[str, str], tuple[datetime, str]] = {}
        self._doomed: set[str] = set()

    def post(
        self, me: User, text: str, *, under: str, quoted: str, lag: float, pictures: tuple[Picture, ...] = ()
    ) -> Post:
        """Publish, or reply where `under` is a post."""
        world = self.world
        if len(text) > LONGEST_POST:
            raise forbidden("Your Tweet text is too long.")
        above: Post | None = None
        if under:
            if under not in world.posts:
                raise forbidden("You attempted to reply to a Tweet that is deleted or not visible to you.")
            above = world.newest(under)
            self._may_reply(me, above)
        if quoted and not world.enterprise:
            raise forbidden("You are not permitted to quote a Post with your access level.")
        made = world.make_post(me, text, under=above, quoted=quoted or None)
        self._not_said_before(made)
        made.picture, made.others = (pictures[0], pictures[1:]) if pictures else (None, ())
        kind, target = ("reply", under) if under else ("reshare", quoted) if quoted else ("publish", me.id)
        world.ledger.add(kind, account=me.id, target=target, text=text, at=made.created, made=made.id)
        world.later(lambda: world.show(made), lag)
        return made

    def delete(self, me: User, post_id: str, *, lag: float) -> None:
        """Take an own post down."""
        world = self.world
        if post_id not in world.posts or world.posts[post_id].history[0] in self._doomed:
            raise not_found("id", post_id)
        post = world.newest(post_id)
        if post.author is not me:
            raise forbidden("You are not authorized to delete this Tweet.")
        self._doomed.add(post.history[0])
        world.ledger.add("delete", account=me.id, target=post_id, at=world.clock())
        world.later(lambda: world.remove(post), lag)

    def hide(self, me: User, post_id: str, hidden: bool) -> None:
        """Hide a reply in an own conversation, or show it again."""
        world = self.world
        if post_id not in world.posts:
            raise not_found("tweet_id", post_id)
        post = world.newest(post_id)
        root = world.posts.get(post.conversation)
        if post.replied_to is None or post.author is me or root is None or root.author is not me:
            raise forbidden("You are not permitted to hide or unhide this reply.")
        for one in post.history:
            world.posts[one].hidden = hidden
        kind = "hide" if hidden else "unhide"
        world.ledger.add(kind, account=me.id, target=post_id, at=world.clock())

    def mute(self, me: User, person: str, muted: bool) -> None:
        """Mute, or no longer."""
        who = self._other(me, person)
        me.muted.pop(who.id, None)
        if muted:
            me.muted[who.id] = who
        self.world.ledger.add(
            "mute" if muted else "unmute", account=me.id, target=person, at=self.world.clock()
        )

    def block(self, me: User, person: str, blocked: bool) -> None:
        """Block, or no longer: for Enterprise alone."""
        if not self.world.enterprise:
            raise not_enrolled()
        who = self._other(me, person)
        me.blocked.pop(who.id, None)
        if blocked:
            me.blocked[who.id] = who
        self.world.ledger.add(
            "block" if blocked else "unblock", account=me.id, target=person, at=self.world.clock()
        )

    def shut(self, me: User, person: str, shut: bool) -> None:
        """Take no messages of a person's, or take them again."""
        who = self._other(me, person)
        (me.shut.add if shut else me.shut.discard)(who.id)
        kind = "block_messages" if shut else "unblock_messages"
        self.world.ledger.add(kind, account=me.id, target=person, at=self.world.clock())

    def send(self, me: User, person: str, text: str, *, lag: float) -> Letter:
        """A direct message."""
        world = self.world
        who = world.users.get(person)
        if who is None or who is me:
            raise forbidden("You do not have permission to DM one or more participants.")
        if me.id in who.blocked or me.id in who.shut:
            raise forbidden("You do not have permission to DM one or more participants.")
        made = world.make_letter(me, who, text)
        world.ledger.add("message", account=me.id, target=person, text=text, at=made.created, made=made.id)
        world.later(lambda: world.show_letter(made), max(lag, world.letter_lag))
        return made

    def _may_reply(self, me: User, above: Post) -> None:
        """On self-serve only to oneself, or to somebody whose post names or quotes the account."""
        if self.world.enterprise or above.author is me or me in self.world.mentions(above):
            return
        quoted = self.world.posts.get(above.quoted or "")
        if quoted is not None and quoted.author is me:
            return
        raise forbidden(
            "Reply to this conversation is not allowed because you have not been mentioned or otherwise"
            " engaged by the author of the post you are replying to."
        )

    def _not_said_before(self, made: Post) -> None:
        key = (made.author.id, " ".join([*(user.id for user in made.leading), *made.text.split()]))
        before = self._said.get(key)
        if before is not None:
            at, post_id = before
            if post_id not in self._doomed and made.created - at < _SAME_WORDS:
                raise forbidden("You are not allowed to create a Tweet with duplicate content.")
        self._said[key] = (made.created, made.id)

    def _other(self, me: User, person: str) -> User:
        who = self.world.users.get(person)
        if who is None:
            raise not_found("target_user_id", person, kind="user")
        if who is me:
            raise invalid("target_user_id", person, "You cannot do this to yourself.")
        return who
