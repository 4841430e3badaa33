"""The computer under the desk: what is asked of it and done to it, and what a bare Linux has to be given first."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Missing:
    """Something that this computer lacks, and the Debian package that brings it."""

    what: str
    package: str
    required: bool = True


QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
"""What Qt loads even when nothing is shown, with the Debian package of each."""

QT_DISPLAY_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt needs besides, to show a window under X11."""

EMOJI_FONT = Missing("an emoji font", "fonts-noto-color-emoji", required=False)
TEXT_FONT = Missing("a font", "fonts-dejavu-core", required=False)


class SetUpError(Exception):
    """Setting up cannot go on; its text says why and what to do."""


def say(sentence: str) -> None:
    """Tells the person at the keyboard what is being done."""
    print(sentence, flush=True)


class Computer:
    """The machine under the desk: everything that is asked of it or done to it, so that tests can stand in for it."""

    platform = sys.platform

    def environment(self) -> dict[str, str]:
        return dict(os.environ)

    def loads(self, library: str) -> bool:
        """Whether the system's loader finds a shared library."""
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    def font_files(self) -> Iterable[str]:
        """The names of the installed fonts' files."""
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
        folders = (
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            data / "fonts",
            Path.home() / ".fonts",
        )
        for folder in folders:
            for _, _, names in os.walk(folder, followlinks=True):
                yield from names

    def has_module(self, name: str) -> bool:
        return importlib.util.find_spec(name) is not None

    def has_program(self, name: str) -> bool:
        return shutil.which(name) is not None

    def is_root(self) -> bool:
        return self.platform != "win32" and os.geteuid() == 0

    def run(
        self, command: Sequence[str], *, env: Mapping[str, str] | None = None, quiet: bool = False
    ) -> int:
        """Runs a program to its end, in the checkout; answers with its exit code (127: it is not there)."""
        try:
            return subprocess.run(
                command,
                cwd=CHECKOUT,
                env=env,
                check=False,
                stdin=subprocess.DEVNULL if quiet else None,
                stdout=subprocess.DEVNULL if quiet else None,
                stderr=subprocess.DEVNULL if quiet else None,
            ).returncode
        except FileNotFoundError:
            return 127

    def answer(self, command: Sequence[str], env: Mapping[str, str]) -> str | None:
        """What a program prints; None when it fails or cannot be started."""
        try:
            done = subprocess.run(command, env=env, check=False, capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
            return None
        return done.stdout if done.returncode == 0 else None

    def become(self, command: Sequence[str], env: Mapping[str, str]) -> int:
        """Runs the desk in place of this program, so that its exit code and every signal are its own."""
        if self.platform != "win32":
            os.chdir(CHECKOUT)
            os.execve(command[0], list(command), dict(env))
        running = subprocess.Popen(command, cwd=CHECKOUT, env=env)
        while True:
            try:
                return running.wait()
            except KeyboardInterrupt:
                continue  # Ctrl+C reaches the desk too, which closes in its own time


def has_display(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown to somebody."""
    if not platform.startswith("linux"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def missing_on_linux(computer: Computer, *, display: bool) -> list[Missing]:
    """What Linux has to bring, and does not: for venv, for Qt, for a display, and to show text and emoji."""
    missing: list[Missing] = []
    if not (computer.has_module("venv") and computer.has_module("ensurepip")):
        missing.append(Missing("Python's venv", "python3-venv"))
    libraries = {**QT_LIBRARIES, **(QT_DISPLAY_LIBRARIES if display else {})}
    missing += [Missing(name, package) for name, package in libraries.items() if not computer.loads(name)]
    fonts = [name.lower() for name in computer.font_files()]
    fonts = [name for name in fonts if name.endswith((".ttf", ".otf", ".ttc", ".pfb"))]
    if not any("emoji" in name for name in fonts):
        missing.append(EMOJI_FONT)
    if all("emoji" in name for name in fonts):
        missing.append(TEXT_FONT)
    return missing


def apt_install(packages: Iterable[str]) -> list[str]:
    """The apt-get line that installs packages. It waits for an update that the system itself may be doing."""
    return [
        "apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", *packages,
    ]  # fmt: skip


def bring_what_is_missing(computer: Computer, missing: Sequence[Missing]) -> None:
    """Installs with apt-get where this is allowed, else says what to type. Fonts are wished for, the rest is needed.

    Raises SetUpError when something needed is still missing afterwards.
    """
    if not missing:
        return
    needed = [thing for thing in missing if thing.required]
    wished = [thing for thing in missing if not thing.required]
    say("This computer lacks " + ", ".join(thing.what for thing in missing) + ".")
    line = "sudo " + " ".join(apt_install(thing.package for thing in missing))
    if not computer.has_program("apt-get"):
        by_hand = "Install what brings them with this system's own package manager, then start again."
        if needed:
            raise SetUpError(by_hand)
        say(by_hand + " The desk works without them; some characters may show as boxes.")
        return
    administrator = as_administrator(computer)
    if administrator is None:
        if needed:
            raise SetUpError(
                f"Only an administrator may install that. Type this, then start again:\n\n    {line}\n"
            )
        say(
            f"The desk works without; some characters may show as boxes. An administrator can type:\n\n    {line}\n"
        )
        return
    install_with_apt(computer, administrator, needed, wished, line)


def as_administrator(computer: Computer) -> list[str] | None:
    """What stands before a command that only an administrator may run; None when we may not."""
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if computer.is_root():
        return quietly
    if computer.has_program("sudo") and computer.run(["sudo", "-n", "true"], quiet=True) == 0:
        return ["sudo", "-n", *quietly]
    return None


def install_with_apt(
    computer: Computer,
    administrator: list[str],
    needed: Sequence[Missing],
    wished: Sequence[Missing],
    line: str,
) -> None:
    """Reads the package lists once, then installs: first what is needed, then what is wished for."""
    say("Installing with apt-get: " + " ".join(thing.package for thing in [*needed, *wished]) + ".")
    listed = computer.run([*administrator, "apt-get", "update", "-q", "-o", "DPkg::Lock::Timeout=120"])
    if listed != 0:
        say("The list of packages could not be renewed; trying with the one that is here.")
    if needed and computer.run([*administrator, *apt_install(thing.package for thing in needed)]) != 0:
        raise SetUpError(
            f"apt-get could not install it (it says why above). To try it by hand:\n\n    {line}\n"
        )
    if wished and computer.run([*administrator, *apt_install(thing.package for thing in wished)]) != 0:
        say("The fonts could not be installed. The desk works without; some characters may show as boxes.")
