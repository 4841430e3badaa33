"""How posts, people and messages look on X's wire: text with its escapes and short links, and what belongs to it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from socialdesk.training.networks.records import Picture
from socialdesk.training.networks.x.fields import Wanted
from socialdesk.training.networks.x.records import Letter, Post, User
from socialdesk.training.networks.x.world import XWorld

_LINK = re.compile(r"https?://[^\s]+[^\s.,;:!?)\]'\"]")
_MENTION = re.compile(r"(?<![\w@])@(\w{1,15})", re.ASCII)
_SHOWN = 280
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@dataclass(slots=True)
class Text:
    """A text as X writes it, and what it found in it."""

    text: str
    urls: list[dict[str, Any]]


def written(told: str, picture: str = "", picture_key: str = "") -> Text:
    """`&`, `<` and `>` escaped, links shortened; `picture` is the address that stands for an attachment."""
    parts: list[str] = []
    urls: list[dict[str, Any]] = []
    at = length = 0

    def add(part: str) -> None:
        nonlocal length
        parts.append(part)
        length += len(part)

    def link(address: str, **more: str) -> None:
        short = short_link(address)
        urls.append(
            {
                "start": length,
                "end": length + len(short),
                "url": short,
                "expanded_url": address,
                "display_url": address.partition("://")[2][:30],
                **more,
            }
        )
        add(short)

    for found in _LINK.finditer(told):
        add(escaped(told[at : found.start()]))
        link(found[0])
        at = found.end()
    add(escaped(told[at:]))
    if picture:
        add(" " if length else "")
        link(picture, media_key=picture_key)
    return Text("".join(parts), urls)


def escaped(text: str) -> str:
    """X's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short_link(address: str) -> str:
    """Such as `https://t.co/Ab3dE5gH1j`; the same for the same address."""
    digest = hashlib.sha256(address.encode()).digest()
    return "https://t.co/" + "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:10])


