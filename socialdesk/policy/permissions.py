"""Who may do what, on which account, at which hour (2.5, 4, 4.1, 4.2; I2, I3, A7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.model.accounts import Account
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ClauseId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import next_change, on_duty

_NO_CLAUSE = ClauseId("")
_REMOVING = (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE)
_ANSWERING = (ActionKind.REPLY, ActionKind.PRIVATE_REPLY, ActionKind.MESSAGE)
_PUBLISHING = (ActionKind.PUBLISH, ActionKind.DELETE_POST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """An answer with its reason; `reason` is a sentence where it is not allowed, or allowed on a condition, else ""."""

    allowed: bool
    reason: str = ""
    clause: ClauseId = _NO_CLAUSE


def may(
    person: Person,
    account: Account,
    action: ActionKind | None,
    now: datetime,
    book: Book,
    *,
    training: bool = False,
) -> Permission:
    """May `person` do `action` on `account` at `now`? None stands for a decision that sends nothing (keep, note).

    A trainee may do everything in training, which reaches no real account, and nothing outside it (T4).
    """
    match person.role:
        case Role.AUDITOR:
            return _no("An auditor reads and exports the record, and changes nothing.", "5")
        case Role.TRAINEE if training:
            return Permission(allowed=True)
        case Role.TRAINEE:
            return _no(
                "A trainee works on simulated networks only, until Corporate Communications gives access.",
                "2.1",
            )
        case Role.CORPORATE_COMMUNICATIONS:
            return _corporate_communications(account, action, book)
        case Role.ACCOUNT_HOLDER:
            return _account_holder(person, account)
        case Role.OSCAR_1 | Role.IDO:
            return _out_of_hours(person, account, action, now, book)


def is_corporate(account: Account) -> bool:
    """True for the primary accounts (I3), and for any account that nobody has been named holder of."""
    return account.primary or _plain(account.owner) in ("", _plain(Role.CORPORATE_COMMUNICATIONS.label))


def _corporate_communications(account: Account, action: ActionKind | None, book: Book) -> Permission:
    if is_corporate(account) or action not in _ANSWERING:
        return Permission(allowed=True)
    if book.choices["corporate_communications_answers_for_holders"].value:
        return Permission(
            allowed=True, reason=f"The holder, {account.owner}, usually answers here.", clause=ClauseId("4.2")
        )
    return _no(
        f"{account.owner} holds this account and answers on it. Corporate Communications may remove here, "
        "and may remind the holder.",
        "4.2",
    )


def _account_holder(person: Person, account: Account) -> Permission:
    if account.primary:
        return _no("This is a primary account, which Corporate Communications runs.", "4.1")
    if not _plain(account.owner):
        return _no(
            "Nobody is recorded as the holder of this account. Ask Corporate Communications to record you.",
            "4.2",
        )
    if _plain(account.owner) != _plain(person.name):
        return _no(f"{account.owner} holds this account. You act on your own.", "4.2")
    return Permission(allowed=True)


def _out_of_hours(
    person: Person, account: Account, action: ActionKind | None, now: datetime, book: Book
) -> Permission:
    role = person.role.label
    if not is_corporate(account):
        return _no(f"{account.owner} holds this account and answers on it, at any hour.", "4.2")
    if on_duty(now, book.hours):
        until = next_change(now, book.hours)
        return _no(
            f"Corporate Communications is on duty until {until:%H:%M} and decides. {role} acts outside those hours.",
            "2.5",
        )
    if action in _REMOVING and not book.choices["out_of_hours_may_remove"].value:
        return _no(f"In this Force {role} does not remove comments. Call the on-call press officer.", "2.5")
    if action in _ANSWERING and not book.choices["out_of_hours_may_reply"].value:
        return _no(
            f"In this Force {role} does not answer comments. It waits for Corporate Communications.", "2.5"
        )
    if action in (ActionKind.BLOCK, ActionKind.UNBLOCK):
        return _no(
            "Blocking waits for Corporate Communications' advice"
            f" ({_opens(now, book)}). Ask the on-call press officer if it cannot wait.",
            "4.4",
        )
    if action in _PUBLISHING:
        return Permission(
            allowed=True,
            reason="Only where the threshold for calling the on-call press officer is not met.",
            clause=ClauseId("2.5"),
        )
    return Permission(allowed=True)


def _opens(now: datetime, book: Book) -> str:
    opens = next_change(now, book.hours)
    here = now.astimezone(ZoneInfo(book.hours.timezone))
    day = "today" if opens.date() == here.date() else f"{opens:%d/%m/%Y}"
    return f"on duty from {opens:%H:%M}, {day}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _no(reason: str, clause: str) -> Permission:
    return Permission(allowed=False, reason=reason, clause=ClauseId(clause))
