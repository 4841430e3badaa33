"""An evidence bundle: whole, valid by other people's programs, recorded, harmless, and never half there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from socialdesk.audit import queries as audit
from socialdesk.audit.entries import Entry
from socialdesk.audit.export import export as export_record
from socialdesk.audit.log import append
from socialdesk.audit.verify import verify
from socialdesk.clock import to_ms
from socialdesk.exports import bundle
from socialdesk.exports.bagit_writer import BagWriter, BundleInvalid, validate
from socialdesk.exports.bundle import Bundled, write_bundle
from socialdesk.exports.exporting import NothingToExport, Surroundings
from socialdesk.exports.harmless import file_name
from socialdesk.exports.permissions import NotForThisRole
from socialdesk.exports.safely import PART, ExportError, ExportStopped
from socialdesk.model.ids import ItemId
from socialdesk.model.people import Person, Role
from socialdesk.storage.database import writing
from tests.fakes.outbox_scene import Scene
from tests.fakes.stocked_desk import NOON, OFFICER

FORCE = "Anyshire Police"


def around(scene: Scene, by: Person = OFFICER, **more) -> Surroundings:
    def record(entry: Entry) -> None:
        with writing(scene.db):
            append(scene.db, entry, by=by, at_ms=to_ms(NOON))

    return Surroundings(force=FORCE, by=by, now=NOON, record=record, **more)


@pytest.fixture
def scene() -> Scene:
    made = Scene("c1", "c2")
    made.remove("c1")
    made.run(60)
    return made


def wanted(scene: Scene, *names: str) -> Bundled:
    return Bundled(
        items=[scene.desk.items[name] for name in names or ("c1",)],
        reason="A crime was reported.",
        case="26/1",
    )


@pytest.mark.clause("R12", "T3")
def test_a_bundle_is_valid_and_its_tag_manifest_stands_in_the_record(scene: Scene, tmp_path: Path):
    written = write_bundle(scene.db, wanted(scene, "c1", "c2"), tmp_path / "bag", around(scene))
    validate(written.path)
    assert not (written.path / "fetch.txt").exists()
    tag_manifest = (written.path / "tagmanifest-sha256.txt").read_bytes()
    assert hashlib.sha256(tag_manifest).hexdigest() == written.sha256
    newest = audit.for_item(scene.db, scene.desk.items["c2"])[0]
    assert (newest.kind, newest.words["reason"]) == ("export-written", "A crime was reported.")
    facts = scene.db.execute("SELECT facts FROM audit WHERE seq = ?", (newest.seq,)).fetchone()
    assert facts is not None
    assert json.loads(facts[0])["sha256"] == written.sha256
    assert verify(scene.db).ok
    told = (written.path / "bag-info.txt").read_text("utf-8").splitlines()
    assert "Security-Classification: OFFICIAL-SENSITIVE" in told
    readme = (written.path / "data" / "README.txt").read_text("utf-8")
    assert readme.startswith("OFFICIAL-SENSITIVE\n")
    assert readme.rstrip().endswith("OFFICIAL-SENSITIVE")
    assert "1 piece of evidence" in readme


def test_evidence_is_in_it_byte_for_byte_beside_its_manifest(scene: Scene, tmp_path: Path):
    folder = write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene)).path
    stored = scene.db.execute("SELECT name, content FROM evidence_files").fetchall()
    place = next((folder / "data").glob("items/*/evidence-*"))
    assert stored
    for name, content in stored:
        assert (place / name).read_bytes() == bytes(content)
    row = scene.db.execute("SELECT manifest_sha256 FROM evidence").fetchone()
    assert row is not None
    assert hashlib.sha256((place / "manifest.json").read_bytes()).hexdigest() == row[0]
    held = json.loads(next(folder.glob("data/items/*/held.json")).read_text())
    assert held["decisions"][0]["what_it_is_for"] == "Keep people from losing money."
    assert held["post"]["text"] == "A man has been found."


def test_the_stand_alone_verifier_checks_its_entries_and_looks_them_up_in_the_record(
    scene: Scene, tmp_path: Path
):
    folder = write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene)).path / "data" / "record"
    whole = tmp_path / "record.jsonl"
    export_record(scene.db, whole, personal=False, now_ms=to_ms(NOON))

    def check(*arguments: str | Path) -> int:
        command = [sys.executable, "-I", str(folder / "verifier.py"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    entries = folder / "entries.jsonl"
    assert check(entries) == 0
    assert check(entries, "--record", whole) == 0
    altered = tmp_path / "altered.jsonl"
    altered.write_text(entries.read_text().replace("Keep people", "Keep nobody"))
    assert check(altered) == 1
    lines = whole.read_text().splitlines()
    number = json.loads(entries.read_text().splitlines()[1])["seq"]
    whole.write_text("\n".join(line for line in lines if json.loads(line).get("seq") != number) + "\n")
    assert check(entries, "--record", whole) == 1


HOSTILE = "../../etc/passwd\x00\r\n=cmd|' /C calc'!A0\u202egpj.exe \x1b[31m <img src=//h/x>"


@pytest.mark.clause("R12")
def test_hostile_names_and_texts_are_harmless(tmp_path: Path):
    scene = Scene("c1")
    scene.db.execute("UPDATE items SET text = ?, native_id = ?", (HOSTILE.replace("\x00", ""), "../../x"))
    scene.db.execute("UPDATE authors SET name = ?", ("..\\..\\CON.txt\u202e",))
    folder = write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene)).path
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    assert all(name.isascii() and ".." not in name.split(os.sep) for name in names)
    page = next(folder.glob("data/items/*/held.txt")).read_text("utf-8")
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert "<U+202E>" in page
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bag"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [("capture/../x", "capture-..-x"), ("CON", "_CON"), ("nul.txt", "_nul.txt"), ("", "file"), ("é\n", "file"),
     ("a" * 300, "a" * 80), ("...", "file"), ("-rf", "rf")],
)  # fmt: skip
def test_a_file_name_is_a_file_name_everywhere(name: str, safe: str):
    assert file_name(name) == safe


def test_the_library_of_congress_takes_it_too(scene: Scene, tmp_path: Path):
    bagit = pytest.importorskip("bagit", reason="bagit is not installed: it comes as source only")
    written = write_bundle(scene.db, wanted(scene, "c1"), tmp_path / "bag", around(scene))
    assert bagit.Bag(str(written.path)).validate()


def test_names_that_differ_in_capitals_only_are_two_files(tmp_path: Path):
    bag = BagWriter(tmp_path)
    assert bag.add("a/Text.txt", b"1") != bag.add("a/text.txt", b"2")
    bag.close({})
    validate(tmp_path)


@pytest.mark.parametrize("what", ["altered", "added", "missing", "fetched"])
def test_a_bag_that_is_not_whole_is_refused(what: str, tmp_path: Path):
    bag = BagWriter(tmp_path)
    bag.add("a.txt", b"words")
    bag.close({})
    match what:
        case "altered":
            (tmp_path / "data" / "a.txt").write_bytes(b"WORDS")
        case "added":
            (tmp_path / "data" / "b.txt").write_bytes(b"more")
        case "missing":
            (tmp_path / "data" / "a.txt").unlink()
        case _:
            (tmp_path / "fetch.txt").write_text("http://host.invalid/a 1 data/c\n")
    with pytest.raises(BundleInvalid):
        validate(tmp_path)


@pytest.mark.parametrize("fails_after", [0, 1, 5, 9])
def test_a_full_disk_leaves_nothing(
    scene: Scene, tmp_path: Path, fails_after: int, monkeypatch: pytest.MonkeyPatch
):
    before = audit.count(scene.db)
    held = BagWriter.add
    left = [fails_after]

    def add(self: BagWriter, name: str, content: bytes) -> str:
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        left[0] -= 1
        return held(self, name, content)

    monkeypatch.setattr(BagWriter, "add", add)
    with pytest.raises(ExportError, match="No space left"):
        write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene))
    assert list(tmp_path.iterdir()) == []
    assert audit.count(scene.db) == before


def test_a_person_can_stop_it(scene: Scene, tmp_path: Path):
    with pytest.raises(ExportStopped):
        write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene, stopped=lambda: True))
    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_is_hidden_and_goes_with_the_next_one(scene: Scene, tmp_path: Path):
    left = tmp_path / f"{PART}0123"
    left.mkdir()
    (left / "half").write_text("half")
    two_days_ago = to_ms(NOON) / 1000 - 2 * 86_400
    os.utime(left, (two_days_ago, two_days_ago))
    write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene))
    assert [each.name for each in tmp_path.iterdir()] == ["bag"]


KILLED = """
import os, sys
from pathlib import Path
from socialdesk.exports.bagit_writer import BagWriter
from tests.unit.exports.test_bundle import Scene, around, wanted
from socialdesk.exports.bundle import write_bundle

