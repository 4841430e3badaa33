"""Whatever is typed gives a query; what it gives is what a person meant."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socialdesk.inbox import queries as inbox
from socialdesk.inbox.query_language import STATES, Filter, Query, Words, parse
from socialdesk.inbox.search import index_more
from socialdesk.model.items import ItemKind
from socialdesk.storage.database import Connection
from tests.fakes.connector import fetched_item, fetched_thread
from tests.fakes.inbox_desk import InboxDesk

NOW = datetime(2026, 7, 15, 23, 30, tzinfo=UTC)
"""Half past midnight of the 16th in London."""


def day(year: int, month: int, of_month: int, hour: int = 0) -> int:
    return round(datetime(year, month, of_month, hour, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("stolen bike", [Words("stolen"), Words("bike", prefix=True)]),
        ("stolen bike ", [Words("stolen"), Words("bike")]),
        ("b", [Words("b")]),
        ("bi", [Words("bi", prefix=True)]),
        ('"stolen bike"', [Words("stolen bike")]),
        ('"stolen bi', [Words("stolen bi")]),
        ("“stolen bike”", [Words("stolen bike")]),
        ("-spam bike", [Words("spam", without=True), Words("bike", prefix=True)]),
        ("bike -spam", [Words("bike"), Words("spam", without=True)]),
        ('-"buy now"', [Words("buy now", without=True)]),
        ("author:okafor", [Words("okafor", in_author=True, prefix=True)]),
        ('From:"Ada Okafor" x', [Words("Ada Okafor", in_author=True), Words("x")]),
        ("-author:ada", [Words("ada", without=True, in_author=True)]),
        ("co-op", [Words("co op", prefix=True)]),
        ("#help @police", [Words("help"), Words("police", prefix=True)]),
        ("https://example.org/a", [Words("https example org a")]),
        ("at 10:30 ", [Words("at"), Words("10 30")]),
        ("AND OR NOT NEAR( *", [Words("AND"), Words("OR"), Words("NOT"), Words("NEAR")]),
        ("naïve", [Words("naïve", prefix=True)]),
        ("nai\u0308ve ", [Words("nai\u0308ve")]),
        ("author: is", [Words("author"), Words("is", prefix=True)]),
    ],
)
def test_words(typed: str, words: list[Words]) -> None:
    assert list(parse(typed).words) == words


@pytest.mark.parametrize(
    ("typed", "filters"),
    [
        ("is:hidden", [Filter("is", "hidden")]),
        ("IS:Hidden", [Filter("is", "hidden")]),
        ("-is:force", [Filter("is", "force", without=True)]),
        ("is:removed is:dm", [Filter("is", "gone"), Filter("is", "message")]),
        ("network:Facebook", [Filter("network", "facebook")]),
        ('account:"North  Patrol"', [Filter("account", "north patrol")]),
        ("is:open is:open", [Filter("is", "open")]),
    ],
)
def test_filters(typed: str, filters: list[Filter]) -> None:
    query = parse(typed)
    assert list(query.filters) == filters
    assert not query.words
    assert not query.notes


@pytest.mark.parametrize(
    ("typed", "from_ms", "until_ms"),
    [
        ("before:12/03/2021", None, day(2021, 3, 12)),
        ("after:12/03/2021", day(2021, 3, 13), None),
        ("on:12/03/2021", day(2021, 3, 12), day(2021, 3, 13)),
        ("on:1.2.21", day(2021, 2, 1), day(2021, 2, 2)),
        ("on:2021-03-12", day(2021, 3, 12), day(2021, 3, 13)),
        # In summer London's day begins at 23:00 UTC, and it is tomorrow there already.
        ("on:today", day(2026, 7, 15, 23), day(2026, 7, 16, 23)),
        ("on:Yesterday", day(2026, 7, 14, 23), day(2026, 7, 15, 23)),
        ("after:01/03/2021 before:05/03/2021", day(2021, 3, 2), day(2021, 3, 5)),
        ("after:01/03/2021 after:03/03/2021", day(2021, 3, 4), None),
        ('before:"12/03/2021"', None, day(2021, 3, 12)),
    ],
)
def test_days(typed: str, from_ms: int | None, until_ms: int | None) -> None:
    query = parse(typed, now=NOW)
    assert (query.from_ms, query.until_ms) == (from_ms, until_ms)
    assert not query.notes


@pytest.mark.parametrize(
    ("typed", "note"),
    [
        ("is:purple", "is:"),
        ("network:myspace", "network"),
        ("before:soon", "before:"),
        ("on:31/02/2021", "on:"),
        ("on:99/99/9999", "on:"),
        ("-before:12/03/2021", "minus"),
        ("!!!", "Signs"),
        ("😡", "Signs"),
        ('account:""', "which"),
        ("word " * 100, "words"),
        ("x" * 5_000, "letters"),
    ],
)
def test_what_cannot_be_understood_is_said_gently(typed: str, note: str) -> None:
    (sentence,) = parse(typed, now=NOW).notes
    assert note in sentence


def test_nothing_typed_narrows_nothing() -> None:
    assert parse("").empty
    assert parse(" \t ").empty
    assert Query().empty


# --- Against the database -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk() -> InboxDesk:
    made = InboxDesk()
    made.take(
        fetched_thread(),
        fetched_item(1, "My bike was stolen in Exeter", name="Ada Okafor", author=1),
        fetched_item(2, "The stolen bike was found", name="Bea Smith", author=2),
        fetched_item(3, "Bicycle theft: naïve café owner, you idiot", name="Ada Jones", author=3),
        fetched_item(4, "I shall kill the bike", name="Cem", author=4, hidden=True),
        fetched_item(5, "Thank you for the bike", name="The Force", author=9, by_force=True),
        fetched_item(6, "bike?", name="Dee", author=6, kind=ItemKind.MESSAGE, thread=2),
        fetched_item(7, "Re: bike", name="Ada Okafor", author=1, kind=ItemKind.REPLY, parent=2),
    )
    while index_more(made.db):
        pass
    return made


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("bike", [7, 6, 5, 4, 2, 1]),
        ("stolen bike", [2, 1]),
        ('"stolen bike"', [2]),
        ("bi", [7, 6, 5, 4, 3, 2, 1]),
        ("BIKE -stolen", [7, 6, 5, 4]),
        ("-stolen", [7, 6, 5, 4, 3]),
        ("okafor", [7, 1]),
        ("author:okafor", [7, 1]),
        ("author:ada", [7, 3, 1]),
        ('author:"ada okafor" stolen', [1]),
        ("bike -author:ada", [6, 5, 4, 2]),
        ("naive cafe", [3]),
        ("bike is:hidden", [4]),
        ("is:hidden", [4]),
        ("is:visible is:comment", [5, 3, 2, 1]),
        ("is:force", [5]),
        ("bike -is:force is:unread", [7, 6, 4, 2, 1]),
        ("is:message", [6]),
        ("is:reply author:ada", [7]),
        ("is:flagged", [4, 3]),
        ("is:urgent", [4]),
        ("is:done", []),
        ("is:gone", []),
        ("network:facebook is:message", [6]),
        ("network:myspace", []),
        ("account:north bike stolen", [2, 1]),
        ("account:south", []),
        ("-account:north", []),
        ("bike after:today", []),
        ("absent", []),
    ],
)
def test_what_is_found(desk: InboxDesk, typed: str, numbers: list[int]) -> None:
    query = parse(typed, now=NOW)
    view = inbox.search_view(query)
    ids = [desk.id(number) for number in numbers]
    assert desk.listed(view) == ids
    assert list(inbox.first_ids(desk.db, view)) == ids
    assert inbox.view_count(desk.db, view) == len(ids)
    assert inbox.holds(desk.db, view, frozenset(desk.id(number) for number in range(1, 8))) == set(ids)


def test_the_index_is_told_of_items_in_turn(desk: InboxDesk) -> None:
    fresh = InboxDesk()
    fresh.take(fetched_thread(), *(fetched_item(number, f"word{number}") for number in range(10)))

    assert inbox.not_yet_indexed(fresh.db) == 10
    assert index_more(fresh.db, 4) == 6
    assert fresh.texts(inbox.search_view(parse("word"))) == ["word3", "word2", "word1", "word0"]
    assert index_more(fresh.db, 40) == 0
    assert inbox.not_yet_indexed(fresh.db) == 0
    assert index_more(fresh.db) == 0


# --- No typed string can break it -----------------------------------------------------------------------------------

PIECES = [
    '"',
    "'",
    "*",
    "^",
    "(",
    ")",
    "-",
    "+",
    ":",
    ",",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "/",
    "%",
    "_",
    ";",
    "--",
    "\0",
    "\ud800",
    "\udfff",
    "\u202e",
    "\u200b",
    "\u0301",
    "ﷺ",
    "İ",
    "ß",
    "𝔹",
    "😡",
    "٣",
    "１",
    "中",
    "ไทย",
    "AND",
    "OR",
    "NOT",
    "NEAR(a b, 2)",
    "author:",
    "text:",
    "rowid:",
    "is:",
    "is:hidden",
    "is:open",
    "-is:done",
    "network:",
    "account:north",
    "before:",
    "before:1/1/2020",
    "on:today",
    "after:31/12/9999",
    "on:0/0/0",
    "bike",
    "a",
    "-",
    '-"',
    '""',
    "MATCH",
    "items_fts",
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "“",
    "”",
    "«",
    "1e999",
    "x" * 300,
]


def ask(db: Connection, typed: str) -> None:
    view = inbox.search_view(parse(typed, now=NOW))
    ids = list(inbox.first_ids(db, view, 50))
    assert ids == sorted(ids, reverse=True)


def test_twenty_thousand_strings_break_nothing(desk: InboxDesk) -> None:
    chance = random.Random(20)
    for _ in range(20_000):
        ask(desk.db, "".join(chance.choices(PIECES, k=chance.randint(1, 7))))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet=st.characters(), max_size=40) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_string_breaks_it(desk: InboxDesk, typed: str) -> None:
    ask(desk.db, typed)


@pytest.mark.parametrize("one", STATES)
@pytest.mark.parametrize("other", ["", " bike", " on:today", " -stolen"])
@pytest.mark.parametrize("minus", ["", "-"])
def test_every_state_can_be_asked_with_everything(desk: InboxDesk, one: str, other: str, minus: str) -> None:
    ask(desk.db, f"{minus}is:{one}{other}")


@given(st.text(alphabet=st.characters(categories=["L", "N"], max_codepoint=0x4FF), min_size=1, max_size=12))
@settings(max_examples=50)
def test_what_is_written_is_found_by_its_own_words(text: str) -> None:
    desk = InboxDesk()
    desk.take(fetched_thread(), fetched_item(1, f"before {text} after"))
    assert desk.found(f'"before {text}"') == desk.found(f"{text} ") == [f"before {text} after"]
