"""What people made of what triage suggested: written with each decision that says so, or marked by itself (T1).

    opinions.of_removal(db, case, chosen, decision_id=..., now_ms=...)   # within the deciding transaction
    opinions.mark(db, item_id=..., ground=..., other="", reason="", book=..., now=..., by=...)

A suggestion and what became of it are kept with the versions of the policy, the rules and the model, and never with the
name of who said so. A removal for one ground says of every other that was suggested: another ground it was.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from socialdesk import __version__
from socialdesk.audit.log import append
from socialdesk.audit.suggesting import MarkTakenBack, SuggestionMarked
from socialdesk.clock import from_ms, to_ms
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, item_of, require_hand
from socialdesk.decisions.identity import identity_words
from socialdesk.inbox import model_readings
from socialdesk.inbox import queries as inbox
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.findings import Assessment, Finding
from socialdesk.model.ids import DecisionId, ItemId
from socialdesk.model.items import Item
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, assert_in_transaction, writing

LONGEST_REASON = 1_000
"""Characters of the reason for a mark."""


class Verdict(StrEnum):
    """What became of a suggestion."""

    AGREED = "agreed"
    """It was removed, blocked or referred for that."""
    KEPT = "kept"
    """It was considered and kept."""
    OTHER = "other"
    """Another ground it was."""
    NOT_THIS = "not_this"
    """Marked as not that, without a decision."""
    MISSED = "missed"
    """Nobody suggested it, and a person chose it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody marked on a suggestion."""

    ground: str
    other: str
    """The ground that it is instead; "" for none."""


def of_removal(
    db: Connection,
    item: Item,
    assessment: Assessment,
    chosen: Sequence[str],
    book: Book,
    *,
    decision_id: DecisionId | None,
    now_ms: int,
) -> None:
    """It is removed, or its author blocked, on these grounds."""
    judged = {
        ground: Verdict.AGREED if ground in chosen else Verdict.OTHER
        for ground in _surest(assessment.findings)
        if ground in book.grounds
    }
    missed = {ground: Verdict.MISSED for ground in chosen if ground not in judged}
    _write(db, item, assessment, judged | missed, chosen, decision_id=decision_id, now_ms=now_ms)


def of_keeping(
    db: Connection,
    item: Item,
    assessment: Assessment,
    book: Book,
    *,
    decision_id: DecisionId | None,
    now_ms: int,
) -> None:
    """It was considered and stays: none of the grounds that were suggested."""
    judged = {ground: Verdict.KEPT for ground in _surest(assessment.findings) if ground in book.grounds}
    _write(db, item, assessment, judged, (), decision_id=decision_id, now_ms=now_ms)


def of_referral(
    db: Connection, item: Item, assessment: Assessment, routes: Sequence[str], *, now_ms: int
) -> None:
    """It is led the way of one of these routes or grounds; where none was suggested, the first was missed."""
    found = _surest(assessment.findings)
    judged = {ground: Verdict.AGREED for ground in routes if ground in found}
    _write(
        db,
        item,
        assessment,
        judged or dict.fromkeys(routes[:1], Verdict.MISSED),
        routes[:1],
        decision_id=None,
        now_ms=now_ms,
    )


def mark(
    db: Connection,
    *,
    item_id: ItemId,
    ground: str,
    other: str,
    reason: str,
    book: Book,
    now: datetime,
    by: Person,
) -> Changes:
    """Says of a suggestion that it is not that, or which other ground it is; decides nothing.

    Raises NotOpen where it is not suggested (any more), Incomplete for a ground that is not in the pack.
    """
    require_hand(by, db)
    reason, now_ms = cleaned(reason)[:LONGEST_REASON], to_ms(now)
    with writing(db):
        item = item_of(db, item_id)
        assessment = inbox.assessment(db, item_id)
        finding = _surest(assessment.findings).get(ground)
        if finding is None:
            raise NotOpen("This is not suggested any more.", kept="Nothing was altered.")
        if other and (other == ground or not (other in book.grounds or other in book.routes)):
            raise Incomplete("Choose the ground that it is instead.", field="other")
        verdict = Verdict.OTHER if other else Verdict.NOT_THIS
        _write(
            db,
            item,
            assessment,
            {ground: verdict},
            (other,) if other else (),
            decision_id=None,
            now_ms=now_ms,
            reason=reason,
            marked=True,
        )
        entry = SuggestionMarked(
            item_id=item_id,
            account_id=item.account_id,
            ground=ground,
            clause=finding.clause,
            other=other,
            suggested=_told(finding),
            found_by=finding.found_how,
            pack_version=assessment.pack_version,
            model=model_readings.model_of(db, item_id),
            reason=reason,
        )
        append(db, entry, by=by, at_ms=now_ms)
    return Changes(items=frozenset({item_id}))


def take_back(db: Connection, *, item_id: ItemId, ground: str, now: datetime, by: Person) -> Changes:
    """Takes a mark back; a decision's own word on it stays. Raises NotOpen for an auditor."""
    require_hand(by, db)
    with writing(db):
        if ground not in marks(db, item_id):
            return NOTHING
        item = item_of(db, item_id)
        _forget(db, item, [ground])
        entry = MarkTakenBack(item_id=item_id, account_id=item.account_id, ground=ground)
        append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(items=frozenset({item_id}))


