"""Names on the AT Protocol: DIDs, record addresses, and record keys that we choose ourselves.

Sources: the lexicons' formats `did`, `at-uri`, `record-key` and `tid` (atproto.com/specs).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from socialdesk.model.ids import NativeId

POST = "app.bsky.feed.post"
REPOST = "app.bsky.feed.repost"
THREADGATE = "app.bsky.feed.threadgate"
BLOCK = "app.bsky.graph.block"
WEB = "https://bsky.app"

_DID = re.compile(r"did:[a-z]{1,32}:[A-Za-z0-9._:%-]{1,256}(?<![:%])", re.ASCII)
_KEY = re.compile(r"[A-Za-z0-9._:~-]{1,512}", re.ASCII)
_COLLECTION = re.compile(r"[a-zA-Z][a-zA-Z0-9.-]{2,316}", re.ASCII)
_HANDLE = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII
)
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_FIRST_US = 1_672_531_200_000_000  # 2023-01-01: Bluesky's first year; a key never lies in the future
_SPAN_US = 2 * 365 * 24 * 3600 * 1_000_000


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record is: `at://did/collection/key`."""

    did: str
    collection: str
    key: str

    @property
    def uri(self) -> NativeId:
        """The whole address."""
        return NativeId(f"at://{self.did}/{self.collection}/{self.key}")

    @property
    def web(self) -> str:
        """Where a browser shows it, "" for what is no post."""
        return f"{WEB}/profile/{self.did}/post/{self.key}" if self.collection == POST else ""


def read_address(uri: str) -> Address | None:
    """The parts of a record's address, None where it is none."""
    if len(uri) > 1024 or not uri.startswith("at://"):
        return None
    parts = uri.removeprefix("at://").split("/")
    if len(parts) != 3 or not is_did(parts[0]) or not is_key(parts[2]) or not _COLLECTION.fullmatch(parts[1]):
        return None
    return Address(*parts)


def post_address(uri: str) -> Address | None:
    """The parts of a post's address, None for anything else."""
    address = read_address(uri)
    return address if address is not None and address.collection == POST else None


def is_did(text: str) -> bool:
    """True for an account's lasting id, such as `did:plc:...`."""
    return _DID.fullmatch(text) is not None


def is_handle(text: str) -> bool:
    """True for a name such as `police.example`."""
    return len(text) <= 253 and _HANDLE.fullmatch(text.lower()) is not None


def is_key(text: str) -> bool:
    """True for a record's key, or an id of the chat service."""
    return _KEY.fullmatch(text) is not None and text not in {".", ".."}


def chosen_key(purpose: str) -> str:
    """A valid TID that is always the same for the same `purpose`, so that a create done twice makes one record.

    A TID is 53 bits of microseconds and 10 of a clock's number. Ours lies in 2023 or 2024, for some servers drop what
    says that it comes from the future; 55 bits are left, in which two of a Force's actions do not meet.
    """
    number = int.from_bytes(hashlib.sha256(f"socialdesk/{purpose}".encode()).digest()[:16], "big")
    moment, clock = number // 1024 % _SPAN_US + _FIRST_US, number % 1024
    told = moment << 10 | clock
    return "".join(_LETTERS[told >> shift & 31] for shift in range(60, -1, -5))
