"""Connecting, backing up, losing everything and getting it back, by the command line alone."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from socialdesk.app import open_engine
from socialdesk.cli import main
from socialdesk.clock import system_clock
from socialdesk.config.secrets import AUDIT_HEAD, DATABASE_KEY, MemorySecrets
from socialdesk.decisions.reply import decide_reply
from socialdesk.inbox import queries
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.packs import policy_book
from socialdesk.platforms.facebook import connector as facebook
from socialdesk.storage.lock import FolderLock
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.stage import world_with_comments

A_KING = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
CODE = re.compile(r"(?:[0-9A-Z]{5}-){13}[0-9A-Z]{5}")

Socialdesk = Callable[..., Result]


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedNetworks]:
    """Stands where Facebook stands, for a desk that is not in training."""
    with SimulatedNetworks(world_with_comments(4)) as networks:
        monkeypatch.setattr(facebook, "REAL_URL", networks.base_url("facebook"))
        yield networks


@pytest.fixture
def keyring() -> MemorySecrets:
    return MemorySecrets()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def socialdesk(data: Path, keyring: MemorySecrets) -> Socialdesk:
    def run(
        *words: str, typed: str | None = None, keyring: MemorySecrets = keyring, data: Path = data
    ) -> Result:
        told = [*words, "--data-dir", str(data)]
        done = CliRunner().invoke(main, told, input=typed, obj=lambda _: keyring)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done

    return run


def token_of(networks: SimulatedNetworks) -> str:
    return networks.announcement()["networks"]["facebook"]["user_token"]


@pytest.mark.clause("A1", "A3")
def test_connecting_makes_the_desk_and_shows_the_recovery_code_until_it_is_filed(
    networks: SimulatedNetworks, socialdesk: Socialdesk, keyring: MemorySecrets, data: Path
) -> None:
    token = token_of(networks)
    first = socialdesk("connect", "facebook", typed=f"n\n{token}\n")
    assert first.exit_code == 0, first.output
    assert "Connected: Anyshire Police" in first.output
    code = CODE.search(first.output)
    assert code is not None
    again = socialdesk("connect", "facebook", typed=f"y\n{token}\n")
    assert code[0] in again.output
    assert code[0] not in socialdesk("connect", "facebook", typed=f"{token}\n").output

    page_token = networks.announcement()["networks"]["facebook"]["accounts"][0]["token"]
    for path in (each for each in data.rglob("*") if each.is_file()):
        content = path.read_bytes()
        for secret in (token, page_token, code[0], keyring.get(DATABASE_KEY) or "-"):
            assert secret.encode() not in content, path
    assert token not in first.output
    assert page_token not in first.output


def test_a_token_that_is_refused_connects_nothing(
    networks: SimulatedNetworks, socialdesk: Socialdesk
) -> None:
    del networks
    done = socialdesk("connect", "facebook", typed="y\nEAAwrong\n")
    assert done.exit_code == 1
    assert "Connected" not in done.output
    assert "EAAwrong" not in done.output
    assert socialdesk("accounts").output.startswith("No account is connected yet.")


def test_fetching_listing_and_checking(networks: SimulatedNetworks, socialdesk: Socialdesk) -> None:
    socialdesk("connect", "facebook", typed=f"y\n{token_of(networks)}\n")
    counts = json.loads(socialdesk("sync", "--once", "--json").stdout)
    assert counts["items"] == counts["new"] == 4
    assert counts["accounts"][0]["problem"] == ""
    rows = [json.loads(line) for line in socialdesk("items", "--json").stdout.splitlines()]
    assert len(rows) == 4
    assert socialdesk("items", "(3)", "--json").stdout.count("\n") == 1
    assert len(socialdesk("items", "--limit", "2").stdout.splitlines()) == 2
    verified = json.loads(socialdesk("audit", "verify", "--json").stdout)
    assert verified["ok"]
    assert verified["against_kept_head"]
    [account] = [json.loads(line) for line in socialdesk("accounts", "--json").stdout.splitlines()]
    assert (account["open"], account["problem"]) == (4, "")


@pytest.mark.clause("T3")
def test_a_record_whose_end_was_cut_does_not_verify(
    networks: SimulatedNetworks, socialdesk: Socialdesk, keyring: MemorySecrets
) -> None:
    socialdesk("connect", "facebook", typed=f"y\n{token_of(networks)}\n")
    count, _, digest = (keyring.get(AUDIT_HEAD) or "").partition(":")
    keyring.set(AUDIT_HEAD, f"{int(count) + 1}:{digest}")
    done = socialdesk("audit", "verify")
    assert done.exit_code == 1
    assert "does NOT verify" in done.output


def test_everything_is_lost_and_comes_back(
    networks: SimulatedNetworks, socialdesk: Socialdesk, data: Path, tmp_path: Path
) -> None:
    first = socialdesk("connect", "facebook", typed=f"n\n{token_of(networks)}\n")
    code = CODE.search(first.output)
    assert code is not None
    socialdesk("sync")
    made = socialdesk("backup", str(tmp_path / "elsewhere"))
    assert made.exit_code == 0, made.output
    [file] = (tmp_path / "elsewhere").iterdir()

    # Another machine, another login: nothing but the file and the printed code.
    machine, empty = tmp_path / "machine", MemorySecrets()
    without = socialdesk("restore", str(file), keyring=empty, data=machine)
    assert (without.exit_code, "--recovery-code" in without.output) == (1, True)
    mistyped = code[0][:-1] + ("0" if code[0][-1] != "0" else "1")
    wrong = socialdesk(
        "restore", str(file), "--recovery-code", typed=mistyped + "\n", keyring=empty, data=machine
    )
    assert (wrong.exit_code, "mistake in" in wrong.output) == (1, True)
    done = socialdesk(
        "restore", str(file), "--recovery-code", typed=code[0] + "\n", keyring=empty, data=machine
    )
    assert done.exit_code == 0, done.output
    assert code[0] not in done.output
    assert len(socialdesk("items", keyring=empty, data=machine).output.splitlines()) == 4
    verified = socialdesk("audit", "verify", keyring=empty, data=machine)
    assert verified.exit_code == 0, verified.output

    # The keyring alone is lost.
    lost = MemorySecrets()
    asked = socialdesk("items", keyring=lost, data=machine)
    assert (asked.exit_code, "socialdesk recover" in asked.output) == (1, True)
    assert socialdesk("recover", typed=code[0] + "\n", keyring=lost, data=machine).exit_code == 0
    assert socialdesk("items", keyring=lost, data=machine).exit_code == 0
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(data / "desk.db")) as plain:
        plain.execute("SELECT count(*) FROM items")


@pytest.mark.clause("I4")
def test_a_reply_that_a_backup_brings_back_is_not_sent_by_itself(
    networks: SimulatedNetworks, socialdesk: Socialdesk, data: Path, keyring: MemorySecrets
) -> None:
    socialdesk("connect", "facebook", typed=f"y\n{token_of(networks)}\n")
    socialdesk("sync")
    with closing(open_engine(data_dir=data, open_keyring=lambda _: keyring)) as engine:
        with closing(engine.open_reader()) as db:
            item_id = ItemId(queries.first_ids(db, queries.View(queries.ViewName.EVERYTHING), 1)[0])
            account = queries.item(db, item_id).account_id
        engine.writer.call(
            partial(
                decide_reply,
                item_id=item_id,
                kind=ActionKind.REPLY,
                text="Thank you.",
                book=policy_book(),
                capabilities=engine.capabilities(account),
                now=system_clock(),
                by=A_KING,
            )
        )
    socialdesk("backup")
    [file] = (data / "backups").iterdir()
    done = socialdesk("restore", str(file))
    assert done.exit_code == 0, done.output
    assert "kept as" in done.output
    with closing(open_engine(data_dir=data, open_keyring=lambda _: keyring)) as engine:
        assert engine.dispatcher.dispatch_one() is None
        with closing(engine.open_reader()) as db:
            [waiting] = outbox_queries.needing_person(db)
        assert waiting.state is State.QUEUED
        assert "may have been sent" in waiting.reason
    assert socialdesk("audit", "verify").exit_code == 0


def test_an_open_desk_is_left_alone(networks: SimulatedNetworks, socialdesk: Socialdesk, data: Path) -> None:
    socialdesk("connect", "facebook", typed=f"y\n{token_of(networks)}\n")
    socialdesk("backup")
    [file] = (data / "backups").iterdir()
    with FolderLock(data / "desk.lock"):
        for words in (["restore", str(file)], ["items"], ["backup"]):
            done = socialdesk(*words)
            assert (done.exit_code, "already open" in done.output) == (1, True), done.output
    assert socialdesk("items").exit_code == 0


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"SQLite format 3\0" + bytes(9_000), bytes(9_000)], ids=range(4)
)
def test_what_is_no_backup_replaces_nothing(
    networks: SimulatedNetworks, socialdesk: Socialdesk, tmp_path: Path, content: bytes
) -> None:
    socialdesk("connect", "facebook", typed=f"y\n{token_of(networks)}\n")
    file = tmp_path / "desk-20260101T000000Z-asked.db"
    file.write_bytes(content)
    done = socialdesk("restore", str(file))
    assert (done.exit_code, "Nothing was altered" in done.output) == (1, True), done.output
    assert socialdesk("audit", "verify").exit_code == 0


def test_nothing_is_made_by_asking_in_the_wrong_folder(socialdesk: Socialdesk, data: Path) -> None:
    for words in (["items"], ["sync"], ["audit", "verify"], ["backup"], ["recover"]):
        done = socialdesk(*words, typed="x\n")
        assert done.exit_code == 1, done.output
        assert not data.exists(), words


def test_an_export_that_cannot_be_written_is_said(
    networks: SimulatedNetworks, socialdesk: Socialdesk, tmp_path: Path
) -> None:
    socialdesk("connect", "facebook", typed=f"y\n{token_of(networks)}\n")
    done = socialdesk("audit", "export", str(tmp_path / "no" / "folder" / "record.jsonl"))
    assert (done.exit_code, "could not be written" in done.output) == (1, True)
    needs = socialdesk("audit", "export", str(tmp_path / "r.jsonl"), "--with-personal-words")
    assert (needs.exit_code, "needs a reason" in needs.output) == (2, True)
    assert not (tmp_path / "r.jsonl").exists()
    given = socialdesk(
        "audit", "export", str(tmp_path / "r.jsonl"), "--with-personal-words", "--reason", "SAR 12"
    )
    assert given.exit_code == 0, given.output
    assert "OFFICIAL-SENSITIVE" in (tmp_path / "r.jsonl").read_text(encoding="ascii").splitlines()[0]


def test_what_is_kept_nowhere_is_not_kept_in_training(socialdesk: Socialdesk, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for words in (["backup"], ["restore", str(file)], ["recover"], ["connect", "facebook"]):
        done = socialdesk("--training", *words)
        assert (done.exit_code, "In training" in done.output) == (2, True), done.output
