"""A process of its own: shows a label (no arguments) or the desk over a data folder; says when it is painted.

The time printed is that of the monotonic clock in nanoseconds, which all processes of a machine share.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socialdesk.ui.main_window import MainWindow


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


def desk(data_dir: str) -> None:
    """The desk as `socialdesk` opens it, with a keyring of its own."""
    from pathlib import Path  # noqa: PLC0415  (importing it is what is measured)

    from socialdesk.app import run_window  # noqa: PLC0415  (as above)
    from socialdesk.config.secrets import DATABASE_KEY, MemorySecrets  # noqa: PLC0415  (as above)

    def keyring(_scope: str) -> MemorySecrets:
        kept = MemorySecrets()
        kept.set(DATABASE_KEY, bytes(range(32)).hex())
        return kept

    def walk(window: MainWindow) -> None:
        if window.list.table.was_painted and window.list.model.rowCount():
            painted()
        sys.exit("the first rows were not painted when the window was ready")

    run_window(data_dir=Path(data_dir), training=None, open_keyring=keyring, walk=walk)


if __name__ == "__main__":
    desk(sys.argv[1]) if len(sys.argv) > 1 else label()
