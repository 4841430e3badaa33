"""What of the Force's own can be shared in place of a post of one's own: open appeals first, then posts (3.3a, P4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from socialdesk.model.accounts import Account, Network
from socialdesk.model.ids import AccountId, NativeId
from socialdesk.publishing import appeal_rows
from socialdesk.publishing.appeal_rows import AppealState
from socialdesk.storage.database import Connection

MOST = 30
"""Posts that are offered, the newest first."""
_LONGEST = 70

Where = tuple[AccountId, NativeId]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharable:
    """One appeal or post of the Force's, with where it stands on each network."""

    key: str
    title: str
    """The beginning of the post's own words, or the appeal's kind and number without its name."""
    appeal_id: int | None = None
    posts: Mapping[Network, Where]

    def on(self, account: Account) -> NativeId | None:
        """What that account shares; None where nothing stands on its network, or it is the account's own post."""
        found = self.posts.get(account.network)
        return None if found is None or found[0] == account.id else found[1]


def sharable(db: Connection) -> list[Sharable]:
    """Open appeals whose posts are there, then what the main accounts have published, the newest first."""
    appeals = [
        Sharable(key=f"appeal:{each.id}", title=each.title, appeal_id=each.id, posts=posts)
        for each in appeal_rows.everything(db)
        if each.state is AppealState.OPEN and (posts := _of_appeal(db, each.id))
    ]
    return [*appeals, *_posts(db)]


def _of_appeal(db: Connection, appeal_id: int) -> dict[Network, Where]:
    found = {network: appeal_rows.original_on(db, appeal_id, network.value) for network in Network}
    return {network: where for network, where in found.items() if where is not None}


def _posts(db: Connection) -> list[Sharable]:
    """By post where the desk published it, else as the network shows it; nothing of an appeal that is over."""
    rows = db.execute(
        """
        SELECT 'post:' || posts.id AS whole, post_parts.text, accounts.network, accounts.id, post_parts.native_id,
            post_parts.published_ms AS at
        FROM post_parts JOIN post_targets ON post_targets.id = post_parts.target_id
        JOIN posts ON posts.id = post_targets.post_id JOIN accounts ON accounts.id = post_targets.account_id
        WHERE number = 1 AND post_parts.native_id IS NOT NULL AND published_ms IS NOT NULL AND gone_ms IS NULL
            AND post_targets.share_of = '' AND posts.appeal_id IS NULL AND accounts.is_primary = 1
            AND accounts.removed_ms IS NULL
        UNION ALL
        SELECT 'thread:' || threads.id, threads.text, accounts.network, accounts.id, threads.native_id, created_ms
        FROM threads JOIN accounts ON accounts.id = threads.account_id
        WHERE threads.kind = 'post' AND threads.text <> '' AND accounts.is_primary = 1 AND accounts.removed_ms IS NULL
            AND NOT EXISTS (SELECT 1 FROM post_parts WHERE post_parts.native_id = threads.native_id)
        ORDER BY at DESC LIMIT ?
        """,
        (MOST * len(Network),),
    ).fetchall()
    words: dict[str, str] = {}
    posts: dict[str, dict[Network, Where]] = {}
    for whole, text, network, account_id, native_id, _ in rows:
        if network in set(Network):
            words.setdefault(whole, str(text))
            posts.setdefault(whole, {}).setdefault(
                Network(network), (AccountId(account_id), NativeId(native_id))
            )
    return [Sharable(key=each, title=_beginning(words[each]), posts=posts[each]) for each in posts][:MOST]


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
