"""The register of blocks, read (B1, B3). All take a reader's connection."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from socialdesk.decisions.blocking_rules import BlockState
from socialdesk.model.accounts import Network
from socialdesk.model.ids import (
    AccountId,
    AuthorId,
    BlockId,
    ClauseId,
    DecisionId,
    EvidenceId,
    ItemId,
    NativeId,
)
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection

PAGE = 500
"""Blocks that a list shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRow:
    """What Corporate Communications advised."""

    id: int
    block_id: BlockId
    wanted: bool
    """True where it was advised to block."""
    words: str
    adviser: str
    adviser_staff_id: int | None
    given: str
    """signed, telephone or message."""
    given_ms: int
    entered_by: Person
    looked_at_ms: int | None
    looked_at_by: str
    stands: bool | None
    """Where it was entered by somebody: whether Corporate Communications says that it was given so; None before."""

    @property
    def to_look_at(self) -> bool:
        """True where nobody of Corporate Communications has confirmed yet that it was given so."""
        return self.given != "signed" and self.looked_at_ms is None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    """What the second person said."""

    approved: bool
    words: str
    by_name: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A block was looked at again and stayed."""

    words: str
    by_name: str
    at_ms: int
    next_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRow:
    """One block of one person from one account, as stored; times in milliseconds UTC."""

    id: BlockId
    account_id: AccountId
    account_name: str
    network: Network
    author_id: AuthorId
    untrusted_name: str
    person: NativeId
    item_id: ItemId
    """What it was asked for from; the network is told of it with the block."""
    grounds: tuple[str, ...]
    clauses: tuple[ClauseId, ...]
    engaged: bool
    engaged_words: str
    """What was said to them, or why nothing was."""
    warned: bool
    warned_words: str
    aim: str
    why_not_less: str
    pack_version: str
    urgent: bool
    urgent_why: str
    urgent_told: str
    by_hand: bool
    state: BlockState
    requested_ms: int
    requested_by: Person
    review_days: int
    review_ms: int | None
    decision_id: DecisionId | None
    in_force_ms: int | None
    lift_decision_id: DecisionId | None
    ended_ms: int | None
    ended_by: str
    ended_reason: str
    reminded_ms: int | None
    items: tuple[ItemId, ...]
    evidence: tuple[EvidenceId, ...]
    advice: tuple[AdviceRow, ...]
    """Newest last."""
    approval: ApprovalRow | None
    reviews: tuple[ReviewRow, ...]
    why_not_done: str
    """What stood in the way at the last try."""

    @property
    def unapproved(self) -> bool:
        """True for a threat to life that no second person has looked at yet."""
        return self.urgent and self.approval is None and not self.state.ended

    def due(self, now_ms: int) -> bool:
        """True where somebody is to look at it now."""
        return (
            not self.state.ended
            and self.review_ms is not None
            and self.review_ms <= now_ms
            and (self.state in (BlockState.IN_FORCE, BlockState.LIFTING) or self.unapproved)
        )


_ROWS = """
SELECT blocks.id, blocks.account_id, accounts.name, accounts.network, blocks.author_id, authors.name, blocks.person,
    blocks.item_id, blocks.grounds, blocks.clauses, blocks.engaged, blocks.engaged_words, blocks.warned,
    blocks.warned_words, blocks.aim, blocks.why_not_less, blocks.pack_version, blocks.urgent, blocks.urgent_why,
    blocks.urgent_told, blocks.way, blocks.state, blocks.requested_ms, blocks.requested_by, blocks.requested_role,
    blocks.requested_staff_id, blocks.review_days, blocks.review_ms, blocks.decision_id, blocks.in_force_ms,
    blocks.lift_decision_id, blocks.ended_ms, blocks.ended_by, blocks.ended_reason, blocks.reminded_ms,
    coalesce(
        (SELECT reason FROM outbox WHERE outbox.decision_id = coalesce(blocks.lift_decision_id, blocks.decision_id)
            AND outbox.state = 'failed'),
        (SELECT reason FROM by_hand WHERE by_hand.decision_id = coalesce(blocks.lift_decision_id, blocks.decision_id)
            AND by_hand.state IN ('not_done', 'withdrawn')),
        '')
