"""What a list of the inbox shows: a name, and what narrows it. Each is a list of item ids, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from socialdesk.inbox.query_language import NO_QUERY, Query
from socialdesk.model.ids import AccountId


class ViewName(StrEnum):
    """The built-in lists."""

    INBOX = "inbox"
    REPLY = "reply"
    """Somebody asked, complained or reported, and has had no answer (4.2)."""
    FLAGGED = "flagged"
    URGENT = "urgent"
    UNREAD = "unread"
    MINE = "mine"
    WAITING = "waiting"
    """Something is in the outbox for it, its outcome is not known, what was begun by hand is not ticked off, or it was
    asked about or passed on and that is still open."""
    TODAY = "today"
    """Done since a moment, which is the beginning of today."""
    DONE = "done"
    EVERYTHING = "everything"
    ACCOUNT = "account"
    """What is open of one account."""
    COMMENTS = "comments"
    MESSAGES = "messages"
    SEARCH = "search"

    @property
    def label(self) -> str:
        """The list's name on screen."""
        return {
            ViewName.MINE: "Taken by me",
            ViewName.REPLY: "Needs a reply",
            ViewName.WAITING: "Waiting",
            ViewName.TODAY: "Done today",
            ViewName.COMMENTS: "Comments",
            ViewName.MESSAGES: "Direct messages",
        }.get(self, self.value.capitalize())


@dataclass(frozen=True, slots=True)
class View:
    """One list. Two that are equal show the same."""

    name: ViewName
    account_id: AccountId | None = None
    """For ACCOUNT."""
    person: str = ""
    """For MINE: whose."""
    query: Query = field(default=NO_QUERY)
    """For SEARCH."""
    since_ms: int = 0
    """For TODAY."""
    urgent_first: bool = False
    """For INBOX: the most urgent first, and of those the one that has waited longest; else the newest first."""


INBOX = View(ViewName.INBOX)
REPLY = View(ViewName.REPLY)
FLAGGED = View(ViewName.FLAGGED)
URGENT = View(ViewName.URGENT)
UNREAD = View(ViewName.UNREAD)
WAITING = View(ViewName.WAITING)
DONE = View(ViewName.DONE)
EVERYTHING = View(ViewName.EVERYTHING)
COMMENTS = View(ViewName.COMMENTS)
MESSAGES = View(ViewName.MESSAGES)


MOST_URGENT = 5_000
"""How many a list holds whose most urgent come first: nobody goes through more, and it is read anew in no time."""


def mine(person: str) -> View:
    """What `person` (a name) has taken and not finished."""
    return View(ViewName.MINE, person=person)


def done_since(since_ms: int) -> View:
    """What was done at that moment or later."""
    return View(ViewName.TODAY, since_ms=since_ms)


def of_account(account_id: AccountId) -> View:
    """What is open of one account."""
    return View(ViewName.ACCOUNT, account_id=account_id)


def search_view(query: Query) -> View:
    """What a search finds; an empty one finds everything."""
    return View(ViewName.SEARCH, query=query)
