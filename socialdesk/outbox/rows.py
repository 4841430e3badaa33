"""A row of the outbox, read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from socialdesk.model.actions import Action, ActionKind, PostMedia
from socialdesk.model.changes import Changes
from socialdesk.model.ids import (
    AccountId,
    DecisionId,
    EvidenceId,
    ItemId,
    NativeId,
    OutboxId,
    PostId,
    PostTargetId,
)
from socialdesk.outbox.states import State
from socialdesk.storage.database import Connection

_COLUMNS = (
    "id, decision_id, item_id, account_id, kind, target, thread, person, text, scheduled_ms, key, evidence_id, state,"
    " accepted, queued_ms, not_before_ms, attempts, first_sent_ms, last_sent_ms, waits, looks, last_look_ms, native_id,"
    " expected_text_sha256, fresh_yes_ms, reason, needs_person, settled_ms, last_heard_ms,"
    " (SELECT post_id FROM post_targets WHERE post_targets.id = outbox.post_target_id), post_target_id, post_part,"
    " share_of, due_ms"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPost:
    """Which part of which post of the Force's an action is about."""

    post_id: PostId
    target_id: PostTargetId
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One action on its way, as stored; times in milliseconds UTC. Of an item's decision, or of a post."""

    id: OutboxId
    decision_id: DecisionId | None
    item_id: ItemId | None
    post: OfPost | None
    account_id: AccountId
    action: Action
    evidence_id: EvidenceId | None
    state: State
    accepted: bool
    queued_ms: int
    not_before_ms: int
    """Nothing is done about it before then: the undo window, a wait, or the pause before a look."""
    attempts: int
    """How often the call was about to be made. Never 0 once it might have been applied."""
    first_sent_ms: int | None
    last_sent_ms: int | None
    waits: int
    """How often in a row it was put off; makes the pauses longer."""
    looks: int
    """Looks since it was last sent."""
    last_look_ms: int | None
    native_id: NativeId | None
    """What the network named the thing that was created."""
    expected_text_sha256: str
    fresh_yes_ms: int | None
    reason: str
    needs_person: bool
    settled_ms: int | None
    due_ms: int | None
    """When a post is to leave that waits for its time here; None for at once."""

    @property
    def changed(self) -> Changes:
        """What a step of this action alters."""
        return Changes(
            items=frozenset() if self.item_id is None else frozenset({self.item_id}),
            posts=frozenset() if self.post is None else frozenset({self.post.post_id}),
            outbox=True,
        )

    @property
    def kind(self) -> ActionKind:
        """What is to be done."""
        return self.action.kind


def row(db: Connection, outbox_id: OutboxId) -> Row | None:
    """One row by id."""
    found = rows(db, "WHERE id = ?", (outbox_id,))
    return found[0] if found else None


def rows(db: Connection, where: str, parameters: tuple[str | int | None, ...]) -> list[Row]:
    """Rows chosen by a clause of ours; nothing from outside is ever put into `where`."""
    return [_read(found) for found in db.execute(f"SELECT {_COLUMNS} FROM outbox {where}", parameters)]


def _read(found: tuple[Any, ...]) -> Row:
    return Row(
        id=OutboxId(found[0]),
        decision_id=None if found[1] is None else DecisionId(found[1]),
        item_id=None if found[2] is None else ItemId(found[2]),
        post=None
        if found[30] is None
        else OfPost(post_id=PostId(found[29]), target_id=PostTargetId(found[30]), part=found[31]),
        account_id=AccountId(found[3]),
        action=Action(
            kind=ActionKind(found[4]),
            target=NativeId(found[5]),
            thread=NativeId(found[6]),
            person=NativeId(found[7]),
            text=found[8],
            scheduled_ms=found[9],
            last_heard_ms=found[28],
            key=found[10],
            share_of=NativeId(found[32]),
        ),
        evidence_id=None if found[11] is None else EvidenceId(found[11]),
        state=State(found[12]),
        accepted=bool(found[13]),
        queued_ms=found[14],
        not_before_ms=found[15],
        attempts=found[16],
        first_sent_ms=found[17],
        last_sent_ms=found[18],
        waits=found[19],
        looks=found[20],
        last_look_ms=found[21],
        native_id=None if found[22] is None else NativeId(found[22]),
        expected_text_sha256=found[23],
        fresh_yes_ms=found[24],
        reason=found[25],
        needs_person=bool(found[26]),
        settled_ms=found[27],
        due_ms=found[33],
    )


def with_pictures(db: Connection, taken: Row) -> Row:
    """The row with the pictures of its post, which are read only where they are about to be sent or looked for.

    A picture of a part that is not there on this account goes with the last part that is.
    """
    if taken.post is None or taken.kind is not ActionKind.PUBLISH:
        return taken
    found = db.execute(
        "SELECT content, media_type, alt_text FROM post_media WHERE post_id = ?"
        " AND min(part, (SELECT count(*) FROM post_parts WHERE target_id = ?)) = ? ORDER BY position, id",
        (taken.post.post_id, taken.post.target_id, taken.post.part),
    )
    media = tuple(PostMedia(content=each[0], media_type=each[1], alt_text=each[2]) for each in found)
    return replace(taken, action=replace(taken.action, media=media))
