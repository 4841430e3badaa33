"""The queries of X's recent search: the operators that moderation needs, with OR, not and brackets."""

from __future__ import annotations

import re
from collections.abc import Callable

from socialdesk.training.networks.x.problems import invalid
from socialdesk.training.networks.x.records import Post
from socialdesk.training.networks.x.world import XWorld

Matches = Callable[[Post], bool]

_TOKEN = re.compile(r'\s*(\(|\)|-?"[^"]*"|-?[^\s()"]+)')
_MAX_DEPTH = 20


def parsed(query: str, world: XWorld) -> Matches:
    """Which posts a query finds. Raises XRefusal 400 for one that X would not take."""
    tokens: list[str] = []
    at = 0
    while at < len(query.rstrip()):
        found = _TOKEN.match(query, at)
        if found is None:
            raise _wrong(query, "There were errors processing your request: unmatched quotes.")
        tokens.append(found[1])
        at = found.end()
    parser = _Parser(query, tokens, world)
    matches = parser.either(0)
    if parser.at != len(tokens):
        raise _wrong(query, "There were errors processing your request: unexpected ')'.")
    return matches


def _wrong(query: str, message: str) -> Exception:
    return invalid("query", query, message)


class _Parser:
    def __init__(self, query: str, tokens: list[str], world: XWorld) -> None:
        self.at = 0
        self._query = query
        self._tokens = tokens
        self._world = world

    def either(self, depth: int) -> Matches:
        parts = [self._all(depth)]
        while self._peek() == "OR":
            self.at += 1
            parts.append(self._all(depth))
        return lambda post: any(part(post) for part in parts)

    def _all(self, depth: int) -> Matches:
        parts: list[Matches] = []
        while self._peek() not in {"", "OR", ")"}:
            parts.append(self._one(depth))
        if not parts:
            raise _wrong(self._query, "There were errors processing your request: a term is missing.")
        return lambda post: all(part(post) for part in parts)

    def _one(self, depth: int) -> Matches:
        token = self._peek()
        self.at += 1
        if token == "(":
            if depth > _MAX_DEPTH:
                raise _wrong(self._query, "There were errors processing your request: too many brackets.")
            inner = self.either(depth + 1)
            if self._peek() != ")":
                raise _wrong(self._query, "There were errors processing your request: missing ')'.")
            self.at += 1
            return inner
        negated = token.startswith("-")
        matches = self._term(token.removeprefix("-"))
        return (lambda post: not matches(post)) if negated else matches

    def _term(self, token: str) -> Matches:
        world = self._world
        name, colon, value = token.partition(":")
        if not colon or token.startswith(('"', "#", "@", "http")):
            words = token.strip('"').lower()
            return lambda post: words in _text(post, world).lower()
        known: dict[str, Matches] = {
            "conversation_id": lambda post: post.conversation == value,
            "in_reply_to_tweet_id": lambda post: post.replied_to == value,
            "from": lambda post: value.lower().lstrip("@") in {post.author.username.lower(), post.author.id},
            "to": lambda post: (
                post.replied_to_user is not None
                and value.lower().lstrip("@")
                in {post.replied_to_user.username.lower(), post.replied_to_user.id}
            ),
            "quotes_of_tweet_id": lambda post: post.quoted == value,
            "lang": lambda _: value == "en",
        }
        kinds: dict[str, Matches] = {
            "reply": lambda post: post.replied_to is not None,
            "quote": lambda post: post.quoted is not None,
            "retweet": lambda _: False,
        }
        if name == "is" and value in kinds:
            return kinds[value]
        if name == "has" and value in {"media", "images", "links", "mentions"}:
            return lambda post: (
                bool(post.picture) if value in {"media", "images"} else "@" in _text(post, world)
            )
        if name not in known or not value:
            raise _wrong(self._query, f"Reference to invalid operator '{name}'. Operator is not available.")
        return known[name]

    def _peek(self) -> str:
        return self._tokens[self.at] if self.at < len(self._tokens) else ""


def _text(post: Post, world: XWorld) -> str:
    return " ".join([*(f"@{user.username}" for user in world.mentions(post)), post.text])
