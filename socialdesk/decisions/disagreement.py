"""How often people disagreed with what triage suggested: by ground and by identity word, month by month.

Never by who said so: that is not kept here. A rate is of what was suggested and judged; what nobody suggested and a
person chose all the same stands beside it, as missed.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from socialdesk.decisions.identity import identity_words
from socialdesk.decisions.opinions import Verdict
from socialdesk.storage.database import Connection

_GROUNDS = """
SELECT strftime('%Y-%m', said_ms / 1000, 'unixepoch'), '', ground, band, found_by, rules, model, verdict, count(*)
FROM opinions GROUP BY 1, 3, 4, 5, 6, 7, 8 ORDER BY 1, 3, 4, 5, 6, 7
"""
_OTHERS = """
SELECT opinions.ground, chosen.value, count(*) FROM opinions, json_each(opinions.chosen) AS chosen
WHERE verdict = 'other' GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2
"""
_WORDS = """
SELECT month, word, ground, band, found_by, rules, model, verdict, number FROM identity_opinions
WHERE number > 0 ORDER BY month, word, ground, band, found_by, rules, model
"""
COLUMNS = (
    "month",
    "strand",
    "word",
    "ground",
    "band",
    "found_by",
    "rules",
    "model",
    "judged",
    "agreed",
    "kept",
    "other",
    "not_this",
    "missed",
    "disagreement",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What became of the suggestions of one kind."""

    month: str
    """YYYY-MM, "" for all together."""
    word: str
    """The identity word in the text; "" for any text."""
    strand: str
    ground: str
    band: str
    found_by: str
    rules: str
    """The version of the desk, whose rules and word lists looked."""
    model: str
    """The version of the model that had read the text; "" where none had."""
    verdicts: Mapping[Verdict, int]

    @property
    def judged(self) -> int:
        """How many suggestions people said something of."""
        return sum(number for verdict, number in self.verdicts.items() if verdict is not Verdict.MISSED)

    @property
    def disagreement(self) -> float | None:
        """Of those, the part that people did not agree with; None where there is none."""
        return 1 - self.verdicts.get(Verdict.AGREED, 0) / self.judged if self.judged else None

    def told(self) -> dict[str, Any]:
        """As plain values, in the order of `COLUMNS`."""
        rate = self.disagreement
        return {
            "month": self.month,
            "strand": self.strand,
            "word": self.word,
            "ground": self.ground,
            "band": self.band,
            "found_by": self.found_by,
            "rules": self.rules,
            "model": self.model,
            "judged": self.judged,
            **{verdict.value: self.verdicts.get(verdict, 0) for verdict in Verdict},
            "disagreement": None if rate is None else round(rate, 3),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """The whole report."""

    by_ground: Sequence[Line]
    by_word: Sequence[Line]
    instead: Mapping[str, Sequence[tuple[str, int]]]
    """For each ground, which ones people chose instead and how often, the most frequent first."""


def disagreement(db: Connection) -> Disagreement:
    """Everything that was said of suggestions so far."""
    instead: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for ground, chosen, number in db.execute(_OTHERS).fetchall():
        if chosen != ground:
            instead[ground].append((chosen, number))
    return Disagreement(
        by_ground=_lines(db.execute(_GROUNDS).fetchall()),
        by_word=_lines(db.execute(_WORDS).fetchall()),
        instead=instead,
    )


def together(lines: Iterable[Line]) -> list[Line]:
    """The same over all months, bands and versions: one line for each ground, or each word and ground."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        found[line.word, line.ground].append(line)
    return [
        Line(
            month="",
            word=word,
            strand=some[0].strand,
            ground=ground,
            band="",
            found_by="",
            rules="",
            model="",
            verdicts=sum((Counter(each.verdicts) for each in some), Counter[Verdict]()),
        )
        for (word, ground), some in sorted(found.items())
    ]


def told_in_words(found: Disagreement, names: Mapping[str, str]) -> Iterator[str]:
    """The report as a person reads it; `names` are those of grounds and routes."""
    if not found.by_ground:
        yield "Nobody has said anything of a suggestion yet."
        return
    yield "What became of what was suggested, by ground"
    for line in together(found.by_ground):
        yield f"  {names.get(line.ground, line.ground)}: {_said(line)}"
        if others := found.instead.get(line.ground):
            yield "    Instead: " + ", ".join(f"{names.get(each, each)} {number}" for each, number in others)
    yield ""
    yield "By month, band and version"
    for line in found.by_ground:
        if line.judged:
            model = f"model {line.model}" if line.model else "model off"
            yield (
                f"  {line.month}  {names.get(line.ground, line.ground)}, {line.band}, by {line.found_by} "
                f"({line.rules}, {model}): {_said(line)}"
            )
    yield ""
    yield "Where the text has a word for a group of people"
    words = together(found.by_word)
    for line in words:
        yield f"  {line.strand}, {line.word}; {names.get(line.ground, line.ground)}: {_said(line)}"
    if not words:
        yield "  None so far."


def as_csv(found: Disagreement) -> str:
    """Every line, those by ground first, for a spreadsheet."""
    out = io.StringIO(newline="")
    table: csv.DictWriter[str] = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    table.writerows(line.told() for line in (*found.by_ground, *found.by_word))
    return out.getvalue()


def as_json(found: Disagreement) -> dict[str, Any]:
    """The same for programs."""
    return {
        "by_ground": [line.told() for line in found.by_ground],
        "by_word": [line.told() for line in found.by_word],
        "instead": {
            ground: [{"ground": chosen, "number": number} for chosen, number in others]
            for ground, others in found.instead.items()
        },
    }


def _lines(rows: Iterable[Sequence[Any]]) -> list[Line]:
    strands = identity_words().strands
    found: dict[tuple[Any, ...], Counter[Verdict]] = defaultdict(Counter)
    for row in rows:
        found[tuple(row[:7])][Verdict(row[7])] += row[8]
    return [
        Line(
            month=month,
            word=word,
            strand=strands.get(word, ""),
            ground=ground,
            band=band,
            found_by=found_by,
            rules=rules,
            model=model,
            verdicts=verdicts,
        )
        for (month, word, ground, band, found_by, rules, model), verdicts in found.items()
    ]


def _said(line: Line) -> str:
    parts = [
        f"{number} {words}"
        for verdict, words in _WORDS_FOR.items()
        if (number := line.verdicts.get(verdict, 0))
    ]
    rate = line.disagreement
    said = f"disagreed {rate:.0%} of {line.judged}" if rate is not None else "never suggested"
    return f"{said} ({', '.join(parts)})"


_WORDS_FOR = {
    Verdict.AGREED: "agreed",
    Verdict.KEPT: "kept",
    Verdict.OTHER: "another ground",
    Verdict.NOT_THIS: "marked as not that",
    Verdict.MISSED: "not suggested",
}
