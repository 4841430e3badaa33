"""What stands in the way of an action on one item, in sentences; pure. Part of `options.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.items import Item, ItemKind
from socialdesk.model.people import Person
from socialdesk.policy.book import Book
from socialdesk.policy.context import History
from socialdesk.policy.permissions import Permission, may

VISIBILITY = (ActionKind.HIDE, ActionKind.UNHIDE, ActionKind.DELETE)
"""The actions on whether a comment can be seen; only one of them is under way at a time."""

_FINISHED = ("confirmed", "failed", "cancelled")
_UNDER_WAY = {
    "queued": "is about to be sent; undo it first",
    "waiting": "waits to be sent; cancel it first",
    "sending": "is being sent; wait until it is confirmed",
    "unknown": "may or may not have happened; settle that first",
}
_NAMES = {
    ActionKind.HIDE: "Hiding it",
    ActionKind.UNHIDE: "Showing it again",
    ActionKind.DELETE: "Removing it",
    ActionKind.REPLY: "A reply",
    ActionKind.PRIVATE_REPLY: "A private reply",
    ActionKind.MESSAGE: "A message",
}
_BY_HAND = {
    ActionKind.HIDE: "Hiding it by hand",
    ActionKind.UNHIDE: "Showing it again by hand",
    ActionKind.DELETE: "Removing it by hand",
    ActionKind.REPLY: "A reply by hand",
    ActionKind.PRIVATE_REPLY: "A private reply by hand",
    ActionKind.MESSAGE: "A message by hand",
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something is not open. The clause is "" where the network stands in the way and not the policy."""

    reason: str
    clause: str = ""
    by_hand: bool = False
    """True where a person can do it on the network itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How long a network lets a page write to a person."""

    private_reply: timedelta
    message: timedelta
    message_by_person: timedelta
    """The longer time within which an answer must come from a person, as every answer of the desk does."""


# Meta, Messenger Platform policy: one private reply within 7 days; 24 hours, or 7 days for a human agent.
_META = Windows(
    private_reply=timedelta(days=7), message=timedelta(hours=24), message_by_person=timedelta(days=7)
)
WINDOWS: Mapping[Network, Windows] = {Network.FACEBOOK: _META, Network.INSTAGRAM: _META}
"""A network that is not here lets an account write at any time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The facts of one item that the policy and the network ask about."""

    item: Item
    account: Account
    capabilities: Mapping[ActionKind, Capability]
    history: History
    person: Person
    now: datetime
    book: Book
    training: bool

    @property
    def private(self) -> bool:
        """True for a direct message."""
        return self.item.kind is ItemKind.MESSAGE

    @property
    def since_last_message(self) -> timedelta:
        """How long ago the person last wrote in this conversation."""
        last = self.history.last_message_ms
        return self.since(self.item.created_ms if last is None else last)

    def since(self, at_ms: int) -> timedelta:
        """How long ago that was."""
        return timedelta(milliseconds=self.now.timestamp() * 1000 - at_ms)

    def permission(self, action: ActionKind | None) -> Permission:
        """What the policy says of this person, here and now."""
        return may(self.person, self.account, action, self.now, self.book, training=self.training)


def obstacle(case: Circumstances, action: ActionKind) -> Obstacle | None:
    """The first thing that stands in the way of asking the network for `action`, or None."""
    return (
        gone(case)
        or _out_of_place(case, action)
        or forbidden(case, action)
        or _not_offered(case, action)
        or _refused_beforehand(case, action)
        or _too_late(case, action)
        or under_way(case, VISIBILITY if action in VISIBILITY else (action,))
    )


def obstacle_by_hand(case: Circumstances, action: ActionKind) -> Obstacle | None:
    """The first thing that stands in the way of a person's doing it on the network itself, or None."""
    return (
        gone(case)
        or (_out_of_place(case, action) if action in _NAMES else None)
        or forbidden(case, action)
        or _refused_beforehand(case, action)
        or _too_late(case, action)
        or under_way(case, VISIBILITY if action in VISIBILITY else (action,))
    )


def gone(case: Circumstances) -> Obstacle | None:
    """It is no longer on the network."""
    if case.item.gone_ms is None:
        return None
    return Obstacle(f"It is no longer on {case.item.network.label}. The desk keeps what it received.")


def forbidden(case: Circumstances, action: ActionKind | None) -> Obstacle | None:
    """The policy does not let this person do it here and now (2.5, 4.1, 4.2)."""
    permission = case.permission(action)
    return None if permission.allowed else Obstacle(permission.reason, permission.clause)


