"""Requests for an account: asking for one, and what Corporate Communications does with those that wait (A2, A9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.clock import from_ms
from socialdesk.model.people import Person, Role
from socialdesk.policy.working_days import local_day
from socialdesk.register import requests
from socialdesk.register.entries import RegisterEntry
from socialdesk.register.keeping import may_keep
from socialdesk.register.register_rules import NETWORKS, Kind
from socialdesk.register.requests import STATES, Request, Wanted
from socialdesk.storage.database import Connection
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel, button_words, tip
from socialdesk.ui.register.ask_form import Answers, AskForm, Field, day_words
from socialdesk.ui.register.page import THEIRS
from socialdesk.ui.review.parts import Headline, Section, emptied, made_card, sentence
from socialdesk.ui.tab_order import go_to, next_stop
from socialdesk.ui.theme import role
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 820, 640
"""Logical pixels; less where the screen has less."""
_NEW = "A new account"


def request_form(
    parent: QWidget, window: Window, entry: RegisterEntry | None, done: Callable[[object], None]
) -> AskForm:
    """Asks for a new account, or for access to `entry`."""
    kinds = {kind.value: kind.label for kind in (Kind.OFFICER, Kind.TEAM, Kind.NEIGHBOURHOOD)}
    person = window.desk.person

    def work(told: Answers) -> Callable[[Connection], object]:
        desk = window.desk
        wanted = Wanted(
            network=entry.network if entry else told["network"],
            register_id=entry.id if entry else None,
            handle=entry.handle if entry else told["handle"],
            kind=Kind.TEAM if entry else Kind(told["kind"]),
            represents=told["represents"],
            name=told["name"],
            number=told["number"],
            position=told["position"],
            purpose=told["purpose"],
            used_before=told.yes("used_before"),
        )
        now, by, hours = desk.clock(), desk.person, desk.book.hours
        return lambda db: requests.ask(db, wanted, now=now, hours=hours, by=by)

    def answered(found: object) -> None:
        done(found)
        if isinstance(found, Request) and found.state == "refused":
            tell(window, "Refused", found.reason)

    which = (
        ()
        if entry
        else (
            Field(key="network", label="Network", kind="choice", options=NETWORKS, value="x"),
            Field(key="kind", label="Kind", kind="choice", options=kinds),
            Field(key="handle", label="Handle wished for", hint="It says the role, team or area", limit=100),
        )
    )
    return AskForm(
        parent,
        window,
        f"Ask for access to {entry.handle}" if entry else "Ask for an account",
        about="Corporate Communications looks at it, and gives a reason where they refuse (2.1). Whoever has not used "
        "the network for the Force before is trained first, and everybody reads the guidance.",
        save="Ask",
        fields=(
            *which,
            Field(key="represents", label="Role, team or area", limit=120),
            Field(key="name", label="Name", value=person.name, limit=120),
            Field(key="number", label="Collar or staff number", value=person.number, limit=20),
            Field(key="position", label="Rank or position", limit=120),
            Field(key="purpose", label="What it is for", kind="text", hint="How it will be used"),
            Field(key="used_before", label="They have used this network for the Force before", kind="check"),
        ),
        work=work,
        done=answered,
    )


class RequestList(QDialog):
    """What was asked for, and how it stands. `changed` is called after each step."""

    def __init__(self, parent: QWidget, window: Window, changed: Callable[[], None]) -> None:
        super().__init__(parent)
        self._window, self._changed = window, changed
        self.found: tuple[Request, ...] = ()
        self.setWindowTitle("Requests for accounts")
        self.setAccessibleName("Requests for accounts")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 60), min(HEIGHT, room.height() - 80))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(PlainLabel("Requests for accounts", role="title"))
        self.list = Section("Requests")
        column.addWidget(self.list, 1)
        self.all = QCheckBox("Show those too that are done or refused")
        self.all.toggled.connect(lambda: self.refresh())
        column.addWidget(self.all)
        row = QHBoxLayout()
        ask = QPushButton("Ask for an account…")
        ask.setAccessibleName("Ask for an account")
        ask.setAutoDefault(False)
        ask.clicked.connect(lambda: request_form(self, window, None, self._stepped).open())
        close = QPushButton("Close")
        close.setAccessibleName("Close")
        close.setDefault(True)
        role(close, "primary")
        close.clicked.connect(self.accept)
        row.addWidget(ask)
        row.addStretch(1)
        row.addWidget(close)
        column.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Show what there is now."""
        waiting = not self.all.isChecked()
        desk = self._window.desk
        self.found = requests.everything(desk.read, waiting=waiting)
        able = may_keep(desk.read, desk.person)
        if not able and desk.person.role is not Role.AUDITOR:
            # What others asked for, and why they were refused, is between them and Corporate Communications.
            self.found = tuple(each for each in self.found if _own(each, desk.person))
        emptied(self.list.column)
        for request in self.found:
            card = self._card(request, able=able)
            self.list.column.addWidget(card)
            card.show()
        if not self.found:
            words = "No request waits." if waiting else "Nobody has asked for an account here."
            self.list.column.addWidget(PlainLabel(words, role="muted"))
        self.list.column.addStretch(1)

    def _card(self, request: Request, *, able: bool) -> QWidget:
        wanted = request.wanted
        tone = "" if not request.waits else "info" if request.state == "asked" else "neutral"
        frame, lines = made_card(tone)
        what = _NEW if wanted.register_id is None else "Access"
        who = f"{wanted.name} ({wanted.number})" if wanted.number else wanted.name
        when = from_ms(request.asked_ms).astimezone()
        lines.addWidget(
            Headline(
                "person",
                f"{who}, {wanted.position}: {what.lower()} on {NETWORKS[wanted.network]}"
                f"{f', {wanted.handle}' if wanted.handle else ''}",
                f"{when:%d/%m/%Y}",
                "",
            )
        )
        lines.addWidget(sentence(wanted.purpose))
        told = [STATES[request.state]]
        if request.decided_by:
            told.append(f"by {request.decided_by}")
        if request.trained_on:
            told.append(f"trained {request.trained_on:%d/%m/%Y}")
        elif wanted.used_before:
            told.append("has used the network before")
        if request.guidance_on:
            told.append(f"guidance read {request.guidance_on:%d/%m/%Y}")
        if request.state == "asked" and request.lacking:
            told.append(f"still to come: {' and '.join(request.lacking)}")
        lines.addWidget(sentence(" · ".join(told), "small"))
        if request.reason:
            lines.addWidget(sentence(request.reason))
        row = QHBoxLayout()
        row.setSpacing(6)
        for label, run, kind in self._steps(request):
            button = QPushButton(button_words(label))
            button.setAccessibleName(f"{label.removesuffix('…')}: {wanted.name}")
            button.setAutoDefault(False)
            button.setEnabled(able)
            tip(button, "" if able else THEIRS)
            if kind:
                role(button, kind)
            button.clicked.connect(partial(_run, run))
            row.addWidget(button)
        row.addStretch(1)
        lines.addLayout(row)
        return frame

    def _steps(self, request: Request) -> list[tuple[str, Callable[[], None], str]]:
        no = ("Refuse…", partial(self._no, request, "refused"), "")
        withdrawn = ("Withdrawn…", partial(self._no, request, "withdrawn"), "quiet")
        match request.state:
            case "asked":
                return [
                    ("Training, guidance…", partial(self._training, request), ""),
                    ("Approve…", partial(self._approve, request), "primary" if not request.lacking else ""),
                    no,
                    withdrawn,
                ]
            case "approved":
                return [("It is set up…", partial(self._set_up, request), "primary"), no, withdrawn]
            case "set_up":
                return [("Photo and bio are there…", partial(self._photo, request), "primary")]
            case _:
                return []

    def _open(
        self,
        title: str,
        about: str,
        save: str,
        fields: tuple[Field, ...],
        work: Callable[[Answers], Callable[[Connection], object]],
    ) -> None:
        AskForm(
            self, self._window, title, about=about, save=save, fields=fields, work=work, done=self._stepped
        ).open()

    def _training(self, request: Request) -> None:
        desk = self._window.desk

        def work(told: Answers) -> Callable[[Connection], object]:
            now, by, hours = desk.clock(), desk.person, desk.book.hours
            trained, guidance = told.day("trained_on"), told.day("guidance_on")
            return lambda db: requests.note_step(
                db,
                request_id=request.id,
                trained_on=trained,
                guidance_on=guidance,
                now=now,
                hours=hours,
                by=by,
            )

        self._open(
            f"Before {request.wanted.name} is approved",
            "Training by Corporate Communications, and the guidance for this network (2.1).",
            "Record",
            (
                Field(key="trained_on", label="Trained on", kind="day", value=day_words(request.trained_on)),
                Field(
                    key="guidance_on",
                    label="Guidance read on",
                    kind="day",
                    value=day_words(request.guidance_on),
                ),
            ),
            work,
        )

    def _approve(self, request: Request) -> None:
        desk = self._window.desk

        def work(told: Answers) -> Callable[[Connection], object]:
            now, by = desk.clock(), desk.person
            return lambda db: requests.approve(db, request_id=request.id, words=told["words"], now=now, by=by)

        self._open(
            f"Approve {request.wanted.name}",
            "It is set up next, by Corporate Communications.",
            "Approve",
            (Field(key="words", label="Remark", kind="text", hint="If there is one"),),
            work,
        )

    def _no(self, request: Request, state: str) -> None:
        desk = self._window.desk

        def work(told: Answers) -> Callable[[Connection], object]:
            now, by, reason = desk.clock(), desk.person, told["reason"]
            if state == "refused":
                return lambda db: requests.refuse(db, request_id=request.id, reason=reason, now=now, by=by)
            return lambda db: requests.withdraw(db, request_id=request.id, reason=reason, now=now, by=by)

        refused = state == "refused"
        self._open(
            f"{'Refuse' if refused else 'Withdrawn by'} {request.wanted.name}",
            "The person is given the reason (2.1)." if refused else "They do not want it any longer.",
            "Refuse" if refused else "Record",
            (Field(key="reason", label="Reason", kind="text"),),
            work,
        )

    def _set_up(self, request: Request) -> None:
        desk = self._window.desk

        def work(told: Answers) -> Callable[[Connection], object]:
            now, by, hours = desk.clock(), desk.person, desk.book.hours
            handle = told.get("handle", "")
            return lambda db: requests.set_up(
                db, request_id=request.id, handle=handle, now=now, hours=hours, by=by
            )

        new = request.wanted.register_id is None
        self._open(
            f"Set up for {request.wanted.name}",
            "Make the account on the network, with a password that Corporate Communications keeps. It goes on the "
            "register with its holder."
            if new
            else "Give access on the network. Then it is recorded here.",
            "It is set up",
            (Field(key="handle", label="Handle", value=request.wanted.handle, limit=100),) if new else (),
            work,
        )

    def _photo(self, request: Request) -> None:
        desk = self._window.desk
        today = local_day(desk.clock(), desk.book.hours)

        def work(told: Answers) -> Callable[[Connection], object]:
            now, by, hours = desk.clock(), desk.person, desk.book.hours
            on = told.day("on") or today
            return lambda db: requests.photo_and_bio(
                db, request_id=request.id, on=on, now=now, hours=hours, by=by
            )

        self._open(
            f"Photo and bio of {request.wanted.name}",
            "The holder adds both, and both stand for the role (2.1).",
            "Record",
            (Field(key="on", label="Seen on", kind="day", value=day_words(today)),),
            work,
        )

    def _stepped(self, _answer: object) -> None:
        self.refresh()
        self._changed()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Qt's own: Tab goes on as the list is read."""
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        target = next_stop([self], self.focusWidget(), forward=next)
        if target is not None:
            go_to(target, reason)
        return target is not None


def _own(request: Request, person: Person) -> bool:
    number = person.number.strip().casefold()
    return request.asked_by == person.name or bool(number and request.wanted.number.casefold() == number)


def _run(run: Callable[[], None], _pressed: bool = False) -> None:
    run()
