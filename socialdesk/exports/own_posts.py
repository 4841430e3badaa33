"""Posts of the Force's own that have been kept for their time: listed, kept on, or deleted for good (T2).

Of a post go its words on every account, its pictures, what was typed into its checks, the words of its actions and
declarations, and the personal words of its entries in the record; of an appeal, once it is over and all of its posts
have gone here, its name and where copies of it stood. Ids, times, accounts, who decided and every entry stay. What is
still to go out, to be taken down or under way is held back. Nothing is taken down on a network by this.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit import log as audit_log
from socialdesk.audit.entries import Disposed
from socialdesk.audit.publishing import PostsKeptOn
from socialdesk.clock import to_ms
from socialdesk.exports.disposal import NotDisposed, Why
from socialdesk.exports.due import DAY_MS
from socialdesk.exports.permissions import Doing, require
from socialdesk.exports.retention_store import add_post_reviews
from socialdesk.model.changes import Changes
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.outbox import store as outbox
from socialdesk.policy.keeping import Held, Keeping, days_for
from socialdesk.publishing import appeals, check_rows, store, takedown
from socialdesk.shifts import declaring
from socialdesk.storage.database import Connection, writing

MOST = 2_000
"""Posts that are listed; what is beyond comes once these have been dealt with."""
_LIVE = "outbox.state IN ('queued', 'sending', 'waiting', 'unknown')"
_OVER = f"""
posts.state IN ('sent', 'cancelled')
    AND NOT EXISTS (SELECT 1 FROM outbox JOIN post_targets ON post_targets.id = outbox.post_target_id
        WHERE post_targets.post_id = posts.id AND ({_LIVE} OR outbox.needs_person = 1))
    AND NOT EXISTS (SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
        WHERE post_targets.post_id = posts.id AND out_ms IS NOT NULL AND published_ms IS NULL AND gone_ms IS NULL)
    AND NOT EXISTS (SELECT 1 FROM appeals WHERE appeals.id = posts.appeal_id AND (state = 'open' OR EXISTS (
        SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
        JOIN posts AS other ON other.id = post_targets.post_id
        LEFT JOIN appeal_takedowns ON appeal_takedowns.target_id = post_targets.id
        WHERE other.appeal_id = appeals.id AND out_ms IS NOT NULL AND gone_ms IS NULL
            AND appeal_takedowns.ticked_ms IS NULL)))
"""
"""Nothing more is to happen to it, nor to the appeal that it belongs to."""
_HAS_WORDS = """
(posts.text <> '' OR posts.purpose <> '' OR posts.link <> ''
    OR EXISTS (SELECT 1 FROM post_media WHERE post_media.post_id = posts.id)
    OR EXISTS (SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
        WHERE post_targets.post_id = posts.id AND post_parts.text <> ''))
"""
_NEWEST = """
max(posts.altered_ms, coalesce(posts.decided_ms, 0), coalesce(posts.scheduled_ms, 0), coalesce((
    SELECT max(max(coalesce(published_ms, 0), coalesce(gone_ms, 0))) FROM post_parts
    JOIN post_targets ON post_targets.id = post_parts.target_id WHERE post_targets.post_id = posts.id), 0))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePosts:
    """Posts that are due."""

    days: int
    posts: tuple[PostId, ...]
    """The oldest first, at most `MOST`."""
    oldest_ms: int
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PostsDone:
    """What was deleted, and what was held back."""

    changes: Changes
    posts: int
    appeals: int
    entries: int
    held_back: tuple[PostId, ...] = ()

    @property
    def sentence(self) -> str:
        """In plain words."""
        words = (
            f"Deleted for good: the words and pictures of {self.posts:,} post{'' if self.posts == 1 else 's'}"
        )
        if self.appeals:
            words = f"{words}, and the name of {self.appeals:,} appeal{'' if self.appeals == 1 else 's'}"
        back = len(self.held_back)
        under_way = (
            f" {back:,} {'was' if back == 1 else 'were'} held back: something is still to happen to them."
        )
        return f"{words}. The record says so and still verifies.{under_way if back else ''}"


