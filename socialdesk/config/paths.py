"""Where things lie: one data folder, and the resources that came with the program."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Paths:
    """The places in one data folder. Nothing is made by asking."""

    data_dir: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.data_dir / "desk.db"

    @property
    def backups(self) -> Path:
        """The folder of verified backups."""
        return self.data_dir / "backups"

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.data_dir / "logs"

    @property
    def settings(self) -> Path:
        """The settings, as JSON."""
        return self.data_dir / "settings.json"

    @property
    def lock(self) -> Path:
        """The file that the one open desk holds."""
        return self.data_dir / "desk.lock"

    @property
    def keyring_scope(self) -> str:
        """Sets this folder's secrets apart from another's in the same keyring: "" for the default folder."""
        if _same_place(self.data_dir, default_data_dir()):
            return ""
        return hashlib.sha256(_place(self.data_dir).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def default_data_dir() -> Path:
    """The data folder when none is named: the operating system's place for this login's programs, not roamed."""
    from platformdirs import user_data_path  # noqa: PLC0415  (not needed where --data-dir is given)

    return user_data_path("SocialDesk", appauthor=False, roaming=False)


def resources_dir() -> Path:
    """The folder of the policy pack, word lists, icons and scenarios: in the wheel, else in the checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def make_folder(folder: Path) -> None:
    """Makes a folder for this login alone, where missing. On Windows it inherits the profile's access list."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def replace_text(path: Path, text: str) -> None:
    """Puts `text` in the file in one step, readable by this login alone: the old content or the new, never half of it.

    Raises `OSError`; the old content is kept then.
    """
    make_folder(path.parent)
    # mkstemp makes the file 0600 on POSIX; on Windows it inherits the folder's access list.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _place(folder: Path) -> str:
    return os.path.normcase(os.path.realpath(folder))


def _same_place(one: Path, other: Path) -> bool:
    return _place(one) == _place(other)
