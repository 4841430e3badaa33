"""A scripted trainee plays a session in no time: so that scenarios are tried whenever anything alters.

A script is TOML (resources/scenarios/README.md) or one of five kinds by name. The clock is turned by hand from one
thing to the next; the desk, its connectors, HTTP and the simulated networks are those that a person has.
"""

from __future__ import annotations

import heapq
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event as Stop
from typing import Any, Literal, get_args

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.model.ids import ItemId
from socialdesk.training.answers import ModelAnswer
from socialdesk.training.colleagues import AFTER_SECONDS
from socialdesk.training.events import Entry
from socialdesk.training.marks import Score
from socialdesk.training.reading_keys import ITEMS
from socialdesk.training.scripted_hand import Hand, ScriptDesk, Wish
from socialdesk.training.scripted_tasks import TaskHand
from socialdesk.training.session import TrainingSession
from socialdesk.training.session_time import Hands

FORMAT = 1
Follow = Literal["model", "nothing", "remove-everything", "keep-everything", "reply-everything"]
KINDS: tuple[Follow, ...] = get_args(Follow)
_AFTER_SECONDS = 2.0
"""How long the scripted trainee takes over an item, where the script does not say."""
_ADVICE_SECONDS = AFTER_SECONDS + 1
_CALM_ROUNDS, _CALM_SECONDS = 4, 45.0
"""At the end: what was decided is given this long to come true, a step at a time."""


class ScriptError(UserFacingError):
    """A script that cannot be used."""


class ScriptedAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One thing that the scripted trainee does."""

    item: str
    """The item's key."""
    do: str
    """What an answer may say, but for what is of tasks alone."""
    grounds: tuple[str, ...] = ()
    act: str = ""
    text: str = ""
    after: float = _AFTER_SECONDS
    """Seconds after the item came."""


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the scripted trainee does. Items that an act names are dealt with by their acts alone."""

    format: int = FORMAT
    follow: Follow = "nothing"
    act: tuple[ScriptedAct, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a scripted session."""

    score: Score
    could_not: tuple[str, ...]
    """What the script wished and the desk did not let be done, with the reason."""

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        kinds = {kind: {"right": each.right, "of": each.of} for kind, each in self.score.kinds.items()}
        told: dict[str, Any] = msgspec.to_builtins(self.score)
        return {
            **told,
            "score": round(self.score.score, 4),
            "kinds": kinds,
            "could_not": list(self.could_not),
        }


def read_script(told: str) -> Script:
    """One of KINDS by its name, or a file. Raises ScriptError."""
    if told in KINDS:
        return Script(follow=told)
    try:
        data = tomllib.loads(Path(told).read_text(encoding="utf-8"))
        script = msgspec.convert(data, type=Script)
    except (OSError, ValueError) as error:
        raise ScriptError(
            f"The script {told} cannot be used: {error}.", to_do=f"Name a file, or one of {', '.join(KINDS)}."
        ) from None
    if script.format != FORMAT:
        raise ScriptError(f"The script {told} has no `format = {FORMAT}` at its top.")
    return script


def play(session: TrainingSession, desk: ScriptDesk, hands: Hands, script: Script) -> Played:
    """Plays the session from its beginning to "I am done". It is to be new, and not by itself."""
    return _Trainee(session, desk, hands, script).play()


@dataclass(order=True, slots=True)
class _Turn:
    at: float
    number: int
    """In the order in which they were thought of, where several are due together."""
    key: str = field(compare=False)
    wish: Wish | None = field(compare=False)
    """None: to look at it, and to decide."""


