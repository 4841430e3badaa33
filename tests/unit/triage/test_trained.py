"""The trained model that ships: the files that were measured, the same scores in any order, words of the original."""

from __future__ import annotations

import csv
import hashlib
import random
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialdesk.packs import full_triage, lexicon, rule_triage, trained_model
from socialdesk.triage.api import ModelOff, TriageContext
from socialdesk.triage.combined import CombinedTriage
from socialdesk.triage.trained import MODEL, TOKENIZER, TrainedModel

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "resources" / "triage" / "model"
OWN = sorted((ROOT / "tests" / "data" / "triage").glob("*.csv"))
MARGIN = 0.03
"""By how much another processor's arithmetic, or rules that learned something, may move a score."""

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("hatekilyou women 013@$!*#.,'- \n\u200b\u200d\ufe0f👳🏾‍♂️🏳️‍🌈🇬🇧аоеﬁẞİ\u0301\ud83d"),
    ),
    max_size=120,
)


@cache
def model() -> TrainedModel:
    return TrainedModel(FOLDER, lexicon().look_alikes)


@cache
def triage() -> CombinedTriage:
    return CombinedTriage(rule_triage(), model().card.weighing, model())


def own_texts() -> Iterator[tuple[frozenset[str], str, TriageContext]]:
    for path in OWN:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                context = TriageContext(
                    post_text=row["post"] or "", proceedings_active=row["case_state"] == "active"
                )
                yield frozenset(row["labels"].split(";")) - {""}, row["text"], context


def test_the_files_are_those_that_were_measured() -> None:
    for name in (MODEL, TOKENIZER):
        assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == model().card.files[name]
    assert model().model == model().card.files[MODEL][:12]
    assert (FOLDER / MODEL).stat().st_size < 25_000_000


def test_every_set_that_it_learned_from_is_named_with_its_licence() -> None:
    assert model().card.data
    assert all(each["name"] and each["licence"] for each in model().card.data)


@pytest.mark.parametrize("name", [MODEL, TOKENIZER, "model.json"])
def test_a_file_that_is_missing_or_altered_turns_it_off(tmp_path: Path, name: str) -> None:
    for each in (MODEL, TOKENIZER, "model.json"):
        shutil.copyfile(FOLDER / each, tmp_path / each)
    with (tmp_path / name).open("ab") as file:
        file.write(b"x")

    with pytest.raises(ModelOff, match="rules run without it"):
        TrainedModel(tmp_path, {})
    (tmp_path / name).unlink()
    with pytest.raises(ModelOff, match="missing"):
        TrainedModel(tmp_path, {})


def test_it_comes_with_the_program() -> None:
    assert trained_model().model == model().model
    assert full_triage(None).signals("we know where you live", TriageContext()) != ()


def test_the_same_text_has_the_same_reading_in_any_order() -> None:
    texts = [text for _, text, _ in own_texts()][:60]
    before = {text: model().read(text) for text in texts}
    random.Random(1).shuffle(texts)

    assert {text: model().read(text) for text in texts} == before


@settings(max_examples=60, deadline=None)
@given(HOSTILE)
def test_every_reading_has_its_words_in_the_original(text: str) -> None:
    for head in model().read(text).heads:
        assert 0 < head.score <= 1
        assert head.spans
        ends = 0
        for span in head.spans:
            assert ends <= span.start < span.end <= len(text)
            ends = span.end


def test_marked_words_are_whole_words_of_the_original() -> None:
    text = "Honestly 😀 I'd have all M\u200busl\u0456ms g@ssed, every one of them"
    marked = {
        text[span.start : span.end]
        for signal in triage().signals(text, TriageContext())
        for span in signal.spans
    }

    assert any("M\u200busl\u0456ms" in words or "g@ssed" in words for words in marked)


def test_a_very_long_text_is_read_in_parts_and_to_its_end() -> None:
    padding = "Thank you for the update, lovely to see so many people at the open day. " * 40
    heads = {
        head.head: head
        for head in model().read(padding + "We know where you live and you will be stabbed.").heads
    }

    assert heads["threatening"].score > 0.5
    assert heads["threatening"].spans[-1].start >= len(padding)
    assert model().read("x" * 10_000).model


def test_texts_without_words_have_no_heads() -> None:
    for text in ("", " \n", "\u200b\u200d"):
        assert model().read(text).heads == ()


def test_it_does_on_our_own_texts_what_was_measured() -> None:
    right = found = wanted = ordinary = alarms = emergencies = seen = 0
    grounds = frozenset(model().card.weighing)
    for labels, text, context in own_texts():
        signals = triage().signals(text, context)
        said = {signal.ground for signal in signals if signal.score >= 0.5} & grounds
        right += len(said & labels)
        found += len(said)
        wanted += len(labels & grounds)
        emergencies += "emergency" in labels
        seen += "emergency" in labels & said
        if not labels:
            ordinary += 1
            alarms += bool(said)
    recorded = model().card.scores["own_test"]["own_micro"]

    assert 2 * right / (found + wanted) > recorded["f1"] - MARGIN
    assert alarms / ordinary < recorded["ordinary_alarms"] + MARGIN
    # A model that comes after this one does no worse, whatever was measured with it.
    assert 2 * right / (found + wanted) > 0.72
    assert seen / emergencies > 0.94
    assert alarms / ordinary < 0.11
