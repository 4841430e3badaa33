"""What can be done to remove, by the desk or by hand, and which step fits the grounds that were ticked (R2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from socialdesk.decisions.by_hand import form_of
from socialdesk.decisions.options import OptionKind, Options
from socialdesk.model.accounts import Network
from socialdesk.model.actions import ActionKind
from socialdesk.policy.book import Book
from socialdesk.policy.entries import Ground
from socialdesk.ui.plain_text import PlainLabel, button_words
from socialdesk.ui.review.parts import sentence

AT_ONCE = "It goes at once: there is no time to undo it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing that could be done: by the desk, or by hand."""

    key: str
    action: ActionKind
    by_hand: bool
    open: bool
    label: str
    effect: str
    reason: str
    recommended: bool = False


def choices_of(options: Options) -> tuple[Choice, ...]:
    """What can be done, and what cannot with its reason; by hand where the network leaves or left it to that."""
    found: list[Choice] = []
    for kind, action in ((OptionKind.HIDE, ActionKind.HIDE), (OptionKind.DELETE, ActionKind.DELETE)):
        option, hand = options[kind], options.hand(action)
        if hand is None or option.open or not hand.open:
            found.append(
                Choice(
                    key=action.value,
                    action=action,
                    by_hand=False,
                    open=option.open,
                    label=option.label,
                    effect=option.effect,
                    reason=option.reason,
                    recommended=option.recommended,
                )
            )
        if hand is not None and hand.open:
            found.append(
                Choice(
                    key=form_of(action),
                    action=action,
                    by_hand=True,
                    open=True,
                    label=hand.label,
                    effect=f"{hand.effect} {hand.how}",
                    reason=hand.reason,
                )
            )
    return tuple(found)


def choice_row(choice: Choice, number: int, group: QButtonGroup, *, checked: bool) -> QWidget:
    """A button with what it really does beneath, added to `group`."""
    whole = QWidget()
    inner = QVBoxLayout(whole)
    inner.setContentsMargins(0, 0, 0, 4)
    inner.setSpacing(2)
    button = QRadioButton(button_words(choice.label))
    button.setProperty("action", choice.key)
    button.setAccessibleName(choice.label)
    button.setAccessibleDescription(f"{choice.effect} {choice.reason}".strip())
    button.setEnabled(choice.open)
    group.addButton(button, number)
    button.setChecked(checked and choice.open)
    inner.addWidget(button)
    if choice.recommended:
        # Beneath: beside it, a long label would be cut in a narrow panel.
        beneath = QHBoxLayout()
        beneath.setContentsMargins(24, 0, 0, 0)
        beneath.addWidget(PlainLabel("recommended", role="chip-info"))
        beneath.addStretch(1)
        inner.addLayout(beneath)
    for words, dressed in (
        (choice.effect, "muted"),
        (choice.reason, "info" if choice.open else "warning"),
    ):
        if words:
            told = sentence(words, dressed)
            told.setContentsMargins(24, 0, 0, 0)
            inner.addWidget(told)
    return whole


def fits(grounds: Sequence[Ground], network: Network) -> tuple[ActionKind, Ground] | None:
    """The step that fits the grounds together on a network, and the ground that decides it: deleting outweighs."""
    wanted = [(ground.prefer[network], ground) for ground in grounds if network in ground.prefer]
    deleting = [each for each in wanted if each[0] is ActionKind.DELETE]
    return next(iter(deleting or wanted), None)


def step_words(
    book: Book, grounds: Sequence[Ground], network: Network, options: Options, chosen: Choice | None
) -> tuple[str, bool]:
    """Which step fits what was ticked, and whether another was chosen; "" where nothing was ticked."""
    best = fits(grounds, network)
    if best is None:
        return "", False
    action, ground = best
    label = options[OptionKind(action.value)].label
    named = f"{label[:1].lower()}{label[1:]}"
    why = book.why_preferred(ground, network)
    at_once = [AT_ONCE] if any(each.undo_seconds == 0 for each in grounds) else []
    if chosen is None or chosen.action is action:
        return " ".join([f"What fits on {network.label}: {named}. {why}", *at_once]), False
    if action is ActionKind.DELETE:
        told = f"For “{ground.name}” the desk would {named} instead. {why}"
    else:
        told = f"A lesser step may do: {named}. {why} Say below why it is not enough."
    return " ".join([told, *at_once]), True
