"""Reading appeals: every post, reshare and known copy of each, and how far its taking down is (P4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from socialdesk.model.ids import AccountId, NativeId, PostId, PostTargetId, ProceedingsId, ThreadId
from socialdesk.storage.database import Connection


class AppealKind(StrEnum):
    """What is appealed for."""

    WITNESS = "witness"
    CCTV = "cctv"
    WANTED = "wanted"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """As people say it."""
        return {
            AppealKind.WITNESS: "Witness appeal",
            AppealKind.CCTV: "CCTV appeal",
            AppealKind.WANTED: "Wanted person",
            AppealKind.MISSING: "Missing person",
        }[self]


class AppealState(StrEnum):
    """How far the matter is. In every state but the first its posts are to come down."""

    OPEN = "open"
    LOCATED = "located"
    ARRESTED = "arrested"
    CHARGED = "charged"
    CONCLUDED = "concluded"

    @property
    def label(self) -> str:
        """As people say it."""
        return {
            AppealState.OPEN: "Open",
            AppealState.LOCATED: "Located",
            AppealState.ARRESTED: "Arrested",
            AppealState.CHARGED: "Charged",
            AppealState.CONCLUDED: "Concluded",
        }[self]


class Standing(StrEnum):
    """How one post or copy of an appeal stands."""

    HELD = "held"
    """Not out yet, and still to go out."""
    UP = "up"
    """There for all to see; nothing was asked of the network yet."""
    ASKED = "asked"
    """The network is asked, or will be as soon as it can be reached."""
    HAND = "hand"
    """Still there, and the desk cannot go on by itself: a hand must."""
    SAID = "said"
    """Done by hand, as a person said; the desk has not seen it."""
    GONE = "gone"
    """The desk asked, looked, and saw that it is no longer there."""

    @property
    def over(self) -> bool:
        """True where nothing is left to do about it."""
        return self in (Standing.SAID, Standing.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLine:
    """One post on one account, or one copy."""

    target_id: PostTargetId | None = None
    copy_id: int | None = None
    post_id: PostId | None = None
    account_id: AccountId | None = None
    network: str
    account_name: str
    what: str
    """Post, Reshare, Thread of 3, Copy by somebody else …"""
    untrusted_words: str
    link: str
    since_ms: int
    """When it went out, or was listed."""
    standing: Standing
    reason: str = ""
    """Why a hand is needed, or what became of it; "" where there is nothing to add."""
    at_ms: int | None = None
    """When it was asked for, seen gone, or ticked off."""
    by_name: str = ""
    """Who ticked it off."""

    @property
    def key(self) -> str:
        """Its name within the appeal."""
        return f"copy:{self.copy_id}" if self.target_id is None else f"post:{self.target_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One appeal with all that is known of it."""

    id: int
    kind: AppealKind
    name: str
    """It may hold a person's name: for the register and the appeal's own page only."""
    state: AppealState
    over_ms: int | None
    """When the clock began to run."""
    opened_ms: int
    opened_by: str
    proceedings_id: ProceedingsId | None
    lines: tuple[AppealLine, ...] = ()

    @property
    def title(self) -> str:
        """What may be shown anywhere: no name, no words."""
        return f"{self.kind.label}, appeal {self.id}"

    @property
    def left(self) -> tuple[AppealLine, ...]:
        """What is still up, or still to go out."""
        return tuple(line for line in self.lines if not line.standing.over)

    @property
    def running(self) -> bool:
        """True while the clock runs: the matter is over, and something is still up."""
        return self.over_ms is not None and bool(self.left)

    @property
    def to_ask(self) -> tuple[AppealLine, ...]:
        """What the desk can still be asked to take down."""
        return tuple(
            line
            for line in self.lines
            if line.target_id is not None and line.standing in (Standing.HELD, Standing.UP, Standing.HAND)
        )

    @property
    def down_ms(self) -> int | None:
        """When the last of it was seen gone or ticked off; None while something is left, or where there was nothing."""
        if self.left or not self.lines:
            return None
        return max((line.at_ms or 0) for line in self.lines)

    def clock_ms(self, now_ms: int) -> int:
        """For how long its posts were or are still up, since the matter was over."""
        if self.over_ms is None:
            return 0
        down = self.down_ms
        end = now_ms if self.left else down if down is not None else self.over_ms
        return max(0, end - self.over_ms)


