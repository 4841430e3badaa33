"""What a member of staff is, and how long somebody waits who gave wrong PINs. Nothing here reads or writes."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.errors import UserFacingError
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person, Role

LONGEST_NAME = 80
LONGEST_NUMBER = 20
LONGEST_ACCOUNT = 200
_DELAYS_MS = (0, 0, 0, 10_000, 30_000, 60_000, 300_000, 900_000)
"""After so many wrong PINs in a row, none counted first; an hour after more."""
LONGEST_DELAY_MS = 3_600_000


class StaffError(UserFacingError):
    """The staff could not be altered so, or not by this person."""


class WrongPin(UserFacingError):
    """The PIN does not fit, or nobody may try at present; `until_ms` says until when, or None."""

    def __init__(self, happened: str, *, to_do: str = "", until_ms: int | None = None) -> None:
        super().__init__(happened, to_do=to_do)
        self.until_ms = until_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What is recorded of somebody who works at the desk."""

    staff_id: int
    name: str
    number: str = ""
    role: Role
    os_account: str = ""
    """Their login, in small letters."""
    accounts: frozenset[AccountId] = frozenset()
    """Which they hold."""
    has_pin: bool = False
    pin_own: bool = False
    """True where they set it themselves: only then it signs for them."""
    wrong_tries: int = 0
    ended_ms: int | None = None

    @property
    def person(self) -> Person:
        """They, at the desk."""
        return Person(self.name, self.role, self.number, self.staff_id, self.accounts)

    @property
    def label(self) -> str:
        """The name, with the number where there is one."""
        return f"{self.name} ({self.number})" if self.number else self.name


def delay_ms(wrong_tries: int) -> int:
    """How long nobody may try after so many wrong PINs in a row: never less after more."""
    return _DELAYS_MS[wrong_tries] if wrong_tries < len(_DELAYS_MS) else LONGEST_DELAY_MS


def left_ms(wrong_tries: int, wrong_ms: int | None, now_ms: int) -> int:
    """How much of that is left; all of it where the clock was put back since, so that this shortens nothing."""
    if wrong_ms is None:
        return 0
    full = delay_ms(wrong_tries)
    return min(full, max(0, full - (now_ms - wrong_ms)))


def wait_words(ms: int) -> str:
    """`40 seconds`, `5 minutes`: rounded up."""
    seconds = -(-ms // 1_000)
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    minutes = -(-seconds // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def plain(words: str) -> str:
    """Without what only separates."""
    return " ".join(words.split())
