"""The sheet at the beginning: what the trainee is told before anything comes."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from socialdesk.training.session import TrainingSession
from socialdesk.ui.messages import LONGEST_SENTENCE
from socialdesk.ui.plain_text import PlainLabel, one_line
from socialdesk.ui.review.parts import Section, rule, sentence
from socialdesk.ui.theme import role
from socialdesk.ui.training.words import LEVELS, accounts, length

WIDTH, LEAST = 640, 380
"""Logical pixels; as high as its words, and less where the screen has less."""
RULES = (
    "This is the real desk with simulated networks. Decide as you would at work.",
    "Nothing is counted before you press “I am done”; what you take back before then does not count.",
    "Where it depends, asking Corporate Communications is right.",
)


class BriefSheet(QDialog):
    """Closed without "Begin", nothing begins; the band offers it again."""

    begun = Signal()

    def __init__(self, parent: QWidget, session: TrainingSession) -> None:
        super().__init__(parent)
        scenario = session.scenario
        self.setWindowTitle("Before you begin")
        self.setAccessibleName(f"Before you begin: {scenario.name}")
        self.setModal(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 20, 24, 16)
        outer.setSpacing(10)
        outer.addWidget(PlainLabel(one_line(scenario.name, 120), role="title", wrap=True))
        outer.addLayout(_facts(session))
        outer.addWidget(rule())
        section = Section("Brief")
        section.column.setContentsMargins(0, 4, 10, 4)
        words = scenario.brief.strip() or scenario.about.strip()
        for part in words.split("\n\n"):
            section.column.addWidget(PlainLabel(" ".join(part.split()), wrap=True, limit=4_000))
        section.column.addSpacing(6)
        section.column.addWidget(PlainLabel("How it goes", role="strong"))
        for told in RULES:
            section.column.addWidget(sentence(told, "muted"))
        section.column.addStretch(1)
        outer.addWidget(section, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        later = QPushButton("Look around first")
        later.setAccessibleName("Look around first: nothing comes until you begin")
        later.setAutoDefault(False)
        later.clicked.connect(self.reject)
        self.begin = QPushButton("Begin")
        self.begin.setAccessibleName("Begin")
        self.begin.setDefault(True)
        role(self.begin, "primary")
        self.begin.clicked.connect(self._begin)
        row.addWidget(later)
        row.addWidget(self.begin)
        outer.addLayout(row)
        self.setAccessibleDescription(one_line(words, LONGEST_SENTENCE))
        self.begin.setFocus()
        room = self.screen().availableGeometry()
        width = min(WIDTH, room.width() - 40)
        around = outer.totalSizeHint().height() - section.sizeHint().height()
        needed = around + section.column.totalHeightForWidth(width - 70)
        self.resize(width, min(max(needed, LEAST), room.height() - 60))

    def _begin(self) -> None:
        self.accept()
        self.begun.emit()


def _facts(session: TrainingSession) -> QGridLayout:
    scenario = session.scenario
    minutes = round(length(scenario, session.lasts) / 60)
    facts = [
        ("You are", scenario.role.label),
        (
            "It takes",
            f"about {minutes} minutes; {LEVELS[scenario.level]}" if minutes else LEVELS[scenario.level],
        ),
        ("Accounts", accounts(scenario)),
    ]
    if scenario.begins is not None:
        facts.insert(1, ("It is", f"{scenario.begins:%A, %d %B %Y, %H:%M}"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(1, 1)
    for line, (label, told) in enumerate(facts):
        grid.addWidget(PlainLabel(label, role="muted"), line, 0)
        grid.addWidget(PlainLabel(told, wrap=True), line, 1)
    return grid
