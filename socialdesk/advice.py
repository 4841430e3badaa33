"""What the program can say without a store: the policy pack as a person reads it, and what is made of a text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.model.findings import Finding
from socialdesk.model.items import ItemKind
from socialdesk.packs import PACK, policy_book, resource, rule_triage
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context
from socialdesk.policy.coverage import Covered, coverage, requirements
from socialdesk.triage.api import EarlierText, ProtectedWords, Triage, TriageContext

LONGEST_LINE = 1_000_000
"""Bytes of one line of JSON; no network takes a text of a tenth of that."""

_SCORES = {"likely": 0.9, "possible": 0.6, "weak": 0.3}
"""The command line's number for a band; the screen shows words."""


class NotAsked(UserFacingError):
    """A line that does not ask for an assessment; its text says what is wrong with it."""


class _Asked(msgspec.Struct, kw_only=True):
    """One line of `socialdesk assess`. What is not named here is passed over."""

    id: Any = None
    text: str
    post: str = ""
    """The Force's own post that it hangs under."""
    kind: Literal["comment", "reply", "mention", "message"] = "comment"
    by_force: bool = False
    protected: list[str] = []
    """Names on the watch list of a case."""
    earlier: list[str] = []
    """What the same author wrote before."""


class Assessor:
    """Answers the lines of `socialdesk assess`."""

    def __init__(self, triage: Triage | None = None, book: Book | None = None) -> None:
        self._triage = triage or rule_triage()
        self._book = book or policy_book()

    def answer(self, line: bytes) -> dict[str, Any]:
        """A line `{"id", "text", ...}` answered with `{"id", "grounds"}`, the weightiest first. Raises NotAsked."""
        asked = _read(line)
        signals = self._triage.signals(
            asked.text,
            TriageContext(
                post_text=asked.post,
                by_force=asked.by_force,
                protected_words=tuple(ProtectedWords("a case", words) for words in asked.protected),
                earlier_same_author=tuple(
                    EarlierText(number, text) for number, text in enumerate(asked.earlier)
                ),
            ),
        )
        context = Context(
            network=Network.FACEBOOK,
            kind=ItemKind(asked.kind),
            by_force=asked.by_force,
            post_text=asked.post,
        )
        found = assess(signals, context, self._book).findings
        return {"id": asked.id, "grounds": [_ground(finding) for finding in found]}


def _read(line: bytes) -> _Asked:
    if len(line) > LONGEST_LINE:
        raise NotAsked("it is far too long")
    try:
        # A byte order mark may stand at the beginning of what Windows passes on.
        told: object = json.loads(line.decode("utf-8-sig"))
        return msgspec.convert(told, _Asked)
    except msgspec.ValidationError as error:
        raise NotAsked(str(error)) from None
    except (ValueError, RecursionError):
        raise NotAsked("it is not JSON") from None


def _ground(finding: Finding) -> dict[str, Any]:
    return {
        "clause": finding.clause,
        "ground": finding.ground,
        "band": finding.band.value,
        "score": _SCORES[finding.band.value],
        "spans": [[span.start, span.end] for span in finding.spans],
        "urgency": finding.urgency,
        "why": finding.why,
        "found_by": finding.found_by,
        "against": finding.against,
        "cannot_know": finding.cannot_know,
        "repeat_of": finding.repeat_of,
    }


def policy_lines(book: Book) -> Iterator[str]:
    """The pack as a person reads it: what it is, hours, grounds, routes, local choices."""
    yield f"{book.name}, {book.version}"
    yield f"In force since {book.effective:%d/%m/%Y}; review due {book.review_due:%d/%m/%Y} (8)."
    yield f"The public's copy: {book.guidelines_url}"
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    days = ", ".join(names[day - 1] for day in book.hours.days)
    yield f"Corporate Communications on duty (4.1): {days}, {book.hours.start:%H:%M} to {book.hours.end:%H:%M}."
    yield ""
    yield "Grounds for removal"
    for ground in book.grounds.values():
        yield f"  {ground.clause:6} {ground.name}: {ground.strength.label}. {ground.summary}"
    yield ""
    yield "Routes"
    for route in book.routes.values():
        yield f"  {route.clause:6} {route.name}. {route.summary}"
    yield ""
    yield "Left open by the policy; this Force's own choices"
    for threshold in book.thresholds.values():
        yield f"  {threshold.clause:6} {threshold.meaning} {threshold.value}."
    for choice in book.choices.values():
        yield f"  {choice.clause:6} {choice.meaning} {'Yes' if choice.value else 'No'}."
    for keeping in book.retention:
        days = f"{keeping.days} days" if keeping.days else "As long as the setting retention_days says"
        yield f"  {'2':6} Kept before it is looked at again: {keeping.meaning} {days}."


def policy_json(book: Book) -> dict[str, Any]:
    """The whole pack as plain values, for programs."""
    return cast(
        "dict[str, Any]",
        msgspec.to_builtins(
            {
                "name": book.name,
                "force": book.force,
                "version": book.version,
                "effective": book.effective,
                "review_due": book.review_due,
                "guidelines_url": book.guidelines_url,
                "hours": book.hours,
                "grounds": list(book.grounds.values()),
                "routes": list(book.routes.values()),
                "templates": list(book.templates.values()),
                "thresholds": list(book.thresholds.values()),
                "choices": list(book.choices.values()),
                "retention": list(book.retention),
            }
        ),
    )


def policy_rows(book: Book) -> tuple[list[Covered], bool]:
    """Each requirement with the code and the tests that cite it; False where no tests came with this installation."""
    package = Path(__file__).resolve().parent
    checkout = package.parent
    tests = checkout / "tests"
    have_tests = tests.is_dir() and (checkout / "pyproject.toml").is_file()
    in_pack = {row for entry in (*book.grounds.values(), *book.routes.values()) for row in entry.requirements}
    found = coverage(
        requirements(resource("requirements.toml")),
        code=_sources(package),
        tests=_sources(tests) if have_tests else (),
        data={f"policy/{PACK}": in_pack},
    )
    return found, have_tests


def _sources(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*.py")):
        yield path.relative_to(folder.parent).as_posix(), path.read_text(encoding="utf-8")


def coverage_json(row: Covered) -> Mapping[str, Any]:
    """One row for programs."""
    return {"id": row.id, "title": row.title, "state": row.state, "code": row.code, "tests": row.tests}
