"""Who may do what, on which account, at which hour (2.5, 2.6, 4, 4.1, 4.2; I2, I3, A7, A9).

Each refusal says why, and who can.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ClauseId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import next_change, on_duty

_NO_CLAUSE = ClauseId("")
_REMOVING = (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE)
_ANSWERING = (ActionKind.REPLY, ActionKind.PRIVATE_REPLY, ActionKind.MESSAGE)
_BLOCKING = (
    ActionKind.BLOCK,
    ActionKind.UNBLOCK,
    ActionKind.MUTE,
    ActionKind.UNMUTE,
    ActionKind.BLOCK_MESSAGES,
    ActionKind.UNBLOCK_MESSAGES,
)
_CORPORATE_ONLY = (Network.INSTAGRAM, Network.LINKEDIN)
"""2.6: nobody but Corporate Communications works on these."""
_PUBLISHING = (
    ActionKind.PUBLISH,
    ActionKind.RESHARE,
    ActionKind.EDIT_POST,
    ActionKind.RESCHEDULE,
    ActionKind.DELETE_POST,
)
_SPEAKING = (*(each for each in _PUBLISHING if each is not ActionKind.DELETE_POST), *_ANSWERING)


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
    if (shut := _shut(person, account, action)) is not None:
        return shut
    match person.role:
        case Role.AUDITOR:
            return _no(
                "An auditor reads and exports the record, and changes nothing. Ask Corporate Communications.",
                "5",
            )
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
            return _account_holder(person, account, action, book)
        case Role.OSCAR_1 | Role.IDO:
            return _out_of_hours(person, account, action, now, book)


def _shut(person: Person, account: Account, action: ActionKind | None) -> Permission | None:
    """What the register of accounts says against it; None where nothing. Removing stays open."""
    if action not in _SPEAKING or person.role in (Role.AUDITOR, Role.TRAINEE):
        return None
    if account.closed:
        return _no(
            "The register says that this account was closed: nothing more is published on it. Corporate "
            "Communications can put it on the register anew.",
            "2.3",
        )
    if account.frozen and person.role is not Role.CORPORATE_COMMUNICATIONS:
        return _no(
            "This account is frozen: whoever holds it publishes nothing until they have been trained again and it is "
            "given back. Corporate Communications can publish here, and gives it back. Ask them.",
            "6",
        )
    return None


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


def _account_holder(person: Person, account: Account, action: ActionKind | None, book: Book) -> Permission:
    if account.network in _CORPORATE_ONLY:
        return _no(
            f"{account.network.label} is Corporate Communications' only. Ask them to do it, or to add what you have.",
            "2.6",
        )
    if account.primary:
        return _no("This is a primary account, which Corporate Communications runs. Ask them.", "4.1")
    if not _plain(account.owner):
        return _no(
            "Nobody is recorded as the holder of this account. Ask Corporate Communications to record you.",
            "4.2",
        )
    names = {_plain(name) for name in account.owner.split(",")}
    # Who is recorded as staff holds what is recorded; a name alone could be another's.
    held = account.id in person.holds if person.staff_id is not None else _plain(person.name) in names
    if not held:
        return _no(
            f"{account.owner} holds this account. You act on your own; Corporate Communications can act here too.",
            "4.2",
        )
    if action in _BLOCKING and not book.choices["holders_may_block"].value:
        return _no(
            "In this Force Corporate Communications alone blocks. Ask them, from the item itself.", "4.4"
        )
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
    waits = f"Call the on-call press officer, or leave it to Corporate Communications ({_opens(now, book)})."
    refused = _left_open(account, action, book, role=role)
    if refused:
        return _no(f"{refused} {waits}", "2.6" if account.network in _CORPORATE_ONLY else "2.5")
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


def _left_open(account: Account, action: ActionKind | None, book: Book, *, role: str) -> str:
    """Why the out-of-hours desk may not do it in this Force, or ""; 2.5 speaks of the main Facebook page only."""
    choices = book.choices
    if action is None:
        return ""
    if account.network in _CORPORATE_ONLY and not (
        action in _REMOVING and choices["out_of_hours_removes_on_instagram_and_linkedin"].value
    ):
        return f"{account.network.label} is Corporate Communications' only."
    if action in _REMOVING and not choices["out_of_hours_may_remove"].value:
        return f"In this Force {role} does not remove comments."
    if action in _ANSWERING and not choices["out_of_hours_may_reply"].value:
        return f"In this Force {role} does not answer comments."
    main_page = account.network is Network.FACEBOOK and account.primary
    if action in _PUBLISHING and not main_page and not choices["out_of_hours_posts_elsewhere"].value:
        return f"{role} posts on the main Facebook page only."
    return ""


def _opens(now: datetime, book: Book) -> str:
    opens = next_change(now, book.hours)
    here = now.astimezone(ZoneInfo(book.hours.timezone))
    day = "today" if opens.date() == here.date() else f"{opens:%d/%m/%Y}"
    return f"on duty from {opens:%H:%M}, {day}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _no(reason: str, clause: str) -> Permission:
    return Permission(allowed=False, reason=reason, clause=ClauseId(clause))
