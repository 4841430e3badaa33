"""What the screens ask of the inbox (I1). Everything here only reads, on whatever connection it is given.

The rail's counts, conversations, people and accounts have modules of their own; all of them are named here, so that a
screen imports from one place.
"""

from __future__ import annotations

from socialdesk.inbox.conversation import Conversation, ConversationRow, conversation
from socialdesk.inbox.counts import AccountCount, RailCounts, counts
from socialdesk.inbox.health import AccountRow, accounts
from socialdesk.inbox.history import history
from socialdesk.inbox.lists import (
    Held,
    by_arrival,
    first_ids,
    first_ranks,
    held,
    holds,
    ranks_in,
    view_count,
    view_ids,
    view_ranks,
)
from socialdesk.inbox.people import PersonAction, PersonHistory, person
from socialdesk.inbox.pressing import why_here
from socialdesk.inbox.query_language import Query, parse
from socialdesk.inbox.ranks import item_of
from socialdesk.inbox.reading import (
    InboxRow,
    Version,
    assessment,
    item,
    item_of_native,
    item_removed,
    post_removed,
    raw,
    rows,
    thread,
    versions,
)
from socialdesk.inbox.search import not_yet_indexed
from socialdesk.inbox.views import View, ViewName, done_since, mine, of_account, search_view

__all__ = [
    "AccountCount",
    "AccountRow",
    "Conversation",
    "ConversationRow",
    "Held",
    "InboxRow",
    "PersonAction",
    "PersonHistory",
    "Query",
    "RailCounts",
    "Version",
    "View",
    "ViewName",
    "accounts",
    "assessment",
    "by_arrival",
    "conversation",
    "counts",
    "done_since",
    "first_ids",
    "first_ranks",
    "held",
    "history",
    "holds",
    "item",
    "item_of",
    "item_of_native",
    "item_removed",
    "mine",
    "not_yet_indexed",
    "of_account",
    "parse",
    "person",
    "post_removed",
    "ranks_in",
    "raw",
    "rows",
    "search_view",
    "thread",
    "versions",
    "view_count",
    "view_ids",
    "view_ranks",
    "why_here",
]
