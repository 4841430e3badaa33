"""A kept session: what is read back is what was kept, and a file from elsewhere does no harm."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.errors import UserFacingError
from socialdesk.packs import policy_book
from socialdesk.training.scenario import read_scenario
from socialdesk.training.scoring import score
from socialdesk.training.session_file import MOST_BYTES, SessionFileError, keep, load
from socialdesk.training.transcript import Act, Dispute, Happening, Look, Transcript

BOOK = policy_book()
TEXT = """
format = 1
name = "Small"
[people]
dale = "Dale"
[[page]]
key = "force"
name = "Force"
username = "force"
[[post]]
key = "p"
page = "force"
ago = "1h"
text = "A post"
[[comment]]
key = "c"
on = "p"
by = "dale"
at = 3
text = "Buy now \U0001f600"
answer = { do = "remove", grounds = ["spam"], why = "It sells." }
"""
DONE = Transcript(
    scenario="small",
    seed=3,
    trainee="A. Trainee",
    began="2026-11-26T09:00:00+00:00",
    lasted=61.5,
    done=True,
    arrived={"p": 0.0, "c": 3.0},
    acts=(Act(at=9.5, do="remove", item="c", grounds=("spam",), act="hide", text="\u202eodd"),),
    looks=(Look(at=5.0, item="c"),),
    happenings=(Happening(at=1.0, kind="message", words="Look at the clock"),),
    disputes={"c:decision": Dispute(note="No", upheld=False)},
)


def kept(folder: Path) -> Path:
    path = folder / "one.sdtraining"
    keep(path, scenario_text=TEXT, transcript=DONE, score=score(read_scenario(TEXT), DONE, BOOK))
    return path


def test_what_was_kept_is_read_and_judged_alike(tmp_path: Path) -> None:
    read = load(kept(tmp_path))
    assert read.transcript == DONE
    assert read.scenario_text == TEXT
    assert read.scenario.name == "Small"
    assert read.score(BOOK) == score(read_scenario(TEXT), DONE, BOOK)
    assert read.scored == read.score(BOOK).score == 1.0
    assert read.began.isoformat() == DONE.began


def test_whole_seconds_are_kept_like_others(tmp_path: Path) -> None:
    whole = msgspec.structs.replace(DONE, acts=(Act(at=40, do="keep", item="c"),))
    path = tmp_path / "whole.sdtraining"
    keep(path, scenario_text=TEXT, transcript=whole, score=score(read_scenario(TEXT), whole, BOOK))
    assert load(path).transcript == whole


def test_one_can_be_kept_over_an_earlier_one_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    kept(tmp_path)
    kept(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["one.sdtraining"]


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError):
        kept(tmp_path / "gone")


@pytest.mark.parametrize(
    ("altered", "said"),
    [
        (("A. Trainee", "B. Trainee"), "altered"),
        (("Buy now", "Buy it"), "altered"),
        (('"socialdesk_training": 1', '"socialdesk_training": 2'), "another version"),
        (('"lasted": 61.5', '"lasted": "long"'), "no session"),
        (("{", "["), "no session"),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_its_reason(
    tmp_path: Path, altered: tuple[str, str], said: str
) -> None:
    path = kept(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert altered[0] in text
    path.write_text(text.replace(*altered), encoding="utf-8")
    with pytest.raises(SessionFileError, match=said):
        load(path)


def test_a_file_that_is_not_there_or_too_large_is_said(tmp_path: Path) -> None:
    with pytest.raises(SessionFileError, match="could not be opened"):
        load(tmp_path / "none.sdtraining")
    large = tmp_path / "large.sdtraining"
    with large.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(SessionFileError, match="larger"):
        load(large)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@given(
    content=st.binary(max_size=400)
    | st.recursive(st.none() | st.text(max_size=5), st.lists).map(msgspec.json.encode)
)
def test_no_content_breaks_the_reading(folder: Path, content: bytes) -> None:
    path = folder / "any.sdtraining"
    path.write_bytes(content)
    with suppress(UserFacingError):
        load(path)


def test_a_file_nested_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.sdtraining"
    path.write_bytes(b"[" * 200_000)
    with pytest.raises(SessionFileError, match="no session"):
        load(path)


@given(day=st.sampled_from(["", "yesterday", "2026-11-26T09:00:00"]))
def test_a_day_without_a_zone_is_refused(folder: Path, day: str) -> None:
    path = folder / "day.sdtraining"
    without = msgspec.structs.replace(DONE, began=day)
    keep(path, scenario_text=TEXT, transcript=without, score=score(read_scenario(TEXT), without, BOOK))
    with pytest.raises(SessionFileError, match="its day"):
        load(path)
