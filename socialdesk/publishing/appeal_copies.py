"""Posts of an appeal that were published without the desk, and copies of it: by their link, or by their words (P4).

What the desk finds is offered, and a person says whether it belongs there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from socialdesk.audit import appeals as audit
from socialdesk.audit.log import append
from socialdesk.clock import to_ms
from socialdesk.decisions.case import NotOpen, cleaned, require_hand
from socialdesk.inbox.likeness import likes
from socialdesk.model.accounts import Network
from socialdesk.model.changes import Changes
from socialdesk.model.ids import AccountId, ItemId, NativeId, ThreadId
from socialdesk.model.people import Person
from socialdesk.publishing import appeal_rows
from socialdesk.publishing.afterwards import adopt
from socialdesk.publishing.appeals import AppealError, may_open
from socialdesk.publishing.takedown import list_copy
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.repeats import alike, canonical, folded

BEFORE = timedelta(days=14)
"""How long before the appeal was opened a post of it may have been published."""
MOST_READ = 2_000
"""The newest posts of the Force that are compared."""
MOST_OFFERED = 40
MOST_TEXTS = 12
"""Different wordings of one appeal that are looked for."""
_SHARED = 0.5
"""Of the shorter one's words, so many are in both before two texts are compared letter by letter."""
_HOSTS = {
    "facebook.com": Network.FACEBOOK,
    "fb.com": Network.FACEBOOK,
    "instagram.com": Network.INSTAGRAM,
    "x.com": Network.X,
    "twitter.com": Network.X,
    "youtube.com": Network.YOUTUBE,
    "youtu.be": Network.YOUTUBE,
    "linkedin.com": Network.LINKEDIN,
    "bsky.app": Network.BLUESKY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that reads like an appeal: does it belong to it?"""

    appeal_id: int
    thread_id: ThreadId | None
    """A post of the Force's, or one by a visitor."""
    item_id: ItemId | None
    """A comment or mention."""
    ours: bool
    network: str
    account_name: str
    untrusted_words: str
    link: str
    created_ms: int

    @property
    def key(self) -> str:
        """Its name among the offers."""
        return f"item:{self.item_id}" if self.item_id is not None else f"thread:{self.thread_id}"

    @property
    def adoptable(self) -> bool:
        """True where it is a post of the Force's that the desk can take down."""
        return self.ours and self.item_id is None


def offers(db: Connection, appeal_id: int) -> list[Offer]:
    """What reads like an appeal and is not among its posts yet; what was declined is not offered again.

    For a reader's thread: some tenths of a second with 2,000 posts.
    """
    appeal = appeal_rows.one(db, appeal_id)
    if appeal is None:
        return []
    texts = list(dict.fromkeys(line.untrusted_words for line in appeal.lines if line.target_id is not None))
    wanted = [(folded(text), set(canonical(text).split()), text) for text in texts[:MOST_TEXTS] if text]
    links = {line.link for line in appeal.lines if line.link}
    declined = {
        row[0]
        for row in db.execute("SELECT offered FROM appeal_offers_declined WHERE appeal_id = ?", (appeal_id,))
    }
    since_ms = appeal.opened_ms - BEFORE // timedelta(milliseconds=1)
    found = [
        offer
        for offer in _posts(db, appeal_id, since_ms)
        if any(link in offer.untrusted_words for link in links) or _like(offer.untrusted_words, wanted)
    ]
    found += _comments(db, appeal_id, since_ms, [text for _, _, text in wanted])
    listed = _listed(db, appeal_id)
    return [each for each in found if each.key not in declined | listed][:MOST_OFFERED]


def confirm(
    db: Connection,
    *,
    appeal_id: int,
    offered: Sequence[Offer],
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """These belong to the appeal: the Force's own posts become posts that the desk takes down, others are listed for a
    hand. Raises AppealError where `by` may not say so.
    """
    _allowed(db, by, training=training)
    changes = Changes(outbox=True)
    for offer in offered:
        if offer.adoptable and offer.thread_id is not None:
            changes |= _adopt(
                db, appeal_id, offer.thread_id, how="likeness", now=now, by=by, training=training
            )
            continue
        with writing(db):
            list_copy(
                db,
                appeal_id=appeal_id,
                whose="ours" if offer.ours else "stranger",
                how="likeness",
                network=offer.network,
                thread_id=offer.thread_id,
                item_id=offer.item_id,
                now_ms=to_ms(now),
                by=by,
            )
    return changes


def decline(
    db: Connection,
    *,
    appeal_id: int,
    offered: Sequence[Offer],
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """These are no part of the appeal, and are not offered again. Raises AppealError where `by` may not say so."""
    _allowed(db, by, training=training)
    with writing(db):
        for offer in offered:
            db.execute(
                "INSERT INTO appeal_offers_declined (appeal_id, offered, declined_ms, declined_by)"
                " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (appeal_id, offer.key, to_ms(now), by.name),
            )
            entry = audit.AppealOfferDeclined(appeal_id=appeal_id, offered=offer.key)
            append(db, entry, by=by, at_ms=to_ms(now))
    return Changes(outbox=True)


def add_link(
    db: Connection,
    *,
    appeal_id: int,
    url: str,
    ours: bool,
    note: str = "",
    now: datetime,
    by: Person,
    training: bool = False,
) -> Changes:
    """Something that belongs to an appeal, by its link. A post of a connected account becomes one that the desk takes
    down; anything else is listed for a hand.

    Raises AppealError: no link, one that is listed already, or not for `by` to say.
    """
    _allowed(db, by, training=training)
    url, network = checked_link(url)
    thread = _thread_at(db, url)
    if thread is not None:
        changes = _adopt(db, appeal_id, thread, how="link", now=now, by=by, training=training)
        if not changes:
            raise AppealError("That post is with an appeal already.", kept="Nothing was altered.")
        return changes | Changes(outbox=True)
    with writing(db):
        if appeal_rows.one(db, appeal_id) is None:
            raise NotOpen("There is no such appeal.", kept="Nothing was altered.")
        listed = list_copy(
            db,
            appeal_id=appeal_id,
            whose="ours" if ours else "stranger",
            how="link",
            network="" if network is None else network.value,
            url=url,
            note=cleaned(note)[:300],
            now_ms=to_ms(now),
            by=by,
        )
    if listed is None:
        raise AppealError("That link is on the list already.", kept="Nothing was altered.")
    return Changes(outbox=True)


def checked_link(url: str) -> tuple[str, Network | None]:
    """A link as it can be kept, and the network that it leads to. Raises AppealError for what is no link over https."""
    url = cleaned(url).strip()
    url = url if "://" in url else f"https://{url}"
    wrong = AppealError(
        "That is no link to a page over https.", to_do="Copy it from the address bar of the post itself."
    )
    if len(url) > 500 or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise wrong
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        named = bool(parts.username or parts.password or parts.port)
    except ValueError:
        raise wrong from None
    if parts.scheme != "https" or named or "." not in host or not parts.path.strip("/"):
        raise wrong
    known = next(
        (network for end, network in _HOSTS.items() if host == end or host.endswith(f".{end}")), None
    )
    return url, known


# --- Finding ------------------------------------------------------------------------------------------------------

_KNOWN = """
    NOT EXISTS (SELECT 1 FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
        JOIN posts ON posts.id = post_targets.post_id
        WHERE post_parts.native_id = threads.native_id AND post_targets.account_id = threads.account_id
            AND posts.appeal_id IS NOT NULL)
"""


def _posts(db: Connection, appeal_id: int, since_ms: int) -> list[Offer]:
    rows = db.execute(
        "SELECT threads.id, threads.kind, accounts.network, accounts.name, threads.text, threads.permalink,"
        " threads.created_ms FROM accounts JOIN threads ON threads.account_id = accounts.id"
        " WHERE accounts.removed_ms IS NULL AND threads.kind <> 'conversation' AND threads.created_ms >= ?"
        f" AND {_KNOWN} ORDER BY threads.created_ms DESC LIMIT ?",
        (since_ms, MOST_READ),
    ).fetchall()
    return [
        Offer(
            appeal_id=appeal_id,
            thread_id=ThreadId(row[0]),
            item_id=None,
            ours=row[1] == "post",
            network=row[2],
            account_name=row[3],
            untrusted_words=row[4],
            link=row[5],
            created_ms=row[6],
        )
        for row in rows
    ]


def _comments(db: Connection, appeal_id: int, since_ms: int, texts: Sequence[str]) -> list[Offer]:
    found: dict[int, Offer] = {}
    for text in texts:
        for like in likes(db, text):
            row = db.execute(
                "SELECT items.thread_id, items.by_force, accounts.network, accounts.name, items.text, items.permalink,"
                " items.created_ms, items.gone_ms FROM items JOIN accounts ON accounts.id = items.account_id"
                " WHERE items.id = ? AND items.kind <> 'message'",
                (like.item_id,),
            ).fetchone()
            if row is None or row[7] is not None or row[6] < since_ms:
                continue
            found[int(like.item_id)] = Offer(
                appeal_id=appeal_id,
                thread_id=ThreadId(row[0]),
                item_id=like.item_id,
                ours=bool(row[1]),
                network=row[2],
                account_name=row[3],
                untrusted_words=row[4],
                link=row[5],
                created_ms=row[6],
            )
    return list(found.values())


def _like(text: str, wanted: Sequence[tuple[str, set[str], str]]) -> bool:
    words = set(canonical(text).split())
    letters = ""
    for theirs, their_words, _ in wanted:
        least = min(len(words), len(their_words))
        if least and len(words & their_words) >= _SHARED * least:
            letters = letters or folded(text)
            if alike(letters, theirs):
                return True
    return False


def _listed(db: Connection, appeal_id: int) -> set[str]:
    rows = db.execute(
        "SELECT thread_id, item_id FROM appeal_copies WHERE appeal_id = ?", (appeal_id,)
    ).fetchall()
    return {f"item:{row[1]}" if row[1] is not None else f"thread:{row[0]}" for row in rows}


def _thread_at(db: Connection, url: str) -> ThreadId | None:
    """A post of a connected account by its link, whatever follows the path."""
    bare = url.split("?", 1)[0].split("#", 1)[0].rstrip("/")
    row = db.execute(
        "SELECT threads.id FROM threads JOIN accounts ON accounts.id = threads.account_id"
        " WHERE threads.kind = 'post' AND accounts.removed_ms IS NULL AND threads.permalink IN (?, ?, ? || '/')"
        " ORDER BY threads.id LIMIT 1",
        (url, bare, bare),
    ).fetchone()
    return None if row is None else ThreadId(row[0])


def _adopt(
    db: Connection,
    appeal_id: int,
    thread_id: ThreadId,
    *,
    how: str,
    now: datetime,
    by: Person,
    training: bool,
) -> Changes:
    """Puts a post of the Force's with the appeal; nothing where it is with one already."""
    row = db.execute(
        "SELECT account_id, native_id, text, permalink, created_ms FROM threads WHERE id = ?"
        f" AND kind = 'post' AND {_KNOWN}",
        (thread_id,),
    ).fetchone()
    if row is None:
        return Changes()
    adopted = adopt(
        db,
        account_id=AccountId(row[0]),
        native_id=NativeId(row[1]),
        text=row[2],
        permalink=row[3],
        published_ms=row[4],
        appeal_id=appeal_id,
        now=now,
        by=by,
        training=training,
    )
    with writing(db):
        entry = audit.AppealPostPut(appeal_id=appeal_id, post_id=adopted.post_id, how=how)
        append(db, entry, by=by, at_ms=to_ms(now))
    return adopted.changes


def _allowed(db: Connection, by: Person, *, training: bool) -> None:
    if why := may_open(by, training=training):
        raise AppealError(why)
    require_hand(by, db)
