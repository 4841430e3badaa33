"""The commands of the record, for the palette. What they open is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from socialdesk.ui.commands import Command
from socialdesk.ui.window import Window

GROUP = "Record"


def register(window: Window) -> None:
    """Register them."""

    def add(id: str, label: str, run: Callable[[], None]) -> None:
        window.commands.add(Command(id=id, label=label, group=GROUP, run=run))

    add("audit", "The record: who did what, when and why", lambda: show_record(window))
    add("audit-item", "The record, of this item alone", lambda: show_record(window, of_item=True))
    add("export-item", "Export this item: evidence bundle, PDF, spreadsheet…", lambda: export_item(window))
    add("person-held", "What is held on one person: export, erase…", lambda: show_person(window))
    add("due", "Due for review: keep on, or delete", lambda: show_due(window))


def show_record(window: Window, *, of_item: bool = False) -> None:
    """The record, of the chosen item alone where that is wanted."""
    # Not at a start: half of the desk's modules would be read for it. So below.
    from socialdesk.ui.record.view import RecordView  # noqa: PLC0415  (not at a start)

    RecordView(window, item=window.item if of_item else None).open()


def export_item(window: Window) -> None:
    """The chosen item as a file."""
    if window.item is None:
        from socialdesk.ui.messages import tell  # noqa: PLC0415  (not at a start)

        tell(window, "Export", "Choose an item first.")
        return
    from socialdesk.ui.record.export_form import ExportForm, Subject  # noqa: PLC0415  (not at a start)

    ExportForm(window, Subject(items=(window.item,))).open()


def show_person(window: Window) -> None:
    """What is held on a person: whoever wrote the chosen item, to begin with."""
    from socialdesk.inbox.queries import item  # noqa: PLC0415  (not at a start)
    from socialdesk.ui.record.person_view import PersonHeld  # noqa: PLC0415  (not at a start)

    author = item(window.desk.read, window.item).author_id if window.item is not None else None
    PersonHeld(window, author=author).open()


def show_due(window: Window) -> None:
    """What is due for review."""
    from socialdesk.ui.record.due_view import DueView  # noqa: PLC0415  (not at a start)

    DueView(window).open()
