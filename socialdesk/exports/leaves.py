"""What the values of an export are, so that a working export can replace each kind of identifier in every field.

An export is gathered as plain dicts and lists whose values are numbers, our own words (`str`) and the leaves below.
`rendered` makes plain JSON of it: as it stands, or with a `Redactor`, with tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Author:
    """A person outside the Force; None where the network does not say who."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Staff:
    """The name or number of a member of the Force."""

    name: str


@dataclass(frozen=True, slots=True)
class Id:
    """An id as a network gave it."""

    value: str


@dataclass(frozen=True, slots=True)
class Address:
    """A link to a post, a comment or a profile."""

    value: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody wrote, a stranger or a member of staff."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """What only an export with everything in it holds: hashes and raw answers, from which words could be guessed."""

    value: Any


Leaf = Author | Staff | Id | Address | Said | Exact


class Replaces(Protocol):
    """Gives what stands in an export for a leaf, and for our own words (`exports.redact.Redactor`)."""

    def leaf(self, leaf: Leaf) -> str: ...
    def own_words(self, text: str) -> str: ...


def rendered(tree: Any, redactor: Replaces | None = None) -> Any:
    """Plain JSON values. Without a redactor everything stands as it is; with one, `Exact` values are left out."""
    if isinstance(tree, dict):
        return {
            key: rendered(value, redactor)
            for key, value in tree.items()  # pyright: ignore[reportUnknownVariableType]  (a JSON tree)
            if not (redactor is not None and isinstance(value, Exact))
        }
    if isinstance(tree, list | tuple):
        return [rendered(each, redactor) for each in tree]  # pyright: ignore[reportUnknownVariableType]  (a JSON tree)
    if isinstance(tree, Leaf):
        return _as_it_stands(tree) if redactor is None else redactor.leaf(tree)
    if isinstance(tree, str) and redactor is not None:
        return redactor.own_words(tree)
    return tree


def leaves(tree: Any) -> Iterator[Leaf]:
    """Every leaf of a tree."""
    if isinstance(tree, dict):
        for value in tree.values():  # pyright: ignore[reportUnknownVariableType]  (a JSON tree)
            yield from leaves(value)
    elif isinstance(tree, list | tuple):
        for each in tree:  # pyright: ignore[reportUnknownVariableType]  (a JSON tree)
            yield from leaves(each)
    elif isinstance(tree, Leaf):
        yield tree


def _as_it_stands(leaf: Leaf) -> Any:
    match leaf:
        case Author(_, name) | Staff(name):
            return name
        case Said(text):
            return text
        case Id(value) | Address(value) | Exact(value):
            return value
