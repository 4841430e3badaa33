"""The manifest of a piece of evidence: what it is of, who took it and when, and the hash of each file (R12)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FORMAT = "socialdesk-evidence-1"


@dataclass(frozen=True, slots=True)
class File:
    """One file of evidence, byte for byte."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The content's SHA-256 in hex."""
        return hashlib.sha256(self.content).hexdigest()


def canonical(values: Mapping[str, Any]) -> str:
    """JSON with sorted names, no spaces and ASCII only: the same values always give the same bytes."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def sha256_of(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def listing(files: tuple[File, ...]) -> dict[str, dict[str, str | int]]:
    """The manifest's `files`: name to hash, length and type."""
    return {
        file.name: {"sha256": file.sha256, "bytes": len(file.content), "media_type": file.media_type}
        for file in files
    }
