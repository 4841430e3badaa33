"""What a block really does on each network, in sentences: nobody is to find out afterwards; pure (R2, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from socialdesk.model.accounts import Capability, Network, Way
from socialdesk.model.actions import ActionKind

_TOO: Mapping[Network, tuple[str, ...]] = {
    Network.INSTAGRAM: (
        "Appeals for witnesses and missing people that the Force publishes there are hidden from this person.",
    ),
    Network.YOUTUBE: ("They can still watch what the Force publishes there.",),
    Network.BLUESKY: ("Signed in, they do not see the Force's appeals there either.",),
}
_NO_HELP = "They cannot ask the Force for help there any more, either."
_ELSEWHERE = "It holds for this account alone. The Force's other accounts are not blocked with it."
_NO_CONVERSATION = (
    "The desk knows of no conversation with this person, without which Instagram refuses it from here: "
    "it is done by hand on their profile."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequences:
    """What is to be said before anybody asks for a block."""

    label: str
    """The network's own true words for it."""
    does: tuple[str, ...]
    """What it does, a sentence or two each."""
    undo: str
    """Whether and how it can be taken back."""
    by_hand: bool
    """True where a person does it on the network, and the desk does not."""
    how: str
    """Why, and how it is done there; "" where the desk does it."""


def consequences(
    network: Network, capabilities: Mapping[ActionKind, Capability], *, talked: bool, by_hand: bool = False
) -> Consequences:
    """What a block on this network does. `talked`: the desk knows of messages with the person.

    `by_hand`: a person chose to do it by hand, or the network has refused it to the desk.
    """
    block = capabilities.get(ActionKind.BLOCK)
    left = block is None or block.way is Way.BY_HAND
    alone = network is Network.INSTAGRAM and not talked
    hand = left or alone or by_hand
    how = ""
    if block is not None and left:
        how = block.reason
    elif alone:
        how = _NO_CONVERSATION
    elif hand:
        how = f"Open the person's profile on {network.label}, signed in as the account, and block them there."
    does = (
        *((block.effect,) if block is not None else ()),
        *_TOO.get(network, ()),
        _NO_HELP,
        _ELSEWHERE,
    )
    return Consequences(
        label=block.label if block is not None else f"Block on {network.label}",
        does=does,
        undo=_undo(network, capabilities.get(ActionKind.UNBLOCK)),
        by_hand=hand,
        how=how or ("" if not hand else f"It is done by hand on {network.label}."),
    )


def _undo(network: Network, lift: Capability | None) -> str:
    if lift is None or lift.way is Way.IMPOSSIBLE:
        return f"It cannot be taken back on {network.label}."
    if lift.way is Way.BY_HAND:
        return f"The desk cannot take it back. {lift.reason} {lift.effect}"
    return f"It can be lifted from here. {lift.effect}"
