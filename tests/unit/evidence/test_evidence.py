"""Evidence: what is held, what is captured, and every later change found (R12)."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.clock import to_ms
from socialdesk.errors import BugError
from socialdesk.evidence import queries
from socialdesk.evidence.capture import complete, complete_gone, hold, server_skew_ms, text_sha256
from socialdesk.evidence.check import check_files, verify, verify_all
from socialdesk.evidence.manifest import File, canonical, listing, sha256_of
from socialdesk.inbox.arriving import readable
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import EvidenceId
from socialdesk.platforms.api import Capture, Media
from socialdesk.storage.database import Connection, IntegrityError, writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER, comment, stocked

NOW_MS = to_ms(NOON)
SHOWN = Capture(
    raw=b'{"id":"c1","message":"words"}',
    headers={"date": "Tue, 24 Nov 2026 12:00:07 GMT", "x-trace": "abc"},
    url="https://network.invalid/c1",
    untrusted_text="words",
    item=comment("c1", "words"),
    replies=(comment("r1", "beneath", parent="c1"),),
    media=(
        Media(url="https://network.invalid/1", media_type="image/png", content=b"\x89PNG"),
        Media(url="https://network.invalid/2", media_type="text/../../etc", content=b""),
    ),
    media_missing=("An attachment could not be kept.",),
)


def contents(db: Connection, evidence_id: EvidenceId) -> dict[str, bytes]:
    return {file.name: file.content for file in queries.files(db, evidence_id)}


def manifest(db: Connection, evidence_id: EvidenceId) -> dict[str, Any]:
    text = queries.manifest(db, evidence_id)
    assert text is not None
    return json.loads(text)


@pytest.mark.clause("R12")
def test_what_the_desk_holds_is_kept_with_the_decision():
    desk = stocked(
        comment("c1", "words <b>of</b>\nc1", by="dale"), comment("r1", "beneath", parent="c1"),
        comment("r2", "deeper", parent="r1"), comment("c2", "elsewhere"),
    )  # fmt: skip
    with writing(desk.db):
        kept = hold(desk.db, item_id=desk.items["c1"], taken_by=OFFICER, now_ms=NOW_MS)
    files = contents(desk.db, kept.id)
    assert files["held/item.json"] == b'{"id": "c1"}'
    assert files["held/item.txt"] == b"words <b>of</b>\nc1"
    assert files["held/thread.txt"] == b"A man has been found."
    assert json.loads(files["held/author.json"])["name"] == "Dale"
    replies = [json.loads(line)["text"] for line in files["held/replies.jsonl"].splitlines()]
    assert replies == ["beneath", "deeper"]
    rendered = files["held/rendered.txt"].decode()
    assert "elsewhere" not in rendered
    assert all(
        words in rendered for words in ("Borough Police", "Dale", "A man has been found.", "2026-11-24")
    )
    told = manifest(desk.db, kept.id)
    assert told["taken_by"] == {"name": "Pat Officer", "role": "corporate_communications"}
    assert (told["of"]["native_id"], told["of"]["replies_beneath"]) == ("c1", 2)
    assert set(told["files"]) == set(files)


def test_evidence_belongs_in_a_transaction():
    desk = stocked(comment("c1", "words"))
    with pytest.raises(BugError):
        hold(desk.db, item_id=desk.items["c1"], taken_by=OFFICER, now_ms=NOW_MS)


@pytest.mark.clause("R12")
def test_what_the_network_shows_is_added_byte_for_byte():
    desk = stocked(comment("c1", "words"))
    with writing(desk.db):
        held = hold(desk.db, item_id=desk.items["c1"], taken_by=OFFICER, now_ms=NOW_MS)
        kept = complete(desk.db, evidence_id=held.id, capture=SHOWN, now_ms=NOW_MS + 1_000)
    files = contents(desk.db, held.id)
    assert files["capture/answer.json"] == SHOWN.raw
    assert files["capture/media-001.png"] == b"\x89PNG"
    assert files["capture/media-002.bin"] == b""
    assert json.loads(files["capture/headers.json"])["x-trace"] == "abc"
    told = manifest(desk.db, held.id)
    assert told["held_manifest_sha256"] == held.manifest_sha256
    assert told["capture"]["server_skew_ms"] == 6_000
    assert told["capture"]["media_missing"] == ["An attachment could not be kept."]
    assert (kept.files, kept.missing) == (len(files), 1)
    (line,) = queries.for_item(desk.db, desk.items["c1"])
    assert (line.captured_ms, line.manifest_sha256) == (NOW_MS + 1_000, kept.manifest_sha256)


def test_closed_evidence_stays_as_it_is():
    desk = stocked(comment("c1", "words"))
    with writing(desk.db):
        held = hold(desk.db, item_id=desk.items["c1"], taken_by=OFFICER, now_ms=NOW_MS)
        complete_gone(desk.db, evidence_id=held.id, reason="It is not there.", now_ms=NOW_MS)
    with pytest.raises(BugError), writing(desk.db):
        complete(desk.db, evidence_id=held.id, capture=SHOWN, now_ms=NOW_MS)
    for statement in (
        "UPDATE evidence SET manifest = '{}'",
        "UPDATE evidence SET captured_ms = NULL",
        "UPDATE evidence_files SET content = x'00'",
        "INSERT INTO evidence_files (evidence_id, name, media_type, content, sha256)"
        f" VALUES (1, 'new', '', x'00', '{'0' * 64}')",
    ):
        with pytest.raises(IntegrityError):
            desk.db.execute(statement)


@pytest.mark.clause("R12")
def test_evidence_of_an_action_under_way_cannot_be_deleted():
    scene = Scene("c1")
    scene.remove()
    for table in ("evidence_files", "evidence"):
        with pytest.raises(IntegrityError, match="under way"):
            scene.db.execute(f"DELETE FROM {table}")


@pytest.mark.clause("R12")
def test_none_of_a_thousand_ways_round_the_evidence():
    """Whatever is written to the outbox's row, it does not become `sending` without captured evidence."""
    scene = Scene("c1")
    scene.remove(action=ActionKind.HIDE)
    random = Random(1)
    for _ in range(1000):
        column = random.choice(
            ["state", "evidence_id", "kind", "attempts", "not_before_ms", "accepted", "needs_person"]
        )
        value = {
            "state": random.choice(["sending", "waiting", "queued", "unknown", "failed"]),
            "evidence_id": random.choice([1, 2, None]),
            "kind": random.choice(["reply", "unhide", "hide"]),
        }.get(column, random.randint(0, 1))
        try:
            scene.db.execute(
                f"UPDATE outbox SET {column} = ?, state = 'sending'", (value,)
            ) if random.random() < 0.5 else (scene.db.execute(f"UPDATE outbox SET {column} = ?", (value,)))
        except IntegrityError:
            continue
        assert scene.db.execute("SELECT count(*) FROM outbox WHERE state = 'sending'").fetchone() == (0,)


