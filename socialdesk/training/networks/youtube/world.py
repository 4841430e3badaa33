"""The simulated YouTube's state, behind one lock, and what the public does to it.

Reads and writes may come from any thread. Acts that clients ask for go into `ledger`; what the public does does not.
"""

from __future__ import annotations

import hashlib
import secrets
from bisect import insort
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any

from socialdesk.clock import Clock, system_clock, to_ms
from socialdesk.training.networks.ledger import AppliedCall, Ledger
from socialdesk.training.networks.public_world import NotThere, Unsupported
from socialdesk.training.networks.records import Picture, Position
from socialdesk.training.networks.youtube.records import Author, Channel, Comment, Status, Video
from socialdesk.training.networks.youtube.units import Units

FORCE_SSL = "https://www.googleapis.com/auth/youtube.force-ssl"
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONGEST_TITLE = 100
_AGE = timedelta(days=3000)


@dataclass(slots=True)
class Token:
    """A sign-in for one channel."""

    channel_id: str
    scopes: frozenset[str]
    expires: datetime | None = None
    dead: bool = False


class YouTubeWorld:
    """Channels, videos and comments of one simulated YouTube. Implements `PublicWorld`."""

    network = "youtube"

    def __init__(self, clock: Clock = system_clock, *, seed: int = 0) -> None:
        self.clock = clock
        self.lock = RLock()
        self.ledger = Ledger(self.lock)
        self.units = Units()
        self.channels: dict[str, Channel] = {}
        self.videos: dict[str, Video] = {}
        self.comments: dict[str, Comment] = {}
        self.withdrawn: set[str] = set()
        """Comments that their authors took down."""
        self.people: dict[str, Author] = {}
        self.pictures: dict[str, Picture] = {}
        self.tokens: dict[str, Token] = {}
        self.key = f"AIza-sim-{secrets.token_urlsafe(24)}"
        """An API key: it reads what is public."""
        self.held_by_id = True
        """False where what is held is not shown by id, not even to the channel."""
        self._main_tokens: dict[str, str] = {}
        self._dice = Random(f"youtube/{seed}")
        self._order = 0
        self._waiting: list[tuple[datetime, int, Callable[[], None]]] = []

    @property
    def applied(self) -> list[AppliedCall]:
        """Every act applied so far, oldest first."""
        return self.ledger.after(0)

    # -- building blocks

    def new_id(self, length: int) -> str:
        """A fresh id of YouTube's letters."""
        return "".join(self._dice.choice(_ALPHABET) for _ in range(length))

    def place(self, at: datetime) -> Position:
        """Where something made at `at` stands among its like."""
        self._order += 1
        return to_ms(at), self._order

    def later(self, change: Callable[[], None], seconds: float) -> None:
        """Make `change` now, or visible to readers only in `seconds`."""
        with self.lock:
            if seconds <= 0:
                change()
                return
            self._order += 1
            self._waiting.append((self.clock() + timedelta(seconds=seconds), self._order, change))

    def settle(self) -> None:
        """Let what was waiting come true if its time has come."""
        with self.lock:
            now = self.clock()
            due = [entry for entry in self._waiting if entry[0] <= now]
            if due:
                self._waiting = [entry for entry in self._waiting if entry[0] > now]
                for _, _, change in sorted(due, key=lambda entry: entry[:2]):
                    change()

    def token(self, channel_id: str) -> str:
        """The channel's own sign-in; the same one each time."""
        return self._main_tokens[channel_id]

    def issue(
        self,
        channel_id: str,
        *,
        scopes: Collection[str] = (FORCE_SSL,),
        expires: datetime | None = None,
    ) -> str:
        """Another sign-in for the channel."""
        made = f"ya29.sim-{secrets.token_urlsafe(24)}"
        self.tokens[made] = Token(channel_id, frozenset(scopes), expires)
        return made

    def put(
        self,
        under: Video | Channel,
        author: Author,
        text: str,
        *,
        parent: Comment | None = None,
        at: datetime | None = None,
        status: Status = Status.PUBLISHED,
        picture: Picture | None = None,
        lag: float = 0,
    ) -> Comment:
        """Add a comment or, beneath `parent`, a reply."""
        made = at or self.clock()
        on_video = isinstance(under, Video)
        comment = Comment(
            id=f"{parent.id}.{self.new_id(22)}" if parent else f"Ug{self.new_id(17)}4AaABAg",
            channel_id=under.channel_id if on_video else under.id,
            video_id=under.id if on_video else "",
            author=author,
            text=text,
            published=made,
            updated=made,
            position=self.place(made),
            status=status,
            parent=parent.id if parent else "",
            picture=picture,
        )
        if picture is not None:
            self.pictures[picture.id] = picture

        def appear() -> None:
            place = parent.replies if parent else under.comments if isinstance(under, Video) else under.talk
            insort(place, comment, key=lambda one: one.position)
            self.comments[comment.id] = comment

        self.later(appear, lag)
        return comment

    def remove(self, comment: Comment) -> None:
        """Take a comment out, with every reply beneath it."""
        for one in (comment, *comment.replies):
            self.comments.pop(one.id, None)
        place = self.siblings(comment)
        if comment in place:
            place.remove(comment)

    def siblings(self, comment: Comment) -> list[Comment]:
        """The list that a comment stands in."""
        if comment.parent:
            parent = self.comments.get(comment.parent)
            return parent.replies if parent is not None else []
        if comment.video_id:
            video = self.videos.get(comment.video_id)
            return video.comments if video is not None else []
        return self.channels[comment.channel_id].talk

    def threads(self, channel: Channel) -> list[Comment]:
        """Every first comment on its videos and on itself, newest first."""
        found = [*channel.talk, *(one for video in channel.videos for one in video.comments)]
        return sorted(found, key=lambda one: one.position, reverse=True)

    # -- what is there, and what the public does

    def add_account(self, key: str, name: str, username: str, *, about: str = "") -> str:
        """A channel."""
        del key
        with self.lock:
            channel_id = _channel_id(f"account/{username}")
            if channel_id not in self.channels:
                opened = self.clock() - _AGE
                self.channels[channel_id] = Channel(
                    id=channel_id, name=name, handle=f"@{username}", about=about, opened=opened
                )
                self._main_tokens[channel_id] = self.issue(channel_id)
            return channel_id

    def add_person(self, key: str, name: str) -> Author:
        """A member of the public."""
        with self.lock:
            return self.people.setdefault(key, Author(_channel_id(f"person/{key}"), name))

    def post(self, account_id: str, text: str, *, at: datetime | None = None, picture: str = "") -> str:
        """The channel uploads a video: the first line is its title."""
        with self.lock:
            channel = self._channel(account_id)
            made = at or self.clock()
            first, _, rest = text.partition("\n")
            video = Video(
                id=self.new_id(11),
                channel_id=channel.id,
                title=first[:_LONGEST_TITLE],
                description=(first[_LONGEST_TITLE:] + "\n" + rest).strip(),
                published=made,
                position=self.place(made),
                picture=self._picture(picture),
            )
            self.videos[video.id] = video
            insort(channel.videos, video, key=lambda one: one.position)
            return video.id

    def mention(
        self, account_id: str, person: str, text: str, *, at: datetime | None = None, picture: str = ""
    ) -> str | None:
        """Somebody comments on the channel itself."""
        return self.comment(account_id, person, text, at=at, picture=picture)

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
        """A comment on a video or a channel, or a reply; `hidden` where YouTube holds it for review."""
        with self.lock:
            who = self._who(by)
            parent = self.comments.get(target)
            if parent is not None and parent.parent:
                parent = self.comments[parent.parent]
            place = (parent.video_id or parent.channel_id) if parent is not None else target
            under = self.videos.get(place) or self.channels.get(place)
            if under is None:
                raise NotThere(f"There is nothing called {target} on YouTube.")
            channel = self.channels[under.channel_id] if isinstance(under, Video) else under
            if who.channel_id in channel.banned:
                return None
            status = Status.HELD if hidden else Status.PUBLISHED
            shown = self._picture(picture)
            return self.put(under, who, text, parent=parent, at=at, status=status, picture=shown).id

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
        """There are none."""
        raise Unsupported("YouTube has no private messages.")

    def edit(self, item_id: str, text: str) -> None:
        """The author changes a comment."""
        with self.lock:
            comment = self._comment(item_id)
            comment.text, comment.updated = text, self.clock()

    def withdraw(self, item_id: str) -> None:
        """The author takes a comment down, with what was answered beneath it."""
        with self.lock:
            comment = self._comment(item_id)
            self.withdrawn.update(one.id for one in (comment, *comment.replies))
            self.remove(comment)

    def set_hidden(self, item_id: str, hidden: bool) -> None:
        """A colleague holds a comment for review, or publishes it again."""
        with self.lock:
            comment = self._comment(item_id)
            if comment.status is Status.REJECTED:
                raise NotThere(f"The comment {item_id} was rejected.")
            if comment.author.channel_id in self.channels:
                raise Unsupported("The channel's own comments cannot be held for review.")
            comment.status = Status.HELD if hidden else Status.PUBLISHED

    def take_down(self, item_id: str) -> None:
        """A colleague rejects a comment, or deletes the channel's own."""
        with self.lock:
            comment = self._comment(item_id)
            if comment.author.channel_id in self.channels:
                self.remove(comment)
            else:
                comment.status = Status.REJECTED

    def announcement(self) -> dict[str, Any]:
        """The channels with their tokens, and the project's key."""
        accounts = [
            {"id": channel.id, "name": channel.name, "token": self.token(channel.id)}
            for channel in self.channels.values()
        ]
        return {"accounts": accounts, "key": self.key}

    def _channel(self, channel_id: str) -> Channel:
        channel = self.channels.get(channel_id)
        if channel is None:
            raise NotThere(f"There is no channel {channel_id}.")
        return channel

    def _comment(self, comment_id: str) -> Comment:
        comment = self.comments.get(comment_id)
        if comment is None:
            raise NotThere(f"There is no comment {comment_id}, or no longer.")
        return comment

    def _who(self, key: str) -> Author:
        channel = self.channels.get(key)
        if channel is not None:
            return channel.author
        person = self.people.get(key)
        if person is None:
            raise NotThere(f"Nobody is known as {key}.")
        return person

    def _picture(self, title: str) -> Picture | None:
        return Picture(id=self.new_id(16), title=title) if title else None


def _channel_id(name: str) -> str:
    """A channel's id, always the same for the same name."""
    dice = Random(hashlib.sha256(name.encode()).hexdigest())
    return "UC" + "".join(dice.choice(_ALPHABET) for _ in range(22))
