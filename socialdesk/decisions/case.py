"""One item's facts, read within the deciding transaction, so that a decision rests on what is so now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category

from socialdesk.clock import from_ms
from socialdesk.decisions.options import (
    ByHandOption,
    History,
    Option,
    OptionKind,
    Options,
    options_for,
)
from socialdesk.errors import UserFacingError
from socialdesk.inbox import queries as inbox
from socialdesk.model.accounts import Account, Capability, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import AccountId, ItemId, NativeId
from socialdesk.model.items import Item, Thread
from socialdesk.model.names import name_key
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import on_duty
from socialdesk.storage.database import Connection

_CLOCK_AHEAD, _CLOCK_MOST = timedelta(minutes=5), timedelta(hours=12)
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zl", "Zp", "Zs"})
KEPT = "Nothing was sent, and what you wrote is still in the form."


class NotOpen(UserFacingError):
    """What was asked for cannot be done, or can be done no longer."""


class Incomplete(UserFacingError):
    """Something that the policy asks for is missing; `field` says where it belongs."""

    def __init__(self, happened: str, *, field: str, to_do: str = "") -> None:
        super().__init__(happened, kept=KEPT, to_do=to_do)
        self.field = field
        """grounds, aim, why_not_less, reason, text, or `<ground>.<question>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An item with all that a decision on it rests on."""

    item: Item
    thread: Thread
    account: Account
    history: History
    options: Options
    assessment: Assessment

    def require(self, kind: OptionKind) -> Option:
        """The option, if it is open now. Raises NotOpen with the reason."""
        option = self.options[kind]
        if not option.open:
            raise NotOpen(
                f'"{option.label}" is not open: {option.reason}',
                kept=KEPT,
                to_do="See what else is open, or ask Corporate Communications.",
            )
        return option

    def require_by_hand(self, action: ActionKind) -> ByHandOption:
        """What a person can do on the network itself, if it is open now. Raises NotOpen with the reason."""
        option = self.options.hand(action)
        if option is None or not option.open:
            network = self.item.network.label
            because = (
                f'"{option.label}" is not open: {option.reason}'
                if option is not None
                else f"This is not done by hand on {network}."
            )
            raise NotOpen(because, kept=KEPT, to_do="See what else is open, or ask Corporate Communications.")
        return option


def case_of(
    db: Connection,
    *,
    item_id: ItemId,
    capabilities: Mapping[ActionKind, Capability],
    book: Book,
    person: Person,
    now: datetime,
    training: bool = False,
) -> Case:
    """Reads one item's facts. Raises NotOpen where there is no such item, and as `require_present` does."""
    require_present(person, db)
    require_true_clock(person, db, now, book)
    item = item_of(db, item_id)
    account = account_of(db, item.account_id)
    history = inbox.history(db, item_id)
    assessment = inbox.assessment(db, item_id)
    options = options_for(
        item=item,
        account=account,
        assessment=assessment,
        capabilities=capabilities,
        history=history,
        person=person,
        now=now,
        book=book,
        training=training,
    )
    return Case(
        item=item,
        thread=inbox.thread(db, item.thread_id),
        account=account,
        history=history,
        options=options,
        assessment=assessment,
    )


def item_of(db: Connection, item_id: ItemId) -> Item:
    """One item. Raises NotOpen where there is none."""
    try:
        return inbox.item(db, item_id)
    except KeyError:
        raise NotOpen("This item is no longer on the desk.", kept=KEPT, to_do="Choose another one.") from None


def require_hand(by: Person, db: Connection) -> None:
    """Raises NotOpen for an auditor, who reads and changes nothing (5), and as `require_present` does."""
    if by.role is Role.AUDITOR:
        raise NotOpen(
            "An auditor reads and exports the record, and changes nothing.", kept="Nothing was altered."
        )
    require_present(by, db)


def require_present(by: Person, db: Connection) -> None:
    """Raises NotOpen where the staff record says otherwise by now than the window believes: ended, or another role."""
    if by.staff_id is None:
        return
    row = db.execute("SELECT role, ended_ms FROM staff WHERE id = ?", (by.staff_id,)).fetchone()
    if row is not None and (row[1] is not None or row[0] != by.role.value):
        raise NotOpen(
            f"What is recorded of {by.name} at this desk has altered.",
            kept=KEPT,
            to_do="Sit down again under Change person, then do it again.",
        )


def require_own(by: Person, db: Connection, account_id: AccountId, *, training: bool = False) -> None:
    """What was decided on an account is taken back or settled by whoever may act there (4.2, 2.1).

    Raises NotOpen for a trainee outside training, a holder of another account, and as `require_hand` does.
    """
    require_hand(by, db)
    if by.role is Role.TRAINEE and not training:
        raise NotOpen(
            "A trainee works on simulated networks only, until Corporate Communications gives access (2.1).",
            kept="Nothing was altered.",
            to_do="Ask Corporate Communications.",
        )
    if by.role is not Role.ACCOUNT_HOLDER:
        return
    account = account_of(db, account_id)
    names = {name_key(name) for name in account.owner.split(",")}
    held = account_id in by.holds if by.staff_id is not None else name_key(by.name) in names
    if not held:
        raise NotOpen(
            f"{account.owner or 'Corporate Communications'} acts on this account; you act on your own (4.2).",
            kept="Nothing was altered.",
            to_do="Ask Corporate Communications.",
        )


def require_true_clock(by: Person, db: Connection, now: datetime, book: Book) -> None:
    """Raises NotOpen where the out-of-hours desk acts at an hour that the record has seen pass, within office hours."""
    if by.role not in (Role.OSCAR_1, Role.IDO):
        return
    newest = db.execute("SELECT at_ms FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    if newest is None:
        return
    ahead = from_ms(newest[0]) - now
    if _CLOCK_AHEAD < ahead < _CLOCK_MOST and on_duty(from_ms(newest[0]), book.hours):
        raise NotOpen(
            "This computer's clock is behind what the record says, so the hour cannot be relied on.",
            kept=KEPT,
            to_do="Set the clock, then do it again; or ask Corporate Communications.",
        )


def cleaned(words: str) -> str:
    """Typed words as they can be kept: one kind of line end, nothing blank around, nothing that no file can hold.

    Words of which nothing can be seen are none.
    """
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    # Half a surrogate pair can come from a clipboard.
    kept = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    return kept if any(category(sign) not in _UNSEEN for sign in kept) else ""


def account_of(db: Connection, account_id: AccountId) -> Account:
    """An account that is connected. Raises NotOpen where it is not (any more)."""
    row = db.execute(
        "SELECT id, network, native_id, name, role_represented, owner, is_primary, removed_ms,"
        " EXISTS (SELECT 1 FROM register WHERE account_id = accounts.id AND closed_on IS NULL"
        " AND frozen_on IS NOT NULL),"
        " EXISTS (SELECT 1 FROM register WHERE account_id = accounts.id)"
        " AND NOT EXISTS (SELECT 1 FROM register WHERE account_id = accounts.id AND closed_on IS NULL)"
        " FROM accounts WHERE id = ?",
        (account_id,),
    ).fetchone()
    if row is None or row[7] is not None:
        raise NotOpen("Its account is no longer connected.", kept=KEPT, to_do="Connect the account again.")
    return Account(
        id=AccountId(row[0]),
        network=Network(row[1]),
        native_id=NativeId(row[2]),
        name=row[3],
        role_represented=row[4],
        owner=row[5],
        primary=bool(row[6]),
        frozen=bool(row[8]),
        closed=bool(row[9]),
    )
