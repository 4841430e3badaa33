"""The doctor: a plain answer for everything that can be wrong, and never a crash."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from socialdesk import doctor
from socialdesk.config.paths import Paths
from socialdesk.config.secrets import (
    DATABASE_KEY,
    MemorySecrets,
    SecretsError,
    database_key,
    new_database_key,
)
from socialdesk.doctor import Answer, Patient, State, examine
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.model.people import DESK
from socialdesk.platforms.api import Offline
from socialdesk.register.connecting import add_account
from socialdesk.storage.backup import back_up
from socialdesk.storage.database import open_writer
from socialdesk.triage.api import ModelOff

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def no_keyring(_scope: str) -> MemorySecrets:
    raise SecretsError("There is no keyring.")


@pytest.fixture
def keyring() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt and a network are asked in the journey; here a program and a refusal stand in for them, which take no time."""
    monkeypatch.setattr(doctor, "_QT", "print('6.11.3')")

    def offline(*_arguments: object, **_named: object) -> None:
        raise Offline("Facebook could not be reached.")

    monkeypatch.setattr(doctor, "list_facebook_pages", offline)


@pytest.fixture
def patient(tmp_path: Path, keyring: MemorySecrets) -> Patient:
    """A desk that is not set up."""
    return Patient(
        paths=Paths(tmp_path / "data"),
        open_keyring=lambda _: keyring,
        clock=lambda: NOW,
    )


@pytest.fixture
def set_up(patient: Patient, keyring: MemorySecrets) -> Patient:
    patient.paths.data_dir.mkdir(mode=0o700)
    key, _ = new_database_key(keyring)
    open_writer(patient.paths.database, key).close()
    return patient


def answers(patient: Patient) -> dict[str, Answer]:
    return {answer.check: answer for answer in examine(patient)}


def test_a_desk_that_is_not_set_up_is_not_ill(patient: Patient) -> None:
    found = answers(patient)
    assert [each for each in found.values() if each.state is State.NOT_OK] == []
    assert found["database"].state is State.ADVICE
    assert not patient.paths.data_dir.exists()


def test_a_desk_that_is_well(set_up: Patient) -> None:
    found = answers(set_up)
    assert (found["database"].state, "0 items" in found["database"].answer) == (State.OK, True)
    assert found["key"].state is State.OK
    assert found["SQLite"].answer.startswith("SQLite 3.")
    assert found["backups"].state is State.ADVICE
    assert found["Facebook"].state is State.ADVICE


@pytest.mark.clause("A11")
def test_a_review_that_is_overdue_is_advice(patient: Patient) -> None:
    assert answers(patient)["policy"].state is State.ADVICE
    before = datetime(2021, 1, 1, tzinfo=UTC)
    assert answers(replace(patient, clock=lambda: before))["policy"].state is State.OK


