"""One account's page: all that is recorded of it, its people, its history, and what may be done by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.clock import from_ms
from socialdesk.register.dormancy import Stillness
from socialdesk.register.entries import Event, Holder, RegisterEntry, history, people_of, posts_waiting
from socialdesk.register.leavers import GOING, Leaver, leavers_of
from socialdesk.register.register_rules import CHECKS, STANDS_FOR
from socialdesk.storage.database import Connection
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line, tip
from socialdesk.ui.register.rows import Line
from socialdesk.ui.review.parts import (
    Headline,
    Section,
    emptied,
    filled,
    in_reading_order,
    line,
    made_card,
    sentence,
)
from socialdesk.ui.theme import role

THEIRS = "Corporate Communications keeps the register. Ask one of them."
OWN = "Whoever has the account does this, or Corporate Communications."
WITHHELD = "Reviews, reasons and the history are seen by Corporate Communications and auditors."
EVENTS = 40
"""Lines of history that are shown."""
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """What is read for one account's page."""

    people: tuple[Holder, ...]
    events: tuple[Event, ...]
    leavers: tuple[Leaver, ...]
    posts: int = 0
    """Decided posts that are still to go out on it."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A button: `shut` says why it is not open, or ""."""

    label: str
    run: Callable[[], object]
    shut: str = ""
    kind: str = ""


def read_beside(db: Connection, register_id: int) -> Beside:
    """Reads it; a few short indexes."""
    return Beside(
        people_of(db, register_id),
        history(db, register_id),
        leavers_of(db, register_id),
        posts_waiting(db, register_id),
    )


