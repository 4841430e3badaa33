"""What is done once a block may be done: sent or begun by hand, tried again, lifted (4.4). Part of `blocking.py`.

The store itself refuses an action that no second person approved, from wherever it is asked for.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit import blocking as block_entries
from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions import blocking_store as store
from socialdesk.decisions import by_hand_store
from socialdesk.decisions import store as decisions
from socialdesk.decisions.blocking_rows import BlockRow, dealt_with, one
from socialdesk.decisions.blocking_rules import BlockEvent, can, next_review
from socialdesk.decisions.blocking_words import consequences
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, item_of, require_hand
from socialdesk.evidence.capture import Kept, hold, text_sha256
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.store import set_open
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import Action, ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import BlockId, DecisionId, OutboxId
from socialdesk.model.people import Person
from socialdesk.outbox import store as outbox
from socialdesk.policy.book import Book
from socialdesk.policy.permissions import may
from socialdesk.storage.database import Connection, writing

UNCHANGED = "Nothing was sent, and nothing was altered."


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does it, when, and under what."""

    book: Book
    capabilities: Mapping[ActionKind, Capability]
    now: datetime
    by: Person
    undo_seconds: int = 8
    training: bool = False

    @property
    def now_ms(self) -> int:
        """The time in milliseconds."""
        return to_ms(self.now)


def block_of(db: Connection, block_id: BlockId, event: BlockEvent | None = None) -> BlockRow:
    """A block as it is now. Raises NotOpen where it is not there, or no such thing can follow any more."""
    block = one(db, block_id)
    if block is None:
        raise NotOpen("This block is not on the register.", kept=UNCHANGED, to_do="Open the register again.")
    if event is not None and not can(block.state, event):
        raise NotOpen(
            f"This is not open any more: the block is {block.state.label.lower()}.",
            kept=UNCHANGED,
            to_do="Look at it again: a colleague may have settled it.",
        )
    return block


def account_of(db: Connection, block: BlockRow) -> Account:
    """The account that it is for. Raises NotOpen where it is no longer connected."""
    found = db.execute(
        "SELECT native_id, name, role_represented, owner, is_primary, removed_ms FROM accounts WHERE id = ?",
        (block.account_id,),
    ).fetchone()
    if found is None or found[5] is not None:
        raise NotOpen(
            "Its account is no longer connected.", kept=UNCHANGED, to_do="Connect the account again."
        )
    return Account(
        id=block.account_id,
        network=block.network,
        native_id=found[0],
        name=found[1],
        role_represented=found[2],
        owner=found[3],
        primary=bool(found[4]),
    )


def require_permission(db: Connection, block: BlockRow, action: ActionKind | None, doing: Doing) -> None:
    """Raises NotOpen where the policy does not let this person do it here and now."""
    require_hand(doing.by, db)
    account = account_of(db, block)
    permission = may(doing.by, account, action, doing.now, doing.book, training=doing.training)
    if not permission.allowed:
        clause = f" ({permission.clause})" if permission.clause else ""
        raise NotOpen(f"{permission.reason}{clause}", kept=UNCHANGED)


def begin_block(db: Connection, block: BlockRow, event: BlockEvent, doing: Doing, *, by_hand: bool) -> None:
    """Sends it, or begins it by hand, within the caller's transaction. The store checks that it was approved."""
    told = consequences(
        block.network,
        doing.capabilities,
        talked=dealt_with(db, block.account_id, block.author_id).talked,
        by_hand=by_hand,
    )
    item = item_of(db, block.item_id)
    evidence = hold(db, item_id=item.id, taken_by=doing.by, now_ms=doing.now_ms)
    decision_id = _decide(db, block, ActionKind.BLOCK, doing, by_hand=told.by_hand, evidence=evidence)
    review_ms = block.review_ms if block.unapproved else None
    if review_ms is None:
        review_ms = to_ms(next_review(doing.now, block.review_days))
    moved = store.clear(db, block, event, decision_id=decision_id, by_hand=told.by_hand, review_ms=review_ms)
    if not moved:
        raise NotOpen("A colleague was first.", kept=UNCHANGED, to_do="Look at it again.")
    if told.by_hand:
        _hand(db, block, ActionKind.BLOCK, decision_id, doing, evidence)
    else:
        _queue(db, block, ActionKind.BLOCK, decision_id, doing, evidence)


def again(db: Connection, *, block_id: BlockId, by_hand: bool, doing: Doing) -> Changes:
    """What was approved and not done is tried again, from here or by hand. Raises NotOpen where that is not open."""
    with writing(db):
        block = block_of(db, block_id, BlockEvent.AGAIN)
        require_permission(db, block, ActionKind.BLOCK, doing)
        if not block.urgent and not any(each.wanted and each.stands is not False for each in block.advice):
            raise NotOpen(
                "The advice that it rested on was not given so.",
                kept=UNCHANGED,
                to_do="Withdraw it, and ask for advice anew.",
            )
        begin_block(db, block, BlockEvent.AGAIN, doing, by_hand=by_hand)
    return changed(block)


def lift(db: Connection, *, block_id: BlockId, reason: str, by_hand: bool = False, doing: Doing) -> Changes:
    """Decides to lift a block. Raises Incomplete without a reason, NotOpen where it is not open."""
    reason = cleaned(reason)
    with writing(db):
        block = block_of(db, block_id, BlockEvent.LIFT)
        require_permission(db, block, ActionKind.UNBLOCK, doing)
        if not reason:
            raise Incomplete("Say why the block is lifted.", field="reason")
        begin_lift(db, block, doing, reason=reason, by_hand=by_hand)
    return changed(block)


