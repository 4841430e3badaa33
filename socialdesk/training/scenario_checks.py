"""A scenario against the policy pack and against what each network can do: no model answer may contradict them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from socialdesk.config.paths import resources_dir
from socialdesk.model.accounts import Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.people import Role
from socialdesk.platforms.capabilities import capabilities_of
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book, Strength
from socialdesk.policy.context import Context
from socialdesk.policy.criticism import NEVER, only_criticism
from socialdesk.training.answers import ModelAnswer, TaskAnswer
from socialdesk.training.events import Entry, Fault, Kind, Scenario
from socialdesk.training.scenario_rehearsal import rehearse
from socialdesk.training.scenario_words import has_words, hosts_in, somebodys
from socialdesk.triage.api import Triage, TriageContext

REMOVING = (ActionKind.HIDE, ActionKind.DELETE, ActionKind.REPORT)
"""What a removal may be; the last by hand where a network leaves nothing else."""
_SECTIONS = re.compile(
    r"1(?:\.[1-3])?|2(?:\.[1-6])?|3(?:\.[12]|\.3[a-d]?)?|4(?:\.1|\.2[a-c]?|\.3[a-f]?|\.[4-6])?|[5-8]"
)
"""The sections of the policy 5/20."""
_REQUIREMENT = re.compile(r"(?:A(?:1[01]|[1-9])|P[1-9]|I[1-6]|R(?:1[0-2]|[1-9])|B[1-3]|T[1-4])")
_MUST = (Strength.MUST, Strength.AT_ONCE)
_OF_CRITICISM = frozenset({"offensive_language", "defamation", "officer_safety"})
"""Grounds under which criticism might be taken away; the others rest on something that is in the words beside it."""
_ON_OWN_POST = frozenset({"proceedings", "leave", "ask", "warn"})
_LONGEST = 86_400.0


def faults_against(scenario: Scenario, book: Book, *, faulty: Container[int] = ()) -> tuple[Fault, ...]:
    """What of a scenario the policy pack, the networks or the rules for made-up words refuse, in the order of lines.

    What begins at a line that was `faulty` already is not rehearsed.
    """
    checks = _Checks(scenario, book)
    found = [*checks.faults(), *rehearse(scenario, faulty)]
    return tuple(sorted(found, key=lambda fault: fault.line))


@dataclass(frozen=True, slots=True)
class _Item:
    """Where an entry stands."""

    entry: Entry
    network: Network
    by_force: bool
    root: Kind
    """What the conversation began with."""

    @property
    def private(self) -> bool:
        return self.entry.kind == "message"

    def removals(self) -> Mapping[ActionKind, Way]:
        """How it can be taken from sight here."""
        if self.private or self.entry.kind == "post":
            return {}
        told = _can(self.network)
        ways = {action: told[action].way for action in REMOVING if told[action].way is not Way.IMPOSSIBLE}
        if self.by_force:
            return {ActionKind.DELETE: Way.API}
        lacks: set[ActionKind] = set()
        if self.network is Network.BLUESKY:
            lacks.add(ActionKind.DELETE)  # of others' words; the file speaks of the account's own
        if self.root != "post" and self.network not in (Network.FACEBOOK, Network.YOUTUBE):
            lacks |= {ActionKind.HIDE, ActionKind.DELETE}
        if self.root != "post" and self.network is Network.FACEBOOK and self.entry.kind == "comment":
            lacks.add(ActionKind.HIDE)
        return {action: way for action, way in ways.items() if action not in lacks}


class _Checks:
    def __init__(self, scenario: Scenario, book: Book) -> None:
        self.scenario = scenario
        self.book = book
        self.watched = [words for each in scenario.watch.values() for words in each]
        self.pages = {page.key: page for page in scenario.pages}
        self.known = {
            host for text in (*book.values.values(), book.guidelines_url) for host in hosts_in(text)
        }
        self.items: dict[str, _Item] = {}
        """By key, those whose page is known."""
        self.answers: dict[str, ModelAnswer | None] = {}
        """The answer in force of each item, as the entries go by."""

    def faults(self) -> Iterator[Fault]:
        for words in self.of_whole():
            yield Fault(0, "", words)
        for entry in self.scenario.entries:
            item = self.place(entry)
            for words in (*self.of_entry(entry), *(self.of_item(item) if item is not None else ())):
                yield Fault(entry.line, f"[[{entry.kind}]]", words)

    def place(self, entry: Entry) -> _Item | None:
        """Notes where an entry stands; None for what is no item, or stands nowhere."""
        event = entry.event
        above = self.items.get(event.on)
        if entry.kind in ("edit", "withdraw", "colleague"):
            if entry.kind == "edit" and above is not None and entry.answer is not None:
                self.answers[event.on] = entry.answer
            return None if above is None or entry.kind != "edit" else _Item(
                entry, above.network, above.by_force, above.root
            )  # fmt: skip
        page = self.pages.get(event.page)
        if entry.kind == "task" or (above is None and (page is None or page.network not in set(Network))):
            return None
        network = above.network if above is not None else Network(self.pages[event.page].network)
        by_force = (
            entry.kind == "post" or event.by in self.pages or (entry.kind == "message" and not event.by)
        )
        item = _Item(entry, network, by_force, above.root if above is not None else entry.kind)
        self.items[event.key] = item
        self.answers[event.key] = entry.answer
        return item

    # The whole

    def of_whole(self) -> Iterator[str]:
        scenario = self.scenario
        told = {"about": scenario.about, "brief": scenario.brief, "debrief": scenario.debrief}
        for page in scenario.pages:
            told[f"[[page]] {page.key}"] = f"{page.name} {page.about}"
        for where, text in told.items():
            for found in somebodys(text, self.known):
                yield f"{where}: {found} may be somebody's; take a number or address that is kept for drama"
        for page in scenario.pages:
            for words in self.watched_in(f"{page.name} {page.about}"):
                yield f"[[page]] {page.key} has the protected words {words}"
        seen: set[str] = set()
        for period in scenario.periods:
            if period.ends < period.begins:
                yield f"[[periods]] {period.id} ends before it begins"
            if period.id in seen:
                yield f"[[periods]] {period.id} is there twice"
            seen.add(period.id)
        parties = {name for party in self.book.parties.parties for name in (party.name, *party.names)}
        for candidate in scenario.candidates:
            if candidate.party and parties and candidate.party not in parties:
                yield f"[[candidates]] {candidate.name}: {candidate.party} is not in the policy's list of parties"

    # Any entry

    def of_entry(self, entry: Entry) -> Iterator[str]:
        event = entry.event
        answer = entry.answer or entry.task
        texts = [event.text, event.title, event.picture]
        if entry.answer is not None:
            texts.append(entry.answer.advice)
        if answer is not None:
            texts += [*answer.says, answer.why]
        for found in dict.fromkeys(each for text in texts for each in somebodys(text, self.known)):
            yield f"{found} may be somebody's; take a number or address that is kept for drama"
        minutes = self.scenario.minutes
        if minutes and event.at is not None and event.at > timedelta(minutes=minutes).total_seconds():
            yield f"it comes at {event.at:g} s, after the end (`minutes` is {minutes})"
        if entry.kind == "colleague" and event.does == "reply":
            yield from self.force_says(event.text)
        if entry.task is not None:
            yield from self.of_task(entry.task)

    def force_says(self, text: str) -> Iterator[str]:
        for words in self.watched_in(text):
            yield f"the Force writes the protected words {words} here; it never does (4.3b)"

    def watched_in(self, text: str) -> list[str]:
        return [words for words in self.watched if has_words(text, words)]

    def in_common(self, answer: ModelAnswer | TaskAnswer) -> Iterator[str]:
        """What answers of items and tasks share."""
        if not answer.why.strip():
            yield "the answer's `why` is empty; the debrief shows it"
        if answer.clause and not (
            _SECTIONS.fullmatch(answer.clause) or _REQUIREMENT.fullmatch(answer.clause)
        ):
            yield f"`clause` names {answer.clause}, which the policy has not"
        if answer.within is not None and not 0 < answer.within <= _LONGEST:
            yield f"`within` is in seconds, above 0 and to {_LONGEST:g}"
        for words in answer.says:
            either = [each.strip() for each in words.split("|")]
            if not all(either):
                yield f"`says` has an empty choice in {words!r}"
            if all(any(bad.casefold() in each.casefold() for bad in answer.never if bad) for each in either):
                yield f"`says` asks for {words!r}, which `never` forbids"
            for watched in {each for one in either for each in self.watched_in(one)}:
                yield f"`says` asks for the protected words {watched}"
        if any(not words.strip() for words in answer.never):
            yield "`never` has an empty entry, which every answer would have"

    # Tasks

    def of_task(self, answer: TaskAnswer) -> Iterator[str]:
        yield from self.in_common(answer)
        if not answer.clause:
            yield "the answer's `clause` is empty"
        for key in answer.pages:
            if key not in self.pages:
                yield f"`pages` names {key}, which is no [[page]]"
        if answer.do != "publish" and (answer.pages or answer.says or answer.never):
            yield "`pages`, `says` and `never` go with publish alone"
        if answer.do in ("take_down", "proceedings"):
            posts = {one.event.key for one in self.scenario.entries if one.kind == "post"}
            if answer.of not in posts:
                yield f"`of` must name the [[post]] that it is about, not {answer.of!r}"
        elif answer.of:
            yield "`of` goes with take_down and proceedings alone"
        if answer.do == "threshold" and self.scenario.role not in (Role.OSCAR_1, Role.IDO):
            yield "the threshold is declared by an Oscar 1 or IDO: set `role` (2.5)"

    # Items

    def of_item(self, item: _Item) -> Iterator[str]:
        event, answer = item.entry.event, item.entry.answer
        if item.by_force:
            yield from self.force_says(event.text)
        elif item.entry.kind in ("comment", "visitor_post", "edit") and self.scenario.marked:
            now = self.answers.get(event.on if item.entry.kind == "edit" else event.key)
            allowed: set[str] = {now.do, *now.or_else, *now.also} if now is not None else set()
            for words in self.watched_in(event.text) if not allowed & {"remove", "ask"} else ():
                yield f"it has the protected words {words}, and its answer lets it stand (4.3b)"
        if answer is not None:
            yield from self.in_common(answer)
            for words in self.watched_in(answer.advice):
                yield f"`advice` has the protected words {words}"
            yield from self.of_answer(item, answer)
            for key in self.deleted_above(item) if item.entry.kind == "comment" else ():
                yield f"it goes with {key}, which its answer deletes, and can have no answer of its own"

    def deleted_above(self, item: _Item) -> Iterator[str]:
        """What stands above it and is right to delete: nobody could be judged by what has gone with it."""
        key, seen = item.entry.event.on, set[str]()
        # In a file with mistakes something may stand beneath itself.
        while key not in seen and (above := self.items.get(key)) is not None and above.entry.kind != "post":
            seen.add(key)
            answer = self.answers.get(key)
            if answer is not None and answer.do == "remove" and ActionKind.DELETE in above.removals():
                best = [self.book.grounds[each] for each in answer.grounds[:1] if each in self.book.grounds]
                act = answer.act or (best[0].prefer[above.network] if best else "")
                if act == ActionKind.DELETE:
                    yield key
            key = above.entry.event.on

    def of_answer(self, item: _Item, answer: ModelAnswer) -> Iterator[str]:
        every = (answer.do, *answer.or_else, *answer.also)
        told: set[str] = set(every)
        if len(told) < len(every):
            yield "a decision stands twice among `do`, `or_else` and `also`"
        if set(answer.also) & {"keep", "leave", "ask"}:
            yield "`also` is for what is done besides: keep, leave and ask are decisions by themselves"
        if item.entry.kind == "post" and told - _ON_OWN_POST:
            yield f"a [[post]] of the Force's own can be answered with {', '.join(sorted(_ON_OWN_POST))} alone"
        if item.entry.kind != "post" and "proceedings" in told:
            yield "proceedings are marked on a [[post]]"
        yield from self.of_grounds(item, answer, told)
        yield from self.of_act(item, answer, told)
        if "block" in told:
            if item.by_force:
                yield "one of the Force's own accounts is not blocked"
            elif _can(item.network)[ActionKind.BLOCK].way is Way.IMPOSSIBLE:
                yield f"{item.network.label} has no blocking"
        if answer.says and not told & {"reply", "warn"}:
            yield "`says` goes with reply and warn"
        if "evidence" in answer.before and answer.do not in ("remove", "block"):
            yield "`before` evidence goes with a `do` of remove or block"
        for before in {"emergency", "foi", "crime"} & set(answer.before) & {answer.do}:
            yield f"{before} cannot come before itself"

    def of_grounds(self, item: _Item, answer: ModelAnswer, told: Set[str]) -> Iterator[str]:
        known = [self.book.grounds[each] for each in answer.grounds if each in self.book.grounds]
        for each in answer.grounds:
            if each not in self.book.grounds:
                yield f"`grounds` names {each}; the policy's are {', '.join(self.book.grounds)}"
        if answer.grounds and not told & {"remove", "keep", "block"}:
            yield "`grounds` go with remove, keep and block"
        if not answer.grounds and told & {"remove", "block"}:
            yield f"`grounds` is missing: nothing is removed, and nobody blocked, without one. {NEVER.rstrip('.')}"
        if told & {"keep", "leave"}:
            for ground in known:
                if ground.strength in _MUST:
                    yield f"what is {ground.id} {ground.strength.label}, so it does not stay ({ground.clause})"
        if item.private:
            for ground in known:
                if not ground.in_private:
                    yield f"{ground.id} is no ground in a private message"
        if "remove" in told and known and all(ground.id in _OF_CRITICISM for ground in known):
            yield from self.of_criticism(item)

    def of_criticism(self, item: _Item) -> Iterator[str]:
        signals = _triage().signals(item.entry.event.text, TriageContext())
        if only_criticism(assess(signals, Context(network=item.network), self.book), self.book):
            yield f"these words are criticism or a complaint, and no more. {NEVER.rstrip('.')}"

    def of_act(self, item: _Item, answer: ModelAnswer, told: Set[str]) -> Iterator[str]:
        label, open_ways = item.network.label, item.removals()
        if "remove" not in told:
            if answer.act:
                yield "`act` goes with remove"
            return
        if item.private:
            yield "a message is private: there is nothing to remove"
            return
        if not open_ways:
            yield f"nothing of this can be removed on {label}"
            return
        if not answer.act:
            return
        asked = next((each for each in REMOVING if each.value == answer.act), None)
        if asked is None:
            yield f"`act` is one of {', '.join(REMOVING)}, not {answer.act}"
        elif asked not in open_ways:
            yield f"{label} has no {asked.value} for this: {_listed(open_ways)} is open"
        else:
            wanted = [
                self.book.grounds[each].prefer[item.network]
                for each in answer.grounds
                if each in self.book.grounds
            ]
            if wanted and asked not in wanted and any(each in open_ways for each in wanted):
                yield f"`act` is {asked.value}, and the policy prefers to {wanted[0].value} on {label}"


def _listed(ways: Mapping[ActionKind, Way]) -> str:
    return " or ".join(
        f"{action.value}{' by hand' if way is Way.BY_HAND else ''}" for action, way in ways.items()
    )


@cache
def _can(network: Network) -> Mapping[ActionKind, Capability]:
    return capabilities_of(network)


@cache
def _triage() -> Triage:
    """The rules, which take a moment to load. Raises LexiconError."""
    from socialdesk.triage.lexicon import FILES, load_lexicon  # noqa: PLC0415  (slow, and most checks need none)
    from socialdesk.triage.signals import RuleTriage  # noqa: PLC0415  (slow to load as well)

    folder = resources_dir() / "triage"
    return RuleTriage(load_lexicon({name: (folder / name).read_text("utf-8") for name in FILES}))
