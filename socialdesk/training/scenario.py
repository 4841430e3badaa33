"""A scenario: an opening state and a timeline, read from TOML (format: resources/scenarios/README.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from socialdesk.config.paths import resources_dir
from socialdesk.errors import UserFacingError
from socialdesk.training.networks.all import NETWORKS

FORMAT = 1
_AGO = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?")
_HEADER = re.compile(r"^\s*\[\[\s*([a-z_]+)\s*\]\]", re.MULTILINE)

Kind = Literal["post", "comment", "message", "visitor_post", "mention", "edit", "withdraw"]
_KINDS: tuple[Kind, ...] = ("post", "visitor_post", "mention", "comment", "message", "edit", "withdraw")
_ON: Mapping[str, frozenset[Kind]] = {
    "comment": frozenset({"post", "visitor_post", "mention", "comment"}),
    "edit": frozenset({"comment", "visitor_post", "mention"}),
    "withdraw": frozenset({"comment", "visitor_post", "mention"}),
}
"""What each kind may speak of."""


class ScenarioError(UserFacingError):
    """A scenario that is not there or cannot be used; the text names the file and the line."""


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One of the Force's accounts."""

    key: str
    network: str = "facebook"
    """By its name among the simulated networks."""
    name: str
    username: str
    about: str = ""


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that is already there (`ago`) or that comes (`at`)."""

    key: str = ""
    """What other events call it."""
    by: str = ""
    """A person's or a page's key."""
    on: str = ""
    """comment: the post, mention or comment beneath which. edit, withdraw: the comment or mention."""
    page: str = ""
    """post, visitor_post: on whose timeline. mention: of whom. message: whose inbox."""
    person: str = ""
    """message by the page: to whom."""
    text: str = ""
    picture: str = ""
    hidden: bool = False
    at: float | None = None
    """Seconds after the beginning."""
    ago: str = ""
    """How long before the beginning, such as `1d 2h 30m`."""
    note: str = ""
    """For the trainer; never shown to a trainee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event with its kind and its place in the file."""

    kind: Kind
    event: Event
    line: int
    before: timedelta
    """How long before the beginning (zero for what comes)."""

    @property
    def at(self) -> float:
        """Seconds after the beginning (zero for what is already there)."""
        return self.event.at or 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """An evening to be played."""

    name: str
    about: str
    pages: tuple[Page, ...]
    people: Mapping[str, str]
    opening: tuple[Entry, ...]
    """Oldest first."""
    timeline: tuple[Entry, ...]
    """In order of `at`."""
    watch: Mapping[str, tuple[str, ...]]
    """The watch list that the desk begins with: a case's name, and the words that must not appear (4.3b)."""


def scenarios_dir() -> Path:
    """Where the scenarios that come with the desk are."""
    return resources_dir() / "scenarios"


def scenario_names() -> list[str]:
    """The scenarios that come with the desk."""
    return sorted(path.stem for path in scenarios_dir().glob("*.toml"))


def find_scenario(told: str) -> Scenario:
    """By its name among those that come with the desk, or by its file. Raises ScenarioError."""
    path = scenarios_dir() / f"{told}.toml"
    if not re.fullmatch(r"[a-z0-9-]+", told) or not path.is_file():
        path = Path(told)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ScenarioError(
            f"There is no scenario {told}: {error}.", to_do=f"Known scenarios: {', '.join(scenario_names())}."
        ) from None
    return read_scenario(text, name=path.name)


