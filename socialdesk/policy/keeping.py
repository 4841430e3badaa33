"""How long what the desk holds is kept before somebody looks at it again: `[[retention]]` of the pack (T2).

The policy names no periods (2), so these are local choices. What a network's own terms ask comes before them and is
kept by itself; nothing that stands here is ever deleted by the desk without a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from socialdesk.model.accounts import Network


class Held(StrEnum):
    """The kinds of what is held."""

    PUBLIC = "public"
    """Comments, replies and mentions that nothing was decided on."""
    PRIVATE = "private"
    """Messages that nothing was decided on."""
    DECIDED = "decided"
    """What somebody decided on: its words, its evidence and the words of the decision."""
    POSTS = "posts"
    """Posts of the Force's own with their pictures and checks, and the names of appeals that are over."""

    @property
    def label(self) -> str:
        """In plain words."""
        return {
            Held.PUBLIC: "Comments that nothing was decided on",
            Held.PRIVATE: "Messages that nothing was decided on",
            Held.DECIDED: "What was decided on, and its evidence",
            Held.POSTS: "Posts of our own that are over, and their appeals",
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """One period. Of two that fit, the one that names the network holds."""

    id: str
    held: Held
    days: int = 0
    """0: as many as the setting `retention_days` says."""
    network: Network | None = None
    meaning: str = ""


def days_for(rules: Sequence[Keeping], held: Held, network: Network | None, *, usual: int) -> int:
    """How many days something of that kind is kept on that network; `usual` where the pack names none.

    The Force's own posts are for several networks at once: they are kept by the rule that names none.
    """
    fitting = [rule for rule in rules if rule.held is held and rule.network in (None, network)]
    own = [rule for rule in fitting if rule.network is network] or fitting
    return (own[0].days or usual) if own else usual


def complaints(rules: Sequence[Keeping]) -> Iterator[tuple[str, int]]:
    """What is wrong with them, each with its place."""
    seen: set[tuple[Held, Network | None]] = set()
    for place, rule in enumerate(rules):
        if not 0 <= rule.days <= 36_500:
            yield f'"{rule.id}" keeps for {rule.days} days, which is not 0 to 36500.', place
        if (rule.held, rule.network) in seen:
            yield f'"{rule.id}" says again how long {rule.held} is kept.', place
        seen.add((rule.held, rule.network))