def time_of(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    told = moment.astimezone(UTC)
    return f"{told:%Y-%m-%dT%H:%M:%S}.{told.microsecond // 1000:03d}Z"


class Shapes:
    """Puts a world's things in the words that a client asked for. Under the world's lock."""

    def __init__(self, world: XWorld, wanted: Wanted, base_url: str) -> None:
        self._world = world
        self._wanted = wanted
        self._base_url = base_url
        self._users: dict[str, User] = {}
        self._pictures: dict[str, Picture] = {}
        self._posts: dict[str, Post] = {}
        self._including = False

    def post(self, post: Post) -> dict[str, Any]:
        """One post, and notes what it brings along."""
        wanted, new = self._wanted, self._wanted.vocabulary == "post"
        front = "".join(f"@{user.username} " for user in post.leading)
        address = f"https://x.com/{post.author.username}/status/{post.id}/photo/1"
        key = media_key(post.picture)
        quoted = self._world.posts.get(post.quoted or "")
        told_text = front + post.text
        if quoted is not None:
            told_text += f" https://x.com/{quoted.author.username}/status/{quoted.id}"
        whole = written(told_text, address if post.picture else "", key)
        long = len(front) + len(post.text) > _SHOWN
        shown = written(f"{(front + post.text)[: _SHOWN - 4]}\u2026") if long else whole
        told: dict[str, Any] = {"id": post.id, "text": shown.text}
        told[f"edit_history_{'post' if new else 'tweet'}_ids"] = list(post.history)
        if long and ("note_post" in wanted.post or "note_tweet" in wanted.post):
            told["note_post" if new else "note_tweet"] = _note(whole)
        self._told_fields(told, post, shown, len(front))
        references = self._references(post)
        if references and ("referenced_tweets" in wanted.post or self._expands("referenced")):
            told["referenced_posts" if new else "referenced_tweets"] = references
        if post.picture is not None and (
            "attachments" in wanted.post or "attachments.media_keys" in wanted.expansions
        ):
            told["attachments"] = {"media_keys": [media_key(one) for one in post.pictures]}
        self._bring(post)
        return told

    def user(self, user: User) -> dict[str, Any]:
        """One person or account."""
        told: dict[str, Any] = {"id": user.id, "name": user.name, "username": user.username}
        more: dict[str, Any] = {
            "protected": False,
            "verified": user.is_account,
            "description": user.about,
            "created_at": "2011-05-04T09:00:00.000Z",
            "public_metrics": {
                "followers_count": 0,
                "following_count": 0,
                "tweet_count": 0,
                "listed_count": 0,
            },
        }
        return told | {name: value for name, value in more.items() if name in self._wanted.user}

    def letter(self, letter: Letter) -> dict[str, Any]:
        """One message."""
        wanted = self._wanted
        key = media_key(letter.picture)
        address = f"https://x.com/messages/media/{letter.id}"
        text = written(letter.text, address if letter.picture else "", key)
        told: dict[str, Any] = {"id": letter.id, "event_type": "MessageCreate", "text": text.text}
        if "created_at" in wanted.letter:
            told["created_at"] = time_of(letter.created)
        if "dm_conversation_id" in wanted.letter:
            told["dm_conversation_id"] = letter.conversation
        if "sender_id" in wanted.letter or "sender_id" in wanted.expansions:
            told["sender_id"] = letter.sender.id
        if "entities" in wanted.letter and text.urls:
            if wanted.vocabulary == "post":
                told["entities"] = {"urls": text.urls}
            else:
                told["urls"] = text.urls
        if letter.picture is not None and "attachments" in wanted.letter | wanted.expansions:
            told["attachments"] = {"media_keys": [key]}
        if letter.picture is not None and "attachments.media_keys" in wanted.expansions:
            told["attachments"] = {"media_keys": [key]}
            self._pictures[key] = letter.picture
        if "sender_id" in wanted.expansions:
            self._users[letter.sender.id] = letter.sender
        return told

    def includes(self) -> dict[str, Any]:
        """What the posts and messages shaped so far bring along."""
        told: dict[str, Any] = {}
        if self._posts:
            self._including = True  # what these refer to is not brought along too
            name = "posts" if self._wanted.vocabulary == "post" else "tweets"
            told[name] = [self.post(post) for post in list(self._posts.values())]
        if self._users:
            told["users"] = [self.user(user) for user in self._users.values()]
        if self._pictures:
            told["media"] = [self._media(key, picture) for key, picture in self._pictures.items()]
        return told

    def _told_fields(self, told: dict[str, Any], post: Post, shown: Text, front: int) -> None:
        wanted, new = self._wanted.post, self._wanted.vocabulary == "post"
        if "author_id" in wanted:
            told["author_id"] = post.author.id
        if "in_reply_to_user_id" in wanted and post.replied_to_user is not None:
            told["in_reply_to_user_id"] = post.replied_to_user.id
        if "conversation_id" in wanted:
            told["conversation_id"] = post.conversation
        if "created_at" in wanted:
            told["created_at"] = time_of(post.created)
        if "lang" in wanted:
            told["lang"] = "en"
        if "reply_settings" in wanted:
            told["reply_settings"] = post.reply_settings
        if "display_text_range" in wanted:
            told["display_text_range"] = [min(front, len(shown.text)), len(shown.text)]
        if "public_metrics" in wanted:
            told["public_metrics"] = {
                "reply_count": self._world.replies.get(post.history[0], 0),
                "like_count": 0,
                "quote_count": 0,
                "repost_count" if new else "retweet_count": 0,
                "bookmark_count": 0,
                "impression_count": 0,
            }
        if "entities" in wanted:
            entities = self._entities(shown)
            if entities:
                told["entities"] = entities

    def _entities(self, shown: Text) -> dict[str, Any]:
        mentions: list[dict[str, Any]] = []
        for found in _MENTION.finditer(shown.text):
            user = self._world.user_named(found[1])
            if user is not None:
                mentions.append(
                    {"start": found.start(), "end": found.end(), "username": user.username, "id": user.id}
                )
        told: dict[str, Any] = {"mentions": mentions} if mentions else {}
        return told | ({"urls": shown.urls} if shown.urls else {})

    def _references(self, post: Post) -> list[dict[str, str]]:
        told = [("replied_to", post.replied_to), ("quoted", post.quoted), ("retweeted", post.reposted)]
        return [{"type": kind, "id": one} for kind, one in told if one]

    def _expands(self, name: str) -> bool:
        return any(one.startswith(name) for one in self._wanted.expansions)

    def _bring(self, post: Post) -> None:
        """Note what belongs to a post; to one that was itself brought along only what is asked for by its name."""
        expansions = self._wanted.expansions
        above = "referenced_tweets.id." if self._including else ""
        if f"{above}author_id" in expansions:
            self._users[post.author.id] = post.author
        if f"{above}attachments.media_keys" in expansions and post.picture is not None:
            self._pictures |= {media_key(one): one for one in post.pictures}
        if self._including:
            return
        if "in_reply_to_user_id" in expansions and post.replied_to_user is not None:
            self._users[post.replied_to_user.id] = post.replied_to_user
        if "entities.mentions.username" in expansions:
            self._users |= {user.id: user for user in self._world.mentions(post)}
        if self._expands("referenced_"):
            for one in (post.replied_to, post.quoted, post.reposted):
                referred = self._world.posts.get(one or "")
                if referred is not None:
                    self._posts[referred.id] = referred

    def _media(self, key: str, picture: Picture) -> dict[str, Any]:
        told: dict[str, Any] = {"media_key": key, "type": "photo"}
        more: dict[str, Any] = {
            "url": f"{self._base_url}/media/{picture.id}",
            "width": picture.width,
            "height": picture.height,
            "alt_text": picture.alt or picture.title,
        }
        return told | {name: value for name, value in more.items() if name in self._wanted.media}


def media_key(picture: Picture | None) -> str:
    """X's key of an attached picture."""
    return f"3_{picture.id}" if picture is not None else ""


def missing_references(posts: Iterable[Post], world: XWorld) -> list[str]:
    """What posts refer to and is no longer there."""
    referred = (one for post in posts for one in (post.replied_to, post.quoted, post.reposted) if one)
    return [one for one in dict.fromkeys(referred) if one not in world.posts]


def _note(whole: Text) -> dict[str, Any]:
    note: dict[str, Any] = {"text": whole.text}
    return note | ({"entities": {"urls": whole.urls}} if whole.urls else {})
