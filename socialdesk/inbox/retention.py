"""Keeping to a network's terms: what may be kept no longer is deleted for good, and the record says so (T2).

Of an item go its text, the network's raw answer, what it said before, where in its words findings were, its words in
the index of the search, and a post that is the same thing. Ids, times, grounds, decisions and all that staff wrote
stay, and so does every entry of the record. The terms: `platforms/retention.py`.

Each kind of thing is found by an index that holds only what has not been disposed of, and some hundreds of it go in one
transaction with their entry in the record. Killed or repeated, the next run goes on where this one was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit.entries import Disposed
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.evidence import capture
from socialdesk.inbox import mirror, model_readings, search, store
from socialdesk.inbox.counts import BY_HAND, LIVE
from socialdesk.inbox.stored import ids_json
from socialdesk.inbox.sync import WriteNow
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AuthorId, EvidenceId, ItemId, ThreadId
from socialdesk.model.people import DESK
from socialdesk.platforms.retention import Retention, retention_of
from socialdesk.storage.database import Connection, SqlValue, writing

AT_ONCE = 500
"""Things disposed of in one transaction, which holds up the writer for some 100 ms."""
HOUR_MS = 3_600_000
AHEAD_MS = HOUR_MS
"""How long before its time a thing is disposed of: the desk looks once an hour, and the terms name the most."""
EMERGENCY_MS = 24 * HOUR_MS
"""For so long the words of an emergency that nobody has dealt with stay here after they went from the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposal:
    """What one transaction disposed of: how many things, and the items that a screen has to read again."""

    count: int = 0
    items: frozenset[ItemId] = frozenset()


def dispose_due(db: Connection, *, network: Network, retention: Retention, now: datetime) -> int:
    """Disposes of everything of a network that is due, in small transactions; how many things it was.

    Raises `StoreError`: what was disposed of until then is, and the rest comes with the next run.
    """
    count = 0
    while (done := dispose_some(db, network=network, retention=retention, now=now)).count:
        count += done.count
    return count


def keep_to_terms(
    *, write: WriteNow, now: datetime, stopped: Callable[[], bool], told: Callable[[Changes], None]
) -> None:
    """Disposes of what is due of every network, and of its traces in the index. Not for the writer's own thread.

    `told` hears of the items that are altered. Stopping half way is harmless. Raises `StoreError`.
    """
    disposed = False
    for network in write(networks_held):
        rule = retention_of(network)
        while rule is not None and not stopped():
            done = write(
                lambda db, network=network, rule=rule: dispose_some(
                    db, network=network, retention=rule, now=now
                )
            )
            if not done.count:
                break
            disposed = True
            if done.items:
                told(Changes(items=done.items))
    while disposed and not stopped() and write(search.index_more):
        pass
    search.merge_out(write, now_ms=to_ms(now), stopped=stopped)


def keep_hourly(
    last_ms: int | None,
    write: WriteNow,
    now: datetime,
    stopped: Callable[[], bool],
    told: Callable[[Changes], None],
) -> int:
    """Keeps to the terms where `last_ms`, its last answer, is an hour ago or None; answers with when that was done.

    Everything that falls due within an hour goes together, so that the record says so once.
    """
    now_ms = to_ms(now)
    if last_ms is not None and 0 <= now_ms - last_ms < HOUR_MS:
        return last_ms
    keep_to_terms(write=write, now=now, stopped=stopped, told=told)
    return now_ms


def networks_held(db: Connection) -> list[Network]:
    """The networks of every account there is or was: an account's history outlives its connection."""
    known = {network.value for network in Network}
    found = db.execute("SELECT DISTINCT network FROM accounts ORDER BY network").fetchall()
    return [Network(row[0]) for row in found if row[0] in known]


def dispose_some(db: Connection, *, network: Network, retention: Retention, now: datetime) -> Disposal:
    """Disposes of up to `AT_ONCE` things of one kind that are due, in one transaction; of none where nothing is."""
    now_ms = to_ms(now)
    with writing(db):
        for duty in _duties(retention, now_ms):
            found = [
                int(row[0])
                for row in db.execute(duty.sql, {**duty.values, "network": network.value, "most": AT_ONCE})
            ]
            if found:
                return duty.done(_Work(db, network, duty.rule, now_ms), found)
    return Disposal()