def under_way(case: Circumstances, actions: tuple[ActionKind, ...]) -> Obstacle | None:
    """One of `actions` is on its way or was begun by hand and is not finished, so that a second would cross it."""
    for action, state in case.history.pending:
        if action in actions and state not in _FINISHED:
            return Obstacle(
                f"{_NAMES.get(action, 'It')} {_UNDER_WAY.get(state, 'is not finished; wait for it')}."
            )
    for action, who in case.history.by_hand:
        if action in actions:
            begun = _BY_HAND.get(action, "It")
            return Obstacle(f"{begun} was begun by {who}; tick that off, or withdraw it, first.")
    return None


def _out_of_place(case: Circumstances, action: ActionKind) -> Obstacle | None:
    """What makes no sense for this kind of item, or in the state in which it is."""
    if case.private:
        if action in VISIBILITY:
            return Obstacle("This is a private message: nobody else can see it.", "4.2b")
        if action is not ActionKind.MESSAGE:
            return Obstacle("This is a private conversation. Answer with a message.", "4.2b")
        return None
    if action is ActionKind.MESSAGE:
        if _impossible(case, action):
            return None  # the network's own reason says more
        answer = (
            "Reply in public" if _impossible(case, ActionKind.PRIVATE_REPLY) else "Reply, or reply privately"
        )
        return Obstacle(f"There is no conversation with this person here. {answer}.", "4.2b")
    held = "held for review" if case.item.network is Network.YOUTUBE else "hidden"
    hidden_by_hand = dict(case.history.done_by_hand).get(ActionKind.HIDE)
    if action is ActionKind.HIDE and case.item.hidden:
        return Obstacle(f"It is {held} already.")
    if action is ActionKind.HIDE and hidden_by_hand is not None:
        return Obstacle(f"It was hidden by hand already, as {hidden_by_hand} said.")
    if action is ActionKind.UNHIDE and not case.item.hidden and hidden_by_hand is None:
        return Obstacle(f"It is not {held}.")
    if action is ActionKind.PRIVATE_REPLY and case.item.by_force:
        return Obstacle("The Force wrote this itself.", "4.2b")
    return None


def _impossible(case: Circumstances, action: ActionKind) -> bool:
    capability = case.capabilities.get(action)
    return capability is not None and capability.way is Way.IMPOSSIBLE


def _not_offered(case: Circumstances, action: ActionKind) -> Obstacle | None:
    """The network has no way, or none but by hand (R2)."""
    network, capability = case.item.network.label, case.capabilities.get(action)
    if capability is None:
        return Obstacle(f"Nothing is known of a way to do this on {network}.")
    if capability.way is Way.IMPOSSIBLE:
        return Obstacle(capability.reason or f"{network} does not offer this.")
    if capability.way is Way.BY_HAND:
        return Obstacle(capability.reason or f"This is done by hand on {network}.", by_hand=True)
    return None


def _refused_beforehand(case: Circumstances, action: ActionKind) -> Obstacle | None:
    """What the network has said of this very item. Its silence is no refusal."""
    item, network = case.item, case.item.network.label
    if action in (ActionKind.HIDE, ActionKind.UNHIDE) and item.can_hide is False:
        whose = "the Force's own comments" if item.by_force else "this one"
        return Obstacle(f"{network} does not let the Force hide or show {whose}.")
    if action is ActionKind.DELETE and item.can_remove is False:
        return Obstacle(f"{network} does not let the Force remove this one.")
    if action is ActionKind.PRIVATE_REPLY and case.history.private_reply_sent:
        return Obstacle(f"{network} allows one private reply to a comment, and it has been sent.", "4.2b")
    if action is ActionKind.PRIVATE_REPLY and item.can_reply_privately is False:
        return Obstacle(f"{network} does not let the Force write to this person privately.", "4.2b")
    return None


def _too_late(case: Circumstances, action: ActionKind) -> Obstacle | None:
    windows, network = WINDOWS.get(case.item.network), case.item.network.label
    if windows is None:
        return None
    if action is ActionKind.PRIVATE_REPLY and case.since(case.item.created_ms) > windows.private_reply:
        return Obstacle(
            f"{network} allows a private reply for {windows.private_reply.days} days after the comment. "
            "Reply publicly, and ask the person to send a message.",
            "4.2b",
        )
    if action is ActionKind.MESSAGE and case.since_last_message > windows.message_by_person:
        return Obstacle(
            f"{network} allows an answer for {windows.message_by_person.days} days after the person's last "
            "message. They would have to write again.",
            "4.2b",
        )
    return None
