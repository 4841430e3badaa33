"""What is wrong with this installation: one plain answer a check. Nothing is altered and nothing makes it crash."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial

from socialdesk import __version__
from socialdesk.clock import Clock, to_ms
from socialdesk.config.paths import Paths
from socialdesk.config.secrets import Secrets, database_key
from socialdesk.decisions.identity import load_words
from socialdesk.errors import UserFacingError
from socialdesk.inbox import queries
from socialdesk.model.accounts import Network
from socialdesk.packs import policy_book, rule_triage, trained_model
from socialdesk.platforms.api import Credentials, NetworkError, Offline
from socialdesk.platforms.opening import list_facebook_pages
from socialdesk.register.accounts import app_secret_name, token_name
from socialdesk.storage import backup
from socialdesk.storage.database import Key, memory_database, open_reader
from socialdesk.storage.faults import OlderDatabase
from socialdesk.triage.api import ModelOff

QT_SECONDS = 60
LITTLE_SPACE = 500_000_000
"""Bytes; below this a person should make room before it is needed."""
_LEAST_SPACE = 50_000_000
_QT = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import PySide6
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel("x")
label.show()
app.processEvents()
print(PySide6.__version__)
"""
_MISCOUNTS = (6, 12)
"""This PySide6 loses a reference to None or a bool at each call on Python 3.11, and aborts."""


class State(StrEnum):
    """What came of a check."""

    OK = "ok"
    ADVICE = "advice"
    """It works; a person should do something all the same."""
    NOT_OK = "NOT OK"


@dataclass(frozen=True, slots=True)
class Answer:
    """One check and what came of it, in a sentence."""

    check: str
    state: State
    answer: str


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What is examined. `open_keyring` is given the data folder's scope."""

    paths: Paths
    open_keyring: Callable[[str], Secrets] = field(repr=False)
    clock: Clock
    training: bool = False
    base_urls: Mapping[Network, str] = field(default_factory=dict[Network, str])
    """Where the simulated networks are, in training."""
    qt_seconds: float = QT_SECONDS


def examine(patient: Patient) -> Iterator[Answer]:
    """Every check, each as soon as it is done. Reads every page of the database and of the newest backup."""
    yield Answer("program", State.OK, _program())
    yield _answered("data folder", lambda: _data_folder(patient.paths))
    yield _answered("disk space", lambda: _disk_space(patient.paths))
    yield _answered("SQLite", _sqlite)
    opened: list[Secrets] = []
    yield _answered("keyring", lambda: _keyring(patient, opened))
    keyring = opened[0] if opened else None
    found: list[Key] = []
    yield _answered("key", lambda: _key(patient.paths, keyring, found))
    key = found[0] if found else None
    yield _answered("database", lambda: _database(patient.paths, key))
    yield _answered("backups", lambda: _backups(patient, key))
    yield from _networks(patient, keyring, key)
    yield _answered("window", lambda: _window(patient.qt_seconds))
    yield _answered("policy", lambda: _policy(patient.clock))
    yield _answered("model", _model)


Verdict = tuple[State, str]


def _answered(check: str, ask: Callable[[], Verdict]) -> Answer:
    try:
        return Answer(check, *ask())
    except UserFacingError as error:
        return Answer(check, State.NOT_OK, str(error))
    except Exception as error:  # noqa: BLE001  (the doctor is asked when anything at all may be wrong)
        what = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return Answer(check, State.NOT_OK, f"This could not be checked ({what}).")


def _program() -> str:
    return f"SocialDesk {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}."


def _data_folder(paths: Paths) -> Verdict:
    folder = paths.data_dir
    if not folder.is_dir():
        return State.ADVICE, f"{folder} does not exist yet. It is made when the desk is first opened."
    if sys.platform != "win32" and folder.stat().st_mode & 0o077:
        return (
            State.ADVICE,
            f"{folder} can be opened by other logins of this computer. Make it private (chmod 700).",
        )
    return State.OK, f"{folder}"


def _disk_space(paths: Paths) -> Verdict:
    folder = next(each for each in (paths.data_dir, *paths.data_dir.absolute().parents) if each.is_dir())
    free = shutil.disk_usage(folder).free
    size = paths.database.stat().st_size if paths.database.is_file() else 0
    said = f"{free // 1_000_000:,} MB are free; the database has {size // 1_000_000:,} MB."
    if free < _LEAST_SPACE or free < size:
        return State.NOT_OK, f"{said} That is too little for the next backup. Free some space."
    if free < LITTLE_SPACE + 2 * size:
        return State.ADVICE, f"{said} Free some space before it is needed."
    return State.OK, said


def _sqlite() -> Verdict:
    with closing(memory_database()) as db:
        row = db.execute("SELECT sqlite_version()").fetchone()
        cipher = db.execute("PRAGMA cipher_version").fetchone()
    return State.OK, f"SQLite {row[0] if row else '?'}, SQLCipher {cipher[0] if cipher else '?'}."


def _keyring(patient: Patient, opened: list[Secrets]) -> Verdict:
    opened.append(patient.open_keyring(patient.paths.keyring_scope))
    if patient.training:
        return (
            State.OK,
            "In training secrets are kept in memory and forgotten; the real keyring is not asked.",
        )
    return State.OK, "This login's keyring keeps, gives back and deletes what it is told to."