def begin_lift(db: Connection, block: BlockRow, doing: Doing, *, reason: str, by_hand: bool) -> None:
    """As `lift`, within a transaction and checked."""
    capability = doing.capabilities.get(ActionKind.UNBLOCK)
    if capability is not None and capability.way is Way.IMPOSSIBLE:
        raise NotOpen(capability.reason, kept=UNCHANGED)
    hand = by_hand or capability is None or capability.way is Way.BY_HAND
    decision_id = _decide(
        db, block, ActionKind.UNBLOCK, doing, by_hand=hand, reason=reason, undoes=block.decision_id
    )
    if not store.lift(db, block, decision_id=decision_id, by=doing.by, reason=reason):
        raise NotOpen("A colleague was first.", kept=UNCHANGED, to_do="Look at it again.")
    entry = block_entries.BlockLift(
        **told_of(block), decision_id=decision_id, way="by_hand" if hand else "api", reason=reason
    )
    append(db, entry, by=doing.by, at_ms=doing.now_ms)
    if hand:
        _hand(db, block, ActionKind.UNBLOCK, decision_id, doing, None)
    else:
        _queue(db, block, ActionKind.UNBLOCK, decision_id, doing, None, undoes=block.decision_id)


def stop(db: Connection, block: BlockRow, doing: Doing) -> None:
    """Stops what is approved and has not been sent or done. Raises NotOpen where it is too late."""
    found = db.execute(
        "SELECT id FROM outbox WHERE decision_id = ? AND state IN ('queued', 'waiting')", (block.decision_id,)
    ).fetchone()
    if found is not None and outbox.cancel(db, OutboxId(found[0]), now_ms=doing.now_ms, by=doing.by):
        return
    raise NotOpen(
        "It is too late to stop this block: it is being sent, or is done by hand.",
        kept="The register shows how it goes.",
        to_do="Wait until it is settled; then lift it.",
    )


def changed(block: BlockRow) -> Changes:
    """What a screen reads again."""
    return Changes(items=frozenset({block.item_id, *block.items}), outbox=True, drafts=True)


def told_of(block: BlockRow) -> block_entries.Told:
    """The fields that every entry on a block has."""
    return {"block_id": block.id, "item_id": block.item_id, "account_id": block.account_id}


def _decide(
    db: Connection,
    block: BlockRow,
    kind: ActionKind,
    doing: Doing,
    *,
    by_hand: bool,
    evidence: Kept | None = None,
    reason: str = "",
    undoes: DecisionId | None = None,
) -> DecisionId:
    blocking = kind is ActionKind.BLOCK
    return decisions.add(
        db,
        item_id=block.item_id,
        kind=f"{kind.value}_by_hand" if by_hand else kind.value,
        pack_version=doing.book.version,
        by=doing.by,
        now_ms=doing.now_ms,
        grounds=block.grounds if blocking else (),
        clauses=block.clauses,
        aim=block.aim if blocking else reason,
        why_not_less=block.why_not_less if blocking else "",
        evidence_id=None if evidence is None else evidence.id,
        undoes=undoes,
    )


def _queue(
    db: Connection,
    block: BlockRow,
    kind: ActionKind,
    decision_id: DecisionId,
    doing: Doing,
    evidence: Kept | None,
    *,
    undoes: DecisionId | None = None,
) -> None:
    item = item_of(db, block.item_id)
    # YouTube rejects the comment along with the ban, so it is to be the one that was decided on. Elsewhere words
    # that were altered since change nothing: what was written is kept as evidence.
    compared = block.network is Network.YOUTUBE and kind is ActionKind.BLOCK and item.disposed_ms is None
    outbox_id = outbox.enqueue(
        db,
        decision_id=decision_id,
        item_id=item.id,
        account_id=block.account_id,
        action=Action(
            kind=kind,
            target=item.native_id,
            key=uuid.uuid4().hex,
            thread=inbox.thread(db, item.thread_id).native_id,
            person=block.person,
        ),
        evidence_id=None if evidence is None else evidence.id,
        expected_text_sha256=text_sha256(item.untrusted_text) if compared else "",
        undo_ms=max(0, doing.undo_seconds) * 1000,
        now_ms=doing.now_ms,
    )
    entry = entries.Decided(
        decision_id=decision_id,
        item_id=item.id,
        account_id=block.account_id,
        action=kind.value,
        outbox_id=outbox_id,
        grounds=block.grounds if evidence is not None else (),
        clauses=block.clauses,
        pack_version=doing.book.version,
        evidence_id=None if evidence is None else evidence.id,
        manifest_sha256="" if evidence is None else evidence.manifest_sha256,
        undoes=undoes,
        undo_seconds=max(0, doing.undo_seconds),
    )
    append(db, entry, by=doing.by, at_ms=doing.now_ms)


def _hand(
    db: Connection,
    block: BlockRow,
    kind: ActionKind,
    decision_id: DecisionId,
    doing: Doing,
    evidence: Kept | None,
) -> None:
    by_hand_id = by_hand_store.add(
        db,
        decision_id=decision_id,
        item_id=block.item_id,
        account_id=block.account_id,
        action=kind,
        text="",
        evidence_id=None if evidence is None else evidence.id,
        by=doing.by,
        now_ms=doing.now_ms,
    )
    entry = entries.ByHandBegun(
        by_hand_id=by_hand_id,
        item_id=block.item_id,
        account_id=block.account_id,
        action=kind.value,
        network=block.network.value,
        decision_id=decision_id,
        grounds=block.grounds if evidence is not None else (),
        clauses=block.clauses,
        pack_version=doing.book.version,
        evidence_id=None if evidence is None else evidence.id,
        manifest_sha256="" if evidence is None else evidence.manifest_sha256,
    )
    append(db, entry, by=doing.by, at_ms=doing.now_ms)
    set_open(db, block.item_id)
