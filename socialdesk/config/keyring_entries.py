"""How secrets lie in one keyring: an entry each, long ones in parts, every write read back."""

from __future__ import annotations

import hashlib
import json
import re
import secrets as random_source
import sys
import threading
from typing import Protocol

from socialdesk.errors import UserFacingError

_OWNER = "desk"
_PART = 1_000
"""ASCII characters in one entry: Windows holds 2,560 bytes, two for each."""
_MOST_PARTS = 100


class SecretsError(UserFacingError):
    """The keyring cannot be used, or did not do as it was told; the text says which and why."""


class Backend(Protocol):
    """What is used of a backend of the keyring library."""

    def get_password(self, service: str, username: str, /) -> str | None: ...
    def set_password(self, service: str, username: str, password: str, /) -> None: ...
    def delete_password(self, service: str, username: str, /) -> None: ...


class KeyringSecrets:
    """Secrets in one backend. `scope` sets one data folder's secrets apart from another's ("" for the default folder).

    Every secret has an entry of its own, named by service: Windows mixes up several users of one service. A long one is
    split; its parts are written under the other of two letters before the entry points at them, so that a crash at any
    instant leaves the old secret or the new one.
    """

    def __init__(self, backend: Backend, scope: str = "") -> None:
        self._backend = backend
        self._prefix = f"SocialDesk/{scope}/" if scope else "SocialDesk/"
        self._lock = threading.Lock()

    def get(self, name: str, /) -> str | None:
        """The secret, or None. Raises `SecretsError`, also for one whose parts do not fit together."""
        with self._lock:
            return self._get(name)

    def set(self, name: str, value: str, /) -> None:
        """Keeps the secret and reads it back. Raises `SecretsError`."""
        # ASCII whatever was pasted, so that its length in the keyring is known.
        plain = json.dumps(value)
        parts = [plain[start : start + _PART] for start in range(0, len(plain), _PART)]
        if len(parts) > _MOST_PARTS:
            raise SecretsError("That is too long to be kept in the keyring.", kept="Nothing was altered.")
        with self._lock:
            stored = self._read(name)
            before = _Entry.read(stored)
            if len(parts) == 1:
                now = _Entry(letter="", parts=0, sha256="", text=plain)
            else:
                now = _Entry(
                    letter="b" if before and before.letter == "a" else "a",
                    parts=len(parts),
                    sha256=hashlib.sha256(plain.encode()).hexdigest(),
                    text="",
                )
                for number, part in enumerate(parts):
                    self._write(now.part(name, number), part)
                    if self._read(now.part(name, number)) != part:
                        raise _not_kept()
            self._write(name, now.written())
            if self._read(name) != now.written():
                if stored is not None:
                    self._write(name, stored)
                raise _not_kept()
            if now.letter or before is None or before.letter:
                for letter in "ab":
                    self._drop_parts(name, letter, since=now.parts if letter == now.letter else 0)

    def delete(self, name: str, /) -> None:
        """Forgets the secret. Raises `SecretsError`."""
        with self._lock:
            self._remove(name)
            for letter in "ab":
                self._drop_parts(name, letter)

    def probe(self) -> None:
        """Writes, reads back and deletes something. Raises `SecretsError` unless all three do what they say."""
        name = f"probe-{random_source.token_hex(8)}"
        value = random_source.token_hex(16)
        self.set(name, value)
        self.delete(name)
        if self.get(name) is not None:
            raise SecretsError(
                "The keyring does not delete what it is told to delete, so the desk does not use it.",
                kept="No secret was put in it.",
            )

    def _get(self, name: str) -> str | None:
        stored = self._read(name)
        if stored is None:
            return None
        entry = _Entry.read(stored)
        if entry is None:
            raise damaged()
        plain = entry.text
        if entry.letter:
            found = [self._read(entry.part(name, number)) for number in range(entry.parts)]
            plain = "".join(part or "" for part in found)
            if hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest() != entry.sha256:
                raise damaged()
        try:
            value: object = json.loads(plain)
        except ValueError as error:
            raise damaged() from error
        if not isinstance(value, str):
            raise damaged()
        return value

    def _drop_parts(self, name: str, letter: str, since: int = 0) -> None:
        entry = _Entry(letter=letter, parts=0, sha256="", text="")
        for number in range(since, _MOST_PARTS):
            if self._read(entry.part(name, number)) is None:
                return
            self._remove(entry.part(name, number))

    def _read(self, name: str) -> str | None:
        try:
            return self._backend.get_password(self._prefix + name, _OWNER)
        except Exception as error:  # each backend raises what its own libraries raise
            raise _refused(error) from error

    def _write(self, name: str, text: str) -> None:
        try:
            self._backend.set_password(self._prefix + name, _OWNER, text)
        except Exception as error:  # noqa: BLE001  (each backend raises what its own libraries raise)
            # Its text may hold what was to be written, so it is not carried along.
            raise _refused(error) from None

    def _remove(self, name: str) -> None:
        if self._read(name) is None:
            return
        try:
            self._backend.delete_password(self._prefix + name, _OWNER)
        except Exception as error:  # each backend raises what its own libraries raise
            raise _refused(error) from error


class _Entry:
    """What a secret's own entry holds: the secret, or where its parts are."""

    def __init__(self, *, letter: str, parts: int, sha256: str, text: str) -> None:
        self.letter = letter
        self.parts = parts
        self.sha256 = sha256
        self.text = text

    @classmethod
    def read(cls, stored: str | None) -> _Entry | None:
        """None for no entry, and for one that is damaged."""
        if stored is None:
            return None
        if stored.startswith("="):
            return cls(letter="", parts=0, sha256="", text=stored[1:])
        split = re.fullmatch(r"\+([ab])([0-9]{1,3}):([0-9a-f]{64})", stored)
        if split is None:
            return None
        return cls(letter=split[1], parts=min(int(split[2]), _MOST_PARTS), sha256=split[3], text="")

    def written(self) -> str:
        return f"+{self.letter}{self.parts}:{self.sha256}" if self.letter else f"={self.text}"

    def part(self, name: str, number: int) -> str:
        return f"{name}/{self.letter}{number}"


def printable(name: str) -> str:
    """A name as it may stand in a sentence."""
    return re.sub(r"[^\w.]", "?", name, flags=re.ASCII)[:100]


def what_to_do() -> str:
    """What a person can do on this operating system when its keyring does not work."""
    if sys.platform == "win32":
        return "Check that Windows Credential Manager works for this login, then open the desk again."
    if sys.platform == "darwin":
        return "Unlock the login keychain, allow SocialDesk to use it, then open the desk again."
    return "Start and unlock GNOME Keyring or KWallet in this login, then open the desk again."


def _refused(error: Exception) -> SecretsError:
    if type(error).__name__ in ("KeyringLocked", "LockedException", "PromptDismissedException"):
        return SecretsError(
            "The keyring is locked.", kept="Nothing was altered.", to_do="Unlock the keyring, then try again."
        )
    return SecretsError(
        f"The keyring refused ({printable(type(error).__name__)}).",
        kept="Nothing was altered.",
        to_do=what_to_do(),
    )


def _not_kept() -> SecretsError:
    return SecretsError(
        "The keyring took a secret but does not give it back, so it cannot be relied on.",
        to_do="Check the keyring of this login, then try again.",
    )


def damaged() -> SecretsError:
    """The sentence for an entry that does not say what it should."""
    return SecretsError(
        "An entry of the desk in the keyring is damaged.",
        kept="It was left as it is.",
        to_do="For the database, enter the recovery code; for an account, connect it again.",
    )
