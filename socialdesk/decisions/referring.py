"""Passing something on: as a crime (4.5), a threat to life, a request for information (4.2c), a breach (4.3, 6).

A referral removes nothing, and a removal refers nothing: each is decided by itself (B2). What the desk holds is kept as
evidence in the transaction that opens it; the network's own copy follows, and where there is none the record says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from socialdesk.audit.log import append, canonical
from socialdesk.audit.referring import (
    ControlRoomTold,
    ReferenceRecorded,
    ReferralClosed,
    ReferralForwarded,
    ReferralOpened,
    ReferralSeen,
)
from socialdesk.clock import to_ms
from socialdesk.decisions import drafts, opinions, referring_store
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, item_of, require_hand
from socialdesk.decisions.referring_rows import Referral, ReferralKind, may_see, one, rows, uncaptured_request
from socialdesk.evidence.capture import hold
from socialdesk.evidence.manifest import sha256_of
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.store import set_outcome
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing

LONGEST_FIELD = 10_000
"""Characters of one field."""
LONGEST_REFERENCE = 80
_SLACK_MS = 60_000
"""By how much somebody's watch may be ahead of the desk's."""
_HOUR_MS = 3_600_000
_CLAUSES = {
    ReferralKind.CRIME: ("4.5",),
    ReferralKind.THREAT: ("4.3d", "4.5"),
    ReferralKind.FOI: ("4.2c",),
    # None: with it, the record would say what others are not to see.
    ReferralKind.BREACH: (),
}
_OUTCOMES = {
    ReferralKind.CRIME: "Crime referral open",
    ReferralKind.THREAT: "Threat to life open",
    ReferralKind.FOI: "Passing on to FOI",
    ReferralKind.BREACH: "Referral open",
}
_SUGGESTED_AS = {
    ReferralKind.CRIME: ("crime_report",),
    ReferralKind.THREAT: ("emergency", "threatening"),
    ReferralKind.FOI: ("foi_request", "foi_incomplete"),
}
"""What triage calls it; a breach by our own people is for a person to see."""


def open_referral(
    db: Connection,
    *,
    item_id: ItemId,
    kind: ReferralKind,
    details: Mapping[str, str],
    book: Book,
    now: datetime,
    by: Person,
    categories: Sequence[str] = (),
    training: bool = False,
) -> Changes:
    """Opens a referral: what the desk holds as evidence, the referral and the record, or nothing.

    A crime names one category of 4.5 or more; a breach says whom it goes to (`to`) and what happened (`concern`). A
    threat to life needs nothing at all. Raises Incomplete for what is missing, NotOpen where it is open already or not
    for this person to open.
    """
    _require_opener(db, kind, by, training=training)
    fields = {name: words for name, typed in details.items() if (words := cleaned(typed)[:LONGEST_FIELD])}
    _require_complete(kind, fields, categories, book)
    now_ms = to_ms(now)
    with writing(db):
        item = item_of(db, item_id)
        if rows(
            db,
            "WHERE referrals.item_id = ? AND referrals.kind = ? AND closed_ms IS NULL",
            (item_id, kind.value),
        ):
            raise NotOpen(
                f"There is an open referral of this kind on it already ({kind.label}).",
                kept="What you wrote is still in the form.",
                to_do="Go on with that one, or close it with a reason first.",
            )
        evidence = hold(db, item_id=item_id, taken_by=by, now_ms=now_ms)
        chosen = tuple(dict.fromkeys(categories)) if kind is ReferralKind.CRIME else ()
        # Without the nonce, the hash of a few words could be found by trying words.
        kept = canonical({"fields": fields, "categories": list(chosen), "nonce": secrets.token_hex(16)})
        referral_id = referring_store.add(
            db,
            item_id=item_id,
            account_id=item.account_id,
            kind=kind.value,
            details=kept,
            pack_version=book.version,
            evidence_id=evidence.id,
            received_ms=item.created_ms,
            now_ms=now_ms,
            by=by,
        )
        entry = ReferralOpened(
            referral_id=referral_id,
            item_id=item_id,
            account_id=item.account_id,
            what=_named(kind),
            clauses=_CLAUSES[kind],
            categories=chosen,
            pack_version=book.version,
            evidence_id=evidence.id,
            manifest_sha256=evidence.manifest_sha256,
            details_sha256=sha256_of(kept),
            received_ms=item.created_ms,
        )
        append(db, entry, by=by, at_ms=now_ms)
        opinions.of_referral(
            db, item, inbox.assessment(db, item_id), _SUGGESTED_AS.get(kind, ()), now_ms=now_ms
        )
        set_outcome(db, item_id, _OUTCOMES[kind])
        drafts.discard_within(db, item_id=item_id, form=draft_form(kind, by))
    return Changes(items=frozenset({item_id}), outbox=True, drafts=True)


def draft_form(kind: ReferralKind, person: Person) -> str:
    """The form whose draft goes when it is opened. That of a breach is this person's alone: others would read it."""
    whose = f":{' '.join(person.name.casefold().split())}" if kind is ReferralKind.BREACH else ""
    return f"refer-{kind.value}{whose}"


