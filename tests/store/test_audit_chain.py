"""The chain: added to within a transaction, and every way of altering it found."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import cast

import pytest
from sqlcipher3 import dbapi2

from socialdesk.audit import entries, queries, verifier
from socialdesk.audit.export import ExportError, export
from socialdesk.audit.head import HeadKeeper, RecordNotWhole
from socialdesk.audit.log import EMPTY, Head, append, dispose, head, row_hash
from socialdesk.audit.verify import verify
from socialdesk.config.secrets import MemorySecrets
from socialdesk.errors import BugError
from socialdesk.model.ids import AccountId, DecisionId, ItemId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import Connection, IntegrityError, memory_database, writing

PAT = Person("Pat Officer", Role.OSCAR_1)
ROWS = 40
SECRET = "Zaphod Beeblebrox"


def kept(number: int, reason: str = SECRET) -> entries.Kept:
    return entries.Kept(
        decision_id=DecisionId(number),
        item_id=ItemId(number),
        account_id=AccountId(1),
        clauses=("4.3",),
        reason=reason,
    )


def record(rows: int = ROWS) -> Connection:
    """A record with entries of several kinds, of which the caller may do what it likes."""
    copy = dbapi2.connect(":memory:", isolation_level=None)
    cast(dbapi2.Connection, written(rows)).backup(copy)
    return copy


@cache
def written(rows: int) -> Connection:
    db = memory_database()
    for number in range(1, rows + 1):
        with writing(db):
            if number % 3:
                append(db, entries.Shown(item_id=ItemId(number % 7)), by=PAT, at_ms=1_000 + number)
            else:
                append(db, kept(number), by=PAT, at_ms=1_000 + number)
    return db


def unlocked(db: Connection) -> Connection:
    """Somebody has the key and takes the triggers off."""
    for name in ("audit_fixed", "audit_kept", "audit_personal_fixed"):
        db.execute(f"DROP TRIGGER {name}")
    db.execute("PRAGMA foreign_keys = OFF")
    return db


def test_an_entry_belongs_in_a_transaction():
    with pytest.raises(BugError):
        append(memory_database(), entries.SignedOn(), by=PAT, at_ms=1)


def test_an_entry_goes_with_the_change_that_it_records():
    db = record(3)

    def fail_after_it() -> None:
        with writing(db):
            append(db, entries.SignedOn(), by=PAT, at_ms=9)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_it()
    assert head(db).count == 3
    assert verify(db).ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET by_name = 'Nobody'",
        "DELETE FROM audit",
        "UPDATE audit_personal SET words = '{}'",
        "INSERT OR REPLACE INTO audit SELECT seq, at_ms, kind, 'Nobody', by_role, account_id, facts, commitment,"
        " previous, hash FROM audit WHERE seq = 2",
    ],
)
def test_the_table_itself_refuses(statement: str):
    db = written.__wrapped__(6)  # with the desk's own pragmas, which a copy has not
    with pytest.raises(IntegrityError):
        db.execute(statement)


@pytest.mark.clause("T3")
def test_a_clean_record_verifies_at_every_length():
    db = memory_database()
    assert verify(db).ok
    assert verify(db, EMPTY).ok
    for number in range(1, 60):
        with writing(db):
            append(db, kept(number) if number % 2 else entries.SignedOn(), by=PAT, at_ms=number)
        found = verify(db, head(db))
        assert found.ok, found.problems
        assert found.count == number


def test_an_earlier_head_is_still_part_of_the_record():
    db = record()
    middle = db.execute("SELECT seq, hash FROM audit WHERE seq = 17").fetchone()
    assert middle is not None
    assert verify(db, Head(middle[0], middle[1])).ok
    assert not verify(db, Head(middle[0], "f" * 64)).ok


Attack = Callable[[Connection, Random], None]


def edit(db: Connection, random: Random) -> None:
    column, value = random.choice(
        [("at_ms", 5), ("kind", "shown-not"), ("by_name", "Sam"), ("by_role", "auditor"), ("account_id", 99),
         ("facts", '{"item_id":999}'), ("commitment", "0" * 64), ("previous", "0" * 63 + "1"), ("hash", "1" * 64)]
    )  # fmt: skip
    db.execute(f"UPDATE audit SET {column} = ? WHERE seq = ?", (value, random.randint(1, ROWS)))


def delete(db: Connection, random: Random) -> None:
    db.execute("DELETE FROM audit WHERE seq = ?", (random.randint(1, ROWS - 1),))


def delete_and_close_the_gap(db: Connection, random: Random) -> None:
    gone = random.randint(1, ROWS - 1)
    db.execute("DELETE FROM audit WHERE seq = ?", (gone,))
    for seq in range(gone + 1, ROWS + 1):
        db.execute("UPDATE audit SET seq = ? WHERE seq = ?", (seq - 1, seq))


def swap(db: Connection, random: Random) -> None:
    one, other = random.sample(range(1, ROWS + 1), 2)
    for old, new in ((one, 1000), (other, one), (1000, other)):
        db.execute("UPDATE audit SET seq = ? WHERE seq = ?", (new, old))


def forge(db: Connection, random: Random) -> None:
    at = ROWS + 1 if random.random() < 0.5 else ROWS + random.randint(2, 9)
    db.execute(
        "INSERT INTO audit SELECT ?, at_ms, kind, by_name, by_role, account_id, facts, commitment, previous, hash"
        " FROM audit WHERE seq = ?",
        (at, random.randint(1, ROWS)),
    )


def cut_the_end(db: Connection, random: Random) -> None:
    first = random.randint(2, ROWS)
    for table in ("audit", "audit_items", "audit_personal"):
        db.execute(f"DELETE FROM {table} WHERE seq >= ?", (first,))


def edit_and_compute_anew(db: Connection, random: Random) -> None:
    first = random.randint(1, ROWS)
    db.execute("UPDATE audit SET by_name = 'Sam' WHERE seq = ?", (first,))
    compute_anew(db, first)


def compute_anew(db: Connection, first: int) -> None:
    """What an insider does who has read README.md."""
    row = db.execute("SELECT hash FROM audit WHERE seq = ?", (first - 1,)).fetchone()
    previous = row[0] if row else "0" * 64
    for found in db.execute("SELECT * FROM audit WHERE seq >= ? ORDER BY seq", (first,)).fetchall():
        seq, at_ms, kind, by_name, by_role, account_id, facts, commitment, _, _ = found
        digest = row_hash(
            previous, seq=seq, at_ms=at_ms, kind=kind, by_name=by_name, by_role=by_role, account_id=account_id,
            facts=facts, commitment=commitment,
        )  # fmt: skip
        db.execute("UPDATE audit SET previous = ?, hash = ? WHERE seq = ?", (previous, digest, seq))
        previous = digest


def edit_words(db: Connection, random: Random) -> None:
    seq = random.choice([row[0] for row in db.execute("SELECT seq FROM audit_personal").fetchall()])
    column, value = random.choice([("words", '{"reason":"another"}'), ("salt", b"0" * 32)])
    db.execute(f"UPDATE audit_personal SET {column} = ? WHERE seq = ?", (value, seq))


def delete_words(db: Connection, random: Random) -> None:
    seq = random.choice([row[0] for row in db.execute("SELECT seq FROM audit_personal").fetchall()])
    db.execute("DELETE FROM audit_personal WHERE seq = ?", (seq,))


def hide_from_an_item(db: Connection, random: Random) -> None:
    seq = random.choice([row[0] for row in db.execute("SELECT seq FROM audit_items").fetchall()])
    db.execute("DELETE FROM audit_items WHERE seq = ?", (seq,))


SEEN_IN_THE_FILE = [
    edit, delete, delete_and_close_the_gap, swap, forge, edit_words, delete_words, hide_from_an_item,
]  # fmt: skip
SEEN_WITH_A_HEAD = [*SEEN_IN_THE_FILE, cut_the_end, edit_and_compute_anew]


@pytest.mark.clause("T3")
@pytest.mark.parametrize("attack", SEEN_WITH_A_HEAD, ids=lambda attack: attack.__name__)
def test_every_attack_is_found_with_the_head_kept_elsewhere(attack: Attack):
    for seed in range(60):
        db = record()
        before = head(db)
        attack(unlocked(db), Random(seed))
        found = verify(db, before)
        assert not found.ok, seed
        assert found.problems
        db.close()


@pytest.mark.parametrize("attack", SEEN_IN_THE_FILE, ids=lambda attack: attack.__name__)
def test_most_attacks_are_found_in_the_file_alone(attack: Attack):
    for seed in range(20):
        db = record()
        attack(unlocked(db), Random(seed))
        assert not verify(db).ok, seed
        db.close()


@pytest.mark.clause("T2")
def test_words_are_disposed_of_and_the_chain_still_verifies():
    db = record()
    with writing(db):
        assert dispose(db, item_id=ItemId(3), why="erasure", by=PAT, at_ms=99) == 1
    assert verify(db, head(db)).ok
    assert verify(db).disposed == 1
    (line, *_) = queries.for_item(db, ItemId(3))
    assert line.sentence.startswith("Personal words of 1 entry were deleted")
    assert [line.words for line in queries.for_item(db, ItemId(3)) if line.kind == "kept"] == [{}]
    edit(unlocked(db), Random(1))
    assert not verify(db).ok


def test_a_person_reads_the_record():
    db = record(3)
    lines = queries.recent(db, 2)
    assert [line.seq for line in lines] == [3, 2]
    assert (lines[0].by_role, lines[0].words) == ("Oscar 1", {"reason": SECRET})
    assert [line.seq for line in queries.recent(db, 9, before=2)] == [1]


# --- The head kept outside ---


def test_the_keeper_finds_a_cut_end_and_does_not_forget_the_head():
    db, secrets = record(), MemorySecrets()
    keeper = HeadKeeper(secrets)
    keeper.keep(db)
    assert keeper.verify(db).ok
    cut_the_end(unlocked(db), Random(1))
    again = HeadKeeper(secrets)
    assert not again.verify(db).ok
    with pytest.raises(RecordNotWhole):
        again.keep(db)
    assert not again.verify(db).ok


def test_the_head_may_lag_behind_the_record():
    db, secrets = record(), MemorySecrets()
    HeadKeeper(secrets).keep(db)
    with writing(db):
        append(db, entries.SignedOn(), by=PAT, at_ms=1)
    keeper = HeadKeeper(secrets)
    assert keeper.verify(db).ok
    assert keeper.keep(db).count == ROWS + 1
    assert keeper.kept() == head(db)


def test_a_restored_backup_is_accepted_and_says_so():
    db, secrets = record(), MemorySecrets()
    HeadKeeper(secrets).keep(db)
    older = record(ROWS - 5)
    keeper = HeadKeeper(secrets)
    assert not keeper.verify(older).ok
    keeper.accept_restored(older, by=PAT, at_ms=5)
    assert keeper.verify(older).ok
    assert "5 later entries" in queries.recent(older, 1)[0].sentence


@pytest.mark.parametrize("stored", ["", "x", "12", "12:abc", "-1:" + "0" * 64, "٣:" + "0" * 64])
def test_a_head_that_is_none_is_no_head(stored: str):
    secrets = MemorySecrets()
    secrets.set("audit-head", stored)
    assert HeadKeeper(secrets).kept() is None


# --- The file that others check ---


def exported(db: Connection, folder: Path, *, personal: bool = True) -> Path:
    path = folder / "record.jsonl"
    export(db, path, personal=personal, now_ms=7)
    return path


def check(path: Path, told: Head | None = None) -> int:
    """Runs the verifier as a stranger would: by itself, without the desk's packages."""
    command = [sys.executable, "-I", "-S", verifier.__file__, str(path)]
    if told:
        command += ["--head", told.hash, "--count", str(told.count)]
    return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode


@pytest.mark.clause("T3")
def test_a_stranger_verifies_an_export(tmp_path: Path):
    db = record()
    with writing(db):
        dispose(db, item_id=ItemId(6), why="retention", by=PAT, at_ms=9)
    path = exported(db, tmp_path)
    assert check(path) == 0
    assert check(path, head(db)) == 0
    assert check(path, Head(head(db).count, "f" * 64)) == 1
    assert check(path, Head(head(db).count + 1, "f" * 64)) == 1
    assert check(tmp_path / "none") == 2
    first = json.loads(path.read_text().splitlines()[0])
    assert first["marking"] == "OFFICIAL-SENSITIVE"


@pytest.mark.clause("T2")
def test_an_export_without_personal_words_has_none(tmp_path: Path):
    db = record()
    path = exported(db, tmp_path, personal=False)
    assert SECRET not in path.read_text()
    assert SECRET in exported(db, tmp_path).read_text()
    assert (
        json.loads(exported(db, tmp_path, personal=False).read_text().splitlines()[0])["marking"]
        == "OFFICIAL"
    )
    assert check(path, head(db)) == 0


def test_the_verifier_finds_every_altered_line(tmp_path: Path):
    db = record()
    lines = exported(db, tmp_path).read_text().splitlines()
    told = head(db)
    assert verifier.check(lines, told.hash, told.count)[0] == []
    for seed in range(300):
        random = Random(seed)
        altered = spoilt(lines, random)
        try:
            problems, _, _ = verifier.check(altered, told.hash, told.count)
        except verifier.Unreadable:
            continue
        assert problems, seed


