"""What a list of the inbox shows: a name, and what narrows it. Each is a list of item ids, newest first."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from socialdesk.inbox.query_language import NO_QUERY, Query
from socialdesk.model.ids import AccountId


class ViewName(StrEnum):
    """The built-in lists."""

    INBOX = "inbox"
    FLAGGED = "flagged"
    URGENT = "urgent"
    UNREAD = "unread"
    MINE = "mine"
    WAITING = "waiting"
    """Something is in the outbox for it, its outcome is not known, or what was begun by hand is not ticked off."""
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
            ViewName.WAITING: "Waiting",
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


INBOX = View(ViewName.INBOX)
FLAGGED = View(ViewName.FLAGGED)
URGENT = View(ViewName.URGENT)
UNREAD = View(ViewName.UNREAD)
WAITING = View(ViewName.WAITING)
DONE = View(ViewName.DONE)
EVERYTHING = View(ViewName.EVERYTHING)
COMMENTS = View(ViewName.COMMENTS)
MESSAGES = View(ViewName.MESSAGES)


def mine(person: str) -> View:
    """What `person` (a name) has taken and not finished."""
    return View(ViewName.MINE, person=person)


def of_account(account_id: AccountId) -> View:
    """What is open of one account."""
    return View(ViewName.ACCOUNT, account_id=account_id)


def search_view(query: Query) -> View:
    """What a search finds; an empty one finds everything."""
    return View(ViewName.SEARCH, query=query)
