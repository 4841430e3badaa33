"""Protected words and the names of cases are in no view of the record and no export of it, whoever asks (4.3b)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from socialdesk.audit import export, queries, verifier
from socialdesk.audit.watching import WITHHELD
from socialdesk.exports.gather import entry_tree
from socialdesk.inbox import proceedings
from socialdesk.inbox.proceedings import Reader, Stage
from socialdesk.inbox.watchlist import protect
from socialdesk.model.people import Person, Role
from socialdesk.triage.api import ProtectedKind
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk

ADA = Person("Ada", Role.CORPORATE_COMMUNICATIONS)
SECRETS = ("Smallwood", "Acacia", "Lee Holder")


@pytest.fixture
def desk() -> InboxDesk:
    made = InboxDesk()
    made.take(fetched_thread(), fetched_item(1, "Hello"))
    case = proceedings.mark(
        made.db, case_name="R v Smallwood", stage=Stage.CHARGE, since=made.now,
        threads=[made.item(1).thread_id], readers=[Reader(name="Lee Holder")], now=made.now, by=ADA,
    )  # fmt: skip
    for kind, words in ((ProtectedKind.NAME, "Darren Smallwood"), (ProtectedKind.ADDRESS, "12 Acacia Road")):
        protect(made.db, proceedings_id=case, kind=kind, words=words, now=made.now, by=ADA)
    proceedings.alter(made.db, case, stage=Stage.TRIAL, readers=[], now=made.now, by=ADA)
    proceedings.end(made.db, case, why="Smallwood acquitted", now=made.now, by=ADA)
    return made


@pytest.mark.clause("R5", "P5", "T3")
def test_no_view_of_the_record_shows_them(desk: InboxDesk) -> None:
    lines = queries.recent(desk.db)
    assert {line.kind for line in lines} >= WITHHELD
    for secret in SECRETS:
        assert secret not in repr(lines)


@pytest.mark.clause("R5", "P5", "T2")
@pytest.mark.parametrize("personal", [True, False])
def test_no_export_of_the_record_holds_them_and_it_verifies(
    desk: InboxDesk, tmp_path: Path, personal: bool
) -> None:
    path = tmp_path / "record.jsonl"
    export.export(desk.db, path, personal=personal, now_ms=1)
    text = path.read_text("ascii")
    for secret in SECRETS:
        assert secret not in text
    assert verifier.main([str(path)]) == 0


def test_the_verifier_knows_what_is_withheld() -> None:
    assert frozenset(verifier.WITHHELD) == WITHHELD


@pytest.mark.clause("R5", "P5", "T2")
def test_no_bundle_holds_them(desk: InboxDesk) -> None:
    found = desk.db.execute(
        "SELECT audit.seq, at_ms, kind, by_name, by_role, facts, commitment, previous, hash, words"
        " FROM audit LEFT JOIN audit_personal ON audit_personal.seq = audit.seq ORDER BY audit.seq"
    ).fetchall()
    assert "Smallwood" in json.dumps([row[9] for row in found]), "the store keeps them, encrypted as it is"
    for secret in SECRETS:
        assert secret not in repr([entry_tree(row) for row in found])
