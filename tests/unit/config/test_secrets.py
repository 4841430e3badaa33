"""The keyring's door: only the operating system's own, tried out, and never anything instead of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.backends.SecretService
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.config.keyring_entries import Backend, KeyringSecrets
from socialdesk.config.recovery import RecoveryCodeError, recovery_code
from socialdesk.config.secrets import (
    DATABASE_KEY,
    MemorySecrets,
    SecretsError,
    account_token,
    database_key,
    new_database_key,
    open_keyring,
    refusal,
    restore_from_recovery_code,
)
from socialdesk.errors import BugError
from socialdesk.platforms.sign_in import Tokens, read_tokens
from tests.fakes.keyrings import DyingKeyring, ForgetfulKeyring, GoodKeyring, LockedKeyring, StubbornKeyring

ROOT = Path(__file__).resolve().parent.parent.parent.parent
TOKEN = "EAAtoken" + "x" * 3_000


def as_of_the_system(backend: GoodKeyring) -> Backend:
    """The same backend, passing for the Secret Service's."""
    kind = type(backend)
    disguised = type(
        "Keyring", (kind,), {"__module__": "keyring.backends.SecretService", "__qualname__": "Keyring"}
    )
    passing = disguised()
    assert isinstance(passing, GoodKeyring)
    return passing


# Which one


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (keyring.backends.null.Keyring(), "forgets whatever it is given"),
        (keyring.backends.fail.Keyring(), "having no keyring at all"),
        (keyring.backends.chainer.ChainerBackend(), "passes secrets on"),
        (GoodKeyring(), "not one of the operating system's own"),
    ],
    ids=["null", "fail", "chainer", "stranger"],
)
def test_a_keyring_that_is_not_the_systems_is_refused_with_its_reason(backend: Backend, reason: str) -> None:
    assert reason in refusal(backend)
    with pytest.raises(SecretsError, match=reason) as caught:
        open_keyring(backends=lambda: [backend])
    assert "Nothing was written anywhere else" in str(caught.value)
    assert getattr(backend, "writes", 0) == 0


def test_a_plain_text_keyring_is_refused_as_a_file() -> None:
    plain = type(
        "PlaintextKeyring",
        (GoodKeyring,),
        {"__module__": "keyrings.alt.file", "__qualname__": "PlaintextKeyring"},
    )
    assert "keeps secrets in a file" in refusal(plain())
    with pytest.raises(SecretsError, match=r"keyrings\.alt\.file\.PlaintextKeyring is not used"):
        open_keyring(backends=lambda: [plain()])


def test_the_secret_service_is_let_in() -> None:
    assert refusal(keyring.backends.SecretService.Keyring()) == ""


def test_the_first_that_works_is_taken() -> None:
    good = as_of_the_system(GoodKeyring())
    opened = open_keyring(backends=lambda: [GoodKeyring(), as_of_the_system(LockedKeyring()), good])
    opened.set("a", "b")
    assert good.get_password("SocialDesk/a", "desk") == '="b"'


@pytest.mark.parametrize(
    ("backend", "reason"),
    [
        (LockedKeyring(), "The keyring is locked"),
        (ForgetfulKeyring(), "does not give it back"),
        (StubbornKeyring(), "does not delete"),
    ],
    ids=["locked", "forgetful", "stubborn"],
)
def test_a_keyring_of_the_system_that_fails_its_trial_is_refused(backend: GoodKeyring, reason: str) -> None:
    with pytest.raises(SecretsError, match=reason):
        open_keyring(backends=lambda: [as_of_the_system(backend)])


def test_no_keyring_at_all_is_a_sentence() -> None:
    with pytest.raises(SecretsError, match="found no keyring of the operating system") as caught:
        open_keyring(backends=list)
    assert caught.value.to_do.startswith(("Start", "Check", "Unlock"))


