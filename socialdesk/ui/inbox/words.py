"""What a row of the list says, in words: when, how it stands, why it is flagged. Holds no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from socialdesk.clock import from_ms
from socialdesk.decisions.options import OptionKind
from socialdesk.decisions.windows import Countdown, countdown
from socialdesk.inbox.queries import InboxRow
from socialdesk.model.accounts import Network
from socialdesk.model.items import ItemKind
from socialdesk.policy.book import Book
from socialdesk.policy.entries import Strength
from socialdesk.ui.visible import one_line

NOBODY = "Name not given"
"""Said where the network does not name the author."""


@dataclass(frozen=True, slots=True)
class Chip:
    """An icon, a word and a tone; the tone never stands alone."""

    words: str
    icon: str
    tone: str


_STANDINGS = {
    "hiding": Chip("Hiding…", "clock", "info"),
    "unhiding": Chip("Showing again…", "clock", "info"),
    "removing": Chip("Removing…", "clock", "info"),
    "unconfirmed": Chip("Could not confirm", "question", "warning"),
    "failed": Chip("Not done", "warning", "danger"),
    "gone": Chip("No longer there", "remove", "neutral"),
    "hidden": Chip("Hidden", "hide", "neutral"),
    "by_hand": Chip("By hand: tick it off", "hand", "info"),
    "hidden_by_hand": Chip("Hidden by hand", "hide", "neutral"),
    "removed_by_hand": Chip("Removed by hand", "remove", "neutral"),
}
_HELD = {
    "hiding": Chip("Holding…", "clock", "info"),
    "unhiding": Chip("Publishing again…", "clock", "info"),
    "hidden": Chip("Held for review", "hide", "neutral"),
}
"""The same on YouTube, in its own words."""

HIDDEN = "Hard words: open it to read them."
_HARD = frozenset({"offensive_language", "hate_speech", "threatening"})
_SIGNS = {
    "operationally_sensitive": "lock",
    "threatening": "warning",
    "identifies_person": "person",
    "contempt_of_court": "scales",
    "officer_safety": "shield",
    "hate_speech": "warning",
    "defamation": "scales",
    "offensive_language": "warning",
    "spam": "block",
    "repeat": "copy",
    "staff_breach": "people",
    "emergency": "emergency",
    "crime_report": "shield",
    "foi_request": "document",
    "foi_incomplete": "document",
    "safety_advice": "question",
    "complaint": "megaphone",
    "question": "question",
}


def standing_chip(row: InboxRow) -> Chip | None:
    """How the item stands on its network, where that is anything but plainly visible."""
    own = _HELD.get(row.standing) if row.network is Network.YOUTUBE else None
    return own or _STANDINGS.get(row.standing)


def ground_chip(ground: str, book: Book) -> Chip | None:
    """Why an item is flagged: the name that the pack gives the ground or route."""
    if not ground:
        return None
    sign = _SIGNS.get(ground, "flag")
    if (entry := book.grounds.get(ground)) is not None:
        if entry.strength in {Strength.MUST, Strength.AT_ONCE} and entry.urgency >= 1:
            tone = "danger"
        else:
            tone = "warning" if entry.urgency >= 1 else "neutral"
        return Chip(entry.name, sign, tone)
    if (route := book.routes.get(ground)) is not None:
        return Chip(route.name, sign, "danger" if route.urgency >= 3 else "info")
    return Chip(book.name_of(ground), sign, "neutral")


def when(at_ms: int, now: datetime) -> str:
    """A short local time: 09:41 today, Tue 09:41 within a week, 18 Nov within a year, else 18 Nov 2025."""
    moment, here = from_ms(at_ms).astimezone(), now.astimezone()
    if moment.date() == here.date():
        return f"{moment:%H:%M}"
    if timedelta(0) < here - moment < timedelta(days=6):
        return f"{moment:%a %H:%M}"
    day = f"{moment.day} {moment:%b}"
    return day if moment.year == here.year else f"{day} {moment.year}"


def ago(then_ms: int | None, now_ms: int) -> str:
    """How long ago, in words: "12 s ago", "4 min ago", "3 h ago", "2 days ago", or "never"."""
    if then_ms is None:
        return "never"
    seconds = max(0, (now_ms - then_ms) // 1000)
    if seconds < 60:
        return f"{seconds} s ago"
    if seconds < 3_600:
        return f"{seconds // 60} min ago"
    if seconds < 172_800:
        return f"{seconds // 3_600} h ago"
    return f"{seconds // 86_400} days ago"


def kind_words(kind: ItemKind, network: Network) -> str:
    """ "Facebook comment", "Facebook direct message"."""
    return f"{network.label} {kind.label.lower()}"


def window_left(row: InboxRow, now: datetime) -> Countdown | None:
    """How long the network still takes an answer to an open direct message; None where it sets no end (4.2b)."""
    if row.kind is not ItemKind.MESSAGE or row.by_force or not row.open:
        return None
    return countdown(
        row.network, OptionKind.MESSAGE, created_ms=row.created_ms, last_heard_ms=row.heard_ms, now=now
    )


def row_words(row: InboxRow, *, hide_hard: bool = False) -> str:
    """What was written, on one line; a sentence in its place where it is here no more, or is hard to read."""
    if row.removed:
        return row.removed
    if hide_hard and row.top_ground in _HARD:
        return HIDDEN
    return one_line(row.untrusted_text, 300)


def row_sentence(row: InboxRow, book: Book, now: datetime, *, hide_hard: bool = False) -> str:
    """The whole row as a screen reader speaks it; nothing that is painted is missing here."""
    parts = ["Unread" if row.unread else "", author(row)]
    parts.append(kind_words(row.kind, row.network))
    parts.append("" if row.kind is ItemKind.MESSAGE else thread_title(row))
    parts.append(when(row.created_ms, now))
    said = ", ".join(part for part in parts if part) + "."
    if (chip := ground_chip(row.top_ground, book)) is not None:
        said += f" Flag: {chip.words}."
    if (chip := standing_chip(row)) is not None:
        said += f" Standing: {chip.words}."
    if (left := window_left(row, now)) is not None:
        said += f" To answer: {left.words}"
    if row.claimed_by:
        said += f" Taken by {row.claimed_by}."
    if row.outcome:
        said += f" Outcome: {row.outcome}."
    return f"{said} {row_words(row, hide_hard=hide_hard)}"


def thread_title(row: InboxRow) -> str:
    """The first line of what it hangs under, made safe to show; what a private conversation is, where it is one."""
    first = row.untrusted_thread.strip().split("\n", 1)[0]
    return one_line(first, 90) or (row.kind.label if row.kind is ItemKind.MESSAGE else "")


def author(row: InboxRow) -> str:
    """Who wrote it, made safe to show."""
    return one_line(row.untrusted_author, 80) or NOBODY
