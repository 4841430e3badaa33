"""JSON and CSV of an export. A PDF is painted by the window: Qt stands there alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from socialdesk.exports.document import FORMAT, Document, Line
from socialdesk.exports.harmless import cell

COLUMNS = ("Marking", "Item", "What", "When (UTC)", "Who", "Role", "Clauses", "Words", "More")


def write_json(document: Document, path: Path) -> None:
    """ASCII JSON: nothing in it can be taken for anything but text."""
    told = {
        "format": FORMAT,
        "marking": document.marking,
        "mode": document.mode.value,
        "title": document.title,
        "made": document.made,
        "about": list(document.about),
        **document.tree,
    }
    with path.open("w", encoding="ascii", newline="\n") as file:
        json.dump(told, file, ensure_ascii=True, indent=1)
        file.write("\n")


def write_csv(document: Document, path: Path) -> None:
    """For a spreadsheet: marked as UTF-8, CRLF, every cell quoted, no cell a formula, the marking in each row."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, dialect="excel", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        table.writerow(COLUMNS)
        for about in (document.title, f"Made {document.made}", *document.about):
            table.writerow([document.marking, "", "About this file", "", "", "", "", cell(about), ""])
        table.writerows(_cells(document.marking, document.lines()))


def _cells(marking: str, lines: Iterable[Line]) -> Iterable[list[str]]:
    for line in lines:
        values = (line.item, line.what, line.when, line.who, line.role, line.clauses, line.words, line.more)
        yield [marking, *(cell(value) for value in values)]