def one(db: Connection, appeal_id: int) -> Appeal | None:
    """An appeal by its number."""
    row = db.execute(f"{_APPEALS} WHERE id = ?", (appeal_id,)).fetchone()
    return None if row is None else _appeal(db, row)


def everything(db: Connection, limit: int = 200) -> list[Appeal]:
    """Appeals: those whose posts are still up though the matter is over, then open ones, then the newest."""
    found = [
        _appeal(db, row) for row in db.execute(f"{_APPEALS} ORDER BY id DESC LIMIT ?", (limit,)).fetchall()
    ]
    shown = {each.id for each in found}
    found += [each for each in still_up(db) if each.id not in shown]
    return sorted(found, key=lambda each: (not each.running, each.state is not AppealState.OPEN, -each.id))


def still_up(db: Connection) -> list[Appeal]:
    """Appeals that are over and of which something is still up; the one that has waited longest first."""
    rows = db.execute(f"{_APPEALS} WHERE over_ms IS NOT NULL AND ({_LEFT}) ORDER BY over_ms").fetchall()
    return [each for each in (_appeal(db, row) for row in rows) if each.running]


def threads(db: Connection, appeal_id: int) -> list[ThreadId]:
    """Its posts as the mirror of the networks holds them, where it does."""
    found = db.execute(
        f"SELECT DISTINCT threads.id {_OUT} JOIN threads ON threads.account_id = post_targets.account_id"
        " AND threads.native_id = post_parts.native_id WHERE posts.appeal_id = ? ORDER BY threads.created_ms",
        (appeal_id,),
    ).fetchall()
    return [ThreadId(row[0]) for row in found]


def original_on(db: Connection, appeal_id: int, network: str) -> tuple[AccountId, NativeId] | None:
    """The Force's own post of an appeal on a network, which others share and never copy (3.3a): the primary account's
    before others, the first before later ones. None where none is there to be shared.
    """
    row = db.execute(
        f"SELECT post_targets.account_id, post_parts.native_id {_OUT} JOIN accounts"
        " ON accounts.id = post_targets.account_id WHERE posts.appeal_id = ? AND accounts.network = ?"
        " AND post_parts.number = 1 AND post_parts.gone_ms IS NULL AND post_parts.published_ms IS NOT NULL"
        " AND post_parts.native_id IS NOT NULL AND post_targets.share_of = ''"
        " ORDER BY accounts.is_primary DESC, post_parts.published_ms LIMIT 1",
        (appeal_id, network),
    ).fetchone()
    return None if row is None else (AccountId(row[0]), NativeId(row[1]))


_APPEALS = "SELECT id, kind, name, state, over_ms, opened_ms, opened_by, proceedings_id FROM appeals"
_OUT = (
    "FROM posts JOIN post_targets ON post_targets.post_id = posts.id"
    " JOIN post_parts ON post_parts.target_id = post_targets.id"
)
_LEFT = f"""
    EXISTS (SELECT 1 {_OUT} LEFT JOIN appeal_takedowns ON appeal_takedowns.target_id = post_targets.id
        WHERE posts.appeal_id = appeals.id AND appeal_takedowns.ticked_ms IS NULL
            AND (posts.state = 'ready' OR post_parts.out_ms IS NOT NULL))
    OR EXISTS (SELECT 1 FROM appeal_copies WHERE appeal_id = appeals.id AND ticked_ms IS NULL)
"""


def _appeal(db: Connection, row: Sequence[Any]) -> Appeal:
    return Appeal(
        id=int(row[0]),
        kind=AppealKind(row[1]),
        name=row[2],
        state=AppealState(row[3]),
        over_ms=row[4],
        opened_ms=row[5],
        opened_by=row[6],
        proceedings_id=None if row[7] is None else ProceedingsId(row[7]),
        lines=(*_posts(db, int(row[0])), *_copies(db, int(row[0]))),
    )


