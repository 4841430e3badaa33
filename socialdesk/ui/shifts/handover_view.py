"""The handover on one page: made by who goes, accepted by who comes, kept, printed or mailed (4.1; I2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QWidget

from socialdesk.clock import from_ms
from socialdesk.decisions.case import Incomplete
from socialdesk.model.changes import Changes
from socialdesk.model.people import Person, Role
from socialdesk.policy.book import Book
from socialdesk.shifts import handover, requests
from socialdesk.shifts.handover import Handover
from socialdesk.shifts.handover_mail import draft_of, head_lines
from socialdesk.shifts.page import Page, Section
from socialdesk.storage.database import Connection
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainEdit, PlainLabel
from socialdesk.ui.record.working import while_open
from socialdesk.ui.review.parts import Headline, made_card, sentence
from socialdesk.ui.review.parts import line as marked
from socialdesk.ui.shifts.duty_forms import SettleForm
from socialdesk.ui.shifts.duty_view import line_row
from socialdesk.ui.shifts.printing import handover_pdf
from socialdesk.ui.shifts.sheet import Sheet, day_and_hour, made_button
from socialdesk.ui.window import Window

_SIGNS = {"came": "inbox", "done": "done", "waits": "clock", "called": "phone", "watch": "scales"}
ABOUT = (
    "From one shift to the next, in the desk's own words: no stranger's, no protected ones, nothing of what is "
    "operationally sensitive."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverFacts:
    """What the sheet shows."""

    now: datetime
    live: Page
    """What would be handed over now."""
    kept: tuple[Handover, ...]
    """The latest first."""
    due: bool
    """True where the person is to read what was done while they were away, and nobody handed it over."""
    asked: tuple[requests.Request, ...] = ()


def read_handover(db: Connection, *, book: Book, now: datetime, person: Person) -> HandoverFacts:
    """Reads it; as much as the shift brought."""
    return HandoverFacts(
        now=now,
        live=handover.preview(db, book=book, now=now),
        kept=tuple(handover.newest(db)),
        due=handover.due(db, now=now, book=book, person=person),
        asked=tuple(requests.open_requests(db)),
    )


class HandoverView(Sheet):
    """See the module."""

    def __init__(self, window: Window) -> None:
        super().__init__(window, "Handover", about=ABOUT)
        self.facts: HandoverFacts | None = None
        self.which = QComboBox()
        self.which.setAccessibleName("Which handover")
        self.which.activated.connect(self._chosen)
        self.head.addWidget(self.which, 1)
        self.notes = PlainEdit(
            name="Notes for whoever comes", hint="Notes for whoever comes, in your own words"
        )
        self.notes.setFixedHeight(62)
        self.under.addWidget(self.notes)
        self.main = made_button("Hand over", self.do_main, look="primary")
        self.print_ = made_button("PDF…", self._save_pdf, icon="document", name="Save as PDF")
        self.mail = made_button("E-mail draft…", self._save_mail, icon="mail", name="Save as e-mail draft")
        for button in (self.main, self.print_, self.mail):
            self.foot.addWidget(button)
        self.end_foot()
        self.refresh(first=True)

    def refresh(self, *, first: bool = False, show: int | None = None) -> None:
        """Reads how it stands now; `show` is the number of a kept one."""
        book, now, person = self.desk.book, self.desk.clock(), self.desk.person

        def read(facts: HandoverFacts) -> None:
            self._read(facts, first=first, show=show)

        self.window_.tasks.read(
            "handover",
            lambda db, _stop: read_handover(db, book=book, now=now, person=person),
            while_open(self, read),
        )

    @property
    def chosen(self) -> Handover | None:
        """The kept one that is shown; None for what would be handed over now."""
        number = self.which.currentData()
        kept = self.facts.kept if self.facts is not None else ()
        return next((each for each in kept if each.id == number), None)

    @property
    def accepting(self) -> bool:
        """True where the button accepts what is shown."""
        found = self.chosen
        if found is not None:
            return found.accepted_ms is None and not found.made_by_person(self.desk.person)
        return self.facts is not None and self.facts.due

    # --- showing --------------------------------------------------------------------------------------------------

    def _read(self, facts: HandoverFacts, *, first: bool, show: int | None) -> None:
        self.facts = facts
        held = show if show is not None else self.which.currentData()
        if first:
            mine = self.desk.person
            held = next(
                (e.id for e in reversed(facts.kept) if e.accepted_ms is None and not e.made_by_person(mine)),
                None,
            )
        self.which.clear()
        self.which.addItem(f"Now: since {self._hour(facts.live.from_ms)}, not handed over yet", None)
        for each in facts.kept:
            state = f"accepted by {each.accepted_by}" if each.accepted_ms is not None else "NOT ACCEPTED"
            self.which.addItem(f"{self._hour(each.made_ms)}, by {each.made_by}: {state}", each.id)
        place = self.which.findData(held) if held is not None else 0
        self.which.setCurrentIndex(max(0, place))
        self._chosen()

    def _chosen(self, *_: object) -> None:
        facts, found = self.facts, self.chosen
        if facts is None:
            return
        page = found.page if found is not None else facts.live
        rows: list[QWidget] = []
        if found is not None:
            rows.append(sentence(" ".join(head_lines(found, self.desk.book)), "small"))
            if found.accepted_ms is None and found.made_by_person(self.desk.person):
                rows.append(marked("done", "Handed over. Whoever comes after you accepts it.", "ok"))
        else:
            span = f"{self._hour(page.from_ms)} to now. What you had taken is let go when you hand over."
            rows.append(sentence(span, "small"))
        if found is not None and found.notes:
            rows.append(self._notes(found))
        sections = list(page.sections)
        if self.accepting:
            # Whoever comes sees first what was done while they were away.
            sections.sort(key=lambda each: each.id not in ("done", "called"))
        rows += [self._section(each, live=found is None) for each in sections]
        self.show_rows(rows)
        self.area.verticalScrollBar().setValue(0)
        self._show_buttons(found, facts)

    def _show_buttons(self, found: Handover | None, facts: HandoverFacts) -> None:
        person = self.desk.person
        accept = self.accepting
        own = found is not None and found.made_by_person(person)
        auditor = person.role is Role.AUDITOR
        words = "Accept: I have read it" if accept else "Hand over"
        self.main.setText(words)
        self.main.setAccessibleName(words)
        self.main.setVisible((found is None or found.accepted_ms is None) and not own)
        self.main.setEnabled(not auditor)
        self.notes.setVisible(found is None and not facts.due)
        self.notes.setEnabled(not auditor)
        for button in (self.print_, self.mail):
            button.setEnabled(found is not None and not auditor)
        self.wrong.hide()

    def _section(self, section: Section, *, live: bool) -> QFrame:
        tone = (
            "danger"
            if any(line.tone == "danger" for line in section.lines)
            else "warning"
            if any(line.tone == "warning" for line in section.lines)
            else ""
        )
        frame, lines = made_card()
        lines.setSpacing(2)
        lines.addWidget(Headline(_SIGNS.get(section.id, "note"), section.title, "", tone))
        for line in section.lines:
            lines.addLayout(line_row(self, line))
        if not section.lines:
            lines.addWidget(sentence(section.none, "muted"))
        corporate = self.desk.person.role is Role.CORPORATE_COMMUNICATIONS or self.desk.training
        if section.id == "waits" and self.facts is not None and corporate:
            for asked in self.facts.asked:
                button = made_button(
                    f"Request of {asked.asked_by}: settle…", partial(self._settle, asked), look="link"
                )
                lines.addWidget(button)
        return frame

    def _notes(self, found: Handover) -> QFrame:
        frame, lines = made_card("info")
        lines.addWidget(Headline("note", f"Notes by {found.made_by}", "", "info"))
        lines.addWidget(PlainLabel(found.notes, wrap=True, selectable=True))
        return frame

    def _hour(self, at_ms: int) -> str:
        return day_and_hour(self.here(from_ms(at_ms)))

    # --- what is done ---------------------------------------------------------------------------------------------

    def do_main(self) -> None:
        """Hands over, or accepts."""
        facts, found = self.facts, self.chosen
        if facts is None:
            return
        desk, by, now = self.desk, self.desk.person, self.desk.clock()
        if found is not None:
            number = found.id
            self._write(lambda db: handover.accept(db, handover_id=number, now=now, by=by), show=number)
        elif facts.due:
            page = facts.live
            self._write(
                lambda db: handover.take_over(db, page=page, book=desk.book, now=now, by=by), newest=True
            )
        else:
            notes = self.notes.toPlainText()
            self._write(
                lambda db: handover.make(db, notes=notes, book=desk.book, now=now, by=by), newest=True
            )

    def _write(
        self, work: Callable[[Connection], Changes], *, show: int | None = None, newest: bool = False
    ) -> None:
        self.main.setEnabled(False)

        def done(_: Changes) -> None:
            self.notes.clear()
            self._after(show, newest=newest)

        def refused(error: Exception) -> None:
            self.main.setEnabled(True)
            self.refuse(error.happened if isinstance(error, Incomplete) else str(error))

        self.window_.tasks.write(work, while_open(self, done), while_open(self, refused))

    def _after(self, show: int | None, *, newest: bool) -> None:
        if not newest:
            self.refresh(show=show)
            return
        self.window_.tasks.read(
            "handover-newest",
            lambda db, _stop: handover.newest(db)[0].id,
            while_open(self, lambda number: self.refresh(show=number)),
        )

    def _settle(self, asked: requests.Request) -> None:
        SettleForm(self, self.window_, asked, self.refresh).open()

    # --- as a file ------------------------------------------------------------------------------------------------

    def _save_pdf(self) -> None:
        if (found := self.chosen) is not None:
            name = f"handover-{found.id}.pdf"
            chosen, _ = QFileDialog.getSaveFileName(self, "Save the handover", name, "PDF (*.pdf)")
            if chosen:
                self.save(found, Path(chosen), "pdf")

    def _save_mail(self) -> None:
        if (found := self.chosen) is not None:
            name = f"handover-{found.id}.eml"
            chosen, _ = QFileDialog.getSaveFileName(self, "Save the e-mail draft", name, "E-mail (*.eml)")
            if chosen:
                self.save(found, Path(chosen), "eml")

    def save(self, found: Handover, path: Path, form: str) -> None:
        """Writes it, once the record says so; `form` is pdf or eml."""
        desk, by, now = self.desk, self.desk.person, self.desk.clock()

        def work() -> None:
            content = (
                handover_pdf(found, desk.book, now=now)
                if form == "pdf"
                else draft_of(found, desk.book, now=now, training=desk.training)
            )
            desk.write(
                lambda db: handover.written(
                    db, handover_id=found.id, form=form, content=content, now=now, by=by
                )
            ).result()  # durable before the file is there
            path.write_bytes(content)

        def done(_: None) -> None:
            tell(
                self, "Saved", f"Written: {path.name}.", "It is marked OFFICIAL-SENSITIVE, and on the record."
            )

        def ill(error: Exception) -> None:
            self.refuse(
                "It could not be saved there. Choose another folder." if isinstance(error, OSError) else error
            )

        self.window_.tasks.call(work, while_open(self, done), while_open(self, ill))
