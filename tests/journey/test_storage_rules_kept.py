"""The desk keeps to a network's terms by itself, from the moment that it is opened."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from socialdesk.app import open_engine
from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.config.secrets import MemorySecrets
from socialdesk.inbox.intake import take_in
from socialdesk.model.accounts import Network
from socialdesk.model.ids import NativeId
from socialdesk.platforms.api import FetchedPage, Progress
from socialdesk.register.connecting import add_account
from socialdesk.storage.database import Connection
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.stocked_desk import OFFICER

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_what_is_due_when_the_desk_is_opened_is_disposed_of(tmp_path: Path) -> None:
    keyring = MemorySecrets()
    with closing(
        open_engine(data_dir=tmp_path, create=True, clock=lambda: NOW, open_keyring=lambda scope: keyring)
    ) as engine:
        page = FetchedPage(
            threads=(fetched_thread(1),), items=(fetched_item(1, "Two days are over"),), cursor="", more=False,
            progress=Progress(done=1),
        )  # fmt: skip

        def earlier(db: Connection) -> None:
            then = NOW - timedelta(days=3)
            account = add_account(
                db,
                network=Network.LINKEDIN,
                native_id=NativeId("1"),
                name="Borough Police",
                now=then,
                by=OFFICER,
            )
            take_in(db, page, account=account, now_ms=to_ms(then), triage=engine.triage, book=engine.book)

        engine.writer.call(earlier)
        heard = threading.Event()
        engine.listen(lambda changes: heard.set() if changes.items else None)
        engine.start()
        with closing(engine.open_reader()) as db:
            assert heard.wait(20)
            assert db.execute("SELECT text FROM items").fetchall() == [("",)]
            assert verify(db).ok
