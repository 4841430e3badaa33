"""The red, amber and green guide as data: what may be posted, what asks first, what must not be (3.1, P2). Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, cast

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.policy import phrasing

Colour = Literal["red", "amber", "green"]
YES, NO = "yes", "no"


class RagError(UserFacingError):
    """A guide that cannot be used."""

    def __init__(self, happened: str) -> None:
        super().__init__(
            f"The RAG guide cannot be used: {happened}",
            to_do="Correct the file, or put back the last one that worked.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One subject of the guide."""

    id: str
    colour: Colour
    name: str
    say: str
    """Why, for whoever writes the post."""
    phrases: tuple[str, ...]
    unless: tuple[str, ...] = ()
    """Phrases that are passed over first."""
    question: str = ""
    """For amber: what is asked, to be answered with yes or no."""
    passes: Literal["yes", "no"] = YES
    """For amber: the answer with which it passes."""
    else_say: str = ""
    """For amber: what is said of the other answer, which stops the post."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rag:
    """The guide. Without topics it is none, and nothing passes by it."""

    version: str = ""
    topics: tuple[Topic, ...] = ()

    def met(self, readings: Sequence[str]) -> tuple[Topic, ...]:
        """The topics that a draft touches, red first."""
        found = [each for each in self.topics if phrasing.found(each.phrases, readings, each.unless)]
        return tuple(sorted(found, key=lambda each: _ORDER.index(each.colour)))


_ORDER: tuple[Colour, ...] = ("red", "amber", "green")


def load_rag(text: str) -> Rag:
    """Reads and checks a guide. Raises RagError naming the topic."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RagError(f"it is not TOML, {error}.") from None
    entries = cast(list[object], raw["topics"]) if isinstance(raw.get("topics"), list) else []
    for where, kind in ((raw, Rag), *((entry, Topic) for entry in entries)):
        known = {each.name for each in fields(kind)}
        for key in cast(dict[str, Any], where) if isinstance(where, dict) else ():
            if key not in known:
                raise RagError(f'"{key}" is not something that it can say.')
    try:
        rag = msgspec.convert(raw, Rag, strict=True)
    except msgspec.ValidationError as error:
        raise RagError(f"{error}.") from None
    for problem in _problems(rag):
        raise RagError(problem)
    return rag


def _problems(rag: Rag) -> list[str]:
    found = [] if rag.version.strip() else ["it has no version."]
    ids = [topic.id for topic in rag.topics]
    if len(set(ids)) != len(ids):
        found.append("a topic is there twice.")
    for colour in _ORDER:
        if not any(topic.colour == colour for topic in rag.topics):
            found.append(f"it has no {colour} topic.")
    for topic in rag.topics:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", topic.id):
            found.append(f'the id "{topic.id}" is not small letters, digits and underscores.')
        if not topic.name.strip() or not topic.say.strip():
            found.append(f'topic "{topic.id}" has no name, or does not say why.')
        if not topic.phrases or not all(phrasing.words_of(each) for each in (*topic.phrases, *topic.unless)):
            found.append(f'topic "{topic.id}" has a phrase without words.')
        if (topic.colour == "amber") != bool(topic.question and topic.else_say):
            found.append(f'topic "{topic.id}" has a question if, and only if, it is amber.')
    return found
