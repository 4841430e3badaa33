"""Working through the list: taking an item, laying it aside, noting something; and that somebody looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from socialdesk.audit import entries
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import Incomplete, NotOpen, cleaned, item_of, require_hand
from socialdesk.errors import BugError
from socialdesk.inbox import lookups, store
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.stored import ids_json
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.model.people import Person
from socialdesk.policy.replying import wants_reply
from socialdesk.storage.database import Connection, assert_in_transaction, writing

_HOUR_MS = 3_600_000


def sign_on(db: Connection, *, now: datetime, by: Person, how: str = "said") -> Changes:
    """Records that a person sat down at the desk; `how` it is known who it is: pin, login or said."""
    with writing(db):
        append(db, entries.SignedOn(staff_id=by.staff_id, how=how), by=by, at_ms=to_ms(now))
    return NOTHING


def shown(db: Connection, *, item_id: ItemId, now: datetime, by: Person) -> Changes:
    """Records that a person opened an item; once an hour for the same person and item (DPA 2018 s.62)."""
    now_ms = to_ms(now)
    with writing(db):
        if not _shown_lately(db, item_id, entries.Shown.KIND, by, now_ms):
            item = item_of(db, item_id)
            append(db, entries.Shown(item_id=item_id, account_id=item.account_id), by=by, at_ms=now_ms)
    return NOTHING


def look_up(
    db: Connection, *, author_id: AuthorId, item_id: ItemId, reason: str, now: datetime, by: Person
) -> Changes:
    """Records that a person looks at everything held on an author, and why (DPA 2018 s.62; B3).

    Once in a shift for the same author: the reason holds until then. Raises Incomplete without a reason.
    """
    why = cleaned(reason)
    if not why:
        raise Incomplete(
            "Say why this person is looked up.", field="reason", to_do="Choose a reason, or write one."
        )
    now_ms = to_ms(now)
    with writing(db):
        if lookups.reason_given(db, author_id, by_name=by.name, now_ms=now_ms):
            return NOTHING
        lookups.note(db, author_id, reason=why, by_name=by.name, now_ms=now_ms)
        entry = entries.PersonShown(author_id=author_id, item_id=item_id, reason=why)
        append(db, entry, by=by, at_ms=now_ms)
    return NOTHING


def mark_read(db: Connection, *, item_id: ItemId, now: datetime, by: Person, unread: bool = False) -> Changes:
    """Marks an item read, or unread again. That it was opened, `shown` records."""
    del now, by
    with writing(db):
        changed = store.set_read(db, item_id, unread=unread)
    return Changes(items=frozenset({item_id})) if changed else NOTHING


def claim(db: Connection, *, item_id: ItemId, now: datetime, by: Person) -> Changes:
    """Takes an item on; of two who try, one wins. Raises NotOpen for the other."""
    require_hand(by, db)
    with writing(db):
        if not store.set_claim(db, item_id, by=by.name):
            item_of(db, item_id)
            holder = db.execute("SELECT claimed_by FROM worklist WHERE item_id = ?", (item_id,)).fetchone()
            raise NotOpen(
                f"{holder[0] if holder and holder[0] else 'Somebody else'} has taken this on already.",
                kept="Nothing was altered.",
                to_do="Ask them to let it go, or choose another.",
            )
        append(db, entries.Claimed(item_id=item_id), by=by, at_ms=to_ms(now))
    return Changes(items=frozenset({item_id}))


def release(db: Connection, *, item_id: ItemId, now: datetime, by: Person) -> Changes:
    """Lets an item go, whoever had it."""
    require_hand(by, db)
    with writing(db):
        store.set_claim(db, item_id, by=None)
        append(db, entries.Released(item_id=item_id), by=by, at_ms=to_ms(now))
    return Changes(items=frozenset({item_id}))


def mark_done(db: Connection, *, item_id: ItemId, reason: str = "", now: datetime, by: Person) -> Changes:
    """Takes an item off the list: nothing more is to be done about it.

    Raises Incomplete without a reason for what ends with a reply or the reason why there is none, such as a question
    or a complaint (I4, I5, I6).
    """
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        item_of(db, item_id)
        if not cleaned(reason) and _wants_reply(db, item_id):
            raise Incomplete(
                "Somebody asked, complained or reported here, and has had no reply. Say why there is none.",
                field="reason",
            )
        store.set_handled(db, item_id, outcome="Done", by=by.name, now_ms=now_ms)
        append(
            db,
            entries.MarkedDone(item_id=item_id, outcome="Done", reason=cleaned(reason)),
            by=by,
            at_ms=now_ms,
        )
    return Changes(items=frozenset({item_id}))


def reopen(db: Connection, *, item_id: ItemId, now: datetime, by: Person) -> Changes:
    """Puts an item back on the list."""
    require_hand(by, db)
    with writing(db):
        item_of(db, item_id)
        if not store.set_open(db, item_id):
            return NOTHING
        append(db, entries.Reopened(item_id=item_id), by=by, at_ms=to_ms(now))
    return Changes(items=frozenset({item_id}))


def write_note(db: Connection, *, item_id: ItemId, text: str, now: datetime, by: Person) -> Changes:
    """Writes an internal note, which no network ever sees. Raises Incomplete for an empty one."""
    require_hand(by, db)
    text = cleaned(text)
    if not text:
        raise Incomplete("The note is empty.", field="text")
    now_ms = to_ms(now)
    with writing(db):
        item_of(db, item_id)
        cursor = db.execute(
            "INSERT INTO notes (item_id, text, by_name, written_ms) VALUES (?, ?, ?, ?)",
            (item_id, text, by.name, now_ms),
        )
        if cursor.lastrowid is None:
            raise BugError("a note has no number")
        note = entries.NoteWritten(item_id=item_id, note_id=cursor.lastrowid, text=text)
        append(db, note, by=by, at_ms=now_ms)
    return Changes(items=frozenset({item_id}))


def back_to_person(db: Connection, item_id: ItemId, now_ms: int) -> None:
    """Puts an item back on the list, unread, within the outbox's transaction: its action needs a person."""
    del now_ms
    store.set_open(db, item_id, unread=True)


def _wants_reply(db: Connection, item_id: ItemId) -> bool:
    """True where one of the routes that end with a reply was found, and nobody has replied from here."""
    if not wants_reply(inbox.assessment(db, item_id)):
        return False
    replied = db.execute(
        "SELECT 1 FROM outbox WHERE item_id = ? AND kind IN ('reply', 'private_reply', 'message')"
        " AND state NOT IN ('cancelled', 'failed') UNION ALL SELECT 1 FROM by_hand WHERE item_id = ?"
        " AND kind IN ('reply', 'private_reply', 'message') AND state = 'done' LIMIT 1",
        (item_id, item_id),
    )
    return replied.fetchone() is None


def _shown_lately(db: Connection, item_id: ItemId, kind: str, by: Person, now_ms: int) -> bool:
    found = db.execute(
        "SELECT 1 FROM audit_items JOIN audit USING (seq) WHERE audit_items.item_id = ? AND audit.kind = ?"
        " AND audit.by_name = ? AND audit.at_ms BETWEEN ? AND ? LIMIT 1",
        (item_id, kind, by.name, now_ms - _HOUR_MS, now_ms),
    )
    return found.fetchone() is not None


def dispose_notes(db: Connection, item_ids: Sequence[ItemId]) -> None:
    """Deletes the internal notes on these items, within the caller's transaction (T2)."""
    assert_in_transaction(db)
    db.execute("DELETE FROM notes WHERE item_id IN (SELECT value FROM json_each(?))", (ids_json(item_ids),))
