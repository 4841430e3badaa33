"""What the command line asks of the desk: answers as plain values, ready to print; and the way back from a loss."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from socialdesk.audit import entries
from socialdesk.audit.head import HeadKeeper
from socialdesk.audit.log import Head, append
from socialdesk.audit.verify import Verification
from socialdesk.clock import Clock, to_ms
from socialdesk.config.paths import Paths
from socialdesk.config.secrets import Secrets, database_key, restore_from_recovery_code
from socialdesk.decisions.disagreement import Disagreement, disagreement
from socialdesk.engine import Engine
from socialdesk.errors import UserFacingError
from socialdesk.exports.exporting import Surroundings
from socialdesk.exports.record_export import export_whole
from socialdesk.inbox import queries
from socialdesk.model.ids import AccountId, ItemId
from socialdesk.model.people import DESK
from socialdesk.outbox import store as outbox_store
from socialdesk.outbox.rows import rows as outbox_rows
from socialdesk.storage import backup
from socialdesk.storage.database import Connection, Key, key_fits, open_writer, writing
from socialdesk.storage.lock import FolderLock

_RESTORED = (
    "A backup was restored while this was on its way in it, so it may have been sent before. Look for it on the "
    "network, then send it or leave it."
)
_CHECKED = "To be checked: no personal words are in it"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def sync_once(engine: Engine, *, full: bool = False, stop: threading.Event | None = None) -> dict[str, Any]:
    """One round over every account: how many items came, of each account and in all."""
    counted: list[tuple[AccountId, int, int]] = []
    for account in tuple(engine.accounts.values()):
        changes = engine.sync(account, stop or threading.Event(), full=full)
        new = frozenset(changes.new_items)
        counted.append((account.id, len(new), len(changes.items - new)))
    with closing(engine.open_reader()) as db:
        healths = {row.account_id: row for row in queries.accounts(db)}
        in_all = queries.counts(db).everything
    return {
        "accounts": [
            {
                "id": healths[account_id].native_id,
                "network": healths[account_id].network.value,
                "name": healths[account_id].name,
                "new": new,
                "changed": changed,
                "problem": healths[account_id].problem,
            }
            for account_id, new, changed in counted
        ],
        "new": sum(new for _, new, _ in counted),
        "items": in_all,
    }


def disagreed(engine: Engine) -> Disagreement:
    """How often people disagreed with what was suggested."""
    with closing(engine.open_reader()) as db:
        return disagreement(db)


def accounts(engine: Engine) -> list[dict[str, Any]]:
    """Every connected account and its health."""
    now_ms = to_ms(engine.clock())
    with closing(engine.open_reader()) as db:
        return [
            {
                "id": row.native_id,
                "network": row.network.value,
                "name": row.name,
                "open": row.open,
                "unread": row.unread,
                "urgent": row.urgent,
                "last_success": _when(row.last_success_ms),
                "next_try": _when(row.next_poll_ms),
                "budget_percent": row.budget_percent,
                "problem": row.problem,
                "silence": row.silence,
            }
            for row in queries.accounts(db, now_ms=now_ms)
        ]


@dataclass(frozen=True, slots=True)
class Listing:
    """What a search found, the newest first."""

    items: Iterator[dict[str, Any]]
    """Read as they are asked for, on the thread that asks."""
    notes: tuple[str, ...]
    """What of the search was not understood, a sentence each."""


def listed(engine: Engine, query: str, limit: int) -> Listing:
    """The newest items that a search finds, or the newest of all, as plain values."""
    found = queries.parse(query, now=engine.clock())
    view = queries.View(queries.ViewName.EVERYTHING) if found.empty else queries.search_view(found)
    return Listing(_listed(engine, view, limit), found.notes)


def _listed(engine: Engine, view: queries.View, limit: int) -> Iterator[dict[str, Any]]:
    with closing(engine.open_reader()) as db:
        ids = [ItemId(each) for each in queries.first_ids(db, view, limit)]
        for start in range(0, len(ids), 64):
            page = ids[start : start + 64]
            rows = queries.rows(db, page)
            for row in (rows[each] for each in page if each in rows):
                item = queries.item(db, row.item_id)
                yield {
                    "id": row.item_id,
                    "network": row.network.value,
                    "account": row.account_name,
                    "native_id": item.native_id,
                    "kind": row.kind.value,
                    "author": row.untrusted_author,
                    "text": item.untrusted_text,
                    "created": _when(row.created_ms),
                    "received": _when(row.received_ms),
                    "by_force": row.by_force,
                    "standing": row.standing,
                    "open": row.open,
                    "unread": row.unread,
                    "ground": row.top_ground,
                    "urgency": row.urgency,
                }


def _when(stored_ms: int | None) -> str | None:
    """ISO 8601 in UTC. None for no time, and for one that no calendar has, which a network may send."""
    if stored_ms is None:
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=stored_ms)).isoformat(timespec="seconds")
    except OverflowError:
        return None


def verify_audit(engine: Engine) -> Verification:
    """Checks the whole chain, and its end against the head in the keyring."""
    with closing(engine.open_reader()) as db:
        return engine.head_keeper.verify(db)


def export_audit(engine: Engine, file: Path, *, personal: bool, reason: str) -> Head:
    """Records that the record is exported, then writes it to `file`: as the window does, it is in no file unrecorded.

    Answers with the head of what was written. Raises NotForThisRole, NothingToExport, ExportError.
    """
    around = Surroundings(
        force=engine.book.force,
        by=engine.person,
        now=engine.clock(),
        record=lambda entry: engine.writer.call(partial(_record, engine, entry)),
        training=engine.training,
    )
    with closing(engine.open_reader()) as db:
        return export_whole(db, file, around, words=personal, reason=reason or _CHECKED)


def back_up(engine: Engine, folder: Path | None) -> Path:
    """Makes a checked backup now, in the desk's own folder or another, and records it. Raises StoreError."""
    made = backup.back_up(
        engine.paths.database, engine.key, folder or engine.paths.backups, now=engine.clock(), reason="asked"
    )
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    engine.writer.call(partial(_record, engine, entries.BackedUp(sha256=digest)))
    return made


