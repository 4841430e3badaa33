"""What the same people wrote earlier, to tell what is said again (4.3e): read at once for a whole page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from socialdesk.model.ids import AccountId, ItemId
from socialdesk.storage.database import Connection
from socialdesk.triage.api import EarlierText
from socialdesk.triage.repeats import repeat_key

NEWEST = 8
"""The newest texts of an author that a new one is compared with, beside the first that has the same words."""
LATELY = 20_000
"""The newest are sought among so many last arrivals of the desk, which are at hand."""
SAME = 64
"""The newest items of an author among which the very same words are sought."""
LETTERS = 2_000
"""How much of each text is read."""

_encoder = msgspec.json.Encoder()


def key_of(untrusted_text: str) -> int:
    """The number under which repeats of the same words are found; 64 bits, for SQLite."""
    return int.from_bytes(repeat_key(untrusted_text)[:8], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Said:
    """One text of one author."""

    item_id: ItemId
    author_id: int
    key: int
    untrusted_text: str


class Earlier:
    """The earlier texts of the authors of a page, and those of the page itself as they are taken in turn."""

    def __init__(self, db: Connection, account_id: AccountId, page: Iterable[Said]) -> None:
        """Reads what was held before the first of `page`, whose items are in order of their ids."""
        self._texts: dict[int, dict[int, str]] = defaultdict(dict)
        """Of each author, the newest by item."""
        self._same: dict[tuple[int, int], tuple[int, str]] = {}
        """The first item of an author that has certain words, and its text."""
        said = list(page)
        if not said:
            return
        first = said[0].item_id
        authors = sorted({each.author_id for each in said})
        for author, item_id, text in db.execute(
            _NEWEST, (LETTERS, _json(authors), first - LATELY, first, NEWEST, account_id)
        ).fetchall():
            self._texts[author][item_id] = text
        keys = sorted({(each.author_id, each.key) for each in said})
        for author, key, item_id, text in db.execute(
            _SAME, (LETTERS, first, SAME, _json(keys), account_id)
        ).fetchall():
            self._same[author, key] = (item_id, text)

    def than(self, said: Said) -> tuple[EarlierText, ...]:
        """What its author wrote before it, the oldest first; from now on it is itself among what was written."""
        texts = self._texts[said.author_id]
        found = dict(sorted(texts.items())[-NEWEST:])
        same = self._same.setdefault(
            (said.author_id, said.key), (said.item_id, said.untrusted_text[:LETTERS])
        )
        if same[0] != said.item_id:
            found[same[0]] = same[1]
        texts[said.item_id] = said.untrusted_text[:LETTERS]
        return tuple(EarlierText(item_id, found[item_id]) for item_id in sorted(found))


_NEWEST = """
SELECT wanted.value, items.id, substr(items.text, 1, ?)
FROM json_each(?) AS wanted
CROSS JOIN items ON items.id IN (
    SELECT id FROM items WHERE author_id = wanted.value AND id > ? AND id < ? ORDER BY id DESC LIMIT ?
)
WHERE +items.account_id = ?
"""
# The plus keeps the index of accounts, which leads to everything, from being thought the better way in.
# The inner query stays within the index of authors.
_SAME = """
SELECT first.author, first.key, items.id, substr(items.text, 1, ?)
FROM (
    SELECT value ->> 0 AS author, value ->> 1 AS key, (
        SELECT min(id) FROM (
            SELECT id, repeat_key FROM items WHERE author_id = (wanted.value ->> 0) AND id < ?
            ORDER BY id DESC LIMIT ?
        ) WHERE repeat_key = (wanted.value ->> 1)
    ) AS item_id
    FROM json_each(?) AS wanted
) AS first
CROSS JOIN items ON items.id = first.item_id
WHERE items.account_id = ?
"""


def _json(values: object) -> str:
    return _encoder.encode(values).decode()
