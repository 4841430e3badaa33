"""Sets a workstation up and opens the desk, or tests it. Needs Python 3.11 or newer and nothing else.

    python3 packaging/workstation.py run [-- ARGUMENTS OF SOCIALDESK]
    python3 packaging/workstation.py test [-- ARGUMENTS OF PYTEST]

On Windows: py packaging\\workstation.py run

Everything goes into the folder .venv of this checkout, from the hash-pinned list in packaging/requirements.lock.
What a bare Debian or Ubuntu lacks is installed with apt-get where that is allowed, and else named in one line to type.
A second start finds all this done, and needs no network.

Only the standard library is used, and nothing that an older Python cannot at least read, so that it is told plainly
that it is too old.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from computer import Computer, SetUpError, bring_what_is_missing, has_display, missing_on_linux, say
from venv_folder import Venv

OLDEST_PYTHON = (3, 11)
SIDE_BY_SIDE = ("--numprocesses", "auto", "--maxprocesses", "8", "--dist", "loadgroup")
"""A process for each core; which tests stay together says tests/conftest.py."""


def refusal_of_python(version: tuple[int, int, int], name: str) -> str | None:
    """Why this Python will not do; None when it will."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    return (
        f"SocialDesk needs Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer; {name} is version "
        f"{'.'.join(str(part) for part in version)}. Install a newer Python and start this with it."
    )


def desk_command(python: Path, *, display: bool, more: Sequence[str]) -> list[str]:
    """Opens the desk in training; without a display it walks one removal through by itself and takes pictures."""
    alone = [] if display else ["--walk-through", "screenshots"]
    return [str(python), "-m", "socialdesk", "--training", *alone, *more]


def check_commands(python: Path, more: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The checks in their order. pytest comes last, so that its own summary is the last line."""
    start = [str(python), "-m"]
    return [
        ("style", [*start, "ruff", "check", "--quiet"]),
        ("layout of the code", [*start, "ruff", "format", "--check", "--quiet"]),
        ("types", [*start, "basedpyright"]),
        (
            "directions of imports",
            [str(python), "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        ),
        ("tests", [*start, "pytest", *SIDE_BY_SIDE, *more]),
    ]


def open_desk(venv: Venv, more: Sequence[str]) -> int:
    """Becomes the desk; its exit code is the program's."""
    display = has_display(venv.computer.platform, venv.env)
    env = dict(venv.env)
    if display:
        say("Opening the desk in training.")
    else:
        env["QT_QPA_PLATFORM"] = "offscreen"
        say("There is no display. The desk walks one removal through by itself and takes pictures of it.")
    return venv.computer.become(desk_command(venv.python, display=display, more=more), env)


def run_checks(venv: Venv, more: Sequence[str]) -> int:
    """Runs every check, whatever the ones before it found; 0 only when all of them passed."""
    env = {**venv.env, "QT_QPA_PLATFORM": "offscreen"}
    failed: list[str] = []
    first_code = 0
    commands = check_commands(venv.python, more)
    for number, (name, command) in enumerate(commands, start=1):
        if failed and number == len(commands):
            say("Not passed so far: " + ", ".join(failed) + ".")
        say(f"Check {number} of {len(commands)}: {name}.")
        code = venv.computer.run(command, env=env)
        if code != 0:
            failed.append(name)
            first_code = first_code or code
    return 1 if first_code < 0 else first_code


def set_up(computer: Computer, *, display: bool) -> Venv:
    """Everything that the desk and its tests stand on. Raises SetUpError."""
    changed = False
    if computer.platform.startswith("linux"):
        changed = bring_what_is_missing(computer, missing_on_linux(computer, display=display))
    venv = Venv(computer)
    if venv.prepare() or changed:
        if (
            computer.run(
                [str(venv.python), "-I", "-c", "import PySide6.QtWidgets, PySide6.QtSvg"], env=venv.env
            )
            != 0
        ):
            raise SetUpError(
                "Qt, which draws the window, cannot be loaded; the line above names what it lacks."
            )
        say("Everything is set up.")
    return venv


def main(arguments: Sequence[str], computer: Computer) -> int:
    """Does what the command line asks; answers with the exit code."""
    refused = refusal_of_python(sys.version_info[:3], sys.executable)
    if refused:
        say(refused)
        return 1
    verbs: dict[str, Callable[[Venv, Sequence[str]], int]] = {"run": open_desk, "test": run_checks}
    verb = arguments[0] if arguments else ""
    if verb not in verbs:
        say((__doc__ or "").strip())
        return 0 if verb in ("-h", "--help") else 2
    more = [argument for number, argument in enumerate(arguments[1:]) if number or argument != "--"]
    display = verb == "run" and has_display(computer.platform, computer.environment())
    try:
        return verbs[verb](set_up(computer, display=display), more)
    except SetUpError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(
            f"Setting up stopped: {error.strerror} ({error.filename}). When that is mended, start this again."
        )
        return 1
    except KeyboardInterrupt:
        say("Stopped. Starting it again goes on from here.")
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a character (cp1252, say) shows a mark in its place.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    sys.exit(main(sys.argv[1:], Computer()))
