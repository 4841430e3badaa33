"""Setting a workstation up, with a computer that only pretends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from computer import (
    CHECKOUT,
    QT_DISPLAY_LIBRARIES,
    QT_LIBRARIES,
    Computer,
    Missing,
    SetUpError,
    bring_what_is_missing,
    has_display,
    missing_on_linux,
)
from venv_folder import (
    LOCK,
    UNFINISHED,
    Stamp,
    Venv,
    child_environment,
    next_step,
    pip_command,
    put_on_path,
    read_stamp,
    venv_python,
    wanted_stamp,
)
from workstation import SIDE_BY_SIDE, check_commands, desk_command, main, refusal_of_python, run_checks


class PretendedComputer(Computer):
    """A computer with what it is given, which writes down what is done to it and does none of it."""

    def __init__(self, platform: str = "linux") -> None:
        self.platform = platform
        self.env: dict[str, str] = {}
        self.libraries = {*QT_LIBRARIES, *QT_DISPLAY_LIBRARIES}
        self.fonts = ["DejaVuSans.ttf", "NotoColorEmoji.ttf"]
        self.modules = {"venv", "ensurepip"}
        self.programs = {"apt-get", "sudo"}
        self.root = False
        self.sudo_asks = True
        self.ran: list[list[str]] = []
        self.became: tuple[list[str], dict[str, str]] | None = None
        self.fails: dict[str, int] = {}
        self.venv_answers = True

    def environment(self) -> dict[str, str]:
        return dict(self.env)

    def loads(self, library: str) -> bool:
        return library in self.libraries

    def font_files(self) -> Iterable[str]:
        return self.fonts

    def has_module(self, name: str) -> bool:
        return name in self.modules

    def has_program(self, name: str) -> bool:
        return name in self.programs

    def is_root(self) -> bool:
        return self.root

    def run(
        self, command: Sequence[str], *, env: Mapping[str, str] | None = None, silent: bool = False
    ) -> int:
        self.ran.append(list(command))
        if list(command) == ["sudo", "-n", "true"]:
            return 1 if self.sudo_asks else 0
        line = " ".join(command)
        return next((code for part, code in self.fails.items() if part in line), 0)

    def answer(self, command: Sequence[str], env: Mapping[str, str]) -> str | None:
        folder = Path(command[0]).parent.parent
        made = self.venv_answers and folder.is_dir()
        return json.dumps([3, 11, str(folder / "lib" / "python3.11" / "site-packages")]) if made else None

    def become(self, command: Sequence[str], env: Mapping[str, str]) -> int:
        self.became = (list(command), dict(env))
        return 0

    def lines(self) -> list[str]:
        return [" ".join(command) for command in self.ran]


@pytest.fixture
def computer() -> PretendedComputer:
    return PretendedComputer()


# What the computer lacks


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 0), (3, 10, 14)])
def test_an_old_python_is_refused_with_a_sentence(version: tuple[int, int, int]) -> None:
    said = refusal_of_python(version, "/usr/bin/python3")
    assert said is not None
    assert ".".join(str(part) for part in version) in said
    assert "3.11" in said


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_python_that_is_new_enough_is_taken(version: tuple[int, int, int]) -> None:
    assert refusal_of_python(version, "python") is None


@pytest.mark.parametrize(
    ("platform", "environment", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_display_is_asked_for_on_linux_only(
    platform: str, environment: dict[str, str], shown: bool
) -> None:
    assert has_display(platform, environment) is shown


def test_a_complete_computer_lacks_nothing(computer: PretendedComputer) -> None:
    computer.env["DISPLAY"] = ":0"
    assert missing_on_linux(computer, display=True) == []


def test_a_bare_debian_lacks_what_a_bare_debian_lacks(computer: PretendedComputer) -> None:
    computer.libraries.clear()
    computer.modules = {"venv"}
    computer.fonts = ["README", "fonts.dir"]
    packages = [thing.package for thing in missing_on_linux(computer, display=False)]
    assert packages == [
        *(
            "python3-venv",
            "libegl1",
            "libgl1",
            "libfontconfig1",
            "libglib2.0-0",
            "libdbus-1-3",
            "libxkbcommon0",
        ),
        *("fonts-noto-color-emoji", "fonts-dejavu-core"),
    ]


@pytest.mark.parametrize(
    ("variable", "packages"),
    [
        (
            "DISPLAY",
            ["libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxkbcommon-x11-0"],
        ),
        ("WAYLAND_DISPLAY", ["libwayland-cursor0"]),
    ],
)
def test_a_display_needs_more(computer: PretendedComputer, variable: str, packages: list[str]) -> None:
    computer.libraries = set(QT_LIBRARIES)
    computer.env[variable] = "one"
    assert [thing.package for thing in missing_on_linux(computer, display=True)] == packages
    assert missing_on_linux(computer, display=False) == []


def test_an_emoji_font_alone_is_no_font_to_read(computer: PretendedComputer) -> None:
    computer.fonts = ["NotoColorEmoji.ttf"]
    assert [thing.what for thing in missing_on_linux(computer, display=False)] == ["a font"]


LIBRARY = Missing("libEGL.so.1", "libegl1")
FONT = Missing("an emoji font", "fonts-noto-color-emoji", required=False)


def test_an_administrator_has_it_installed(computer: PretendedComputer) -> None:
    computer.root = True
    assert bring_what_is_missing(computer, [LIBRARY, FONT])
    start = "env DEBIAN_FRONTEND=noninteractive apt-get"
    patience = "-o DPkg::Lock::Timeout=120"
    assert computer.lines() == [
        f"{start} update {patience}",
        f"{start} install -y --no-install-recommends libegl1 {patience}",
        f"{start} install -y --no-install-recommends fonts-noto-color-emoji {patience}",
    ]


def test_sudo_is_used_when_it_asks_nothing(computer: PretendedComputer) -> None:
    computer.sudo_asks = False
    assert bring_what_is_missing(computer, [LIBRARY])
    assert computer.lines()[1:] == [
        "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get update -o DPkg::Lock::Timeout=120",
        "sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends libegl1"
        " -o DPkg::Lock::Timeout=120",
    ]


@pytest.mark.parametrize(
    ("programs", "line"),
    [
        (
            {"apt-get", "sudo"},
            "    sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1\n",
        ),
        (
            {"apt-get"},
            "    su -c 'apt-get update && apt-get install -y --no-install-recommends libegl1'\n",
        ),
    ],
)
def test_anybody_else_is_told_the_line(computer: PretendedComputer, programs: set[str], line: str) -> None:
    computer.programs = programs
    with pytest.raises(SetUpError) as stopped:
        bring_what_is_missing(computer, [LIBRARY])
    assert line in str(stopped.value)
    assert not any("apt-get" in ran for ran in computer.lines())


def test_missing_fonts_stop_nobody(computer: PretendedComputer, capsys: pytest.CaptureFixture[str]) -> None:
    assert not bring_what_is_missing(computer, [FONT])
    said = capsys.readouterr().out
    assert "sudo apt-get install -y --no-install-recommends fonts-noto-color-emoji" in said
    assert "The desk works without" in said


def test_another_linux_is_told_what_to_look_for(
    computer: PretendedComputer, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.programs.clear()
    with pytest.raises(SetUpError, match="own package manager"):
        bring_what_is_missing(computer, [LIBRARY])
    assert "libEGL.so.1" in capsys.readouterr().out


def test_apt_that_fails_stops_for_a_library_and_not_for_a_font(computer: PretendedComputer) -> None:
    computer.root = True
    computer.fails = {"install": 100}
    assert bring_what_is_missing(computer, [FONT])
    with pytest.raises(SetUpError, match="by hand"):
        bring_what_is_missing(computer, [LIBRARY])


# The folder .venv

FINISHED = Stamp("lock", "3.11", "folder")


@pytest.mark.parametrize(
    ("found", "works", "step"),
    [
        (FINISHED, True, "ready"),
        (FINISHED, False, "remake"),
        (None, True, "install"),
        (None, False, "remake"),
        (UNFINISHED, True, "remake"),
        (replace(FINISHED, lock="older"), True, "install"),
        (replace(FINISHED, folder="elsewhere"), True, "remake"),
        (replace(FINISHED, python="3.12"), True, "remake"),
    ],
)
def test_what_is_done_about_the_folder(found: Stamp | None, works: bool, step: str) -> None:
    assert next_step(found, FINISHED, works=works) == step


@given(st.text())
def test_any_text_is_read_as_a_stamp_or_as_none(text: str) -> None:
    stamp = read_stamp(text)
    assert stamp is None or isinstance(stamp, Stamp)


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", "null", '{"lock": "x"}', '{"lock": 1, "a": 2}'])
def test_half_a_stamp_is_none(text: str | None) -> None:
    assert read_stamp(text) is None


def test_line_ends_do_not_change_the_lock(tmp_path: Path) -> None:
    assert wanted_stamp(b"a\r\nb\r\n", "3.11", tmp_path) == wanted_stamp(b"a\nb\n", "3.11", tmp_path)
    assert wanted_stamp(b"a\nb\n", "3.11", tmp_path) != wanted_stamp(b"a\nc\n", "3.11", tmp_path)


def make(computer: PretendedComputer, folder: Path) -> Venv:
    """A .venv that `python -m venv` would have filled."""
    (folder / "lib" / "python3.11" / "site-packages").mkdir(parents=True)
    return Venv(computer, folder)


def test_a_second_start_does_nothing(computer: PretendedComputer, tmp_path: Path) -> None:
    venv = make(computer, tmp_path / ".venv")
    assert venv.prepare()
    computer.ran.clear()
    assert not venv.prepare()
    assert computer.ran == []


def test_a_failed_installation_is_told_and_made_anew(computer: PretendedComputer, tmp_path: Path) -> None:
    venv = make(computer, tmp_path / ".venv")
    computer.fails = {" pip install ": 1}
    with pytest.raises(SetUpError, match="network"):
        venv.prepare()
    assert (tmp_path / ".venv" / "lib").exists()
    computer.ran.clear()
    with pytest.raises(SetUpError):
        venv.prepare()
    assert not (tmp_path / ".venv" / "lib").exists()
    assert " -m venv " in computer.lines()[0]


def test_a_broken_folder_is_made_anew(computer: PretendedComputer, tmp_path: Path) -> None:
    venv = make(computer, tmp_path / ".venv")
    venv.prepare()
    computer.venv_answers = False
    computer.ran.clear()
    with pytest.raises(SetUpError, match="does not start"):
        venv.prepare()
    assert [" -m venv " in line for line in computer.lines()] == [True, False]


def test_a_file_in_the_folders_place_is_replaced(computer: PretendedComputer, tmp_path: Path) -> None:
    (tmp_path / ".venv").write_text("not a folder")
    venv = Venv(computer, tmp_path / ".venv")
    computer.fails = {" -m venv ": 1}
    with pytest.raises(SetUpError, match="could not make"):
        venv.prepare()
    assert (tmp_path / ".venv").is_dir()


def test_pip_installs_the_lock_and_nothing_else() -> None:
    command = pip_command(Path("python"))
    assert "--require-hashes" in command
    assert command[command.index("--only-binary") + 1] == ":all:"
    assert command[-2:] == ["--requirement", str(LOCK)]


def test_the_environment_cannot_send_packages_elsewhere() -> None:
    given_by_somebody = {
        **{
            "PATH": "/bin",
            "PIP_TARGET": "/x",
            "PIP_PREFIX": "/x",
            "PIP_USER": "1",
            "PIP_REQUIRE_HASHES": "0",
        },
        **{
            "PYTHONPATH": "/x",
            "PYTHONHOME": "/x",
            "VIRTUAL_ENV": "/x",
            "PIP_INDEX_URL": "mirror",
            "PIP_PROXY": "p",
        },
    }
    assert child_environment(given_by_somebody) == {
        **{"PATH": "/bin", "PIP_INDEX_URL": "mirror", "PIP_PROXY": "p"},
        **{"PYTHONNOUSERSITE": "1", "PIP_USER": "0"},
    }


def test_the_checkout_is_found_from_anywhere(tmp_path: Path) -> None:
    put_on_path(tmp_path)
    line = (tmp_path / "socialdesk-checkout.pth").read_bytes().decode("ascii").strip()
    assert (tmp_path / line).resolve() == CHECKOUT


def test_each_system_has_its_python_in_its_place() -> None:
    assert venv_python(Path("v"), "win32") == Path("v/Scripts/python.exe")
    assert venv_python(Path("v"), "linux") == Path("v/bin/python")


# The two commands


def test_the_desk_opens_in_training() -> None:
    assert desk_command(Path("py"), display=True, more=["--data-dir", "x"]) == [
        *("py", "-m", "socialdesk", "--training", "--data-dir", "x"),
    ]


def test_without_a_display_the_desk_walks_through_by_itself() -> None:
    assert desk_command(Path("py"), display=False, more=[]) == [
        *("py", "-m", "socialdesk", "--training", "--walk-through", "screenshots"),
    ]


def test_pytest_comes_last() -> None:
    names = [" ".join(command) for _, command in check_commands(Path("py"), ["-k", "one"])]
    assert [
        next(
            tool
            for tool in ("ruff check", "ruff format", "basedpyright", "importlinter", "pytest")
            if tool in name
        )
        for name in names
    ] == ["ruff check", "ruff format", "basedpyright", "importlinter", "pytest"]
    assert names[-1] == f"py -m pytest {' '.join(SIDE_BY_SIDE)} -k one"


def test_every_check_runs_and_the_exit_code_tells(
    computer: PretendedComputer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    venv = Venv(computer, tmp_path)
    assert run_checks(venv, []) == 0
    computer.ran.clear()
    computer.fails = {"ruff check": 1, "basedpyright": 3}
    assert run_checks(venv, []) == 1
    assert len(computer.ran) == 5
    assert "Not passed so far: style, types." in capsys.readouterr().out


def test_a_check_that_is_killed_has_not_passed(computer: PretendedComputer, tmp_path: Path) -> None:
    computer.fails = {"pytest": -9}
    assert run_checks(Venv(computer, tmp_path), []) == 1


def test_a_wrong_word_gets_the_instructions(
    computer: PretendedComputer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["destroy"], computer) == 2
    assert main([], computer) == 2
    assert main(["--help"], computer) == 0
    assert "packaging/workstation.py run" in capsys.readouterr().out
    assert computer.ran == []


def test_what_stops_the_set_up_is_said_without_a_traceback(
    computer: PretendedComputer, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.libraries.clear()
    assert main(["run"], computer) == 1
    said = capsys.readouterr().out
    assert "sudo apt-get update && sudo apt-get install" in said
    assert said.endswith("Then start this again.\n")


def test_a_console_that_knows_few_characters_is_enough(tmp_path: Path) -> None:
    """As on Windows with code page 1252: sentences must not be what stops the set-up."""
    done = subprocess.run(
        [sys.executable, str(CHECKOUT / "packaging" / "workstation.py"), "--help"],
        env={"PYTHONIOENCODING": "ascii:strict", "SYSTEMROOT": "C:\\Windows"},
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    done.stdout.decode("ascii")
