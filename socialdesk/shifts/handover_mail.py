"""A handover as lines of text, and as an e-mail draft (I2). The same lines stand on the PDF."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from socialdesk.clock import from_ms
from socialdesk.decisions.plainly import one_plain_line, plainly
from socialdesk.decisions.unsent import unsent_message
from socialdesk.model.people import Role
from socialdesk.policy.book import Book
from socialdesk.shifts.handover import Handover

MARKING = "OFFICIAL-SENSITIVE"
"""It names staff and what they did (GSCP)."""
_TRAINING_MAILBOX = "handover-training@example.invalid"
"""A name that no mail can reach (RFC 2606)."""


def span_words(found: Handover, book: Book) -> str:
    """From when until when, by the Force's clocks."""
    zone = ZoneInfo(book.hours.timezone)
    start, end = (from_ms(each).astimezone(zone) for each in (found.page.from_ms, found.page.until_ms))
    return f"{start:%a %d/%m/%Y %H:%M} to {end:%a %d/%m/%Y %H:%M}"


def head_lines(found: Handover, book: Book) -> list[str]:
    """Who handed over, and who accepted it."""
    zone = ZoneInfo(book.hours.timezone)
    role = next((each.label for each in Role if each.value == found.made_role), "")
    made = from_ms(found.made_ms).astimezone(zone)
    maker = f"{one_plain_line(found.made_by)}{f', {role}' if role else ''}, {made:%d/%m/%Y %H:%M}"
    if found.accepted_ms is None:
        accepted = "Not accepted yet."
    else:
        at = from_ms(found.accepted_ms).astimezone(zone)
        accepted = f"Accepted by {one_plain_line(found.accepted_by)}, {at:%d/%m/%Y %H:%M}."
    lines = [f"Handed over by {maker}.", accepted]
    if found.released:
        lines.append(f"Let go with it: {found.released} taken and not finished.")
    return lines


def lines_of(found: Handover, book: Book) -> list[str]:
    """The whole page, line by line."""
    lines = [MARKING, "", f"Handover {found.id}: {span_words(found, book)}", *head_lines(found, book)]
    for section in found.page.sections:
        lines += ["", section.title.upper(), *(f"- {line.words}" for line in section.lines)]
        if not section.lines:
            lines.append(section.none)
    if found.notes:
        lines += ["", "NOTES", *plainly(found.notes).split("\n")]
    return [*lines, "", MARKING]


def draft_of(found: Handover, book: Book, *, now: datetime, training: bool = False) -> bytes:
    """An unsent message; a person chooses who gets it beside the press office, and sends it."""
    mark = "TRAINING, not real: " if training else ""
    day = now.astimezone(ZoneInfo(book.hours.timezone))
    to = _TRAINING_MAILBOX if training else book.values.get("press_mailbox", "")
    return unsent_message(
        to=to,
        subject=f"{mark}{MARKING}: social media handover, {day:%d/%m/%Y %H:%M}",
        lines=lines_of(found, book),
    )