def test_a_trial_leaves_nothing_behind() -> None:
    good = as_of_the_system(GoodKeyring())
    open_keyring("scope", backends=lambda: [good])
    assert isinstance(good, GoodKeyring)
    assert good.kept == {}


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere the system's own keyring would answer"
)
@pytest.mark.parametrize("way", ["environment", "file", "in the program", "plug-in path"])
def test_nothing_leads_the_desk_to_another_keyring(tmp_path: Path, way: str) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "stranger.py").write_text(
        "import pathlib, keyring.backend\n"
        f"pathlib.Path({str(tmp_path / 'ran')!r}).touch()\n"
        "class Keyring(keyring.backend.KeyringBackend):\n"
        "    priority = 99\n"
        "    def get_password(self, s, u): return None\n"
        "    def set_password(self, s, u, p): pass\n"
        "    def delete_password(self, s, u): pass\n"
    )
    environment = dict(os.environ)
    environment["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere"
    before = ""
    configured = tmp_path / "config" / "python_keyring" / "keyringrc.cfg"
    if way == "environment":
        environment["PYTHON_KEYRING_BACKEND"] = "stranger.Keyring"
        environment["PYTHONPATH"] = str(stranger)
    elif way == "in the program":
        before = "import keyring.backends.null as null; keyring.set_keyring(null.Keyring()); "
    else:
        configured.parent.mkdir(parents=True)
        lines = ["[backend]", "default-keyring=keyring.backends.null.Keyring"]
        if way == "plug-in path":
            lines = ["[backend]", f"keyring-path={stranger}", "default-keyring=stranger.Keyring"]
        configured.write_text("\n".join(lines))
    script = (
        "import keyring; " + before + "from socialdesk.config.secrets import *\n"
        "try:\n    open_keyring(); print('opened')\n"
        "except SecretsError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.startswith("The desk found no keyring of the operating system")
    assert ("PYTHON_KEYRING_BACKEND is not followed" in done.stdout) is (way == "environment")
    assert not (tmp_path / "ran").exists()


# What is kept


@given(
    st.text(max_size=50)
    | st.just(TOKEN)
    | st.text(min_size=900, max_size=1_100)
    | st.text(alphabet="\ud800\0😀", max_size=900)
)
def test_any_secret_comes_back_as_it_was(value: str) -> None:
    secrets = KeyringSecrets(GoodKeyring())
    secrets.set("name", value)
    assert secrets.get("name") == value


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=6))
def test_a_replaced_secret_leaves_no_part_of_itself(lengths: list[int]) -> None:
    backend = GoodKeyring()
    secrets = KeyringSecrets(backend)
    for number, length in enumerate(lengths):
        secrets.set("name", f"{number}" * length)
    assert secrets.get("name") == f"{len(lengths) - 1}" * lengths[-1]
    alone = GoodKeyring()
    KeyringSecrets(alone).set("name", f"{len(lengths) - 1}" * lengths[-1])
    assert len(backend.kept) == len(alone.kept)
    secrets.delete("name")
    assert backend.kept == {}
    assert secrets.get("name") is None
    secrets.delete("name")


@given(st.integers(0, 4_000), st.integers(0, 4_000), st.integers(0, 12))
def test_a_kill_at_any_step_leaves_the_old_secret_or_the_new(before: int, after: int, step: int) -> None:
    backend = DyingKeyring()
    secrets = KeyringSecrets(backend)
    old, new = "o" * before, "n" * after
    secrets.set("name", old)
    backend.left = step
    try:
        secrets.set("name", new)
    except KeyboardInterrupt:
        assert secrets.get("name") in (old, new)
    else:
        assert secrets.get("name") == new
    backend.left = 1_000_000
    secrets.set("name", "last")
    assert secrets.get("name") == "last"
    secrets.delete("name")


@pytest.mark.parametrize(("before", "after"), [(8_000, 8_000), (8_000, 9_500), (9_500, 8_000), (300, 8_000)])
def test_a_long_token_that_is_turned_over_is_whole_after_a_kill_at_any_step(before: int, after: int) -> None:
    old = Tokens("o" * before, "O" * before, 1, ("a", "b")).text()
    new = Tokens("n" * after, "N" * after, 2, ("a", "b")).text()
    backend = DyingKeyring()
    seen: set[str | None] = set()
    for step in range(1_000):
        backend = DyingKeyring()
        KeyringSecrets(backend).set("name", old)
        backend.left = step
        try:
            KeyringSecrets(backend).set("name", new)
        except KeyboardInterrupt:
            kept = KeyringSecrets(backend).get("name")  # the next start
            seen.add(kept)
            assert kept in (old, new)
            assert read_tokens(kept or "").text() == kept
        else:
            break
    assert old in seen
    assert max(len(one.encode("utf-16-le")) for one in backend.kept.values()) <= 2_560


@given(st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 40)), min_size=2, max_size=5))
def test_several_kills_in_turn_leave_what_was_last_whole(rotations: list[tuple[int, int]]) -> None:
    backend = DyingKeyring()
    kept: str | None = None
    for number, (length, step) in enumerate(rotations):
        new = f"{number}" * length
        backend.left = step
        try:
            KeyringSecrets(backend).set("name", new)
        except KeyboardInterrupt:
            backend.left = 1_000_000
            assert KeyringSecrets(backend).get("name") in (kept, new)
            kept = KeyringSecrets(backend).get("name")
        else:
            kept = new
            assert KeyringSecrets(backend).get("name") == new
    backend.left = 1_000_000
    KeyringSecrets(backend).delete("name")
    assert KeyringSecrets(backend).get("name") is None


