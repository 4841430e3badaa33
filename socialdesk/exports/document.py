"""One export, ready to be written in any form: the tree of values, and the same as lines for a table or a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from socialdesk.audit.export import MARKING, MARKING_PERSONAL

FORMAT = "socialdesk-export-1"


class Mode(StrEnum):
    """What stands for people in an export."""

    EVIDENTIAL = "evidential"
    """Everything as it is."""
    WORKING = "working"
    """Every identifier replaced by a token."""
    SUBJECT = "subject"
    """One person's own data as it is, other people's replaced."""

    @property
    def marking(self) -> str:
        """The Government Security Classification (T2)."""
        return MARKING if self is Mode.WORKING else MARKING_PERSONAL


class Form(StrEnum):
    """The kinds of file."""

    PDF = "pdf"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened or was said."""

    item: int | None
    what: str
    when: str
    who: str = ""
    role: str = ""
    clauses: str = ""
    words: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What an export says. All values are plain JSON; strangers' words are still to be made harmless for the form."""

    title: str
    marking: str
    mode: Mode
    made: str
    about: tuple[str, ...]
    """Sentences for whoever opens it."""
    tree: Mapping[str, Any]
    """`items`, and for one person `person` and `also_held`."""

    def lines(self) -> Iterator[Line]:
        """Everything as lines, item by item, in time within each."""
        person: Mapping[str, Any] = self.tree.get("person", {})
        for profile in person.get("profiles", ()):
            more = _pairs(profile, ("network", "native_id", "profile", "first_seen", "number"))
            yield Line(item=None, what="The person", when="", who=profile["name"], more=more)
        yield from _also(None, self.tree.get("also_held", {}))
        for named in self.tree.get("named_by_the_force", ()):
            yield Line(
                item=None,
                what=f"Named by the Force: {named['what']} {named['number']}",
                when=named["when"] or "",
                who=named["by"],
                words=named["text"],
                more=_pairs(named, ("kind", "state", "purpose")) if named["what"] == "appeal" else "",
            )
        for entry in self.tree.get("record", ()):
            yield _entry(None, entry)
        for item in self.tree.get("items", ()):
            yield from lines_of(item)


def lines_of(item: Mapping[str, Any]) -> Iterator[Line]:
    """One item's lines."""
    number = int(item["item"])
    post = item["post"]
    where = f"{item['network']}, {item['account']['name']}"
    yield Line(
        item=number,
        what="The post above it",
        when=post["written"] or "",
        words=post["text"],
        more=_pairs(post, ("kind", "native_id", "permalink")),
    )
    states = [
        word for word, told in (("hidden", item["hidden"]), ("gone from the network", item["gone"])) if told
    ]
    yield Line(
        item=number,
        what=f"{str(item['kind']).capitalize()} on {where}",
        when=item["written"] or "",
        who=item["author"]["name"],
        words=item["text"],
        more="; ".join(
            [
                f"received: {item['received']}",
                _pairs(item, ("native_id", "permalink")),
                _pairs(item["author"], ("native_id", "profile")),
                *states,
            ]
        ),
    )
    for version in item["earlier_versions"]:
        more = "hidden then" if version["hidden"] else ""
        yield Line(
            item=number,
            what="How it was before",
            when=version["until"] or "",
            words=version["text"],
            more=more,
        )
    yield from _decided(number, item)
    for note in item["notes"]:
        yield Line(item=number, what="Note", when=note["when"] or "", who=note["by"], words=note["text"])
    for evidence in item["evidence"]:
        state = "captured from the network" if evidence["captured"] else "held by the desk"
        digest = (
            f"; manifest SHA-256 {evidence['manifest_sha256']}" if evidence.get("manifest_sha256") else ""
        )
        gone = f"; deleted {evidence['deleted']}" if evidence["deleted"] else ""
        yield Line(
            item=number,
            what=f"Evidence {evidence['evidence']}",
            when=evidence["captured"] or evidence["held"] or "",
            who=evidence["taken_by"],
            more=f"{state}{digest}{gone}",
        )
    yield from _also(number, item["also_held"])
    for entry in item["record"]:
        yield _entry(number, entry)


def _decided(number: int, item: Mapping[str, Any]) -> Iterator[Line]:
    for each in item["decisions"]:
        answers = "; ".join(f"{key}: {said}" for key, said in each["answers"].items())
        words = [
            ("For", each["what_it_is_for"]),
            ("Why nothing less", each["why_nothing_less"]),
            ("Answers", answers),
        ]
        yield Line(
            item=number,
            what=f"Decision {each['decision']}: {each['kind']}",
            when=each["when"] or "",
            who=each["by"],
            role=each["role"],
            clauses=", ".join(each["clauses"]),
            words="\n".join(f"{name}: {said}" for name, said in words if said),
            more=f"grounds: {', '.join(each['grounds']) or 'none'}; policy {each['policy']}",
        )
    for each in item["actions"]:
        more = [
            f"state: {each['state']}",
            *(f"{key}: {each[key]}" for key in ("sent", "settled", "reason") if each[key]),
        ]
        yield Line(
            item=number,
            what=f"Action {each['action']}: {each['kind']}",
            when=each["queued"] or "",
            words=each["text"],
            more="; ".join(more),
        )
    for each in item["by_hand"]:
        more = [
            f"state: {each['state']}",
            *(f"{key}: {each[key]}" for key in ("done", "reason", "seen") if each[key]),
        ]
        yield Line(
            item=number,
            what=f"By hand {each['by_hand']}: {each['kind']}",
            when=each["begun"] or "",
            who=each["begun_by"],
            words=each["text"],
            more="; ".join(more),
        )


def _entry(number: int | None, entry: Mapping[str, Any]) -> Line:
    words = "\n".join(
        f"{name.replace('_', ' ').capitalize()}: {said}" for name, said in entry["words"].items()
    )
    digest = f"hash {entry['hash']}" if entry.get("hash") else ""
    gone = "its words were deleted" if entry["words_deleted"] else ""
    return Line(
        item=number,
        what=f"Record, entry {entry['entry']}: {entry['sentence']}",
        when=entry["when"] or "",
        who=entry["by"],
        role=entry["role"],
        clauses="" if "clause" in entry["sentence"] else ", ".join(entry["clauses"]),
        words=words,
        more="; ".join(each for each in (digest, gone) if each),
    )


def _also(number: int | None, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[Line]:
    for table, rows in tables.items():
        for row in rows:
            told = "; ".join(f"{name}: {value}" for name, value in row.items() if value not in (None, ""))
            yield Line(item=number, what=f"Also held: {table.replace('_', ' ')}", when="", words=told)


def _pairs(values: Mapping[str, Any], names: Sequence[str]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {values[name]}" for name in names if values.get(name))