def captured() -> tuple[Scene, EvidenceId]:
    scene = Scene("c1", "c2", parent={"c2": "c1"})
    scene.remove(action=ActionKind.HIDE)
    scene.run(8)
    return scene, EvidenceId(1)


def test_untouched_evidence_verifies():
    scene, evidence_id = captured()
    assert verify(scene.db, evidence_id) == ()
    assert verify(scene.db, EvidenceId(99)) == ("There is no such evidence.",)
    fresh = Scene("c1")
    fresh.remove()
    assert verify_all(fresh.db) == {}


def test_one_bit_anywhere_is_found():
    scene, evidence_id = captured()
    text = queries.manifest(scene.db, evidence_id)
    assert text is not None
    files = queries.files(scene.db, evidence_id)
    digest = sha256_of(text)
    assert check_files(text, files, manifest_sha256=digest) == ()
    random = Random(2)
    for _ in range(3000):
        place = random.randrange(len(files) + 1)
        if place == len(files):
            altered = flipped(text.encode(), random).decode("latin-1")
            assert check_files(altered, files, manifest_sha256=digest)
            continue
        file = files[place]
        if file.content:
            spoilt = [
                *files[:place],
                replace(file, content=flipped(file.content, random)),
                *files[place + 1 :],
            ]
            assert check_files(text, spoilt, manifest_sha256=digest)


def flipped(content: bytes, random: Random) -> bytes:
    bit = random.randrange(len(content) * 8)
    altered = bytearray(content)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


