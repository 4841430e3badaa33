"""The one door to the operating system's keyring. There is no other place for a secret, and no way round it.

The keyring library picks a backend by environment variable, by `keyringrc.cfg` or by plug-in, and may so end in a plain
file or in nowhere. None of that is asked: the desk makes the operating system's own backend itself, from a fixed list,
and trusts it once something written has been read back and deleted.
"""

from __future__ import annotations

import importlib
import os
import re
import secrets as random_source
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, cast

from socialdesk.config.keyring_entries import (
    Backend,
    KeyringSecrets,
    SecretsError,
    damaged,
    printable,
    what_to_do,
)
from socialdesk.config.recovery import key_of, recovery_code
from socialdesk.errors import BugError

DATABASE_KEY = "database-key"
AUDIT_HEAD = "audit-head"
_REPLACED_KEY = "database-key-replaced"

_ALLOWED: Mapping[str, tuple[tuple[str, str], ...]] = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
        ("keyring.backends.kwallet", "DBusKeyringKWallet4"),
    ),
}
"""The keyrings of the operating systems, best first: module and class."""


class Secrets(Protocol):
    """Where secrets are kept. Each method may wait for a person to unlock the keyring, and raises `SecretsError`."""

    def get(self, name: str, /) -> str | None:
        """The secret, or None when there is none of that name."""
        ...

    def set(self, name: str, value: str, /) -> None:
        """Keeps the secret. When this returns, it is kept; when it raises, the earlier one still is."""
        ...

    def delete(self, name: str, /) -> None:
        """Forgets the secret. None of that name is no error."""
        ...


def account_token(network: str, native_id: str) -> str:
    """The name under which an account's access token is kept."""
    return f"account:{network}:{native_id}:token"


class MemorySecrets:
    """Secrets of training and of tests: gone when the program ends, and never near the keyring."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, name: str, /) -> str | None:
        """The secret, or None."""
        return self._kept.get(name)

    def set(self, name: str, value: str, /) -> None:
        """Keeps the secret in memory."""
        self._kept[name] = value

    def delete(self, name: str, /) -> None:
        """Forgets the secret."""
        self._kept.pop(name, None)


def open_keyring(
    scope: str = "", *, backends: Callable[[], Iterable[Backend]] | None = None
) -> KeyringSecrets:
    """The operating system's keyring, tried out. May wait for a person to unlock it.

    Raises `SecretsError` with a plain reason; the desk then does not start, as there is no other place for a key.
    """
    refusals: list[str] = []
    for backend in (backends or _of_this_system)():
        reason = refusal(backend)
        if reason:
            refusals.append(reason)
            continue
        opened = KeyringSecrets(backend, scope)
        try:
            opened.probe()
        except SecretsError as error:
            refusals.append(error.happened)
            continue
        return opened
    asked_for = _asked_for()
    raise SecretsError(
        " ".join(
            (
                "The desk found no keyring of the operating system to keep its key and the access tokens in.",
                *dict.fromkeys(refusals),
                *([asked_for] if asked_for else []),
            )
        ),
        kept="Nothing was written anywhere else, and nothing was altered.",
        to_do=what_to_do(),
    )


def refusal(backend: object) -> str:
    """Why a backend is not used; "" for one of the operating system's own."""
    kind = type(backend)
    name = f"{kind.__module__}.{kind.__qualname__}"
    for allowed in _ALLOWED.values():
        if (kind.__module__, kind.__qualname__) in allowed:
            return ""
    return _why_refused(name)


def database_key(secrets: Secrets) -> bytes | None:
    """The database's 32 byte key; None when this keyring has none. Raises `SecretsError`."""
    stored = secrets.get(DATABASE_KEY)
    if stored is None:
        return None
    if not re.fullmatch(r"[0-9a-f]{64}", stored):
        raise damaged()
    return bytes.fromhex(stored)


def new_database_key(secrets: Secrets) -> tuple[bytes, str]:
    """Makes and keeps a key; answers with it and with its recovery code, to be printed once and filed.

    Raises `BugError` where there is a key already: replacing it would lock its database for good.
    """
    if secrets.get(DATABASE_KEY) is not None:
        raise BugError("there is a database key already")
    key = random_source.token_bytes(32)
    secrets.set(DATABASE_KEY, key.hex())
    return key, recovery_code(key)


def restore_from_recovery_code(secrets: Secrets, code: str, *, opens: Callable[[bytes], bool]) -> bytes:
    """Puts a printed code's key back into the keyring, where `opens` says that it opens the database.

    A different key that was there is kept beside it. Raises `RecoveryCodeError` and `SecretsError`.
    """
    key = key_of(code)
    if not opens(key):
        raise SecretsError(
            "The recovery code is typed correctly, but it belongs to another database.",
            kept="Nothing was altered.",
            to_do="Look for the code that was printed when this desk was set up.",
        )
    try:
        before = secrets.get(DATABASE_KEY)
    except SecretsError:
        before = None  # damaged: what there is of it is no use to anybody
    if before != key.hex():
        if before is not None:
            secrets.set(_REPLACED_KEY, before)
        secrets.set(DATABASE_KEY, key.hex())
    return key


def _of_this_system() -> Iterable[Backend]:
    system = "linux" if sys.platform not in _ALLOWED else sys.platform
    for module, name in _ALLOWED[system]:
        try:
            # Imported by name and late: each needs what only its own system has, and start-up does without.
            kind = getattr(importlib.import_module(module), name)
            if not kind.viable:
                continue
            backend = cast("Backend", kind())
        except Exception:  # noqa: BLE001  (a backend without its system raises anything; the next is tried)
            continue
        yield backend


def _why_refused(name: str) -> str:
    known = {
        "keyring.backends.null.Keyring": "forgets whatever it is given",
        "keyring.backends.fail.Keyring": "stands for having no keyring at all",
        "keyring.backends.chainer.ChainerBackend": "passes secrets on to any other keyring",
    }
    reason = known.get(name)
    if reason is None:
        reason = (
            "keeps secrets in a file"
            if name.startswith("keyrings.alt.")
            else "is not one of the operating system's own"
        )
    return f"The keyring {printable(name)} is not used: it {reason}."


def _asked_for() -> str:
    """What the environment would have the keyring library use, were it asked."""
    name = os.environ.get("PYTHON_KEYRING_BACKEND", "")
    module, _, kind = name.rpartition(".")
    if not name or any((module, kind) in allowed for allowed in _ALLOWED.values()):
        return ""
    return f"PYTHON_KEYRING_BACKEND is not followed. {_why_refused(name)}"
