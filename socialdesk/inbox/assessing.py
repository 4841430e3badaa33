"""What triage and policy make of one item, with what is known beside its words."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from socialdesk.inbox import model_readings, store
from socialdesk.inbox.earlier import Earlier, Said
from socialdesk.inbox.stored import StoredThread
from socialdesk.model.accounts import Account
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context, Proceedings
from socialdesk.policy.urgency import Standing, weigh
from socialdesk.storage.database import Connection
from socialdesk.triage.api import EarlierText, ProtectedKind, ProtectedWords, Reading, Triage, TriageContext

AT_ONCE = 500
"""Items assessed again in one transaction."""
_POSTS_OF_CASES = """
SELECT posts.proceedings_id, posts.thread_id, proceedings.ended_ms
FROM proceedings_threads AS posts JOIN proceedings ON proceedings.id = posts.proceedings_id
"""
_PROTECTED = """
SELECT case_name, words, thread_id, kind, proceedings_id FROM protected_names WHERE ended_ms IS NULL ORDER BY id
"""


_ONE = """
SELECT items.text, items.author_id, items.kind, items.repeat_key, threads.id, threads.kind, threads.text
FROM items JOIN threads ON threads.id = items.thread_id
WHERE items.id = ? AND items.by_force = 0 AND items.gone_ms IS NULL AND items.disposed_ms IS NULL
"""


class Assessor:
    """Assesses the items of one account, within one transaction. The watch list is read once."""

    def __init__(self, db: Connection, account: Account, triage: Triage, book: Book) -> None:
        self._db = db
        self._account = account
        self._triage = triage
        self._book = book
        self._everywhere: list[ProtectedWords] = []
        self._threads: dict[int, list[ProtectedWords]] = defaultdict(list)
        self._marked: dict[int, Proceedings] = {}
        self._counted: dict[int, int | None] = {}
        posts: dict[int, list[int]] = defaultdict(list)
        for case_id, thread_id, ended_ms in db.execute(_POSTS_OF_CASES).fetchall():
            posts[case_id].append(thread_id)
            if ended_ms is None:
                self._marked[thread_id] = Proceedings.ACTIVE
            else:
                self._marked.setdefault(thread_id, Proceedings.ENDED)
        for case_name, words, thread_id, kind, case_id in db.execute(_PROTECTED).fetchall():
            entry = ProtectedWords(case_name, words, ProtectedKind(kind))
            if thread_id is not None:
                self._threads[thread_id].append(entry)
            elif entry.kind is ProtectedKind.NAME or not posts.get(case_id or 0):
                self._everywhere.append(entry)
            else:
                # A street or a school says something only where the matter is spoken of; anywhere else it is a place.
                for post in posts[case_id]:
                    self._threads[post].append(entry)

    def assess(
        self,
        *,
        untrusted_text: str,
        kind: ItemKind,
        by_force: bool,
        thread_id: ThreadId,
        thread_kind: str,
        untrusted_thread: str,
        earlier: tuple[EarlierText, ...] = (),
        reading: Reading | None = None,
    ) -> Assessment:
        """What was found, with what its author wrote before it (`Earlier.than`) and what the model made of it."""
        # Only the Force's own post says what a matter is about; a visitor's may say anything.
        post = untrusted_thread if thread_kind == ThreadKind.POST else ""
        if by_force:
            return Assessment(findings=(), pack_version=self._book.version)
        marked = self._marked.get(thread_id)
        signals = self._triage.signals(
            untrusted_text,
            TriageContext(
                protected_words=(*self._everywhere, *self._threads.get(thread_id, ())),
                earlier_same_author=earlier,
                post_text=post,
                proceedings_active=marked is Proceedings.ACTIVE,
                reading=reading,
            ),
        )
        context = Context(network=self._account.network, kind=kind, post_text=post, marked=marked)
        found = assess(signals, context, self._book)
        standing = Standing(
            network=self._account.network,
            kind=kind,
            proceedings=context.proceedings if found.findings else marked or Proceedings.UNKNOWN,
            comments=self._comments(thread_id),
        )
        return replace(found, weight=weigh(found, standing, self._book))

    def _comments(self, thread_id: ThreadId) -> int | None:
        if thread_id not in self._counted:
            row = self._db.execute("SELECT comment_count FROM threads WHERE id = ?", (thread_id,)).fetchone()
            self._counted[thread_id] = row[0] if row else None
        return self._counted[thread_id]

    def assess_thread(
        self,
        thread: StoredThread,
        *,
        but: frozenset[ItemId] = frozenset(),
        after: int = 0,
        limit: int = AT_ONCE,
    ) -> list[ItemId]:
        """Assesses up to `limit` items of a thread again, those after id `after`; answers with those found otherwise.

        What the Force wrote, what is gone and what was disposed of is left alone. Within the caller's transaction.
        """
        found = self._db.execute(
            """
            SELECT id, text, author_id, kind, repeat_key FROM items
            WHERE thread_id = ? AND id > ? AND by_force = 0 AND gone_ms IS NULL AND disposed_ms IS NULL
            ORDER BY id LIMIT ?
            """,
            (thread.id, after, limit),
        ).fetchall()
        read = model_readings.readings(self._db, [ItemId(row[0]) for row in found])
        altered: list[ItemId] = []
        for item_id, text, author_id, kind, key in found:
            if item_id in but:
                continue
            assessment = self.assess(
                untrusted_text=text,
                kind=ItemKind(kind),
                by_force=False,
                thread_id=thread.id,
                thread_kind=thread.kind,
                untrusted_thread=thread.text,
                earlier=self.earlier(item_id, author_id, key, text),
                reading=read.get(item_id),
            )
            if store.put_assessment(self._db, item_id, assessment):
                altered.append(item_id)
        return altered

    def assess_one(self, item_id: ItemId) -> bool:
        """Assesses an item again with what the model made of it; True where something else was found."""
        row = self._db.execute(_ONE, (item_id,)).fetchone()
        if row is None:
            return False
        text, author_id, kind, key, thread_id, thread_kind, thread_text = row
        assessment = self.assess(
            untrusted_text=text,
            kind=ItemKind(kind),
            by_force=False,
            thread_id=ThreadId(thread_id),
            thread_kind=thread_kind,
            untrusted_thread=thread_text,
            earlier=self.earlier(item_id, author_id, key, text),
            reading=model_readings.readings(self._db, [item_id]).get(item_id),
        )
        return store.put_assessment(self._db, item_id, assessment)

    def earlier(self, item_id: ItemId, author_id: int | None, key: int, text: str) -> tuple[EarlierText, ...]:
        """What the author of one item wrote before it that may be the same, the oldest first."""
        from socialdesk.inbox.likeness import likes  # noqa: PLC0415  (it brings numpy, for which no start waits)

        if author_id is None:
            return ()
        said = Said(item_id, author_id, key, text)
        found = {each.item_id: each for each in Earlier(self._db, self._account.id, [said]).than(said)}
        for like in likes(self._db, text, author_id=author_id, account_id=self._account.id, before=item_id):
            found.setdefault(like.item_id, EarlierText(like.item_id, like.untrusted_text))
        return tuple(found[earlier_id] for earlier_id in sorted(found))