scene, left, held = Scene("c1"), [int(sys.argv[2])], BagWriter.add

def add(self, name, content):
    if left[0] == 0:
        os._exit(9)
    left[0] -= 1
    return held(self, name, content)

BagWriter.add = add
write_bundle(scene.db, wanted(scene), Path(sys.argv[1]) / "bag", around(scene))
"""


def test_a_kill_leaves_nothing_half(tmp_path: Path):
    command = [sys.executable, "-c", KILLED, str(tmp_path), "3"]
    assert subprocess.run(command, check=False, cwd=Path(__file__).parents[3]).returncode == 9
    assert [each.name.startswith(PART) for each in tmp_path.iterdir()] == [True]


def test_what_cannot_be_recorded_is_not_written(scene: Scene, tmp_path: Path):
    def record(_entry: Entry) -> None:
        raise RuntimeError("the record is closed")

    beside = Surroundings(force=FORCE, by=OFFICER, now=NOON, record=record)
    with pytest.raises(RuntimeError):
        write_bundle(scene.db, wanted(scene), tmp_path / "bag", beside)
    assert list(tmp_path.iterdir()) == []


def test_refusals(scene: Scene, tmp_path: Path):
    holder = Person("Sam Field", Role.ACCOUNT_HOLDER)
    with pytest.raises(NotForThisRole, match="Corporate Communications, an auditor"):
        write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene, holder))
    with pytest.raises(NothingToExport, match="reason"):
        write_bundle(
            scene.db, Bundled(items=[scene.desk.items["c1"]], reason=" "), tmp_path / "bag", around(scene)
        )
    with pytest.raises(NothingToExport, match="None of these"):
        write_bundle(scene.db, Bundled(items=[ItemId(999)], reason="x"), tmp_path / "bag", around(scene))
    (tmp_path / "bag").mkdir()
    with pytest.raises(ExportError, match="already"):
        write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene))
    assert bundle.MOST_ITEMS >= 1000


def test_altered_evidence_is_told_on_the_first_page(scene: Scene, tmp_path: Path):
    scene.db.execute("DROP TRIGGER evidence_files_fixed")
    scene.db.execute("UPDATE evidence_files SET content = x'00' WHERE name = 'capture/text.txt'")
    folder = write_bundle(scene.db, wanted(scene), tmp_path / "bag", around(scene)).path
    assert "capture/text.txt was altered" in (folder / "data" / "README.txt").read_text("utf-8")
