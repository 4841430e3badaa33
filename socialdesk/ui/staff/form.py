"""Who works at the desk: the list, and what Corporate Communications does with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from socialdesk.model.people import Role
from socialdesk.register import staff
from socialdesk.register.staff_list import everyone
from socialdesk.register.staff_rules import Member
from socialdesk.ui.messages import Choice, ask
from socialdesk.ui.plain_text import PlainLabel, button_words, tip
from socialdesk.ui.staff.member_form import MemberForm
from socialdesk.ui.staff.pin_form import PinForm
from socialdesk.ui.staff.seating import may_alter, staff_altered
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 860, 600
"""Logical pixels; less where the screen has less."""
THEIRS = "Corporate Communications alone alters the staff. Ask one of them."


class StaffForm(QDialog):
    """Everybody in a line of their own. Who may not alter it reads it, and sets their own PIN."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.setWindowTitle("Staff")
        self.setAccessibleName("Staff")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Staff", role="title"))
        self.about = PlainLabel("", role="muted", wrap=True)
        column.addWidget(self.about)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName("Everybody")
        inside = QWidget()
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 8, 0)
        self._rows.setSpacing(0)
        area.setWidget(inside)
        inside.setAutoFillBackground(False)  # which `setWidget` switches on
        area.viewport().setAutoFillBackground(False)
        column.addWidget(area, 1)
        self.ended = QCheckBox("Show those too who work here no longer")
        self.ended.toggled.connect(self.refresh)
        column.addWidget(self.ended)
        row = QHBoxLayout()
        self.record = self._button("Record somebody…", self._record, "")
        close = self._button("Close", self.accept, "primary")
        close.setDefault(True)
        row.addWidget(self.record)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.refresh()

    def refresh(self, *_: object) -> None:
        """Show what is recorded now."""
        desk = self._window.desk
        people = everyone(desk.read, ended=self.ended.isChecked())
        able = may_alter(self._window)
        self.record.setEnabled(able)
        tip(self.record, "" if able else THEIRS)
        self.about.setText(_about(people, able=able))
        while (taken := self._rows.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for member in people:
            self._rows.addWidget(self._line(member, able=able))
        self._rows.addStretch(1)

    def _line(self, member: Member, *, able: bool) -> QWidget:
        line = QFrame()
        outer = QVBoxLayout(line)
        outer.setContentsMargins(2, 0, 2, 0)
        outer.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(0, 7, 0, 7)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(PlainLabel(member.label, role="muted" if member.ended_ms else "strong", wrap=True))
        words.addWidget(PlainLabel(self._details(member), role="small", wrap=True))
        row.addLayout(words, 1)
        own = member.staff_id == self._window.desk.person.staff_id
        if member.ended_ms is None:
            not_own = (
                "Nobody ends themselves: another of Corporate Communications does it." if able else THEIRS
            )
            for label, act, shut in (
                ("Alter…", self._alter, "" if able else THEIRS),
                ("PIN…", self._pin, "" if able or own else THEIRS),
                ("End…", self._end, "" if able and not own else not_own),
            ):
                button = self._button(label, partial(act, member), "quiet")
                button.setAccessibleName(f"{label.removesuffix('…')}: {member.name}")
                button.setEnabled(not shut)
                tip(button, shut)
                row.addWidget(button)
        outer.addLayout(row)
        rule = QFrame()
        role(rule, "rule")
        outer.addWidget(rule)
        return line

    def _details(self, member: Member) -> str:
        if member.ended_ms is not None:
            return f"{member.role.label} · works here no longer"
        held = [
            account.name
            for number, account in self._window.desk.accounts.items()
            if number in member.accounts
        ]
        parts = [
            member.role.label,
            "no PIN"
            if not member.has_pin
            else "has a PIN"
            if member.pin_own
            else "has a PIN, not yet their own",
            f"login {member.os_account}" if member.os_account else "",
            f"holds {', '.join(held)}" if held else "",
            f"{member.wrong_tries} wrong PINs since the last right one" if member.wrong_tries > 1 else "",
        ]
        return " · ".join(part for part in parts if part)

    def _record(self) -> None:
        MemberForm(self, None, self._window.desk.accounts, self._add).open()

    def _alter(self, member: Member) -> None:
        MemberForm(self, member, self._window.desk.accounts, self._change).open()

    def _pin(self, member: Member) -> None:
        PinForm(self, self._window.desk, self._window.tasks, member, self._altered).open()

    def _end(self, member: Member) -> None:
        def answered(key: str) -> None:
            if key == "end":
                desk, number = self._window.desk, member.staff_id
                now, by = desk.clock(), desk.person
                self._window.tasks.write(
                    lambda db: staff.end(db, staff_id=number, now=now, by=by), lambda _: self._altered()
                )

        ask(
            self,
            f"End {member.label}?",
            [
                "They can sign no longer, and hold no account. What they did stays on the record.",
                "Somebody who comes back is recorded anew.",
            ],
            [
                Choice("keep", "Keep them", kind="primary"),
                Choice("end", "They work here no longer", kind="danger"),
            ],
            answered,
        )

    def _add(self, form: MemberForm, new: Member) -> None:
        desk = self._window.desk
        now, by = desk.clock(), desk.person
        self._window.tasks.write(
            lambda db: staff.add(
                db,
                name=new.name,
                number=new.number,
                role=new.role,
                os_account=new.os_account,
                accounts=new.accounts,
                now=now,
                by=by,
            ),
            lambda _: self._kept(form),
            form.failed,
        )

    def _change(self, form: MemberForm, new: Member) -> None:
        desk = self._window.desk
        now, by = desk.clock(), desk.person
        self._window.tasks.write(
            lambda db: staff.alter(db, new, now=now, by=by), lambda _: self._kept(form), form.failed
        )

    def _kept(self, form: MemberForm) -> None:
        form.kept()
        self._altered()

    def _altered(self) -> None:
        staff_altered(self._window)
        self.refresh()

    @staticmethod
    def _button(words: str, pressed: Callable[[], object], kind: str) -> QPushButton:
        button = QPushButton(button_words(words))
        button.setAccessibleName(words)
        button.setAutoDefault(False)
        if kind:
            role(button, kind)
        button.clicked.connect(lambda: pressed())
        return button

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the form is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


def _about(people: Sequence[Member], *, able: bool) -> str:
    if not people and able:
        return (
            "Nobody is recorded, so whoever sits down says who they are. Record yourself first, with a PIN: from then "
            "on everybody signs on, and Corporate Communications alone alters this list."
        )
    if able:
        return "Each decision is recorded with the name and role of whoever made it. A PIN is set here, never shown."
    able_people = [
        each.name for each in people if each.role is Role.CORPORATE_COMMUNICATIONS and not each.ended_ms
    ]
    who = f": {', '.join(able_people)}" if able_people else ""
    return f"Corporate Communications alone alters this list{who}. Your own PIN is yours to set."
