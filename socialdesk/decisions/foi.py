"""Requests for information (4.2c, I6): the prompts of section 8 of the Act as notes, and the draft of an e-mail.

The desk gives no verdict: whatever may be a request is passed on, since an FOI Officer alone decides whether it is
valid. The draft opens in Outlook as an unsent message; a person reads and sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from socialdesk.audit.log import append
from socialdesk.audit.referring import ReferralDrafted
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import NotOpen, item_of, require_hand
from socialdesk.decisions.plainly import one_plain_line, quoted
from socialdesk.decisions.referring_rows import Referral, ReferralKind, one
from socialdesk.decisions.unsent import unsent_message
from socialdesk.evidence.manifest import File
from socialdesk.inbox import queries as inbox
from socialdesk.model.ids import AccountId
from socialdesk.model.items import Item, Thread
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.policy.working_days import FOI_DAYS, due_day
from socialdesk.storage.database import Connection, writing

MAILBOX = "foi_mailbox"
"""The value of the pack that names the FOI mailbox."""
_TRAINING_MAILBOX = "foi-training@example.invalid"
"""A name that no mail can reach (RFC 2606): what is written in training reaches nobody."""
ANSWER = "seen_"
GIVEN = "given_"
"""Before a prompt's id, in a referral's details: what was answered, and what was noted."""


class Seen(StrEnum):
    """How a prompt is answered: a note for the FOI Officer, never a verdict."""

    THERE = "there"
    NOT_THERE = "not_there"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """The answer in plain words."""
        return {Seen.THERE: "It is there", Seen.NOT_THERE: "Not seen", Seen.UNCLEAR: "Not clear"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """All that a draft is made of."""

    referral: Referral
    item: Item
    thread: Thread
    account_name: str
    by: Person


def received_here(referral: Referral, book: Book) -> datetime:
    """The network's own time of the item, on the Force's clocks: the date of receipt."""
    return from_ms(referral.received_ms).astimezone(ZoneInfo(book.hours.timezone))


def due(referral: Referral, book: Book) -> date:
    """The twentieth working day after the day of receipt, by the pack's bank holidays."""
    return due_day(from_ms(referral.received_ms), book.hours)


def request_of(db: Connection, referral_id: int, *, by: Person) -> Request:
    """Reads what a draft is made of. Raises NotOpen where there is no such request any more."""
    referral = one(db, referral_id)
    if referral is None or referral.kind is not ReferralKind.FOI or not referral.open:
        raise NotOpen("This request is not open any more.", kept="What was recorded stands.")
    item = item_of(db, referral.item_id)
    return Request(
        referral=referral,
        item=item,
        thread=inbox.thread(db, item.thread_id),
        account_name=_account_name(db, item.account_id),
        by=by,
    )


def write_draft(
    db: Connection, *, referral_id: int, book: Book, now: datetime, by: Person, training: bool = False
) -> bytes:
    """The e-mail draft as bytes, and that it was written, in the record with its hash. Raises NotOpen."""
    require_hand(by, db)
    with writing(db):
        request = request_of(db, referral_id, by=by)
        draft = draft_of(request, book, training=training)
        entry = ReferralDrafted(
            referral_id=referral_id,
            item_id=request.item.id,
            account_id=request.item.account_id,
            what=ReferralKind.FOI.value,
            draft_sha256=File("", "", draft).sha256,
        )
        append(db, entry, by=by, at_ms=to_ms(now))
    return draft


def draft_of(request: Request, book: Book, *, training: bool = False) -> bytes:
    """An unsent message as Outlook opens it: UTF-8, CRLF, plain text alone.

    Headers hold words of ours and of the pack alone; what a stranger wrote stands in the text, each line behind `> `.
    """
    mark = "TRAINING, not real: " if training else ""
    number, network = request.referral.id, request.item.network.label
    received = received_here(request.referral, book)
    return unsent_message(
        to=_TRAINING_MAILBOX if training else book.values.get(MAILBOX, ""),
        subject=f"{mark}Request for information received on {network}, {received:%d/%m/%Y} (desk F-{number})",
        lines=lines_of(request, book),
    )


def lines_of(request: Request, book: Book) -> list[str]:
    """The text of the draft, line by line."""
    referral, item = request.referral, request.item
    received = received_here(referral, book)
    ends = due(referral, book)
    author = one_plain_line(item.untrusted_author) or "(the network does not say)"
    found = [
        "OFFICIAL-SENSITIVE",
        "",
        "This may be a request for information. Whether it is valid is for an FOI Officer to decide.",
        "",
        f"Received: {received:%A %d %B %Y, %H:%M} ({book.hours.timezone}), the time of {item.network.label} itself",
        f"{FOI_DAYS} working days end on: {ends:%A %d %B %Y}",
        f"Where: {item.network.label}, account {one_plain_line(request.account_name)}, {item.kind.label.lower()}",
        f"Written by: {author}",
        f"Profile on the network: {one_plain_line(item.author_native_id or '') or '-'}",
        f"Link: {one_plain_line(item.permalink, longest=2_000) or '-'}",
        "",
        "What was written, each line marked with >:",
        "",
        *(quoted(item.untrusted_text).split("\n") if item.disposed_ms is None else ("(kept no longer)",)),
        "",
        "What the desk noted; no verdict:",
        *_notes(referral, book),
        "",
        *_evidence(referral),
        f"Passed on by: {one_plain_line(request.by.name)}, {request.by.role.label}",
        f"Desk reference: F-{referral.id}",
    ]
    return [line for each in found for line in each.split("\n")]


def notes(referral: Referral, book: Book) -> list[tuple[str, str, str]]:
    """For each prompt: its text, the answer and what was noted; both "" where nothing was said."""
    found: list[tuple[str, str, str]] = []
    for prompt in book.referring.foi:
        answer = referral.details.get(ANSWER + prompt.id, "")
        label = next((each.label for each in Seen if each.value == answer), "")
        found.append((prompt.text, label, referral.details.get(GIVEN + prompt.id, "")))
    return found


def _notes(referral: Referral, book: Book) -> Sequence[str]:
    lines: list[str] = []
    for text, answer, given in notes(referral, book):
        lines.append(f"- {text} {answer or 'Nothing noted'}.")
        if given:
            lines += quoted(given).split("\n")
    return lines


def _evidence(referral: Referral) -> list[str]:
    kept = (
        "still being completed from the network"
        if referral.captured_ms is None
        else "what the desk held; the network gave no copy"
        if referral.held_only
        else "complete, with the network's own copy"
    )
    return [
        f"Evidence on the desk: E-{referral.evidence_id}, {kept}",
        f"SHA-256 of its manifest: {referral.manifest_sha256}",
    ]


def _account_name(db: Connection, account_id: AccountId) -> str:
    found = db.execute("SELECT name FROM accounts WHERE id = ?", (account_id,)).fetchone()
    return "" if found is None else str(found[0])