def read_scenario(text: str, *, name: str = "scenario") -> Scenario:
    """Read and check. Raises ScenarioError with the line."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _error(name, str(error)) from None
    return _Checker(name, text, data).scenario()


def _error(name: str, what: str, line: int = 0, entry: str = "") -> ScenarioError:
    where = f"{name}{f', line {line}' if line else ''}{f', {entry}' if entry else ''}"
    return ScenarioError(f"{where}: {what}.", to_do="Mend the scenario file; nothing was started.")


class _Checker:
    def __init__(self, name: str, text: str, data: dict[str, Any]) -> None:
        self.name = name
        self.data = data
        self.lines: dict[str, list[int]] = {}
        for found in _HEADER.finditer(text):
            line = text.count("\n", 0, found.start(1)) + 1
            self.lines.setdefault(found.group(1), []).append(line)
        self.people: dict[str, str] = {}
        self.networks: dict[str, str] = {}
        """Each page's key and its network."""

    def scenario(self) -> Scenario:
        known = {"format", "name", "about", "people", "page", "watch", *_KINDS}
        for key in self.data:
            if key not in known:
                raise _error(self.name, f"[{key}] is not known; one of {', '.join(sorted(known))} is")
        if self.data.get("format") != FORMAT:
            raise _error(self.name, f"`format = {FORMAT}` must stand at the top")
        pages = tuple(self.read("page", number, one, Page) for number, one in self.entries("page"))
        if not pages:
            raise _error(self.name, "a scenario needs at least one [[page]]")
        for number, page in enumerate(pages):
            if page.network not in NETWORKS:
                known = ", ".join(NETWORKS)
                raise _error(
                    self.name,
                    f"`network` names {page.network}; {known} can be simulated",
                    *self.where("page", number),
                )
        self.networks = {page.key: page.network for page in pages}
        self.people = self.read_people()
        entries = [self.entry(kind, number, one) for kind in _KINDS for number, one in self.entries(kind)]
        opening = sorted((one for one in entries if one.event.at is None), key=lambda one: -one.before)
        timeline = sorted((one for one in entries if one.event.at is not None), key=lambda one: one.at)
        self.check_names([*opening, *timeline])
        return Scenario(
            name=str(self.data.get("name", self.name)),
            about=str(self.data.get("about", "")),
            pages=pages,
            people=self.people,
            opening=tuple(opening),
            timeline=tuple(timeline),
            watch=self.read_watch(),
        )

    def read_watch(self) -> dict[str, tuple[str, ...]]:
        try:
            return msgspec.convert(self.data.get("watch", {}), type=dict[str, tuple[str, ...]])
        except msgspec.ValidationError:
            raise _error(
                self.name, '[watch] gives each case its protected words: `"Case" = ["Name Surname"]`'
            ) from None

    def read_people(self) -> dict[str, str]:
        people = self.data.get("people", {})
        if not isinstance(people, dict) or not all(
            isinstance(one, str) for one in cast("dict[str, Any]", people).values()
        ):
            raise _error(self.name, '[people] gives each a name: `dale = "Dale Pritchard"`')
        both = self.networks.keys() & cast("dict[str, str]", people).keys()
        if both:
            raise _error(self.name, f"{', '.join(sorted(both))} is both a page and a person")
        return cast("dict[str, str]", people)

    def entries(self, kind: str) -> list[tuple[int, Any]]:
        found = self.data.get(kind, [])
        if not isinstance(found, list):
            raise _error(self.name, f"{kind} is written [[{kind}]], once for each")
        return list(enumerate(cast("list[Any]", found)))

    def where(self, kind: str, number: int) -> tuple[int, str]:
        lines = self.lines.get(kind, [])
        return lines[number] if number < len(lines) else 0, f"[[{kind}]] number {number + 1}"

    def read(self, kind: str, number: int, told: Any, shape: type[Any]) -> Any:
        try:
            return msgspec.convert(told, type=shape)
        except msgspec.ValidationError as error:
            raise _error(self.name, str(error), *self.where(kind, number)) from None

    def entry(self, kind: Kind, number: int, told: Any) -> Entry:
        event = cast("Event", self.read(kind, number, told, Event))
        line, entry = self.where(kind, number)

        def wrong(what: str) -> ScenarioError:
            return _error(self.name, what, line, entry)

        if (event.at is None) == (not event.ago):
            raise wrong("either `ago` (it is already there) or `at` (it comes) is needed, not both")
        if event.at is not None and not 0 <= event.at <= 86_400:
            raise wrong("`at` is in seconds, from 0 to 86400")
        needed = {
            "post": ("page", "text"),
            "visitor_post": ("page", "by", "text"),
            "mention": ("page", "by", "text"),
            "comment": ("on", "by"),
            "message": ("page", "text"),
            "edit": ("on", "text"),
            "withdraw": ("on",),
        }[kind]
        for name in needed:
            if not getattr(event, name):
                raise wrong(f"`{name}` is missing")
        if kind == "message" and not event.by and not event.person:
            raise wrong("a message is `by` a person, or by the page to a `person`")
        if kind == "comment" and not event.text and not event.picture:
            raise wrong("a comment has a `text` or a `picture`")
        for name, value in (("by", event.by), ("person", event.person)):
            if value and value not in self.people and value not in self.networks:
                raise wrong(f"`{name}` names {value}, who is neither in [people] nor a page")
        if event.page and event.page not in self.networks:
            raise wrong(f"`page` names {event.page}, which is no [[page]]")
        found = _AGO.fullmatch(event.ago.strip())
        if found is None or (event.ago and not any(found.groups())):
            raise wrong(f"`ago` is written like 1d 2h 30m, not {event.ago}")
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        before = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return Entry(kind=kind, event=event, line=line, before=before)

    def check_names(self, ordered: list[Entry]) -> None:
        """Each event may speak only of what came before it, on its own network."""
        known: dict[str, tuple[Kind, str]] = {}
        for entry in ordered:
            event = entry.event

            def wrong(what: str, entry: Entry = entry) -> ScenarioError:
                return _error(self.name, what, entry.line, f"[[{entry.kind}]]")

            network = self.networks.get(event.page, "")
            if event.on:
                kind, network = known.get(event.on, ("", ""))
                if kind not in _ON.get(entry.kind, frozenset[Kind]()):
                    raise wrong(f"`on` names {event.on}, which is not there (yet) at that time")
            if self.networks.get(event.by, network) != network:
                raise wrong(f"`by` names {event.by}, which is a page on another network")
            if event.key:
                if event.key in known:
                    raise wrong(f"the key {event.key} is used twice")
                known[event.key] = entry.kind, network
