"""After a whole journey, no secret that the keyring was ever given is anywhere in the data folder (A3).

Looked at are the bytes of every file, and every value in the decrypted database and in its backups; what an encrypted
file holds would not be found otherwise.
"""

from __future__ import annotations

import base64
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from socialdesk.app import open_engine
from socialdesk.clock import system_clock, to_ms
from socialdesk.config.keyring_entries import KeyringSecrets
from socialdesk.config.secrets import AUDIT_HEAD, DATABASE_KEY, account_token
from socialdesk.decisions.reply import decide_reply
from socialdesk.engine import Engine
from socialdesk.inbox import queries
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.outbox import queries as outbox_queries
from socialdesk.outbox.states import State
from socialdesk.platforms.facebook import connector as facebook
from socialdesk.platforms.http import HttpClient
from socialdesk.platforms.sign_in import (
    App,
    OAuthTokens,
    Provider,
    TokenEndpoint,
    Tokens,
    read_tokens,
    sign_in,
)
from socialdesk.storage import backup
from socialdesk.storage.database import open_reader
from socialdesk.training.networks.server import SimulatedNetworks
from socialdesk.training.stage import world_with_comments
from tests.fakes.authorization_servers import RETURN_PATH, Browser, Registered, Served, StrictServer
from tests.fakes.keyrings import GoodKeyring

A_KING = Person("Amara King", Role.CORPORATE_COMMUNICATIONS)
CLIENT_SECRET = "c4n4ry-client-secret"
LONG = "l" * 4_000
"""What makes a token longer than one entry of a keyring."""


class RecordingKeyring(KeyringSecrets):
    """A keyring, and all that it was ever given."""

    def __init__(self) -> None:
        super().__init__(GoodKeyring())
        self.given: set[str] = set()

    def set(self, name: str, value: str, /) -> None:
        if name != AUDIT_HEAD:  # a fingerprint, which is in the record as well
            self.given.add(value)
        super().set(name, value)

    def secrets(self) -> set[str]:
        """Every secret by itself: of a sign-in the two tokens, of the database's key its bytes too."""
        found: set[str] = set()
        for value in self.given:
            told: Any = json.loads(value) if value.startswith("{") else {}
            found.update(one for one in (told.get("access"), told.get("refresh")) if one)
            found.add(value)
        return found


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedNetworks]:
    with SimulatedNetworks(world_with_comments(4)) as networks:
        monkeypatch.setattr(facebook, "REAL_URL", networks.base_url("facebook"))
        yield networks


def forms(secret: str) -> set[bytes]:
    """The secret as it may stand in a file: plain, two bytes a letter, in an address, in JSON, packed, in figures."""
    plain = secret.encode()
    return {
        plain,
        secret.encode("utf-16-le"),
        quote(secret, safe="").encode(),
        json.dumps(secret)[1:-1].encode(),
        base64.b64encode(plain).rstrip(b"=")[:-1],
        plain.hex().encode(),
    }


