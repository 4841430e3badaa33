"""What a person can do on a network by hand, what may follow what, and the words for it; pure (R2).

    preparing ──ready──▶ begun ──tick──▶ done
        └──────── withdraw ─┴─ fail ──▶ not_done, withdrawn

The desk sends none of it: `done` is what a person said, until the network is seen to show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from socialdesk.decisions.obstacles import Circumstances, obstacle_by_hand
from socialdesk.errors import BugError
from socialdesk.model.accounts import Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ClauseId

ASK_AGAIN = timedelta(minutes=15)
"""How long a thing begun by hand may go without a word before the item is unread again."""
TALKING = (ActionKind.REPLY, ActionKind.PRIVATE_REPLY, ActionKind.MESSAGE)
"""What has a text."""
REMOVING = (ActionKind.HIDE, ActionKind.DELETE)
"""What rests on a ground (4.3)."""
SETTLING = (*TALKING, *REMOVING)
"""What takes an item off the list once it is done."""
_ADVISED = (ActionKind.BLOCK, ActionKind.MUTE, ActionKind.BLOCK_MESSAGES)
"""What shuts a person out, wholly or in part: Corporate Communications' advice comes first (4.4)."""
_SKEW = timedelta(minutes=1)


class ByHandState(StrEnum):
    """Where a thing that is done by hand stands."""

    PREPARING = "preparing"
    """Decided; its evidence is being captured, and until then it is not to be done."""
    BEGUN = "begun"
    """To be done on the network, and to be ticked off here."""
    DONE = "done"
    NOT_DONE = "not_done"
    WITHDRAWN = "withdrawn"

    @property
    def open(self) -> bool:
        """True while it waits for somebody's word."""
        return self in (ByHandState.PREPARING, ByHandState.BEGUN)


class ByHandEvent(StrEnum):
    """What befalls it."""

    READY = "ready"
    """Its evidence is complete."""
    TICK = "tick"
    FAIL = "fail"
    """It could not be done."""
    WITHDRAW = "withdraw"


_AFTER: Mapping[tuple[ByHandState, ByHandEvent], ByHandState] = {
    (ByHandState.PREPARING, ByHandEvent.READY): ByHandState.BEGUN,
    (ByHandState.PREPARING, ByHandEvent.FAIL): ByHandState.NOT_DONE,
    (ByHandState.PREPARING, ByHandEvent.WITHDRAW): ByHandState.WITHDRAWN,
    (ByHandState.BEGUN, ByHandEvent.TICK): ByHandState.DONE,
    (ByHandState.BEGUN, ByHandEvent.FAIL): ByHandState.NOT_DONE,
    (ByHandState.BEGUN, ByHandEvent.WITHDRAW): ByHandState.WITHDRAWN,
}


def can(state: ByHandState, event: ByHandEvent) -> bool:
    """True where `after` has an answer."""
    return (state, event) in _AFTER


def after(state: ByHandState, event: ByHandEvent) -> ByHandState:
    """The state that follows. Raises BugError for an event that cannot befall it in that state."""
    try:
        return _AFTER[state, event]
    except KeyError:
        raise BugError(f"what is {state.value} by hand cannot {event.value}") from None


def first_state(action: ActionKind) -> ByHandState:
    """Where it begins: what removes waits for its evidence (R12)."""
    return ByHandState.PREPARING if action.needs_evidence else ByHandState.BEGUN


def time_problem(done_at: datetime, *, now: datetime, written: datetime) -> str:
    """What is wrong with the time at which somebody says to have done it, a sentence; "" where nothing is."""
    if done_at > now + _SKEW:
        return "That time is still to come. Give the time at which you did it."
    # A time is given to the minute.
    if done_at < written.replace(second=0, microsecond=0):
        return "That is before this was written. Give the time at which you did it."
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHandOption:
    """One thing that a person can do on the network itself, open or not."""

    action: ActionKind
    open: bool
    label: str
    """The true words for the button."""
    effect: str
    """What really happens there if it is done."""
    how: str
    """How it is done there, and why not from here."""
    reason: str
    """Where closed: why, a sentence; never empty. Where open: a condition, or ""."""
    clause: ClauseId
    link: str
    """The address to open; "" where the network gave none."""
    first: tuple[str, ...] = ()
    """What comes before it, a sentence each."""


def options_by_hand(case: Circumstances) -> Iterator[ByHandOption]:
    """Everything that the network leaves to a person's hand, or has refused to the desk on this item."""
    for action in _OFFERED:
        capability = case.capabilities.get(action)
        if capability is None or not _fits(case, action):
            continue
        left_to_hand = capability.way is Way.BY_HAND
        if left_to_hand or (capability.way is Way.API and action in case.history.refused):
            yield _option(case, action, capability)


