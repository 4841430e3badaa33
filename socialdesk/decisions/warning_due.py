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
SELECT decisions.item_id, decisions.grounds, decisions.answers,
    coalesce(outbox.state, by_hand.state) IN ('confirmed', 'done')
FROM items
CROSS JOIN decisions ON decisions.item_id = items.id
LEFT JOIN outbox ON outbox.decision_id = decisions.id
LEFT JOIN by_hand ON by_hand.decision_id = decisions.id
WHERE items.thread_id = ? AND decisions.kind IN ('hide', 'delete', 'hide_by_hand', 'delete_by_hand')
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
    confirmed: bool


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
            confirmed=bool(row[3]),
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
    found = [
        _due(
            trigger,
            [each for each in removals if each.item_id not in explained[trigger.id]],
            last.get(trigger.id),
            book,
            now,
        )
        for trigger in book.triggers.values()
    ]
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
