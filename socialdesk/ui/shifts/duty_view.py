"""The desk of an Oscar 1 or IDO out of hours: what is urgent, the main Facebook page, whom to ring (2.5; A7, I2).

Posts are written for the main Facebook page alone, once the threshold was declared not met. Other accounts are read
here, and Corporate Communications is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QWidget

from socialdesk.clock import from_ms, to_ms
from socialdesk.model.accounts import Account, Network
from socialdesk.model.actions import ActionKind
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId, PostId
from socialdesk.model.people import Role
from socialdesk.policy.book import Book
from socialdesk.policy.hours import last_change, next_change, on_duty
from socialdesk.policy.permissions import may
from socialdesk.publishing.drafts import save_post
from socialdesk.publishing.targets import set_targets
from socialdesk.shifts import calls, declaring, requests, rota
from socialdesk.shifts.page import Line
from socialdesk.shifts.rules import Part, Shift
from socialdesk.shifts.waiting import urgent
from socialdesk.storage.database import Connection
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import Headline, made_card, sentence
from socialdesk.ui.shifts import composing
from socialdesk.ui.shifts.duty_forms import CallForm, RequestForm, ThresholdForm
from socialdesk.ui.shifts.sheet import Sheet, day_and_hour, made_button
from socialdesk.ui.theme import sized
from socialdesk.ui.window import Window

URGENT = 8
TOGETHER = timedelta(days=5)
"""No night is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """What the sheet shows."""

    now: datetime
    duty: bool
    change: datetime
    """When duty ends or begins."""
    standing: tuple[Shift, ...]
    on_call: Shift | None
    coming: Shift | None
    """Who is on call next."""
    urgent: tuple[Line, ...]
    declared: tuple[declaring.Declaration, ...]
    calls: tuple[calls.Call, ...]
    requests: tuple[requests.Request, ...]


def read_duty(db: Connection, *, book: Book, now: datetime) -> DutyFacts:
    """Reads it; short indexes alone."""
    began = max(last_change(now, book.hours), now - TOGETHER)
    return DutyFacts(
        now=now,
        duty=on_duty(now, book.hours),
        change=next_change(now, book.hours),
        standing=rota.standing(db, now),
        on_call=rota.on_call(db, now),
        coming=rota.next_on_call(db, now),
        urgent=tuple(urgent(db, now, book, URGENT)),
        declared=tuple(declaring.since(db, to_ms(began))),
        calls=tuple(calls.since(db, to_ms(began))),
        requests=tuple(requests.open_requests(db)),
    )


