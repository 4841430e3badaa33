"""The debrief: the session again on a timeline, item by item, with what was right and why; disputes; what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSlider,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from socialdesk.clock import monotonic
from socialdesk.policy.book import Book
from socialdesk.training.debrief import Debriefed, Outcome, Told, clock_words, told
from socialdesk.training.marks import Mark
from socialdesk.training.session_file import SUFFIX
from socialdesk.ui import icons
from socialdesk.ui.messages import tell, tell_error
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.training.certificate import certificate_pdf, record_pdf
from socialdesk.ui.training.debrief_parts import ItemDebrief, Ratios, small_button
from socialdesk.ui.training.disputing import DisputeForm, TrainerForm
from socialdesk.ui.window import Window

WIDTH, HEIGHT = 1240, 760
"""Logical pixels; less where the screen has less."""
TICK_MS = 100
REPLAY_TIMES = 20.0
"""How much faster than it was a replay goes by."""
_KEY = Qt.ItemDataRole.UserRole
_LOOKS: dict[Outcome, tuple[str, str]] = {
    Outcome.RIGHT: ("check", "ok"),
    Outcome.PARTLY: ("warning", "warning"),
    Outcome.OTHERWISE: ("close", "danger"),
    Outcome.CHATTER: ("comment", "muted"),
    Outcome.NOT_COME: ("clock", "muted"),
}
"""The sign of each outcome, and its colour; the words stand beside it too."""
FILTERS = (
    ("Everything that was to be decided", frozenset({Outcome.RIGHT, Outcome.PARTLY, Outcome.OTHERWISE})),
    ("What went otherwise", frozenset({Outcome.PARTLY, Outcome.OTHERWISE})),
    ("Everything that came", frozenset(Outcome) - {Outcome.NOT_COME}),
)


def open_debrief(window: Window) -> None:
    """The debrief of the session that is played; reads the record in the background first."""
    session = window.desk.session
    if session is None:
        return

    def read() -> Debriefed:
        return Debriefed(scenario=session.scenario, transcript=session.transcript(), score=session.score())

    def shown(found: Debriefed) -> None:
        DebriefView(
            window, found, read_again=read, dispute=session.dispute, uphold=session.uphold, keep=session.keep
        ).show()

    window.tasks.call(read, shown, lambda error: _failed(window, error))


def _failed(window: Window, error: Exception) -> None:
    tell_error(window, error, doing="The debrief could not be made.")


class DebriefView(QDialog):
    """See the module. A kept session has none of the last three: it can be read, not altered."""

    def __init__(
        self,
        window: Window,
        found: Debriefed,
        *,
        read_again: Callable[[], Debriefed] | None = None,
        dispute: Callable[[str, str], None] | None = None,
        uphold: Callable[[str, bool | None], None] | None = None,
        keep: Callable[[Path], None] | None = None,
    ) -> None:
        super().__init__(window)
        self.window_of = window
        self._read_again, self._dispute, self._uphold, self._keep = read_again, dispute, uphold, keep
        self.found = found
        self.rows: tuple[Told, ...] = ()
        self.setWindowTitle("Debrief")
        self.setAccessibleName("Debrief")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        room = self.screen().availableGeometry()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 60))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addWidget(self._middle(), 1)
        column.addLayout(self._timeline())
        column.addLayout(self._foot())
        self._playing = QTimer(self)
        self._playing.setInterval(TICK_MS)
        self._playing.timeout.connect(self._go_on)
        self.refresh(found)

    def refresh(self, found: Debriefed) -> None:
        """Shows the session as it is judged now."""
        self.found = found
        self.rows = told(found.scenario, found.transcript, found.score, self._book)
        percent = round(found.score.score * 100)
        self.percent.setText(f"{percent} %")
        unfinished = "" if found.transcript.done else " It was not ended with “I am done”."
        self.about.setText(
            f"{one_line(found.transcript.trainee, 60)}, {datetime.fromisoformat(found.transcript.began):%d/%m/%Y}, "
            f"{clock_words(found.transcript.lasted)} minutes. "
            f"Each item that was to be decided counts the same.{unfinished}"
        )
        self.ratios.show_ratios(found.score)
        self._fill()

    @property
    def _book(self) -> Book:
        return self.window_of.desk.book

    # --- The list and the replay ------------------------------------------------------------------------------------

    def _fill(self, *_: object) -> None:
        chosen = self.key
        wanted, until = FILTERS[self.filter.currentIndex()][1], float(self.slider.value())
        self.list.blockSignals(True)
        self.list.clear()
        for row in self.rows:
            if row.outcome not in wanted or row.at > until:
                continue
            sign, colour = _LOOKS[row.outcome]
            item = QListWidgetItem(
                icons.icon(sign, colour),
                f"{clock_words(row.at)}   {one_line(row.who, 40)}: {one_line(row.words, 110)}",
            )
            item.setData(_KEY, row.key)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                f"{row.outcome.label}. At {clock_words(row.at)}, {one_line(row.who, 40)}: {one_line(row.words, 200)}",
            )
            self.list.addItem(item)
        self.list.blockSignals(False)
        places = [n for n in range(self.list.count()) if self.list.item(n).data(_KEY) == chosen]
        self.list.setCurrentRow(places[0] if places else 0 if self.list.count() else -1)
        self._show()

    @property
    def key(self) -> str:
        """What is chosen in the list; "" for nothing."""
        row = self.list.currentRow()
        return str(self.list.item(row).data(_KEY)) if row >= 0 else ""

    def _show(self, *_: object) -> None:
        row = next((each for each in self.rows if each.key == self.key), None)
        self.item.show_told(row, self._may_dispute, self._disputed)

    @property
    def _may_dispute(self) -> bool:
        return self._dispute is not None

    def _moved(self, value: int) -> None:
        lasted = self.found.transcript.lasted
        self.at.setText(f"{clock_words(value)} of {clock_words(lasted)}")
        self.slider.setAccessibleDescription(self.at.text())
        self._fill()
        looked = [look for look in self.found.transcript.looks if look.at <= value]
        if self._playing.isActive() and looked:
            # A replay follows the trainee's own eyes.
            for place in range(self.list.count()):
                if self.list.item(place).data(_KEY) == looked[-1].item:
                    self.list.setCurrentRow(place)

    def play(self) -> None:
        """Plays the session again from where the slider stands, or from its beginning; stops where it plays."""
        if self._playing.isActive():
            self._playing.stop()
        else:
            if self.slider.value() >= self.slider.maximum():
                self.slider.setValue(0)
            self._from, self._since = self.slider.value(), monotonic()
            self._playing.start()
        self._say_play()

    def _go_on(self) -> None:
        gone = (monotonic() - self._since) * self.replay_times
        self.slider.setValue(min(self._from + int(gone), self.slider.maximum()))
        if self.slider.value() >= self.slider.maximum():
            self._playing.stop()
            self._say_play()

    def _say_play(self) -> None:
        words = "Stop" if self._playing.isActive() else "Replay"
        self.replay.setText(words)
        self.replay.setAccessibleName(words)

    # --- Disputes and files -----------------------------------------------------------------------------------------

    def _disputed(self, mark: Mark) -> None:
        form = DisputeForm(self, mark, dispute=self._dispute, uphold=self._uphold)
        form.accepted.connect(self._again)
        form.open()

    def _again(self) -> None:
        if self._read_again is not None:
            self.window_of.tasks.call(
                self._read_again, self.refresh, lambda error: _failed(self.window_of, error)
            )

    def _save(self, what: str, make: Callable[[str], bytes]) -> None:
        form = TrainerForm(self, self.window_of, what, make, self.found)
        form.open()

    def keep_session(self, path: str = "") -> None:
        """Keeps the session as a file; asks where, unless it is told."""
        keep = self._keep
        name = f"{self.found.transcript.scenario} {self.found.transcript.began[:10]}{SUFFIX}"
        chosen = (
            path or QFileDialog.getSaveFileName(self, "Keep the session", name, f"Training (*{SUFFIX})")[0]
        )
        if keep is None or not chosen:
            return

        def kept(_: None) -> None:
            tell(self.window_of, "Kept", "The session is kept.", chosen)

        def failed(error: Exception) -> None:
            tell_error(self, error, doing="The session could not be kept.")

        self.window_of.tasks.call(
            lambda: keep(Path(chosen)),
            kept,
            failed,
        )

    # --- What it is made of -----------------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addWidget(PlainLabel(f"Debrief: {one_line(self.found.scenario.name, 80)}", role="title"))
        self.about = PlainLabel("", role="muted", wrap=True)
        left.addWidget(self.about)
        head.addLayout(left, 1)
        self.percent = PlainLabel("", role="title")
        self.percent.setAccessibleDescription("Of what was looked for, over the whole session")
        head.addWidget(self.percent, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _middle(self) -> QSplitter:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(8)
        self.ratios = Ratios()
        column.addWidget(self.ratios)
        self.filter = QComboBox()
        self.filter.setAccessibleName("What is listed")
        for words, _ in FILTERS:
            self.filter.addItem(words)
        column.addWidget(self.filter)
        self.list = QListWidget()
        self.list.setAccessibleName("Items of the session")
        self.list.setUniformItemSizes(True)
        self.list.setIconSize(QSize(16, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._show)
        column.addWidget(self.list, 1)
        self.item = ItemDebrief()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self.item)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 5)
        return split

    def _timeline(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.replay = small_button("Replay", self.play)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName("Time of the session")
        self.slider.setRange(0, max(1, int(self.found.transcript.lasted + 0.999)))
        self.slider.setPageStep(60)
        self.slider.setValue(self.slider.maximum())
        self.at = PlainLabel(
            f"{clock_words(self.slider.maximum())} of {clock_words(self.found.transcript.lasted)}",
            role="small",
        )
        self.replay_times = REPLAY_TIMES
        self._from, self._since = 0, 0.0
        self.slider.valueChanged.connect(self._moved)
        self.filter.currentIndexChanged.connect(self._fill)
        row.addWidget(self.replay)
        row.addWidget(self.slider, 1)
        row.addWidget(self.at)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        book = self._book

        def record(trainer: str) -> bytes:
            return record_pdf(
                self.found.transcript, self.found.score, self.rows, self.found.scenario, book, trainer
            )

        def certificate(trainer: str) -> bytes:
            return certificate_pdf(
                self.found.transcript, self.found.score, self.found.scenario, book, trainer
            )

        row.addWidget(small_button("Record as PDF…", lambda: self._save("record", record)))
        row.addWidget(small_button("Certificate…", lambda: self._save("certificate", certificate)))
        kept = small_button("Keep the session…", self.keep_session)
        kept.setVisible(self._keep is not None)
        row.addWidget(kept)
        row.addStretch(1)
        row.addWidget(small_button("Close", self.close))
        return row
