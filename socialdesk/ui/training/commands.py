"""The commands of training, and the trainee's side where there is a session. Nothing at the real desk."""

from __future__ import annotations

from collections.abc import Callable

from socialdesk.ui.commands import Command
from socialdesk.ui.window import Window

GROUP = "Training"


def register(window: Window) -> None:
    """Register them."""
    if not window.desk.training:
        return
    # What the real desk never shows is not loaded there.
    from socialdesk.ui.training.band import TrainingFrame  # noqa: PLC0415  (see above)
    from socialdesk.ui.training.room import RoomView  # noqa: PLC0415  (see above)
    from socialdesk.ui.training.side import TraineeSide  # noqa: PLC0415  (see above)

    def add(id: str, label: str, run: Callable[[], None], *keys: str) -> None:
        window.commands.add(Command(id=id, label=label, group=GROUP, run=run, keys=keys))

    session, frame = window.desk.session, window.around
    room = RoomView(window, frame.band if isinstance(frame, TrainingFrame) else None)
    add("projector", "Projector: large type, or the usual one", room.turn_large)
    add("hide-hard-words", "Hide hard words everywhere on the screen, or show them", room.turn_cover)
    if session is not None and isinstance(frame, TrainingFrame):
        side = TraineeSide(window, session, frame)
        if session.scenario.marked:
            add("training-brief", "The brief of this session", side.show_brief)
            add("training-tasks", "Tasks of this session", side.show_tasks)
            add("training-done", "I am done with this session…", side.finish)
        add("training-messages", "Messages from the trainer", side.show_messages)
        add("trainer", "Trainer's panel", side.show_panel, "Ctrl+Shift+T")