class _Trainee:
    def __init__(self, session: TrainingSession, desk: ScriptDesk, hands: Hands, script: Script) -> None:
        self._session = session
        self._desk = desk
        self._hands = hands
        self._script = script
        self._hand = Hand(desk)
        self._tasks = TaskHand(session, desk, self._hand)
        self._turns: list[_Turn] = []
        self._numbers = count()
        self._stop = Stop()
        self._could_not: list[str] = []
        self._entries = {entry.event.key: entry for entry in session.scenario.entries}
        self._pages: dict[str, str] = {}
        """Whose page each entry is on."""
        for entry in session.scenario.entries:
            self._pages[entry.event.key] = entry.event.page or self._pages.get(entry.event.on, "")
        self._seen: set[str] = set()
        """Entries that were thought about."""
        self._unsent = False

    def play(self) -> Played:
        self._session.run()
        self._read()
        self._think()
        while (at := self._next()) is not None:
            self._go_to(at)
            self._think()
            while self._turns and self._turns[0].at <= self._session.position + 0.001:
                self._take(heapq.heappop(self._turns))
            self._send()
        for _ in range(_CALM_ROUNDS):
            self._go_to(self._session.position + _CALM_SECONDS)
            self._send(ever=True)
        self._session.done()
        return Played(score=self._session.score(), could_not=tuple(self._could_not))

    # The course of it

    def _next(self) -> float | None:
        coming = [
            each
            for each in (self._session.next_at, self._turns[0].at if self._turns else None)
            if each is not None
        ]
        return min(coming, default=None)

    def _go_to(self, position: float) -> None:
        # A hair more: the clock counts in microseconds, and what is due at 30 has to have come at 30.
        self._hands.turn(max(0.0, position - self._session.position) + 0.001)
        self._session.go_on()

    def _read(self, account_ids: frozenset[int] | None = None, *, full: bool = False) -> None:
        for account in tuple(self._desk.session.accounts.values()):
            if account_ids is None or account.id in account_ids:
                self._desk.sync(account, self._stop, full)
        self._session.go_on()

    def _send(self, *, ever: bool = False) -> None:
        if not self._unsent and not ever:
            return
        self._unsent = False
        self._desk.send(self._stop)
        self._hand.tick_everything()
        self._desk.send(self._stop)
        self._session.go_on()

    # What to do, and when

    def _think(self) -> None:
        """Plans what is to be done about whatever has come since."""
        now, arrived = self._session.position, self._session.arrived
        for key in [each for each in self._entries if each in arrived and each not in self._seen]:
            self._seen.add(key)
            acts = [act for act in self._script.act if act.item == key]
            for act in acts:
                wish = Wish(do=act.do, grounds=act.grounds, act=act.act, text=act.text)
                self._plan(now + act.after, key, wish)
            if not acts and self._script.follow != "nothing":
                self._plan(now + _AFTER_SECONDS, key, None)

    def _plan(self, at: float, key: str, wish: Wish | None) -> None:
        heapq.heappush(self._turns, _Turn(at, next(self._numbers), key, wish))

    def _take(self, turn: _Turn) -> None:
        entry = self._entries[turn.key]
        if turn.wish is None:
            self._decide(entry)
            return
        item_id = self._item(entry)
        if item_id is None:
            self._could_not.append(f"{turn.key}: the desk has no such item.")
            return
        self._look(item_id)
        self._do(turn.key, item_id, turn.wish)

    def _decide(self, entry: Entry) -> None:
        if self._script.follow == "model":
            if entry.task is not None:
                self._try(entry.event.key, lambda: self._do_task(entry))
                return
            if entry.kind == "post":
                self._of_post(entry)
                return
        if entry.kind not in ITEMS and entry.kind != "edit":
            return
        item_id = self._item(entry)
        if item_id is None:
            if entry.answer is not None:
                self._could_not.append(f"{entry.event.key}: the desk has no such item.")
            return
        self._look(item_id)
        key = entry.event.on if entry.kind == "edit" else entry.event.key
        match self._script.follow:
            case "model" if entry.answer is not None:
                self._follow(key, entry.answer)
            case "remove-everything":
                self._do(key, item_id, Wish(do="remove"))
            case "keep-everything":
                self._do(key, item_id, Wish(do="keep"))
            case "reply-everything":
                self._do(key, item_id, Wish(do="reply"))
            case _:
                pass

    def _of_post(self, entry: Entry) -> None:
        if entry.answer is None or entry.answer.do != "proceedings":
            return
        key = entry.event.key
        if key not in self._session.keys.threads.values():
            self._read_page(key)
        thread_id = next((each for each, name in self._session.keys.threads.items() if name == key), None)
        if thread_id is None:
            self._could_not.append(f"{key}: the desk has no such post.")
            return
        self._try(key, lambda: self._hand.mark_post(thread_id, key))

    def _follow(self, key: str, answer: ModelAnswer) -> None:
        """What the model answer wants, in its order: what comes before, the decision, what comes besides."""
        now = self._session.position
        if "advice" in answer.before and answer.do not in ("ask", "block"):
            self._plan(now, key, Wish(do="ask"))
            now += _ADVICE_SECONDS
        for before in answer.before:
            if before in ("emergency", "foi", "crime") and before != answer.do:
                self._plan(now, key, Wish(do=before))
        self._plan(now, key, self._wish(answer.do, answer))
        for also in answer.also:
            if also not in answer.before:
                # A warning explains a removal that the network has confirmed.
                self._plan(now + (3.0 if also == "warn" else 0.0), key, self._wish(also, answer))

    def _wish(self, do: str, answer: ModelAnswer) -> Wish:
        text = ""
        if do == "reply":
            words = [_best(each, answer.never) for each in answer.says]
            text = " ".join(
                ["Thank you for getting in touch.", *(f"{each[:1].upper()}{each[1:]}." for each in words)]
            )
        act = answer.act if do == answer.do else ""
        return Wish(do=do, grounds=answer.grounds, act=act, text=text)

    # Doing

    def _do_task(self, entry: Entry) -> None:
        if self._tasks.do(entry):
            self._plan(self._session.position + _ADVICE_SECONDS, entry.event.key, None)
        self._unsent = True

    def _item(self, entry: Entry) -> ItemId | None:
        """The desk's item; its account is read first where the desk cannot know it yet."""
        key = entry.event.on if entry.kind == "edit" else entry.event.key
        found = self._session.item_of(key)
        if found is None or entry.kind == "edit":
            self._read_page(key, full=entry.kind == "edit")
            found = self._session.item_of(key)
        if found is None:
            self._read()
            found = self._session.item_of(key)
        return found

    def _read_page(self, key: str, *, full: bool = False) -> None:
        page = self._pages.get(key, "")
        accounts = {number for number, name in self._session.keys.accounts.items() if name == page}
        self._read(frozenset(accounts), full=full)

    def _look(self, item_id: ItemId) -> None:
        self._session.looked(item_id)
        self._try("", lambda: self._hand.look(item_id))

    def _do(self, key: str, item_id: ItemId, wish: Wish) -> None:
        if wish.do == "warn":
            self._send(ever=True)
        self._try(f"{key}, {wish.do}", lambda: self._hand.do(item_id, wish))
        self._unsent = True
        if wish.do in ("remove", "foi"):
            # What is captured first is captured before the next thing is asked of it.
            self._send()

    def _try(self, what: str, work: Callable[[], object]) -> None:
        try:
            work()
        except UserFacingError as error:
            self._could_not.append(f"{what}: {error.happened}")


def _best(words: str, never: tuple[str, ...]) -> str:
    """One of `a|b`: the first that says nothing which must not be said."""
    choices = [each.strip() for each in words.split("|")]
    return next(
        (each for each in choices if not any(no.casefold() in each.casefold() for no in never)), choices[0]
    )
