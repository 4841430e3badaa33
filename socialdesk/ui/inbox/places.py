"""The entries of the rail, in order, and the search words that narrow each of them further."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.inbox.queries import Query, View, ViewName, mine, of_account, parse, search_view
from socialdesk.model.ids import AccountId
from socialdesk.ui.inbox.rail_button import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail: its view, and the same as search words ("" where it cannot be said in them)."""

    entry: Entry
    view: ViewName
    words: str | None


PLACES = (
    Place(Entry(key="inbox", label="Needs a decision", icon="inbox"), ViewName.INBOX, "is:open"),
    Place(Entry(key="flagged", label="Policy flags", icon="flag"), ViewName.FLAGGED, "is:open is:flagged"),
    Place(
        Entry(key="urgent", label="Urgent", icon="warning", attention=True),
        ViewName.URGENT,
        "is:open is:urgent",
    ),
    Place(Entry(key="unread", label="Unread", icon="unread"), ViewName.UNREAD, "is:unread"),
    Place(Entry(key="mine", label="Taken by me", icon="person"), ViewName.MINE, None),
    Place(Entry(key="waiting", label="Waiting on the network", icon="clock"), ViewName.WAITING, None),
    Place(Entry(key="done", label="Done", icon="done"), ViewName.DONE, "is:done"),
    Place(Entry(key="everything", label="Everything", icon="layers"), ViewName.EVERYTHING, ""),
)

CONNECT = Entry(key="do:connect", label="Connect an account", icon="plus")

CHIPS = (
    ("all", "All"),
    ("unread", "Unread"),
    ("comment", "Comments"),
    ("message", "Messages"),
    ("mine", "Mine"),
)
"""Key and words of the filters above the list."""


def account_key(account_id: AccountId) -> str:
    """An account's key in the rail."""
    return f"account:{account_id}"


def view_of(key: str, *, person: str) -> View:
    """The view behind a key of the rail."""
    if key.startswith("account:"):
        return of_account(AccountId(int(key.removeprefix("account:"))))
    place = next(place for place in PLACES if place.entry.key == key)
    return mine(person) if place.view is ViewName.MINE else View(place.view)


def narrowed(key: str, chip: str, *, person: str, account_name: str = "") -> View:
    """The view of a key with a filter of `CHIPS` upon it."""
    if chip == "mine":
        return mine(person)
    words = words_of(key, account_name)
    if chip == "all" or words is None:
        return view_of(key, person=person)
    return search_view(parse(f"{words} is:{chip}"))


def words_of(key: str, account_name: str = "") -> str | None:
    """A key of the rail as search words; None where it has none."""
    if key.startswith("account:"):
        return f'is:open account:"{account_name.replace(chr(34), " ")}"'
    return next(place.words for place in PLACES if place.entry.key == key)


def found_by(text: str, chip: str) -> Query:
    """What was typed, with a filter of `CHIPS` upon it."""
    more = f" is:{chip}" if chip in {"unread", "comment", "message"} else ""
    # Before the words, so that the last one typed stays the one that may go on.
    return parse(f"{more} {text}".strip())
