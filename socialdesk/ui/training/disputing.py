"""Two short forms of the debrief: a mark that the trainee does not accept, and what a file of it is signed with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.exports.safely import whole_file
from socialdesk.training.debrief import Debriefed
from socialdesk.training.marks import Mark
from socialdesk.training.session_file import MARKING
from socialdesk.ui.dialogs import Form
from socialdesk.ui.messages import tell
from socialdesk.ui.plain_text import PlainEdit, PlainLine
from socialdesk.ui.window import Window

_SAID: tuple[tuple[str, bool | None], ...] = (
    ("Not decided yet", None),
    ("Upheld: the mark counts as right", True),
    ("Not upheld: the mark stands", False),
)


class DisputeForm(Form):
    """The trainee's note, and what the trainer says of it."""

    def __init__(
        self,
        parent: QWidget,
        mark: Mark,
        *,
        dispute: Callable[[str, str], None] | None,
        uphold: Callable[[str, bool | None], None] | None,
    ) -> None:
        super().__init__(
            parent,
            "I do not agree",
            about=f"{mark.sentence} Clause {mark.clause}. The mark stays as it is until a trainer upholds the dispute.",
            save="Save",
        )
        self._mark, self._dispute, self._uphold = mark, dispute, uphold
        self.note = PlainEdit(name="Why you do not agree", hint="What the mark does not see …")
        self.note.setPlainText(mark.dispute)
        self.note.setMaximumHeight(120)
        self.add("Why you do not agree", self.note)
        self.said = QComboBox()
        for words, _ in _SAID:
            self.said.addItem(words)
        self.said.setCurrentIndex(next(n for n, (_, upheld) in enumerate(_SAID) if upheld is mark.upheld))
        self.add("The trainer says", self.said)

    def submit(self) -> None:
        """Keeps both. A dispute that is emptied is taken back."""
        note, upheld = self.note.toPlainText().strip(), _SAID[self.said.currentIndex()][1]
        if upheld is not None and not note:
            self.refuse("Write down first what is disputed.", self.note)
            return
        if self._dispute is not None:
            self._dispute(self._mark.key, note)
        if self._uphold is not None and note:
            self._uphold(self._mark.key, upheld)
        self.accept()


class TrainerForm(Form):
    """Who trained, and where the file goes."""

    def __init__(
        self,
        parent: QWidget,
        window: Window,
        what: str,
        make: Callable[[str], bytes],
        found: Debriefed,
        *,
        choose: Callable[[QWidget, str], str] | None = None,
    ) -> None:
        super().__init__(
            parent,
            f"Save the {what}",
            about=f"It is marked {MARKING}, and names the trainee and whoever led the session.",
            save="Save as…",
        )
        self._window, self._what, self._make, self._found = window, what, make, found
        self._choose = choose or _chosen_file
        self.trainer = PlainLine(name="Who led the session")
        self.add("Who led the session", self.trainer)

    def submit(self) -> None:
        """Asks where, and saves it."""
        trainer = self.trainer.text().strip()
        if self._what == "certificate" and not trainer:
            self.refuse("Say who led the session: the certificate names them.", self.trainer)
            return
        name = f"{MARKING} training {self._what} {self._found.transcript.began[:10]}.pdf"
        file = self._choose(self, name)
        if not file:
            return

        def work() -> None:
            content = self._make(trainer)
            with whole_file(Path(file)) as part:
                part.write_bytes(content)

        def failed(error: Exception) -> None:
            self.refuse(
                str(error) if isinstance(error, UserFacingError) else "It could not be made. Try once more."
            )

        def saved(_: None) -> None:
            self.accept()
            tell(self._window, "Saved", f"The {self._what} is saved.", file)

        self._window.tasks.call(work, saved, failed)


def _chosen_file(parent: QWidget, name: str) -> str:
    return QFileDialog.getSaveFileName(parent, "Save", name, "PDF (*.pdf)")[0]