# --- Posts of the Force ------------------------------------------------------------------------------------------

_POSTS = """
SELECT post_targets.id, posts.id, post_targets.account_id, accounts.network, accounts.name, post_targets.share_of,
    posts.state, count(post_parts.id), min(post_parts.text), min(post_parts.permalink), min(post_parts.out_ms),
    sum(post_parts.out_ms IS NOT NULL), sum(post_parts.out_ms IS NOT NULL AND post_parts.gone_ms IS NULL),
    max(post_parts.gone_ms), posts.scheduled_ms, posts.altered_ms,
    asked.asked_ms, asked.refused, asked.ticked_ms, asked.ticked_by, posts.text, asked.handed_ms
FROM posts JOIN post_targets ON post_targets.post_id = posts.id JOIN accounts ON accounts.id = post_targets.account_id
LEFT JOIN post_parts ON post_parts.target_id = post_targets.id
LEFT JOIN appeal_takedowns AS asked ON asked.target_id = post_targets.id
WHERE posts.appeal_id = ?
GROUP BY post_targets.id
HAVING sum(post_parts.out_ms IS NOT NULL) > 0
    OR (posts.state = 'ready' AND post_targets.chosen = 1 AND post_targets.stopped_ms IS NULL)
ORDER BY min(post_parts.out_ms) IS NULL, min(post_parts.out_ms), post_targets.id
"""


def _posts(db: Connection, appeal_id: int) -> list[AppealLine]:
    return [_post(db, row) for row in db.execute(_POSTS, (appeal_id,)).fetchall()]


def _post(db: Connection, row: Sequence[Any]) -> AppealLine:
    target_id = PostTargetId(row[0])
    parts, out, there = int(row[7]), int(row[11] or 0), int(row[12] or 0)
    standing, reason, at_ms, by = _standing(db, target_id, row, out=out, there=there)
    what = "Reshare" if row[5] else f"Thread of {parts}" if parts > 1 else "Post"
    return AppealLine(
        target_id=target_id,
        post_id=PostId(row[1]),
        account_id=AccountId(row[2]),
        network=row[3],
        account_name=row[4],
        what=what,
        untrusted_words=row[8] or row[20],
        link=row[9] or "",
        since_ms=row[10] if row[10] is not None else row[14] if row[14] is not None else row[15],
        standing=standing,
        reason=reason,
        at_ms=at_ms,
        by_name=by,
    )


def _standing(
    db: Connection, target_id: PostTargetId, row: Sequence[Any], *, out: int, there: int
) -> tuple[Standing, str, int | None, str]:
    asked_ms, refused, ticked_ms, ticked_by, handed = row[16], row[17] or "", row[18], row[19] or "", row[21]
    if out and not there:
        said = _said_by(db, target_id)
        if said is None:
            return Standing.GONE, "", row[13], ""
        return Standing.SAID, said, row[13], ticked_by
    if ticked_ms is not None:
        return Standing.SAID, "", ticked_ms, ticked_by
    newest = db.execute(
        "SELECT state, needs_person, reason, queued_ms FROM outbox WHERE post_target_id = ? AND kind = 'delete_post'"
        " ORDER BY state IN ('queued', 'sending', 'waiting', 'unknown') DESC, id DESC LIMIT 1",
        (target_id,),
    ).fetchone()
    if newest is not None and newest[0] in ("failed", "unknown") and (newest[1] or newest[0] == "failed"):
        return Standing.HAND, newest[2] or "The network did not take it down.", newest[3], ""
    if newest is not None and newest[0] in ("queued", "sending", "waiting", "unknown"):
        return Standing.ASKED, newest[2], newest[3], ""
    if refused:
        return Standing.HAND, refused, asked_ms, ""
    if asked_ms is not None and handed is None:
        return Standing.ASKED, "The desk is about to ask the network.", asked_ms, ""
    return (Standing.UP if out else Standing.HELD), "", None, ""