class AccountPage(Section):
    """See the module. What is done is given by whoever shows it."""

    def __init__(self) -> None:
        super().__init__("The account")
        self.show_nothing("Choose an account to see all that is recorded of it.")

    def show_nothing(self, words: str) -> None:
        """No account is chosen."""
        filled(self.column, [PlainLabel(words, role="muted", wrap=True)])
        self.column.addStretch(1)

    def show_account(
        self,
        shown: Line,
        beside: Beside,
        *,
        deeds: Sequence[Deed],
        of_person: Callable[[Holder], Sequence[Deed]],
        of_leaver: Callable[[Leaver], Sequence[Deed]],
        full: bool,
    ) -> None:
        """Everything of one account. Without `full` no reviews and reasons: they speak of somebody's conduct."""
        entry = shown.entry
        emptied(self.column)
        parts: list[QWidget] = [self._head(entry)]
        parts += self._notices(shown, full=full)
        if beside.posts and (entry.frozen_on is not None or not entry.open):
            parts.append(self._still_to_go(beside.posts))
        if deeds:
            parts.append(self._deeds(deeds))
        parts.append(self._facts(shown))
        people = [each for each in beside.people if full or not each.ended]
        parts.append(self._people(people, of_person))
        if beside.leavers:
            parts.append(self._leavers(beside.leavers, of_leaver))
        parts.append(self._checks(entry))
        if full:
            parts.append(self._history(beside.events))
        else:
            parts.append(PlainLabel(WITHHELD, role="small", wrap=True))
        for part in parts:
            self.column.addWidget(part)
            part.show()
        self.column.addStretch(1)
        in_reading_order(self.column)
        self.verticalScrollBar().setValue(0)

    @staticmethod
    def _head(entry: RegisterEntry) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(PlainLabel(one_line(entry.handle, 100), role="heading", wrap=True))
        name = f" · {one_line(entry.name, 120)}" if entry.name and entry.name != entry.handle else ""
        column.addWidget(
            PlainLabel(f"{entry.network_label} · {entry.kind.label}{name}", role="muted", wrap=True)
        )
        return whole

    @staticmethod
    def _notices(shown: Line, *, full: bool) -> list[QWidget]:
        entry = shown.entry
        found: list[QWidget] = []
        if not entry.open:
            frame, lines = made_card("neutral")
            lines.addWidget(Headline("remove", f"Closed on {entry.closed_on:%d/%m/%Y}", "", "neutral"))
            if full:
                lines.addWidget(sentence(entry.closed_why))
            return [frame]
        if entry.frozen_on is not None:
            frame, lines = made_card("danger")
            lines.addWidget(Headline("lock", f"Frozen since {entry.frozen_on:%d/%m/%Y}", "6", "danger"))
            if full:
                lines.addWidget(sentence(f"{entry.frozen_by}: {entry.frozen_why}"))
            lines.addWidget(
                sentence(
                    "Whoever holds it publishes nothing. It is given back after training by Corporate Communications.",
                    "small",
                )
            )
            found.append(frame)
        if shown.still.sentence and shown.still.state is not Stillness.FINE:
            tone = {Stillness.DUE: "danger", Stillness.WARNED: "warning"}.get(shown.still.state, "neutral")
            frame, lines = made_card(tone)
            lines.addWidget(Headline("clock", shown.still.sentence, "2.3", tone))
            if entry.mitigation and full:
                lines.addWidget(sentence(f"{entry.mitigated_by}: {entry.mitigation}", "small"))
            found.append(frame)
        flags = [
            words
            for words, on in (
                ("It only reshares what others post (2.3, 3.3).", entry.reshare_only),
                ("It only watches: no post and no answer of its own in 60 days (3.3).", entry.watch_only),
            )
            if on
        ]
        if missing := [*flags, *entry.missing]:
            frame, lines = made_card("warning")
            lines.addWidget(Headline("warning", f"To see to: {len(missing)}", "", "warning"))
            for words in missing:
                lines.addWidget(sentence(words))
            found.append(frame)
        return found

    @staticmethod
    def _still_to_go(number: int) -> QWidget:
        frame, lines = made_card("danger")
        told = "1 post is" if number == 1 else f"{number} posts are"
        lines.addWidget(Headline("send", f"{told} still to go out on it", "", "danger"))
        lines.addWidget(sentence("They were decided before. Cancel them under Publishing."))
        return frame

    @staticmethod
    def _deeds(deeds: Sequence[Deed]) -> QWidget:
        whole = QWidget()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setSpacing(6)
        for place, deed in enumerate(deeds):
            grid.addWidget(_button(deed), place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        return whole

    @staticmethod
    def _facts(shown: Line) -> QWidget:
        entry = shown.entry
        frame, lines = made_card()
        lines.addWidget(Headline("document", "Recorded", "", ""))
        stands = entry.represents or STANDS_FOR.get(entry.stands_for, "")
        post = "Not known"
        if entry.last_post_on is not None:
            how = "from the network" if entry.last_post_seen else "entered by hand"
            post = f"{entry.last_post_on:%d/%m/%Y}, {how}"
        facts = [
            ("Owner", entry.owner),
            ("Stands for", stands or "Not said"),
            ("Used since", f"{entry.since_on:%d/%m/%Y}" if entry.since_on else "Not known"),
            ("Last post", post),
            (
                "This desk",
                "Connected; its sign-in is in this computer's keyring"
                if entry.account_id is not None
                else "Not connected",
            ),
            ("Password", _password_words(entry)),
            ("Note", entry.note),
        ]
        if entry.retrained_on is not None:
            facts.append(("Given back", f"after training on {entry.retrained_on:%d/%m/%Y}"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for row, (label, words) in enumerate(each for each in facts if each[1]):
            grid.addWidget(PlainLabel(label, role="muted"), row, 0)
            grid.addWidget(sentence(words), row, 1)
        lines.addLayout(grid)
        return frame

    @staticmethod
    def _people(people: Sequence[Holder], of_person: Callable[[Holder], Sequence[Deed]]) -> QWidget:
        frame, lines = made_card()
        lines.addWidget(Headline("people", "Who has it", "", ""))
        if not people:
            lines.addWidget(sentence("Nobody is recorded.", "muted"))
        for person in people:
            part = "Holds it" if person.part == "holder" else "Administers it"
            told = [part if not person.ended else f"Had it ({person.ended.replace('_', ' ')})"]
            if person.position:
                told.append(person.position)
            if not person.ended:
                told.append(
                    f"trained {person.trained_on:%d/%m/%Y}" if person.trained_on else "no training recorded"
                )
                told.append(
                    f"guidance read {person.guidance_on:%d/%m/%Y}"
                    if person.guidance_on
                    else "guidance not read"
                )
            if person.relevant and not person.ended:
                told.append(person.relevant)
            if person.ended_why:
                told.append(person.ended_why)
            lines.addWidget(PlainLabel(person.label, role="muted" if person.ended else "strong", wrap=True))
            lines.addWidget(sentence(" · ".join(told), "small"))
            if not person.ended and (deeds := of_person(person)):
                lines.addLayout(_row(deeds, person.label))
        return frame

    @staticmethod
    def _leavers(leavers: Sequence[Leaver], of_leaver: Callable[[Leaver], Sequence[Deed]]) -> QWidget:
        frame, lines = made_card("warning" if any(not each.outcome for each in leavers) else "")
        lines.addWidget(Headline("person", "Leavers", "7", ""))
        for leaver in leavers:
            outcome = {
                "": "What becomes of the account is open",
                "closed": "The account was closed",
                "handed_over": f"Handed over to {leaver.handed_to}",
            }[leaver.outcome]
            told = (
                f"followers told on {leaver.told_on:%d/%m/%Y}: {leaver.told_how}"
                if leaver.told_on
                else "followers not told yet"
            )
            lines.addWidget(PlainLabel(leaver.name, role="strong", wrap=True))
            lines.addWidget(
                sentence(
                    f"{GOING[leaver.going]}, last day {leaver.last_day_on:%d/%m/%Y} · {told} · {outcome}",
                    "small",
                )
            )
            if not leaver.outcome and (deeds := of_leaver(leaver)):
                lines.addLayout(_row(deeds, leaver.name))
        return frame

    @staticmethod
    def _checks(entry: RegisterEntry) -> QWidget:
        frame, lines = made_card()
        when = f"{entry.checked_by}, {entry.checked_on:%d/%m/%Y}" if entry.checked_on else "Not looked at"
        lines.addWidget(Headline("check", "Name check (2.2)", when, ""))
        signs = {"yes": ("check", "ok"), "no": ("close", "danger"), "na": ("ellipsis", "muted")}
        for name, words in CHECKS.items():
            answer = entry.checks[name]
            sign, ink = signs.get(answer.value, ("question", "muted"))
            lines.addWidget(line(sign, f"{words}: {answer.label.lower()}", ink))
        return frame

    @staticmethod
    def _history(events: Sequence[Event]) -> QWidget:
        frame, lines = made_card()
        lines.addWidget(Headline("history", "History", "", ""))
        for event in events[:EVENTS]:
            when = from_ms(event.at_ms).astimezone()
            words = f" {event.words}" if event.words else ""
            lines.addWidget(
                sentence(
                    f"{when:%d/%m/%Y %H:%M}  {one_line(event.by_name, 80)}: {event.told}{words}", "small"
                )
            )
        if len(events) > EVENTS:
            lines.addWidget(sentence(f"and {len(events) - EVENTS} earlier ones, in the record.", "small"))
        return frame


def _password_words(entry: RegisterEntry) -> str:
    known = entry.credentials
    if known is None:
        return "Not held"
    said = [f"Held since {known.since_on:%d/%m/%Y}" if known.held and known.since_on else "Not held"]
    if known.changed_on is not None:
        said.append(f"changed on {known.changed_on:%d/%m/%Y} by {known.changed_by}")
    if known.updated_ms is not None:
        when = from_ms(known.updated_ms).astimezone()
        said.append(f"record updated {when:%d/%m/%Y %H:%M} by {known.updated_by}")
    if known.behind:
        said.append("the record is behind")
    return "; ".join(said)


def _row(deeds: Sequence[Deed], of: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2)
    for deed in deeds:
        row.addWidget(_button(Deed(deed.label, deed.run, deed.shut, deed.kind or "link"), of))
    row.addStretch(1)
    return row


def _button(deed: Deed, of: str = "") -> QPushButton:
    button = QPushButton(button_words(deed.label))
    button.setAccessibleName(f"{deed.label.removesuffix('…')}: {of}" if of else deed.label)
    button.setAutoDefault(False)
    button.setEnabled(not deed.shut)
    tip(button, deed.shut)
    if deed.kind:
        role(button, deed.kind)
    button.clicked.connect(lambda: deed.run())
    return button
