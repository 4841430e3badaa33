"""Reads a scenario from TOML and checks it (format: resources/scenarios/README.md)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast, get_args
from zoneinfo import ZoneInfo

import msgspec

from socialdesk.config.paths import resources_dir
from socialdesk.config.settings import unfit
from socialdesk.model.people import Role
from socialdesk.policy.book import Book
from socialdesk.policy.politics import Candidate, Period
from socialdesk.training.answers import ModelAnswer, TaskAnswer
from socialdesk.training.events import KINDS, Entry, Event, Fault, Kind, Level, Page, Scenario, ScenarioError
from socialdesk.training.networks.all import NETWORKS
from socialdesk.training.scenario_checks import faults_against

__all__ = [
    "Entry",
    "Event",
    "Fault",
    "Page",
    "Scenario",
    "ScenarioError",
    "faults_in",
    "find_scenario",
    "read_scenario",
    "scenario_names",
    "scenarios_dir",
]

FORMAT = 1
_AGO = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?")
_HEADER = re.compile(r"^[ \t]*\[\[\s*([a-z_]+)\s*\]\]", re.MULTILINE)
_NO_HEADER = re.compile(
    r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
"""Strings and comments: a header within them is none."""
_SYNTAX_LINE = re.compile(r"at line (\d+)")
_UK = ZoneInfo("Europe/London")
_ON: Mapping[str, frozenset[Kind]] = {
    "comment": frozenset({"post", "visitor_post", "mention", "comment"}),
    "edit": frozenset({"comment", "visitor_post", "mention"}),
    "withdraw": frozenset({"comment", "visitor_post", "mention"}),
    "colleague": frozenset({"comment", "visitor_post", "mention", "message"}),
}
"""What each kind may speak of."""
_ANY_MAY = ("key", "at", "ago", "note", "answer")
_MAY: Mapping[Kind, tuple[str, ...]] = {
    "post": ("picture",),
    "visitor_post": ("picture",),
    "mention": ("picture",),
    "comment": ("text", "picture", "hidden"),
    "message": ("by", "person", "picture"),
    "edit": (),
    "withdraw": (),
    "colleague": ("by", "text"),
    "task": (),
}
"""What each kind may have besides what it needs."""
_TOP = frozenset(
    {
        "format",
        "name",
        "about",
        "people",
        "page",
        "watch",
        "minutes",
        "level",
        "role",
        "begins",
        "brief",
        "debrief",
    }
    | {"settings", "periods", "candidates", *KINDS}
)
_Shape = TypeVar("_Shape")
_Minutes = Annotated[int, msgspec.Meta(ge=0, le=1440)]


def scenarios_dir() -> Path:
    """Where the scenarios that come with the desk are."""
    return resources_dir() / "scenarios"


def scenario_names() -> list[str]:
    """The scenarios that come with the desk."""
    return sorted(path.stem for path in scenarios_dir().glob("*.toml"))


def scenario_text(told: str) -> tuple[str, str]:
    """The text of a scenario and the name of its file: by its name among those that come with the desk, or by its
    file. Raises ScenarioError."""
    path = scenarios_dir() / f"{told}.toml"
    if not re.fullmatch(r"[a-z0-9-]+", told) or not path.is_file():
        path = Path(told)
    try:
        return path.read_text(encoding="utf-8"), path.name
    except (OSError, ValueError) as error:
        raise ScenarioError(
            f"There is no scenario {told}: {error}.", to_do=f"Known scenarios: {', '.join(scenario_names())}."
        ) from None


def find_scenario(told: str) -> Scenario:
    """By its name among those that come with the desk, or by its file. Raises ScenarioError."""
    text, name = scenario_text(told)
    return read_scenario(text, name=name)


def read_scenario(text: str, *, name: str = "scenario", book: Book | None = None) -> Scenario:
    """Read and check, with `book` also against the policy. Raises ScenarioError with the line of the first mistake."""
    scenario, faults = _read(text, name, book)
    for fault in faults:
        where = f", line {fault.line}" if fault.line else ""
        where += f", {fault.entry}" if fault.entry else ""
        raise ScenarioError(
            f"{name}{where}: {fault.words}.", to_do="Mend the scenario file; nothing was started."
        )
    return scenario


def faults_in(text: str, *, name: str = "scenario", book: Book | None = None) -> tuple[Fault, ...]:
    """Every mistake of a scenario, in the order of its lines; with `book` also those against the policy."""
    return tuple(sorted(_read(text, name, book)[1], key=lambda fault: fault.line))


def _read(text: str, name: str, book: Book | None) -> tuple[Scenario, Sequence[Fault]]:
    reader = _Reader(name, text)
    scenario = reader.scenario()
    if book is None:
        return scenario, reader.faults
    return scenario, [
        *reader.faults,
        *faults_against(scenario, book, faulty={each.line for each in reader.faults}),
    ]


class _Reader:
    """Reads on after a mistake, so that all of them are told at once."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self.data: dict[str, Any] = {}
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _SYNTAX_LINE.search(str(error))
            line = (
                int(found.group(1)) if found else text.count("\n") + 1
            )  # else it is the end that comes too soon
            self.faults.append(Fault(line, "", str(error)))
        self.lines: dict[str, list[int]] = {}
        bare = _NO_HEADER.sub(lambda found: "\n" * found[0].count("\n"), text)
        for found in _HEADER.finditer(bare):
            line = bare.count("\n", 0, found.start(1)) + 1
            self.lines.setdefault(found.group(1), []).append(line)
        self.people: dict[str, str] = {}
        self.networks: dict[str, str] = {}
        """Each page's key and its network."""

    def fault(self, words: str, line: int = 0, entry: str = "") -> None:
        self.faults.append(Fault(line, entry, words))

    def scenario(self) -> Scenario:
        pages = self.pages() if not self.faults else ()
        self.networks = {page.key: page.network for page in pages}
        self.people = self.read_people()
        entries = [one for kind in KINDS for one in self.entries(kind)]
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
            watch=self.value(
                "watch",
                dict[str, tuple[str, ...]],
                {},
                '[watch] gives each case its protected words: `"Case" = ["Name Surname"]`',
            ),
            minutes=self.value("minutes", _Minutes, 0, "`minutes` is a whole number, to 1440"),
            level=self.value("level", Level, "usual", f"`level` is one of {', '.join(get_args(Level))}"),
            role=self.value("role", Role, Role.TRAINEE, f"`role` is one of {', '.join(Role)}"),
            begins=self.begins(),
            brief=str(self.data.get("brief", "")),
            debrief=str(self.data.get("debrief", "")),
            settings=self.settings(),
            periods=self.rows("periods", Period),
            candidates=self.rows("candidates", Candidate),
        )

    def pages(self) -> tuple[Page, ...]:
        for key in self.data:
            if key not in _TOP:
                self.fault(f"[{key}] is not known; one of {', '.join(sorted(_TOP))} is")
        if self.data.get("format") != FORMAT:
            self.fault(f"`format = {FORMAT}` must stand at the top")
        pages = self.rows("page", Page)
        if not pages:
            self.fault("a scenario needs at least one [[page]]")
        for number, page in enumerate(pages):
            if page.network not in NETWORKS:
                known = ", ".join(NETWORKS)
                self.fault(
                    f"`network` names {page.network}; {known} can be simulated", *self.where("page", number)
                )
        return pages

    def value(self, key: str, shape: Any, default: Any, words: str) -> Any:
        """One value at the top."""
        try:
            return msgspec.convert(self.data.get(key, default), type=shape)
        except msgspec.ValidationError:
            self.fault(words)
            return default

    def begins(self) -> datetime | None:
        told = self.data.get("begins")
        if told is None:
            return None
        if not isinstance(told, datetime):
            self.fault("`begins` is a day and a time by UK clocks, such as 2026-12-26T02:00:00")
            return None
        return told if told.tzinfo else told.replace(tzinfo=_UK)

    def settings(self) -> dict[str, Any]:
        told: dict[str, Any] = self.value(
            "settings", dict[str, Any], {}, "[settings] gives settings their values"
        )
        for name, value in told.items():
            if name in ("person_name", "person_role"):
                self.fault(f"[settings] names {name}; who the trainee is stands in `role`")
            elif why := unfit(name, value):
                self.fault(f"[settings] {name} {why}")
        return told

    def read_people(self) -> dict[str, str]:
        people: dict[str, str] = self.value(
            "people", dict[str, str], {}, '[people] gives each a name: `dale = "Dale Pritchard"`'
        )
        both = self.networks.keys() & people.keys()
        if both:
            self.fault(f"{', '.join(sorted(both))} is both a page and a person")
        return people

    def told(self, kind: str) -> list[Any]:
        found = self.data.get(kind, [])
        if not isinstance(found, list):
            self.fault(f"{kind} is written [[{kind}]], once for each")
            return []
        return cast("list[Any]", found)

    def where(self, kind: str, number: int) -> tuple[int, str]:
        lines = self.lines.get(kind, [])
        return lines[number] if number < len(lines) else 0, f"[[{kind}]] number {number + 1}"

    def rows(self, kind: str, shape: type[_Shape]) -> tuple[_Shape, ...]:
        read = (self.read(one, shape, self.where(kind, number)) for number, one in enumerate(self.told(kind)))
        return tuple(one for one in read if one is not None)

    def read(self, told: Any, shape: type[_Shape], where: tuple[int, str]) -> _Shape | None:
        known = (
            {each.name for each in fields(shape)} if is_dataclass(shape) else None
        )  # a struct looks by itself
        unknown = (
            sorted(cast("dict[str, Any]", told).keys() - known) if known and isinstance(told, dict) else []
        )
        if unknown:
            self.fault(f"{', '.join(unknown)} is not known; {', '.join(sorted(known or ()))} are", *where)
            return None
        try:
            return msgspec.convert(told, type=shape)
        except msgspec.ValidationError as error:
            self.fault(str(error), *where)
            return None

    def entries(self, kind: Kind) -> Iterator[Entry]:
        for number, told in enumerate(self.told(kind)):
            where = self.where(kind, number)
            event = self.read(told, Event, where)
            before = None if event is None else self.time(event, where)
            if event is None or before is None:
                continue
            self.check_event(kind, event, where)  # read on in any case: others speak of it
            shape = TaskAnswer if kind == "task" else ModelAnswer
            answer = None if event.answer is None else self.read(event.answer, shape, where)
            yield Entry(
                kind=kind,
                event=event
                if event.key
                else msgspec.structs.replace(event, key=_key_of(kind, number, where)),
                line=where[0],
                before=before,
                answer=answer if isinstance(answer, ModelAnswer) else None,
                task=answer if isinstance(answer, TaskAnswer) else None,
            )

    def time(self, event: Event, where: tuple[int, str]) -> timedelta | None:
        """How long before the beginning; None where its time is wrong."""
        if (event.at is None) == (not event.ago):
            self.fault("either `ago` (it is already there) or `at` (it comes) is needed, not both", *where)
            return None
        if event.at is not None and not 0 <= event.at <= 86_400:
            self.fault("`at` is in seconds, from 0 to 86400", *where)
            return None
        found = _AGO.fullmatch(event.ago.strip())
        if found is None or (event.ago and not any(found.groups())):
            self.fault(f"`ago` is written like 1d 2h 30m, not {event.ago}", *where)
            return None
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        try:
            return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except OverflowError:
            self.fault("`ago` is too long ago", *where)
            return None

    def check_event(self, kind: Kind, event: Event, where: tuple[int, str]) -> None:
        """It has what its kind needs, and nothing that its kind has not."""
        needed = {
            "post": ("page", "text"),
            "visitor_post": ("page", "by", "text"),
            "mention": ("page", "by", "text"),
            "comment": ("on", "by"),
            "message": ("page", "text"),
            "edit": ("on", "text"),
            "withdraw": ("on",),
            "colleague": ("on", "does"),
            "task": ("title", "text"),
        }[kind]
        for name in needed:
            if not getattr(event, name):
                self.fault(f"`{name}` is missing", *where)
        for name in msgspec.structs.asdict(Event()):
            if getattr(event, name) and name not in (*needed, *_ANY_MAY, *_MAY[kind]):
                self.fault(f"[[{kind}]] has no `{name}`", *where)
        if kind == "message" and event.by not in self.people and event.person not in self.people:
            self.fault("a message is `by` a person, or by the page to a `person`", *where)
        if kind == "comment" and not event.text and not event.picture:
            self.fault("a comment has a `text` or a `picture`", *where)
        if kind in ("withdraw", "colleague") and event.answer is not None:
            self.fault(f"[[{kind}]] has no answer: nothing is to be decided about it", *where)
        if kind == "colleague" and event.does in ("reply", "note") and not event.text:
            self.fault("`text` is missing", *where)
        for name, value in (("by", event.by), ("person", event.person)):
            if kind != "colleague" and value and value not in self.people and value not in self.networks:
                self.fault(f"`{name}` names {value}, who is neither in [people] nor a page", *where)
        if event.page and event.page not in self.networks:
            self.fault(f"`page` names {event.page}, which is no [[page]]", *where)

    def check_names(self, ordered: list[Entry]) -> None:
        """Each event may speak only of what came before it, on its own network."""
        known: dict[str, tuple[Kind, str]] = {}
        for entry in ordered:
            event = entry.event
            wrong = partial(self.fault, line=entry.line, entry=f"[[{entry.kind}]]")
            network = self.networks.get(event.page, "")
            spoken_of: Kind | Literal[""] = ""
            if event.on:
                spoken_of, network = known.get(event.on, ("", ""))
                may = _ON.get(entry.kind, frozenset[Kind]())
                if spoken_of and spoken_of not in may:
                    wrong(f"`on` names {event.on}, a [[{spoken_of}]]; it may be a {', '.join(sorted(may))}")
                elif not spoken_of:
                    wrong(f"`on` names {event.on}, which is not there (yet) at that time")
            if entry.kind != "colleague" and self.networks.get(event.by, network) != network:
                wrong(f"`by` names {event.by}, which is a page on another network")
            if event.key in known:
                wrong(f"the key {event.key} is used twice")
            known[event.key] = entry.kind, network
            if spoken_of == "message" and event.does in ("hide", "unhide", "delete"):
                wrong("a message is private: nobody can hide, show or delete it for the other side")


def _key_of(kind: Kind, number: int, where: tuple[int, str]) -> str:
    """The key of an event that the file gives none."""
    return f"line-{where[0]}" if where[0] else f"{kind}-{number + 1}"
