"""Hootsuite as a screen sees it: signing in, which accounts' posts go through it, and how it stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from socialdesk.model.ids import AccountId, NativeId

if TYPE_CHECKING:
    from socialdesk.platforms.scheduling import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class HootsuiteStanding:
    """What this computer knows of it, without asking it."""

    signed_in: bool
    app_id: str = ""
    secret_kept: bool = False
    """True where the app's secret is in the keyring already."""
    return_address: str = ""
    """What has to be registered there for the app."""
    own_sign_in: bool = True
    """False in training, where the sign-in to the simulated Hootsuite is there from the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HootsuiteAnswer:
    """What it answered when it was asked."""

    profiles: tuple[Profile, ...]
    """The accounts that the sign-in opens there."""
    suggested: Mapping[AccountId, NativeId] = field(default_factory=dict[AccountId, NativeId])
    """Which of them are accounts of this desk, where Hootsuite says what their network calls them."""
    left: tuple[str, ...] = ()
    """What is left of its allowance, a sentence each."""


class Hootsuite(Protocol):
    """Every call reads the keyring or asks Hootsuite: never on the GUI thread."""

    def standing(self) -> HootsuiteStanding:
        """What this computer knows. Raises NetworkError where the keyring cannot be read."""
        ...

    def ask(self) -> HootsuiteAnswer:
        """What the kept sign-in opens there. Raises NetworkError."""
        ...

    def sign_in(self, app_id: str, app_secret: str, cancel: threading.Event) -> HootsuiteAnswer:
        """Signs in with the browser and keeps that. An empty secret is the one that is kept already.

        `cancel` ends the wait for the browser. Raises NetworkError, SecretsError.
        """
        ...

    def choose(self, account_id: AccountId, profile: NativeId | None) -> None:
        """Lets an account's posts go through Hootsuite from now on; None for the network itself. Raises NotOpen."""
        ...

    def forget(self) -> str:
        """Lets every account publish on its own network again, and forgets the sign-in.

        Answers with a sentence on what is left to do. Raises NotOpen, SecretsError.
        """
        ...


class LateHootsuite:
    """A `Hootsuite` that is made when it is first asked for: its connector need not be loaded before."""

    def __init__(self, make: Callable[[], Hootsuite]) -> None:
        self._make = make

    def standing(self) -> HootsuiteStanding:
        """As `Hootsuite.standing`."""
        return self._make().standing()

    def ask(self) -> HootsuiteAnswer:
        """As `Hootsuite.ask`."""
        return self._make().ask()

    def sign_in(self, app_id: str, app_secret: str, cancel: threading.Event) -> HootsuiteAnswer:
        """As `Hootsuite.sign_in`."""
        return self._make().sign_in(app_id, app_secret, cancel)

    def choose(self, account_id: AccountId, profile: NativeId | None) -> None:
        """As `Hootsuite.choose`."""
        self._make().choose(account_id, profile)

    def forget(self) -> str:
        """As `Hootsuite.forget`."""
        return self._make().forget()
