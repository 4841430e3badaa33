"""A register is checked and imported by the command line alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from socialdesk.app import open_engine
from socialdesk.cli import main
from socialdesk.config.secrets import MemorySecrets
from socialdesk.register.entries import everything

SOUND = "Network;Handle;Kind;Owner\r\nTwitter;@CorbyNPT;team;Corby team\r\nX;@PCReed;officer;Jo Reed\r\n"


def socialdesk(data: Path, keyring: MemorySecrets, *words: str) -> Result:
    done = CliRunner().invoke(main, [*words, "--data-dir", str(data)], obj=lambda _: keyring)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def file_of(folder: Path, text: str) -> str:
    path = folder / "register.csv"
    path.write_bytes(text.encode("cp1252"))
    return str(path)


@pytest.mark.clause("A1")
def test_a_check_prints_each_fault_and_writes_nothing(tmp_path: Path) -> None:
    file = file_of(tmp_path, f"{SOUND}Myspace;@old;team;Zo\u00eb\r\nX;=1+1;team;b\r\n")
    done = socialdesk(tmp_path / "data", MemorySecrets(), "register", "import", file, "--check")
    assert done.exit_code == 1
    assert 'Row 4, Network: The register does not know the network "Myspace".' in done.output
    assert "Row 5, Handle: This begins as a formula does." in done.output
    assert "Nothing was imported." in done.output
    assert not (tmp_path / "data").exists()
    told = socialdesk(tmp_path / "data", MemorySecrets(), "register", "import", file, "--check", "--json")
    assert [json.loads(line)["code"] for line in told.stdout.splitlines()] == ["network_unknown", "formula"]
    assert socialdesk(
        tmp_path / "d", MemorySecrets(), "register", "import", file_of(tmp_path, SOUND), "--check"
    )


@pytest.mark.clause("A1")
def test_an_import_is_of_everything_or_of_nothing(tmp_path: Path) -> None:
    data, keyring = tmp_path / "data", MemorySecrets()
    open_engine(data_dir=data, training=None, create=True, open_keyring=lambda _: keyring).close()
    faulty = socialdesk(data, keyring, "register", "import", file_of(tmp_path, f"{SOUND}X;@a b;team;c\r\n"))
    assert faulty.exit_code == 1
    done = socialdesk(data, keyring, "register", "import", file_of(tmp_path, SOUND))
    assert done.exit_code == 0, done.output
    assert "2 accounts were added" in done.output
    again = socialdesk(data, keyring, "register", "import", file_of(tmp_path, SOUND), "--check")
    assert (again.exit_code, "2 already on the register" in again.output) == (0, True)
    engine = open_engine(data_dir=data, training=None, create=False, open_keyring=lambda _: keyring)
    found = engine.writer.call(lambda db: everything(db, engine.book.hours))
    assert [each.handle for each in found] == ["@CorbyNPT", "@PCReed"]
    engine.close()
    assert json.loads(socialdesk(data, keyring, "audit", "verify", "--json").stdout)["ok"]