def tell_control_room(
    db: Connection,
    *,
    referral_id: int,
    told: datetime,
    told_by: str,
    incident: str,
    now: datetime,
    by: Person,
) -> Changes:
    """The control room was told at `told`, by `told_by`, and gave an incident number: the clock stands still.

    Raises Incomplete for what is missing or cannot be, NotOpen where it was said before.
    """
    require_hand(by, db)
    told_by, incident = cleaned(told_by), cleaned(incident)[:LONGEST_REFERENCE]
    told_ms, now_ms = to_ms(told), to_ms(now)
    with writing(db):
        referral = _open(db, referral_id, ReferralKind.THREAT)
        if referral.told_ms is not None:
            raise NotOpen("The control room has been told already.", kept="What was recorded stands.")
        if not told_by:
            raise Incomplete("Say who told the control room.", field="told_by")
        if not incident:
            raise Incomplete("Give the control room's incident number.", field="incident")
        if told_ms > now_ms + _SLACK_MS:
            raise Incomplete("That time has not come yet. Say when the control room was told.", field="told")
        # Told before the page was opened, or on a watch that is behind: the clock never ran for less than nothing.
        told_ms = max(referral.opened_ms, min(told_ms, now_ms))
        referring_store.note_told(
            db, referral_id, told_ms=told_ms, told_by=told_by, incident=incident, now_ms=now_ms
        )
        entry = ControlRoomTold(
            **_told(referral),
            told_ms=told_ms,
            waited_ms=told_ms - referral.opened_ms,
            incident=incident,
            told_by=told_by,
        )
        append(db, entry, by=by, at_ms=now_ms)
        set_outcome(db, referral.item_id, "Control room told")
    return Changes(items=frozenset({referral.item_id}))


def record_reference(
    db: Connection, *, referral_id: int, reference: str, now: datetime, by: Person
) -> Changes:
    """The Force's own system gave a crime reference: the referral is closed with it. Raises Incomplete, NotOpen."""
    require_hand(by, db)
    reference, now_ms = cleaned(reference), to_ms(now)
    with writing(db):
        referral = _open(db, referral_id, ReferralKind.CRIME)
        if not reference or len(reference) > LONGEST_REFERENCE or "\n" in reference:
            raise Incomplete("Give the crime reference, on one line.", field="reference")
        referring_store.note_reference(db, referral_id, reference=reference, by=by, now_ms=now_ms)
        append(db, ReferenceRecorded(**_told(referral), reference=reference), by=by, at_ms=now_ms)
        append(db, ReferralClosed(**_told(referral)), by=by, at_ms=now_ms)
        set_outcome(db, referral.item_id, "Referred as a crime")
    return Changes(items=frozenset({referral.item_id}))


def record_forwarded(db: Connection, *, referral_id: int, now: datetime, by: Person) -> Changes:
    """A person says that they have passed it on: to the FOI mailbox, or to whom a breach goes. Raises NotOpen."""
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        referral = _open(db, referral_id, ReferralKind.FOI, ReferralKind.BREACH)
        require_sight(referral, by)
        if not referring_store.note_forwarded(db, referral_id, by=by, now_ms=now_ms):
            raise NotOpen("It has been passed on already.", kept="What was recorded stands.")
        append(db, ReferralForwarded(**_told(referral)), by=by, at_ms=now_ms)
        passed = referral.kind is ReferralKind.FOI
        set_outcome(db, referral.item_id, "Passed on to FOI" if passed else "Referred")
    return Changes(items=frozenset({referral.item_id}))


def close_referral(db: Connection, *, referral_id: int, reason: str, now: datetime, by: Person) -> Changes:
    """Closes a referral. A reason may be left out only where it was passed on, and its sender told where there is one.

    Raises Incomplete without a reason that is needed, NotOpen where it is closed already.
    """
    require_hand(by, db)
    reason, now_ms = cleaned(reason), to_ms(now)
    with writing(db):
        referral = _open(db, referral_id, *ReferralKind)
        require_sight(referral, by)
        lack = _lack(referral)
        if lack and not reason:
            raise Incomplete(lack, field="reason")
        referring_store.close(db, referral_id, reason=reason, by=by, now_ms=now_ms)
        entry = ReferralClosed(
            **_told(referral),
            untold=referral.clock_runs,
            # What is said of a breach is for those alone who may see it.
            reason="" if referral.kind is ReferralKind.BREACH else reason,
        )
        append(db, entry, by=by, at_ms=now_ms)
    return Changes(items=frozenset({referral.item_id}))


