"""How fresh the desk is and what is wrong, in words that are true at the moment they are read. Holds no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from socialdesk.inbox.queries import AccountRow
from socialdesk.model.ids import AccountId
from socialdesk.ui.inbox.words import ago
from socialdesk.ui.visible import one_line

LATE_POLLS = 3
"""An account that has missed so many looks is not called synced, whatever the reason."""
LEAST_LATE_MS = 180_000
MUCH_USED = 75
"""Per cent of an allowance from which it is said."""

MANY_UNINDEXED = 500
"""Items that cannot be searched yet from which it is said."""

_NO_WARNINGS: Mapping[AccountId, str] = MappingProxyType({})
_SIGNS = {
    "offline": "cloud-off",
    "throttled": "clock",
    "sign_in": "key",
    "refused": "block",
    "gone": "question",
    "unreadable": "warning",
    "other": "warning",
}
_BRIEF = {
    "offline": "Cannot be reached",
    "throttled": "Asked to wait",
    "sign_in": "Sign in again",
    "refused": "Refused",
    "gone": "Not found",
    "unreadable": "Answer not understood",
    "other": "Something is wrong",
}


_PASSES = frozenset({"offline", "throttled"})


@dataclass(frozen=True, slots=True)
class Said:
    """A sign, words and a tone; `more` is the whole of it, for the tooltip and the screen reader."""

    words: str
    icon: str
    tone: str
    more: str = ""


def late(account: AccountRow, now_ms: int) -> bool:
    """True where the desk cannot say that it holds what this account has."""
    after = max(LEAST_LATE_MS, LATE_POLLS * account.poll_ms)
    return account.last_success_ms is None or now_ms - account.last_success_ms > after


def health(account: AccountRow, now_ms: int, *, sign_in: str = "") -> Said | None:
    """What is wrong with one account, or None. `sign_in` is the warning that its sign-in ends soon, or ""."""
    if account.problem_kind:
        brief = _BRIEF.get(account.problem_kind, _BRIEF["other"])
        more = f"{one_line(account.problem)} Last success: {ago(account.last_success_ms, now_ms)}."
        return Said(brief, _SIGNS.get(account.problem_kind, "warning"), "warning", more)
    if account.last_success_ms is None:
        return Said("Reading for the first time", "sync", "info", _progress(account))
    if late(account, now_ms):
        words = f"Last success {ago(account.last_success_ms, now_ms)}"
        return Said("Late", "clock", "warning", f"{words}. What it shows may be out of date.")
    if sign_in:
        return Said("Sign-in ends soon", "key", "warning", one_line(sign_in))
    if account.silence:
        return Said("Silent", "question", "info", account.silence)
    if account.budget_percent >= MUCH_USED:
        return Said("Allowance", "clock", "info", f"{account.budget_percent} % of its allowance is used.")
    return None


def freshness(accounts: Sequence[AccountRow], now_ms: int) -> Said:
    """How fresh the desk is over all accounts: the oldest of those that count as synced is what is told."""
    if not accounts:
        return Said(
            "No account is connected", "info", "info", "Connect an account to receive comments and messages."
        )
    good = [account for account in accounts if not account.problem_kind and not late(account, now_ms)]
    first = [account for account in accounts if account.last_success_ms is None and not account.problem_kind]
    if first and not good:
        return Said("Reading for the first time", "sync", "info", " ".join(_progress(one) for one in first))
    if not good:
        newest = max(
            (one.last_success_ms for one in accounts if one.last_success_ms is not None), default=None
        )
        words = f"Not synced: last success {ago(newest, now_ms)}"
        return Said(
            words, "warning", "warning", "No account could be read lately. What is shown may be out of date."
        )
    oldest = min(account.last_success_ms or 0 for account in good)
    of = f" · {len(good)} of {len(accounts)} accounts" if len(accounts) > 1 else ""
    tone = "ok" if len(good) == len(accounts) else "warning"
    each = " ".join(f"{one_line(one.name, 60)}: {ago(one.last_success_ms, now_ms)}." for one in accounts)
    return Said(f"Synced {ago(oldest, now_ms)}{of}", "sync", tone, each)


def trouble(
    accounts: Sequence[AccountRow],
    now_ms: int,
    *,
    sign_ins: Mapping[AccountId, str] = _NO_WARNINGS,
) -> Said | None:
    """The first thing that is wrong, and how many more there are. `sign_ins` holds warnings as `health` takes them."""
    each_said = (
        (account, health(account, now_ms, sign_in=sign_ins.get(account.account_id, "")))
        for account in accounts
    )
    wrong = [(account, said) for account, said in each_said if said is not None]
    wrong.sort(key=lambda pair: gravity(*pair))
    if not wrong:
        return None
    account, said = wrong[0]
    more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
    each = " ".join(f"{one_line(one.name, 60)}: {what.more}" for one, what in wrong)
    return Said(f"{one_line(account.name, 40)}: {said.words.lower()}{more}", said.icon, said.tone, each)


def unindexed(left: int) -> Said | None:
    """That the newest items cannot be found by words yet, where they are many."""
    if left <= MANY_UNINDEXED:
        return None
    return Said(f"Search: {left:,} to go", "search", "muted", "The newest items cannot be searched yet.")


def model_off(why: str) -> Said | None:
    """That the trained model is off, and why; None where it is not."""
    if not why:
        return None
    return Said("Model off", "warning", "warning", f"{one_line(why)} Until then, look closer yourself.")


def gravity(account: AccountRow, said: Said) -> int:
    """What needs a person comes before what passes by itself, then what is only told, then what is well: 0 to 3."""
    if said.tone != "warning":
        return 3 if said.tone == "ok" else 2
    return 1 if account.problem_kind in _PASSES else 0


def _progress(account: AccountRow) -> str:
    of = f" of {account.progress_total:,}" if account.progress_total is not None else ""
    return f"{one_line(account.name, 60)}: {account.progress_done:,}{of} read so far."