def test_structural_changes_are_found():
    scene, evidence_id = captured()
    text = queries.manifest(scene.db, evidence_id)
    assert text is not None
    files, digest = queries.files(scene.db, evidence_id), sha256_of(text)
    told = json.loads(text)
    other = dict(told, files={**told["files"], "extra": told["files"]["held/item.txt"]})
    for altered_text, altered in (
        (text, files[1:]),
        (text, [*files, File("extra", "text/plain", b"")]),
        (text, [replace(files[0], name="held/renamed"), *files[1:]]),
        (text, [replace(files[0], content=files[1].content), *files[1:]]),
        (text, [replace(files[0], media_type="text/html"), *files[1:]]),
        (text, []),
        (canonical(other), [*files, File("extra", "text/plain", files[1].content)]),
        (json.dumps(told), files),
        ("{}", files),
        ("", files),
    ):
        assert check_files(altered_text, altered, manifest_sha256=digest)
    assert check_files("{}", files, manifest_sha256=sha256_of("{}")) == ("The manifest cannot be read.",)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evidence_files SET content = x'00' WHERE id = 1",
        "UPDATE evidence_files SET sha256 = '" + "0" * 64 + "' WHERE id = 2",
        "DELETE FROM evidence_files WHERE id = 3",
        "UPDATE evidence SET manifest = json_set(manifest, '$.taken_by.name', 'Sam')",
        "UPDATE evidence SET manifest_sha256 = '" + "0" * 64 + "'",
        "DROP TRIGGER audit_kept; DELETE FROM audit WHERE kind = 'captured'",
    ],
)
def test_whoever_takes_the_locks_off_is_found(statement: str):
    scene, evidence_id = captured()
    for name in ("evidence_fixed", "evidence_files_fixed", "evidence_files_stay", "evidence_stays"):
        scene.db.execute(f"DROP TRIGGER {name}")
    scene.db.execute("PRAGMA foreign_keys = OFF")
    for part in statement.split("; "):
        scene.db.execute(part)
    assert verify(scene.db, evidence_id)
    assert list(verify_all(scene.db)) == [evidence_id]


def test_a_forged_whole_is_found_against_the_record():
    """Content, hash and manifest fitted to one another: the record still has the first hash."""
    scene, evidence_id = captured()
    for name in ("evidence_fixed", "evidence_files_fixed"):
        scene.db.execute(f"DROP TRIGGER {name}")
    forged = [
        replace(file, content=b"other words") if file.name == "held/item.txt" else file
        for file in queries.files(scene.db, evidence_id)
    ]
    text = queries.manifest(scene.db, evidence_id)
    assert text is not None
    told = canonical({**json.loads(text), "files": listing(tuple(forged))})
    scene.db.execute("UPDATE evidence SET manifest = ?, manifest_sha256 = ?", (told, sha256_of(told)))
    for file in forged:
        scene.db.execute(
            "UPDATE evidence_files SET content = ?, sha256 = ? WHERE name = ?",
            (file.content, file.sha256, file.name),
        )
    assert verify(scene.db, evidence_id) == ("The manifest is not the one that stands in the record.",)


@pytest.mark.parametrize(
    ("date", "skew"),
    [
        ("Tue, 24 Nov 2026 12:00:07 GMT", 7_000),
        ("Tue, 24 Nov 2026 11:59:00 +0000", -60_000),
        ("yesterday", None),
        ("", None),
        ("Tue, 24 Nov 2026 12:00:07 -0000", None),
        ("Tue, 24 Nov 99999 12:00:07 GMT", None),
    ],
)
def test_how_far_the_networks_clock_is_ahead(date: str, skew: int | None):
    assert server_skew_ms({"DATE": date}, NOW_MS) == skew


def test_without_a_date_nothing_is_known_of_the_networks_clock():
    assert server_skew_ms({}, NOW_MS) is None


@given(st.text(alphabet=st.characters(), max_size=200) | st.sampled_from(["\ud800", "a\0b", "\udfff\ud800"]))
def test_the_text_as_it_came_and_as_it_is_stored_are_the_same_text(text: str):
    assert text_sha256(text) == text_sha256(readable(text))


@given(st.text(max_size=50), st.text(max_size=50))
def test_other_texts_are_other_texts(one: str, other: str):
    assert (text_sha256(one) == text_sha256(other)) == (one == other)
