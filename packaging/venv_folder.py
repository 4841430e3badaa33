"""The folder .venv: made, filled and repaired so that it always holds what the lock says."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from computer import CHECKOUT, Computer, SetUpError, say

LOCK = CHECKOUT / "packaging" / "requirements.lock"

KEPT_PIP_SETTINGS = frozenset(
    (
        *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_TRUSTED_HOST"),
        *("PIP_PROXY", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_KEYRING_PROVIDER", "PIP_CONFIG_FILE"),
        *("PIP_CACHE_DIR", "PIP_DEFAULT_TIMEOUT", "PIP_TIMEOUT", "PIP_RETRIES"),
    )
)
"""Where packages come from may be the force's own mirror and proxy; where they go to and what they are may not vary."""


@dataclass(frozen=True)
class Stamp:
    """What a finished .venv was made from and for."""

    lock: str
    python: str
    folder: str


UNFINISHED = Stamp("", "", "")
"""Stands in a .venv while it is being made or filled."""


def wanted_stamp(lock: bytes, python: str, folder: Path) -> Stamp:
    """The stamp that .venv must carry. Line ends do not count: git may have turned them."""
    return Stamp(hashlib.sha256(lock.replace(b"\r\n", b"\n")).hexdigest(), python, str(folder))


def read_stamp(text: str | None) -> Stamp | None:
    """A stamp from its file; None when there is none, or it was not written to its end."""
    try:
        return Stamp(**json.loads(text or ""))
    except (ValueError, TypeError):
        return None


def next_step(found: Stamp | None, wanted: Stamp, *, works: bool) -> str:
    """What to do about .venv: "remake" it, "install" the packages, or nothing since it is "ready".

    A .venv without a stamp that works was made by hand: it is kept, and brought to the lock.
    """
    if found == wanted and works:
        return "ready"
    if not works or (found is not None and (found.python, found.folder) != (wanted.python, wanted.folder)):
        return "remake"
    return "install"


def venv_python(venv: Path, platform: str) -> Path:
    return venv / "Scripts" / "python.exe" if platform == "win32" else venv / "bin" / "python"


def pip_command(python: Path) -> list[str]:
    """Installs exactly the lock: every file is known by its hash, and nothing is built here."""
    return [
        str(python), "-I", "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input",
        "--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK),
    ]  # fmt: skip


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would send Python or pip to other folders than .venv."""
    kept = {
        name: value
        for name, value in environment.items()
        if name not in ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
        and (not name.startswith("PIP_") or name in KEPT_PIP_SETTINGS)
    }
    return {**kept, "PYTHONNOUSERSITE": "1", "PIP_USER": "0"}


def put_on_path(packages: Path) -> None:
    """Lets `import socialdesk` find this checkout. A relative path, so that it is ASCII wherever the checkout is."""
    way = os.path.relpath(CHECKOUT.resolve(), packages.resolve())
    (packages / "socialdesk-checkout.pth").write_text(way + "\n", encoding="ascii")


class Venv:
    """The folder .venv: made, filled and repaired so that it always is what the lock says."""

    def __init__(self, computer: Computer, folder: Path = CHECKOUT / ".venv") -> None:
        self.computer = computer
        self.folder = folder
        self.python = venv_python(folder, computer.platform)
        self.stamp_file = folder / "socialdesk-stamp.json"
        self.env = child_environment(computer.environment())

    def inside(self) -> tuple[str, Path] | None:
        """Its Python's version (3.11, say) and where its packages are; None when it is missing or does not start."""
        ask = "import json, sys, sysconfig; print(json.dumps([*sys.version_info[:2], sysconfig.get_path('purelib')]))"
        answer = self.computer.answer([str(self.python), "-I", "-c", ask], self.env)
        try:
            major, minor, packages = json.loads(answer or "")
        except ValueError:
            return None
        return f"{major}.{minor}", Path(packages)

    def prepare(self) -> bool:
        """Brings .venv to the lock; answers whether anything had to be done. Raises SetUpError."""
        lock = LOCK.read_bytes()
        inside = self.inside()
        works = inside is not None
        wanted = wanted_stamp(lock, inside[0] if inside else "", self.folder)
        step = next_step(self._stamp(), wanted, works=works)
        if step == "ready":
            return False
        if step == "remake":
            self._make()
        say(
            "Installing the packages from packaging/requirements.lock into .venv. The first time takes some minutes."
        )
        self._write_stamp(UNFINISHED)
        if self.computer.run(pip_command(self.python), env=self.env) != 0:
            raise SetUpError(
                "The packages could not be installed; pip says why above. Nothing else was changed. "
                "Check the network connection and the free space, then start this again."
            )
        inside = self.inside()
        if inside is None:
            raise SetUpError(
                "The Python in .venv does not start. Delete the folder .venv, then start this again."
            )
        version, packages = inside
        put_on_path(packages)
        self._write_stamp(wanted_stamp(lock, version, self.folder))
        return True

    def _make(self) -> None:
        if self.folder.exists() or self.folder.is_symlink():
            say("The folder .venv is unfinished, or was made for another place or Python. Making it anew.")
            self._remove()
        else:
            say("Making the folder .venv.")
        self.folder.mkdir()
        self._write_stamp(UNFINISHED)
        if self.computer.run([sys.executable, "-m", "venv", str(self.folder)], env=self.env) != 0:
            raise SetUpError("Python could not make the folder .venv; it says why above.")

    def _remove(self) -> None:
        try:
            if self.folder.is_dir() and not self.folder.is_symlink():
                shutil.rmtree(self.folder)
            else:
                self.folder.unlink()
        except OSError as error:
            raise SetUpError(
                f"The folder .venv could not be removed ({error.strerror}). Close SocialDesk and every window that "
                "uses the folder, then start this again."
            ) from error

    def _stamp(self) -> Stamp | None:
        try:
            return read_stamp(self.stamp_file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            return None

    def _write_stamp(self, stamp: Stamp) -> None:
        fresh = self.stamp_file.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
        fresh.replace(self.stamp_file)