_OFFERED = (
    *TALKING,
    *REMOVING,
    ActionKind.UNHIDE,
    ActionKind.REPORT,
    ActionKind.MUTE,
    ActionKind.UNMUTE,
    ActionKind.BLOCK_MESSAGES,
    ActionKind.UNBLOCK_MESSAGES,
)
"""In the order in which they are shown. A block is asked for and lifted on the register; posts answer no item."""
_TAKES_BACK = {
    ActionKind.UNMUTE: ActionKind.MUTE,
    ActionKind.UNBLOCK_MESSAGES: ActionKind.BLOCK_MESSAGES,
}


def _fits(case: Circumstances, action: ActionKind) -> bool:
    """False where it would make no sense to speak of it."""
    done = dict(case.history.done_by_hand)
    if action in _TAKES_BACK:
        return _TAKES_BACK[action] in done
    if action in (ActionKind.REPORT, *_ADVISED):
        if case.item.by_force or (action is ActionKind.REPORT and case.private):
            return False
        return action is ActionKind.REPORT or case.item.author_id is not None
    return True


def _option(case: Circumstances, action: ActionKind, capability: Capability) -> ByHandOption:
    network = case.item.network
    closed = obstacle_by_hand(case, action)
    permission = case.permission(action)
    reason, clause = (
        (closed.reason, closed.clause) if closed is not None else (permission.reason, permission.clause)
    )
    if closed is None and action in _ADVISED:
        reason, clause = (
            f"Ask Corporate Communications for advice first (4.4); then do it by hand on {network.label}.",
            "4.4",
        )
    left_to_hand = capability.way is Way.BY_HAND
    return ByHandOption(
        action=action,
        open=closed is None and action not in _ADVISED,
        label=label_by_hand(action, network, capability),
        effect=capability.effect,
        how=capability.reason if left_to_hand else _how(case, action),
        reason=reason,
        clause=ClauseId(clause or _CLAUSES.get(action, "4.2a")),
        link=case.item.permalink,
        first=("Evidence is captured before it is done (R12).",) if action.needs_evidence else (),
    )


_CLAUSES = {
    ActionKind.MESSAGE: "4.2b",
    ActionKind.PRIVATE_REPLY: "4.2b",
    ActionKind.HIDE: "4.3",
    ActionKind.UNHIDE: "4.3",
    ActionKind.DELETE: "4.3",
    ActionKind.REPORT: "4.3",
    ActionKind.MUTE: "4.4",
    ActionKind.UNMUTE: "4.4",
    ActionKind.BLOCK_MESSAGES: "4.4",
    ActionKind.UNBLOCK_MESSAGES: "4.4",
}
_LABELS = {
    ActionKind.REPLY: "Reply by hand on {}",
    ActionKind.PRIVATE_REPLY: "Reply privately by hand on {}",
    ActionKind.MESSAGE: "Send a message by hand on {}",
}


def label_by_hand(action: ActionKind, network: Network, capability: Capability) -> str:
    """The true words for the button. The network's own where it leaves the thing to a person's hand."""
    if action in _LABELS:
        return _LABELS[action].format(network.label)
    if capability.way is Way.BY_HAND:
        return capability.label
    return f"{capability.label} by hand on {network.label}"


def _how(case: Circumstances, action: ActionKind) -> str:
    network = case.item.network.label
    refused = f"{network} refused this to the desk."
    if action in TALKING:
        return f"{refused} A person can still answer on {network} itself, signed in as the account."
    return f"{refused} A person may be able to do it on {network} itself, signed in as the account."


_DONE = {
    ActionKind.REPLY: "Replied",
    ActionKind.PRIVATE_REPLY: "Replied privately",
    ActionKind.MESSAGE: "Message sent",
    ActionKind.HIDE: "Hidden",
    ActionKind.UNHIDE: "Shown again",
    ActionKind.DELETE: "Removed",
    ActionKind.BLOCK: "Blocked",
    ActionKind.UNBLOCK: "Unblocked",
    ActionKind.MUTE: "Muted",
    ActionKind.UNMUTE: "Unmuted",
    ActionKind.BLOCK_MESSAGES: "Messages blocked",
    ActionKind.UNBLOCK_MESSAGES: "Messages let in again",
    ActionKind.REPORT: "Reported",
    ActionKind.PUBLISH: "Published",
    ActionKind.RESHARE: "Reshared",
    ActionKind.EDIT_POST: "Words of our post changed",
    ActionKind.RESCHEDULE: "Time of our post changed",
    ActionKind.DELETE_POST: "Our post removed",
}


def outcome(action: ActionKind, network: Network, by_name: str) -> str:
    """ "Hidden by hand on X, as Ada King said": what the list says of it, and no more than that."""
    return f"{_DONE.get(action, 'Done')} by hand on {network.label}, as {by_name} said"
