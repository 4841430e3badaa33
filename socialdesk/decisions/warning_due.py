"""Which public warnings are due under a post: each trigger counts its own removals alone (R3, R5, R6)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from socialdesk.clock import from_ms, to_ms
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.policy.answering import BETWEEN
from socialdesk.policy.book import Book, Trigger
from socialdesk.storage.database import Connection

PERIOD = "warning_period_hours"
_HOURS = 24
_REMOVALS = """
SELECT decisions.item_id, decisions.grounds, decisions.answers, decisions.decided_ms,
    coalesce(outbox.state, by_hand.state) IN ('confirmed', 'done')
FROM items
CROSS JOIN decisions ON decisions.item_id = items.id
LEFT JOIN outbox ON outbox.decision_id = decisions.id
LEFT JOIN by_hand ON by_hand.decision_id = decisions.id
WHERE items.thread_id = ? AND NOT EXISTS (SELECT 1 FROM removals_undone WHERE removals_undone.item_id = items.id)
    AND decisions.kind IN ('hide', 'delete', 'hide_by_hand', 'delete_by_hand')
    AND coalesce(outbox.state, by_hand.state, '') NOT IN ('', 'cancelled', 'failed', 'not_done', 'withdrawn')
ORDER BY decisions.id
"""
_EXPLAINED = """
SELECT given.trigger_id, given.decided_ms, warning_removals.item_id
FROM warnings_given AS given JOIN warning_removals ON warning_removals.warning_id = given.id
WHERE given.thread_id = ? ORDER BY given.decided_ms
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One trigger under one post: due, or given lately."""

    trigger: Trigger
    removals: tuple[ItemId, ...]
    """The removals that it would explain: not failed, and not explained by an earlier one of this kind."""
    confirmed: int
    """How many of them the network has confirmed."""
    needed: int
    given_ms: int | None
    """When it was last decided here, within the period; None where it is not."""
    again_ms: int | None = None
    """When it can be given again, where it was given lately."""

    @property
    def due(self) -> bool:
        """True where it can be given now."""
        return self.given_ms is None and len(self.removals) >= self.needed

    @property
    def waits(self) -> bool:
        """True where the network has not confirmed enough of the removals yet."""
        return self.confirmed < self.needed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Removal:
    item_id: ItemId
    grounds: tuple[str, ...]
    answers: Mapping[str, str]
    decided_ms: int
    confirmed: bool


_LINKED = """
SELECT max(created_ms) FROM items
WHERE thread_id = ? AND by_force = 1 AND gone_ms IS NULL AND instr(text, ?) > 0 AND NOT EXISTS (
    SELECT 1 FROM outbox JOIN warnings ON warnings.outbox_id = outbox.id
    WHERE outbox.account_id = items.account_id AND outbox.native_id = items.native_id)
"""
"""When one of the Force's own comments, written outside this page, last linked to the guidelines under a post."""


def period(book: Book) -> timedelta:
    """For how long the same warning is not given again under the same post."""
    told = book.thresholds.get(PERIOD)
    return timedelta(hours=told.value if told is not None else _HOURS)


def due_warnings(db: Connection, thread_id: ThreadId, *, book: Book, now: datetime) -> tuple[Due, ...]:
    """Every trigger that is due under a post or was given lately, in the pack's order. A few indexed queries."""
    removals = [
        _Removal(
            item_id=ItemId(row[0]),
            grounds=tuple(json.loads(row[1])),
            answers=json.loads(row[2]),
            decided_ms=row[3],
            confirmed=bool(row[4]),
        )
        for row in db.execute(_REMOVALS, (thread_id,)).fetchall()
    ]
    if not removals:
        return ()
    last: dict[str, int] = {}
    explained: dict[str, set[ItemId]] = defaultdict(set)
    for trigger_id, decided_ms, item_id in db.execute(_EXPLAINED, (thread_id,)).fetchall():
        last[trigger_id] = decided_ms
        explained[trigger_id].add(ItemId(item_id))
    linked = db.execute(_LINKED, (thread_id, book.guidelines_url)).fetchone()
    found: list[Due] = []
    for trigger in book.triggers.values():
        left = [each for each in removals if each.item_id not in explained[trigger.id]]
        last_ms = last.get(trigger.id)
        if linked is not None and linked[0] is not None and not trigger.rests_on:
            # An explanation that somebody wrote on the network itself, or as a reply, is one all the same.
            left = [each for each in left if each.decided_ms > linked[0]]
            last_ms = max(last_ms or 0, linked[0])
        found.append(_due(trigger, left, last_ms, book, now))
    return tuple(each for each in found if each.due or each.given_ms is not None)


def rests_on(trigger: Trigger, grounds: tuple[str, ...], answers: Mapping[str, str]) -> bool:
    """True for a removal that a trigger counts."""
    if not trigger.rests_on:
        return True
    return any(
        named in grounds if ":" not in named else _answered(named, grounds, answers)
        for named in trigger.rests_on
    )


def _answered(named: str, grounds: tuple[str, ...], answers: Mapping[str, str]) -> bool:
    question, _, answer = named.partition(": ")
    given = answers.get(question, "").split(BETWEEN)
    return question.partition(".")[0] in grounds and answer in given


def _due(trigger: Trigger, removals: list[_Removal], last_ms: int | None, book: Book, now: datetime) -> Due:
    counted: dict[ItemId, bool] = {}
    for each in removals:
        if rests_on(trigger, each.grounds, each.answers):
            counted[each.item_id] = counted.get(each.item_id, False) or each.confirmed
    again = None if last_ms is None else from_ms(last_ms) + period(book)
    lately = again is not None and again > now
    return Due(
        trigger=trigger,
        removals=tuple(counted),
        confirmed=sum(counted.values()),
        needed=book.thresholds[trigger.threshold].value,
        given_ms=last_ms if lately else None,
        again_ms=to_ms(again) if again is not None and lately else None,
    )
