"""How long a network still takes an answer: 24 hours and 7 days on Meta's networks (4.2b, I5). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from socialdesk.clock import from_ms
from socialdesk.decisions.obstacles import WINDOWS
from socialdesk.decisions.options import OptionKind
from socialdesk.model.accounts import Network


@dataclass(frozen=True, slots=True)
class Countdown:
    """What is left, in words; `tone` is info, warning or danger."""

    words: str
    tone: str
    ends: datetime | None
    """When the time that is told of is over; None where it is over already."""
    brief: str = ""
    """The same in two or three words, for a list."""


def countdown(
    network: Network, kind: OptionKind, *, created_ms: int, last_heard_ms: int | None, now: datetime
) -> Countdown | None:
    """What is left for a message or a private reply; None where the network sets no end to it.

    `last_heard_ms` is when the person last wrote in the conversation, `created_ms` when the item was written.
    """
    windows = WINDOWS.get(network)
    if windows is None:
        return None
    if kind is OptionKind.PRIVATE_REPLY:
        return _until(from_ms(created_ms) + windows.private_reply, now, "for the one private reply", network)
    if kind is not OptionKind.MESSAGE:
        return None
    heard = from_ms(created_ms if last_heard_ms is None else last_heard_ms)
    first, last = heard + windows.message, heard + windows.message_by_person
    if now <= first:
        return Countdown(
            f"{lasting(first - now)} left of {_hours(windows.message)}; then a person's own answer, "
            f"to {windows.message_by_person.days} days.",
            "info" if first - now > timedelta(hours=2) else "warning",
            first,
            f"{_roughly(first - now)} left",
        )
    return _until(last, now, "for a person's own answer", network)


def lasting(span: timedelta) -> str:
    """`6 d 4 h`, `23 h 12 min`, `12 min`, `less than a minute`: never more than is left."""
    minutes = int(span.total_seconds() // 60)
    days, rest = divmod(max(0, minutes), 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min" if minutes else "less than a minute"


def _until(ends: datetime, now: datetime, what: str, network: Network) -> Countdown:
    left = ends - now
    if left < timedelta(0):
        return Countdown(f"The time {what} is over on {network.label}.", "danger", None, "time is over")
    tone = "info" if left > timedelta(days=1) else "warning"
    return Countdown(f"{lasting(left)} left {what}.", tone, ends, f"{_roughly(left)} left")


def _roughly(span: timedelta) -> str:
    """`6 d`, `23 h`, `12 min`, `under 1 min`: never more than is left."""
    minutes = int(span.total_seconds() // 60)
    if minutes >= 24 * 60:
        return f"{minutes // (24 * 60)} d"
    if minutes >= 60:
        return f"{minutes // 60} h"
    return f"{minutes} min" if minutes else "under 1 min"


def _hours(span: timedelta) -> str:
    return f"{int(span.total_seconds() // 3600)} hours"
