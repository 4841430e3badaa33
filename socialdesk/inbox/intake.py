"""A page that a network gave becomes items of the desk: all of it in one transaction, or nothing of it.

New items get ids in order of arrival, the oldest of a page first. What is already held as it is, is not written again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from socialdesk.audit.entries import Received
from socialdesk.audit.log import append, commit
from socialdesk.errors import BugError
from socialdesk.inbox import health, mirror, model_readings, pile_on, search, store, stored
from socialdesk.inbox.arriving import Arriving, arriving, escaped
from socialdesk.inbox.assessing import Assessor
from socialdesk.inbox.earlier import Earlier, Said, key_of
from socialdesk.inbox.stored import StoredItem, StoredThread
from socialdesk.model.accounts import Account, Network
from socialdesk.model.changes import Changes
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import AccountId, AuthorId, ItemId, NativeId
from socialdesk.model.items import ItemKind
from socialdesk.model.people import DESK
from socialdesk.platforms.api import FetchedItem, FetchedPage, Progress
from socialdesk.platforms.retention import retention_of
from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.api import Triage


@dataclass(slots=True)
class _Taken:
    """What became of one page."""

    new: list[ItemId] = field(default_factory=list[ItemId])
    changed: list[ItemId] = field(default_factory=list[ItemId])
    """Altered in what they say or how they stand: these have a version."""
    gone: list[ItemId] = field(default_factory=list[ItemId])
    touched: list[ItemId] = field(default_factory=list[ItemId])
    """Altered in anything else."""
    commitments: list[str] = field(default_factory=list[str])

    @property
    def all(self) -> frozenset[ItemId]:
        """Every item that is not as it was."""
        return frozenset((*self.new, *self.changed, *self.gone, *self.touched))


def take_in(
    db: Connection,
    page: FetchedPage,
    *,
    account: Account,
    now_ms: int,
    triage: Triage,
    book: Book,
    full: bool = False,
    budget_percent: int | None = None,
    notes: Iterable[str] = (),
) -> Changes:
    """Takes in one page with its cursor. `full` where it is part of the slow re-read; `notes` are the run's so far.

    A page seen before changes and writes nothing. Raises `StoreError`; then nothing of the page is kept, and the
    cursor still stands before it.
    """
    with writing(db):
        taken = _Intake(db, account=account, now_ms=now_ms, triage=triage, book=book).take(page)
        _record(db, account.id, taken, now_ms=now_ms)
        news = health.note_page(db, account.id, page, full=full, now_ms=now_ms, notes=notes)
        if budget_percent is not None:
            news = health.note_budget(db, account.id, budget_percent) or news
    return Changes(
        items=taken.all,
        new_items=tuple(taken.new),
        accounts=news,
    )


def take_in_reread(
    db: Connection,
    *,
    account_id: AccountId,
    native_id: NativeId,
    item: FetchedItem | None,
    now_ms: int,
    triage: Triage,
    book: Book,
) -> Changes:
    """What the network says of one item after an action on it; `item` is None where it is no longer there.

    Within the caller's transaction, or one of its own. What the action made (a reply of ours) is new here.
    """
    with nullcontext() if db.in_transaction else writing(db):
        intake = _Intake(db, account=_account(db, account_id), now_ms=now_ms, triage=triage, book=book)
        if item is None:
            taken = intake.take_gone((native_id,))
        else:
            page = FetchedPage(items=(item,), cursor="", more=False, progress=Progress(done=1))
            taken = intake.take(page)
        _record(db, account_id, taken, now_ms=now_ms)
    return Changes(items=taken.all, new_items=tuple(taken.new))


def _record(db: Connection, account_id: AccountId, taken: _Taken, *, now_ms: int) -> None:
    if taken.new or taken.changed or taken.gone:
        received = Received(
            account_id=account_id,
            new=tuple(taken.new),
            changed=tuple(taken.changed),
            gone=tuple(taken.gone),
            commitments=tuple(taken.commitments),
        )
        append(db, received, by=DESK, at_ms=now_ms)


def _account(db: Connection, account_id: AccountId) -> Account:
    row = db.execute("SELECT network, native_id, name FROM accounts WHERE id = ?", (account_id,)).fetchone()
    if row is None:
        raise BugError(f"there is no account {account_id}")
    return Account(id=account_id, network=Network(row[0]), native_id=NativeId(row[1]), name=row[2])


_DAY_MS = 24 * 3_600_000
_VERSIONED = frozenset({"text", "hidden", "gone_ms", "has_media"})
"""The columns whose change makes a version."""


def _has_words(held: StoredItem) -> bool:
    """False where its words were disposed of and stay away; what went and is there again has them again."""
    return held.disposed_ms is None or held.gone_ms is not None


def _differing(said: Arriving, held: StoredItem, author_id: int | None) -> dict[str, Any]:
    """The columns of `items` that a network now says otherwise. What it does not speak of stays."""
    values: dict[str, Any] = {}
    if _has_words(held):
        if said.text != held.text:
            values["text"] = said.text
        if said.has_media != held.has_media:
            values["has_media"] = said.has_media
        if held.disposed_ms is not None:
            values["disposed_ms"] = None
    if held.gone_ms is not None:
        values["gone_ms"] = None
    told = (
        ("permalink", said.permalink or None, held.permalink),
        ("parent_native_id", said.parent, held.parent),
        ("author_id", author_id, held.author_id),
        ("hidden", said.hidden, held.hidden),
        ("can_hide", said.can_hide, held.can_hide),
        ("can_remove", said.can_remove, held.can_remove),
        ("can_reply_privately", said.can_reply_privately, held.can_reply_privately),
    )
    values.update((name, now) for name, now, before in told if now is not None and now != before)
    return values


class _Intake:
    """One page on its way in."""

    def __init__(self, db: Connection, *, account: Account, now_ms: int, triage: Triage, book: Book) -> None:
        self._db = db
        self._account = account
        self._now_ms = now_ms
        self._triage = triage
        self._book = book
        self._rule = retention_of(account.network)
        self._renewed_ms = (
            now_ms - _DAY_MS if self._rule is not None and self._rule.rereading_renews else None
        )
        """What was told before then counts as told anew by being read again; None where that is not the rule."""
        self._taken = _Taken()

    def take(self, page: FetchedPage) -> _Taken:
        db, account = self._db, self._account.id
        made = arriving(page)
        reworded = mirror.put_threads(db, account, made.threads.values(), now_ms=self._now_ms)
        held = stored.items_of(db, account, made.items)
        # Whoever wrote only what was disposed of keeps no name by its being read again.
        speaking = {
            item.author
            for item in made.items.values()
            if item.author and ((before := held.get(item.native_id)) is None or _has_words(before))
        }
        authors, renamed = mirror.put_authors(
            db,
            self._account.network.value,
            {native_id: author for native_id, author in made.authors.items() if native_id in speaking},
            now_ms=self._now_ms,
            renewed_ms=self._renewed_ms,
        )
        if self._renewed_ms is not None and held:
            known = (before.id for before in held.values())
            mirror.confirm_items(db, known, now_ms=self._now_ms, renewed_ms=self._renewed_ms)
        new = sorted(
            (item for item in made.items.values() if item.native_id not in held),
            key=lambda item: item.created_ms,
        )
        altered = [
            (item, before, values)
            for item in made.items.values()
            if (before := held.get(item.native_id)) is not None
            and (values := _differing(item, before, authors.get(item.author) if item.author else None))
        ]
        if new or altered or reworded:
            threads = mirror.threads_for(db, account, new, reworded)
            assessor = Assessor(db, self._account, self._triage, self._book)
            self._add(new, threads, authors, assessor)
            for item, before, values in altered:
                self._alter(item, before, values, assessor)
            for native_id in sorted(reworded):
                self._reword(threads[native_id], assessor)
        for author_id in renamed:
            search.index_author_again(db, author_id)
        if page.full_read is not None:
            self._read_in_full(escaped(page.full_read), made.items, ends=page.full_read_ends)
        self.take_gone(native_id for native_id in page.gone if escaped(native_id) not in made.items)
        for thread in page.gone_threads:
            for item_id in mirror.left_in_thread(db, account, escaped(thread)):
                self._gone(item_id)
        return self._taken

    def take_gone(self, native_ids: Iterable[NativeId]) -> _Taken:
        """The network says that there are no such items, or none that we may see."""
        held = stored.items_of(self._db, self._account.id, map(escaped, native_ids))
        for item in held.values():
            if item.gone_ms is None:
                self._gone(item.id)
        return self._taken

    def _gone(self, item_id: ItemId) -> None:
        mirror.keep_version(self._db, item_id, now_ms=self._now_ms)
        mirror.alter_item(self._db, item_id, {"gone_ms": self._now_ms})
        store.set_gone(self._db, item_id, by=DESK.name, now_ms=self._now_ms)
        self._taken.gone.append(item_id)

    def _add(
        self,
        new: list[Arriving],
        threads: dict[str, StoredThread],
        authors: dict[str, AuthorId],
        assessor: Assessor,
    ) -> None:
        if not new:
            return
        db, first = self._db, mirror.next_item_id(self._db)
        rows = [
            (
                ItemId(first + place),
                item,
                threads[item.thread].id,
                authors[item.author] if item.author is not None else None,
                0 if item.by_force else key_of(item.text),
                secrets.token_bytes(mirror.SALT_BYTES),
            )
            for place, item in enumerate(new)
        ]
        mirror.add_items(db, self._account.id, rows, now_ms=self._now_ms)
        assessed: list[tuple[ItemId, Arriving, Assessment]] = []
        said = {
            item_id: Said(item_id, author_id, key, item.text)
            for item_id, item, _, author_id, key, _ in rows
            if author_id is not None and not item.by_force
        }
        earlier = Earlier(db, self._account.id, said.values())
        for item_id, item, thread_id, _, _, _ in rows:
            thread = threads[item.thread]
            assessment = assessor.assess(
                untrusted_text=item.text,
                kind=ItemKind(item.kind),
                by_force=bool(item.by_force),
                thread_id=thread_id,
                thread_kind=thread.kind,
                untrusted_thread=thread.text,
                earlier=earlier.than(said[item_id]) if item_id in said else (),
            )
            assessed.append((item_id, item, assessment))
        store.add_assessed(db, self._account.id, assessed)
        model_readings.add_unread(db, [item_id for item_id, item, _ in assessed if not item.by_force])
        fresh = [item_id for item_id, *_ in rows]
        touched = dict.fromkeys(thread_id for _, _, thread_id, *_ in rows)
        pile_on.park_new(db, touched, fresh)
        pile_on.look(db, self._account.id, touched, now_ms=self._now_ms, book=self._book)
        self._taken.new.extend(fresh)
        self._taken.commitments.extend(commit(salt, item.raw) for _, item, _, _, _, salt in rows)
        health.note_arrival(db, self._account.id, max(item.created_ms for item in new))

    def _alter(
        self,
        item: Arriving,
        before: StoredItem,
        values: dict[str, Any],
        assessor: Assessor,
    ) -> None:
        db = self._db
        if not values.keys() & _VERSIONED:
            mirror.alter_item(db, before.id, values)
            self._taken.touched.append(before.id)
            return
        if "text" in values and self._rule is not None and self._rule.follow_deletions:
            mirror.drop_versions(db, [before.id])  # what is changed on the network is changed here
        else:
            mirror.keep_version(db, before.id, now_ms=self._now_ms)
        if "text" in values:
            self._reads_otherwise(before)
            values["repeat_key"] = 0 if before.by_force else key_of(item.text)
        mirror.alter_item(db, before.id, values)
        if before.gone_ms is not None:
            store.set_back(db, before.id)
        self._taken.changed.append(before.id)
        if _has_words(before):
            salt = mirror.put_raw(db, before.id, item.raw, secrets.token_bytes(mirror.SALT_BYTES))
            self._taken.commitments.append(commit(salt, item.raw))
        else:
            self._taken.commitments.append("")
        if "text" in values:
            search.index_again(db, [before.id])
            author_id = values.get("author_id", before.author_id)
            thread = stored.thread_by_id(db, before.thread_id)
            assessment = assessor.assess(
                untrusted_text=item.text,
                kind=ItemKind(item.kind),
                by_force=bool(before.by_force),
                thread_id=before.thread_id,
                thread_kind=thread.kind,
                untrusted_thread=thread.text,
                earlier=assessor.earlier(before.id, author_id, values["repeat_key"], item.text),
            )
            store.put_assessment(db, before.id, assessment)
            # Other words are another comment: what was settled about the earlier ones is looked at again.
            if not before.by_force and not values.get("hidden", before.hidden):
                store.set_open(db, before.id, unread=True)

    def _reads_otherwise(self, before: StoredItem) -> None:
        """What rests on the words that it had goes with them."""
        from socialdesk.inbox import likeness  # noqa: PLC0415  (it brings numpy, for which no start waits)

        likeness.forget(self._db, [before.id])
        if not before.by_force:
            model_readings.add_unread(self._db, [before.id])

    def _reword(self, thread: StoredThread, assessor: Assessor) -> None:
        """The post above reads otherwise, or is known only now: what already hangs under it is assessed again."""
        for item_id in assessor.assess_thread(thread, but=frozenset(self._taken.new)):
            self._taken.touched.append(item_id)

    def _read_in_full(self, thread: str, items: dict[str, Arriving], *, ends: bool) -> None:
        db, account = self._db, self._account.id
        mirror.see_in_full_read(db, account, thread, items, now_ms=self._now_ms)
        if not ends:
            return
        thread_id = stored.thread_id_of(db, account, thread)
        for item_id in mirror.end_full_read(db, account, thread, thread_id, now_ms=self._now_ms):
            self._gone(item_id)
