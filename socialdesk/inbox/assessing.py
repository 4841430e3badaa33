"""What triage and policy make of one item, with what is known beside its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from socialdesk.inbox import store
from socialdesk.inbox.mirror import StoredThread
from socialdesk.model.accounts import Account
from socialdesk.model.findings import Assessment
from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context
from socialdesk.storage.database import Connection
from socialdesk.triage.api import EarlierText, ProtectedWords, Triage, TriageContext
from socialdesk.triage.repeats import repeat_key

AT_ONCE = 500
"""Items assessed again in one transaction."""
EARLIER = 8
"""The newest texts of an author that a new one is compared with, beside the first that has the same words."""
SAME = 500
"""The newest items of an author among which the very same words are sought."""
LATELY = 20_000
"""They are sought among so many last arrivals of the desk, which are at hand."""
EARLIER_LETTERS = 2_000
"""How much of each is read."""


def key_of(untrusted_text: str) -> int:
    """The number under which repeats of the same words are found; 64 bits, for SQLite."""
    return int.from_bytes(repeat_key(untrusted_text)[:8], "big", signed=True)


class Assessor:
    """Assesses the items of one account, within one transaction. The watch list is read once."""

    def __init__(self, db: Connection, account: Account, triage: Triage, book: Book) -> None:
        self._db = db
        self._account = account
        self._triage = triage
        self._book = book
        self._everywhere: list[ProtectedWords] = []
        self._threads: dict[int, list[ProtectedWords]] = defaultdict(list)
        for case_name, words, thread_id in db.execute(
            "SELECT case_name, words, thread_id FROM protected_names WHERE ended_ms IS NULL ORDER BY id"
        ).fetchall():
            entry = ProtectedWords(case_name, words)
            (self._everywhere if thread_id is None else self._threads[thread_id]).append(entry)

    def assess(
        self,
        *,
        item_id: ItemId,
        untrusted_text: str,
        author_id: int | None,
        kind: ItemKind,
        by_force: bool,
        thread_id: ThreadId,
        thread_kind: str,
        untrusted_thread: str,
        key: int,
        author_is_new: bool = False,
    ) -> Assessment:
        """What was found. `key` is `key_of` the text."""
        # Only the Force's own post says what a matter is about; a visitor's may say anything.
        post = untrusted_thread if thread_kind == ThreadKind.POST else ""
        nothing = Assessment(findings=(), pack_version=self._book.version)
        if by_force:
            return nothing
        earlier: tuple[EarlierText, ...] = ()
        if author_id is not None and not author_is_new:
            earlier = tuple(self._earlier(item_id, author_id, key))
        signals = self._triage.signals(
            untrusted_text,
            TriageContext(
                protected_words=(*self._everywhere, *self._threads.get(thread_id, ())),
                earlier_same_author=earlier,
                post_text=post,
            ),
        )
        if not signals:
            return nothing
        context = Context(network=self._account.network, kind=kind, post_text=post)
        return assess(signals, context, self._book)

    def assess_thread(
        self,
        thread: StoredThread,
        *,
        but: frozenset[ItemId] = frozenset(),
        after: int = 0,
        limit: int = AT_ONCE,
    ) -> list[ItemId]:
        """Assesses up to `limit` items of a thread again, those after id `after`; answers with those found otherwise.

        What the Force wrote and what is gone is left alone. Within the caller's transaction.
        """
        found = self._db.execute(
            """
            SELECT id, text, author_id, kind, repeat_key FROM items
            WHERE thread_id = ? AND id > ? AND by_force = 0 AND gone_ms IS NULL ORDER BY id LIMIT ?
            """,
            (thread.id, after, limit),
        ).fetchall()
        altered: list[ItemId] = []
        for item_id, text, author_id, kind, key in found:
            if item_id in but:
                continue
            assessment = self.assess(
                item_id=item_id,
                untrusted_text=text,
                key=key,
                author_id=author_id,
                kind=ItemKind(kind),
                by_force=False,
                thread_id=thread.id,
                thread_kind=thread.kind,
                untrusted_thread=thread.text,
            )
            if store.put_assessment(self._db, item_id, assessment):
                altered.append(item_id)
        return altered

    def _earlier(self, item_id: ItemId, author_id: int, key: int) -> Iterable[EarlierText]:
        """The author's newest earlier texts here, and the very first with the same words; the oldest first."""
        newest = self._db.execute(
            _NEWEST, (EARLIER_LETTERS, author_id, item_id - LATELY, item_id, EARLIER)
        ).fetchall()
        texts = {row[0]: row[1] for row in newest if row[2] == self._account.id}
        first = self._db.execute(_FIRST_SAME, (author_id, item_id, SAME, key)).fetchone()
        if first is not None and first[0] is not None and first[0] not in texts:
            same = self._db.execute(_ONE, (EARLIER_LETTERS, first[0], self._account.id)).fetchone()
            if same is not None:
                texts[same[0]] = same[1]
        return [EarlierText(each, texts[each]) for each in sorted(texts)]


_NEWEST = (
    "SELECT id, substr(text, 1, ?), account_id FROM items"
    " WHERE author_id = ? AND id > ? AND id < ? ORDER BY id DESC LIMIT ?"
)
# Within the index of authors alone.
_FIRST_SAME = (
    "SELECT min(id) FROM (SELECT id, repeat_key FROM items WHERE author_id = ? AND id < ? ORDER BY id DESC LIMIT ?)"
    " WHERE repeat_key = ?"
)
_ONE = "SELECT id, substr(text, 1, ?) FROM items WHERE id = ? AND account_id = ?"
