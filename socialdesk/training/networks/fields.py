"""Field selection: `id,from{id,name},comments.limit(0).summary(true).as(talk){id}` read into a tree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from socialdesk.training.networks.graph_errors import GraphError

_NAME = re.compile(r"[A-Za-z0-9_]+")
_ARGUMENT = re.compile(r"[^(){}]*")
_MAX_DEPTH = 6
_MAX_FIELDS = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """One field that was asked for."""

    name: str
    alias: str
    modifiers: Mapping[str, str]
    inner: tuple[Selection, ...] | None


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0

    def syntax_error(self, expected: str) -> GraphError:
        found = "end of string" if self.at >= len(self.text) else f'"{self.text[self.at]}"'
        shown = self.text[:200]
        return GraphError(
            2500, f'Syntax error "Expected {expected} instead of {found}." at character {self.at}: {shown}'
        )

    def spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t\r\n":
            self.at += 1

    def take(self, sign: str) -> bool:
        self.spaces()
        if self.text.startswith(sign, self.at):
            self.at += 1
            return True
        return False

    def name(self) -> str:
        self.spaces()
        found = _NAME.match(self.text, self.at)
        if found is None:
            raise self.syntax_error("name")
        self.at = found.end()
        return found.group()

    def argument(self) -> str:
        if not self.take("("):
            raise self.syntax_error('"("')
        found = _ARGUMENT.match(self.text, self.at)
        value = found.group() if found else ""
        self.at += len(value)
        if not self.take(")"):
            raise self.syntax_error('")"')
        return value.strip()

    def list(self, depth: int) -> tuple[Selection, ...]:
        if depth > _MAX_DEPTH:
            raise GraphError(100, "(#100) Request is nested too deeply.")
        chosen = [self.one(depth)]
        while self.take(","):
            chosen.append(self.one(depth))
        return tuple(chosen)

    def one(self, depth: int) -> Selection:
        self.count += 1
        if self.count > _MAX_FIELDS:
            raise GraphError(100, "(#100) Too many fields were asked for.")
        name = self.name()
        modifiers: dict[str, str] = {}
        inner: tuple[Selection, ...] | None = None
        while True:
            if self.take("."):
                modifier = self.name()
                modifiers[modifier] = self.argument()
            elif inner is None and self.take("{"):
                inner = () if self.take("}") else self.list(depth + 1)
                if inner and not self.take("}"):
                    raise self.syntax_error('"}"')
            else:
                return Selection(name, modifiers.pop("as", "") or name, modifiers, inner)


def parse_fields(text: str) -> tuple[Selection, ...]:
    """Read a `fields` parameter; an empty one gives (). Raises GraphError 2500 or 100, and nothing else."""
    reader = _Reader(text)
    reader.spaces()
    if reader.at == len(text):
        return ()
    chosen = reader.list(0)
    reader.spaces()
    if reader.at != len(text):
        raise reader.syntax_error("end of string")
    return chosen


def written(chosen: tuple[Selection, ...]) -> str:
    """The `fields` parameter that asks for `chosen` again."""
    return ",".join(_written_one(one) for one in chosen)


def _written_one(one: Selection) -> str:
    modifiers = "".join(f".{name}({value})" for name, value in one.modifiers.items())
    alias = f".as({one.alias})" if one.alias != one.name else ""
    inner = "" if one.inner is None else "{" + written(one.inner) + "}"
    return f"{one.name}{modifiers}{alias}{inner}"