class DutyView(Sheet):
    """See the module."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, "Out of hours")
        self.facts: DutyFacts | None = None
        self.account = QComboBox()
        self.foot.addWidget(made_button("Handover…", lambda: self._other("handover"), icon="note"))
        self.foot.addWidget(made_button("Rota…", lambda: self._other("rota"), icon="calendar"))
        self.end_foot()
        window.tasks.changed.connect(self._changed)
        self.refresh()

    def refresh(self) -> None:
        """Reads how it stands now."""
        book, now = self.desk.book, self.desk.clock()
        self.window_.tasks.read(
            "duty", lambda db, _stop: read_duty(db, book=book, now=now), while_open(self, self.show_facts)
        )

    def _changed(self, changes: Changes) -> None:
        if changes.outbox or changes.new_items or changes.items or changes.accounts:
            self.refresh()

    @property
    def main_page(self) -> Account | None:
        """The main Facebook page."""
        found = (
            each for each in self.desk.accounts.values() if each.network is Network.FACEBOOK and each.primary
        )
        return next(found, None)

    def show_facts(self, facts: DutyFacts) -> None:
        """Shows it, where it is not what is shown already: what is done here must not be taken from under the hand."""
        if self.facts is not None and replace(facts, now=self.facts.now) == self.facts:
            return
        if self.account.view().isVisible():
            return
        chosen = self.account.currentData()
        self.facts = facts
        until = self.here(facts.change)
        day = "today" if until.date() == self.here(facts.now).date() else f"{until:%A %d/%m/%Y}"
        self.about.setText(
            f"Corporate Communications is on duty until {until:%H:%M}: they post and decide."
            if facts.duty
            else f"Corporate Communications is away until {until:%H:%M}, {day}. What you do is shown to them first."
        )
        rows: list[QWidget] = [self._urgent(facts), self._ringing(facts), self._page(facts), self._others()]
        if said := self._said(facts):
            rows.append(said)
        self.show_rows(rows)
        self.account.setCurrentIndex(max(0, self.account.findData(chosen)))

    # --- its cards ------------------------------------------------------------------------------------------------

    def _urgent(self, facts: DutyFacts) -> QFrame:
        pressing = any(line.tone == "danger" for line in facts.urgent)
        tone = "danger" if pressing else "warning" if facts.urgent else ""
        frame, lines = made_card(tone)
        words = "Urgent now" if facts.urgent else "Nothing is urgent now"
        lines.addWidget(
            Headline("emergency" if pressing else "warning" if facts.urgent else "done", words, "", tone)
        )
        for line in facts.urgent:
            lines.addLayout(line_row(self, line))
        return frame

    def _ringing(self, facts: DutyFacts) -> QFrame:
        frame, lines = made_card()
        lines.addWidget(Headline("phone", "On-call press officer", "", ""))
        found = facts.on_call
        number = found.telephone if found is not None else self.desk.book.on_call
        shown = PlainLabel(number, role="strong", wrap=True, selectable=True)
        shown.setFont(sized(shown.font(), 150, bold=True))
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(shown)
        who = (
            f"{found.name}, until {day_and_hour(self.here(from_ms(found.until_ms)))}"
            if found is not None
            else "Nobody is on the rota for now: this is what the policy pack says."
        )
        if found is None and (coming := facts.coming) is not None:
            who += f" Next: {coming.name}, from {day_and_hour(self.here(from_ms(coming.from_ms)))}."
        row.addWidget(sentence(who, "muted"), 1)
        self.ring = made_button(
            "Ring, and record the call…",
            self.record_call,
            icon="phone",
            name="Ring the on-call press officer",
        )
        row.addWidget(self.ring)
        lines.addLayout(row)
        there = [
            f"{each.part.label}: {each.name}" for each in facts.standing if each.part is not Part.ON_CALL
        ]
        if there:
            lines.addWidget(sentence("On duty now. " + "; ".join(there) + ".", "small"))
        return frame

    def _page(self, facts: DutyFacts) -> QFrame:
        frame, lines = made_card()
        page = self.main_page
        name = page.name if page is not None else "not connected"
        lines.addWidget(Headline("megaphone", f"Main Facebook page: {name}", "", ""))
        self.write = made_button("Write a post…", self.write_post, look="primary", icon="")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.write)
        words = "The main Facebook page is not connected to this desk."
        allowed = False
        if page is not None:
            desk = self.desk
            said = may(desk.person, page, ActionKind.PUBLISH, facts.now, desk.book, training=desk.training)
            allowed = said.allowed and (not facts.duty or desk.person.role is Role.CORPORATE_COMMUNICATIONS)
            by_day = "Corporate Communications is on duty and posts itself." if facts.duty else ""
            words = said.reason or by_day or "It is written here, and read back from Facebook once it is out."
        self.write.setEnabled(allowed)
        row.addWidget(sentence(words, "muted"), 1)
        lines.addLayout(row)
        return frame

    def _others(self) -> QFrame:
        frame, lines = made_card()
        lines.addWidget(Headline("lock", "Other accounts: read only from here", "", ""))
        row = QHBoxLayout()
        row.setSpacing(12)
        self.account = QComboBox()
        self.account.setAccessibleName("Account")
        self.account.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.account.setMinimumContentsLength(24)
        page = self.main_page
        for account in self.desk.accounts.values():
            if page is None or account.id != page.id:
                self.account.addItem(
                    one_line(f"{account.network.label}, {account.name}", 60), int(account.id)
                )
        ask = made_button("Ask Corporate Communications…", self.ask_for, icon="question")
        ask.setEnabled(self.account.count() > 0)
        row.addWidget(self.account, 1)
        row.addWidget(ask)
        lines.addLayout(row)
        lines.addWidget(sentence("Recorded, and listed for them in the morning (2.5, 2.6).", "small"))
        return frame

    def _said(self, facts: DutyFacts) -> QFrame | None:
        told: list[tuple[int, str]] = []
        for said in facts.declared:
            verdict = "threshold met, nothing posted" if said.met else f"threshold not met: {said.reason}"
            told.append((said.at_ms, f"{said.by_name}: “{said.about}”, {verdict}."))
        for call in facts.calls:
            ended = f": {call.outcome}" if call.outcome else ""
            told.append((call.rung_ms, f"{call.by_name} rang {call.whom}. {call.answered.label}{ended}."))
        for asked in facts.requests:
            told.append(
                (asked.asked_ms, f"{asked.asked_by} asked, for {asked.account_name}: {asked.request}")
            )
        if not told:
            return None
        frame, lines = made_card()
        lines.addWidget(Headline("history", "Declared, rung and asked for", "", ""))
        for at_ms, words in sorted(told, reverse=True):
            lines.addWidget(
                sentence(f"{day_and_hour(self.here(from_ms(at_ms)))}  {one_line(words, 400)}", "small")
            )
        return frame

    # --- what is done ---------------------------------------------------------------------------------------------

    def record_call(self) -> None:
        """The number, and what came of ringing it."""
        found = self.facts.on_call if self.facts is not None else None
        CallForm(self.window_, found, parent=self, done=self.refresh).open()

    def ask_for(self) -> None:
        """Something for another account."""
        number = self.account.currentData()
        account = next((each for each in self.desk.accounts.values() if int(each.id) == number), None)
        if account is not None:
            RequestForm(self, self.window_, account, self.refresh).open()

    def write_post(self) -> None:
        """First the threshold; then the draft, or the number to ring. Corporate Communications needs none."""
        if self.desk.person.role is Role.CORPORATE_COMMUNICATIONS:
            self._other("new-post")
            return
        self.threshold = ThresholdForm(self, declare=self._declare)
        self.threshold.open()

    def _declare(self, about: str, met: bool, reason: str) -> None:
        desk, by, now, form, page = (
            self.desk,
            self.desk.person,
            self.desk.clock(),
            self.threshold,
            self.main_page,
        )
        if page is None:
            return

        def work(db: Connection) -> tuple[declaring.Declared, PostId | None]:
            post_id = None
            changes = Changes()
            if not met:
                saved = save_post(db, post_id=None, purpose="", text="", now=now, by=by)
                post_id, changes = saved.post_id, saved.changes
                changes |= set_targets(db, post_id=post_id, account_ids=[page.id], now=now, by=by)
            said = declaring.declare(
                db,
                post_id=post_id,
                about=about,
                met=met,
                reason=reason,
                book=desk.book,
                now=now,
                by=by,
                training=desk.training,
            )
            return declaring.Declared(id=said.id, changes=changes | said.changes), post_id

        def done(found: tuple[declaring.Declared, PostId | None]) -> None:
            said, post_id = found
            form.accept()
            self.window_.tasks.changed.emit(said.changes)
            if post_id is None:
                on_call = self.facts.on_call if self.facts is not None else None
                CallForm(
                    self.window_, on_call, parent=self, why=about, declaration_id=said.id, done=self.refresh
                ).open()
                return
            self._open_post(post_id)

        self.window_.tasks.write(
            work, while_open(self, done), while_open(form, lambda error: form.refuse(str(error)))
        )

    def _open_post(self, post_id: PostId) -> None:
        open_post = composing.page_of(self.window_)
        if open_post is None:
            tell(self, "The draft is kept", "This desk has no page on which posts are written.")
            return
        self.accept()
        open_post(post_id)

    def _other(self, command: str) -> None:
        self.accept()
        self.window_.commands.run(command)


def line_row(sheet: Sheet, line: Line) -> QHBoxLayout:
    """A line of the desk's own words, and the way to what it is about."""
    row = QHBoxLayout()
    row.setSpacing(10)
    row.addWidget(sentence(line.words, line.tone if line.tone else ""), 1)
    if line.item is not None:
        number = line.item

        def show() -> None:
            sheet.accept()
            sheet.window_.show_item(ItemId(number))
            sheet.window_.open_tab("assess")

        button = made_button("Open", show, look="link", name=f"Open: {one_line(line.words, 120)}")
        button.setMinimumHeight(24)
        row.addWidget(button)
    return row