@dataclass(frozen=True, slots=True)
class _Work:
    db: Connection
    network: Network
    rule: str
    now_ms: int

    def record(
        self,
        *,
        texts: Sequence[ItemId] = (),
        posts: int = 0,
        names: int = 0,
        evidence: Sequence[EvidenceId] = (),
        evidence_of: Sequence[ItemId] = (),
    ) -> None:
        entry = Disposed(
            network=self.network.value,
            rule=self.rule,
            texts=tuple(texts),
            posts=posts,
            names=names,
            evidence=tuple(evidence),
            evidence_of=tuple(evidence_of),
        )
        append(self.db, entry, by=DESK, at_ms=self.now_ms)


@dataclass(frozen=True, slots=True)
class _Duty:
    """One rule: how to find what is due, and what is done about it."""

    rule: str
    sql: str
    values: dict[str, SqlValue]
    done: Callable[[_Work, list[int]], Disposal]


def _duties(rule: Retention, now_ms: int) -> Iterator[_Duty]:
    def due(hours: int) -> int:
        return now_ms + AHEAD_MS - hours * HOUR_MS

    if rule.follow_deletions:
        yield _Duty("follow_deletions", GONE, {"emergency": now_ms - EMERGENCY_MS}, _dispose_items)
    for name, hours, own in (("text_hours", rule.text_hours, 0), ("own_hours", rule.own_hours, 1)):
        if hours is not None:
            values: dict[str, SqlValue] = {"own": own, "due": due(hours)}
            yield _Duty(f"{name} {hours}", ITEMS, values, _dispose_items)
            yield _Duty(f"{name} {hours}", THREADS, values, _dispose_threads)
    if rule.profile_hours is not None:
        yield _Duty(
            f"profile_hours {rule.profile_hours}", AUTHORS, {"due": due(rule.profile_hours)}, _dispose_authors
        )
    if rule.evidence == "dispose":
        # Evidence holds words and names alike: the shorter time is that of both.
        ends = [hours for hours in (rule.text_hours, rule.profile_hours) if hours is not None]
        values = {"due": due(min(ends)) if ends else None, "follow": int(rule.follow_deletions)}
        yield _Duty("evidence", EVIDENCE, values, _dispose_evidence)


GONE = """
SELECT items.id FROM accounts
CROSS JOIN items INDEXED BY items_gone_kept ON items.account_id = accounts.id
CROSS JOIN worklist ON worklist.item_id = items.id
WHERE accounts.network = :network AND items.gone_ms IS NOT NULL AND items.disposed_ms IS NULL
    AND (items.gone_ms <= :emergency OR worklist.open = 0 OR worklist.urgency < 3)
    AND NOT EXISTS (
        SELECT 1 FROM outbox WHERE outbox.item_id = items.id AND kind = 'delete' AND state = 'confirmed'
    )
    AND NOT EXISTS (
        SELECT 1 FROM by_hand WHERE by_hand.item_id = items.id AND kind = 'delete' AND state IN ('begun', 'done')
    )
ORDER BY accounts.id, items.gone_ms LIMIT :most
"""
ITEMS = """
SELECT items.id FROM accounts
CROSS JOIN items INDEXED BY items_kept ON items.account_id = accounts.id
WHERE accounts.network = :network AND items.by_force = :own AND items.disposed_ms IS NULL
    AND coalesce(items.confirmed_ms, items.received_ms) <= :due
ORDER BY accounts.id, coalesce(items.confirmed_ms, items.received_ms) LIMIT :most
"""
THREADS = """
SELECT threads.id FROM accounts
CROSS JOIN json_each(iif(:own, '["post"]', '["visitor_post", "conversation"]')) AS wanted
CROSS JOIN threads INDEXED BY threads_kept ON threads.account_id = accounts.id AND threads.kind = wanted.value
WHERE accounts.network = :network AND threads.disposed_ms IS NULL
    AND coalesce(threads.told_ms, threads.created_ms) <= :due AND (threads.text <> '' OR threads.raw <> '{}')
LIMIT :most
"""
AUTHORS = """
SELECT authors.id FROM authors INDEXED BY authors_kept
WHERE authors.network = :network AND authors.disposed_ms IS NULL
    AND coalesce(authors.told_ms, authors.first_seen_ms) <= :due
    AND NOT EXISTS (SELECT 1 FROM items WHERE items.author_id = authors.id AND items.by_force = 1)
ORDER BY coalesce(authors.told_ms, authors.first_seen_ms) LIMIT :most
"""
EVIDENCE = f"""
SELECT evidence.id FROM evidence INDEXED BY evidence_kept
CROSS JOIN items ON items.id = evidence.item_id
CROSS JOIN accounts ON accounts.id = items.account_id
WHERE evidence.disposed_ms IS NULL AND accounts.network = :network
    AND (evidence.held_ms <= :due OR (:follow AND items.gone_ms IS NOT NULL AND items.disposed_ms IS NOT NULL))
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.evidence_id = evidence.id AND {LIVE})
    AND NOT EXISTS (SELECT 1 FROM by_hand WHERE by_hand.evidence_id = evidence.id AND {BY_HAND})
    AND NOT EXISTS (SELECT 1 FROM referrals WHERE referrals.evidence_id = evidence.id AND referrals.closed_ms IS NULL)
ORDER BY evidence.held_ms LIMIT :most
"""


