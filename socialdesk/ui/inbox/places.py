"""The entries of the rail, in order, and the search words that narrow each of them further."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from socialdesk.decisions.blocking_waiting import BlocksWaiting
from socialdesk.inbox.queries import Query, View, ViewName, done_since, mine, of_account, parse, search_view
from socialdesk.inbox.query_language import Filter
from socialdesk.model.ids import AccountId
from socialdesk.model.people import Person, Role
from socialdesk.ui.inbox.rail_button import Entry


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the rail: its view, and the same as search words ("" where it cannot be said in them)."""

    entry: Entry
    view: ViewName
    words: str | None


PLACES = (
    Place(Entry(key="inbox", label="Needs a decision", icon="inbox"), ViewName.INBOX, "is:open"),
    Place(Entry(key="reply", label="Needs a reply", icon="reply"), ViewName.REPLY, "is:unanswered"),
    Place(Entry(key="flagged", label="Policy flags", icon="flag"), ViewName.FLAGGED, "is:open is:flagged"),
    Place(
        Entry(key="urgent", label="Urgent", icon="warning", attention=True),
        ViewName.URGENT,
        "is:open is:urgent",
    ),
    Place(Entry(key="unread", label="Unread", icon="unread"), ViewName.UNREAD, "is:unread"),
    Place(Entry(key="mine", label="Taken by me", icon="person"), ViewName.MINE, None),
    Place(Entry(key="waiting", label="Waiting", icon="clock"), ViewName.WAITING, None),
    Place(Entry(key="today", label="Done today", icon="done"), ViewName.TODAY, None),
    Place(Entry(key="everything", label="Everything", icon="layers"), ViewName.EVERYTHING, ""),
)

BLOCKS = Entry(key="do:blocks", label="Register of blocks", icon="block")
"""Opens a list of its own."""
DUTY = Entry(key="do:duty", label="Out of hours", icon="phone")
"""For whoever holds the desk while Corporate Communications is away."""
HANDOVER = Entry(key="do:handover", label="Handover", icon="note")
REGISTER = Entry(key="do:register", label="Register of accounts", icon="people")
"""Every account of the Force; read by all, kept by Corporate Communications."""
REPORTS = Entry(key="do:reports", label="Reports", icon="chart")
LISTS = {
    BLOCKS.key: "blocks",
    REGISTER.key: "register",
    DUTY.key: "duty",
    HANDOVER.key: "handover",
    REPORTS.key: "reports",
}
"""The command behind each of these keys."""
CONNECT = Entry(key="do:connect", label="Connect an account", icon="plus")

PUBLISHING = Entry(key="publishing", label="Publishing", icon="megaphone", attention=True)
"""Fills the window: the Force's own posts. Counted is what needs a person."""
PAGES = frozenset({PUBLISHING.key})
"""The entries that fill the window, each by the command of the same name."""

CHIPS = (
    ("all", "All"),
    ("unread", "Unread"),
    ("comment", "Comments"),
    ("message", "Messages"),
    ("mine", "Mine"),
)
"""Key and words of the filters above the list."""


SAVED = "saved:"
"""How the key of a saved search begins."""


def blocks_entry(waiting: BlocksWaiting) -> Entry:
    """The register of blocks, saying what waits on it."""
    words = f"Waiting: {waiting.words}." if waiting.words else ""
    return replace(BLOCKS, attention=waiting.unseen > 0, health_words=words)


def list_entries(waiting: BlocksWaiting, person: Person) -> list[Entry]:
    """What opens a list or sheet of its own, for this person."""
    night = [DUTY] if person.role in (Role.OSCAR_1, Role.IDO, Role.TRAINEE) else []
    return [*night, blocks_entry(waiting), REGISTER, HANDOVER, REPORTS]


def saved_key(view_id: int) -> str:
    """A saved search's key in the rail."""
    return f"{SAVED}{view_id}"


def account_key(account_id: AccountId) -> str:
    """An account's key in the rail."""
    return f"account:{account_id}"


def view_of(key: str, *, person: str, today_ms: int = 0) -> View:
    """The view behind a key of the rail; `today_ms` is when today began."""
    if key.startswith("account:"):
        return of_account(AccountId(int(key.removeprefix("account:"))))
    place = next(place for place in PLACES if place.entry.key == key)
    if place.view is ViewName.TODAY:
        return done_since(today_ms)
    return mine(person) if place.view is ViewName.MINE else View(place.view)


def narrowed(key: str, chip: str, *, person: str, names: Mapping[str, str], today_ms: int = 0) -> View:
    """The view of a key with a filter of `CHIPS` upon it; `names` holds each account's name by its key."""
    if chip == "mine":
        return mine(person)
    if chip == "all":
        return view_of(key, person=person, today_ms=today_ms)
    if key.startswith("account:"):
        query = parse(f"is:open is:{chip}")
        return search_view(replace(query, filters=(*query.filters, *_of_account(key, names))))
    words = next(place.words for place in PLACES if place.entry.key == key)
    if words is None:
        return view_of(key, person=person, today_ms=today_ms)
    return search_view(parse(f"{words} is:{chip}"))


def _of_account(key: str, names: Mapping[str, str]) -> list[Filter]:
    """Filters that leave one account: by its name, and without those whose names hold it too."""
    name = names.get(key, "").casefold()
    others = [other.casefold() for other in names.values() if name in other.casefold() != name]
    return [Filter("account", name), *(Filter("account", other, without=True) for other in others)]


def found_by(text: str, chip: str) -> Query:
    """What was typed, with a filter of `CHIPS` upon it."""
    more = f" is:{chip}" if chip in {"unread", "comment", "message"} else ""
    # Before the words, so that the last one typed stays the one that may go on.
    return parse(f"{more} {text}".strip())
