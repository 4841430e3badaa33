"""Evidence in two steps, so that nothing is removed that was not kept first (R12).

`hold` stands in the decision's own transaction: what the desk has at that moment. `complete` stands before the call
that removes: what the network itself shows then, byte for byte. The database refuses to send what is not complete.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

import socialdesk
from socialdesk.clock import to_ms
from socialdesk.errors import BugError
from socialdesk.evidence.held import read_item
from socialdesk.evidence.manifest import FORMAT, File, canonical, listing, sha256_of
from socialdesk.model.ids import EvidenceId, ItemId
from socialdesk.model.people import Person
from socialdesk.platforms.api import Capture
from socialdesk.storage.database import Connection, assert_in_transaction

_UNSTORABLE = dict.fromkeys((0, *range(55296, 57344)), "�")
"""What no database can hold, and stands in a stored text as U+FFFD."""
_EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A piece of evidence as it now stands."""

    id: EvidenceId
    manifest_sha256: str
    files: int
    missing: int = 0
    """Attachments that the network would not give."""


def hold(db: Connection, *, item_id: ItemId, taken_by: Person, now_ms: int) -> Kept:
    """Keeps what the desk holds of an item, within the decision's transaction."""
    assert_in_transaction(db)
    held = read_item(db, item_id)
    manifest = canonical(
        {
            "format": FORMAT,
            "of": held.facts,
            "held_ms": now_ms,
            "taken_by": {"name": taken_by.name, "role": taken_by.role.value},
            "tool": f"SocialDesk {socialdesk.__version__}",
            # Without it, the hash of a short text could be found by trying texts.
            "nonce": secrets.token_hex(16),
            "files": listing(held.files),
        }
    )
    digest = sha256_of(manifest)
    cursor = db.execute(
        "INSERT INTO evidence (item_id, held_ms, taken_by, manifest, manifest_sha256) VALUES (?, ?, ?, ?, ?)",
        (item_id, now_ms, taken_by.name, manifest, digest),
    )
    if cursor.lastrowid is None:
        raise BugError("evidence has no number")
    evidence_id = EvidenceId(cursor.lastrowid)
    _write(db, evidence_id, held.files)
    return Kept(id=evidence_id, manifest_sha256=digest, files=len(held.files))


def complete(db: Connection, *, evidence_id: EvidenceId, capture: Capture, now_ms: int) -> Kept:
    """Adds what the network showed. From then on the evidence is closed: nothing can be added or altered."""
    files = _captured_files(capture)
    about = {
        "captured_ms": now_ms,
        "url": capture.url,
        "server_skew_ms": server_skew_ms(capture.headers, now_ms),
        "media_missing": list(capture.media_missing),
        "replies_beneath": len(capture.replies),
    }
    return _close(db, evidence_id, files, about, now_ms=now_ms, missing=len(capture.media_missing))


def complete_gone(db: Connection, *, evidence_id: EvidenceId, reason: str, now_ms: int) -> Kept:
    """Closes evidence of something that the network no longer shows: what the desk held is all there is."""
    return _close(db, evidence_id, (), {"captured_ms": now_ms, "gone": reason}, now_ms=now_ms, missing=0)


def complete_unreached(db: Connection, *, evidence_id: EvidenceId, reason: str, now_ms: int) -> Kept:
    """Closes evidence of which the network gave no copy: what the desk held is all there is, and the manifest says why.

    For what a person does by hand and cannot wait with. The desk itself sends nothing on such evidence.
    """
    about = {"captured_ms": now_ms, "unreached": reason}
    return _close(db, evidence_id, (), about, now_ms=now_ms, missing=0)


def dispose(db: Connection, evidence_ids: Sequence[EvidenceId], *, now_ms: int) -> None:
    """Deletes the files and the manifest of evidence for good; who took it, when, and the manifest's hash stay.

    Within the caller's transaction. The database refuses it while an action that rests on it is under way.
    """
    assert_in_transaction(db)
    for evidence_id in evidence_ids:
        db.execute("DELETE FROM evidence_files WHERE evidence_id = ?", (evidence_id,))
        db.execute("UPDATE evidence SET manifest = '{}', disposed_ms = ? WHERE id = ?", (now_ms, evidence_id))


