"""What the desk does about decided posts by itself: the next part of a thread, and what came out at its time.

Both are found in the tables alone, so that killed anywhere nothing is lost, and nothing is queued twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit.log import append
from socialdesk.audit.publishing import PostSeen
from socialdesk.clock import to_ms
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AccountId, NativeId, PostId, PostTargetId
from socialdesk.model.people import DESK
from socialdesk.platforms.routing import HELD
from socialdesk.publishing import store
from socialdesk.publishing.loading import target_of
from socialdesk.publishing.publish import enqueue_part
from socialdesk.register.accounts import accounts as connected
from socialdesk.storage.database import Connection, writing

_EARLY_MS = 5 * 60_000
"""How far a network's clock may be from ours."""
_NEXT = """
SELECT next.target_id, next.number, next.text, before.native_id, before.out_ms
FROM posts JOIN post_targets ON post_targets.post_id = posts.id
JOIN post_parts AS next ON next.target_id = post_targets.id AND next.out_ms IS NULL
JOIN post_parts AS before ON before.target_id = next.target_id AND before.number = next.number - 1
WHERE posts.state = 'ready' AND post_targets.chosen = 1 AND post_targets.stopped_ms IS NULL
    AND post_targets.route NOT IN ('', 'by_hand', 'elsewhere') AND (? IS NULL OR post_targets.account_id = ?)
    AND before.native_id IS NOT NULL AND before.out_ms IS NOT NULL AND before.gone_ms IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.post_target_id = next.target_id
        AND outbox.post_part = next.number AND outbox.kind IN ('publish', 'reshare'))
ORDER BY next.target_id LIMIT 1
"""
_UNSEEN = """
SELECT DISTINCT post_parts.target_id, post_parts.number, post_parts.text, post_parts.native_id, post_parts.out_ms,
    post_parts.held_until_ms, post_targets.post_id, post_targets.account_id
FROM (
    SELECT id FROM post_parts WHERE published_ms IS NULL AND held_until_ms IS NOT NULL AND held_until_ms <= ?
    UNION ALL SELECT id FROM post_parts WHERE out_ms IS NOT NULL AND out_ms > ? AND coalesce(held_until_ms, 0) <= ?
        AND (native_id IS NULL OR native_id GLOB 'hootsuite:*')) AS sought
CROSS JOIN post_parts ON post_parts.id = sought.id
CROSS JOIN post_targets ON post_targets.id = post_parts.target_id
WHERE post_targets.account_id = ? AND post_parts.gone_ms IS NULL AND post_parts.out_ms IS NOT NULL
    AND post_targets.route <> 'elsewhere' AND post_targets.share_of = ''
"""
_LOOKED_FOR_MS = 3 * 24 * 3_600_000
"""How long the desk looks in what it reads for a post that a person saw, or published by hand."""


def go_on(db: Connection, *, account_id: AccountId | None, now: datetime) -> Changes | None:
    """Queues the next part of one thread whose part before is there; None where nothing of the kind waits.

    It is as old as the part before: a desk that was off since then asks a person first.
    """
    found = db.execute(_NEXT, (account_id, account_id)).fetchone()
    if found is None:
        return None
    with writing(db):
        found = db.execute(_NEXT, (account_id, account_id)).fetchone()
        if found is None:
            return None
        target_id, number, text, above, out_ms = found
        post, target = target_of(db, PostTargetId(target_id))
        account = connected(db).get(target.account_id)
        if account is None:
            return None
        enqueue_part(
            db,
            target=target,
            account=account,
            part=number,
            text=text,
            above=NativeId(above),
            scheduled_ms=None,
            due_ms=None,
            undo_ms=0,
            now_ms=min(to_ms(now), out_ms),
        )
    return Changes(posts=frozenset({post.id}), outbox=True)


@dataclass(frozen=True, slots=True)
class _Sought:
    target_id: PostTargetId
    part: int
    text: str
    native_id: NativeId | None
    out_ms: int
    held_until_ms: int | None
    post_id: PostId
    account_id: AccountId


def see_published(db: Connection, *, account_id: AccountId, now: datetime) -> Changes:
    """Finds, in what was read from the account, what was held until its time, and what a person published or saw.

    The network's own word on what it shows: its name for the post, and when the public could see it.
    """
    now_ms = to_ms(now)
    sought = [
        _Sought(
            PostTargetId(row[0]),
            row[1],
            row[2],
            None if row[3] is None else NativeId(row[3]),
            row[4],
            row[5],
            PostId(row[6]),
            AccountId(row[7]),
        )
        for row in db.execute(_UNSEEN, (now_ms, now_ms - _LOOKED_FOR_MS, now_ms, account_id)).fetchall()
    ]
    changes = NOTHING
    for each in sought:
        shown = _shown(db, each)
        if shown is None:
            continue
        native_id, permalink, created_ms = shown
        with writing(db):
            store.put_seen(
                db,
                each.target_id,
                each.part,
                native_id=native_id,
                permalink=permalink,
                at_ms=each.held_until_ms or created_ms,
            )
            entry = PostSeen(
                post_id=each.post_id, account_id=each.account_id, part=each.part, native_id=native_id
            )
            append(db, entry, by=DESK, at_ms=now_ms)
        changes |= Changes(posts=frozenset({each.post_id}))
    return changes


def _shown(db: Connection, sought: _Sought) -> tuple[NativeId, str, int] | None:
    """A post of the account's as it was read: by its name, or else by its words where nothing else has them."""
    if sought.native_id is not None and not sought.native_id.startswith(HELD):
        found = db.execute(
            "SELECT native_id, permalink, created_ms FROM threads WHERE account_id = ? AND native_id = ?"
            " UNION SELECT native_id, permalink, created_ms FROM items WHERE account_id = ? AND native_id = ?",
            (sought.account_id, sought.native_id) * 2,
        ).fetchall()
    else:
        since_ms = (sought.held_until_ms or sought.out_ms) - _EARLY_MS
        found = [
            row[:3]
            for row in db.execute(
                "SELECT native_id, permalink, created_ms, text FROM ("
                " SELECT native_id, permalink, created_ms, text FROM threads WHERE account_id = ? AND created_ms >= ?"
                " AND kind <> 'conversation'"
                # The later parts of a thread are read as replies of the Force's own.
                " UNION SELECT native_id, permalink, created_ms, text FROM items WHERE by_force = 1"
                " AND thread_id IN (SELECT id FROM threads WHERE account_id = ? AND created_ms >= ?"
                " AND kind <> 'conversation')) AS shown"
                " WHERE NOT EXISTS (SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = target_id"
                " WHERE post_parts.native_id = shown.native_id AND post_targets.account_id = ?)",
                (sought.account_id, since_ms, sought.account_id, since_ms, sought.account_id),
            ).fetchall()
            if _same(row[3], sought.text)
        ]
    # Two that read alike: nobody can say which.
    return (NativeId(found[0][0]), found[0][1], found[0][2]) if len(found) == 1 else None


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()