FROM blocks
JOIN accounts ON accounts.id = blocks.account_id
JOIN authors ON authors.id = blocks.author_id
"""


def one(db: Connection, block_id: BlockId) -> BlockRow | None:
    """One by id."""
    found = _rows(db, "WHERE blocks.id = ?", (block_id,))
    return found[0] if found else None


def everything(db: Connection) -> list[BlockRow]:
    """The register: what waits first, then what is in force, then what has ended; newest first in each."""
    return _rows(
        db,
        "ORDER BY CASE WHEN blocks.state IN ('refused', 'withdrawn', 'lifted') THEN 2"
        " WHEN blocks.state = 'in_force' THEN 1 ELSE 0 END, blocks.id DESC LIMIT ?",
        (PAGE,),
    )


def for_author(db: Connection, author_id: AuthorId) -> list[BlockRow]:
    """Every block of a person, from whichever of the Force's accounts on their network; newest first."""
    return _rows(db, "WHERE blocks.author_id = ? ORDER BY blocks.id DESC", (author_id,))


def same_name(db: Connection, author_id: AuthorId) -> list[BlockRow]:
    """Blocks of people of the same name on other networks; whether it is the same person, the desk does not know."""
    return _rows(
        db,
        "JOIN authors AS sought ON sought.id = ? AND sought.network <> authors.network AND sought.name <> ''"
        " AND sought.name = authors.name COLLATE NOCASE ORDER BY blocks.id DESC LIMIT 20",
        (author_id,),
    )


def open_block(db: Connection, account_id: AccountId, author_id: AuthorId) -> BlockRow | None:
    """The block of a person from an account that has not ended, if there is one."""
    found = _rows(
        db,
        "WHERE blocks.account_id = ? AND blocks.author_id = ?"
        " AND blocks.state NOT IN ('refused', 'withdrawn', 'lifted')",
        (account_id, author_id),
    )
    return found[0] if found else None


def newest_block(db: Connection, account_id: AccountId, author_id: AuthorId) -> BlockRow | None:
    """The newest block of a person from an account, ended or not."""
    found = _rows(
        db,
        "WHERE blocks.account_id = ? AND blocks.author_id = ? ORDER BY blocks.id DESC LIMIT 1",
        (account_id, author_id),
    )
    return found[0] if found else None


def to_review(db: Connection, *, account_id: AccountId, now_ms: int) -> list[BlockRow]:
    """Blocks of an account that somebody is to look at by now, and that nobody was reminded of since."""
    return _rows(
        db,
        "WHERE blocks.account_id = ? AND blocks.review_ms <= ?"
        " AND (blocks.reminded_ms IS NULL OR blocks.reminded_ms < blocks.review_ms)"
        " AND (blocks.state = 'in_force' OR (blocks.urgent = 1 AND blocks.ended_ms IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM block_approvals WHERE block_id = blocks.id))) ORDER BY blocks.id",
        (account_id, now_ms),
    )


