"""Referrals as they stand, and what of them a person may see (B2, I6, R10). All take a reader's connection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from socialdesk.model.ids import AccountId, EvidenceId, ItemId
from socialdesk.model.people import Person, Role, same_person
from socialdesk.storage.database import Connection, SqlValue


class ReferralKind(StrEnum):
    """What is passed on, and so to whom."""

    CRIME = "crime"
    THREAT = "threat"
    FOI = "foi"
    BREACH = "breach"

    @property
    def label(self) -> str:
        """The kind in plain words."""
        return {
            ReferralKind.CRIME: "Crime",
            ReferralKind.THREAT: "Threat to life",
            ReferralKind.FOI: "Freedom of information",
            ReferralKind.BREACH: "Breach by our own people",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """One referral. Where it is `limited`, everything but that it is there is left out."""

    id: int
    item_id: ItemId
    account_id: AccountId
    kind: ReferralKind
    details: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """What was filled in, by field."""
    categories: tuple[str, ...] = ()
    evidence_id: EvidenceId | None = None
    manifest_sha256: str = ""
    captured_ms: int | None = None
    """When the network's own copy was there, or could not be had; None while it is still asked for."""
    held_only: bool = False
    """True where the network gave no copy: what the desk held is the evidence."""
    received_ms: int
    """The network's own time of the item."""
    opened_ms: int
    opened_by: str = ""
    opened_staff: int | None = None
    told_ms: int | None = None
    """When the control room was told, as `told_by` said."""
    told_by: str = ""
    reference: str = ""
    """The crime reference, or the control room's incident number."""
    forwarded_ms: int | None = None
    sender_told_ms: int | None = None
    """When an answer to this person was decided on after it was opened; that it came is the outbox's to say."""
    closed_ms: int | None = None
    closed_by: str = ""
    reason: str = ""
    limited: bool = False

    @property
    def open(self) -> bool:
        """True until it is closed."""
        return self.closed_ms is None

    @property
    def clock_runs(self) -> bool:
        """True for a threat to life of which the control room has not been told."""
        return self.kind is ReferralKind.THREAT and self.open and self.told_ms is None


def may_see(referral: Referral, person: Person) -> bool:
    """A breach by our own people is open to Corporate Communications and to who opened it; the rest to everybody."""
    if referral.kind is not ReferralKind.BREACH or person.role is Role.CORPORATE_COMMUNICATIONS:
        return True
    opener = Person(referral.opened_by, person.role, staff_id=referral.opened_staff)
    return same_person(opener, person)


def shown_to(referral: Referral, person: Person) -> Referral:
    """The referral as this person may see it: all of it, or only that there is one."""
    if may_see(referral, person):
        return referral
    return Referral(
        id=referral.id,
        item_id=referral.item_id,
        account_id=referral.account_id,
        kind=referral.kind,
        received_ms=referral.received_ms,
        opened_ms=referral.opened_ms,
        closed_ms=referral.closed_ms,
        limited=True,
    )


def for_item(db: Connection, item_id: ItemId, *, person: Person) -> tuple[Referral, ...]:
    """An item's referrals, newest first, as `person` may see them."""
    found = rows(db, "WHERE referrals.item_id = ? ORDER BY referrals.id DESC", (item_id,))
    return tuple(shown_to(each, person) for each in found)


def one(db: Connection, referral_id: int) -> Referral | None:
    """One referral, whole; for the use cases."""
    return next(iter(rows(db, "WHERE referrals.id = ?", (referral_id,))), None)


def open_threats(db: Connection) -> tuple[Referral, ...]:
    """Every threat to life that nobody has closed, the longest open first."""
    return rows(db, "WHERE referrals.kind = 'threat' AND referrals.closed_ms IS NULL ORDER BY referrals.id")


def open_referrals(db: Connection, *, person: Person) -> tuple[Referral, ...]:
    """Everything that is not closed, the oldest first, as `person` may see it."""
    found = rows(db, "WHERE referrals.closed_ms IS NULL ORDER BY referrals.id")
    return tuple(shown_to(each, person) for each in found)