def values(database: Path, key: bytes) -> Iterator[bytes]:
    """Every value of every table, the search index's own among them."""
    with closing(open_reader(database, key)) as db:
        tables = [str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert "items" in tables
        for table in tables:
            for row in db.execute(f'SELECT * FROM "{table}"'):
                yield b"\0".join(one if isinstance(one, bytes) else str(one).encode() for one in row)


def journey(engine: Engine, networks: SimulatedNetworks) -> None:
    """Connect, fetch, answer, back up, and be refused."""
    world = networks.world
    route = next(each for each in engine.joining.routes() if each.key == "facebook-token")
    typed = {
        "token": networks.announcement()["networks"]["facebook"]["user_token"],
        "app_secret": world.access.app.secret,
    }
    opened = engine.joining.open(route, typed, threading.Event())
    [account] = engine.joining.connect(opened, [each.native_id for each in opened.candidates])
    engine.sync(account, threading.Event())
    with closing(engine.open_reader()) as db:
        item_id = ItemId(queries.first_ids(db, queries.View(queries.ViewName.EVERYTHING), 1)[0])
    engine.writer.call(
        partial(
            decide_reply, item_id=item_id, kind=ActionKind.REPLY, text="Thank you.", book=engine.book,
            capabilities=engine.capabilities(account.id), now=engine.clock(), by=A_KING, undo_seconds=0,
        )
    )  # fmt: skip
    engine.send_everything(threading.Event())
    with closing(engine.open_reader()) as db:
        assert outbox_queries.for_item(db, item_id)[0].state is State.CONFIRMED
    engine.save_settings(replace(engine.settings, sync_seconds=61))
    backup.back_up(engine.paths.database, engine.key, engine.paths.backups, now=engine.clock())


def refused(engine: Engine, keyring: RecordingKeyring) -> None:
    """The stored token is taken no longer; what is written of that, is written."""
    [account] = engine.accounts.values()
    keyring.set(account_token("facebook", str(account.native_id)), "EAAc4n4ryThatNobodyTakes")
    engine.sync(account, threading.Event())
    with closing(engine.open_reader()) as db:
        [(problem,)] = db.execute("SELECT problem_kind FROM account_health").fetchall()
    assert problem == "sign_in"


def signed_in(keyring: RecordingKeyring) -> None:
    """A person signs in at a network that turns its tokens over, and the desk renews it."""
    app = App(client_id="desk-app", client_secret=CLIENT_SECRET)
    registered = Registered(
        "desk-app", (f"http://127.0.0.1{RETURN_PATH}",), secret=CLIENT_SECRET, any_port=True
    )
    served = Served()
    served.server = StrictServer(registered, scopes=["all"], canary=f"c4n4ry{LONG}")
    with served:
        provider = Provider(
            network="x", name="The Net", authorize_url=f"{served.url}/authorize", token_url=f"{served.url}/token",
            scopes=("all",),
        )  # fmt: skip
        browser, name = Browser(), account_token("x", "1")
        keyring.set("app:x:client-secret", CLIENT_SECRET)
        tokens = sign_in(
            provider, app, open_browser=browser, clock=system_clock, cancel=threading.Event(), timeout_s=10,
            loopback_only=True,
        )  # fmt: skip
        browser.join()
        keyring.set(name, tokens.text())
        endpoint = TokenEndpoint(provider=provider, app=app, clock=system_clock, loopback_only=True)
        source = OAuthTokens(
            read_tokens(keyring.get(name) or ""), name="The Net", renew=endpoint.renewal,
            keep=partial(keyring.set, name), clock=lambda: datetime.now(UTC) + timedelta(hours=3),
        )  # fmt: skip
        http = HttpClient(served.url, credentials=source, loopback_only=True)
        assert http.get("/me").status == 200
        http.close()
    kept = read_tokens(keyring.get(name) or "")
    assert len(kept.text()) > 8_000
    assert kept.access != tokens.access
    assert kept.expires_ms > to_ms(system_clock())


@pytest.mark.clause("A3")
def test_no_secret_is_anywhere_but_in_the_keyring(
    networks: SimulatedNetworks, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    keyring, data = RecordingKeyring(), tmp_path / "data"
    with closing(open_engine(data_dir=data, create=True, open_keyring=lambda scope: keyring)) as engine:
        journey(engine, networks)
    with closing(open_engine(data_dir=data, open_keyring=lambda scope: keyring)) as engine:
        refused(engine, keyring)
        signed_in(keyring)
        logging.getLogger("socialdesk.engine").info("tokens %r", Tokens("c4n4ry-in-a-repr", "c4n4ry-too"))

    secrets = {*keyring.secrets(), "c4n4ry-in-a-repr", "c4n4ry-too"}
    key = bytes.fromhex(keyring.get(DATABASE_KEY) or "")
    files = [path for path in data.rglob("*") if path.is_file()]
    assert {"desk.db", "desk.log", "settings.json"} <= {path.name for path in files}
    databases = [data / "desk.db", *(data / "backups").iterdir()]
    assert len(databases) == 2
    hidden = {form for secret in secrets for form in forms(secret)} | {key}
    assert len(secrets) >= 8
    for path in files:
        content = path.read_bytes()
        assert not [form for form in hidden if form in content], path
    for database in databases:
        for value in values(database, key):
            assert not [form for form in hidden if form in value], database
    for record in caplog.get_records("call"):
        if record.name.startswith("socialdesk"):
            told = f"{record.getMessage()} {record.exc_text}".encode()
            assert not [form for form in hidden if form in told]
