"""Files and folders that appear whole or not at all, whatever stops the program or fills the disk."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from socialdesk.errors import UserFacingError
from socialdesk.storage.files import sync_file, sync_folder

PART = ".socialdesk-part-"
"""What stands before the name of something half written; it is taken away when something is written there again."""
_STALE_SECONDS = 24 * 3600


class ExportError(UserFacingError):
    """The export could not be written."""


class ExportStopped(UserFacingError):
    """A person stopped it."""

    def __init__(self) -> None:
        super().__init__("The export was stopped.", kept="Nothing was written.")


@contextmanager
def whole_file(path: Path) -> Generator[Path]:
    """Gives a place beside `path` to write to; what stands there takes the name of `path` when the block ends well.

    Raises ExportError for what the disk would not do; an earlier file of that name is replaced only at the end.
    """
    part = path.with_name(f"{PART}{secrets.token_hex(8)}")
    with _told(path.parent):
        try:
            yield part
            sync_file(part)
            part.replace(path)
            sync_folder(path.parent)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(folder: Path, *, now_seconds: float) -> Generator[Path]:
    """Gives a new folder beside `folder`, which takes that name when the block ends well; refuses where it is taken.

    What an earlier program left half written there more than a day before `now_seconds` is taken away first.
    """
    if folder.exists():
        raise ExportError(
            "There is a folder of that name already.",
            kept="It was not touched.",
            to_do="Choose another name.",
        )
    part = folder.with_name(f"{PART}{secrets.token_hex(8)}")
    with _told(folder.parent):
        try:
            _clear(folder.parent, now_seconds)
            part.mkdir()
            yield part
            _sync_tree(part)
            part.rename(folder)
            sync_folder(folder.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def stop_if(stopped: Callable[[], bool]) -> None:
    """Raises ExportStopped where somebody asked for it."""
    if stopped():
        raise ExportStopped


@contextmanager
def _told(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise ExportError(
            f"The export could not be written ({error.strerror or 'the disk did not take it'}).",
            kept=f"Nothing half was left in {folder.name or 'that folder'}, and what the desk holds is as it was.",
            to_do="Free some space or choose another place, and export again.",
        ) from error


def _clear(parent: Path, now_seconds: float) -> None:
    for left in parent.glob(f"{PART}*"):
        if now_seconds - left.stat().st_mtime > _STALE_SECONDS:
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def _sync_tree(folder: Path) -> None:
    for below, _, names in os.walk(folder):
        for name in names:
            sync_file(Path(below) / name)
        sync_folder(Path(below))
