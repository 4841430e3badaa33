"""Where an item stands in a list, as one whole number: a later item has a greater one.

The network's second is above the item's own number (31 bits), so that ranks sort by time and hold the id; a list of a
million is one array of them. Lists of words found are ranked by the id alone, which is the order of their index.
"""

from __future__ import annotations

from socialdesk.model.ids import ItemId

ID_BITS = 31
_ID_MASK = (1 << ID_BITS) - 1
LAST_SECOND = (1 << 32) - 1
"""The year 2106; the sign of 64 bits is not to be reached by a network's odd date."""


def rank(item_id: int, created_ms: int) -> int:
    """The rank of an item by the network's time."""
    return (min(max(created_ms // 1000, 0), LAST_SECOND) << ID_BITS) | item_id


def item_of(rank: int) -> ItemId:
    """The item that a rank stands for."""
    return ItemId(rank & _ID_MASK)
