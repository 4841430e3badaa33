"""The post that the conversation hangs under, on top of it: the Force's own words, or a visitor's."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.model.items import Thread, ThreadKind
from socialdesk.ui.plain_text import ElidedLabel, PlainLabel, one_line
from socialdesk.ui.review.parts import sentence
from socialdesk.ui.theme import role

SHORT = 320
"""Characters shown until the whole post is asked for."""
SHORT_LOW = 110
"""The same on a low screen, where the comments need the room."""
LONGEST_TITLE = 100


class PostCard(QFrame):
    """Says whose post it is, when, how many comments it has, and its words.

    `case_asked` and `park_asked` to mark proceedings as active, and to park it.
    """

    case_asked = Signal()
    park_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._text = ""
        self._whole = False
        self._short = SHORT
        self._about = ElidedLabel(role="small")
        self._title = PlainLabel(role="strong", wrap=True)
        self._words = sentence("")
        self._more = QPushButton("Show the whole post")
        role(self._more, "link")
        self._more.clicked.connect(self._unfold)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(14, 10, 14, 10)
        lines.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._about, 1)
        self.mark = _link("Proceedings…", "Mark whether proceedings are active on this post")
        self.mark.clicked.connect(self.case_asked)
        self.park = _link("Park", "Park this post: put its ordinary comments aside")
        self.park.clicked.connect(self.park_asked)
        head.addWidget(self.mark)
        head.addWidget(self.park)
        lines.addLayout(head)
        lines.addWidget(self._title)
        lines.addWidget(self._words)
        foot = QHBoxLayout()
        foot.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        lines.addLayout(foot)

    def show_thread(self, thread: Thread, when: str, account_name: str, *, removed: str = "") -> None:
        """Shows a post; a conversation has none, and hides the card. `removed`: why its words are here no more."""
        self.setVisible(thread.kind is not ThreadKind.CONVERSATION)
        whose = (
            f"{one_line(account_name, 80)}'s post"
            if thread.kind is ThreadKind.POST
            else "Somebody else's post"
        )
        parts = [whose, when]
        if thread.comment_count is not None:
            parts.append(f"{thread.comment_count:,} comment{'' if thread.comment_count == 1 else 's'}")
        self._about.setText("  ·  ".join(parts))
        text = removed or thread.untrusted_text
        if text != self._text or not self._words.text():
            self._text = text
            self._show(whole=False)

    def offer(self, *, mark: bool, park: bool) -> None:
        """What is not said beneath the post already is asked for from its head."""
        self.mark.setVisible(mark)
        self.park.setVisible(park)

    def set_low(self, low: bool) -> None:
        """Less of the post on a low screen."""
        short = SHORT_LOW if low else SHORT
        if short != self._short:
            self._short = short
            self._show(whole=self._whole)

    def _unfold(self) -> None:
        self._show(whole=True)

    def _show(self, *, whole: bool) -> None:
        title, words = _parted(self._text)
        self._whole = whole
        long = not whole and len(words) > self._short
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._words.setText(
            words[: self._short].rstrip() + " …" if long else words or "(a post without words)"
        )
        self._more.setVisible(long)


def _link(words: str, name: str) -> QPushButton:
    button = QPushButton(words)
    role(button, "link")
    button.setAccessibleName(name)
    return button


def _parted(text: str) -> tuple[str, str]:
    """A short first line, as the title, and the rest."""
    first, _, rest = text[: LONGEST_TITLE + 2].partition("\n")
    if rest.strip() and 0 < len(first.strip()) <= LONGEST_TITLE:
        return first.strip(), text[len(first) :].strip()
    return "", text
