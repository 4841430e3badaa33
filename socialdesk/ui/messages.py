"""The only dialogs: errors and questions, as sentences, in plain text.

tell_error(parent, error, doing="save the reply")      what happened, what was kept, what to do; Copy details
tell(parent, "Title", "What there is to know")
ask(parent, "Title", "Question", [Choice(...)], answer)      answer(key) once a choice is made; Esc is no answer
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.errors import UserFacingError
from socialdesk.ui import icons
from socialdesk.ui.plain_text import PlainLabel, button_words, one_line
from socialdesk.ui.theme import role

log = logging.getLogger("socialdesk.ui")

LONGEST_SENTENCE = 800
"""Characters; a dialog holds sentences, and the details can be copied."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a question, and what it does in a sentence."""

    key: str
    label: str
    effect: str = ""
    kind: str = ""
    """A role of `theme`: primary, danger or "" for an ordinary button."""


class Message(QDialog):
    """A sentence or three, and buttons. Opened, never run: nothing waits for it."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        sentences: Sequence[str],
        choices: Sequence[Choice],
        *,
        sign: str = "info",
        tone: str = "info",
        details: str = "",
        answer: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(one_line(title, 120))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumWidth(min(460, 380 + 4 * len(choices)))
        self._details = details
        self._answer = answer
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 18, 20, 16)
        outer.setSpacing(14)
        head = QHBoxLayout()
        head.setSpacing(14)
        mark = PlainLabel()
        mark.setPixmap(icons.pixmap(sign, tone, 28))
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        mark.setAccessibleName({"danger": "Error", "warning": "Warning"}.get(tone, "Information"))
        head.addWidget(mark)
        words = QVBoxLayout()
        words.setSpacing(8)
        for index, sentence in enumerate(part for part in sentences if part):
            words.addWidget(
                PlainLabel(
                    sentence,
                    role="strong" if index == 0 else "",
                    wrap=True,
                    selectable=True,
                    limit=LONGEST_SENTENCE,
                )
            )
        head.addLayout(words, 1)
        outer.addLayout(head)
        if any(choice.effect for choice in choices):
            for choice in choices:
                words.addWidget(
                    PlainLabel(
                        f"{choice.label}: {choice.effect}", role="muted", wrap=True, limit=LONGEST_SENTENCE
                    )
                )
        outer.addLayout(self._buttons(choices))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in sentences if part))

    def _buttons(self, choices: Sequence[Choice]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        if self._details:
            copy = QPushButton("Copy details")
            copy.setAccessibleName("Copy details of the error")
            copy.setAutoDefault(False)
            copy.clicked.connect(self._copy)
            row.addWidget(copy)
        row.addStretch(1)
        for choice in choices:
            button = QPushButton(button_words(choice.label))
            button.setAccessibleName(one_line(choice.label))
            button.setAccessibleDescription(choice.effect)
            role(button, choice.kind)
            button.setAutoDefault(choice.kind == "primary")
            button.setDefault(choice.kind == "primary")
            button.clicked.connect(lambda _=False, key=choice.key: self._chosen(key))
            row.addWidget(button)
        return row

    def _chosen(self, key: str) -> None:
        answer = self._answer
        self.accept()
        if answer is not None:
            answer(key)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


def tell_error(parent: QWidget | None, error: BaseException, *, doing: str = "") -> Message:
    """Say an error. Its own sentences where it has them; else that the fault is ours and what to do about it."""
    if isinstance(error, UserFacingError):
        sentences = [error.happened, error.kept, error.to_do]
    else:
        log.error("unexpected error in the window", exc_info=error)
        what = (
            f"The desk could not {doing}, through a fault of its own." if doing else "The desk has a fault."
        )
        sentences = [
            what,
            "What is stored is safe. What you typed is still where you typed it.",
            "Try once more. If it happens again, copy the details and send them to those who look after the desk.",
        ]
    # The traceback names our own code; the message of an unexpected error may quote a stranger, so it stays out.
    frames = "".join(traceback.format_tb(error.__traceback__))
    details = "\n".join([*(part for part in sentences if part), "", type(error).__name__, frames]).strip()
    choices = [Choice("close", "Close", kind="primary")]
    message = Message(
        parent, "SocialDesk", sentences, choices, sign="warning", tone="danger", details=details
    )
    message.open()
    return message


def tell(parent: QWidget | None, title: str, *sentences: str) -> Message:
    """Say something that needs no answer."""
    message = Message(parent, title, sentences, [Choice("close", "Close", kind="primary")])
    message.open()
    return message


def ask(
    parent: QWidget | None,
    title: str,
    sentences: Sequence[str],
    choices: Sequence[Choice],
    answer: Callable[[str], None],
    *,
    tone: str = "info",
) -> Message:
    """Put a question. `answer` is called with the key of the choice; not at all when it is closed with Esc."""
    message = Message(parent, title, sentences, choices, sign="question", tone=tone, answer=answer)
    message.open()
    return message
