"""The trained model reads what the rules have already seen; what it made of a text stays and goes with the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from socialdesk.clock import to_ms
from socialdesk.inbox import queries as inbox
from socialdesk.inbox.intake import take_in
from socialdesk.inbox.model_readings import how_many_unread
from socialdesk.inbox.retention import forget_what_was_made_of
from socialdesk.model.changes import Changes
from socialdesk.model.findings import Band, Signal, Span
from socialdesk.model.ids import ItemId, NativeId
from socialdesk.model.items import ItemKind
from socialdesk.model_reading import AT_ONCE, ModelReading, ModelWhenNeeded, no_model
from socialdesk.packs import rule_triage
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedPage, Progress
from socialdesk.rechecking import Rechecking
from socialdesk.storage.database import Connection, writing
from socialdesk.triage.api import HeadReading, ModelOff, Reader, Reading, Triage, TriageContext
from tests.fakes.desk import FakeDesk, Said, make_desk


@dataclass
class WordReader:
    """A model that knows one word and the ground that it stands for."""

    word: str = "murky"
    head: str = "threatening"
    model: str = "first"
    read_texts: list[str] = field(default_factory=list[str])

    def read(self, untrusted_text: str) -> Reading:
        self.read_texts.append(untrusted_text)
        at = untrusted_text.find(self.word)
        if at < 0:
            return Reading(self.model, ())
        return Reading(self.model, (HeadReading(self.head, 0.9, (Span(at, at + len(self.word)),)),))


class RulesAndReading:
    """Rules, and each head of a reading as a signal."""

    def __init__(self, rules: Triage) -> None:
        self._rules = rules

    def signals(self, untrusted_text: str, context: TriageContext) -> tuple[Signal, ...]:
        heads = context.reading.heads if context.reading else ()
        return (
            *self._rules.signals(untrusted_text, context),
            *(
                Signal(ground=one.head, band=Band.LIKELY, spans=one.spans, found_by="the model")
                for one in heads
            ),
        )


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[FakeDesk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def reading(fake: FakeDesk, reader: WordReader | None) -> tuple[ModelReading, list[Changes]]:
    told: list[Changes] = []
    made = ModelReading(
        writer=fake.writer,
        clock=fake.clock,
        book=fake.desk.book,
        triage=RulesAndReading(rule_triage()),
        reader=lambda: reader,
        accounts=fake.desk.accounts,
        tell=lambda changes: told.append(changes) if changes else None,
    )
    return made, told


def grounds(fake: FakeDesk, item_id: ItemId) -> list[str]:
    return [finding.ground for finding in inbox.assessment(fake.desk.read, item_id).findings]


def number(fake: FakeDesk, sql: str) -> int:
    row = fake.desk.read.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def edit(fake: FakeDesk, text: str) -> None:
    """The first comment reads otherwise on its network from now on."""
    item = FetchedItem(
        native_id=NativeId("item-1"),
        thread=NativeId("post-0-A post"),
        parent=None,
        kind=ItemKind.COMMENT,
        author=FetchedAuthor(native_id=NativeId("person-P"), untrusted_name="P"),
        untrusted_text=text,
        created_ms=to_ms(fake.clock()) - 600_000,
        by_force=False,
    )
    page = FetchedPage(threads=(), items=(item,), cursor="9", more=False, progress=Progress(done=1))
    fake.writer.call(
        lambda db: take_in(
            db,
            page,
            account=fake.accounts[0],
            now_ms=to_ms(fake.clock()),
            triage=fake.triage,
            book=fake.desk.book,
        )
    )


def test_what_the_model_finds_is_added_and_told_of(fake: FakeDesk) -> None:
    ids = fake.say(Said(author="P", text="a murky business"), Said(author="Q", text="lovely"))
    assert grounds(fake, ids[0]) == []
    made, told = reading(fake, WordReader())
    made.round(lambda: False)
    assert grounds(fake, ids[0]) == ["threatening"]
    assert [changes.items for changes in told] == [frozenset(ids[:1])]
    assert told[0].new_items == (ids[0],)  # It is urgent now, and came just now: people are told.
    assert number(fake, "SELECT count(*) FROM to_read") == 0


def test_a_text_is_read_once(fake: FakeDesk) -> None:
    fake.say(Said(author="P", text="a murky business"))
    reader = WordReader()
    for _ in range(3):
        reading(fake, reader)[0].round(lambda: False)
    assert reader.read_texts == ["a murky business"]


def test_what_it_made_of_a_text_outlasts_a_check_by_rules(fake: FakeDesk) -> None:
    ids = fake.say(Said(author="P", text="a murky business"))
    reading(fake, WordReader())[0].round(lambda: False)
    Rechecking(
        writer=fake.writer,
        clock=fake.clock,
        book=fake.desk.book,
        triage=RulesAndReading(rule_triage()),
        accounts=fake.desk.accounts,
        tell=lambda _changes: None,
        stopped=lambda: False,
    ).again()
    assert grounds(fake, ids[0]) == ["threatening"]


def test_other_words_are_read_anew(fake: FakeDesk) -> None:
    ids = fake.say(Said(author="P", text="a murky business"))
    reader = WordReader()
    made, _ = reading(fake, reader)
    made.round(lambda: False)
    edit(fake, "a clear business")
    assert grounds(fake, ids[0]) == []
    made.round(lambda: False)
    assert reader.read_texts == ["a murky business", "a clear business"]
    assert grounds(fake, ids[0]) == []


def test_stopped_half_way_the_rest_waits_for_the_next_start(fake: FakeDesk) -> None:
    fake.say(*[Said(author=f"P{each}", text=f"text {each}") for each in range(AT_ONCE * 2 + 3)])
    reader = WordReader()
    made, _ = reading(fake, reader)
    made.round(lambda: len(reader.read_texts) >= AT_ONCE + 2)
    left = number(fake, "SELECT count(*) FROM to_read")
    assert left == AT_ONCE + 3
    assert reader.read_texts[0] == f"text {AT_ONCE * 2 + 2}"  # the newest first
    reading(fake, reader)[0].round(lambda: False)
    assert number(fake, "SELECT count(*) FROM to_read") == 0


def test_without_a_model_the_rules_go_on_and_a_model_reads_what_is_open_later(fake: FakeDesk) -> None:
    ids = fake.say(Said(author="P", text="a murky business"))
    reading(fake, None)[0].round(lambda: False)
    assert number(fake, "SELECT count(*) FROM to_read") == 0
    reading(fake, WordReader())[0].round(lambda: False)
    assert grounds(fake, ids[0]) == ["threatening"]


def test_another_model_reads_everything_open_again(fake: FakeDesk) -> None:
    ids = fake.say(Said(author="P", text="a murky business"), Said(author="Q", text="done with"))
    fake.execute(f"UPDATE worklist SET open = 0, handled_ms = 1, handled_by = 'A' WHERE item_id = {ids[1]}")
    reading(fake, WordReader())[0].round(lambda: False)
    newer = WordReader(model="second", head="hate_speech")
    reading(fake, newer)[0].round(lambda: False)
    assert newer.read_texts == ["a murky business"]
    assert grounds(fake, ids[0]) == ["hate_speech"]


def test_what_is_done_with_is_not_read(fake: FakeDesk) -> None:
    fake.say(Said(author="P", text="a murky business"))
    fake.execute("UPDATE worklist SET open = 0, handled_ms = 1, handled_by = 'A'")
    reader = WordReader()
    reading(fake, reader)[0].round(lambda: False)
    assert reader.read_texts == []


@pytest.mark.clause("R8")
def test_a_disguised_repeat_is_found_long_after(fake: FakeDesk) -> None:
    words = "Everybody at the council knows the parking charges are a scandal"
    first = fake.say(Said(author="P", text=words, minutes_ago=900))[0]
    fake.say(
        *[
            Said(author="P", text=f"{chr(97 + each) * 9} and more", minutes_ago=800 - each)
            for each in range(20)
        ]
    )
    reading(fake, None)[0].round(lambda: False)
    again = fake.say(
        Said(author="P", text="Every body @t the c0uncil kn0ws the parking charges are a scanda1 pal")
    )[0]
    other = fake.say(Said(author="Somebody else", text=words))[0]
    assert grounds(fake, again) == []
    reading(fake, None)[0].round(lambda: False)
    found = inbox.assessment(fake.desk.read, again).findings
    assert [(finding.ground, finding.repeat_of) for finding in found] == [("repeat", first)]
    assert grounds(fake, other) == []


def test_what_was_made_of_words_goes_with_them(fake: FakeDesk) -> None:
    ids = fake.say(Said(author="P", text="a murky business, and everybody in the town knows it"))
    reading(fake, WordReader())[0].round(lambda: False)
    assert number(fake, "SELECT count(*) FROM likeness") > 0

    def forget(db: Connection) -> None:
        with writing(db):
            forget_what_was_made_of(db, ids)

    fake.writer.call(forget)
    assert number(fake, "SELECT (SELECT count(*) FROM likeness) + (SELECT count(*) FROM readings)") == 0


def test_old_finds_are_no_news(fake: FakeDesk) -> None:
    fake.say(Said(author="P", text="a murky business"))
    fake.clock.move(days=2)
    made, told = reading(fake, WordReader())
    made.round(lambda: False)
    assert [changes.new_items for changes in told] == [()]
    assert to_ms(fake.clock()) > 0
    assert how_many_unread(fake.desk.read) == 0


def test_a_model_is_loaded_once_and_only_when_it_is_needed() -> None:
    loaded: list[Reader] = []

    def load() -> Reader:
        loaded.append(WordReader())
        return loaded[-1]

    model = ModelWhenNeeded(load)
    assert (model.off, loaded) == ("", [])
    assert model() is model() is loaded[0]
    assert (model.off, len(loaded)) == ("", 1)


def test_a_model_that_is_off_says_why_and_is_not_tried_again() -> None:
    tried: list[int] = []

    def load() -> Reader:
        tried.append(1)
        raise ModelOff("Its file is not there.", kept="The rules run without it.")

    model = ModelWhenNeeded(load)
    assert model() is None
    assert model() is None
    assert (model.off, len(tried)) == ("Its file is not there. The rules run without it.", 1)
    assert (no_model()(), no_model().off) == (None, "")
