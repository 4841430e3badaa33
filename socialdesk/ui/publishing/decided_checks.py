"""The checks of a post that was decided, in the form that alters it: of its new words, or of its new time (P2 to P9).

Nothing is altered by answering here: the answers stand for these words, or this post, and are asked for once more where
the alteration is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.model.ids import PostId
from socialdesk.publishing.standing import CheckStanding
from socialdesk.ui.plain_text import PlainLabel
from socialdesk.ui.publishing.checks_form import ChecksForm
from socialdesk.ui.publishing.doing import About, Doing
from socialdesk.ui.publishing.second_yes import SecondYes

SOON_MS = 350
LEAST_HEIGHT = 190


class DecidedChecks(QWidget):
    """See the module. `settled` once they were read; `clear` says whether anything of them is in the way."""

    settled = Signal()

    def __init__(self, doing: Doing, post_id: PostId) -> None:
        super().__init__()
        self._doing, self._post_id = doing, post_id
        self._about: About | None = None
        self.standing: tuple[CheckStanding, ...] = ()
        self.checks = ChecksForm(may_leave=False)
        self.checks.answered.connect(self._answered)
        self.checks.sign_asked.connect(self._second)
        self.told = PlainLabel("", role="small", wrap=True)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setMinimumHeight(LEAST_HEIGHT)
        self._area.setAccessibleName("Checks")
        self._area.setWidget(self.checks)
        self.checks.setAutoFillBackground(False)
        self._area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.told)
        column.addWidget(self._area)
        self._area.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.read)
        doing.tasks.changed.connect(self._changed)

    @property
    def in_the_way(self) -> tuple[CheckStanding, ...]:
        """What is not passed."""
        return tuple(each for each in self.standing if each.state != "pass")

    def look_at(self, about: About | None, *, at_once: bool = False) -> None:
        """What it would be; None while there is nothing to look at."""
        if about == self._about:
            return
        self._about = about
        if at_once:
            self.read()
        else:
            self._soon.start()

    def read(self) -> None:
        """Reads them anew."""
        self._soon.stop()
        about = self._about
        if about is None:
            self._show((), None)
            return
        self._doing.read_checks(
            self._post_id, about, lambda found: self._show(tuple(found), about), self._wrong
        )

    def hand_on(self) -> None:
        """Keeps what was answered a moment ago."""
        self.checks.hand_on()

    def _show(self, found: tuple[CheckStanding, ...], about: About | None) -> None:
        if about != self._about:
            return
        self.standing = found = tuple(_for_another(each, about) for each in found)
        known = set(self.checks.cards)
        shown = [each for each in found if each.state != "pass" or each.id in known]
        self.checks.show_checks(shown)
        self._area.setVisible(bool(shown))
        left = self.in_the_way
        self.told.setText(
            "" if about is None else _words(left) if left else "Every check is passed as it would be."
        )
        self.settled.emit()

    def _answered(self, check: str, answers: dict[str, str]) -> None:
        if self._about is not None:
            self._doing.answer(
                self._post_id, check, answers, lambda _changes: self.read(), self._wrong, about=self._about
            )

    def _second(self, check: str) -> None:
        if self._about is not None:
            SecondYes(self._doing, self._post_id, check, self.window(), about=self._about).open()

    def _changed(self, changes: object) -> None:
        posts: object = getattr(changes, "posts", ())
        if isinstance(posts, frozenset) and self._post_id in posts and self._about is not None:
            self._soon.start()

    def _wrong(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.told.setText(str(error))
        else:
            self._doing.tasks.failed.emit(error)


def _for_another(check: CheckStanding, about: About | None) -> CheckStanding:
    """A second yes to new words is another person's: whoever writes them is asked nothing."""
    second = any(each.id == "agree" for each in check.questions)
    if about is None or about.text is None or not second:
        return check
    return replace(check, questions=())


def _words(left: Sequence[CheckStanding]) -> str:
    stops = [each for each in left if each.state == "stop"]
    if stops:
        return f"{stops[0].title} stops it."
    return f"To be answered: {', '.join(dict.fromkeys(each.title for each in left))}."
