"""Where a post goes, and what is shown there: the post's words, or an account's own, whole or as a thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, account_of, cleaned, require_hand
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, NativeId, PostId
from socialdesk.model.people import Person
from socialdesk.model.posts import Post, PostTarget, Route
from socialdesk.platforms.lengths import length, longest
from socialdesk.publishing import store
from socialdesk.publishing.drafts import draft_within
from socialdesk.storage.database import Connection, writing

MOST_PARTS = 25
"""Of a thread; more is read by nobody."""
_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…])[\"'\u201d\u2019)]*\s+"),
    re.compile(r"\s+"),
)
"""Where a text may be parted, the best first: between paragraphs, lines, sentences, words."""


def set_targets(
    db: Connection, *, post_id: PostId, account_ids: Sequence[AccountId], now: datetime, by: Person
) -> Changes:
    """The accounts that a draft is for. Own words of one that is taken out are kept.

    Raises NotOpen where an account is not connected, or the post is no draft any more.
    """
    require_hand(by, db)
    wanted = list(dict.fromkeys(account_ids))
    with writing(db):
        draft_within(db, post_id, now_ms=to_ms(now))
        for account_id in wanted:
            account_of(db, account_id)
        store.choose(db, post_id, wanted)
        store.altered(db, post_id, now_ms=to_ms(now), by=by)
    return _changed(post_id)


def set_texts(
    db: Connection,
    *,
    post_id: PostId,
    account_id: AccountId,
    texts: Sequence[str],
    now: datetime,
    by: Person,
) -> Changes:
    """An account's own words; several are the parts of a thread, and none lets it take the post's words again.

    Raises NotOpen where the post is no draft any more, or not for this account.
    """
    require_hand(by, db)
    with writing(db):
        target = _target(draft_within(db, post_id, now_ms=to_ms(now)), account_id)
        store.put_parts(db, target.id, list(texts)[:MOST_PARTS], own_words=bool(texts))
        store.altered(db, post_id, now_ms=to_ms(now), by=by)
    return _changed(post_id)


def set_share(
    db: Connection, *, post_id: PostId, account_id: AccountId, share_of: NativeId, now: datetime, by: Person
) -> Changes:
    """Shares one of the Force's posts on this account in place of a copy; "" for a post of its own again.

    `share_of` is the post as the account's network calls it. Raises NotOpen as `set_texts` does.
    """
    require_hand(by, db)
    with writing(db):
        target = _target(draft_within(db, post_id, now_ms=to_ms(now)), account_id)
        store.put_share(db, target.id, share_of)
        store.altered(db, post_id, now_ms=to_ms(now), by=by)
    return _changed(post_id)


def set_by_hand(
    db: Connection, *, post_id: PostId, account_id: AccountId, by_hand: bool, now: datetime, by: Person
) -> Changes:
    """Leaves it to a person's hand to publish on this account, or not any more. Raises NotOpen as `set_texts` does."""
    require_hand(by, db)
    with writing(db):
        target = _target(draft_within(db, post_id, now_ms=to_ms(now)), account_id)
        store.put_route(db, target.id, Route.BY_HAND if by_hand else Route.UNDECIDED)
        store.altered(db, post_id, now_ms=to_ms(now), by=by)
    return _changed(post_id)


def words(post: Post, target: PostTarget) -> tuple[str, ...]:
    """What is shown on an account, part by part, with the post's link at the end where it is in none of them."""
    own = [part.text for part in target.parts] if target.own_words else [post.text]
    parts = [cleaned(text) for text in own]
    link = cleaned(post.link)
    if link and not target.share_of and not any(link in part for part in parts):
        parts[-1] = f"{parts[-1]}\n\n{link}" if parts[-1] else link
    return tuple(parts)


def split(text: str, network: Network) -> tuple[str, ...]:
    """A thread proposed from a long text: parts that the network takes, parted where the text is."""
    most, left, parts = longest(network, ActionKind.PUBLISH), cleaned(text), list[str]()
    while left and len(parts) < MOST_PARTS - 1 and length(left, network, ActionKind.PUBLISH) > most:
        end = _end(left, network, most)
        parts.append(left[:end].strip())
        left = left[end:].strip()
    return (*parts, left) if left else tuple(parts)


def _end(text: str, network: Network, most: int) -> int:
    """Where the first part ends: at the last good place that fits, or where it must."""
    for ends in _ENDS:
        fitting = [
            found.start()
            for found in ends.finditer(text)
            if found.start() and length(text[: found.start()], network, ActionKind.PUBLISH) <= most
        ]
        # A sentence by itself is better than two words; a part of a few words is no part.
        if fitting and (fitting[-1] >= most // 4 or ends is _ENDS[-1]):
            return fitting[-1]
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle], network, ActionKind.PUBLISH) <= most:
            low = middle
        else:
            high = middle - 1
    return low


def _target(post: Post, account_id: AccountId) -> PostTarget:
    target = post.target(account_id)
    if target is None or not target.chosen:
        raise NotOpen("The post is not for this account.", kept="Nothing was altered.")
    return target


def _changed(post_id: PostId) -> Changes:
    return Changes(posts=frozenset({post_id}), drafts=True)
