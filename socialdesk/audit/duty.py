"""Entries on the rota, handovers, and what the out-of-hours desk declared, rang and asked for (I2, A7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from socialdesk.audit.entry import Entry
from socialdesk.audit.wording import plural
from socialdesk.model.ids import AccountId, PostId

_PARTS = {
    "on_duty": "Corporate Communications on duty",
    "on_call": "on-call press officer",
    "oscar_1": "Oscar 1",
    "ido": "IDO",
}
_ANSWERED = {"reached": "reached", "message": "a message was left", "no_answer": "no answer"}
_SETTLED = {"done": "done", "refused": "refused, with the reason", "withdrawn": "taken back"}


def _part(part: str) -> str:
    return _PARTS.get(part, "a part that this version of the desk does not know")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEntered(Entry):
    """A shift was put on the rota."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"name", "telephone"})

    shift_id: int
    part: str
    from_ms: int
    until_ms: int
    imported: bool = False
    name: str = ""
    telephone: str = ""

    @property
    def sentence(self) -> str:
        how = " from a file" if self.imported else ""
        return f"Shift {self.shift_id} was put on the rota{how}: {_part(self.part)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftTakenOff(Entry):
    """A shift was taken off the rota; it stays in the store."""

    shift_id: int
    part: str

    @property
    def sentence(self) -> str:
        return f"Shift {self.shift_id} was taken off the rota: {_part(self.part)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OddDaySet(Entry):
    """Other hours of duty for one day, or none."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"why"})

    day: str
    begins: str = ""
    ends: str = ""
    """Both "" where it is closed."""
    why: str = ""

    @property
    def sentence(self) -> str:
        hours = f"{self.begins} to {self.ends}" if self.begins else "closed"
        return f"Hours of duty on {self.day} were set: {hours}."


@dataclass(frozen=True, slots=True, kw_only=True)
class OddDayTakenOff(Entry):
    """A day has the usual hours of duty again."""

    day: str

    @property
    def sentence(self) -> str:
        return f"Hours of duty on {self.day} are the usual ones again."


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Entry):
    """A handover was made (I2). `content_sha256` is of what it says, which is kept in the store."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"notes"})

    handover_id: int
    from_ms: int
    until_ms: int
    content_sha256: str
    released: int = 0
    notes: str = ""

    @property
    def sentence(self) -> str:
        free = f" {plural(self.released, 'item')} let go." if self.released else ""
        return f"Handover {self.handover_id} was made.{free}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverAccepted(Entry):
    """The incoming person accepted it."""

    handover_id: int
    waited_ms: int

    @property
    def sentence(self) -> str:
        minutes = max(0, self.waited_ms) // 60_000
        return f"Handover {self.handover_id} was accepted, {plural(minutes, 'minute')} after it was made."


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverWritten(Entry):
    """A handover left the desk as a file."""

    handover_id: int
    form: str
    sha256: str

    @property
    def sentence(self) -> str:
        form = "an e-mail draft" if self.form == "eml" else "a PDF"
        return f"Handover {self.handover_id} was written as {form}."


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdDeclared(Entry):
    """Whether the threshold for ringing the on-call press officer is met, for one post (2.5)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"about", "reason"})

    declaration_id: int
    post_id: PostId | None = None
    met: bool
    about: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        if self.met:
            return "Declared: the threshold for ringing the on-call press officer is met; nothing is posted (2.5)."
        return "Declared: the threshold for ringing the on-call press officer is not met for this post (2.5)."


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecorded(Entry):
    """Somebody was rung, as a person said."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"whom", "telephone", "why", "outcome"})

    call_id: int
    rung_ms: int
    answered: str
    declaration_id: int | None = None
    whom: str = ""
    telephone: str = ""
    why: str = ""
    outcome: str = ""

    @property
    def sentence(self) -> str:
        answered = _ANSWERED.get(self.answered, "as recorded")
        return f"A call was recorded: {answered}."


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRequested(Entry):
    """The out-of-hours desk asks Corporate Communications for something on an account that is not theirs (2.5, 2.6)."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"request"})

    request_id: int
    account_id: AccountId
    request: str = ""

    @property
    def sentence(self) -> str:
        return f"Request {self.request_id} to Corporate Communications: something for an account of theirs."


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRequestSettled(Entry):
    """What became of it."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"words"})

    request_id: int
    account_id: AccountId
    how: str
    words: str = ""

    @property
    def sentence(self) -> str:
        return f"Request {self.request_id} was settled: {_SETTLED.get(self.how, 'as recorded')}."


KINDS: tuple[type[Entry], ...] = (
    ShiftEntered,
    ShiftTakenOff,
    OddDaySet,
    OddDayTakenOff,
    HandedOver,
    HandoverAccepted,
    HandoverWritten,
    ThresholdDeclared,
    CallRecorded,
    DutyRequested,
    DutyRequestSettled,
)
"""For `audit.entries`."""
