"""The wheel carries all that the desk needs: `pip install .` gives a working `socialdesk` anywhere."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built without the network."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("socialdesk-*.whl"))


def test_the_resources_travel_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        names = set(opened.namelist())
    resources = [path for path in (ROOT / "resources").rglob("*") if path.is_file()]
    assert len(resources) > 5
    expected = {
        "socialdesk/resources/" + path.relative_to(ROOT / "resources").as_posix() for path in resources
    }
    assert expected - names == set()
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "socialdesk").rglob("*.py")}
    assert code - names == set()
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "packaging/", "resources/")) for name in names)


def test_the_unpacked_wheel_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "installed")
    program = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import socialdesk; "
        "assert socialdesk.__file__.startswith(sys.path[0]), socialdesk.__file__; "
        "from socialdesk.__main__ import main; sys.argv[0] = 'socialdesk'; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(tmp_path / "installed"), "policy", "show"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "4.3" in done.stdout
