"""A reply that waits for another person's yes: what they read, and what they can say (3.3d, P7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from socialdesk.clock import to_ms
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AccountId, DecisionId, ItemId, OutboxId
from socialdesk.outbox.queries import PendingRow
from socialdesk.outbox.states import State
from socialdesk.ui.dialogs import UnsettledForm
from socialdesk.ui.messages import Choice
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.review.under_way import UnderWayList
from tests.fakes.desk import NOW

pytestmark = pytest.mark.clause("P7")

LONG = "Thank you for coming to the Labour Party rally. " * 40
WAITING = PendingRow(
    outbox_id=OutboxId(1),
    item_id=ItemId(1),
    account_id=AccountId(1),
    decision_id=DecisionId(1),
    kind=ActionKind.REPLY,
    state=State.QUEUED,
    label="Reply will be sent after another person's yes",
    not_before_ms=to_ms(NOW),
    queued_ms=to_ms(NOW),
    settled_ms=None,
    can_cancel=True,
    needs_person=True,
    reason="It names Labour Party.",
    text=LONG,
    waits_for_another=True,
)


def test_the_card_shows_all_of_it_and_asks_for_a_yes_and_no_reason(qtbot: QtBot) -> None:
    shown = UnderWayList()
    qtbot.addWidget(shown)
    shown.show_actions([WAITING], NOW)
    assert LONG.strip() in [label.text().strip() for label in shown.findChildren(PlainLabel)]
    said: list[Any] = []
    shown.settled.connect(lambda *told: said.append(told))
    buttons = {button.text(): button for button in shown.findChildren(QPushButton)}
    assert list(buttons) == ["I have read it: send it", "Do not send it"]
    buttons["I have read it: send it"].click()
    assert said == [(1, "send_again", "")]


@pytest.mark.parametrize("another", [True, False])
def test_the_form_in_the_bar_shows_it_too_and_needs_a_reason_only_for_what_was_looked_at(
    qtbot: QtBot, another: bool
) -> None:
    said: list[tuple[str, str]] = []
    form = UnsettledForm(
        None,
        replace(WAITING, waits_for_another=another),
        about="",
        choices=[Choice("send_again", "Send it", "It is sent.")],
        answer=lambda choice, reason: said.append((choice, reason)),
    )
    qtbot.addWidget(form)
    form.show()
    shown = [edit for edit in form.findChildren(PlainEdit) if edit.isReadOnly()]
    assert [edit.toPlainText() for edit in shown] == ([LONG] if another else [])
    form.buttons["send_again"].click()
    assert said == ([("send_again", "")] if another else [])
