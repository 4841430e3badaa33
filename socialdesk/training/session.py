"""A training session: one scenario played to one trainee, with a trainer's hand on it. Needs no window.

Every method may be called from any thread. Times are seconds of the session's own time unless said otherwise: it stands
still in a pause, and goes by as fast as the session is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from socialdesk.clock import Clock
from socialdesk.model.accounts import Account, Capability
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection
from socialdesk.training.events import Entry, Event, Kind, Scenario
from socialdesk.training.marks import Score
from socialdesk.training.networks.faults import Faults
from socialdesk.training.stage import Stage
from socialdesk.training.transcript import Happening, Transcript

T = TypeVar("T")
FaultName = Literal["network_down", "token_expired", "slow"]
MomentState = Literal["waiting", "happened", "impossible"]
SLOWEST, FASTEST = 0.5, 60.0


class Write(Protocol):
    """Hands work to the desk's one writer."""

    def __call__(self, work: Callable[[Connection], T], /) -> Future[T]:
        """The future has the work's answer or its error."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDesk:
    """The desk on which the session is played, as far as the session uses it."""

    open_reader: Callable[[], Connection]
    write: Write
    accounts: Mapping[AccountId, Account]
    capabilities: Callable[[AccountId], Mapping[ActionKind, Capability]]
    book: Book
    person: Callable[[], Person]
    """The trainee."""
    sync_now: Callable[[], None]
    """Asks the networks at once; returns at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One entry of the timeline, and what became of it."""

    entry: Entry
    """With its model answer, where it has one."""
    state: MomentState
    """impossible: what it speaks of was gone, or the person blocked."""
    at: float
    """When it happened; when it is due, while it waits."""
    injected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerMessage:
    """What the trainer told the trainee."""

    at: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A fault that is in force."""

    name: FaultName
    network: str
    """`*` for all."""


class TrainingSession:
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
    ) -> None:
        """`clock` is the desk's own in training; `name` and `text` are the scenario's file; the seed its worlds'."""
        raise NotImplementedError

    # What it is

    scenario: Scenario
    name: str
    text: str
    """The scenario as it was read, for the kept session."""
    seed: int

    def attach(self, desk: SessionDesk) -> None:
        """The desk is open now."""
        raise NotImplementedError

    def close(self) -> None:
        """Nothing happens any more. Again is harmless."""
        raise NotImplementedError

    def listen(self, heard: Callable[[], None]) -> None:
        """Registers who is told that something altered, on the thread that it comes from: ask anew then."""
        raise NotImplementedError

    # The course of it

    def run(self) -> None:
        """Begins, or goes on after a pause."""
        raise NotImplementedError

    def pause(self) -> None:
        """The session's time stands still. What the trainee does meanwhile counts at that time."""
        raise NotImplementedError

    @property
    def running(self) -> bool:
        """False before the start, in a pause and after `done`."""
        raise NotImplementedError

    @property
    def speed(self) -> float:
        """1 is as written."""
        raise NotImplementedError

    def set_speed(self, speed: float) -> None:
        """SLOWEST to FASTEST, kept within them; while it runs, too."""
        raise NotImplementedError

    @property
    def position(self) -> float:
        """Seconds since the beginning."""
        raise NotImplementedError

    @property
    def lasts(self) -> float:
        """When the last event of the timeline comes."""
        raise NotImplementedError

    @property
    def played_out(self) -> bool:
        """True once everything has come."""
        raise NotImplementedError

    @property
    def is_done(self) -> bool:
        """True once the trainee said so."""
        raise NotImplementedError

    def timeline(self) -> tuple[Moment, ...]:
        """All that comes and has come after the beginning, injected items among it, in the order of time."""
        raise NotImplementedError

    # The trainer's hand

    def inject(self, kind: Kind, event: Event) -> str:
        """Lets something happen now that no scenario foresaw; gives its key, a new one where the event has none.

        `by` may be a person's key, a page's, or any other name: a new person then. It is not judged. Raises
        ScenarioError for what cannot be, such as a comment on something that is not there.
        """
        raise NotImplementedError

    def inject_fault(self, name: FaultName, *, network: str = "*", seconds: float = 4.0) -> None:
        """The network (a simulated one's name, `*` for all) misbehaves until `clear_faults`; besides those in force.

        `seconds`: how much later each answer comes, where it is slow.
        """
        raise NotImplementedError

    def clear_faults(self) -> None:
        """Every network behaves again."""
        raise NotImplementedError

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """The faults in force."""
        raise NotImplementedError

    def message(self, text: str) -> None:
        """Tells the trainee something."""
        raise NotImplementedError

    @property
    def messages(self) -> tuple[TrainerMessage, ...]:
        """What the trainee was told, oldest first."""
        raise NotImplementedError

    # The trainee

    def looked(self, item_id: ItemId) -> None:
        """The trainee has it on the screen. The desk's own record says so too; this tells the trainer at once."""
        raise NotImplementedError

    @property
    def looking_at(self) -> str:
        """The key of what the trainee has on the screen; "" for nothing of the scenario."""
        raise NotImplementedError

    def key_of(self, item_id: ItemId) -> str:
        """What the scenario calls an item of the desk; "" for none of its own."""
        raise NotImplementedError

    def item_of(self, key: str) -> ItemId | None:
        """The desk's item of a key; None where it has not been read from the network yet."""
        raise NotImplementedError

    @property
    def tasks(self) -> tuple[Entry, ...]:
        """The tasks that have come, in the order in which they came."""
        raise NotImplementedError

    def tick(self, key: str, ticked: bool = True) -> None:
        """The trainee's own tick on a task; it judges nothing."""
        raise NotImplementedError

    @property
    def ticked(self) -> frozenset[str]:
        """The keys of the ticked tasks."""
        raise NotImplementedError

    def done(self) -> None:
        """The trainee has finished: nothing comes any more, and what is done from now on does not count."""
        raise NotImplementedError

    # What came of it

    def transcript(self) -> Transcript:
        """What was done so far, from the desk's own record. Reads the store: not on the GUI thread."""
        raise NotImplementedError

    def score(self) -> Score:
        """The marks so far. As `transcript`."""
        raise NotImplementedError

    @property
    def happenings(self) -> Sequence[Happening]:
        """Injected items, faults, messages and pauses so far."""
        raise NotImplementedError

    def dispute(self, mark: str, note: str) -> None:
        """The trainee does not accept a mark (its key). An empty note takes the dispute back."""
        raise NotImplementedError

    def uphold(self, mark: str, upheld: bool | None) -> None:
        """The trainer's word on a dispute: upheld, it counts as right. None takes the word back."""
        raise NotImplementedError

    def keep(self, path: Path) -> None:
        """Writes the session to a file: the scenario's text, the transcript and the score. Raises UserFacingError."""
        raise NotImplementedError
