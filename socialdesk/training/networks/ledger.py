"""What was really applied, in order: the truth that tests and the trainer compare the desk against."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from threading import RLock
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedCall:
    """One act that a client asked for and that the network carried out."""

    number: int
    """1, 2, 3 ... without gaps."""
    kind: str
    """reply, comment, edit, hide, unhide, delete, like, unlike, block, unblock, private_reply, message,
    publish, schedule, reshare, edit_post, reschedule, delete_post, photo, settings or moderate."""
    account: str
    """The page that acted."""
    target: str
    """What it was done to: a comment, post, person or page id."""
    text: str
    at: datetime
    id: str
    """What was created, or the target again."""
    also: tuple[str, ...] = ()
    """What went with it, such as the replies beneath a deleted comment."""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON values; the time in ISO 8601."""
        return asdict(self) | {"at": self.at.isoformat(), "also": list(self.also)}


class Ledger:
    """Append-only. Guarded by the world's lock."""

    def __init__(self, lock: RLock) -> None:
        self._lock = lock
        self._calls: list[AppliedCall] = []

    def add(
        self,
        kind: str,
        *,
        account: str,
        target: str,
        at: datetime,
        text: str = "",
        made: str = "",
        also: tuple[str, ...] = (),
    ) -> AppliedCall:
        """Write down one act that has just been applied."""
        with self._lock:
            call = AppliedCall(
                number=len(self._calls) + 1,
                kind=kind,
                account=account,
                target=target,
                text=text,
                at=at,
                id=made or target,
                also=also,
            )
            self._calls.append(call)
            return call

    def after(self, number: int = 0) -> list[AppliedCall]:
        """A copy of every act with a higher number."""
        with self._lock:
            return self._calls[max(number, 0) :]
