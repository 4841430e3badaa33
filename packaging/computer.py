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

QT_WAYLAND_LIBRARIES = {"libwayland-cursor.so.0": "libwayland-cursor0"}
"""What Qt needs besides, to show a window under Wayland alone."""

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
        self, command: Sequence[str], *, env: Mapping[str, str] | None = None, silent: bool = False
    ) -> int:
        """Runs a program to its end, in the checkout; answers with its exit code (127: it is not there).

        A silent one shows its errors only, and is never asked anything.
        """
        nothing = subprocess.DEVNULL if silent else None
        try:
            done = subprocess.run(command, cwd=CHECKOUT, env=env, check=False, stdin=nothing, stdout=nothing)
        except FileNotFoundError:
            return 127
        return done.returncode

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
    libraries = dict(QT_LIBRARIES)
    if display:
        under_x11 = bool(computer.environment().get("DISPLAY"))
        libraries.update(QT_DISPLAY_LIBRARIES if under_x11 else QT_WAYLAND_LIBRARIES)
    missing += [Missing(name, package) for name, package in libraries.items() if not computer.loads(name)]
    fonts = [name.lower() for name in computer.font_files()]
    fonts = [name for name in fonts if name.endswith((".ttf", ".otf", ".ttc", ".pfb"))]
    if not any("emoji" in name for name in fonts):
        missing.append(EMOJI_FONT)
    if all("emoji" in name for name in fonts):
        missing.append(TEXT_FONT)
    return missing


def apt_install(packages: Iterable[str]) -> list[str]:
    """The line that installs Debian packages, and no more than these need."""
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def line_to_type(packages: Sequence[str], *, sudo: bool) -> str:
    """What an administrator types to install packages."""
    lines = ["apt-get update", " ".join(apt_install(packages))]
    return " && ".join(f"sudo {line}" for line in lines) if sudo else f"su -c '{' && '.join(lines)}'"


def as_administrator(computer: Computer) -> list[str] | None:
    """What stands before a command that only an administrator may run; None when we may not."""
    unasked = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if computer.is_root():
        return unasked
    if computer.has_program("sudo") and computer.run(["sudo", "-n", "true"], silent=True) == 0:
        return ["sudo", "-n", *unasked]
    return None


WITHOUT_FONTS = "The desk works without; some characters may show as boxes."


def bring_what_is_missing(computer: Computer, missing: Sequence[Missing]) -> bool:
    """Installs with apt-get where this is allowed, else says what to type. Fonts are wished for, the rest is needed.

    Answers whether anything was installed. Raises SetUpError when something needed cannot be.
    """
    if not missing:
        return False
    say("This computer lacks " + ", ".join(thing.what for thing in missing) + ".")
    needed = [thing.package for thing in missing if thing.required]
    wished = [thing.package for thing in missing if not thing.required]
    line = f"    {line_to_type([*needed, *wished], sudo=computer.has_program('sudo'))}"
    administrator = as_administrator(computer)
    if not computer.has_program("apt-get"):
        refusal = "Install what brings it with this system's own package manager. "
    elif administrator is None:
        refusal = f"Only an administrator may install that. The line to type is:\n\n{line}\n\n"
    else:
        install_with_apt(computer, administrator, needed, wished, line)
        return True
    if needed:
        raise SetUpError(f"{refusal}Then start this again.")
    say(refusal + WITHOUT_FONTS)
    return False


def install_with_apt(
    computer: Computer, administrator: Sequence[str], needed: Sequence[str], wished: Sequence[str], line: str
) -> None:
    """Installs Debian packages. Raises SetUpError when something needed cannot be."""
    say("Installing " + ", ".join([*needed, *wished]) + " with apt-get.")
    patient = ["-o", "DPkg::Lock::Timeout=120"]  # the system may be updating itself just now
    if computer.run([*administrator, "apt-get", "update", *patient], silent=True) != 0:
        say("The list of packages could not be renewed; trying with the one that is here.")
    if needed and computer.run([*administrator, *apt_install(needed), *patient], silent=True) != 0:
        raise SetUpError(f"apt-get could not; it says why above. To try by hand:\n\n{line}\n")
    if wished and computer.run([*administrator, *apt_install(wished), *patient], silent=True) != 0:
        say(f"The fonts could not be installed. {WITHOUT_FONTS}")