def spoilt(lines: list[str], random: Random) -> list[str]:
    """One edit of an exported file that alters what it says."""
    place = random.randint(1, len(lines) - 1)
    match random.randrange(5):
        case 0:
            return lines[:place] + lines[place + 1 :]
        case 1:
            return lines[:place]
        case 2:
            other = place % (len(lines) - 1) + 1
            swapped = list(lines)
            swapped[place], swapped[other] = swapped[other], swapped[place]
            return swapped
        case 3:
            return [*lines[: place + 1], *lines[place:]]
        case _:
            line = json.loads(lines[place])
            names = [name for name in line if name not in ("sentence", "salt")]
            name = random.choice(names)
            line[name] = line[name] + 1 if isinstance(line[name], int) else f"{line[name] or ''}x"
            return [*lines[:place], json.dumps(line), *lines[place + 1 :]]


@pytest.mark.parametrize(
    "text", ["", "\n", "{}", "[]", "null", '{"format": "socialdesk-audit-export-1"}\n{"seq": []}']
)
def test_the_verifier_says_of_other_files_that_it_cannot_read_them(text: str):
    with pytest.raises(verifier.Unreadable):
        verifier.check(text.splitlines())


def test_an_export_that_cannot_be_written_leaves_nothing_half(tmp_path: Path):
    db = record(3)
    with pytest.raises(ExportError):
        export(db, tmp_path / "no such folder" / "record.jsonl", personal=False, now_ms=1)
    assert list(tmp_path.iterdir()) == []
    assert not db.in_transaction
