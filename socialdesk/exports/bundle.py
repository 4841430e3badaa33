"""The evidence bundle: one or several items with everything that a court would ask for, as a BagIt bag (R12, T3).

Evidence files byte for byte, held text, post, decisions, the entries of the record with their hashes, words and salts,
the program that checks them, and a page in plain words. Its tag manifest's hash stands in the record before the folder
takes its name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from socialdesk import audit
from socialdesk.audit.entries import ExportWritten
from socialdesk.audit.export import extract
from socialdesk.audit.log import Head, head
from socialdesk.clock import to_ms
from socialdesk.evidence import queries as evidence
from socialdesk.evidence.check import verify as verify_evidence
from socialdesk.exports.bagit_writer import BagWriter
from socialdesk.exports.bundle_words import item_page, readme
from socialdesk.exports.document import Mode
from socialdesk.exports.exporting import (
    MOST_ITEMS,
    NothingToExport,
    Surroundings,
    Written,
    reason_of,
    when_words,
)
from socialdesk.exports.gather import Tree, item_tree
from socialdesk.exports.harmless import file_name
from socialdesk.exports.leaves import rendered
from socialdesk.exports.permissions import Doing, require
from socialdesk.exports.safely import stop_if, whole_folder
from socialdesk.model.ids import EvidenceId, ItemId
from socialdesk.storage.database import Connection

_AUDIT = Path(audit.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundled:
    """What is to be in a bundle, and why."""

    items: Sequence[ItemId]
    reason: str
    for_whom: str = ""
    case: str = ""
    """A reference that people know it by, such as a crime number."""


@dataclass(slots=True)
class _Told:
    """What the page in plain words says about it."""

    items: int = 0
    evidence: int = 0
    problems: list[str] | None = None


def write_bundle(db: Connection, wanted: Bundled, folder: Path, around: Surroundings) -> Written:
    """Writes the bag to `folder`, which must not be there yet. `db` is a reader of the caller's thread.

    Raises NotForThisRole, NothingToExport, ExportError, ExportStopped, BundleInvalid, StoreError.
    """
    require(around.by, Doing.EXPORT_ITEMS, training=around.training)
    reason = reason_of(wanted.reason)
    items = list(dict.fromkeys(wanted.items))
    if len(items) > MOST_ITEMS:
        raise NothingToExport(
            f"These are {len(items):,} items, more than the {MOST_ITEMS:,} that one bundle holds.",
            kept="Nothing was written.",
            to_do="Write several bundles.",
        )
    with whole_folder(folder, now_seconds=around.now.timestamp()) as part:
        bag = BagWriter(part)
        db.execute("BEGIN")  # one state of everything, while others go on working
        try:
            at = head(db)
            trees, told = _add_items(db, bag, items, around)
            entries = _add_record(db, bag, items, around)
        finally:
            if db.in_transaction:  # an interrupt has ended it already
                db.execute("ROLLBACK")
        _add_words(bag, trees, told, wanted, at, around)
        stop_if(around.stopped)
        digest = bag.close(_info(wanted, reason, around))
        stop_if(around.stopped)
        around.record(
            ExportWritten(
                what="bundle",
                form="bagit",
                mode=Mode.EVIDENTIAL.value,
                marking=Mode.EVIDENTIAL.marking,
                sha256=digest,
                item_ids=tuple(ItemId(tree["item"]) for tree in trees),
                entries=entries,
                files=bag.files,
                reason=reason,
                for_whom=wanted.for_whom.strip(),
            )
        )
    return Written(
        path=folder, sha256=digest, marking=Mode.EVIDENTIAL.marking, items=len(trees), files=bag.files
    )


def _add_items(
    db: Connection, bag: BagWriter, items: Sequence[ItemId], around: Surroundings
) -> tuple[list[dict[str, Any]], _Told]:
    trees: list[dict[str, Any]] = []
    told = _Told(problems=[])
    for item_id in items:
        stop_if(around.stopped)
        tree: Tree | None = item_tree(db, item_id)
        if tree is None:
            continue
        plain: dict[str, Any] = rendered(tree)
        place = f"items/item-{int(item_id):07}"
        bag.add(f"{place}/held.json", _json(plain))
        bag.add(f"{place}/held.txt", item_page(plain, Mode.EVIDENTIAL.marking).encode())
        for each in evidence.for_item(db, item_id):
            if each.disposed_ms is None:
                _add_evidence(db, bag, each.id, f"{place}/evidence-{int(each.id):05}", told)
        trees.append(plain)
    if not trees:
        raise NothingToExport("None of these items is there.", kept="Nothing was written.")
    told.items = len(trees)
    return trees, told


def _add_evidence(db: Connection, bag: BagWriter, evidence_id: EvidenceId, place: str, told: _Told) -> None:
    told.evidence += 1
    assert told.problems is not None
    told.problems += [f"Evidence {evidence_id}: {problem}" for problem in verify_evidence(db, evidence_id)]
    bag.add(f"{place}/manifest.json", (evidence.manifest(db, evidence_id) or "{}").encode())
    renamed: dict[str, str] = {}
    for file in evidence.files(db, evidence_id):
        name = bag.add(f"{place}/{file.name}", file.content)
        if name != f"{_safe(place)}/{file.name}":
            renamed[name] = file.name
    if renamed:
        bag.add(f"{place}/names.json", _json(renamed))


def _add_record(db: Connection, bag: BagWriter, items: Sequence[ItemId], around: Surroundings) -> int:
    lines = list(extract(db, items, now_ms=to_ms(around.now)))
    bag.add("record/entries.jsonl", "".join(lines).encode("ascii"))
    bag.add("record/verifier.py", (_AUDIT / "verifier.py").read_bytes())
    bag.add("record/FORMAT.md", (_AUDIT / "README.md").read_bytes())
    return len(lines) - 1


def _add_words(
    bag: BagWriter,
    trees: Sequence[dict[str, Any]],
    told: _Told,
    wanted: Bundled,
    at: Head,
    around: Surroundings,
) -> None:
    words = readme(
        marking=Mode.EVIDENTIAL.marking,
        force=around.force,
        made=when_words(around.now),
        by=f"{around.by.name}, {around.by.role.label}",
        reason=wanted.reason,
        for_whom=wanted.for_whom,
        case=wanted.case,
        items=[int(tree["item"]) for tree in trees],
        evidence=told.evidence,
        problems=told.problems or [],
        head=at,
        training=around.training,
    )
    bag.add("README.txt", words.encode())


def _info(wanted: Bundled, reason: str, around: Surroundings) -> dict[str, str]:
    return {
        "Source-Organization": around.force,
        "Bagging-Date": f"{around.now:%Y-%m-%d}",
        "External-Description": "Evidence bundle of a social media desk. Begin with data/README.txt.",
        "External-Identifier": wanted.case,
        "Security-Classification": Mode.EVIDENTIAL.marking,
        "Bag-Made-By": f"{around.by.name}, {around.by.role.label}",
        "Reason": reason,
        "For": wanted.for_whom,
    }


def _safe(place: str) -> str:
    return "/".join(file_name(part) for part in place.split("/"))


def _json(values: object) -> bytes:
    return json.dumps(values, ensure_ascii=True, indent=1, sort_keys=True).encode() + b"\n"
