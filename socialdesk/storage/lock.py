"""One desk per data folder: a lock that the operating system lets go of when the program ends, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from socialdesk.errors import UserFacingError
from socialdesk.storage import files
from socialdesk.storage.faults import told_of_file


class AlreadyOpen(UserFacingError):
    """Another copy of the desk has this data folder open."""

    def __init__(self) -> None:
        super().__init__(
            "The desk is already open on this data folder, here or in another session.",
            kept="Nothing was altered.",
            to_do="Use the window that is open, or close it first.",
        )


class FolderLock:
    """Held from when it is made until `release`, or until the program dies. A context manager.

    The file stays, empty; that it exists says nothing.
    """

    def __init__(self, path: Path) -> None:
        """Raises `AlreadyOpen`, and `CannotOpen` where the folder cannot be written."""
        try:
            files.make_private_file(path)
            self._descriptor: int | None = os.open(path, os.O_RDWR)
        except OSError as error:
            raise told_of_file(error) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            self.release()
            raise AlreadyOpen() from error

    @property
    def held(self) -> bool:
        """False once released."""
        return self._descriptor is not None

    def release(self) -> None:
        """Lets go; again is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
