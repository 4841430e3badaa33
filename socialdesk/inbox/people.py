"""Who wrote it (B3): what they have written to the Force's accounts before, and what was done about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from socialdesk.inbox import lookups
from socialdesk.inbox.reading import InboxRow, rows
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AuthorId, DecisionId, ItemId, NativeId
from socialdesk.storage.database import Connection

_REMOVING = frozenset({"hide", "delete"})
_STANDS = frozenset({"confirmed", "done"})
"""What came about: through the network, or by hand."""
LOOKED_AT = 500
"""Items of a person that are looked at one by one; nearly everybody wrote fewer."""
RECENT = 50
"""Items and actions shown; all are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAction:
    """One decision about something that this person wrote."""

    decision_id: DecisionId
    item_id: ItemId
    kind: str
    grounds: tuple[str, ...]
    clauses: tuple[str, ...]
    by_name: str
    decided_ms: int
    state: str
    """The outbox's state of what was asked of the network, or that of what is done by hand; "" where nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdvice:
    """What Corporate Communications was asked about something that this person wrote (R11)."""

    item_id: ItemId
    question: str
    answer: str
    answered_by: str
    asked_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonHistory:
    """One author on one network; the desk never joins authors of two networks."""

    author_id: AuthorId
    network: Network
    native_id: NativeId
    untrusted_name: str
    untrusted_profile_url: str
    first_seen_ms: int
    items: int
    hidden: int
    gone: int
    messages: int
    """Of the newest `LOOKED_AT`."""
    flagged: int
    """Of the newest `LOOKED_AT`."""
    recent: tuple[InboxRow, ...]
    """The newest `RECENT` items, newest first."""
    actions: tuple[PersonAction, ...]
    """The newest `RECENT` decisions, newest first."""
    advice: tuple[PersonAdvice, ...] = ()
    """Questions to Corporate Communications on what they wrote, newest first."""
    looked_up: int = 0
    """How often anybody looked this person up in the last four weeks."""


def strikes(history: PersonHistory, *, since_ms: int) -> Mapping[str, int]:
    """Removals since then by ground, the most first. They are counted and shown, and never do anything (B3)."""
    counted = Counter(
        ground
        for action in history.actions
        if action.kind in _REMOVING and action.state in _STANDS and action.decided_ms >= since_ms
        for ground in action.grounds
    )
    return dict(counted.most_common())


def person(db: Connection, author_id: AuthorId, *, now_ms: int = 0) -> PersonHistory:
    """What the desk knows of an author. Raises KeyError where there is none."""
    who = db.execute(
        "SELECT network, native_id, name, profile_url, first_seen_ms FROM authors WHERE id = ?", (author_id,)
    ).fetchone()
    if who is None:
        raise KeyError(author_id)
    counted = db.execute(
        """
        SELECT
            (SELECT count(*) FROM items WHERE author_id = :author),
            (SELECT count(*) FROM items WHERE author_id = :author AND hidden = 1),
            (SELECT count(*) FROM items WHERE author_id = :author AND gone_ms IS NOT NULL),
            coalesce(sum(worklist.kind = 'message'), 0),
            coalesce(sum(worklist.flagged), 0)
        FROM (SELECT id FROM items WHERE author_id = :author ORDER BY id DESC LIMIT :looked_at) AS newest
        CROSS JOIN worklist ON worklist.item_id = newest.id
        """,
        {"author": author_id, "looked_at": LOOKED_AT},
    ).fetchone()
    assert counted is not None
    newest = db.execute(
        "SELECT id FROM items WHERE author_id = ? ORDER BY id DESC LIMIT ?", (author_id, RECENT)
    ).fetchall()
    found = rows(db, [row[0] for row in newest])
    return PersonHistory(
        author_id=author_id,
        network=Network(who[0]),
        native_id=NativeId(who[1]),
        untrusted_name=who[2],
        untrusted_profile_url=who[3],
        first_seen_ms=who[4],
        items=counted[0],
        hidden=counted[1],
        gone=counted[2],
        messages=counted[3],
        flagged=counted[4],
        recent=tuple(found[ItemId(row[0])] for row in newest if row[0] in found),
        actions=_actions(db, author_id),
        advice=_advice(db, author_id),
        looked_up=lookups.lately(db, author_id, now_ms=now_ms) if now_ms else 0,
    )


def _advice(db: Connection, author_id: AuthorId) -> tuple[PersonAdvice, ...]:
    found = db.execute(
        """
        SELECT questions.item_id, question, answer, answered_by, asked_ms
        FROM items CROSS JOIN questions ON questions.item_id = items.id
        WHERE items.author_id = ? ORDER BY questions.id DESC LIMIT ?
        """,
        (author_id, RECENT),
    ).fetchall()
    return tuple(
        PersonAdvice(
            item_id=ItemId(row[0]), question=row[1], answer=row[2], answered_by=row[3], asked_ms=row[4]
        )
        for row in found
    )


def _actions(db: Connection, author_id: AuthorId) -> tuple[PersonAction, ...]:
    found = db.execute(
        """
        SELECT decisions.id, decisions.item_id, decisions.kind, decisions.grounds, decisions.clauses,
            decisions.by_name, decisions.decided_ms,
            coalesce((SELECT state FROM outbox WHERE decision_id = decisions.id AND item_id = decisions.item_id
                ORDER BY id DESC LIMIT 1), (SELECT state FROM by_hand WHERE decision_id = decisions.id), '')
        FROM items CROSS JOIN decisions ON decisions.item_id = items.id
        WHERE items.author_id = ? ORDER BY decisions.id DESC LIMIT ?
        """,
        (author_id, RECENT),
    ).fetchall()
    return tuple(
        PersonAction(
            decision_id=DecisionId(row[0]),
            item_id=ItemId(row[1]),
            kind=row[2],
            grounds=_texts(row[3]),
            clauses=_texts(row[4]),
            by_name=row[5],
            decided_ms=row[6],
            state=row[7],
        )
        for row in found
    )


def _texts(stored: str) -> tuple[str, ...]:
    return msgspec.json.decode(stored, type=tuple[str, ...])
