"""Private files that survive a power cut, and the last step of a restore.

On POSIX folders are 0700 and files 0600. On Windows a file takes the access list of its folder, and the default data
folder lies in the profile, which only its person, the system and administrators may open: nothing more is set there.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

RESTORED = ".restored-"
"""`desk.db.restored-20261124T023100`: a checked database that waits to take the present one's place."""

_BESIDE = ("", "-wal", "-shm")


def make_private_folder(folder: Path) -> None:
    """Makes `folder` and those above it, where missing; readable by this login alone. One that exists stays so."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Makes an empty file, where missing; readable by this login alone. What SQLite puts beside it takes its mode."""
    make_private_folder(path.parent)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def sync_file(path: Path) -> None:
    """Waits until the file's content is on the disk."""
    # Windows flushes only through a handle that may write.
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Waits until the folder's names are on the disk. Windows cannot be asked; NTFS logs its renames."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(path: Path, to: Path) -> None:
    """Puts a file in another's place in one step, durably. Its content must be on the disk already."""
    path.replace(to)
    sync_folder(to.parent)


def set_aside_name(database: Path, stamp: str) -> Path:
    """Where a database goes when a restored one takes its place."""
    return database.with_name(f"{database.stem}-set-aside-{stamp}{database.suffix}")


def settle_restore(database: Path) -> Path | None:
    """Finishes a restore that a crash cut short: the present files go aside, the restored one takes their place.

    The restored file's name carries the time of the restore, so that a second attempt puts aside under the same name.
    Returns where the earlier database went, if there was a restore to finish and an earlier database.
    """
    for restored in sorted(database.parent.glob(f"{database.name}{RESTORED}*")):
        stamp = restored.name.rpartition(RESTORED)[2]
        aside = set_aside_name(database, stamp)
        for beside in _BESIDE:
            present = database.with_name(database.name + beside)
            # Already aside: what stands there now is the restored file's.
            target = aside.with_name(aside.name + beside)
            if present.exists() and not target.exists():
                present.replace(target)
        rename(restored, database)
        return aside if aside.exists() else None
    return None
