"""A training session: one scenario played to one trainee, with a trainer's hand on it. Needs no window.

Every method may be called from any thread. Times are seconds of the session's own time unless said otherwise: it stands
still in a pause, and goes by as fast as the session is played.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from socialdesk.clock import Clock, system_clock
from socialdesk.errors import UserFacingError
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import DESK
from socialdesk.storage.database import Connection
from socialdesk.training import scoring, session_file
from socialdesk.training.answers import ModelAnswer
from socialdesk.training.colleagues import COLLEAGUES, Colleagues, Known
from socialdesk.training.events import Entry, Event, Kind, Scenario, ScenarioError
from socialdesk.training.marks import Score
from socialdesk.training.networks.faults import Faults
from socialdesk.training.player import ScenarioPlayer
from socialdesk.training.reading_back import acts_of, looks_of
from socialdesk.training.reading_keys import ITEMS, Keys, find_on_the_desk
from socialdesk.training.session_desk import Moment, SessionDesk
from socialdesk.training.session_notes import SessionNotes
from socialdesk.training.session_time import SessionTime
from socialdesk.training.stage import Stage
from socialdesk.training.transcript import Look, Transcript


class TrainingSession(SessionNotes):
    """One scenario, one trainee. `attach` it to a desk, `run` it, `close` it before the desk closes its store."""

    def __init__(
        self,
        stage: Stage,
        *,
        faults: Faults,
        clock: Clock,
        name: str,
        text: str,
        seed: int = 0,
        by_itself: bool = True,
    ) -> None:
        """`clock` is the desk's own in training; `name` and `text` are the scenario's file; the seed its worlds'.

        Not `by_itself`, no thread plays it: whoever turns the clock calls `go_on`.
        """
        super().__init__(faults)
        self.scenario: Scenario = stage.scenario
        self.name = name
        self.text = text
        """The scenario as it was read, for the kept session."""
        self.seed = seed
        self.stage = stage
        self._clock = clock
        self._by_itself = by_itself
        self._time = SessionTime(clock)
        self._player = ScenarioPlayer(stage, time=self._time, on_event=self._came, beat=self._beat)
        self._desk: SessionDesk | None = None
        self._colleagues: Colleagues | None = None
        self._round = threading.Event()
        """Set while the colleagues are at work."""
        self.keys = Keys()
        """What the scenario calls what has been read from the networks so far."""
        self._moments: dict[str, Moment] = {
            entry.event.key: Moment(entry=entry, state="waiting", at=entry.at)
            for entry in self.scenario.timeline
        }
        self._arrived = {
            entry.event.key: 0.0
            for entry in self.scenario.opening
            if entry.event.key in stage.ids or entry.kind in ("colleague", "task")
        }
        self._began: datetime | None = None
        self._ended: datetime | None = None
        """When "I am done" was pressed, by the desk's clock."""
        self._lasted = 0.0
        self._looks: list[Look] = []
        self._injected = 0
        self._closed = False

    def attach(self, desk: SessionDesk) -> None:
        """The desk is open now."""
        with self._lock:
            self._desk = desk
            self._colleagues = Colleagues(book=desk.book, capabilities=desk.capabilities)
            self._colleagues.waiting.extend(
                entry for entry in self.scenario.opening if entry.event.does in ("claim", "note")
            )

    def close(self) -> None:
        """Nothing happens any more. Again is harmless."""
        self._closed = True
        self._player.stop()

    # The course of it

    def run(self) -> None:
        """Begins, or goes on after a pause. Does nothing where it runs, or is over."""
        with self._lock:
            if self._closed or self.is_done or self._time.running:
                return
            if self._began is not None:
                self._note("run", "Went on.")
            self._began = self._began or system_clock()
        self._player.go_on() if self._by_itself else self._time.run()
        self._tell()

    def pause(self) -> None:
        """The session's time stands still. What the trainee does meanwhile counts at that time."""
        with self._lock:
            if not self._time.running:
                return
            self._note("pause", "Paused.")
        self._player.pause()
        self._tell()

    @property
    def running(self) -> bool:
        """False before the start, in a pause and after `done`."""
        return self._time.running

    @property
    def speed(self) -> float:
        """1 is as written."""
        return self._time.speed

    def set_speed(self, speed: float) -> None:
        """From SLOWEST to FASTEST (`session_time`), kept within them; while it runs, too."""
        with self._lock:
            self._player.set_speed(speed)
            self._note("speed", f"Speed {self._time.speed:g}.")
        self._tell()

    @property
    def position(self) -> float:
        """Seconds since the beginning."""
        return self._lasted if self.is_done else self._time.now()

    @property
    def lasts(self) -> float:
        """When the last event of the timeline comes."""
        return max((entry.at for entry in self.scenario.timeline), default=0.0)

    @property
    def played_out(self) -> bool:
        """True once everything has come."""
        return self._player.finished

    @property
    def is_done(self) -> bool:
        """True once the trainee said so."""
        return self._ended is not None

    def timeline(self) -> tuple[Moment, ...]:
        """All that comes and has come after the beginning, injected items among it, in the order of time."""
        with self._lock:
            return tuple(sorted(self._moments.values(), key=lambda moment: moment.at))

    def go_on(self) -> None:
        """Lets happen, on this thread, what is due and what it is time for a colleague to do; waits for both."""
        if self._time.running:
            self._player.play_due()
            self._beat(wait=True)

    @property
    def next_at(self) -> float | None:
        """When the next event of the timeline comes; None after the last."""
        return self._player.next_at

    # The trainer's hand

    def inject(self, kind: Kind, event: Event) -> str:
        """Lets something happen now that no scenario foresaw; gives its key, a new one where the event has none.

        `by` may be a person's key, a page's, or any other name: a new person then. It is not judged. Raises
        ScenarioError for what cannot be, such as a comment on something that is not there.
        """
        with self._lock:
            self._injected += 1
            key = event.key or f"injected-{self._injected}"
            if key in self._moments or key in self._arrived:
                raise ScenarioError(f"There is something called {key} already.", to_do="Give it another key.")
            at = self.position
            event = msgspec.structs.replace(event, key=key, at=at, ago="", answer=None)
            known = {*self.scenario.people, *self.stage.page_ids}
            for person in {event.by, event.person} - known - {""}:
                for world, _ in self.stage.networks.values():
                    world.add_person(person, person)
        entry = Entry(kind=kind, event=event, line=0, before=timedelta())
        made = self._player.play_now(entry)
        if made is None:
            raise ScenarioError(
                "This cannot happen now: what it speaks of is not there, or the person is blocked.",
                kept="Nothing was added.",
                to_do="Choose another item, or another person.",
            )
        with self._lock:
            self._note("item", f"{kind} {key}: {event.text or event.title or event.does or ''}".rstrip(": "))
        self._came(entry, made, injected=True)
        return key

    # The trainee

    def looked(self, item_id: ItemId) -> None:
        """The trainee has it on the screen. The desk's own record says so too; this tells the trainer at once."""
        with self._lock:
            key = self.keys.items.get(item_id, "")
            if not key or self.is_done or (self._looks and self._looks[-1].item == key):
                return
            self._looks.append(Look(at=self.position, item=key))
        self._tell()

    @property
    def looking_at(self) -> str:
        """The key of what the trainee has on the screen; "" for nothing of the scenario."""
        with self._lock:
            return self._looks[-1].item if self._looks else ""

    def key_of(self, item_id: ItemId) -> str:
        """What the scenario calls an item of the desk; "" for none of its own."""
        with self._lock:
            return self.keys.items.get(item_id, "")

    def item_of(self, key: str) -> ItemId | None:
        """The desk's item of a key; None where it has not been read from the network yet."""
        with self._lock:
            return next((item_id for item_id, known in self.keys.items.items() if known == key), None)

    @property
    def arrived(self) -> dict[str, float]:
        """Each key that has come, and when."""
        with self._lock:
            return dict(self._arrived)

    @property
    def tasks(self) -> tuple[Entry, ...]:
        """The tasks that have come, in the order in which they came."""
        with self._lock:
            come = [entry for entry in self._entries() if entry.kind == "task"]
            found = [entry for entry in come if entry.event.key in self._arrived]
            return tuple(sorted(found, key=lambda entry: self._arrived[entry.event.key]))

    def done(self) -> None:
        """The trainee has finished: nothing comes any more, and what is done from now on does not count."""
        with self._lock:
            if self.is_done:
                return
            self._note("done", "The trainee was done.")
            self._lasted = self._time.now()
            self._ended = self._clock()
        self._player.pause()
        self._tell()

    # What came of it

    def transcript(self) -> Transcript:
        """What was done so far, from the desk's own record. Reads the store: not on the GUI thread."""
        desk = self._attached()
        db = desk.open_reader()
        try:
            self._find(db)
            with self._lock:
                keys, until, entries = self.keys, self._ended, tuple(self._entries())
            others, at = self._others(), self._time.at
            scenario = self._played(entries)
            acts = acts_of(db, keys=keys, scenario=scenario, others=others, at=at, until=until)
            opened = looks_of(db, keys=keys, others=others, at=at, until=until)
        finally:
            db.close()
        with self._lock:
            seen = {(look.item, round(look.at)) for look in self._looks}
            looks = [*self._looks, *(each for each in opened if (each.item, round(each.at)) not in seen)]
            return Transcript(
                scenario=self.name,
                seed=self.seed,
                trainee=desk.person().name,
                began=(self._began or system_clock()).isoformat(timespec="seconds"),
                lasted=self.position,
                done=self.is_done,
                arrived=dict(self._arrived),
                acts=acts,
                looks=tuple(sorted(looks, key=lambda look: look.at)),
                happenings=self.happenings,
                disputes=self.disputes,
            )

    def score(self) -> Score:
        """The marks so far. As `transcript`."""
        return scoring.score(self.scenario, self.transcript(), self._attached().book)

    def keep(self, path: Path) -> None:
        """Writes the session to a file: the scenario's text, the transcript and the score. Raises UserFacingError."""
        transcript = self.transcript()
        score = scoring.score(self.scenario, transcript, self._attached().book)
        session_file.keep(path, scenario_text=self.text, transcript=transcript, score=score)

    # Within

    def _attached(self) -> SessionDesk:
        if self._desk is None:
            raise UserFacingError("The session has no desk yet.", to_do="Wait until the desk is open.")
        return self._desk

    def _entries(self) -> list[Entry]:
        return [*self.scenario.opening, *(moment.entry for moment in self._moments.values())]

    def _played(self, entries: tuple[Entry, ...]) -> Scenario:
        """The scenario with what was injected."""
        known = {entry.event.key for entry in self.scenario.opening}
        return replace(
            self.scenario, timeline=tuple(entry for entry in entries if entry.event.key not in known)
        )

    def _others(self) -> frozenset[str]:
        """Everybody on the record who is no trainee."""
        by = {entry.event.by for entry in self._entries() if entry.kind == "colleague"}
        return frozenset({DESK.name, *(name for name, _ in COLLEAGUES), *by} - {""})

    def _came(self, entry: Entry, made: str | None, *, injected: bool = False) -> None:
        """Something of the timeline happened, or could not."""
        key = entry.event.key
        with self._lock:
            now = self._time.now()
            state = "impossible" if made is None else "happened"
            self._moments[key] = Moment(entry=entry, state=state, at=now, injected=injected)
            if made is not None:
                self._arrived[key] = now
                if self._colleagues is not None and entry.event.does in ("claim", "note"):
                    self._colleagues.waiting.append(entry)
        if made is not None and entry.kind in ITEMS:
            self._wake_desk()
        self._tell()

    def _networks_behave(self) -> None:
        self._wake_desk()

    def _wake_desk(self) -> None:
        if self._desk is not None and self._by_itself:
            self._desk.sync_now()

    def _beat(self, *, wait: bool = False) -> None:
        """Every second: what stands on the desk by now, and what it is time for a colleague to do."""
        if self._desk is None or self._round.is_set():
            return
        self._round.set()
        try:
            future = self._desk.write(self._at_the_desk)
        except UserFacingError:  # the desk closes
            self._round.clear()
            return
        future.add_done_callback(lambda _: self._round.clear())
        if wait:
            future.result()

    def _at_the_desk(self, db: Connection) -> Changes:
        """A piece of work for the desk's writer."""
        if self._find(db):
            self._tell()
        with self._lock:
            colleagues = self._colleagues
            if colleagues is None or self._closed:
                return NOTHING
            known = Known(
                now=self._clock(),
                at=self._time.at,
                keys=dict(self.keys.items),
                answers=self._answers_in_force(),
                tasks=frozenset(
                    entry.task.do
                    for entry in self._entries()
                    if entry.task is not None and entry.event.key in self._arrived
                ),
                marked=self.scenario.marked,
            )
        return colleagues.round(db, known)

    def _find(self, db: Connection) -> bool:
        """True where something stands on the desk that did not before."""
        with self._lock:
            before = len(self.keys.items)
            come = [entry for entry in self._entries() if entry.event.key in self._arrived]
            find_on_the_desk(db, self.keys, self.stage, come)
            return len(self.keys.items) > before

    def _answers_in_force(self) -> dict[str, ModelAnswer]:
        """By item, an edit's before that of what it edits; of what has come."""
        found: dict[str, ModelAnswer] = {}
        for entry in self._entries():
            if entry.answer is not None and entry.event.key in self._arrived:
                found[entry.event.on if entry.kind == "edit" else entry.event.key] = entry.answer
        return found
