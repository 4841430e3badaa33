"""Keyrings that do as a keyring of the operating system does, or as one that must not be used."""

from __future__ import annotations

import keyring.errors
from keyring.backend import KeyringBackend


class GoodKeyring(KeyringBackend):
    """Keeps what it is given in memory, in entries no longer than Windows allows."""

    priority = 5  # pyright: ignore[reportAssignmentType]  (a class property in its base)

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.writes = 0

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.writes += 1
        if len(password.encode("utf-16-le")) > 2_560:
            raise ValueError("the stub received bad data")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not found")
        del self.kept[service, username]


class DyingKeyring(GoodKeyring):
    """The program is killed at its n-th write or deletion."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 1_000_000

    def set_password(self, service: str, username: str, password: str) -> None:
        self._live()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._live()
        super().delete_password(service, username)

    def _live(self) -> None:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1


class LockedKeyring(GoodKeyring):
    """Its person did not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked(f"Failed to unlock the collection for {password}!")


class ForgetfulKeyring(GoodKeyring):
    """Takes what it is given, without a word, and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.writes += 1


class StubbornKeyring(GoodKeyring):
    """Says that it deleted what it keeps."""

    def delete_password(self, service: str, username: str) -> None:
        self.writes += 1
