"""Whether evidence is still what was captured: every byte hashed again, against the manifest and the record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from socialdesk.evidence.manifest import File, listing, sha256_of
from socialdesk.evidence.queries import files
from socialdesk.model.ids import EvidenceId
from socialdesk.storage.database import Connection


def verify(db: Connection, evidence_id: EvidenceId) -> tuple[str, ...]:
    """What is wrong with one piece of evidence, a sentence each; nothing where all is as it was captured."""
    found = db.execute(
        "SELECT manifest, manifest_sha256, captured_ms, disposed_ms FROM evidence WHERE id = ?",
        (evidence_id,),
    ).fetchone()
    if found is None:
        return ("There is no such evidence.",)
    text, digest, captured, disposed = found
    if disposed is not None:
        return () if _told_of(db, evidence_id) else (_UNTOLD,)
    problems = list(check_files(text, files(db, evidence_id), manifest_sha256=digest))
    stored = db.execute(
        "SELECT name, sha256, content FROM evidence_files WHERE evidence_id = ? ORDER BY name", (evidence_id,)
    ).fetchall()
    problems.extend(
        f"The stored hash of {name} is not that of its content."
        for name, sha256, content in stored
        if File(name, "", bytes(content)).sha256 != sha256
    )
    recorded = _held_told(db, evidence_id) if captured is None else _captured_told(db, evidence_id)
    if recorded is None:
        problems.append("The record has no entry of this evidence.")
    elif recorded != digest:
        problems.append("The manifest is not the one that stands in the record.")
    return tuple(problems)


def _captured_told(db: Connection, evidence_id: EvidenceId) -> str | None:
    """The manifest's hash as the record has it since the evidence was complete."""
    found = db.execute(
        "SELECT json_extract(facts, '$.manifest_sha256') FROM audit"
        " WHERE kind IN ('captured', 'by-hand-captured', 'referral-captured', 'block-evidence')"
        " AND json_extract(facts, '$.evidence_id') = ? ORDER BY seq DESC LIMIT 1",
        (evidence_id,),
    ).fetchone()
    return None if found is None else str(found[0])


def _held_told(db: Connection, evidence_id: EvidenceId) -> str | None:
    """The manifest's hash as the record has it of what the desk held; a request for a block tells of several."""
    found = db.execute(
        "SELECT json_extract(facts, '$.manifest_sha256') FROM audit"
        " WHERE kind IN ('decided', 'by-hand-begun', 'referral-opened')"
        " AND json_extract(facts, '$.evidence_id') = ? ORDER BY seq DESC LIMIT 1",
        (evidence_id,),
    ).fetchone()
    if found is None:
        found = db.execute(
            "SELECT json_extract(facts, '$.manifests[' || each.key || ']')"
            " FROM audit CROSS JOIN json_each(facts, '$.evidence') AS each"
            " WHERE kind = 'block-requested' AND each.value = ? ORDER BY seq DESC LIMIT 1",
            (evidence_id,),
        ).fetchone()
    return None if found is None else str(found[0])


_UNTOLD = "It was disposed of, and the record does not say so."


def _told_of(db: Connection, evidence_id: EvidenceId) -> bool:
    told = db.execute(
        "SELECT 1 FROM audit CROSS JOIN json_each(facts, '$.evidence') AS each"
        " WHERE kind = 'disposed' AND each.value = ? LIMIT 1",
        (evidence_id,),
    ).fetchone()
    return told is not None


def verify_all(db: Connection) -> dict[EvidenceId, tuple[str, ...]]:
    """The problems of every piece of evidence that has any."""
    numbers = [EvidenceId(row[0]) for row in db.execute("SELECT id FROM evidence ORDER BY id").fetchall()]
    return {number: problems for number in numbers if (problems := verify(db, number))}


def check_files(manifest_text: str, present: Iterable[File], *, manifest_sha256: str) -> tuple[str, ...]:
    """What is wrong between a manifest, the hash that it should have, and the files that are there."""
    if sha256_of(manifest_text) != manifest_sha256:
        return ("The manifest was altered.",)
    try:
        told: dict[str, dict[str, Any]] = json.loads(manifest_text)["files"]
    except (ValueError, KeyError, TypeError):
        return ("The manifest cannot be read.",)
    found = listing(tuple(present))
    problems = [f"{name} is missing." for name in told if name not in found]
    problems += [f"{name} does not belong to it." for name in found if name not in told]
    problems += [
        f"{name} was altered." for name, entry in found.items() if name in told and told[name] != entry
    ]
    return tuple(problems)