def posts_due(db: Connection, rules: Sequence[Keeping], *, usual_days: int, now: datetime) -> DuePosts | None:
    """Posts that are over and have been kept for their time, but for those kept on until later; None for none."""
    days = days_for(rules, Held.POSTS, None, usual=usual_days)
    now_ms = to_ms(now)
    rows = db.execute(
        f"SELECT id, newest FROM (SELECT posts.id, {_NEWEST} AS newest FROM posts WHERE {_OVER} AND {_HAS_WORDS}"
        " AND NOT EXISTS (SELECT 1 FROM post_reviews WHERE post_reviews.post_id = posts.id AND next_ms > :now))"
        " WHERE newest <= :due ORDER BY newest, id LIMIT :most",
        {"now": now_ms, "due": now_ms - days * DAY_MS, "most": MOST + 1},
    ).fetchall()
    if not rows:
        return None
    return DuePosts(
        days=days,
        posts=tuple(PostId(row[0]) for row in rows[:MOST]),
        oldest_ms=int(rows[0][1]),
        more=len(rows) > MOST,
    )


def dispose_posts(
    db: Connection,
    post_ids: Sequence[PostId],
    *,
    why: Why,
    reason: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> PostsDone:
    """Deletes for good what is held of these posts, with an entry in the record. Raises NotForThisRole, NotDisposed."""
    require(by, Doing.DISPOSE, training=training)
    if not reason.strip():
        raise NotDisposed("Deleting needs a reason, which goes into the record.", kept="Nothing was deleted.")
    wanted = list(dict.fromkeys(post_ids))
    with writing(db):
        over = {
            PostId(row[0])
            for row in db.execute(
                f"SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(?)) AND {_OVER}",
                (json.dumps(wanted),),
            ).fetchall()
        }
        posts = [each for each in wanted if each in over]
        if not posts:
            raise NotDisposed(
                "Nothing could be deleted: something is still to happen to all of these, or to their appeal.",
                kept="Nothing was deleted.",
                to_do="Take the posts of the appeal down, or finish what is under way, first.",
            )
        store.dispose_words(db, posts)
        check_rows.dispose_words(db, posts)
        outbox.dispose_words(db, (), post_ids=posts)
        declaring.dispose_words(db, posts)
        ended = _appeals_gone(db, posts)
        appeals.dispose_names(db, ended)
        takedown.dispose_words(db, ended)
        entries = audit_log.dispose_post_words(db, posts, ended)
        entry = Disposed(
            entries=entries, why=why.value, posts=len(posts), names=len(ended), reason=reason.strip()
        )
        audit_log.append(db, entry, by=by, at_ms=to_ms(now))
    return PostsDone(
        changes=Changes(posts=frozenset(posts), drafts=True),
        posts=len(posts),
        appeals=len(ended),
        entries=len(entries),
        held_back=tuple(each for each in wanted if each not in over),
    )


def keep_posts_on(
    db: Connection,
    post_ids: Sequence[PostId],
    *,
    days: int,
    reason: str,
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Keeps posts on for so many days, after which they are due again. Raises NotForThisRole, NotDisposed."""
    require(by, Doing.DISPOSE, training=training)
    if not reason.strip() or not 1 <= days <= 36_500:
        raise NotDisposed(
            "Say why it is kept on, and for how many days.", kept="Nothing was altered; it is still due."
        )
    next_ms = to_ms(now) + days * DAY_MS
    with writing(db):
        add_post_reviews(db, post_ids, next_ms=next_ms, by=by, now_ms=to_ms(now))
        entry = PostsKeptOn(post_ids=tuple(post_ids), kept_until_ms=next_ms, reason=reason.strip())
        audit_log.append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(posts=frozenset(post_ids))


def _appeals_gone(db: Connection, posts: Sequence[PostId]) -> list[int]:
    """Appeals of these posts that are over and of whose posts no words are held any more."""
    rows = db.execute(
        f"""
        SELECT id FROM appeals WHERE state <> 'open' AND name <> '{appeals.DELETED}'
            AND id IN (SELECT appeal_id FROM posts WHERE id IN (SELECT value FROM json_each(?)))
            AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.appeal_id = appeals.id AND {_HAS_WORDS}) ORDER BY id
        """,
        (json.dumps(list(posts)),),
    ).fetchall()
    return [int(row[0]) for row in rows]
