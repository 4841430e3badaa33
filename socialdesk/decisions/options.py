"""What is open for one item, what is not, and why; pure (R2). Every closed option has a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from socialdesk.decisions.by_hand_rules import ByHandOption, options_by_hand
from socialdesk.decisions.obstacles import (
    VISIBILITY,
    WINDOWS,
    Circumstances,
    Obstacle,
    forbidden,
    gone,
    obstacle,
    under_way,
)
from socialdesk.model.accounts import Account, Capability, Network, Way
from socialdesk.model.actions import ActionKind
from socialdesk.model.findings import Assessment, Band, Finding
from socialdesk.model.ids import ClauseId
from socialdesk.model.items import Item
from socialdesk.model.people import Person
from socialdesk.policy.book import Book, Ground
from socialdesk.policy.context import History

__all__ = ["ByHandOption", "History", "Option", "OptionKind", "Options", "options_for"]


class OptionKind(StrEnum):
    """What a person can decide to do about an item."""

    HIDE = "hide"
    DELETE = "delete"
    UNHIDE = "unhide"
    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    MESSAGE = "message"
    KEEP = "keep"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that could be done, open or not."""

    kind: OptionKind
    action: ActionKind | None
    """What is asked of the network; None where nothing is (keep)."""
    open: bool
    """True where the desk can do it now. What a person can do by hand stands in `Options.by_hand`."""
    label: str
    """The true words for the button."""
    effect: str
    """What really happens here if it is done."""
    reason: str
    """Where closed: why, a sentence; never empty. Where open: a condition or why it is recommended, or ""."""
    clause: ClauseId
    way: Way
    link: str = ""
    """Where it is done by hand: the address to open."""
    recommended: bool = False
    first: tuple[str, ...] = ()
    """What comes before it, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All options of one item, in the order in which they are shown."""

    all: tuple[Option, ...]
    notes: tuple[str, ...] = ()
    """What to think of beside them, e.g. who else is to be told."""
    by_hand: tuple[ByHandOption, ...] = ()
    """What a person can do on the network itself, in the order in which it is shown; those not open say why."""

    def __iter__(self) -> Iterator[Option]:
        return iter(self.all)

    def __getitem__(self, kind: OptionKind) -> Option:
        """The option of that kind; there is one of every kind."""
        return next(option for option in self.all if option.kind is kind)

    @property
    def open(self) -> tuple[Option, ...]:
        """Those that the desk can do now."""
        return tuple(option for option in self.all if option.open)

    def hand(self, action: ActionKind) -> ByHandOption | None:
        """What a person can do by hand, of that kind; None where it is not offered by hand."""
        return next((option for option in self.by_hand if option.action is action), None)


_REMOVALS = (ActionKind.HIDE, ActionKind.DELETE)
_LABELS = {
    OptionKind.HIDE: "Hide",
    OptionKind.DELETE: "Remove permanently",
    OptionKind.UNHIDE: "Show again",
    OptionKind.REPLY: "Reply publicly",
    OptionKind.PRIVATE_REPLY: "Reply privately",
    OptionKind.MESSAGE: "Send a message",
}
"""For the button where the network offers nothing of the kind, so that it has no true words of its own."""
_ASKED_FOR = "It is asked for first: Corporate Communications advises and a second person approves (4.4)."
_NO_HELP = "They cannot ask for help there any more, either."
_REPLIES_TOO: Mapping[Network, str] = {
    Network.FACEBOOK: "Also removes",
    Network.INSTAGRAM: "Also removes",
    Network.LINKEDIN: "Also removes",
    Network.YOUTUBE: "Also hides",
}
"""What a deletion does to the replies beneath; elsewhere they stay."""
_EVIDENCE = "Evidence is kept before anything is sent (R12)."


