"""Why an item stands where it does in the order by urgency, read when somebody asks."""

from __future__ import annotations

from datetime import datetime

from socialdesk.clock import from_ms
from socialdesk.inbox.reading import InboxRow, assessment
from socialdesk.model.items import ThreadKind
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context, Proceedings
from socialdesk.policy.urgency import Standing, told
from socialdesk.storage.database import Connection

_POST = """
SELECT threads.kind, threads.text, threads.comment_count, (
    SELECT min(proceedings.ended_ms IS NOT NULL) FROM proceedings_threads
    JOIN proceedings ON proceedings.id = proceedings_threads.proceedings_id
    WHERE proceedings_threads.thread_id = threads.id)
FROM threads WHERE threads.id = ?
"""


def why_here(db: Connection, row: InboxRow, book: Book, now: datetime, *, window: str = "") -> str:
    """A sentence that holds nothing anybody else wrote; `window` is what is left to answer a message, in words."""
    kind, text, comments, ended = db.execute(_POST, (row.thread_id,)).fetchone() or ("", "", None, None)
    marked = None if ended is None else Proceedings.ENDED if ended else Proceedings.ACTIVE
    context = Context(
        network=row.network,
        kind=row.kind,
        post_text=text if kind == ThreadKind.POST else "",
        marked=marked,
    )
    standing = Standing(
        network=row.network, kind=row.kind, proceedings=context.proceedings, comments=comments
    )
    return told(
        assessment(db, row.item_id), standing, book, age=now - from_ms(row.created_ms), with_window=window
    )
