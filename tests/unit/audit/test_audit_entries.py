"""Entries: what is chained, what is kept apart, and sentences that hold nothing personal."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialdesk.audit import entries
from socialdesk.audit.entries import KINDS, Entry, read_entry, sentence_of
from socialdesk.audit.log import canonical
from socialdesk.model.actions import ActionKind

SECRET = "Zaphod Beeblebrox"
"""Stands for words that must not be told."""


def filled(kind: type[Entry], words: str) -> Entry:
    """An entry with something in every field."""
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        hint = str(hints[field.name])
        if field.name in kind.PERSONAL:
            values[field.name] = words
        elif field.name == "action":
            values[field.name] = "hide"
        elif "tuple[str" in hint:
            values[field.name] = ("4.3b", "4.3d")
        elif "tuple" in hint:
            values[field.name] = (1, 2)
        elif "dict" in hint:
            values[field.name] = {"theme": "dark"}
        elif "bool" in hint:
            values[field.name] = True
        elif "str" in hint and "NewType" not in hint and "int" not in hint:
            values[field.name] = "x"
        else:
            values[field.name] = 3
    return kind(**values)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_an_entry_comes_back_as_it_was_written(kind: type[Entry]):
    entry = filled(kind, SECRET)
    facts = json.loads(canonical(entry.facts()))
    assert read_entry(kind.KIND, facts, entry.personal()) == entry


@pytest.mark.clause("R9")
@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_neither_the_chain_nor_the_sentence_has_what_people_wrote(kind: type[Entry]):
    entry = filled(kind, SECRET)
    assert SECRET not in canonical(entry.facts())
    assert SECRET not in entry.sentence
    assert sentence_of(kind.KIND, entry.facts()) == entry.sentence


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_has_a_sentence(kind: type[Entry]):
    sentence = filled(kind, "").sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")


@pytest.mark.parametrize("action", list(ActionKind))
def test_every_action_has_its_words(action: ActionKind):
    acting: dict[str, Any] = {"outbox_id": 1, "item_id": 2, "account_id": 3, "action": action.value}
    for entry in (
        entries.Sent(**acting, attempt=2),
        entries.Confirmed(**acting),
        entries.Failed(**acting, why="refused"),
    ):
        assert "does not know" not in entry.sentence


def test_an_entry_of_a_newer_version_is_still_a_line():
    assert "does not know" in sentence_of("time-travelled", {"to": 1955})
    assert "does not know" in sentence_of("captured", {"unlike": "any"})
    newer = {**filled(entries.Shown, "").facts(), "added_later": 1}
    assert sentence_of("shown", newer) == "Opened."


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)


@given(st.dictionaries(st.text(max_size=8), VALUES | st.lists(VALUES, max_size=4), max_size=6))
def test_the_same_facts_are_the_same_bytes(values: dict[str, Any]):
    text = canonical(values)
    assert text.isascii()
    assert canonical(dict(reversed(values.items()))) == text
    assert canonical(json.loads(text)) == text


@pytest.mark.clause("R2", "T3")
def test_the_record_says_what_youtube_really_does_and_older_entries_are_read_as_before():
    told = {"outbox_id": 1, "item_id": 2, "account_id": 3, "action": "hide"}
    assert sentence_of("confirmed", told) == "Hidden, confirmed by reading it back."
    assert sentence_of("confirmed", told | {"network": "facebook"}) == "Hidden, confirmed by reading it back."
    held = told | {"network": "youtube"}
    assert sentence_of("confirmed", held) == "Held for review, confirmed by reading it back."
    assert sentence_of("sent", held | {"attempt": 1}) == "Holding for review."
    banned = held | {"action": "block", "unshown": True}
    assert sentence_of("confirmed", banned).startswith("Removed permanently and banned, as the network says")