def _said_by(db: Connection, target_id: PostTargetId) -> str | None:
    """None where the network was seen not to show any part any more; else how it is known that it is gone."""
    unseen = db.execute(
        "SELECT 1 FROM post_parts WHERE target_id = ? AND gone_ms IS NOT NULL AND NOT EXISTS ("
        " SELECT 1 FROM outbox WHERE post_target_id = post_parts.target_id AND post_part = post_parts.number"
        " AND kind = 'delete_post' AND state = 'confirmed')",
        (target_id,),
    ).fetchone()
    if unseen is not None:
        return "As a person said, who saw to it by hand."
    unshown = db.execute(
        "SELECT 1 FROM outbox WHERE post_target_id = ? AND kind = 'delete_post' AND state = 'confirmed'"
        " AND accepted = 1 AND reason <> ''",
        (target_id,),
    ).fetchone()
    if unshown is not None:
        return "The network said yes, and has no way to show it."
    settled = db.execute(
        "SELECT 1 FROM outbox JOIN post_targets ON post_targets.id = outbox.post_target_id"
        " JOIN audit_posts ON audit_posts.post_id = post_targets.post_id JOIN audit ON audit.seq = audit_posts.seq"
        " WHERE outbox.post_target_id = ? AND outbox.kind = 'delete_post' AND outbox.state = 'confirmed'"
        " AND audit.kind = 'resolved' AND json_extract(audit.facts, '$.outbox_id') = outbox.id",
        (target_id,),
    ).fetchone()
    return None if settled is None else "As a person said, who looked there."


# --- Copies -------------------------------------------------------------------------------------------------------

_COPIES = """
SELECT appeal_copies.id, appeal_copies.whose, appeal_copies.network, appeal_copies.url, appeal_copies.note,
    appeal_copies.listed_ms, appeal_copies.ticked_ms, appeal_copies.ticked_by, appeal_copies.outcome,
    appeal_copies.ticked_words, coalesce(items.text, threads.text, ''),
    coalesce(nullif(items.permalink, ''), threads.permalink, ''), coalesce(accounts.name, ''), items.gone_ms,
    coalesce(accounts.network, ''), items.id IS NOT NULL
FROM appeal_copies
LEFT JOIN items ON items.id = appeal_copies.item_id
LEFT JOIN threads ON threads.id = coalesce(appeal_copies.thread_id, items.thread_id)
LEFT JOIN accounts ON accounts.id = threads.account_id
WHERE appeal_copies.appeal_id = ? ORDER BY appeal_copies.id
"""


def _copies(db: Connection, appeal_id: int) -> list[AppealLine]:
    return [_copy(row) for row in db.execute(_COPIES, (appeal_id,)).fetchall()]


def _copy(row: Sequence[Any]) -> AppealLine:
    ours, outcome, seen_gone = row[1] == "ours", row[8], row[13]
    standing, reason, at_ms = Standing.HAND, "", None
    if seen_gone is not None:
        standing, at_ms = Standing.GONE, seen_gone
    elif row[6] is not None:
        standing, at_ms = Standing.SAID, row[6]
        reason = {
            "asked": "Asked to take it down, or reported.",
            "left": f"Left: {row[9]}",
        }.get(outcome, "")
    elif ours:
        reason = "The desk cannot take it down itself: take it down there, then tick it off."
    else:
        reason = "It is somebody else's: ask them to take it down, or report it there, then tick it off."
    what = "Copy of ours" if ours else "Comment under a post" if row[15] else "Copy by somebody else"
    return AppealLine(
        copy_id=int(row[0]),
        network=row[2] or row[14],
        account_name=row[12],
        what=what,
        untrusted_words=row[10] or row[4],
        link=row[3] or row[11],
        since_ms=row[5],
        standing=standing,
        reason=reason,
        at_ms=at_ms,
        by_name=row[7] or "",
    )
