"""Writes a BagIt 1.0 bag (RFC 8493) and reads it anew; the Library of Congress's `bagit` takes it too.

`bagit` itself is not used: its `make_bag` changes the folder of the whole program, which no window with threads
survives, and it comes as a package that is built where it is installed. A bag of ours never has a fetch.txt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from socialdesk.errors import UserFacingError
from socialdesk.exports.harmless import file_name

_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ALGORITHM = "sha256"


class BundleInvalid(UserFacingError):
    """What was written is not what was to be written."""


class BagWriter:
    """Adds files to a bag in `folder`, which exists and is empty; `close` makes it complete and validates it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._payload: dict[str, str] = {}
        self._lower: set[str] = set()
        self._bytes = 0

    @property
    def files(self) -> int:
        """Files of the payload so far."""
        return len(self._payload)

    def add(self, name: str, content: bytes) -> str:
        """Adds `data/<name>`, each part of whose name is made harmless; answers with the name that it has there.

        Raises OSError for what the disk would not do.
        """
        path = self._free(PurePosixPath("data", *(file_name(part) for part in name.split("/") if part)))
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
        self._payload[str(path)] = hashlib.sha256(content).hexdigest()
        self._bytes += len(content)
        return str(path.relative_to("data"))

    def close(self, info: Mapping[str, str]) -> str:
        """Writes the tag files, validates everything anew and answers with the SHA-256 of the tag manifest.

        Raises OSError, BundleInvalid.
        """
        tags = {
            "bagit.txt": _DECLARATION,
            "bag-info.txt": _info({**info, "Payload-Oxum": f"{self._bytes}.{self.files}"}),
            f"manifest-{_ALGORITHM}.txt": _manifest(self._payload),
        }
        for name, content in tags.items():
            (self._folder / name).write_bytes(content)
        manifest = _manifest({name: hashlib.sha256(content).hexdigest() for name, content in tags.items()})
        (self._folder / f"tagmanifest-{_ALGORITHM}.txt").write_bytes(manifest)
        validate(self._folder)
        return hashlib.sha256(manifest).hexdigest()

    def _free(self, path: PurePosixPath) -> PurePosixPath:
        """Another name where one that only differs in its capitals is taken: some systems would take them for one."""
        number, free = 1, path
        while str(free).lower() in self._lower:
            number += 1
            free = path.with_name(f"{path.stem}-{number}{path.suffix}")
        self._lower.add(str(free).lower())
        return free


def validate(folder: Path) -> None:
    """Reads the whole bag anew: every file there, none more, every hash right, no fetch.txt. Raises BundleInvalid."""
    try:
        found = _fault(folder)
    except (OSError, ValueError) as error:
        found = type(error).__name__
    if found:
        raise BundleInvalid(
            f"The bundle was checked after it was written and is not whole ({found}): the disk may be failing.",
            kept="It was not kept, and nothing of the desk was altered.",
            to_do="Write it to another disk.",
        )


def _fault(folder: Path) -> str:
    """What is wrong with a bag of ours, "" where nothing is."""
    tag_manifest = f"tagmanifest-{_ALGORITHM}.txt"
    tags, payload = (
        _read_manifest(folder / tag_manifest),
        _read_manifest(folder / f"manifest-{_ALGORITHM}.txt"),
    )
    if tags.keys() != {"bagit.txt", "bag-info.txt", f"manifest-{_ALGORITHM}.txt"}:
        return "its tag files"
    if (folder / "bagit.txt").read_bytes() != _DECLARATION:
        return "bagit.txt"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    if there != {tag_manifest, *tags, *payload} or any(not name.startswith("data/") for name in payload):
        return "a file too few, or too many"
    for name, digest in (tags | payload).items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, _ALGORITHM).hexdigest() != digest:
                return name
    held = sum((folder / name).stat().st_size for name in payload)
    told = (folder / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    return "" if f"Payload-Oxum: {held}.{len(payload)}" in told else "bag-info.txt"


def _read_manifest(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _manifest(hashes: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes.items())).encode()


def _info(values: Mapping[str, str]) -> bytes:
    lines = [f"{name}: {' '.join(value.split())}\n" for name, value in values.items() if value.strip()]
    return "".join(lines).encode()
