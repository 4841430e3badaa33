"""The settings: each declared once, with its type, its default and what it means.

What the policy leaves to the Force is a setting with a plain default, marked as a local choice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from socialdesk.config.paths import replace_text
from socialdesk.errors import UserFacingError

SETTINGS_VERSION = 1
"""Raised when a setting changes its meaning; `_UPGRADES` then says how an older file is read."""

_UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From the file's version to the next; a test keeps a file of each."""


_LINKEDIN_SECONDS = 2_400
"""Thirty-six looks a day: what is left of its allowance is for moderation."""


class SettingsError(UserFacingError):
    """The settings could not be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is known of one setting."""

    about: str
    least: int | None = None
    most: int | None = None
    one_of: tuple[str, ...] = ()
    local_choice: bool = False
    """True where the policy leaves the matter open."""


def _setting(
    default: Any,
    about: str,
    *,
    least: int | None = None,
    most: int | None = None,
    one_of: tuple[str, ...] = (),
    local_choice: bool = False,
) -> Any:
    declared = Declared(about=about, least=least, most=most, one_of=one_of, local_choice=local_choice)
    return field(default=default, metadata={"declared": declared})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """This login's settings. Change one with `dataclasses.replace`."""

    theme: str = _setting(
        "system", "Light, dark, or as the system has it.", one_of=("system", "light", "dark")
    )
    person_name: str = _setting("", "Who sits at the desk; recorded with each decision.")
    person_role: str = _setting(
        "",
        "The role in which they sit there.",
        one_of=("", "corporate_communications", "oscar_1", "ido", "account_holder", "trainee", "auditor"),
    )
    undo_seconds: int = _setting(
        8,
        "Seconds in which a decision can be taken back before it is sent.",
        least=0,
        most=60,
        local_choice=True,
    )
    lock_minutes: int = _setting(
        5,
        "Minutes without a key or the mouse after which the window is blanked and asks for a PIN; 0 never does.",
        least=0,
        most=240,
        local_choice=True,
    )
    release_claims: bool = _setting(
        True,
        "Let go at the end of a shift what somebody took on and did not finish; a shift ends when the hours of "
        "Corporate Communications begin and when they end.",
        local_choice=True,
    )
    lock_in_training: bool = _setting(False, "Ask for PINs, and blank the window, in training too.")
    locked: bool = _setting(False, "The window was blanked when it was closed; written by the desk.")
    sync_seconds: int = _setting(60, "Seconds between two looks at each account.", least=15, most=3600)
    full_read_hours: int = _setting(
        24,
        "Hours between two full readings of each account, which find edits and deletions.",
        least=1,
        most=168,
    )
    quiet_hours: int = _setting(
        3, "Hours without anything new after which the desk asks whether that is usual.", least=1, most=168
    )
    graph_version: str = _setting("v26.0", "The version of Facebook's Graph API that is spoken.")
    x_tier: str = _setting(
        "self-serve",
        "What was agreed with X: on self-serve it refuses most replies, and blocks by program.",
        one_of=("self-serve", "enterprise"),
    )
    x_monthly_dollars: int = _setting(
        0, "Dollars that may be spent at X in a month; 0 sets no limit here.", least=0, most=1_000_000
    )
    linkedin_daily_calls: int = _setting(
        500,
        "Calls that LinkedIn allows in a day; 0 where its standard tier was agreed.",
        least=0,
        most=1_000_000,
    )
    facebook_app_id: str = _setting("", "The id of the Force's app at Meta, for Facebook and Instagram.")
    x_client_id: str = _setting("", "The client id of the Force's app at X.")
    youtube_client_id: str = _setting("", "The client id of the Force's app at Google, for YouTube.")
    linkedin_client_id: str = _setting("", "The client id of the Force's app at LinkedIn.")
    hootsuite_client_id: str = _setting(
        "", "The client id of the Force's app at Hootsuite, where posts go through it."
    )
    sign_in_port: int = _setting(
        8765,
        "The port of this computer to which a browser comes back after a sign-in, as registered at the networks.",
        least=1024,
        most=65_535,
    )
    blur_offensive: bool = _setting(
        False, "Keep hard words (offensive, hateful, threatening) out of the list until an item is opened."
    )
    urgent_first: bool = _setting(False, "Show the most urgent first in the list of what needs a decision.")
    single_keys: bool = _setting(True, "Let single keys move about. None of them changes anything public.")
    notifications: bool = _setting(
        True, "Tell of the most urgent items on the computer's desktop, with none of their words."
    )
    significant_removals: int = _setting(
        5, "Removals on one post that count as significant.", least=1, most=1000, local_choice=True
    )
    retention_days: int = _setting(
        2190,
        "Days that evidence and the words of decisions are kept before a review is asked for.",
        least=1,
        most=36_500,
        local_choice=True,
    )
    daily_backups: int = _setting(7, "Daily backups kept.", least=1, most=90)
    weekly_backups: int = _setting(4, "Weekly backups kept besides.", least=0, most=104)
    recovery_code_filed: bool = _setting(
        False, "The recovery code was shown and a person said that it is filed."
    )
    window_geometry: str = _setting("", "Where the window stood when it was closed; written by the desk.")
    unknown: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    """Settings of another version of the desk, written back as they were."""

    def seconds_between_looks(self, network: str) -> int:
        """How often an account is asked: seldom on LinkedIn's first tier, whose 100 calls a day a look takes two of."""
        return (
            max(self.sync_seconds, _LINKEDIN_SECONDS)
            if network == "linkedin" and self.linkedin_daily_calls
            else (self.sync_seconds)
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, and what has to be said about how they were found; "" when all is well."""

    settings: Settings
    notice: str = ""


def declared() -> dict[str, Declared]:
    """Every setting's name, and what is known of it."""
    return {each.name: each.metadata["declared"] for each in fields(Settings) if "declared" in each.metadata}


def unfit(name: str, value: object) -> str:
    """Why a setting cannot have a value, to go on after its name; "" where it can."""
    about, usual = declared().get(name), getattr(Settings(), name, None)
    if about is None:
        return "is no setting"
    if type(value) is not type(usual):
        return f"is written like {usual!r}"
    return "" if _allowed(value, about) else f"cannot be {value!r}"


def load(path: Path, *, now: datetime) -> Loaded:
    """Reads the settings. No file: the defaults. A file that cannot be used is put aside, and said so.

    `now` names the file put aside. Never raises for what the file holds.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Loaded(Settings())
    except UnicodeDecodeError:
        return Loaded(
            Settings(),
            _put_aside(path, now, "The settings file could not be read, so the usual settings are used."),
        )
    except OSError:
        return Loaded(
            Settings(),
            "The settings file could not be opened, so the usual settings are used. It was left as it is.",
        )
    try:
        stored = _stored(text)
    except ValueError:
        return Loaded(
            Settings(),
            _put_aside(path, now, "The settings file could not be read, so the usual settings are used."),
        )
    settings, wrong = _settings(stored)
    if not wrong:
        return Loaded(settings)
    names = ", ".join(wrong)
    return Loaded(
        settings,
        _put_aside(
            path,
            now,
            f"The settings file held something unusable for {names}: the usual value is used there.",
        ),
    )


def save(path: Path, settings: Settings) -> None:
    """Writes the settings in one step. Raises `SettingsError`; the file is as it was then."""
    stored: dict[str, Any] = dict(settings.unknown)
    stored["version"] = SETTINGS_VERSION
    for name in declared():
        stored[name] = getattr(settings, name)
    try:
        replace_text(path, json.dumps(stored, indent=2, ensure_ascii=True, sort_keys=True) + "\n")
    except OSError as error:
        raise SettingsError(
            "The settings could not be saved.",
            kept="The earlier settings are kept.",
            to_do="Check that the disk has space and that this login may write in the data folder.",
        ) from error


def _stored(text: str) -> dict[str, Any]:
    try:
        read: object = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(read, dict):
        raise ValueError("not an object")
    stored = cast("dict[str, Any]", read)
    version = stored.pop("version", SETTINGS_VERSION)
    if type(version) is not int or version < 1:
        raise ValueError("no version")
    while version < SETTINGS_VERSION:
        stored = _UPGRADES[version](stored)
        version += 1
    return stored


def _settings(stored: dict[str, Any]) -> tuple[Settings, list[str]]:
    known = declared()
    defaults = Settings()
    usable: dict[str, Any] = {}
    wrong: list[str] = []
    for name, about in known.items():
        if name not in stored:
            continue
        value = stored[name]
        if type(value) is type(getattr(defaults, name)) and _allowed(value, about):
            usable[name] = value
        else:
            wrong.append(name)
    unknown = {name: value for name, value in stored.items() if name not in known and name != "unknown"}
    return Settings(**usable, unknown=unknown), wrong


def _allowed(value: Any, about: Declared) -> bool:
    if about.least is not None and value < about.least:
        return False
    if about.most is not None and value > about.most:
        return False
    return not about.one_of or value in about.one_of


def _put_aside(path: Path, now: datetime, sentence: str) -> str:
    aside = path.with_name(f"{path.stem}-unreadable-{now:%Y%m%dT%H%M%S}{path.suffix}")
    try:
        path.replace(aside)
    except OSError:
        return f"{sentence} The file was left as it is."
    return f"{sentence} The file was put aside as {aside.name}."