def marks(db: Connection, item_id: ItemId) -> Mapping[str, Mark]:
    """What was marked on the suggestions of an item, by ground."""
    return {
        ground: Mark(ground, next(iter(json.loads(chosen)), ""))
        for ground, chosen in db.execute(
            "SELECT ground, chosen FROM opinions WHERE item_id = ? AND marked = 1", (item_id,)
        ).fetchall()
    }


def withdraw(db: Connection, item_id: ItemId, decision_id: DecisionId) -> None:
    """A decision was taken back before anything was sent: it says nothing any more. Within the caller's transaction."""
    grounds = [
        str(row[0])
        for row in db.execute("SELECT ground FROM opinions WHERE decision_id = ?", (decision_id,)).fetchall()
    ]
    if grounds:
        _forget(db, item_of(db, item_id), grounds)


def dispose_words(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes what people wrote with their marks on these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute(
        "UPDATE opinions SET reason = '' WHERE reason <> '' AND item_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(item_ids)),),
    )


def _told(finding: Finding) -> str:
    return f"{finding.ground} {finding.band.value} {finding.score:g}"


def _surest(findings: Sequence[Finding]) -> dict[str, Finding]:
    """One finding for each ground, the weightiest first."""
    found: dict[str, Finding] = {}
    for finding in findings:
        known = found.setdefault(finding.ground, finding)
        if finding.score > known.score:
            found[finding.ground] = finding
    return found


def _write(
    db: Connection,
    item: Item,
    assessment: Assessment,
    judged: Mapping[str, Verdict],
    chosen: Sequence[str],
    *,
    decision_id: DecisionId | None,
    now_ms: int,
    reason: str = "",
    marked: bool = False,
) -> None:
    if not judged:
        return
    _forget(db, item, judged)
    found = _surest(assessment.findings)
    model = model_readings.model_of(db, item.id)
    for ground, verdict in judged.items():
        finding = found.get(ground) if verdict is not Verdict.MISSED else None
        db.execute(
            """
            INSERT INTO opinions (item_id, ground, verdict, chosen, marked, band, score, found_by, pack_version, rules,
                model, decision_id, reason, said_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                item.id,
                ground,
                verdict.value,
                json.dumps(list(chosen)),
                int(marked),
                finding.band.value if finding else "",
                (finding.score or finding.band.score) if finding else 0.0,
                finding.found_how if finding else "",
                assessment.pack_version,
                __version__,
                model,
                decision_id,
                reason,
                now_ms,
            ),
        )
    _count(db, item, judged, 1)


def _forget(db: Connection, item: Item, grounds: Collection[str]) -> None:
    """Takes back what was said before of these grounds."""
    assert_in_transaction(db)
    _count(db, item, grounds, -1)
    db.executemany(
        "DELETE FROM opinions WHERE item_id = ? AND ground = ?", [(item.id, ground) for ground in grounds]
    )


def _count(db: Connection, item: Item, grounds: Collection[str], by: int) -> None:
    """Counts what now stands of these grounds, or no longer, for each identity word in the text."""
    words = identity_words().among(item.untrusted_text)
    if not words:
        return
    rows = db.execute(
        "SELECT said_ms, ground, verdict, band, found_by, rules, model FROM opinions"
        " WHERE item_id = ? AND ground IN (SELECT value FROM json_each(?))",
        (item.id, json.dumps(list(grounds))),
    ).fetchall()
    db.executemany(
        """
        INSERT INTO identity_opinions (month, word, ground, verdict, band, found_by, rules, model, number)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, max(?, 0))
        ON CONFLICT DO UPDATE SET number = max(number + ?, 0)
        """,
        [
            (f"{from_ms(said_ms).astimezone(UTC):%Y-%m}", word, *told, by, by)
            for said_ms, *told in rows
            for word in words
        ],
    )