def test_two_folders_and_two_names_are_kept_apart() -> None:
    backend = GoodKeyring()
    one, other = KeyringSecrets(backend), KeyringSecrets(backend, "0123456789abcdef")
    one.set("a", "1")
    other.set("a", "2")
    one.set("b", "3")
    assert (one.get("a"), other.get("a"), one.get("b")) == ("1", "2", "3")


def test_a_refusal_repeats_no_secret() -> None:
    with pytest.raises(SecretsError) as caught:
        KeyringSecrets(ForgetfulKeyring()).set("name", TOKEN)
    assert TOKEN[:20] not in str(caught.value)
    locked = LockedKeyring()
    locked.get_password = lambda service, username: None  # only writing needs it unlocked
    with pytest.raises(SecretsError, match="locked") as caught:
        KeyringSecrets(locked).set("name", TOKEN)
    assert TOKEN[:20] not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_secret_beyond_all_measure_is_refused() -> None:
    backend = GoodKeyring()
    with pytest.raises(SecretsError, match="too long"):
        KeyringSecrets(backend).set("name", "x" * 200_000)
    assert backend.kept == {}


@pytest.mark.parametrize("stored", ["", "rubbish", "=not json", "=12", "+a2:" + "0" * 64, "+c1:0"])
def test_a_damaged_entry_is_a_sentence_and_can_be_written_anew(stored: str) -> None:
    backend = GoodKeyring()
    backend.kept["SocialDesk/name", "desk"] = stored
    secrets = KeyringSecrets(backend)
    with pytest.raises(SecretsError, match="damaged"):
        secrets.get("name")
    assert backend.kept["SocialDesk/name", "desk"] == stored
    secrets.set("name", "new")
    assert secrets.get("name") == "new"


# The database's key


def test_a_new_key_is_kept_and_its_code_brings_it_back() -> None:
    secrets = MemorySecrets()
    assert database_key(secrets) is None
    key, code = new_database_key(secrets)
    assert len(key) == 32
    assert database_key(secrets) == key
    assert code == recovery_code(key)
    other = MemorySecrets()
    assert restore_from_recovery_code(other, code.lower(), opens=lambda tried: tried == key) == key
    assert database_key(other) == key


def test_a_key_is_never_written_over() -> None:
    secrets = MemorySecrets()
    key, _ = new_database_key(secrets)
    with pytest.raises(BugError):
        new_database_key(secrets)
    assert database_key(secrets) == key


def test_a_code_of_another_database_alters_nothing() -> None:
    secrets = MemorySecrets()
    key, _ = new_database_key(secrets)
    with pytest.raises(SecretsError, match="belongs to another database"):
        restore_from_recovery_code(secrets, recovery_code(bytes(32)), opens=lambda tried: tried == key)
    with pytest.raises(RecoveryCodeError):
        restore_from_recovery_code(secrets, "not a code", opens=lambda tried: True)
    assert database_key(secrets) == key


def test_a_key_that_a_code_replaces_is_put_beside_it() -> None:
    secrets = MemorySecrets()
    key, _ = new_database_key(secrets)
    right = bytes(range(32))
    restore_from_recovery_code(secrets, recovery_code(right), opens=lambda tried: tried == right)
    assert database_key(secrets) == right
    assert secrets.get(f"{DATABASE_KEY}-replaced") == key.hex()


def test_a_code_replaces_a_damaged_key() -> None:
    backend = GoodKeyring()
    backend.kept[f"SocialDesk/{DATABASE_KEY}", "desk"] = "rubbish"
    secrets = KeyringSecrets(backend)
    right = bytes(range(32))
    restore_from_recovery_code(secrets, recovery_code(right), opens=lambda tried: tried == right)
    assert database_key(secrets) == right
    secrets.set(DATABASE_KEY, "not a key")
    with pytest.raises(SecretsError, match="damaged"):
        database_key(secrets)


def test_memory_secrets_forget_and_name_their_accounts() -> None:
    secrets = MemorySecrets()
    name = account_token("facebook", "1001")
    secrets.set(name, TOKEN)
    assert name == "account:facebook:1001:token"
    assert secrets.get(name) == TOKEN
    secrets.delete(name)
    secrets.delete(name)
    assert secrets.get(name) is None
