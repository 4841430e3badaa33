"""A process of its own: shows a label (no arguments), or the desk over a database (its path); says when it is painted.

The time printed is that of the monotonic clock in nanoseconds, which all processes of a machine share.
"""

from __future__ import annotations

import os
import sys
import time


def painted() -> None:
    """Says when, and ends at once: what closing takes is not the start."""
    print(time.monotonic_ns(), flush=True)
    os._exit(0)


def label() -> None:
    """The least that Qt can show."""
    from PySide6.QtWidgets import QApplication, QLabel  # noqa: PLC0415  (importing it is what is measured)

    app = QApplication([])
    shown = QLabel("Hello")
    shown.show()
    app.processEvents()
    painted()


def desk(path: str) -> None:
    """The desk's own window with the first rows of its inbox."""
    from pathlib import Path  # noqa: PLC0415  (as above)

    from PySide6.QtWidgets import QTableView  # noqa: PLC0415

    from socialdesk.advice import policy_book  # noqa: PLC0415
    from socialdesk.clock import system_clock  # noqa: PLC0415
    from socialdesk.config.settings import Settings  # noqa: PLC0415
    from socialdesk.model.people import Person, Role  # noqa: PLC0415
    from socialdesk.register.accounts import accounts  # noqa: PLC0415
    from socialdesk.storage.database import open_reader  # noqa: PLC0415
    from socialdesk.storage.writer import Writer  # noqa: PLC0415
    from socialdesk.ui.desk import Desk  # noqa: PLC0415
    from socialdesk.ui.main_window import MainWindow  # noqa: PLC0415
    from socialdesk.ui.run import application  # noqa: PLC0415

    key = bytes(range(32))
    app = application("light")
    read = open_reader(Path(path), key)
    # It writes nothing here, so its connection need not be one that can.
    writer = Writer(lambda: open_reader(Path(path), key))
    window = MainWindow(
        Desk(
            read=read,
            open_reader=lambda: open_reader(Path(path), key),
            write=writer.submit,
            clock=system_clock,
            book=policy_book(),
            person=Person("Ada", Role.CORPORATE_COMMUNICATIONS),
            settings=Settings(),
            save_settings=lambda _settings: None,
            accounts=accounts(read),
            capabilities=lambda _account: {},
            sync_now=lambda: None,
            wake_outbox=lambda: None,
            listen=lambda _listener: None,
            connect_facebook=None,
            protect=lambda _case, _words: None,
            end_protection=lambda _number: None,
            training=False,
            data_dir=Path(path).parent,
        )
    )
    window.show()
    while not any(table.model().rowCount() for table in window.findChildren(QTableView)):
        app.processEvents()
    app.processEvents()
    painted()


if __name__ == "__main__":
    desk(sys.argv[1]) if len(sys.argv) > 1 else label()
