"""The policy pack: text in, checked clauses out. The format is written down in `resources/policy/README.md`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ClauseId
from socialdesk.policy.entries import (
    AnswerKind,
    Ground,
    Hours,
    LocalChoice,
    OnlyIf,
    Question,
    Route,
    Strength,
    Template,
    TemplateKind,
    Threshold,
    Trigger,
)
from socialdesk.policy.keeping import Keeping
from socialdesk.policy.keeping import complaints as complaints_of_keeping
from socialdesk.policy.pack_checks import about_questions, about_triggers
from socialdesk.policy.politics import Parties
from socialdesk.policy.publishing_checks import Publishing
from socialdesk.policy.publishing_checks import complaints as complaints_of_publishing
from socialdesk.policy.publishing_checks import unknown_keys as unknown_in_publishing
from socialdesk.policy.rag import Rag
from socialdesk.policy.referring import Referring
from socialdesk.policy.referring import complaints as complaints_of_referring
from socialdesk.policy.referring import unknown_keys as unknown_in_referring

__all__ = [
    "AnswerKind",
    "Book",
    "BookError",
    "Ground",
    "Hours",
    "LocalChoice",
    "Question",
    "Referring",
    "Route",
    "Strength",
    "Template",
    "TemplateKind",
    "Threshold",
    "Trigger",
    "load_book",
]


class BookError(UserFacingError):
    """A policy pack that cannot be used; `line` is where in its text, 0 where no line can be named."""

    def __init__(self, happened: str, *, line: int = 0) -> None:
        where = f" (line {line})" if line else ""
        super().__init__(
            f"The policy pack cannot be used{where}: {happened}",
            to_do="Correct the file, or put back the last one that worked.",
        )
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A policy pack, checked. Everything is found by id; order is the pack's own."""

    name: str
    force: str
    version: str
    """Stored with each assessment and decision, so it names the document too: "5/20 version 5"."""
    effective: date
    review_due: date
    guidelines_url: str
    grounds: Mapping[str, Ground]
    routes: Mapping[str, Route]
    templates: Mapping[str, Template]
    hours: Hours
    thresholds: Mapping[str, Threshold]
    choices: Mapping[str, LocalChoice]
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    """What the placeholders of wordings stand for: addresses and links, never anything from an item."""
    after_hiding: Mapping[Network, str] = field(default_factory=dict[Network, str])
    """Who still reads what is hidden on a network."""
    only_step: Mapping[Network, str] = field(default_factory=dict[Network, str])
    """Where a network leaves no choice between hiding and deleting: the sentence that says so."""
    referring: Referring = field(default_factory=Referring)
    """Crime, threats to life, requests for information, and what a message must not ask for."""
    on_call: str = "the on-call press officer"
    """Whom to ring while Corporate Communications is off duty."""
    review_by: str = "Corporate Communications"
    """Who reviews the policy each year, and is asked for it (8)."""
    triggers: Mapping[str, Trigger] = field(default_factory=dict[str, Trigger])
    """After which removals a public warning is due."""
    retention: tuple[Keeping, ...] = ()
    """How long what is kept, before somebody looks at it again (T2)."""
    publishing: Publishing | None = None
    """What is asked before something is published; None where the pack says nothing of it, and then nothing is."""
    rag: Rag = field(default_factory=Rag)
    """The red, amber and green guide, from its own file."""
    parties: Parties = field(default_factory=Parties)
    """Parties, candidates and pre-election periods, from their own file."""

    def why_preferred(self, ground: Ground, network: Network) -> str:
        """Why the ground prefers what it does on a network."""
        alone = self.only_step.get(network)
        return alone or ground.prefer_why.replace(_AFTER_HIDING, self.after_hiding.get(network, "")).strip()

    def review_overdue(self, today: date) -> str | None:
        """A sentence where the review is overdue on `today`, else None (A11)."""
        if today <= self.review_due:
            return None
        return (
            f"The policy {self.version} was due for review on {self.review_due:%d/%m/%Y} (8). "
            f"Ask {self.review_by} for the review. It applies until Corporate Communications replaces it."
        )

    def wording(self, template_id: str) -> str:
        """The template's text with its placeholders filled. Raises KeyError for an id that is not in the pack."""
        return _PLACEHOLDER.sub(lambda found: self.values[found[1]], self.templates[template_id].text)

    def name_of(self, ground_or_route: str) -> str:
        """The plain name of a ground or route, or the id itself where a newer or older pack had it."""
        entry = self.grounds.get(ground_or_route) or self.routes.get(ground_or_route)
        return entry.name if entry else ground_or_route

    def clause_of(self, ground_or_route: str) -> ClauseId:
        """The clause of a ground or route, or "" where this pack has neither."""
        entry = self.grounds.get(ground_or_route) or self.routes.get(ground_or_route)
        return entry.clause if entry else ClauseId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pack:
    """The file as it is written; turned into a `Book` once everything in it has been checked."""

    name: str
    force: str
    version: str
    effective: date
    review_due: date
    guidelines_url: str
    hours: Hours
    grounds: tuple[Ground, ...]
    routes: tuple[Route, ...] = ()
    templates: tuple[Template, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    choices: tuple[LocalChoice, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    after_hiding: Mapping[Network, str] = field(default_factory=dict[Network, str])
    only_step: Mapping[Network, str] = field(default_factory=dict[Network, str])
    referring: Referring = field(default_factory=Referring)
    on_call: str = "the on-call press officer"
    review_by: str = "Corporate Communications"
    triggers: tuple[Trigger, ...] = ()
    retention: tuple[Keeping, ...] = ()
    publishing: Publishing | None = None


THRESHOLDS = ("significant_removals", "many_comments")
"""The thresholds that every pack sets."""
CHOICES = (
    "out_of_hours_may_remove",
    "out_of_hours_may_reply",
    "out_of_hours_posts_elsewhere",
    "out_of_hours_removes_on_instagram_and_linkedin",
    "holders_may_block",
    "corporate_communications_answers_for_holders",
)
"""The local choices that every pack makes."""

_LISTS: Mapping[str, type] = {
    "grounds": Ground,
    "routes": Route,
    "templates": Template,
    "thresholds": Threshold,
    "choices": LocalChoice,
    "triggers": Trigger,
    "retention": Keeping,
}
_ID = re.compile(r"[a-z][a-z0-9_]*")
_AFTER_HIDING = "{after_hiding}"
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_REMOVALS = (ActionKind.HIDE, ActionKind.DELETE)


def load_book(text: str) -> Book:
    """Reads and checks a pack. Raises BookError naming the entry and its line."""
    try:
        raw: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise BookError(f"it is not TOML, {error}.", line=int(at[1]) if at else 0) from None
    lines = _Lines(text)
    _refuse_unknown_keys(raw, lines)
    try:
        pack = msgspec.convert(raw, _Pack, strict=True)
    except msgspec.ValidationError as error:
        at = re.search(r"\$\.(\w+)\[(\d+)\]", str(error))
        raise BookError(f"{error}.", line=lines.of(at[1], int(at[2])) if at else 0) from None
    for complaint, line in _complaints(pack, lines):
        raise BookError(complaint, line=line)
    return Book(
        name=pack.name,
        force=pack.force,
        version=pack.version,
        effective=pack.effective,
        review_due=pack.review_due,
        guidelines_url=pack.guidelines_url,
        grounds=MappingProxyType({entry.id: entry for entry in pack.grounds}),
        routes=MappingProxyType({entry.id: entry for entry in pack.routes}),
        templates=MappingProxyType({entry.id: entry for entry in pack.templates}),
        hours=pack.hours,
        thresholds=MappingProxyType({entry.id: entry for entry in pack.thresholds}),
        choices=MappingProxyType({entry.id: entry for entry in pack.choices}),
        values=MappingProxyType(_values(pack)),
        after_hiding=MappingProxyType(dict(pack.after_hiding)),
        only_step=MappingProxyType(dict(pack.only_step)),
        referring=pack.referring,
        on_call=pack.on_call,
        review_by=pack.review_by,
        triggers=MappingProxyType({entry.id: entry for entry in pack.triggers}),
        retention=pack.retention,
        publishing=pack.publishing,
    )


class _Lines:
    """Where in the text the entries of each list begin."""

    def __init__(self, text: str) -> None:
        self._starts: dict[str, list[int]] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if found := re.match(r"\s*\[\[(\w+)\]\]", line):
                self._starts.setdefault(found[1], []).append(number)

    def of(self, name: str, place: int) -> int:
        """The line of the entry at `place` (from 0) of the list `name`; 0 where it was written in another way."""
        starts = self._starts.get(name, [])
        return starts[place] if place < len(starts) else 0


def _refuse_unknown_keys(raw: dict[str, Any], lines: _Lines) -> None:
    """A misspelt key would otherwise be a rule that silently does not apply."""
    _refuse_in(raw, _Pack, "the pack", 0)
    _refuse_in(raw.get("hours"), Hours, "hours", 0)
    for key in unknown_in_referring(raw.get("referring")):
        raise BookError(f'"{key}" is not something that referring can say.')
    for key in unknown_in_publishing(raw.get("publishing")):
        raise BookError(f'"{key}" is not something that publishing can say.')
    for name, kind in _LISTS.items():
        for place, entry in enumerate(_entries(raw.get(name))):
            line = lines.of(name, place)
            _refuse_in(entry, kind, f"an entry of {name}", line)
            for question in _entries(entry.get("questions")) if kind is Ground else ():
                _refuse_in(question, Question, "a question of a ground", line)
                _refuse_in(question.get("only_if"), OnlyIf, "only_if of a question", line)


def _entries(value: object) -> list[dict[str, Any]]:
    """The tables of a list, skipping what is not one: that is msgspec's to refuse, with its place."""
    if not isinstance(value, list):
        return []
    return [cast(dict[str, Any], entry) for entry in cast(list[object], value) if isinstance(entry, dict)]


def _refuse_in(value: object, kind: type, where: str, line: int) -> None:
    if isinstance(value, dict):
        known = {each.name for each in fields(kind)}
        for key in cast(dict[str, Any], value):
            if key not in known:
                raise BookError(f'"{key}" is not something that {where} can say.', line=line)


def _values(pack: _Pack) -> dict[str, str]:
    return {**pack.values, "force": pack.force, "guidelines_url": pack.guidelines_url}


def _complaints(pack: _Pack, lines: _Lines) -> Iterator[tuple[str, int]]:
    """What is wrong with a pack whose types are right, with the line of each."""
    yield from ((complaint, 0) for complaint in _about_the_whole(pack))
    yield from ((complaint, 0) for complaint in _about_hours(pack.hours))
    yield from _about_ids(pack, lines)
    for place, threshold in enumerate(pack.thresholds):
        if threshold.value < 1:
            yield f'threshold "{threshold.id}" is less than 1.', lines.of("thresholds", place)
    templates = {entry.id for entry in pack.templates}
    yield from ((complaint, 0) for complaint in complaints_of_referring(pack.referring, templates))
    if pack.publishing is not None:
        yield from ((complaint, 0) for complaint in complaints_of_publishing(pack.publishing))
    for place, ground in enumerate(pack.grounds):
        line = lines.of("grounds", place)
        yield from ((complaint, line) for complaint in _about_entry(ground, templates))
        yield from ((complaint, line) for complaint in _about_ground(ground))
    for place, route in enumerate(pack.routes):
        line = lines.of("routes", place)
        yield from ((complaint, line) for complaint in _about_entry(route, templates))
    thresholds = {entry.id for entry in pack.thresholds}
    for complaint, place in about_triggers(pack.triggers, pack.grounds, thresholds, templates):
        yield complaint, lines.of("triggers", place)
    for complaint, place in complaints_of_keeping(pack.retention):
        yield complaint, lines.of("retention", place)
    known = _values(pack)
    for place, template in enumerate(pack.templates):
        line = lines.of("templates", place)
        for missing in (each for each in _PLACEHOLDER.findall(template.text) if each not in known):
            yield f'wording "{template.id}" has a placeholder {{{missing}}} that values do not explain.', line


def _about_the_whole(pack: _Pack) -> Iterator[str]:
    if pack.review_due <= pack.effective:
        yield "the review is due before the policy is in force."
    if not re.match(r"https?://\S+$", pack.guidelines_url):
        yield "guidelines_url is not a web address."
    if not pack.grounds:
        yield "it has no grounds."
    for missing in sorted(set(THRESHOLDS) - {entry.id for entry in pack.thresholds}):
        yield f'"{missing}" is missing from thresholds.'
    for missing in sorted(set(CHOICES) - {entry.id for entry in pack.choices}):
        yield f'"{missing}" is missing from choices.'


def _about_entry(entry: Ground | Route, templates: set[str]) -> Iterator[str]:
    for missing in (each for each in entry.templates if each not in templates):
        yield f'"{entry.id}" names a wording "{missing}" that is not there.'
    if not 0 <= entry.urgency <= 3:
        yield f'the urgency of "{entry.id}" is not 0 to 3.'
    for what, text in (("name", entry.name), ("clause", entry.clause), ("why", entry.why)):
        if not text.strip():
            yield f'"{entry.id}" has an empty {what}.'


def _about_ids(pack: _Pack, lines: _Lines) -> Iterator[tuple[str, int]]:
    seen: dict[tuple[str, str], None] = {}
    for name in _LISTS:
        # A finding names a ground or a route by its id alone, so the two share one set of ids.
        shelf = "grounds and routes" if name in ("grounds", "routes") else name
        for place, entry in enumerate(getattr(pack, name)):
            line = lines.of(name, place)
            if not _ID.fullmatch(entry.id):
                yield f'the id "{entry.id}" is not small letters, digits and underscores.', line
            if (shelf, entry.id) in seen:
                yield f'the id "{entry.id}" is there twice in {shelf}.', line
            seen[shelf, entry.id] = None


def _about_ground(ground: Ground) -> Iterator[str]:
    if ground.undo_seconds is not None and ground.undo_seconds < 0:
        yield f'"{ground.id}" has fewer than 0 seconds to undo.'
    if ground.strength is Strength.AT_ONCE and ground.undo_seconds != 0:
        yield f'"{ground.id}" is to be removed at once, so its undo_seconds must be 0.'
    for action in ground.prefer.values():
        if action not in _REMOVALS:
            yield f'"{ground.id}" prefers "{action}", which does not remove anything.'
    if ground.sensitive and ground.templates:
        yield f'"{ground.id}" is sensitive, so no public wording may follow it.'
    yield from about_questions(ground)


def _about_hours(hours: Hours) -> Iterator[str]:
    if not hours.days or not all(1 <= day <= 7 for day in hours.days):
        yield "the days of hours are not 1 to 7."
    if hours.start >= hours.end:
        yield "hours end before they begin."
    try:
        ZoneInfo(hours.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield "the time zone of hours is not one that is known, such as Europe/London."