def captured_ms(db: Connection, evidence_id: EvidenceId) -> int | None:
    """When it was completed, or None."""
    found = db.execute("SELECT captured_ms FROM evidence WHERE id = ?", (evidence_id,)).fetchone()
    if found is None:
        raise BugError("there is no such evidence")
    return found[0]


def text_sha256(untrusted_text: str) -> str:
    """The hash by which a text is compared with the one that was decided on."""
    return sha256_of(untrusted_text.translate(_UNSTORABLE))


def shown_text(capture: Capture) -> str:
    """The text that the network shows now, as intake would read it."""
    return capture.untrusted_text if capture.item is None else capture.item.untrusted_text


def server_skew_ms(headers: Mapping[str, str], now_ms: int) -> int | None:
    """How far the network's clock is ahead of ours by its own `Date`, to the second; None where it does not say."""
    told = next((value for name, value in headers.items() if name.lower() == "date"), None)
    if told is None:
        return None
    try:
        moment = parsedate_to_datetime(told)
        return to_ms(moment) - now_ms
    except (TypeError, ValueError, OverflowError):
        return None


def _captured_files(capture: Capture) -> tuple[File, ...]:
    files = [
        File("capture/answer.json", "application/json", capture.raw),
        File("capture/headers.json", "application/json", _json(dict(capture.headers))),
        File("capture/text.txt", "text/plain; charset=utf-8", _bytes(shown_text(capture))),
    ]
    if capture.item is not None:
        files.append(File("capture/item.json", "application/json", _json(msgspec.to_builtins(capture.item))))
    if capture.replies:
        lines = b"\n".join(_json(msgspec.to_builtins(reply)) for reply in capture.replies)
        files.append(File("capture/replies.jsonl", "application/x-ndjson", lines))
    for number, media in enumerate(capture.media, start=1):
        extension = _EXTENSIONS.get(media.media_type.partition(";")[0].strip().lower(), ".bin")
        files.append(File(f"capture/media-{number:03}{extension}", media.media_type, media.content))
    if capture.media:
        where = {f"media-{number:03}": media.url for number, media in enumerate(capture.media, start=1)}
        files.append(File("capture/media.json", "application/json", _json(where)))
    return tuple(files)


def _close(
    db: Connection,
    evidence_id: EvidenceId,
    files: tuple[File, ...],
    about: dict[str, Any],
    *,
    now_ms: int,
    missing: int,
) -> Kept:
    assert_in_transaction(db)
    found = db.execute(
        "SELECT manifest, manifest_sha256 FROM evidence WHERE id = ? AND captured_ms IS NULL", (evidence_id,)
    ).fetchone()
    if found is None:
        raise BugError("there is no such open evidence")
    manifest: dict[str, Any] = json.loads(found[0])
    manifest["held_manifest_sha256"] = found[1]
    manifest["capture"] = about
    manifest["files"] |= listing(files)
    text = canonical(manifest)
    digest = sha256_of(text)
    _write(db, evidence_id, files)
    db.execute(
        "UPDATE evidence SET captured_ms = ?, manifest = ?, manifest_sha256 = ? WHERE id = ?",
        (now_ms, text, digest, evidence_id),
    )
    return Kept(id=evidence_id, manifest_sha256=digest, files=len(manifest["files"]), missing=missing)


def _write(db: Connection, evidence_id: EvidenceId, files: tuple[File, ...]) -> None:
    db.executemany(
        "INSERT INTO evidence_files (evidence_id, name, media_type, content, sha256) VALUES (?, ?, ?, ?, ?)",
        [(evidence_id, file.name, file.media_type, file.content, file.sha256) for file in files],
    )


def _json(values: object) -> bytes:
    # A network can put half a surrogate pair into a text; ASCII escapes keep even that.
    return json.dumps(values, ensure_ascii=True, sort_keys=True).encode()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