def _dispose_items(work: _Work, found: list[int]) -> Disposal:
    ids = [ItemId(each) for each in found]
    forget_what_was_made_of(work.db, ids)
    mirror.dispose_items(work.db, ids, now_ms=work.now_ms)
    store.forget_quotes(work.db, ids)
    search.forget(work.db, ids, now_ms=work.now_ms)
    work.record(texts=ids)
    return Disposal(count=len(ids), items=frozenset(ids))


def forget_what_was_made_of(db: Connection, ids: Sequence[ItemId]) -> None:
    """Deletes what rests on the words of items, while those are still there."""
    from socialdesk.inbox import likeness  # noqa: PLC0415  (it brings numpy, for which no start waits)

    likeness.forget(db, ids)
    model_readings.forget(db, ids)


def _dispose_threads(work: _Work, found: list[int]) -> Disposal:
    mirror.dispose_threads(work.db, [ThreadId(each) for each in found], now_ms=work.now_ms)
    work.record(posts=len(found))
    return Disposal(count=len(found), items=_some_items(work.db, "thread_id", found))


def _dispose_authors(work: _Work, found: list[int]) -> Disposal:
    ids = [AuthorId(each) for each in found]
    named = [
        AuthorId(row[0])
        for row in work.db.execute(
            "SELECT id FROM authors WHERE id IN (SELECT value FROM json_each(?)) AND (name <> '' OR profile_url <> '')",
            (ids_json(ids),),
        )
    ]
    mirror.dispose_authors(work.db, ids, now_ms=work.now_ms)
    for author_id in named:
        search.index_author_again(work.db, author_id)
    if named:
        search.note_forgotten(work.db, now_ms=work.now_ms)
        work.record(names=len(named))
    return Disposal(count=len(ids), items=_some_items(work.db, "author_id", named))


def _dispose_evidence(work: _Work, found: list[int]) -> Disposal:
    ids = [EvidenceId(each) for each in found]
    of = [
        ItemId(row[0])
        for row in work.db.execute(
            "SELECT DISTINCT item_id FROM evidence WHERE id IN (SELECT value FROM json_each(?)) ORDER BY 1",
            (ids_json(ids),),
        )
    ]
    capture.dispose(work.db, ids, now_ms=work.now_ms)
    work.record(evidence=ids, evidence_of=of)
    return Disposal(count=len(ids), items=frozenset(of))


def _some_items(db: Connection, column: str, ids: Sequence[int]) -> frozenset[ItemId]:
    """What a screen may be showing of these: the newest are enough, for it reads what it shows next by itself."""
    found = db.execute(
        f"SELECT items.id FROM json_each(?) AS wanted CROSS JOIN items ON items.{column} = wanted.value"
        " ORDER BY items.id DESC LIMIT ?",
        (ids_json(ids), AT_ONCE),
    )
    return frozenset(ItemId(row[0]) for row in found)
