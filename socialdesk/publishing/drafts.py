"""Posts as they are written: kept at every pause, so that nothing typed is lost by a crash (P1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from socialdesk.audit.log import append
from socialdesk.audit.publishing import PostDiscarded
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, require_hand
from socialdesk.model.changes import NOTHING, Changes
from socialdesk.model.ids import PostId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostState
from socialdesk.publishing import store
from socialdesk.publishing.loading import load
from socialdesk.storage.database import Connection, assert_in_transaction, writing

MOST_WORDS = 100_000
"""Characters of a draft that are kept; more than any network takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A draft that was kept, and what that altered."""

    post_id: PostId
    changes: Changes


def save_post(
    db: Connection,
    *,
    post_id: PostId | None,
    purpose: str,
    text: str,
    link: str = "",
    now: datetime,
    by: Person,
) -> Saved:
    """Keeps what was typed; None makes a new draft. Words stand as they were typed, and are cleaned when decided.

    Raises NotOpen where it is no draft any more, and for an auditor.
    """
    require_hand(by, db)
    now_ms = to_ms(now)
    purpose, text, link = _kept(purpose), _kept(text), _kept(link.strip())
    with writing(db):
        if post_id is None:
            post_id = store.begin(db, now_ms=now_ms, by=by)
        else:
            post = post_within(db, post_id)
            if (post.purpose, post.text, post.link) == (purpose, text, link):
                # Nothing was typed: what waits for a second person goes on waiting.
                return Saved(post_id=post_id, changes=NOTHING)
            draft_within(db, post_id, now_ms=now_ms)
        put = store.put_words(db, post_id, purpose=purpose, text=text, link=link, now_ms=now_ms, by=by)
    return Saved(post_id=post_id, changes=Changes(posts=frozenset({post_id}), drafts=put))


def set_appeal(
    db: Connection, *, post_id: PostId, appeal_id: int | None, now: datetime, by: Person
) -> Changes:
    """Puts a post to an appeal, or takes it from one. Raises NotOpen for an auditor, or where there is no such post."""
    require_hand(by, db)
    with writing(db):
        post_within(db, post_id)
        store.put_appeal(db, post_id, appeal_id=appeal_id, now_ms=to_ms(now))
    return Changes(posts=frozenset({post_id}))


def copy_post(db: Connection, *, post_id: PostId, now: datetime, by: Person) -> Saved:
    """A new draft with the words, accounts and pictures of another post, for at once. Raises NotOpen as above."""
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        post = post_within(db, post_id)
        copy = store.begin(db, now_ms=now_ms, by=by)
        store.put_words(db, copy, purpose=post.purpose, text=post.text, link=post.link, now_ms=now_ms, by=by)
        store.choose(db, copy, [each.account_id for each in post.chosen])
        made = load(db, copy)
        for old in post.chosen:
            new = made.target(old.account_id)
            if new is not None and old.own_words:
                store.put_parts(db, new.id, [part.text for part in old.parts], own_words=True)
            if new is not None and old.share_of:
                store.put_share(db, new.id, old.share_of)
        store.copy_pictures(db, post_id, copy, now_ms=now_ms)
        store.altered(db, copy, now_ms=now_ms, by=by)
        if post.appeal_id is not None:
            store.put_appeal(db, copy, appeal_id=post.appeal_id, now_ms=now_ms)
    return Saved(post_id=copy, changes=Changes(posts=frozenset({copy}), drafts=True))


def wait_for_second(db: Connection, *, post_id: PostId, now: datetime, by: Person) -> Changes:
    """Lays a draft before a second person, whose yes it needs (P7); altered, it is a plain draft again.

    Raises NotOpen where it is no draft any more.
    """
    require_hand(by, db)
    with writing(db):
        draft_within(db, post_id, now_ms=to_ms(now))
        store.put_state(db, post_id, PostState.WAITING_SECOND, now_ms=to_ms(now))
    return Changes(posts=frozenset({post_id}), drafts=True)


def discard_draft(db: Connection, *, post_id: PostId, now: datetime, by: Person) -> Changes:
    """Throws a draft away; nothing of it was ever out. Raises NotOpen where it is no draft any more."""
    require_hand(by, db)
    now_ms = to_ms(now)
    with writing(db):
        draft_within(db, post_id, now_ms=now_ms)
        store.put_state(db, post_id, PostState.CANCELLED, now_ms=now_ms)
        append(db, PostDiscarded(post_id=post_id), by=by, at_ms=now_ms)
    return Changes(posts=frozenset({post_id}), drafts=True)


def post_within(db: Connection, post_id: PostId) -> Post:
    """A post, within the caller's transaction. Raises NotOpen where there is none."""
    assert_in_transaction(db)
    try:
        return load(db, post_id)
    except KeyError:
        raise NotOpen("This post is no longer on the desk.", kept="Nothing was altered.") from None


def draft_within(db: Connection, post_id: PostId, *, now_ms: int) -> Post:
    """A post that can still be altered. One that waited for a second person's yes is a plain draft again.

    Raises NotOpen where it was decided or thrown away.
    """
    post = post_within(db, post_id)
    if post.state is PostState.WAITING_SECOND:
        store.put_state(db, post_id, PostState.DRAFT, now_ms=now_ms)
        return load(db, post_id)
    if post.state is not PostState.DRAFT:
        raise NotOpen(
            "This post was decided, so it is not altered any more.",
            kept="It stays as it was decided.",
            to_do="Cancel it first, or change it where it stands.",
        )
    return post


def _kept(words: str) -> str:
    plain = words.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    # Half a surrogate pair can come from a clipboard.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:MOST_WORDS]
