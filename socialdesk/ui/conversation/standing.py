"""What has become of a comment, in words. "Hidden" and "removed" only where the network has confirmed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from socialdesk.inbox.queries import ConversationRow
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.ui.review.told import moment
from socialdesk.ui.visible import one_line


@dataclass(frozen=True, slots=True)
class Standing:
    """A word or three, what it means, and the ink for both."""

    words: str = ""
    told: str = ""
    tone: str = ""


_ON_ITS_WAY = {
    "hiding": Standing("Hiding…", "Everybody still sees it until the network confirms.", "info"),
    "unhiding": Standing("Showing again…", "It stays hidden until the network confirms.", "info"),
    "removing": Standing("Removing…", "Everybody still sees it until the network confirms.", "info"),
    "unconfirmed": Standing(
        "Could not confirm", "It may or may not have been done; a person has to look.", "warning"
    ),
    "failed": Standing("Not done", "It still stands as before.", "danger"),
    "by_hand": Standing("By hand", "Begun by hand, and not ticked off yet.", "info"),
}
_HOLDING = {
    "hiding": Standing("Holding…", "Everybody still sees it until the network confirms.", "info"),
    "unhiding": Standing("Publishing again…", "It stays held for review until the network confirms.", "info"),
}
"""The same on YouTube, in its own words."""
_HIDDEN: Mapping[str, Standing] = {
    "facebook": Standing("Hidden", "Its author and their friends still see it."),
    "instagram": Standing("Hidden", "Its author still sees it; nobody else does."),
    "x": Standing("Hidden", "Everybody can still read it with one click, behind the hidden replies."),
    "youtube": Standing("Held for review", "Nobody but the channel sees it until it is published again."),
    "linkedin": Standing("Hidden", "LinkedIn has no hiding: look there whether others still see it."),
    "bluesky": Standing(
        "Hidden", "It stands behind a click in this thread, and elsewhere it can still be read."
    ),
}
"""Who still sees what is hidden, by the network's value."""
_HIDDEN_ELSEWHERE = Standing("Hidden", "Others may still see it.")


def standing_of(row: ConversationRow, actions: Sequence[PendingRow], now: datetime) -> Standing:
    """How an item stands. `actions` are those on it, newest first, where they have been read."""
    network = row.item.network
    if network is Network.YOUTUBE and row.standing in _HOLDING:
        return _HOLDING[row.standing]
    if row.standing in _ON_ITS_WAY:
        return _ON_ITS_WAY[row.standing]
    if row.standing == "gone":
        ours = _confirmed(actions, ActionKind.DELETE)
        if ours is not None:
            return Standing("Removed", f"Removed permanently, confirmed {moment(ours, now)}.", "muted")
        seen = f", seen {moment(row.item.gone_ms, now)}" if row.item.gone_ms else ""
        return Standing("No longer there", f"It is not on {network.label} any more{seen}.", "muted")
    if row.standing == "hidden":
        ours = _confirmed(actions, ActionKind.HIDE)
        when = f" Confirmed {moment(ours, now)}." if ours is not None else ""
        hidden = _HIDDEN.get(network, _HIDDEN_ELSEWHERE)
        return Standing(hidden.words, f"{hidden.told}{when}", "warning")
    if row.standing in _BY_HAND:
        words, shown = _BY_HAND[row.standing]
        when = f", {moment(row.hand_ms, now)}" if row.hand_ms is not None else ""
        said = f"{words} by hand on {network.label}, as {one_line(row.hand_by, 80)} said{when}."
        return Standing(
            f"{words} by hand", f"{said} {network.label} has not {shown} to the desk yet.", "warning"
        )
    return Standing()


_BY_HAND = {
    "hidden_by_hand": ("Hidden", "shown it as hidden"),
    "removed_by_hand": ("Removed", "shown that it is gone"),
}


def _confirmed(actions: Sequence[PendingRow], kind: ActionKind) -> int | None:
    return next(
        (each.settled_ms for each in actions if each.kind is kind and each.state is State.CONFIRMED), None
    )