def _record(engine: Engine, entry: entries.Entry, db: Connection) -> None:
    with writing(db):
        append(db, entry, by=engine.person, at_ms=to_ms(engine.clock()))


def restore_backup(
    file: Path,
    paths: Paths,
    *,
    open_keyring: Callable[[str], Secrets],
    clock: Clock,
    recovery_code: str | None = None,
) -> Path | None:
    """Puts a backup in the database's place and records it; answers with where the present one went, if there was one.

    Words to the public that were on their way when the backup was taken may have gone out since: each waits for a
    person. `recovery_code` brings the key back first. Raises AlreadyOpen, SecretsError, RecoveryCodeError, StoreError.
    """
    with FolderLock(paths.lock) as lock:
        keyring = open_keyring(paths.keyring_scope)
        if recovery_code is not None:
            key = restore_from_recovery_code(keyring, recovery_code, opens=partial(_fits, file))
        else:
            key = _key_for(file, keyring)
        aside = backup.restore(file, paths.database, key, now=clock(), lock=lock)
        before_upgrade = backup.before_upgrade(paths.database, key, paths.backups, clock)
        with closing(open_writer(paths.database, key, create=False, before_upgrade=before_upgrade)) as db:
            _settle_restored(db, HeadKeeper(keyring), now_ms=to_ms(clock()))
    return aside


def _key_for(file: Path, keyring: Secrets) -> Key:
    key = database_key(keyring)
    if key is None:
        raise UserFacingError(
            "This login's keyring has no key for a database of the desk.",
            kept="Nothing was altered.",
            to_do="Have the printed recovery code at hand and restore again with --recovery-code.",
        )
    if not _fits(file, key):
        raise UserFacingError(
            "This file does not open with the key in this login's keyring: it is another desk's backup, or none.",
            kept="Nothing was altered.",
            to_do="Choose another file, or restore again with --recovery-code and the code of the desk it is from.",
        )
    return key


def _fits(file: Path, key: Key) -> bool:
    try:
        return key_fits(file, key)
    except OSError as error:
        raise UserFacingError(
            f"The file could not be read ({error.strerror or 'the disk did not answer'}).",
            kept="Nothing was altered.",
            to_do="Check that it is there and that this login may read it.",
        ) from error


def _settle_restored(db: Connection, keeper: HeadKeeper, *, now_ms: int) -> None:
    with writing(db):
        outbox_store.recover(db, now_ms=now_ms)
        for row in outbox_rows(db, "WHERE state IN ('queued', 'waiting') AND needs_person = 0", ()):
            if row.kind.creates:
                outbox_store.hold(db, row, now_ms=now_ms, reason=_RESTORED)
    keeper.accept_restored(db, by=DESK, at_ms=now_ms)


def recover_key(code: str, paths: Paths, *, open_keyring: Callable[[str], Secrets]) -> None:
    """Brings the key of the present database back into the keyring from the printed code.

    Raises SecretsError, RecoveryCodeError, UserFacingError.
    """
    if not paths.database.is_file():
        raise UserFacingError(
            f"There is no database in {paths.data_dir} for the code to open.",
            kept="Nothing was altered.",
            to_do="Choose the data folder with --data-dir, or restore a backup: `socialdesk restore --recovery-code`.",
        )
    restore_from_recovery_code(open_keyring(paths.keyring_scope), code, opens=partial(_fits, paths.database))
