"""A window in training, with the session that a test turns by hand."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.model.ids import ItemId
from socialdesk.ui.main_window import MainWindow
from socialdesk.ui.training.band import TrainingFrame
from tests.fakes.desk import FakeDesk
from tests.fakes.training_session import FakeTrainingSession


@dataclass
class Room:
    """The window, its desk and its session."""

    fake: FakeDesk
    session: FakeTrainingSession
    window: MainWindow
    items: dict[str, ItemId]

    @property
    def frame(self) -> TrainingFrame:
        assert isinstance(self.window.around, TrainingFrame)
        return self.window.around
