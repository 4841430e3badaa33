"""What is said and noted in a session beside what the trainee does: faults, messages, ticks and disputes."""

from __future__ import annotations

import threading
from collections.abc import Callable

import msgspec

from socialdesk.training.networks.faults import Faults, FaultSpec
from socialdesk.training.session_desk import FAULTS, FaultName, TrainerMessage, Trouble
from socialdesk.training.transcript import Dispute, Happening


class SessionNotes:
    """The part of a session that no store holds. Any thread."""

    def __init__(self, faults: Faults) -> None:
        self._lock = threading.RLock()
        self._faults = faults
        self._heard: list[Callable[[], None]] = []
        self._troubles: list[Trouble] = []
        self._messages: list[TrainerMessage] = []
        self._happenings: list[Happening] = []
        self._ticked: set[str] = set()
        self._disputes: dict[str, Dispute] = {}

    @property
    def position(self) -> float:
        """Seconds since the beginning, by the session's time."""
        raise NotImplementedError

    def _networks_behave(self) -> None:
        """The faults are over."""

    def listen(self, heard: Callable[[], None]) -> None:
        """Registers who is told that something altered, on the thread that it comes from: ask anew then."""
        with self._lock:
            self._heard.append(heard)

    def inject_fault(self, name: FaultName, *, network: str = "*", seconds: float = 4.0) -> None:
        """The network (a simulated one's name, `*` for all) misbehaves until `clear_faults`; besides those in force.

        `seconds`: how much later each answer comes, where it is slow.
        """
        with self._lock:
            new = Trouble(name=name, network=network, seconds=min(max(seconds, 0.1), 60.0))
            self._troubles = [
                each for each in self._troubles if (each.name, each.network) != (name, network)
            ] + [new]
            self._faults.set(FaultSpec(faults=tuple(each.fault() for each in self._troubles)))
            where = "every network" if network == "*" else network
            self._note("fault", f"{FAULTS[name]}: {where}.")
        self._tell()

    def clear_faults(self) -> None:
        """Every network behaves again."""
        with self._lock:
            if not self._troubles:
                return
            self._troubles = []
            self._faults.clear()
            self._note("faults_over", "Every network behaves again.")
        self._networks_behave()
        self._tell()

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        """The faults in force."""
        with self._lock:
            return tuple(self._troubles)

    def message(self, text: str) -> None:
        """Tells the trainee something; nothing where it is blank."""
        text = text.strip()
        if not text:
            return
        with self._lock:
            self._messages.append(TrainerMessage(at=self.position, text=text))
            self._note("message", text)
        self._tell()

    @property
    def messages(self) -> tuple[TrainerMessage, ...]:
        """What the trainee was told, oldest first."""
        with self._lock:
            return tuple(self._messages)

    def tick(self, key: str, ticked: bool = True) -> None:
        """The trainee's own tick on a task; it judges nothing."""
        with self._lock:
            if ticked:
                self._ticked.add(key)
            else:
                self._ticked.discard(key)
        self._tell()

    @property
    def ticked(self) -> frozenset[str]:
        """The keys of the ticked tasks."""
        with self._lock:
            return frozenset(self._ticked)

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """Injected items, faults, messages and pauses so far."""
        with self._lock:
            return tuple(self._happenings)

    @property
    def disputes(self) -> dict[str, Dispute]:
        """By the mark's key."""
        with self._lock:
            return dict(self._disputes)

    def dispute(self, mark: str, note: str) -> None:
        """The trainee does not accept a mark (its key). An empty note takes the dispute back."""
        with self._lock:
            before = self._disputes.pop(mark, None)
            if note.strip():
                upheld = before.upheld if before is not None else None
                self._disputes[mark] = Dispute(note=note.strip(), upheld=upheld)
        self._tell()

    def uphold(self, mark: str, upheld: bool | None) -> None:
        """The trainer's word on a dispute: upheld, it counts as right. None takes the word back."""
        with self._lock:
            if mark in self._disputes:
                self._disputes[mark] = msgspec.structs.replace(self._disputes[mark], upheld=upheld)
        self._tell()

    def _note(self, kind: str, words: str) -> None:
        self._happenings.append(Happening(at=self.position, kind=kind, words=words))

    def _tell(self) -> None:
        with self._lock:
            heard = tuple(self._heard)
        for each in heard:
            each()
