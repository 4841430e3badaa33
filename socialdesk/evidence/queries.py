"""What the screens ask of evidence. All take a reader's connection."""

from __future__ import annotations

from dataclasses import dataclass

from socialdesk.evidence.manifest import File
from socialdesk.model.ids import EvidenceId, ItemId
from socialdesk.storage.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """One file's name, type, length and hash; without its content."""

    name: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One piece of evidence, for the Record tab."""

    id: EvidenceId
    item_id: ItemId
    held_ms: int
    captured_ms: int | None
    """None while it still waits to be completed from the network."""
    taken_by: str
    manifest_sha256: str
    files: tuple[EvidenceFile, ...]
    disposed_ms: int | None = None
    """When its files were deleted, as the network's terms ask; None while they are kept."""
    held_only: bool = False
    """True where the network gave no copy, so that what the desk held is all there is."""


def for_item(db: Connection, item_id: ItemId) -> list[EvidenceLine]:
    """Every piece of evidence of an item, newest first."""
    found = db.execute(
        "SELECT id, item_id, held_ms, captured_ms, taken_by, manifest_sha256, disposed_ms,"
        " coalesce(json_extract(manifest, '$.capture.gone'), json_extract(manifest, '$.capture.unreached')) NOT NULL"
        " FROM evidence"
        " WHERE item_id = ? ORDER BY id DESC",
        (item_id,),
    ).fetchall()
    return [
        EvidenceLine(
            id=EvidenceId(row[0]),
            item_id=ItemId(row[1]),
            held_ms=row[2],
            captured_ms=row[3],
            taken_by=row[4],
            manifest_sha256=row[5],
            files=tuple(_names(db, EvidenceId(row[0]))),
            disposed_ms=row[6],
            held_only=bool(row[7]),
        )
        for row in found
    ]


def manifest(db: Connection, evidence_id: EvidenceId) -> str | None:
    """The manifest as it was hashed, or None where there is no such evidence; `{}` where it was disposed of."""
    found = db.execute("SELECT manifest FROM evidence WHERE id = ?", (evidence_id,)).fetchone()
    return None if found is None else found[0]


def files(db: Connection, evidence_id: EvidenceId) -> list[File]:
    """Its files with their content, by name."""
    found = db.execute(
        "SELECT name, media_type, content FROM evidence_files WHERE evidence_id = ? ORDER BY name",
        (evidence_id,),
    )
    return [File(row[0], row[1], bytes(row[2])) for row in found]


def _names(db: Connection, evidence_id: EvidenceId) -> list[EvidenceFile]:
    found = db.execute(
        "SELECT name, media_type, length(content), sha256 FROM evidence_files WHERE evidence_id = ? ORDER BY name",
        (evidence_id,),
    )
    return [EvidenceFile(name=row[0], media_type=row[1], bytes=row[2], sha256=row[3]) for row in found]