def advice_to_look_at(db: Connection) -> list[AdviceRow]:
    """Advice that somebody entered, for Corporate Communications to confirm; oldest first."""
    return _advice(db, "WHERE given <> 'signed' AND looked_at_ms IS NULL ORDER BY id", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """What the Force has had to do with a person so far, as the desk knows."""

    answered: int
    removed: int
    talked: bool
    """Messages with the person are on the desk, at this account."""
    earlier_blocks: int


def dealt_with(db: Connection, account_id: AccountId, author_id: AuthorId) -> Dealt:
    """Facts to think of before a block, counted; nothing follows from a number by itself (B3)."""
    found = db.execute(
        """
        SELECT
            (SELECT count(*) FROM items CROSS JOIN outbox ON outbox.item_id = items.id
                WHERE items.author_id = :author AND outbox.kind IN ('reply', 'private_reply', 'message')
                    AND outbox.state = 'confirmed')
            + (SELECT count(*) FROM items CROSS JOIN by_hand ON by_hand.item_id = items.id
                WHERE items.author_id = :author AND by_hand.kind IN ('reply', 'private_reply', 'message')
                    AND by_hand.state = 'done'),
            (SELECT count(*) FROM items WHERE author_id = :author AND EXISTS (
                SELECT 1 FROM outbox WHERE outbox.item_id = items.id AND outbox.kind IN ('hide', 'delete')
                    AND outbox.state = 'confirmed')),
            EXISTS (SELECT 1 FROM items WHERE author_id = :author AND account_id = :account AND kind = 'message'),
            (SELECT count(*) FROM blocks WHERE author_id = :author AND in_force_ms IS NOT NULL)
        """,
        {"author": author_id, "account": account_id},
    ).fetchone()
    assert found is not None
    return Dealt(
        answered=int(found[0]), removed=int(found[1]), talked=bool(found[2]), earlier_blocks=int(found[3])
    )


def _rows(db: Connection, where: str, parameters: tuple[str | int | None, ...]) -> list[BlockRow]:
    """Rows chosen by a clause of ours; nothing from outside is ever put into `where`."""
    return [_read(db, found) for found in db.execute(f"{_ROWS} {where}", parameters).fetchall()]


def _read(db: Connection, found: tuple[Any, ...]) -> BlockRow:
    block_id = BlockId(found[0])
    behind = db.execute(
        "SELECT item_id, evidence_id FROM block_items WHERE block_id = ? ORDER BY item_id", (block_id,)
    ).fetchall()
    approval = db.execute(
        "SELECT approved, words, by_name, at_ms FROM block_approvals WHERE block_id = ?", (block_id,)
    ).fetchone()
    reviews = db.execute(
        "SELECT words, by_name, at_ms, next_ms FROM block_reviews WHERE block_id = ? ORDER BY id", (block_id,)
    ).fetchall()
    return BlockRow(
        id=block_id,
        account_id=AccountId(found[1]),
        account_name=found[2],
        network=Network(found[3]),
        author_id=AuthorId(found[4]),
        untrusted_name=found[5],
        person=NativeId(found[6]),
        item_id=ItemId(found[7]),
        grounds=_texts(found[8]),
        clauses=tuple(ClauseId(each) for each in _texts(found[9])),
        engaged=bool(found[10]),
        engaged_words=found[11],
        warned=bool(found[12]),
        warned_words=found[13],
        aim=found[14],
        why_not_less=found[15],
        pack_version=found[16],
        urgent=bool(found[17]),
        urgent_why=found[18],
        urgent_told=found[19],
        by_hand=found[20] == "by_hand",
        state=BlockState(found[21]),
        requested_ms=found[22],
        requested_by=Person(found[23], Role(found[24]), staff_id=found[25]),
        review_days=found[26],
        review_ms=found[27],
        decision_id=None if found[28] is None else DecisionId(found[28]),
        in_force_ms=found[29],
        lift_decision_id=None if found[30] is None else DecisionId(found[30]),
        ended_ms=found[31],
        ended_by=found[32],
        ended_reason=found[33],
        reminded_ms=found[34],
        items=tuple(ItemId(each[0]) for each in behind),
        evidence=tuple(EvidenceId(each[1]) for each in behind),
        advice=tuple(_advice(db, "WHERE block_id = ? ORDER BY id", (block_id,))),
        approval=None
        if approval is None
        else ApprovalRow(
            approved=bool(approval[0]), words=approval[1], by_name=approval[2], at_ms=approval[3]
        ),
        reviews=tuple(
            ReviewRow(words=each[0], by_name=each[1], at_ms=each[2], next_ms=each[3]) for each in reviews
        ),
        why_not_done=found[35],
    )


def _advice(db: Connection, where: str, parameters: tuple[int, ...]) -> list[AdviceRow]:
    found = db.execute(
        "SELECT id, block_id, advice, words, adviser, adviser_staff_id, given, given_ms, entered_by, entered_staff_id,"
        f" looked_at_ms, looked_at_by, stands FROM block_advice {where}",
        parameters,
    ).fetchall()
    return [
        AdviceRow(
            id=row[0],
            block_id=BlockId(row[1]),
            wanted=row[2] == "for",
            words=row[3],
            adviser=row[4],
            adviser_staff_id=row[5],
            given=row[6],
            given_ms=row[7],
            # Which role they had is not kept with it; who they are is what is compared.
            entered_by=Person(row[8], Role.ACCOUNT_HOLDER, staff_id=row[9]),
            looked_at_ms=row[10],
            looked_at_by=row[11],
            stands=None if row[12] is None else bool(row[12]),
        )
        for row in found
    ]


def _texts(stored: str) -> tuple[str, ...]:
    return tuple(str(each) for each in json.loads(stored))
