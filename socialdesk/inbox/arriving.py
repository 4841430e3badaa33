"""A page made fit to be kept: what no database can hold is replaced, and nothing is lost of the raw answer."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk import logs
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedPage, FetchedThread

_log = logs.logger("inbox")

_LATEST_MS = 253_402_214_400_000
"""A day before the end of the year 9999, which is as far as the calendar goes in any zone."""
_LARGEST = 2**53
_REPLACED = {0: "\ufffd"}
_HALVES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


@dataclass(slots=True)
class Arriving:
    """One item, ready for the table of items. Fields that a network did not speak of are None."""

    native_id: str
    thread: str
    parent: str | None
    kind: str
    author: str | None
    text: str
    created_ms: int
    by_force: int
    hidden: int | None
    can_hide: int | None
    can_remove: int | None
    can_reply_privately: int | None
    permalink: str
    has_media: int
    raw: str


@dataclass(slots=True)
class ArrivingThread:
    """One thread, ready for the table of threads."""

    native_id: str
    kind: str
    text: str
    created_ms: int
    permalink: str
    comment_count: int | None
    raw: str


@dataclass(slots=True)
class ArrivingAuthor:
    """One author, ready for the table of authors."""

    native_id: str
    name: str
    profile_url: str


@dataclass(slots=True)
class ArrivingPage:
    """One page; each id once, as it was last said."""

    threads: dict[str, ArrivingThread]
    authors: dict[str, ArrivingAuthor]
    items: dict[str, Arriving]


def arriving(page: FetchedPage) -> ArrivingPage:
    """The page as it can be kept. What has no id cannot be kept apart from others: it is left out, and logged."""
    made = ArrivingPage({}, {}, {})
    nameless = 0
    for thread in page.threads:
        if thread.native_id:
            made.threads[escaped(thread.native_id)] = arriving_thread(thread)
        else:
            nameless += 1
    for item in page.items:
        if not (item.native_id and item.thread):
            nameless += 1
            continue
        kept = arriving_item(item)
        # The later mention of an item is the later word, and keeps the earlier one's place.
        made.items[kept.native_id] = kept
        if item.author is not None and item.author.native_id:
            author = arriving_author(item.author)
            made.authors[author.native_id] = author
    if nameless:
        _log.error("%d things without an id were left out of a page", nameless)
    return made


def arriving_item(item: FetchedItem) -> Arriving:
    """One item as it can be kept."""
    author = item.author
    return Arriving(
        escaped(item.native_id),
        escaped(item.thread),
        escaped(item.parent) if item.parent else None,
        item.kind.value,
        escaped(author.native_id) if author is not None and author.native_id else None,
        readable(item.untrusted_text),
        _time(item.created_ms),
        int(item.by_force),
        _flag(item.hidden),
        _flag(item.can_hide),
        _flag(item.can_remove),
        _flag(item.can_reply_privately),
        readable(item.permalink),
        int(bool(item.media_urls)),
        escaped(item.raw),
    )


def arriving_thread(thread: FetchedThread) -> ArrivingThread:
    """One thread as it can be kept."""
    count = thread.comment_count
    return ArrivingThread(
        escaped(thread.native_id),
        thread.kind.value,
        readable(thread.untrusted_text),
        _time(thread.created_ms),
        readable(thread.permalink),
        None if count is None else min(max(count, 0), _LARGEST),
        escaped(thread.raw),
    )


def arriving_author(author: FetchedAuthor) -> ArrivingAuthor:
    """One author as it can be kept."""
    return ArrivingAuthor(
        escaped(author.native_id), readable(author.untrusted_name), readable(author.profile_url)
    )


def readable(text: str) -> str:
    """The text for screens and search: NUL and half characters, which SQLite cannot hold, become U+FFFD."""
    if "\0" in text:
        text = text.translate(_REPLACED)
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.translate(_HALVES)
    return text


def escaped(text: str) -> str:
    """Raw JSON or an id with the same two written as JSON escapes, so that nothing of it is lost."""
    if "\0" in text:
        text = text.replace("\0", "\\u0000")
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _time(milliseconds: int) -> int:
    return min(max(milliseconds, 0), _LATEST_MS)


def _flag(said: bool | None) -> int | None:
    return None if said is None else int(said)
