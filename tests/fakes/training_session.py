"""A training session without networks, player or store: time is turned by hand, and it is told what the trainee did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from socialdesk.model.ids import ItemId
from socialdesk.policy.book import Book
from socialdesk.training import session_file
from socialdesk.training.events import Entry, Event, Kind, ScenarioError
from socialdesk.training.marks import Score
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score
from socialdesk.training.session import TrainingSession
from socialdesk.training.session_desk import FaultName, Moment, SessionDesk, TrainerMessage, Trouble
from socialdesk.training.session_time import FASTEST, SLOWEST
from socialdesk.training.transcript import Act, Dispute, Happening, Look, Transcript

SCENARIO = '''
format = 1
name = "Ten minutes on Market Street"
about = "An arrest, a crowd, and a question that deserves an answer."
minutes = 10
level = "first"
brief = """An arrest was announced an hour ago. Look at what is beneath it, and at what comes.

Nobody else is at the desk tonight."""

[people]
dale = "Dale Pritchley"
priya = "Priya Ramanand"
gary = "Gary Thornback"

[[page]]
key = "force"
name = "Anyshire Police"
username = "anyshirepolice"

[[post]]
key = "arrest"
page = "force"
ago = "1h"
text = "A man of 27 has been arrested after a robbery in Market Street, Kelmarton."

[[comment]]
key = "hope"
on = "arrest"
by = "priya"
ago = "40m"
text = "Hope the lady is all right."

[[comment]]
key = "named"
on = "arrest"
by = "dale"
at = 20
text = "Kyle Deverson. He only got out in March"
note = "The name is on the watch list."
[comment.answer]
do = "remove"
grounds = ["contempt_of_court", "identifies_person"]
act = "delete"
before = ["evidence"]
within = 120
why = "It names the arrested man and speaks of his past."

[[task]]
key = "road"
at = 30
title = "Publish the road closure"
text = "The A6999 is shut at Barton. The inspector asks for a post on the main page."
[task.answer]
do = "publish"
pages = ["force"]
clause = "3.1"
why = "A closure keeps people safe."

[[comment]]
key = "witness"
on = "arrest"
by = "priya"
at = 60
text = "I saw a man run past the bakery. Who should I tell?"
answer = { do = "reply", says = ["101"], why = "A witness: lead her to 101." }

[[comment]]
key = "slow"
on = "arrest"
by = "gary"
at = 120
text = "An hour to tell us. Hopeless."
answer = { do = "keep", or_else = ["leave", "reply"], why = "Criticism stays." }
'''


class FakeTrainingSession(TrainingSession):
    """The same surface; `turn` lets time go by, `act` and `looked` are the trainee."""

    def __init__(self, book: Book, text: str = SCENARIO, *, items: dict[ItemId, str] | None = None) -> None:
        self.scenario = read_scenario(text, name="market-street")
        self.name, self.text, self.seed = "market-street", text, 7
        self._book = book
        self._items = items or {}
        self._heard: list[Callable[[], None]] = []
        self._running, self._speed, self._position, self._done = False, 1.0, 0.0, False
        self._begun = False
        self._injected: list[tuple[float, Entry]] = []
        self._troubles: list[Trouble] = []
        self._messages: list[TrainerMessage] = []
        self._happenings: list[Happening] = []
        self._ticked: set[str] = set()
        self._acts: list[Act] = []
        self._looks: list[Look] = []
        self._looking = ""
        self._disputes: dict[str, Dispute] = {}

    # What a test does to it

    def turn(self, seconds: float) -> None:
        self._position += seconds
        self.tell()

    def act(self, act: Act) -> None:
        self._acts.append(act)
        self.tell()

    def tell(self) -> None:
        for heard in self._heard:
            heard()

    # The surface

    def attach(self, desk: SessionDesk) -> None:
        raise AssertionError("the fake needs no desk")

    def close(self) -> None:
        self._running = False

    def listen(self, heard: Callable[[], None]) -> None:
        self._heard.append(heard)

    def run(self) -> None:
        self._running = not self._done
        self._begun = True
        self.tell()

    def pause(self) -> None:
        self._running = False
        self.tell()

    @property
    def running(self) -> bool:
        return self._running

    @property
    def begun(self) -> bool:
        return self._begun

    @property
    def speed(self) -> float:
        return self._speed

    def set_speed(self, speed: float) -> None:
        self._speed = min(max(speed, SLOWEST), FASTEST)
        self.tell()

    @property
    def position(self) -> float:
        return self._position

    @property
    def lasts(self) -> float:
        return max((entry.at for entry in self.scenario.timeline), default=0.0)

    @property
    def played_out(self) -> bool:
        return self._position >= self.lasts

    @property
    def is_done(self) -> bool:
        return self._done

    def timeline(self) -> tuple[Moment, ...]:
        came = [
            Moment(entry=entry, state="happened" if entry.at <= self._position else "waiting", at=entry.at)
            for entry in self.scenario.timeline
        ]
        sent = [Moment(entry=entry, state="happened", at=at, injected=True) for at, entry in self._injected]
        return tuple(sorted([*came, *sent], key=lambda moment: moment.at))

    def inject(self, kind: Kind, event: Event) -> str:
        if kind == "comment" and event.on not in {entry.event.key for entry in self.scenario.entries}:
            raise ScenarioError("There is nothing of that name to comment on.")
        key = event.key or f"sent-{len(self._injected) + 1}"
        made = Entry(
            kind=kind,
            event=Event(
                key=key, by=event.by, on=event.on, page=event.page, text=event.text, at=self._position
            ),
            line=0,
            before=self.scenario.opening[0].before * 0,
        )
        self._injected.append((self._position, made))
        self.tell()
        return key

    def inject_fault(self, name: FaultName, *, network: str = "*", seconds: float = 4.0) -> None:
        self._troubles.append(Trouble(name=name, network=network))
        self.tell()

    def clear_faults(self) -> None:
        self._troubles.clear()
        self.tell()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(self._troubles)

    def message(self, text: str) -> None:
        self._messages.append(TrainerMessage(at=self._position, text=text))
        self.tell()

    @property
    def messages(self) -> tuple[TrainerMessage, ...]:
        return tuple(self._messages)

    def looked(self, item_id: ItemId) -> None:
        self._looking = self.key_of(item_id)
        if self._looking:
            self._looks.append(Look(at=self._position, item=self._looking))
        self.tell()

    @property
    def looking_at(self) -> str:
        return self._looking

    def key_of(self, item_id: ItemId) -> str:
        return self._items.get(item_id, "")

    def item_of(self, key: str) -> ItemId | None:
        return next((item_id for item_id, held in self._items.items() if held == key), None)

    @property
    def tasks(self) -> tuple[Entry, ...]:
        return tuple(
            moment.entry
            for moment in self.timeline()
            if moment.entry.kind == "task" and moment.state == "happened"
        )

    def tick(self, key: str, ticked: bool = True) -> None:
        (self._ticked.add if ticked else self._ticked.discard)(key)
        self.tell()

    @property
    def ticked(self) -> frozenset[str]:
        return frozenset(self._ticked)

    def done(self) -> None:
        self._running, self._done = False, True
        self.tell()

    def transcript(self) -> Transcript:
        came = [(moment.at, moment.entry) for moment in self.timeline() if moment.state == "happened"]
        arrived = {entry.event.key: 0.0 for entry in self.scenario.opening}
        return Transcript(
            scenario=self.name,
            seed=self.seed,
            trainee="A. Trainee",
            began="2026-11-26T09:00:00+00:00",
            lasted=self._position,
            done=self._done,
            arrived=arrived | {entry.event.key: at for at, entry in came},
            acts=tuple(self._acts),
            looks=tuple(self._looks),
            happenings=tuple(self._happenings),
            disputes=dict(self._disputes),
        )

    def score(self) -> Score:
        return score(self.scenario, self.transcript(), self._book)

    @property
    def happenings(self) -> tuple[Happening, ...]:
        return tuple(self._happenings)

    def dispute(self, mark: str, note: str) -> None:
        if note:
            self._disputes[mark] = Dispute(note=note)
        else:
            self._disputes.pop(mark, None)
        self.tell()

    def uphold(self, mark: str, upheld: bool | None) -> None:
        held = self._disputes[mark]
        self._disputes[mark] = Dispute(note=held.note, upheld=upheld)
        self.tell()

    def keep(self, path: Path) -> None:
        session_file.keep(path, scenario_text=self.text, transcript=self.transcript(), score=self.score())
