"""What the full triage makes of short cases that each test one way of being hateful, or of only looking so.

    python -m tests.benchmarks.functional_measure tests/data/triage/functional/functional.csv [--wrong]

The cases are our own and for measuring only: nothing is trained or tuned on them, nor chosen by their figures. A case
counts as found where `hate_speech` is likely or possible after the policy has looked at it.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Band
from socialdesk.packs import full_triage, policy_book, trained_model
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context
from socialdesk.triage.api import Triage, TriageContext

Key = TypeVar("Key")
GROUND = "hate_speech"
_HATEFUL = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Case:
    """A text with what it tests; `group` is "" where it speaks of no protected group."""

    id: str
    functionality: str
    group: str
    hateful: bool
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A case and whether it was found to be hateful."""

    case: Case
    found: bool

    @property
    def right(self) -> bool:
        """Whether that was so."""
        return self.found == self.case.hateful


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of a csv with the columns id, functionality, group, hateful (1 or 0) and text."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Case(row["id"], row["functionality"], row["group"], _HATEFUL[row["hateful"]], row["text"])


def answers(triage: Triage, cases: Iterable[Case], book: Book) -> Iterator[Answer]:
    """What the triage and the policy make of each case, one at a time and without a post above it."""
    context = Context(network=Network.FACEBOOK)
    for case in cases:
        findings = assess(triage.signals(case.text, TriageContext()), context, book).findings
        found = any(each.ground == GROUND and each.band is not Band.WEAK for each in findings)
        yield Answer(case, found)


def lines(given: Sequence[Answer]) -> Iterator[str]:
    """The figures: of the whole, of each functionality with the worst first, and the false alarms of each group."""
    counted = Counter((each.case.hateful, each.found) for each in given)
    caught, missed = counted[True, True], counted[True, False]
    passed, alarms = counted[False, False], counted[False, True]
    recall, spared = _share(caught, caught + missed), _share(passed, passed + alarms)
    f1 = _share(2 * caught, 2 * caught + missed + alarms), _share(2 * passed, 2 * passed + missed + alarms)
    yield f"cases {len(given)}: hateful {caught + missed}, not hateful {passed + alarms}"
    yield f"accuracy {_share(caught + passed, len(given)):.3f}"
    yield f"balanced accuracy {(recall + spared) / 2:.3f} (hateful found {recall:.3f}, others left {spared:.3f})"
    yield f"macro-F1 {sum(f1) / 2:.3f} (hateful {f1[0]:.3f}, not hateful {f1[1]:.3f})"
    yield ""
    yield f"{'functionality':32}{'hateful':>8}{'n':>5}{'right':>7}{'share':>8}"
    under_half = 0
    functionalities = _tallied(((each.case.functionality, each.case.hateful), each.right) for each in given)
    for (name, hateful), right, n in functionalities:
        under_half += 2 * right < n
        yield f"{name:32}{'yes' if hateful else 'no':>8}{n:5}{right:7}{right / n:8.1%}"
    yield f"under half: {under_half} of {len(functionalities)}"
    yield ""
    yield f"{'false alarms, not hateful':40}{'n':>5}{'alarms':>7}{'share':>8}"
    for name, right, n in _tallied((each.case.group, each.right) for each in given if not each.case.hateful):
        yield f"{name or '(no protected group)':40}{n:5}{n - right:7}{(n - right) / n:8.1%}"


def _tallied(marked: Iterable[tuple[Key, bool]]) -> list[tuple[Key, int, int]]:
    """Of each key how many were right and how many there were, the worst first."""
    right: Counter[Key] = Counter()
    n: Counter[Key] = Counter()
    for key, was_right in marked:
        right[key] += was_right
        n[key] += 1
    return sorted(((key, right[key], n[key]) for key in n), key=lambda each: each[1] / each[2])


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures for the named file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the cases that were answered wrongly")
    asked = parser.parse_args(arguments)
    # Without its model the desk goes by rules alone: that would be another figure, so a missing model ends it here.
    triage = full_triage(trained_model())
    given = list(answers(triage, cases_of(cast("Path", asked.file)), policy_book()))
    print("\n".join(lines(given)))
    if cast("bool", asked.wrong):
        for each in given:
            if not each.right:
                print(
                    f"{'+' if each.found else '-'} {each.case.id} {each.case.functionality} {each.case.text!r}"
                )


if __name__ == "__main__":
    main()