def waiting_for_evidence(db: Connection, account_id: AccountId | None) -> Referral | None:
    """The one whose evidence has waited longest, of an account or of any."""
    found = rows(
        db,
        "WHERE evidence.captured_ms IS NULL AND evidence.disposed_ms IS NULL AND (? IS NULL OR"
        " referrals.account_id = ?) ORDER BY referrals.id LIMIT 1",
        (account_id, account_id),
    )
    return next(iter(found), None)


def request_open(db: Connection, item_id: ItemId) -> bool:
    """True where a request for information is passed on from the item and not closed."""
    found = db.execute(
        "SELECT 1 FROM referrals WHERE item_id = ? AND kind = 'foi' AND closed_ms IS NULL", (item_id,)
    )
    return found.fetchone() is not None


def uncaptured_request(db: Connection, item_id: ItemId) -> bool:
    """True where a request for information is open on the item or beneath it, and its evidence is not complete (4.2c).

    What stands beneath goes with it on most networks.
    """
    found = db.execute(
        """
        WITH RECURSIVE beneath (id, native_id) AS (
            SELECT id, native_id FROM items WHERE id = ?
            UNION
            SELECT items.id, items.native_id FROM items JOIN beneath ON items.parent_native_id = beneath.native_id
            WHERE items.thread_id = (SELECT thread_id FROM items WHERE id = ?)
        )
        SELECT 1 FROM beneath JOIN referrals ON referrals.item_id = beneath.id
        JOIN evidence ON evidence.id = referrals.evidence_id
        WHERE referrals.kind = 'foi' AND referrals.closed_ms IS NULL AND evidence.captured_ms IS NULL LIMIT 1
        """,
        (item_id, item_id),
    )
    return found.fetchone() is not None


_ROWS = """
SELECT referrals.id, referrals.item_id, referrals.account_id, referrals.kind, referrals.details, referrals.evidence_id,
    evidence.manifest_sha256, evidence.captured_ms, referrals.received_ms, referrals.opened_ms, referrals.opened_by,
    referrals.opened_staff, referrals.told_ms, referrals.told_by, referrals.reference, referrals.forwarded_ms,
    referrals.closed_ms, referrals.closed_by, referrals.reason,
    (SELECT min(decisions.decided_ms) FROM decisions WHERE decisions.item_id = referrals.item_id
        AND decisions.kind IN ('reply', 'private_reply', 'message', 'reply_by_hand', 'private_reply_by_hand',
            'message_by_hand') AND decisions.decided_ms >= referrals.opened_ms
        AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.decision_id = decisions.id
            AND outbox.state IN ('cancelled', 'failed'))
        AND NOT EXISTS (SELECT 1 FROM by_hand WHERE by_hand.decision_id = decisions.id
            AND by_hand.state IN ('not_done', 'withdrawn'))),
    coalesce(json_extract(evidence.manifest, '$.capture.gone'), json_extract(evidence.manifest, '$.capture.unreached'))
        IS NOT NULL
FROM referrals JOIN evidence ON evidence.id = referrals.evidence_id
"""


def rows(db: Connection, where: str, values: Iterable[SqlValue] = ()) -> tuple[Referral, ...]:
    """Referrals by a condition, whole."""
    return tuple(_referral(row) for row in db.execute(f"{_ROWS} {where}", tuple(values)).fetchall())


def _referral(row: tuple[Any, ...]) -> Referral:
    kept: dict[str, Any] = json.loads(row[4])
    told: dict[str, str] = kept.get("fields", {})
    names: list[str] = kept.get("categories", [])
    return replace(
        Referral(
            id=row[0],
            item_id=ItemId(row[1]),
            account_id=AccountId(row[2]),
            kind=ReferralKind(row[3]),
            received_ms=row[8],
            opened_ms=row[9],
        ),
        details=MappingProxyType(told),
        categories=tuple(names),
        evidence_id=EvidenceId(row[5]),
        manifest_sha256=row[6],
        captured_ms=row[7],
        opened_by=row[10],
        opened_staff=row[11],
        told_ms=row[12],
        told_by=row[13],
        reference=row[14],
        forwarded_ms=row[15],
        closed_ms=row[16],
        closed_by=row[17],
        reason=row[18],
        sender_told_ms=row[19],
        held_only=bool(row[20]),
    )
