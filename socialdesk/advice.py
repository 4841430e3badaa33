"""What the program can say without a store: the policy pack as a person reads it, and what is made of a text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

import msgspec

from socialdesk.errors import UserFacingError
from socialdesk.model.accounts import Network
from socialdesk.model.findings import Finding
from socialdesk.model.items import ItemKind
from socialdesk.packs import PACK, full_triage, policy_book, resource, rule_triage, trained_model
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context, Proceedings
from socialdesk.policy.coverage import Covered, coverage, lacking, requirements
from socialdesk.triage.api import (
    EarlierText,
    ModelOff,
    ProtectedKind,
    ProtectedWords,
    Reader,
    Triage,
    TriageContext,
)

LONGEST_LINE = 1_000_000
"""Bytes of one line of JSON; no network takes a text of a tenth of that."""

_CASES = {
    "active": Proceedings.ACTIVE,
    "arrest": Proceedings.ACTIVE,
    "arrested": Proceedings.ACTIVE,
    "warrant": Proceedings.ACTIVE,
    "wanted": Proceedings.ACTIVE,
    "summons": Proceedings.ACTIVE,
    "summonsed": Proceedings.ACTIVE,
    "bailed": Proceedings.ACTIVE,
    "bail": Proceedings.ACTIVE,
    "custody": Proceedings.ACTIVE,
    "charge": Proceedings.ACTIVE,
    "charged": Proceedings.ACTIVE,
    "remanded": Proceedings.ACTIVE,
    "trial": Proceedings.ACTIVE,
    "appeal": Proceedings.ACTIVE,
    "ended": Proceedings.ENDED,
    "over": Proceedings.ENDED,
    "closed": Proceedings.ENDED,
    "concluded": Proceedings.ENDED,
    "inactive": Proceedings.ENDED,
    "conviction": Proceedings.ENDED,
    "convicted": Proceedings.ENDED,
    "sentenced": Proceedings.ENDED,
    "acquitted": Proceedings.ENDED,
    "discontinued": Proceedings.ENDED,
    "likely": Proceedings.LIKELY,
}
"""What a case state's first known word says of the proceedings; any other says nothing (4.3b)."""
_NOT = frozenset({"no", "not", "none", "never", "without"})
_KINDS = {kind.value: kind for kind in ItemKind} | {
    "post": ItemKind.MENTION,
    "direct_message": ItemKind.MESSAGE,
    "private_message": ItemKind.MESSAGE,
    "dm": ItemKind.MESSAGE,
}
"""Any other kind is read as a comment is: in public."""
_NETWORKS = {network.value: network for network in Network} | {"twitter": Network.X}


def triage(without_model: bool, tell: Callable[[str], None]) -> Triage:
    """What looks at a text: rules, and the trained model, or why it is off, told in a sentence. Raises LexiconError."""
    reader: Reader | None = None
    if not without_model:
        try:
            reader = trained_model()
        except ModelOff as error:
            tell(f"Model off. {error}")
    return full_triage(reader)


class NotAsked(UserFacingError):
    """A line that does not ask for an assessment; its text says what is wrong with it."""

    def __init__(self, happened: str, asked: object = None) -> None:
        super().__init__(happened)
        self.id = asked
        """The line's own id, where it could be read."""


class _Protected(msgspec.Struct, kw_only=True):
    """One entry of a watch list."""

    words: str
    kind: ProtectedKind = ProtectedKind.NAME
    case: str = "a case"


class _Asked(msgspec.Struct, kw_only=True):
    """One line of `socialdesk assess`. What is not named here is passed over."""

    id: Any = None
    text: str
    post: str | None = None
    """The Force's own post that it hangs under."""
    kind: str | None = None
    network: str | None = None
    case_state: str | None = None
    """How the case stands that the post is about, in free words."""
    by_force: bool = False
    protected: list[str | _Protected] | None = None
    """Names on the watch list of a case."""
    earlier: list[str] | None = None
    """What the same author wrote before."""


class Assessor:
    """Answers the lines of `socialdesk assess`, one at a time; keeps nothing of one for the next."""

    def __init__(self, triage: Triage | None = None, book: Book | None = None) -> None:
        self._triage = triage or rule_triage()
        self._book = book or policy_book()

    def answer(self, line: bytes) -> dict[str, Any]:
        """A line `{"id", "text", ...}` answered with `{"id", "grounds", "routes"}`, the weightiest first.

        Raises NotAsked.
        """
        asked = _read(line)
        state = case_state(asked.case_state or "")
        signals = self._triage.signals(
            asked.text,
            TriageContext(
                post_text=asked.post or "",
                by_force=asked.by_force,
                protected_words=tuple(map(_protected, asked.protected or ())),
                earlier_same_author=tuple(
                    EarlierText(number, text) for number, text in enumerate(asked.earlier or ())
                ),
                proceedings_active=state is Proceedings.ACTIVE,
            ),
        )
        context = Context(
            network=_NETWORKS.get(_word(asked.network), Network.FACEBOOK),
            kind=_KINDS.get(_word(asked.kind), ItemKind.COMMENT),
            by_force=asked.by_force,
            post_text=asked.post or "",
            marked=state,
        )
        found = assess(signals, context, self._book).findings
        return {
            "id": asked.id,
            "grounds": [_told(finding) for finding in found if finding.ground in self._book.grounds],
            "routes": [_told(finding) for finding in found if finding.ground in self._book.routes],
        }


def case_state(words: str) -> Proceedings | None:
    """What free words say of a case; None where they say nothing of it.

    Only what has come last counts: "charged, convicted in May, appeal pending" is active, "not charged" says nothing.
    """
    found: Proceedings | None = None
    negated = False
    for word in re.findall(r"[a-z]+", words[:1_000].casefold()):
        if word in _NOT:
            negated = True
        elif word in _CASES:
            found = found if negated else _CASES[word]
            negated = False
    return found


def _word(told: str | None) -> str:
    return (told or "").strip().casefold().replace(" ", "_").replace("-", "_")


def _protected(entry: str | _Protected) -> ProtectedWords:
    if isinstance(entry, str):
        return ProtectedWords("a case", entry)
    return ProtectedWords(entry.case, entry.words, entry.kind)


def _read(line: bytes) -> _Asked:
    if len(line) > LONGEST_LINE:
        raise NotAsked("it is far too long")
    told: object = None
    try:
        # A byte order mark may stand at the beginning of what Windows passes on.
        told = json.loads(line.decode("utf-8-sig"))
        return msgspec.convert(told, _Asked)
    except msgspec.ValidationError as error:
        named = cast("dict[str, Any]", told).get("id") if isinstance(told, dict) else None
        raise NotAsked(str(error), named) from None
    except (ValueError, RecursionError):
        raise NotAsked("it is not JSON") from None


def _told(finding: Finding) -> dict[str, Any]:
    return {
        "ground": finding.ground,
        "clause": finding.clause,
        "band": finding.band.value,
        "score": finding.score,
        "spans": [[span.start, span.end] for span in finding.spans],
        "why": finding.why,
        "against": finding.against,
        "cannot_know": finding.cannot_know,
        "found_by": finding.found_by,
        "strand": finding.strand,
        "urgency": finding.urgency,
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
                "hours": {
                    each.name: getattr(book.hours, each.name)
                    for each in fields(book.hours)
                    if each.name != "odd"
                },
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
    told = resource("requirements.toml")
    found = coverage(
        requirements(told),
        lacks=lacking(told),
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
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state,
        "lacking": row.lacking,
        "code": row.code,
        "tests": row.tests,
    }
