"""The simulated X's state, behind one lock, and what its public does.

Reads and writes may come from any thread. What clients ask for stands in `acts` beside this file and goes into the
ledger; what the public does here does not. Ids are made as X makes them: the time in milliseconds, then a count.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any

from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.training.networks.ledger import Ledger
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.x.limits import Limits
from socialdesk.training.networks.x.records import Letter, Post, User

EPOCH_MS = 1_288_834_974_657


class XWorld:
    """Accounts, people, posts and messages of one simulated X. Implements `PublicWorld`."""

    network = "x"

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0) -> None:
        self.clock = clock
        self.lock = RLock()
        self.ledger = Ledger(self.lock)
        self.limits = Limits()
        self.enterprise = False
        """True where the Force has bought the Enterprise tier: any reply, and blocks."""
        self.vocabularies = frozenset({"post", "tweet"})
        """Which of the two this X takes."""
        self.letter_lag = 0.0
        """Seconds until a message that was sent can be read."""
        self.credits = True
        """False where the prepaid credits are used up."""
        self.users: dict[str, User] = {}
        self.posts: dict[str, Post] = {}
        """Every version that is there, by id."""
        self.letters: dict[str, Letter] = {}
        self.pictures: dict[str, Picture] = {}
        self.replies: dict[str, int] = {}
        """How many direct answers a post has, by its first version."""
        self.tokens: dict[str, str] = {}
        """A token: the account's id; "" for the app's own."""
        self.app_token = f"AAAA{secrets.token_hex(30)}"
        self.tokens[self.app_token] = ""
        self._by_key: dict[str, User] = {}
        self._by_name: dict[str, User] = {}
        self._order: list[int] = []
        self._naming: dict[str, list[int]] = {}
        """Posts by whom they name."""
        self._letter_order: list[int] = []
        self._dice = Random(f"x/{seed}")
        self._count = 0
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []

    # -- building blocks

    def settle(self) -> None:
        """Let what was waiting come true if its time has come."""
        with self.lock:
            now = self.clock()
            due = sorted((entry for entry in self._waiting if entry[0] <= now), key=lambda entry: entry[:2])
            if due:
                self._waiting = [entry for entry in self._waiting if entry[0] > now]
                for _, _, change in due:
                    change()

    def later(self, change: Callable[[], None], seconds: float) -> None:
        """Make `change` now, or only in `seconds`."""
        with self.lock:
            if seconds <= 0:
                change()
                return
            self._count += 1
            self._waiting.append((self.clock() + timedelta(seconds=seconds), self._count, change))

    def new_id(self, at: datetime) -> str:
        """An id as X makes them, of something made at `at`."""
        with self.lock:
            self._count += 1
            return str((max(to_ms(at) - EPOCH_MS, 1) << 22) | (self._count & 0x3FFFFF))

    def user(self, told: str) -> User:
        """An account by its id, a person by their key. Raises NotThere."""
        with self.lock:
            found = self._by_key.get(told) or self.users.get(told)
            if found is None:
                raise NotThere(f"Nobody on X is known as {told}.")
            return found

    def user_named(self, username: str) -> User | None:
        """Whoever has the name, without the @."""
        with self.lock:
            return self._by_name.get(username.lower())

    def newest(self, post_id: str) -> Post:
        """The shown version of a post. Raises NotThere."""
        with self.lock:
            post = self.posts.get(post_id)
            if post is None:
                raise NotThere(f"There is no post {post_id}.")
            return self.posts[post.history[-1]]

    def newest_first(self, below: int = 0, *, naming: User | None = None) -> Iterator[Post]:
        """Every post that is shown, the newest first: all, those with a lesser id, or those naming somebody."""
        order = self._order if naming is None else self._naming.get(naming.id, [])
        for place in range((bisect_left(order, below) if below else len(order)) - 1, -1, -1):
            post = self.posts.get(str(order[place]))
            if post is not None and post.is_newest:
                yield post

    def letters_newest_first(self) -> Iterator[Letter]:
        """Every message, the newest first. Under the lock."""
        for number in reversed(self._letter_order):
            yield self.letters[str(number)]

    def mentions(self, post: Post) -> list[User]:
        """Whom a post names, in front or within; a repost names nobody."""
        if post.reposted is not None:
            return []
        named = [
            self.user_named(found) for found in re.findall(r"(?<![\w@])@(\w{1,15})", post.text, re.ASCII)
        ]
        return list(dict.fromkeys([*post.leading, *(user for user in named if user is not None)]))

    def show(self, post: Post) -> None:
        """From now on it can be read."""
        with self.lock:
            self.posts[post.id] = post
            insort(self._order, int(post.id))
            for user in self.mentions(post):
                insort(self._naming.setdefault(user.id, []), int(post.id))
            if len(post.history) == 1:
                self._count_reply(post, 1)
            self.pictures |= {one.id: one for one in post.pictures}

    def show_letter(self, letter: Letter) -> None:
        """From now on it can be read."""
        with self.lock:
            self.letters[letter.id] = letter
            insort(self._letter_order, int(letter.id))
            if letter.picture is not None:
                self.pictures[letter.picture.id] = letter.picture

    def remove(self, post: Post) -> None:
        """Take down every version, and the reposts of it; what was answered stays."""
        with self.lock:
            self._count_reply(post, -1)
            for one in post.history:
                self.posts.pop(one, None)
            for again in [one for one in self.posts.values() if one.reposted in post.history]:
                self.posts.pop(again.id, None)

    def make_post(
        self,
        author: User,
        text: str,
        *,
        at: datetime | None = None,
        under: Post | None = None,
        quoted: str | None = None,
        picture: str = "",
        hidden: bool = False,
    ) -> Post:
        """A post or reply that nobody can read yet."""
        made = at or self.clock()
        own_id = self.new_id(made)
        leading = dict.fromkeys([under.author, *under.leading] if under is not None else [])
        leading.pop(author, None)
        return Post(
            id=own_id,
            author=author,
            text=text,
            created=made,
            conversation=under.conversation if under is not None else own_id,
            history=[own_id],
            replied_to=under.id if under is not None else None,
            replied_to_user=under.author if under is not None else None,
            quoted=quoted,
            leading=tuple(leading),
            picture=self._picture(picture, made),
            hidden=hidden,
        )

    def make_letter(
        self, sender: User, other: User, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> Letter:
        """A message that nobody can read yet."""
        made = at or self.clock()
        return Letter(
            id=self.new_id(made),
            conversation=conversation_of(sender, other),
            sender=sender,
            text=text,
            created=made,
            picture=self._picture(picture, made),
        )

    def _count_reply(self, post: Post, by: int) -> None:
        above = self.posts.get(post.replied_to or "")
        if above is not None:
            self.replies[above.history[0]] = self.replies.get(above.history[0], 0) + by

    def _picture(self, title: str, at: datetime) -> Picture | None:
        return Picture(id=self.new_id(at), title=title) if title else None

    # -- what is there before anybody comes, and what the public does

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """One of the Force's accounts."""
        with self.lock:
            user = self._add(f"account/{username}", name, username, about=about)
            user.is_account = True
            self._by_key.setdefault(key, user)
            if user.id not in self.tokens.values():
                self.tokens[f"Uk1zaW0{secrets.token_urlsafe(40)}"] = user.id
            return user.id

    def token_of(self, account_id: str) -> str:
        """The account's own token; the same one each time."""
        with self.lock:
            return next(token for token, owner in self.tokens.items() if owner == account_id)

    def add_person(self, key: str, name: str) -> None:
        """A member of the public."""
        with self.lock:
            if key in self._by_key:
                return
            wanted = re.sub(r"\W", "", key, flags=re.ASCII)[:12] or "somebody"
            username, number = wanted, 1
            while username.lower() in self._by_name:
                number += 1
                username = f"{wanted}{number}"
            self._by_key[key] = self._add(f"person/{key}", name, username)

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """The account publishes."""
        with self.lock:
            post = self.make_post(self.user(account_id), text, at=at, picture=picture)
            self.show(post)
            return post.id

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """Somebody names the account in a post of their own."""
        with self.lock:
            account, who = self.user(account_id), self.user(person)
            if who.id in account.blocked:
                return None
            names = f"@{account.username}".lower() in text.lower()
            post = self.make_post(
                who, text if names else f"@{account.username} {text}", at=at, picture=picture
            )
            self.show(post)
            return post.id

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
        """A reply."""
        with self.lock:
            under, who = self.newest(target), self.user(by)
            if any(who.id in user.blocked for user in (under.author, *under.leading)):
                return None
            post = self.make_post(who, text, at=at, under=under, picture=picture, hidden=hidden)
            self.show(post)
            return post.id

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
        """A direct message, one way or the other."""
        with self.lock:
            account, who = self.user(account_id), self.user(person)
            if not by_account and (who.id in account.blocked or who.id in account.shut):
                return None
            sender, other = (account, who) if by_account else (who, account)
            letter = self.make_letter(sender, other, text, at=at, picture=picture)
            self.show_letter(letter)
            return letter.id

    def edit(self, item_id: str, text: str) -> None:
        """The author changes a post: a new version with a new id."""
        with self.lock:
            if item_id in self.letters:
                raise Unsupported("A message on X cannot be changed.")
            before = self.newest(item_id)
            named = [one for one in self.mentions(before) if one.is_account and one not in before.leading]
            missed = [f"@{one.username} " for one in named if f"@{one.username}".lower() not in text.lower()]
            text = "".join(missed) + text
            own_id = self.new_id(self.clock())
            before.history.append(own_id)
            self.show(
                Post(
                    id=own_id,
                    author=before.author,
                    text=text,
                    created=before.created,
                    conversation=before.conversation,
                    history=before.history,
                    replied_to=before.replied_to,
                    replied_to_user=before.replied_to_user,
                    quoted=before.quoted,
                    leading=before.leading,
                    picture=before.picture,
                    others=before.others,
                    hidden=before.hidden,
                )
            )

    def withdraw(self, item_id: str) -> None:
        """The author takes a post down; the answers to it stay."""
        with self.lock:
            if item_id in self.letters:
                raise Unsupported("A message on X is taken down for oneself alone.")
            self.remove(self.newest(item_id))

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """A colleague hides a reply beneath an account's own post, or shows it again."""
        with self.lock:
            post = self.newest(item_id)
            root = self.posts.get(post.conversation)
            if post.author.is_account or post.replied_to is None or not (root and root.author.is_account):
                raise Unsupported("X hides only what others answer beneath the account's own posts.")
            for one in post.history:
                self.posts[one].hidden = hidden

    def take_down(self, item_id: str) -> None:
        """A colleague removes what an account wrote itself."""
        with self.lock:
            post = self.newest(item_id)
            if not post.author.is_account:
                raise Unsupported("On X nobody but its author can remove a post.")
            self.remove(post)

    def announcement(self) -> dict[str, Any]:
        """The accounts with their tokens."""
        with self.lock:
            accounts = [
                {"id": user.id, "name": user.name, "username": user.username, "token": self.token_of(user.id)}
                for user in self.users.values()
                if user.is_account
            ]
            return {"accounts": accounts, "tier": "enterprise" if self.enterprise else "self-serve"}

    def _add(self, about_whom: str, name: str, username: str, *, about: str = "") -> User:
        known = self._by_name.get(username.lower())
        if known is not None:
            return known
        digest = hashlib.sha256(about_whom.encode()).digest()
        user = User(
            id=str(10**17 + int.from_bytes(digest[:7], "big") % (8 * 10**17)),
            key=about_whom,
            name=name,
            username=username[:15],
            about=about,
        )
        self.users[user.id] = user
        self._by_name[username.lower()] = user
        return user


def conversation_of(one: User, other: User) -> str:
    """The id of the conversation of two: both ids, the smaller first."""
    return "-".join(sorted((one.id, other.id), key=int))