def options_for(
    *,
    item: Item,
    account: Account,
    assessment: Assessment,
    capabilities: Mapping[ActionKind, Capability],
    history: History,
    person: Person,
    now: datetime,
    book: Book,
    training: bool = False,
) -> Options:
    """Answers for every kind of option: open or not, its true label and effect, and the reason.

    `now` is aware. `training` opens everything to a trainee, whose networks are simulated (T4).
    """
    facts = Circumstances(
        item=item,
        account=account,
        capabilities=capabilities,
        history=history,
        person=person,
        now=now,
        book=book,
        training=training,
    )
    case = _Case(facts=facts, assessment=assessment)
    options = [case.asked_of_network(kind) for kind in _LABELS]
    options += [case.keep(), case.block()]
    recommended, why = case.recommended({option.kind: option for option in options})
    return Options(
        all=tuple(
            replace(option, recommended=True, reason=" ".join(filter(None, (why, option.reason))))
            if option.kind is recommended
            else option
            for option in options
        ),
        notes=tuple(case.notes()),
        by_hand=tuple(options_by_hand(facts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """The facts of one item, and the answers that follow from them."""

    facts: Circumstances
    assessment: Assessment

    # What may be done

    def asked_of_network(self, kind: OptionKind) -> Option:
        """Hide, remove, show again, reply, reply privately or write a message."""
        action = ActionKind(kind.value)
        capability = self.facts.capabilities.get(action)
        closed = obstacle(self.facts, action)
        permission = self.facts.permission(action)
        default = self._removal_clause() if action in VISIBILITY else "4.2b" if self.facts.private else "4.2a"
        return Option(
            kind=kind,
            action=action,
            open=closed is None,
            label=capability.label if capability else _LABELS[kind],
            effect=self._effect(action, capability),
            reason=closed.reason if closed else permission.reason,
            clause=ClauseId((closed.clause if closed else permission.clause) or default),
            way=capability.way if capability else Way.IMPOSSIBLE,
            link=self.facts.item.permalink if closed is not None and closed.by_hand else "",
            first=self._first() if action in _REMOVALS else (),
        )

    def keep(self) -> Option:
        """Considered and kept: a decision with a reason, which sends nothing (T1)."""
        closed = gone(self.facts) or forbidden(self.facts, None) or under_way(self.facts, VISIBILITY)
        return Option(
            kind=OptionKind.KEEP,
            action=None,
            open=closed is None,
            label="Keep it, with a reason",
            effect="Nothing is sent. The record says that it was considered, by whom and why it stays.",
            reason=closed.reason if closed else "",
            clause=ClauseId((closed and closed.clause) or "4.3"),
            way=Way.API,
        )

    def block(self) -> Option:
        """Open to be asked for: advice and a second person's yes come before anything is done (B1)."""
        network = self.facts.item.network.label
        capability = self.facts.capabilities.get(ActionKind.BLOCK)
        offered = capability is None or capability.way is not Way.IMPOSSIBLE
        # Asking sends nothing, so that it is open at any hour; who may approve is asked again then.
        closed = forbidden(self.facts, None)
        if self.facts.item.author_id is None or not self.facts.item.author_native_id:
            closed = Obstacle(f"{network} does not say who wrote this, so there is nobody to block.", "4.4")
        if capability is not None and not offered:
            closed = Obstacle(capability.reason or f"{network} does not offer this.")
        if self.facts.item.by_force:
            closed = Obstacle("The Force's own account wrote this.", "4.4")
        waits = self.facts.permission(ActionKind.BLOCK)
        way = capability.way if capability is not None else Way.BY_HAND
        return Option(
            kind=OptionKind.BLOCK,
            action=ActionKind.BLOCK,
            open=closed is None,
            label=capability.label if capability is not None else f"Block on {network}",
            effect=" ".join(filter(None, (capability and capability.effect, _NO_HELP if offered else ""))),
            reason=closed.reason if closed else waits.reason if not waits.allowed else _ASKED_FOR,
            clause=ClauseId((closed and closed.clause) or "4.4"),
            way=way,
            link=self.facts.item.permalink if closed is None and way is Way.BY_HAND else "",
            first=(
                "Have a ground of 4.3, with the comments that show it.",
                "Try to engage, and warn, where that is appropriate.",
                "Ask Corporate Communications for advice; another person approves it.",
            ),
        )

    # What is recommended

    def recommended(self, options: Mapping[OptionKind, Option]) -> tuple[OptionKind | None, str]:
        """The kind to recommend among those open, and why. The ground that weighs most decides."""
        for finding in self._sure():
            if finding.ground in self.facts.book.grounds:
                if self.facts.private:
                    continue  # nothing to remove: what is left is an answer
                return self._recommended_removal(self.facts.book.grounds[finding.ground], options)
            answer = OptionKind.MESSAGE if self.facts.private else OptionKind.REPLY
            if options[answer].open:
                return answer, self.facts.book.routes[finding.ground].summary
        return None, ""

    def _recommended_removal(
        self, ground: Ground, options: Mapping[OptionKind, Option]
    ) -> tuple[OptionKind | None, str]:
        action = ground.prefer.get(self.facts.item.network)
        if action is None or (action is ActionKind.HIDE and self.facts.item.hidden):
            return None, ""
        preferred = options[OptionKind(action.value)]
        if preferred.open:
            return preferred.kind, self.facts.book.why_preferred(ground, self.facts.item.network)
        other = options[OptionKind.HIDE if action is ActionKind.DELETE else OptionKind.DELETE]
        # What may not be done by this person, or is under way already, is not made up for by something else.
        if other.open:
            return other.kind, f'"{preferred.label}" would be better for this ground, but: {preferred.reason}'
        return None, ""

    def notes(self) -> Iterator[str]:
        """What to think of beside the options."""
        for finding in self._sure():
            if (ground := self.facts.book.grounds.get(finding.ground)) and ground.tell:
                yield f"{ground.tell} ({ground.clause})"

    # Facts

    def _sure(self) -> Iterator[Finding]:
        """Findings that are more than weak and that this pack knows, the weightiest first."""
        for finding in self.assessment.findings:
            if finding.band is not Band.WEAK and self.facts.book.clause_of(finding.ground):
                yield finding

    def _removal_clause(self) -> str:
        return next((each.clause for each in self._sure() if each.ground in self.facts.book.grounds), "4.3")

    def _first(self) -> tuple[str, ...]:
        """What the suggested grounds want done before, and the evidence that nothing is removed without."""
        wanted = [
            sentence
            for finding in self._sure()
            if finding.ground in self.facts.book.grounds
            for sentence in self.facts.book.grounds[finding.ground].first
        ]
        return (*dict.fromkeys(wanted), _EVIDENCE)

    def _effect(self, action: ActionKind, capability: Capability | None) -> str:
        parts = [capability.effect] if capability else []
        beneath, ours = self.facts.history.replies_beneath, self.facts.history.force_replies_beneath
        too = _REPLIES_TOO.get(self.facts.item.network)
        if action is ActionKind.DELETE and beneath and too:
            whose = f", {ours} of them the Force's" if ours else ""
            parts.append(f"{too} {_counted(beneath, 'reply', 'replies')} beneath{whose}.")
        if action is ActionKind.REPLY and self.facts.item.hidden:
            parts.append("The comment is hidden, so few people would see the reply.")
        windows = WINDOWS.get(self.facts.item.network)
        if (
            windows is not None
            and action is ActionKind.MESSAGE
            and self.facts.private
            and self.facts.since_last_message > windows.message
        ):
            parts.append(
                f"More than 24 hours have passed: {self.facts.item.network.label} takes a person's own answer only, "
                f"for {windows.message_by_person.days} days in all."
            )
        return " ".join(parts)


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
