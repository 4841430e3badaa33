"""Refer: a threat to life now, a crime, a request for information, a breach by our own people (B2, I6, R10, A6).

Nothing here removes anything, and nothing of it reaches the public.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout

from socialdesk.decisions import referring
from socialdesk.decisions.case import Incomplete
from socialdesk.decisions.referring_rows import Referral, ReferralKind, for_item
from socialdesk.model.changes import Changes
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Role
from socialdesk.ui import icons
from socialdesk.ui.desk import Desk
from socialdesk.ui.plain_text import PlainLabel, button_words, tip
from socialdesk.ui.review import refer_cards as cards
from socialdesk.ui.review.deciding import told
from socialdesk.ui.review.drafts import Drafts
from socialdesk.ui.review.facts import ItemFacts
from socialdesk.ui.review.kept_fields import KeptFields
from socialdesk.ui.review.page import Page
from socialdesk.ui.review.parts import Section, emptied, rule, sentence
from socialdesk.ui.review.refer_cards import NOT_THEIRS, Around, ReferralCard, limited_note
from socialdesk.ui.review.refer_dealing import ReferDealing, profile_of
from socialdesk.ui.review.refer_forms import BreachForm, CrimeForm, FoiForm, ReferralForm
from socialdesk.ui.tasks import Tasks
from socialdesk.ui.theme import role

TICK_MS = 1_000
_CHOICES = (
    (ReferralKind.CRIME, "Crime…", "scales"),
    (ReferralKind.FOI, "FOI request…", "document"),
    (ReferralKind.BREACH, "Staff breach…", "shield"),
)


class ReferPage(Page):
    """See the module."""

    title = "Refer"

    def __init__(self, desk: Desk, tasks: Tasks, drafts: Drafts) -> None:
        super().__init__()
        self._desk, self._tasks, self._drafts = desk, tasks, drafts
        self._kept = KeptFields(drafts, self)
        self._facts: ItemFacts | None = None
        self._whose = desk.person
        self._busy = False
        self.cards: dict[int, ReferralCard] = {}
        part = desk.book.referring
        self.forms: dict[ReferralKind, ReferralForm] = {
            ReferralKind.CRIME: CrimeForm(part),
            ReferralKind.FOI: FoiForm(part),
            ReferralKind.BREACH: BreachForm(part),
        }
        self.threat = QPushButton("Threat to life now")
        self.threat.setAccessibleName(
            "Threat to life now: shows the control room's number and starts the clock"
        )
        icons.put(self.threat, "emergency", "danger", 18)
        role(self.threat, "danger")
        self.threat.clicked.connect(lambda: self._open(ReferralKind.THREAT, {}, []))
        self.choices: dict[ReferralKind, QPushButton] = {}
        self._section = Section("Refer")
        self._held = QVBoxLayout()
        self._held.setSpacing(8)
        self._lack = sentence("", "danger")
        self._lack.setVisible(False)
        self._not_theirs = limited_note()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._ticking)
        self._dealing = ReferDealing(desk, tasks, self)
        self._dealing.busy.connect(self._set_busy)
        self._build()

    def _build(self) -> None:
        column = self._section.column
        column.addLayout(self._held)
        column.addWidget(PlainLabel("Pass it on", role="heading"))
        column.addWidget(self.threat)
        # Before anything is written: it must not wait for a disk.
        part = self._desk.book.referring
        ring = "Training: ring nobody. In earnest" if self._desk.training else "First"
        number = f"{ring}: {part.control_room_name}, {part.control_room_number}. Everything else waits."
        column.addWidget(sentence(number, "strong"))
        column.addWidget(self._lack)
        column.addWidget(rule())
        for kind, label, sign in _CHOICES:
            button = QPushButton(button_words(label))
            button.setAccessibleName(kind.label)
            icons.put(button, sign, "text", 16)
            button.clicked.connect(partial(self._choose, kind))
            self.choices[kind] = button
            column.addWidget(button)
            form = self.forms[kind]
            form.setVisible(False)
            form.wanted.connect(partial(self._open, kind))
            form.edited.connect(partial(self._keep, kind))
            column.addWidget(form)
        column.addWidget(self._not_theirs)
        column.addWidget(
            sentence(
                "A referral removes nothing, and a removal refers nothing: decide each by itself.", "small"
            )
        )
        column.addStretch(1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._section)
        self.setFocusProxy(self.threat)

    # --- what the panel asks --------------------------------------------------------------------------------------

    def show_facts(self, facts: ItemFacts) -> None:
        """See `Page`."""
        # Another person at the same item begins anew too: what was typed of a breach is for its writer alone.
        fresh = (
            self._facts is None or self._facts.item.id != facts.item.id or self._whose != self._desk.person
        )
        if fresh:
            self.keep_draft()
        self._facts, self._whose = facts, self._desk.person
        if fresh:
            self._lack.setVisible(False)
            self._begin(facts.item.id)
        self._show_referrals(facts)

    def confirm(self) -> bool:
        """Opens what the form that is open says."""
        return any(form.confirm() for form in self.forms.values() if form.isVisible())

    def keep_draft(self) -> None:
        """See `Page`."""
        self._kept.keep()
        for form in self.forms.values():
            form.keep()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt's own; the clock is right at once."""
        super().showEvent(event)
        self._ticking()
        self._run_clock()

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt's own; out of sight nothing ticks, and what was typed is kept."""
        super().hideEvent(event)
        self.keep_draft()
        self._tick.stop()

    # --- what is shown --------------------------------------------------------------------------------------------

    def _begin(self, item_id: ItemId) -> None:
        for each in self.cards.values():
            each.setParent(None)
            each.deleteLater()
        self.cards.clear()
        emptied(self._held)
        for kind, form in self.forms.items():
            draft = self._drafts.load(item_id, referring.draft_form(kind, self._whose))
            form.begin(draft)
            form.setVisible(bool(draft))
        self._section.verticalScrollBar().setValue(0)

    def _show_referrals(self, facts: ItemFacts) -> None:
        desk = self._desk
        referrals = for_item(desk.read, facts.item.id, person=desk.person)
        around = Around(
            facts=facts,
            book=desk.book,
            person=desk.person,
            profile_url=profile_of(desk.read, facts.item.author_id),
            training=desk.training,
            now=desk.clock(),
        )
        for gone in set(self.cards) - {each.id for each in referrals}:
            self.cards.pop(gone).deleteLater()
        for each in referrals:
            held = self.cards.get(each.id)
            if held is not None and held.referral.limited == each.limited:
                held.show_referral(each, around)
            else:
                self._add_card(each, around)
        self._show_choices(referrals)
        self._run_clock()

    def _add_card(self, referral: Referral, around: Around) -> None:
        if (older := self.cards.pop(referral.id, None)) is not None:
            older.hide()
            older.deleteLater()
        made = ReferralCard(referral, around)
        made.keep_with(self._kept)
        made.asked.connect(self._step)
        self.cards[referral.id] = made
        # Open ones first, each newest first.
        place = sum(
            1 for each in self.cards.values() if each is not made and _before(each.referral, referral)
        )
        self._held.insertWidget(place, made)
        made.show()
        if referral.kind is ReferralKind.BREACH and not referral.limited:
            self._tasks.write(
                lambda db: referring.seen(db, referral_id=referral.id, now=around.now, by=around.person)
            )

    def _show_choices(self, referrals: tuple[Referral, ...]) -> None:
        going = {each.kind for each in referrals if each.open}
        self.threat.setVisible(ReferralKind.THREAT not in going)
        theirs = self._desk.person.role in (Role.CORPORATE_COMMUNICATIONS, Role.TRAINEE)
        self._not_theirs.setVisible(not theirs)
        for kind, button in self.choices.items():
            may = kind is not ReferralKind.BREACH or theirs
            button.setEnabled(kind not in going and may)
            button.setVisible(kind not in going)
            tip(button, "" if may else NOT_THEIRS)
            if kind in going or not may:
                self.forms[kind].setVisible(False)

    def _choose(self, kind: ReferralKind) -> None:
        for other, form in self.forms.items():
            form.keep()
            form.setVisible(other is kind and not form.isVisible())
        form = self.forms[kind]
        self._section.column.activate()
        if form.isVisible():
            self._section.ensureWidgetVisible(form, 0, 0)
            form.focus_first()

    def _run_clock(self) -> None:
        runs = any(each.referral.clock_runs for each in self.cards.values())
        if runs and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()

    def _ticking(self) -> None:
        now = self._desk.clock()
        for each in self.cards.values():
            each.tick(now)

    # --- what is done ---------------------------------------------------------------------------------------------

    def _keep(self, kind: ReferralKind) -> None:
        if self._facts is not None:
            content = self.forms[kind].content()
            filled = any(content["details"].values()) or content.get("categories")
            name = referring.draft_form(kind, self._whose)
            self._drafts.keep(self._facts.item.id, name, content if filled else None)

    def _open(self, kind: ReferralKind, details: object, categories: object) -> None:
        facts, form = self._facts, self.forms.get(kind)
        urgent = kind is ReferralKind.THREAT
        if facts is None or (self._busy and not urgent):
            return
        self.threat.setEnabled(self.threat.isEnabled() and not urgent)
        item_id, by = facts.item.id, self._desk.person
        if form is not None:
            form.keep()

        def done(_: Changes) -> None:
            self.threat.setEnabled(True)
            self._drafts.forget(item_id, referring.draft_form(kind, by))
            self._desk.wake_outbox()
            if form is not None and self._facts is not None and self._facts.item.id == item_id:
                form.begin(None)
                form.setVisible(False)
            self._again(item_id)
            self._section.verticalScrollBar().setValue(0)

        def refused(error: Exception) -> None:
            self.threat.setEnabled(True)
            (self._refuse if form is None else form.refuse)(told(error))

        self._dealing.open(
            item_id, kind, cast(dict[str, str], details), cast(list[str], categories), done, refused
        )

    def _step(self, referral_id: int, step: str, typed: object) -> None:
        made = self.cards.get(referral_id)
        if made is None or self._busy:
            return
        if step == cards.DRAFT:
            name = f"request-for-information-F-{referral_id}.eml"
            chosen, _ = QFileDialog.getSaveFileName(self, "Save the e-mail draft", name, "E-mail (*.eml)")
            if chosen:
                self.save_draft(referral_id, Path(chosen), open_it=not self._desk.training)
            return
        item_id = made.referral.item_id

        def refused(error: Exception) -> None:
            made.refuse(step, told(error), error.field if isinstance(error, Incomplete) else "")

        def done(_: object) -> None:
            self._kept.forget(item_id, made.form_name(step))
            self._again(item_id)

        self._dealing.step(referral_id, step, cast(dict[str, str], typed), done, refused)

    def save_draft(self, referral_id: int, path: Path, *, open_it: bool) -> None:
        """Writes the draft to a file, and has the desktop open it where that is wanted."""
        made = self.cards.get(referral_id)
        if made is None:
            return

        def saved() -> None:
            if open_it:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
            self._again(made.referral.item_id)

        self._dealing.save_draft(referral_id, path, saved, lambda words: made.refuse(cards.DRAFT, words, ""))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for form in self.forms.values():
            form.button.setEnabled(not busy)
        for each in self.cards.values():
            each.set_busy(busy)

    def _again(self, item_id: ItemId) -> None:
        self._lack.setVisible(False)
        if self._facts is not None and self._facts.item.id == item_id:
            self._show_referrals(self._facts)

    def _refuse(self, words: str) -> None:
        self._lack.setText(words)
        self._lack.setVisible(True)


def _before(one: Referral, other: Referral) -> bool:
    return (one.open, one.id) > (other.open, other.id)


def open_for(facts: ItemFacts) -> bool:
    """What a person wrote to the Force, whether it is still there or not."""
    return not facts.item.by_force
