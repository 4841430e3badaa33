"""The simulated LinkedIn's state, behind one lock, and what its public does (`PublicWorld`).

Reads and writes may come from any thread. What clients ask for is in `acts` and goes into the ledger; what the
public does here does not.
"""

from __future__ import annotations

import hashlib
import secrets
from bisect import insort
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any

from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.training.networks.ledger import Ledger
from socialdesk.training.networks.linkedin.records import (
    Comment,
    Happened,
    Member,
    Notification,
    Organization,
    Post,
    Role,
    Token,
)
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.records import Picture, Position

_OFFSET = 397_125_312
"""About how far an activity's number lies above its post's, as seen on the real service."""


class LinkedInWorld:
    """Organisations, posts, comments and notifications of one simulated LinkedIn."""

    network = "linkedin"

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0) -> None:
        """`seed` decides every number."""
        self.clock = clock
        self.lock = RLock()
        self.ledger = Ledger(self.lock)
        self.organizations: dict[str, Organization] = {}
        self.people: dict[str, Member] = {}
        self.members: dict[str, Member] = {}
        """The same by their own numbers."""
        self.posts: dict[str, Post] = {}
        self.activities: dict[str, Post] = {}
        self.comments: dict[str, Comment] = {}
        self.pictures: dict[str, Picture] = {}
        self.notifications: list[Notification] = []
        self.tokens: dict[str, Token] = {}
        self.daily_calls: int | None = None
        """How many calls a day each resource takes; None: any number."""
        self.calls: dict[tuple[str, str], int] = {}
        """Day and resource: how many there were."""
        self.newest_first = True
        """The order in which comments are listed, which LinkedIn does not promise."""
        self.shows_actors = True
        """False: lists come without `actor`, as was recorded."""
        self.summarises = True
        """False: comments come without saying how many replies they have, as the documentation shows them."""
        self.decorates = True
        """False: notifications come without the words and names of what they are about."""
        self.removes_others = True
        """Whether an organisation may remove what members comment; what the real LinkedIn does is not established."""
        self._dice = Random(f"linkedin/{seed}")
        self._number = 7_398_000_000_000_000_000
        self._order = 0
        self._doomed: set[str] = set()
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []
        self._account_tokens: dict[str, str] = {}
        self.staff = self._member("staff", "A. Member of Staff")
        self.staff_token = self.issue(Token(self.staff))

    # -- building blocks

    def new_number(self) -> str:
        """A fresh number, as long as LinkedIn's."""
        with self.lock:
            self._number += self._dice.randrange(10**9, 10**12)
            return str(self._number)

    def place(self, at: datetime) -> Position:
        """Where something made at `at` stands among its like."""
        with self.lock:
            self._order += 1
            return to_ms(at), self._order

    def settle(self) -> None:
        """Let what was waiting (read-after-write lag) come true if its time has come."""
        with self.lock:
            now = self.clock()
            due = [entry for entry in self._waiting if entry[0] <= now]
            self._waiting = [entry for entry in self._waiting if entry[0] > now]
            for _, _, change in sorted(due, key=lambda entry: entry[:2]):
                change()

    def later(self, change: Callable[[], None], seconds: float) -> None:
        """Make `change` now, or visible to readers only in `seconds`."""
        with self.lock:
            if seconds <= 0:
                change()
                return
            self._order += 1
            self._waiting.append((self.clock() + timedelta(seconds=seconds), self._order, change))

    def doom(self, urn: str) -> bool:
        """Mark as deleted before readers can see it; False where that has been done."""
        with self.lock:
            new = urn not in self._doomed
            self._doomed.add(urn)
            return new

    def issue(self, token: Token) -> str:
        """A new sign-in's value."""
        value = f"AQVsim{secrets.token_urlsafe(120)}"
        self.tokens[value] = token
        return value

    def token_of(self, account_id: str) -> str:
        """The sign-in of an organisation's administrator; the same one each time."""
        return self._account_tokens[account_id]

    def find_post(self, urn: str) -> Post | None:
        """By its own name or its activity's."""
        return self.posts.get(urn) or self.activities.get(urn)

    def notify(
        self, action: Happened, post: Post, comment: Comment | None = None, organization: str = ""
    ) -> None:
        """Tell the organisation whose post it is, or which is named in it."""
        about = organization or post.author
        if about not in self.organizations:
            return
        self.notifications.append(
            Notification(
                number=5_600_000_000 + len(self.notifications),
                organization=about,
                action=action,
                at=(comment.created if comment else post.created)
                if action in {Happened.COMMENT, Happened.ADMIN_COMMENT, Happened.SHARE_MENTION}
                else self.clock(),
                post=post,
                comment=comment,
                text=comment.text if comment else post.commentary,
            )
        )

    def put_post(
        self,
        author: str,
        commentary: str,
        *,
        at: datetime | None = None,
        picture: Picture | None = None,
        others: tuple[Picture, ...] = (),
        reshared: str = "",
        lag: float = 0,
    ) -> Post:
        """Publish, as an organisation or a member."""
        with self.lock:
            made = at or self.clock()
            number = self.new_number()
            kind = self._dice.choice(("share", "ugcPost"))
            post = Post(
                urn=f"urn:li:{kind}:{number}",
                activity=f"urn:li:activity:{int(number) + _OFFSET}",
                author=author,
                commentary=commentary,
                created=made,
                modified=made,
                position=self.place(made),
                picture=self._keep(picture),
                others=others,
                reshared=reshared,
            )

            def appear() -> None:
                self.posts[post.urn] = post
                self.activities[post.activity] = post

            self.later(appear, lag)
            return post

    def put_comment(
        self,
        post: Post,
        actor: str,
        text: str,
        *,
        under: Comment | None = None,
        at: datetime | None = None,
        picture: Picture | None = None,
        lag: float = 0,
    ) -> Comment:
        """Add a comment, or a reply beneath the top-level comment that `under` is or belongs to."""
        with self.lock:
            made = at or self.clock()
            comment = Comment(
                number=self.new_number(),
                post=post,
                actor=actor,
                text=text,
                created=made,
                modified=made,
                position=self.place(made),
                parent=(under.parent or under) if under else None,
                picture=self._keep(picture),
            )

            def appear() -> None:
                if comment.parent is not None and comment.parent.urn not in self.comments:
                    return  # what it answered has been taken away meanwhile
                beneath = post.comments if comment.parent is None else comment.parent.replies
                insort(beneath, comment, key=lambda one: one.position)
                self.comments[comment.urn] = comment
                own = actor == post.author
                self.notify(Happened.ADMIN_COMMENT if own else Happened.COMMENT, post, comment)

            self.later(appear, lag)
            return comment

    def vanish(self, comment: Comment) -> None:
        """Take a comment away with every reply beneath it."""
        beneath = comment.post.comments if comment.parent is None else comment.parent.replies
        if comment in beneath:
            beneath.remove(comment)
        for one in (comment, *comment.replies):
            self.comments.pop(one.urn, None)
        self.notify(Happened.COMMENT_DELETE, comment.post, comment)

    # -- the public

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """An organisation's page, with an administrator of its own."""
        with self.lock:
            digest = hashlib.sha256(f"organization/{username}".encode()).digest()
            made = Organization(str(10_000_000 + int.from_bytes(digest[:3], "big")), name, username, about)
            self.organizations[made.urn] = made
            admin = self._member(f"admin of {key}", f"Administrator of {name}")
            self._account_tokens[made.urn] = self.issue(Token(admin, {made.urn: Role.ADMINISTRATOR}))
            self.tokens[self.staff_token].roles[made.urn] = Role.ADMINISTRATOR
            return made.urn

    def add_person(self, key: str, name: str) -> Member:
        """A member of the public."""
        with self.lock:
            return self.people.get(key) or self._member(key, name)

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """The organisation publishes."""
        with self.lock:
            if account_id not in self.organizations:
                raise NotThere(f"There is no organisation {account_id}.")
            return self.put_post(account_id, escaped(text), at=at, picture=self._picture(picture)).urn

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """Somebody's own post names the organisation."""
        with self.lock:
            organization = self.organizations.get(account_id)
            if organization is None:
                raise NotThere(f"There is no organisation {account_id}.")
            named = f"{escaped(text)} @[{escaped(organization.name)}]({organization.urn})"
            made = self.put_post(self._who(person), named, at=at, picture=self._picture(picture))
            self.notify(Happened.SHARE_MENTION, made, organization=organization.urn)
            return made.urn

    def comment(
        self,
        target: str,
        by: str,
        text: str,
        *,
        at: datetime | None = None,
        picture: str = "",
        hidden: bool = False,
    ) -> str | None:
        """A comment beneath a post, or a reply beneath a comment."""
        if hidden:
            raise Unsupported("LinkedIn cannot hide a comment.")
        with self.lock:
            under = self.comments.get(target)
            post = under.post if under is not None else self.find_post(target)
            if post is None:
                raise NotThere(f"There is no {target}.")
            shown = self._picture(picture)
            return self.put_comment(post, self._who(by), text, under=under, at=at, picture=shown).urn

    def message(
        self,
        account_id: str,
        person: str,
        text: str,
        *,
        by_account: bool = False,
        at: datetime | None = None,
        picture: str = "",
    ) -> str | None:
        """LinkedIn shows a page's messages to nobody through this interface."""
        raise Unsupported("A LinkedIn page's messages cannot be read or written from outside LinkedIn.")

    def edit(self, item_id: str, text: str) -> None:
        """The author changes a comment or a post of their own."""
        with self.lock:
            comment, post = self.comments.get(item_id), self.posts.get(item_id)
            if comment is not None:
                comment.text, comment.modified = text, self.clock()
                self.notify(Happened.COMMENT_EDIT, comment.post, comment)
            elif post is not None:
                post.commentary, post.modified = escaped(text), self.clock()
            else:
                raise NotThere(f"There is no {item_id}.")

    def withdraw(self, item_id: str) -> None:
        """The author takes a comment or a post of their own down, with what was answered beneath it."""
        with self.lock:
            comment, post = self.comments.get(item_id), self.posts.get(item_id)
            if comment is None and post is None:
                raise NotThere(f"There is no {item_id}.")
            self.doom(item_id)
            if comment is not None:
                self.vanish(comment)
            elif post is not None:
                self.drop_post(post)

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """There is no such thing."""
        raise Unsupported("LinkedIn cannot hide a comment.")

    def take_down(self, item_id: str) -> None:
        """A colleague removes a comment beneath an organisation's post."""
        with self.lock:
            comment = self.comments.get(item_id)
            if comment is None and item_id not in self.posts:
                raise NotThere(f"There is no {item_id}.")
            if comment is None or comment.post.author not in self.organizations:
                raise Unsupported("On LinkedIn only comments beneath the page's own posts can be removed.")
            self.withdraw(item_id)

    def drop_post(self, post: Post) -> None:
        """Take a post away with everything beneath it."""
        self.posts.pop(post.urn, None)
        self.activities.pop(post.activity, None)
        for one in post.comments:
            for comment in (one, *one.replies):
                self.comments.pop(comment.urn, None)

    def announcement(self) -> dict[str, Any]:
        """The organisations with a sign-in for each, and a member of staff's who may run all of them."""
        accounts = [
            {"id": one.urn, "name": one.name, "token": self.token_of(one.urn)}
            for one in self.organizations.values()
        ]
        return {"accounts": accounts, "user_token": self.staff_token}

    def _member(self, key: str, name: str) -> Member:
        number = hashlib.sha256(f"member/{key}".encode()).hexdigest()[:10]
        made = Member(number, name)
        self.people[key] = self.members[number] = made
        return made

    def _who(self, key: str) -> str:
        if key in self.organizations:
            return key
        person = self.people.get(key)
        if person is None:
            raise NotThere(f"Nobody is known as {key}.")
        return person.urn

    def _picture(self, title: str) -> Picture | None:
        return Picture(id=self.new_number(), title=title) if title else None

    def _keep(self, picture: Picture | None) -> Picture | None:
        if picture is not None:
            self.pictures[picture.id] = picture
        return picture


def escaped(text: str) -> str:
    """Plain words as little text: every reserved sign carries a backslash."""
    return "".join("\\" + sign if sign in "\\|{}@[]()<>#*_~" else sign for sign in text)
