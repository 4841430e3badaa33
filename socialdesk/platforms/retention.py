"""How long a network's terms let its words be kept: `[retention]` in `resources/capabilities/<network>.toml`.

What is written there is enforced by `inbox/retention.py`. Each rule names its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from socialdesk.model.accounts import Network
from socialdesk.platforms.capabilities import RetentionEntry, file_of, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """What a network asks of whoever keeps what it shows. Hours that are None have no end."""

    text_hours: int | None = None
    """How long what other people wrote may be kept."""
    profile_hours: int | None = None
    """How long other people's names and profile links may be kept."""
    own_hours: int | None = None
    """How long what the Force's own account wrote may be kept."""
    follow_deletions: bool = False
    """True where what is deleted or changed on the network must be deleted or changed here too.

    What the Force itself removed is not meant: that is kept for as long as the other words.
    """
    rereading_renews: bool = False
    """True where the hours begin anew each time that the network still shows the text."""
    evidence: Literal["keep", "dispose"] = "keep"
    """Whether evidence of a removal outlives the words: a choice that the Force's lawyers make."""
    reason: str
    source: str
    checked_on: date


@cache
def retention_of(network: Network) -> Retention | None:
    """A network's rule; None where it asks for nothing. Raises BugError where its file is missing or wrong."""
    return _retention(file_of(network).retention)


def read_retention(text: str) -> Retention | None:
    """The rule in one file's text. Raises BugError where the file is wrong."""
    return _retention(read_file(text).retention)


def words_removed(network: Network, *, by_force: bool, gone: bool) -> str:
    """The sentence that stands where a text was, once it has been disposed of."""
    rule, name = retention_of(network), network.label
    hours = None if rule is None else rule.own_hours if by_force else rule.text_hours
    if gone and rule is not None and rule.follow_deletions:
        return f"{name}'s terms: its text was removed here when it went from {name}."
    after = "" if hours is None else f" after {period(hours)}"
    return f"{name}'s terms: its text was removed here{after}. Look on {name}."


def period(hours: int) -> str:
    """`48 hours`, `30 days`."""
    if hours <= 72 or hours % 24:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{hours // 24} days"


def _retention(told: RetentionEntry | None) -> Retention | None:
    if told is None:
        return None
    return Retention(
        text_hours=told.text_hours,
        profile_hours=told.profile_hours,
        own_hours=told.own_hours,
        follow_deletions=told.follow_deletions,
        rereading_renews=told.rereading_renews,
        evidence=told.evidence,
        reason=told.reason,
        source=told.source,
        checked_on=told.checked_on,
    )
