"""One account's health in words, and the one thing that mends it. Holds no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialdesk.inbox.queries import AccountRow
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AccountId
from socialdesk.register.joining import Standing
from socialdesk.ui.inbox.words import ago
from socialdesk.ui.status_words import MUCH_USED, Said, health, late
from socialdesk.ui.visible import one_line

LONGEST = 800
IN_STEP = Said("In step", "check", "ok")


class Remedy(StrEnum):
    """What mends an account; its words are those on the button."""

    SIGN_IN = "Sign in again…"
    CONNECT = "Connect again…"
    TRY = "Try now"
    SETTINGS = "Look less often…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What the health view shows of one account."""

    account_id: AccountId
    network: Network
    name: str
    state: Said
    last_success: str
    last_item: str
    next_look: str
    left: tuple[str, ...]
    """What is left of the allowance, a sentence each."""
    told: tuple[str, ...]
    """What is wrong or asks for attention, a sentence each; () where nothing does."""
    remedy: Remedy | None
    through_hootsuite: bool
    """True where its posts go through Hootsuite."""
    progress: int | None
    """Per cent of a first reading, where its end is known."""

    @property
    def spoken(self) -> str:
        """All of it, as a screen reader says it."""
        return " ".join(
            (
                f"{self.name}, {self.network.label}: {self.state.words}.",
                *(("Its posts go through Hootsuite.",) if self.through_hootsuite else ()),
                *self.told,
                f"Last success {self.last_success}. Last item {self.last_item}. Next look {self.next_look}.",
                *self.left,
            )
        )


def health_of(
    row: AccountRow,
    standing: Standing,
    now_ms: int,
    *,
    can_connect: bool = True,
    through_hootsuite: bool = False,
) -> Health:
    """The health of one account. `can_connect` False (training): nothing leads to a sign-in."""
    remedy = _remedy(row, standing, now_ms)
    if remedy in {Remedy.SIGN_IN, Remedy.CONNECT} and not can_connect:
        remedy = None
    total = row.progress_total
    reading = row.last_success_ms is None and not row.problem_kind and total
    return Health(
        account_id=row.account_id,
        network=row.network,
        name=one_line(row.name, 80),
        state=health(row, now_ms, sign_in=standing.sign_in) or IN_STEP,
        last_success=ago(row.last_success_ms, now_ms),
        last_item="none yet" if row.last_item_ms is None else ago(row.last_item_ms, now_ms),
        next_look=_until(_next_look(row, standing), now_ms),
        left=_left(row, standing),
        told=_told(row, standing, now_ms),
        remedy=remedy,
        through_hootsuite=through_hootsuite,
        progress=min(100, 100 * row.progress_done // total) if reading and total else None,
    )


def _told(row: AccountRow, standing: Standing, now_ms: int) -> tuple[str, ...]:
    """Every sentence that applies, the gravest first."""
    told: list[str] = []
    if row.problem_kind:
        told.append(one_line(row.problem, LONGEST) or "Something is wrong; the network did not say what.")
        if row.problem_kind == "throttled":
            told.append("It goes on by itself.")
    elif row.last_success_ms is None:
        of = f" of {row.progress_total:,}" if row.progress_total is not None else ""
        told.append(f"It is read for the first time: {row.progress_done:,}{of} so far.")
    elif late(row, now_ms):
        told.append("It has not been read for longer than it should be. What is shown may be out of date.")
    if standing.sign_in:
        told.append(one_line(standing.sign_in, LONGEST))
    if row.silence:
        told.append(one_line(row.silence, LONGEST))
    if row.notice:
        told.append(one_line(row.notice, LONGEST))
    return tuple(told)


_REMEDIES = {
    "sign_in": Remedy.SIGN_IN,
    "refused": Remedy.CONNECT,
    "gone": Remedy.CONNECT,
    "throttled": Remedy.SETTINGS,
}


def _remedy(row: AccountRow, standing: Standing, now_ms: int) -> Remedy | None:
    if row.problem_kind:
        return _REMEDIES.get(row.problem_kind, Remedy.TRY)
    if standing.sign_in:
        return Remedy.SIGN_IN
    if row.last_success_ms is None:
        return None
    if late(row, now_ms) or row.silence:
        return Remedy.TRY
    return Remedy.SETTINGS if _used(row, standing) >= MUCH_USED else None


def _next_look(row: AccountRow, standing: Standing) -> int | None:
    """As the desk has it, where it goes round already; a network that asked to be left alone is asked no sooner."""
    if standing.next_poll_ms is None:
        return row.next_poll_ms
    return max(standing.next_poll_ms, row.wait_until_ms or 0)


def _used(row: AccountRow, standing: Standing) -> int:
    return max(row.budget_percent, standing.used_percent)


def _left(row: AccountRow, standing: Standing) -> tuple[str, ...]:
    if standing.budget:
        return tuple(one_line(sentence, 300) for sentence in standing.budget)
    used = _used(row, standing)
    return (f"{max(0, 100 - used)} % of the allowance is left.",)


def _until(at_ms: int | None, now_ms: int) -> str:
    if at_ms is None or at_ms <= now_ms:
        return "now"
    seconds = -(-(at_ms - now_ms) // 1000)
    if seconds < 60:
        return f"in {seconds} s"
    if seconds < 3_600:
        return f"in {-(-seconds // 60)} min"
    return f"in {-(-seconds // 3_600)} h"
