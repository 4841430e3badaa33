"""How well a triage does on labelled UK texts: precision and recall of every ground and route, alarms on ordinary ones.

    python -m tests.benchmarks.uk_measure packaging/triage/texts/*.csv --part check
    python -m tests.benchmarks.uk_measure ../shared/datasets/uk_triage_seed/dev.csv
    python -m tests.benchmarks.uk_measure tests/data/triage/*.csv --triage socialdesk.packs:rule_triage

The words `tune` and `check` name fixed parts of a file (70 and 30 in a hundred, by the hash of the text). A finding
counts where its band is likely or possible, as after the policy has looked at the case; with --weak where it has any.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from socialdesk.model.accounts import Network
from socialdesk.model.findings import Band
from socialdesk.packs import policy_book
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context, Proceedings
from socialdesk.triage.api import Triage, TriageContext

_SEED_LABELS = {
    "CONTEMPT": "contempt_of_court", "IDENT": "identifies_person", "OFFICER": "officer_safety", "THREAT": "threatening",
    "PROF": "offensive_language", "HATE": "hate_speech", "SPAM": "spam", "DEFAM": "defamation",
    "OPS": "operationally_sensitive", "CRIME": "crime_report", "EMERG": "emergency", "FOI": "foi_request",
    "FOI_INC": "foi_incomplete", "ADVICE": "safety_advice", "NONE": "",
}  # fmt: skip
_UNTOLD_IN_SEED = frozenset({"question", "complaint"})
_TUNED_OF_TEN = 7


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with what it should be found to be."""

    id: str
    text: str
    labels: frozenset[str]
    post: str = ""
    case_state: str = ""
    untold: frozenset[str] = frozenset()
    """Labels that its file does not give to anything, so that finding them is neither right nor wrong."""

    @property
    def part(self) -> str:
        """`tune` or `check`; the same for the same text, always."""
        digest = hashlib.blake2b(self.text.encode(), digest_size=4).digest()
        return "tune" if int.from_bytes(digest, "big") % 10 < _TUNED_OF_TEN else "check"


@dataclass(slots=True)
class Figures:
    """What was counted. `wrong` holds for each label the texts that were missed (-) and marked without reason (+)."""

    right: Counter[str] = field(default_factory=Counter[str])
    found: Counter[str] = field(default_factory=Counter[str])
    wanted: Counter[str] = field(default_factory=Counter[str])
    ordinary: int = 0
    alarms: int = 0
    alarmed_by: Counter[str] = field(default_factory=Counter[str])
    times_ms: list[float] = field(default_factory=list[float])
    wrong: dict[str, list[tuple[str, Labelled, str]]] = field(
        default_factory=dict[str, list[tuple[str, Labelled, str]]]
    )

    def lines(self) -> Iterator[str]:
        """The table, a line a label, then the whole."""
        yield f"{'':24}{'n':>6}{'found':>7}{'P':>7}{'R':>7}{'F1':>7}{'alarms':>8}"
        for label in sorted(self.wanted | self.found, key=lambda each: -self.wanted[each]):
            yield self._line(label, self.right[label], self.found[label], self.wanted[label])
        yield self._line("micro", self.right.total(), self.found.total(), self.wanted.total())
        rate = self.alarms / self.ordinary if self.ordinary else 0.0
        yield f"ordinary texts {self.ordinary}, with an alarm {self.alarms} ({rate:.1%})"
        if self.times_ms:
            times = sorted(self.times_ms)
            yield f"time p50 {statistics.median(times):.2f} ms, p95 {times[len(times) * 95 // 100]:.2f} ms"

    def _line(self, name: str, right: int, found: int, wanted: int) -> str:
        precision = right / found if found else 0.0
        recall = right / wanted if wanted else 0.0
        both = 2 * right / (found + wanted) if found + wanted else 0.0
        alarms = self.alarms if name == "micro" else self.alarmed_by[name]
        return f"{name:24}{wanted:6}{found:7}{precision:7.2f}{recall:7.2f}{both:7.2f}{alarms:8}"


def texts_of(path: Path) -> Iterator[Labelled]:
    """The texts of a csv with the columns id, labels and text, and perhaps post and case_state; or of the seed."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            named = [label for label in row["labels"].split(";") if label]
            of_seed = "split" in row
            yield Labelled(
                id=row["id"],
                text=row["text"],
                labels=frozenset(_SEED_LABELS[label] if of_seed else label for label in named) - {""},
                post=row.get("post") or "",
                case_state=row.get("case_state") or "",
                untold=_UNTOLD_IN_SEED if of_seed else frozenset(),
            )


def measured(
    triage: Triage, texts: Iterable[Labelled], *, book: Book | None = None, weak_too: bool = False
) -> Figures:
    """The figures of a triage on labelled texts, one at a time, as the policy sees what it finds."""
    book = book or policy_book()
    figures = Figures()
    for each in texts:
        start = time.perf_counter_ns()
        found = {
            ground: words
            for ground, (band, words) in _found(triage, each, book).items()
            if weak_too or band is not Band.WEAK
        }
        figures.times_ms.append((time.perf_counter_ns() - start) / 1e6)
        names = frozenset(found) - each.untold
        figures.right.update(names & each.labels)
        figures.found.update(names)
        figures.wanted.update(each.labels)
        if not each.labels:
            figures.ordinary += 1
            figures.alarms += bool(names)
            figures.alarmed_by.update(names)
        for label in each.labels - names:
            figures.wrong.setdefault(label, []).append(("-", each, ""))
        for label in names - each.labels:
            figures.wrong.setdefault(label, []).append(("+", each, found[label]))
    return figures


def _found(triage: Triage, each: Labelled, book: Book) -> dict[str, tuple[Band, str]]:
    marked = Proceedings(each.case_state) if each.case_state else None
    signals = triage.signals(
        each.text,
        TriageContext(post_text=each.post, proceedings_active=marked is Proceedings.ACTIVE),
    )
    context = Context(network=Network.FACEBOOK, post_text=each.post, marked=marked)
    return {
        finding.ground: (
            finding.band,
            " / ".join(each.text[span.start : span.end] for span in finding.spans)
            + f" <{finding.band}: {finding.found_by}>",
        )
        for finding in assess(signals, context, book).findings
    }


def triage_named(name: str) -> Triage:
    """The triage that `module:function` makes."""
    module, _, function = name.partition(":")
    made = cast("Callable[[], Triage]", getattr(importlib.import_module(module), function))
    return made()


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the figures for the named files together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument(
        "--triage", default="socialdesk.packs:rule_triage", help="module:function that makes it"
    )
    parser.add_argument("--part", choices=("all", "tune", "check"), default="all")
    parser.add_argument("--weak", action="store_true", help="count findings of the band weak as well")
    parser.add_argument("--wrong", default="", help="labels whose mistakes are listed, divided by commas")
    given = parser.parse_args(arguments)
    files = cast("list[Path]", given.files)
    texts = [
        each for path in files for each in texts_of(path) if cast("str", given.part) in ("all", each.part)
    ]
    figures = measured(triage_named(cast("str", given.triage)), texts, weak_too=cast("bool", given.weak))
    print("\n".join(figures.lines()))
    for label in filter(None, cast("str", given.wrong).split(",")):
        for sign, each, words in sorted(figures.wrong.get(label, []), key=lambda mistake: mistake[0]):
            print(f"{sign} {label} [{';'.join(sorted(each.labels))}] {each.case_state} {each.text!r} {words}")
            if each.post:
                print(f"      under: {each.post[:100]!r}")


if __name__ == "__main__":
    main()
