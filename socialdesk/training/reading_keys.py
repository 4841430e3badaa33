"""What the scenario calls what stands on the desk: its items, posts and accounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from socialdesk.model.ids import ItemId, ThreadId
from socialdesk.storage.database import Connection
from socialdesk.training.events import Entry, Scenario
from socialdesk.training.stage import Stage

ITEMS = frozenset({"comment", "message", "mention", "visitor_post"})
"""The kinds of entries that become items of the desk."""
_POSTS = frozenset({"post", "visitor_post", "mention"})


@dataclass(slots=True)
class Keys:
    """What the scenario calls what stands on the desk."""

    items: dict[ItemId, str] = field(default_factory=dict[ItemId, str])
    threads: dict[ThreadId, str] = field(default_factory=dict[ThreadId, str])
    """Posts, the Force's and others'."""
    accounts: dict[int, str] = field(default_factory=dict[int, str])
    """Each account's page."""
    posts: dict[str, str] = field(default_factory=dict[str, str])
    """By the network's own id."""


def find_on_the_desk(db: Connection, keys: Keys, stage: Stage, entries: Iterable[Entry]) -> None:
    """Finds what has been read from the networks by now and was not known yet. `entries`: all that there are."""
    entries = list(entries)
    if not keys.accounts:
        pages = {(page.network, stage.page_ids[page.key]): page.key for page in stage.scenario.pages}
        for account_id, network, native_id in db.execute("SELECT id, network, native_id FROM accounts"):
            if (network, native_id) in pages:
                keys.accounts[account_id] = pages[network, native_id]
    networks = networks_of(stage.scenario, entries)
    items, threads = set(keys.items.values()), set(keys.threads.values())
    for entry in entries:
        key = entry.event.key
        native_id = stage.ids.get(key)
        if native_id is None:
            continue
        told = (networks.get(key, ""), native_id)
        if entry.kind in ITEMS and key not in items:
            found = db.execute(
                "SELECT items.id FROM items JOIN accounts ON accounts.id = items.account_id"
                " WHERE accounts.network = ? AND items.native_id = ?",
                told,
            )
            keys.items.update((ItemId(row[0]), key) for row in found.fetchall())
        if entry.kind in _POSTS and key not in threads:
            found = db.execute(
                "SELECT threads.id FROM threads JOIN accounts ON accounts.id = threads.account_id"
                " WHERE accounts.network = ? AND threads.native_id = ?",
                told,
            )
            keys.threads.update((ThreadId(row[0]), key) for row in found.fetchall())
        if entry.kind == "post":
            keys.posts[native_id] = key


def networks_of(scenario: Scenario, entries: Iterable[Entry]) -> dict[str, str]:
    """Each key's network."""
    networks = {page.key: page.network for page in scenario.pages}
    for entry in entries:
        networks[entry.event.key] = networks.get(entry.event.page or entry.event.on, "")
    return networks
