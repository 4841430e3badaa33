"""A million items, the figures that are measured on them, and the table printed at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from socialdesk.policy.book import Book
from socialdesk.storage.database import Connection, open_reader, open_writer
from tests.benchmarks.builder import KEY, built, how_many
from tests.fakes.inbox_desk import pack

SMALL = 100


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    reached: float
    unit: str
    floor: float | None
    floor_is: str
    goal: str
    met: bool


class Figures:
    """Collects figures; a goal that is missed fails its test after all figures of it are noted."""

    def __init__(self, kept: list[Figure]) -> None:
        self._kept = kept
        self.missed: list[str] = []

    def note(
        self,
        what: str,
        reached: float,
        *,
        unit: str = "ms",
        floor: float | None = None,
        floor_is: str = "",
        most: float | None = None,
        least: float | None = None,
        most_times: float | None = None,
        least_times: float | None = None,
    ) -> None:
        """Notes a figure with its floor and goals: at most, at least, or so many times the floor."""
        ratio = reached / floor if floor else None
        goals: list[tuple[str, bool]] = []
        if most is not None:
            goals.append((f"≤ {most:g} {unit}", reached <= most))
        if least is not None:
            goals.append((f"≥ {least:g} {unit}", reached >= least))
        if most_times is not None and ratio is not None:
            goals.append((f"≤ {most_times:g}×", ratio <= most_times))
        if least_times is not None and ratio is not None:
            goals.append((f"≥ {least_times:g}×", ratio >= least_times))
        met = all(reached_it for _, reached_it in goals)
        figure = Figure(what, reached, unit, floor, floor_is, ", ".join(goal for goal, _ in goals), met)
        self._kept.append(figure)
        if not met:
            self.missed.append(f"{what}: {reached:.3g} {unit}, goal {figure.goal}")


_FIGURES = pytest.StashKey[list[Figure]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_FIGURES] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # The first of them may build the database.
            item.add_marker(pytest.mark.timeout(1800))


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[Figures]:
    """Where a benchmark notes what it measured."""
    noted = Figures(request.config.stash[_FIGURES])
    yield noted
    if noted.missed:
        pytest.fail("Missed: " + "; ".join(noted.missed), pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    figures = config.stash[_FIGURES]
    if not figures:
        return
    terminalreporter.section(f"{how_many():,} items, encrypted")
    terminalreporter.write_line(f"{'':2} {'':58} {'reached':>12} {'floor':>12} {'×':>6}  goal")
    for figure in figures:
        floor = f"{figure.floor:.3g}" if figure.floor is not None else ""
        times = f"{figure.reached / figure.floor:.2f}" if figure.floor else ""
        terminalreporter.write_line(
            f"{'' if figure.met else '!!':2} {figure.what:58.58} {figure.reached:>9.3g} {figure.unit:<3}"
            f"{floor:>12} {times:>6}  {figure.goal}{f'   (floor: {figure.floor_is})' if figure.floor_is else ''}"
        )


@pytest.fixture(scope="session")
def book() -> Book:
    """The Force's policy."""
    return pack()


@pytest.fixture(scope="session")
def million(book: Book) -> Path:
    """The large database, which is only read."""
    return built(how_many(), book)


@pytest.fixture(scope="session")
def hundred(book: Book) -> Path:
    """The same, of a hundred items."""
    return built(SMALL, book)


@pytest.fixture(scope="session")
def large(million: Path) -> Iterator[Connection]:
    """A reader of the large database."""
    db = open_reader(million, KEY)
    yield db
    db.close()


@pytest.fixture(scope="session")
def small(hundred: Path) -> Iterator[Connection]:
    """A reader of the small one."""
    db = open_reader(hundred, KEY)
    yield db
    db.close()


@pytest.fixture(scope="session")
def writable(million: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the large database, to be written to."""
    path = tmp_path_factory.mktemp("bench") / "desk.db"
    shutil.copy(million, path)
    yield path
    shutil.rmtree(path.parent, ignore_errors=True)


@pytest.fixture
def writer(writable: Path) -> Iterator[Connection]:
    """The connection that writes to the copy."""
    db = open_writer(writable, KEY)
    yield db
    db.close()