def _key(paths: Paths, keyring: Secrets | None, found: list[Key]) -> Verdict:
    if keyring is None:
        return State.NOT_OK, "It cannot be read without the keyring."
    key = database_key(keyring)
    if key is not None:
        found.append(key)
        return State.OK, "The database's key is in the keyring."
    if paths.database.exists():
        return State.NOT_OK, (
            "There is a database, but the keyring has no key for it. Run `socialdesk recover` with the printed code."
        )
    return State.ADVICE, "There is none yet. It is made when the desk is first opened."


def _database(paths: Paths, key: Key | None) -> Verdict:
    if not paths.database.exists():
        if key is None:
            return State.ADVICE, "There is none yet. It is made when the desk is first opened."
        return State.NOT_OK, "Its key is in the keyring, but the database is gone. Restore the newest backup."
    if key is None:
        return State.NOT_OK, "It cannot be opened without its key."
    try:
        with closing(open_reader(paths.database, key)) as db:
            problem = db.execute("PRAGMA quick_check(1)").fetchone()
            if problem != ("ok",):
                return State.NOT_OK, "Part of it is damaged. Close the desk and restore the newest backup."
            items = queries.counts(db).everything
    except OlderDatabase as error:
        return State.ADVICE, str(error)
    return State.OK, f"It opens, every page reads as it was written, and it holds {items:,} items."


def _backups(patient: Patient, key: Key | None) -> Verdict:
    if patient.training:
        return State.OK, "In training nothing is kept, so nothing is backed up."
    found = backup.backups(patient.paths.backups)
    if not found:
        if not patient.paths.database.exists():
            return State.OK, "There is nothing to back up yet."
        return (
            State.ADVICE,
            "There is none yet. The open desk makes one each day; `socialdesk backup` makes one now.",
        )
    newest = found[0]
    said = f"{len(found)}, the newest of {newest.taken:%d/%m/%Y %H:%M} UTC"
    if key is None:
        return State.NOT_OK, f"{said}; without the key it cannot be checked."
    backup.check(newest.path, key)
    age = patient.clock() - newest.taken
    if age > timedelta(days=4):
        return (
            State.ADVICE,
            f"{said}, which passes its checks but is {age.days} days old. `socialdesk backup` makes one.",
        )
    return State.OK, f"{said}, which passes its checks."


def _networks(patient: Patient, keyring: Secrets | None, key: Key | None) -> Iterator[Answer]:
    rows: list[queries.AccountRow] = []

    def connected() -> Verdict:
        if key is not None and patient.paths.database.exists():
            with closing(open_reader(patient.paths.database, key)) as db:
                rows.extend(queries.accounts(db, now_ms=to_ms(patient.clock())))
        if not rows:
            return State.ADVICE, "None is connected yet. Connect one: `socialdesk connect facebook`."
        return State.OK, f"{len(rows)} connected."

    yield _answered("accounts", connected)
    if not rows:
        yield _answered(Network.FACEBOOK.label, lambda: _reached(patient))
    for row in rows:
        yield _answered(f"{row.network.label}, {row.name}", partial(_account, patient, keyring, row))


def _reached(patient: Patient) -> Verdict:
    """Whether Facebook answers at all, where there is no sign-in to ask with."""
    try:
        _pages(patient, Credentials(token="none"))
    except Offline as error:
        return State.ADVICE, str(error)
    except NetworkError:
        pass  # it refuses, so it is there
    return State.OK, "It can be reached."


def _account(patient: Patient, keyring: Secrets | None, row: queries.AccountRow) -> Verdict:
    if keyring is None:
        return State.NOT_OK, "Its sign-in cannot be read without the keyring."
    token = keyring.get(token_name(row.network, row.native_id))
    if token is None:
        return (
            State.NOT_OK,
            "Its sign-in is not in the keyring. Connect it again: `socialdesk connect facebook`.",
        )
    secret = keyring.get(app_secret_name(row.network, row.native_id)) or ""
    _pages(patient, Credentials(token=token, app_secret=secret))
    said = "It can be reached and takes the sign-in."
    if patient.training:
        said = "It is simulated on this computer, can be reached and takes the sign-in."
    notes = " ".join(each for each in (row.problem, row.silence) if each)
    return (State.ADVICE, f"{said} {notes}") if notes else (State.OK, said)


def _pages(patient: Patient, credentials: Credentials) -> None:
    list_facebook_pages(
        credentials,
        base_url=patient.base_urls.get(Network.FACEBOOK),
        clock=patient.clock,
        loopback_only=patient.training,
    )


def _window(seconds: float) -> Verdict:
    try:
        done = subprocess.run(
            [sys.executable, "-c", _QT],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return State.NOT_OK, f"Qt did not start within {seconds:.0f} seconds."
    lines = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
    if done.returncode != 0:
        return State.NOT_OK, f"Qt does not load: {lines[-1]}"
    version = done.stdout.split()[-1]
    if sys.version_info < (3, 12) and tuple(int(part) for part in version.split(".")[:2]) >= _MISCOUNTS:
        return State.NOT_OK, (
            f"PySide6 {version} aborts on Python 3.11. Install SocialDesk again with its own locked packages."
        )
    return State.OK, f"Qt loads and shows a window (PySide6 {version})."


def _model() -> Verdict:
    try:
        reader = trained_model()
    except ModelOff as error:
        return State.ADVICE, f"Model off. {error}"
    return State.OK, f"The trained model is the one that this version came with ({reader.model})."


def _policy(clock: Clock) -> Verdict:
    book = policy_book()
    rule_triage()
    load_words()
    overdue = book.review_overdue(clock().date())
    said = f"{book.name}, {book.version}, with its word lists."
    return (State.ADVICE, f"{said} {overdue}") if overdue else (State.OK, said)