def test_a_model_that_is_off_is_advice_with_its_reason(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def off() -> NoReturn:
        raise ModelOff(
            "Its file is not the one that this version came with.", kept="The rules run without it."
        )

    monkeypatch.setattr(doctor, "trained_model", off)
    answer = answers(patient)["model"]
    assert answer.state is State.ADVICE
    assert answer.answer == (
        "Model off. Its file is not the one that this version came with. The rules run without it."
    )


def test_without_a_keyring_the_rest_is_answered_all_the_same(set_up: Patient) -> None:
    found = answers(replace(set_up, open_keyring=no_keyring))
    assert found["keyring"] == Answer("keyring", State.NOT_OK, "There is no keyring.")
    assert found["database"].state is State.NOT_OK
    assert found["window"].state is State.OK


def test_a_lost_key_is_said(set_up: Patient, keyring: MemorySecrets) -> None:
    keyring.delete(DATABASE_KEY)
    found = answers(set_up)
    assert (found["key"].state, "socialdesk recover" in found["key"].answer) == (State.NOT_OK, True)


@pytest.mark.parametrize("stored", ["00" * 32, "damaged"])
def test_a_wrong_key_is_said(set_up: Patient, keyring: MemorySecrets, stored: str) -> None:
    keyring.set(DATABASE_KEY, stored)
    assert answers(set_up)["database"].state is State.NOT_OK


def test_a_lost_database_is_said(set_up: Patient) -> None:
    set_up.paths.database.unlink()
    found = answers(set_up)["database"]
    assert (found.state, "Restore" in found.answer) == (State.NOT_OK, True)


def test_a_damaged_database_is_said(set_up: Patient) -> None:
    content = bytearray(set_up.paths.database.read_bytes())
    content[len(content) // 2] ^= 1
    set_up.paths.database.write_bytes(content)
    assert answers(set_up)["database"].state is State.NOT_OK


@pytest.mark.parametrize(("days", "state"), [(1, State.OK), (30, State.ADVICE)])
def test_backups_are_checked_and_grow_old(
    set_up: Patient, keyring: MemorySecrets, days: int, state: State
) -> None:
    key = database_key(keyring)
    assert key is not None
    made = back_up(set_up.paths.database, key, set_up.paths.backups, now=NOW - timedelta(days=days))
    assert answers(set_up)["backups"].state is state
    made.write_bytes(made.read_bytes()[:-4096])
    assert answers(set_up)["backups"].state is State.NOT_OK


def test_an_account_without_its_sign_in_is_said(set_up: Patient, keyring: MemorySecrets) -> None:
    key = database_key(keyring)
    assert key is not None
    page = partial(
        add_account, network=Network.FACEBOOK, native_id=NativeId("1"), name="A page", now=NOW, by=DESK
    )
    with closing(open_writer(set_up.paths.database, key)) as db:
        page(db)
    assert "not in the keyring" in answers(set_up)["Facebook, A page"].answer
    keyring.set("account:facebook:1:token", "EAAtoken")
    found = answers(set_up)["Facebook, A page"]
    assert (found.state, "EAAtoken" in found.answer) == (State.NOT_OK, False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps access lists")
def test_a_folder_that_others_can_open_is_advice(set_up: Patient) -> None:
    set_up.paths.data_dir.chmod(0o755)
    assert answers(set_up)["data folder"].state is State.ADVICE


@pytest.mark.parametrize(
    ("free", "state"), [(1_000, State.NOT_OK), (400_000_000, State.ADVICE), (10**12, State.OK)]
)
def test_the_disk_is_looked_at(
    set_up: Patient, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**12, 0, free))
    assert answers(set_up)["disk space"].state is state


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("raise ImportError('libEGL.so.1: cannot open shared object file')", "libEGL.so.1"),
        ("import os; os._exit(3)", "exit code 3"),
        ("import time; time.sleep(60)", "did not start"),
        ("print('7.1.0')", "aborts on Python 3.11"),
    ],
)
def test_qt_that_does_not_load_is_said(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, program: str, said: str
) -> None:
    monkeypatch.setattr(doctor, "_QT", program)
    monkeypatch.setattr(doctor.sys, "version_info", (3, 11, 7))
    found = answers(replace(patient, qt_seconds=0.5 if "sleep" in program else 60))["window"]
    assert (found.state, said in found.answer) == (State.NOT_OK, True), found


@pytest.mark.parametrize("error", [RuntimeError("secret"), OSError(5, "Input/output error"), KeyError("x")])
def test_nothing_makes_it_crash(patient: Patient, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    for module, name in (
        (doctor, "memory_database"),
        (doctor, "policy_book"),
        (doctor, "database_key"),
        (doctor, "list_facebook_pages"),
        (shutil, "disk_usage"),
        (subprocess, "run"),
    ):
        monkeypatch.setattr(module, name, fail)
    found = answers(replace(patient, open_keyring=_fails(error)))
    assert {check for check, answer in found.items() if answer.state is State.NOT_OK} >= {
        "SQLite",
        "policy",
        "keyring",
        "key",
        "disk space",
        "window",
        "Facebook",
    }
    assert not any("secret" in answer.answer for answer in found.values())


def _fails(error: Exception) -> Callable[[str], MemorySecrets]:
    def fail(_scope: str) -> MemorySecrets:
        raise error

    return fail
