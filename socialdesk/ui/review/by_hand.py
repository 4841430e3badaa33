"""By hand: what a person can do on the network itself, begun here and ticked off here.

part = ByHandPart(desk)
part.cards      what was begun: text, way, tick           (above the findings' options)
part.choices    a button for each, and the form it opens  (beneath the buttons of what the desk can do)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from socialdesk.decisions.by_hand import form_of
from socialdesk.decisions.by_hand_rows import ByHandRow
from socialdesk.decisions.by_hand_rules import REMOVING, TALKING, ByHandOption
from socialdesk.decisions.reply import text_problem
from socialdesk.model.actions import ActionKind
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.ui import icons
from socialdesk.ui.desk import Desk
from socialdesk.ui.links import open_link
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line, tip
from socialdesk.ui.review.by_hand_cards import ByHandCards
from socialdesk.ui.review.by_hand_form import ByHandForm
from socialdesk.ui.review.choices import ButtonRows
from socialdesk.ui.review.deciding import Deciding
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.parts import sentence
from socialdesk.ui.theme import role

_SIGNS = {
    ActionKind.REPLY: "reply",
    ActionKind.PRIVATE_REPLY: "mail",
    ActionKind.MESSAGE: "mail",
    ActionKind.HIDE: "hide",
    ActionKind.UNHIDE: "show",
    ActionKind.DELETE: "remove",
    ActionKind.REPORT: "flag",
}
_WRITTEN = (*TALKING, ActionKind.UNHIDE, ActionKind.REPORT, ActionKind.UNMUTE, ActionKind.UNBLOCK_MESSAGES,
            ActionKind.UNBLOCK)  # fmt: skip
"""What has a form here; what removes has the Remove tab, with its grounds."""


class ByHandPart(QObject):
    """See the module."""

    begun = Signal(str, str)
    """An action's value, and its words: to be begun now."""
    removal_asked = Signal(str)
    """HIDE's or DELETE's value: the Remove tab is to be opened for it."""
    form_asked = Signal(object)
    """The form to open."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._facts: ItemFacts | None = None
        self.cards = ByHandCards(desk.clock)
        self.forms = {
            form_of(action): ByHandForm(
                action,
                lambda text, network, kind: text_problem(desk.read, text, network=network, kind=kind),
            )
            for action in _WRITTEN
        }
        """By the name under which each one's draft is kept."""
        self._heading = PlainLabel("", role="heading")
        self._about = sentence("", "small")
        self._buttons, self.offered = ButtonRows(), ButtonRows()
        self.choices = QWidget()
        column = QVBoxLayout(self.choices)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        for part in (self._heading, self._about, self._buttons, *self.forms.values()):
            column.addWidget(part)
        self.cards.opened.connect(self._open)
        for form in self.forms.values():
            form.confirmed.connect(partial(self.begun.emit, form.action.value))

    def connect_to(self, deciding: Deciding) -> None:
        """Hands on to the decisions what a person begins, ticks off or ends."""
        self.begun.connect(deciding.begin_by_hand)
        self.cards.ticked.connect(deciding.tick_off)
        self.cards.ended.connect(deciding.end_by_hand)

    def show_facts(self, facts: ItemFacts) -> bool:
        """Shows an item's. Answers with True where the keyboard was on something that is gone."""
        before, self._facts = self._facts, facts
        lost = self.cards.show_facts(facts)
        if (
            before is None
            or before.item.id != facts.item.id
            or before.options.by_hand != facts.options.by_hand
        ):
            self._show_options(facts)
        return lost

    def closed(self) -> tuple[tuple[str, str, str], ...]:
        """Sign, label and reason of what is not open by hand and has no other line of its own."""
        options = self._facts.options.by_hand if self._facts is not None else ()
        return tuple(
            ("hand", option.label, option.reason)
            for option in options
            if not option.open and option.action not in (*TALKING, *REMOVING, ActionKind.UNHIDE)
        )

    def _show_options(self, facts: ItemFacts) -> None:
        network = facts.item.network.label
        opened = [option for option in facts.options.by_hand if option.open]
        self._heading.setText(f"By hand on {network}")
        self._about.setText(
            f"You do it on {network} itself, as {one_line(facts.account_name, 80)}, and tick it off here."
        )
        refused = {each.kind for each in facts.actions if each.needs_person and each.state is State.FAILED}
        offered = [option for option in opened if option.action in refused]
        self.offered.show_buttons([self._button(option, kind="primary") for option in offered])
        self.offered.setVisible(bool(offered))
        rest = [option for option in opened if option not in offered]
        self._buttons.show_buttons([self._button(option) for option in rest])
        self._buttons.setVisible(bool(rest))
        for form in self.forms.values():
            option = facts.options.hand(form.action)
            if option is not None and option.open:
                form.show_option(option, facts.item.network)
            elif form.is_open:
                form.keep()
                form.setVisible(False)
        self.choices.setVisible(bool(opened))

    def _button(self, option: ByHandOption, *, kind: str = "") -> QPushButton:
        button = QPushButton(button_words(f"{option.label}…"))
        button.setProperty("option", form_of(option.action))
        icons.put(button, _SIGNS.get(option.action, "hand"), "on_accent" if kind else "text", 16)
        role(button, kind)
        button.setAccessibleName(option.label)
        tip(
            button,
            " ".join(part for part in (option.effect, option.how, option.reason, *option.first) if part),
        )
        button.clicked.connect(lambda _=False, action=option.action: self._picked(action))
        return button

    def _picked(self, action: ActionKind) -> None:
        if action in REMOVING:
            self.removal_asked.emit(action.value)
            return
        form = self.forms[form_of(action)]
        if self._facts is not None:
            form.begin_with(refused_text(self._facts.actions, action))
        self.form_asked.emit(form)

    def _open(self, link: str) -> None:
        facts = self._facts
        if facts is not None:
            open_link(
                self.cards,
                link,
                facts.item.network,
                training=self._desk.training,
                note="Do it there, then come back and tick it off: the desk cannot see that you did.",
            )


def not_answered(actions: Sequence[PendingRow], by_hand: Sequence[ByHandRow]) -> list[PendingRow]:
    """An item's actions without the refusals that something begun by hand since has answered."""
    newest: dict[ActionKind, int] = {}
    for row in by_hand:
        newest[row.action] = max(newest.get(row.action, 0), row.begun_ms)
    return [
        each
        for each in actions
        if each.state is not State.FAILED
        or each.needs_person
        or newest.get(each.kind, 0) < (each.settled_ms or each.queued_ms)
    ]


def refused_text(actions: Sequence[PendingRow], action: ActionKind) -> str:
    """What was to be said when the network refused it to the desk, "" where nothing was."""
    newest = next(
        (each for each in actions if each.kind is action and each.state is not State.CANCELLED), None
    )
    return newest.text if newest is not None and newest.state is State.FAILED else ""