def seen(db: Connection, *, referral_id: int, now: datetime, by: Person) -> Changes:
    """Records that somebody opened the details of a breach; once an hour for the same person. Raises NotOpen."""
    now_ms = to_ms(now)
    with writing(db):
        referral = one(db, referral_id)
        if referral is None or referral.kind is not ReferralKind.BREACH:
            return NOTHING
        require_sight(referral, by)
        lately = db.execute(
            "SELECT 1 FROM audit_items CROSS JOIN audit USING (seq) WHERE audit_items.item_id = ? AND audit.kind = ?"
            " AND by_name = ? AND at_ms > ? AND json_extract(facts, '$.referral_id') = ? LIMIT 1",
            (referral.item_id, ReferralSeen.KIND, by.name, now_ms - _HOUR_MS, referral_id),
        ).fetchone()
        if lately is None:
            append(db, ReferralSeen(**_told(referral)), by=by, at_ms=now_ms)
    return NOTHING


def require_request_captured(db: Connection, item_id: ItemId) -> None:
    """A removal asks this first: a request for information is captured before it is removed (4.2c, I6).

    Raises NotOpen. The store refuses it too.
    """
    if uncaptured_request(db, item_id):
        raise NotOpen(
            "A request for information is open on it (4.2c), and its evidence is still being captured.",
            kept="Nothing was sent, and what you wrote is still in the form.",
            to_do="Try again when the referral says that its evidence is there; it takes a moment.",
        )


def require_sight(referral: Referral, by: Person) -> None:
    """Raises NotOpen for a breach that this person may not see."""
    if not may_see(referral, by):
        raise NotOpen(
            "This referral is open to Corporate Communications and to whoever opened it (4.3).",
            kept="Nothing was altered.",
            to_do="Ask Corporate Communications.",
        )


def _require_opener(db: Connection, kind: ReferralKind, by: Person, *, training: bool) -> None:
    require_hand(by, db)
    if by.role is Role.TRAINEE and not training and kind is not ReferralKind.THREAT:
        raise NotOpen(
            "A trainee works on simulated networks only, until Corporate Communications gives access (2.1).",
            kept="Nothing was altered.",
            to_do="Tell Corporate Communications, or the control room where somebody is in danger.",
        )
    if kind is ReferralKind.BREACH and by.role not in (Role.CORPORATE_COMMUNICATIONS, Role.TRAINEE):
        raise NotOpen(
            "Corporate Communications refers a breach by our own people (4.3, 6).",
            kept="Nothing was altered.",
            to_do='Tell them with "Ask Corporate Communications".',
        )


def _require_complete(
    kind: ReferralKind, fields: Mapping[str, str], categories: Sequence[str], book: Book
) -> None:
    if kind is ReferralKind.CRIME:
        known = {each.id for each in book.referring.crime}
        if not categories or not set(categories) <= known:
            raise Incomplete("Choose the category of crime that it may be (4.5).", field="categories")
    if kind is ReferralKind.BREACH:
        if fields.get("to") not in book.referring.breach_to:
            raise Incomplete("Choose whom it is referred to.", field="to")
        if not fields.get("concern"):
            raise Incomplete("Say what breaks the guidelines.", field="concern")


def _lack(referral: Referral) -> str:
    """What a reason must stand in for; "" where nothing is missing."""
    match referral.kind:
        case ReferralKind.THREAT if referral.told_ms is None:
            return "The control room has not been told. Tell them, or say why it is closed all the same."
        case ReferralKind.THREAT:
            return "Say why it is closed: what became of it."
        case ReferralKind.CRIME:
            return "There is no crime reference. Record it, or say why it is closed without one."
        case ReferralKind.FOI if referral.forwarded_ms is None:
            return "It has not been passed on. Only an FOI Officer decides on it; say why it is closed all the same."
        case ReferralKind.FOI if referral.sender_told_ms is None:
            return "The sender has not been told. Answer them, or say why not."
        case ReferralKind.BREACH if referral.forwarded_ms is None:
            return "It has not been passed on. Say why it is closed all the same."
        case _:
            return ""


def _open(db: Connection, referral_id: int, *kinds: ReferralKind) -> Referral:
    found = one(db, referral_id)
    if found is None or found.kind not in kinds or not found.open:
        raise NotOpen(
            "This referral is not open any more.",
            kept="What was said of it stands in the record.",
            to_do="Look at the item again: a colleague may have closed it.",
        )
    return found


class _Told(TypedDict):
    referral_id: int
    item_id: ItemId
    account_id: AccountId
    what: str


def _told(referral: Referral) -> _Told:
    return {
        "referral_id": referral.id,
        "item_id": referral.item_id,
        "account_id": referral.account_id,
        "what": _named(referral.kind),
    }


def _named(kind: ReferralKind) -> str:
    """The kind as the record names it. Of a breach it says that there is a referral, and no more (4.3)."""
    return "referral" if kind is ReferralKind.BREACH else kind.value
