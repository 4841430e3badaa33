"""Texts that are nearly the same, found among a million (4.3e): how many of ten kinds of edit, and how fast.

The texts are those of ../shared/datasets, and copies of them with words exchanged until there are enough; nothing of
them is kept. Each edit is made to 200 of them.
"""

from __future__ import annotations

import csv
import random
import string
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from socialdesk.inbox import likeness
from socialdesk.model.ids import ItemId
from socialdesk.storage.database import Connection, open_writer, writing
from socialdesk.triage.likeness import keys
from tests.benchmarks.builder import KEY, how_many
from tests.benchmarks.timing import percentile, timed_ms
from tests.shared_files import shared

QUERIES = 200
SOURCES = (
    ("davidson/train.csv", "tweet"),
    ("edos/train_dev.csv", "text"),
    ("hatemoji_build/train.csv", "text"),
    ("toxic_spans/tsd_train.csv", "text"),
)
_LEET = str.maketrans("oieas", "01345")
_LIKE = str.maketrans("aeopc", "\u0430\u0435\u043e\u0440\u0441")


def real_texts() -> list[str]:
    found: list[str] = []
    for name, column in SOURCES:
        with Path(shared(f"datasets/{name}")).open(encoding="utf-8", newline="") as file:
            found += [row[column] for row in csv.DictReader(file)]
    return [text for text in dict.fromkeys(found) if len(text) >= 40]


def many(texts: list[str], count: int) -> Iterator[str]:
    chance = random.Random(5)
    words = [word for text in texts[:4_000] for word in text.split()]
    yield from islice(texts, count)
    for number in range(len(texts), count):
        parts = texts[number % len(texts)].split()
        for _ in range(max(2, len(parts) // 2)):
            parts[chance.randrange(len(parts))] = chance.choice(words)
        yield " ".join(parts)


def _typos(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(2):
        letters[chance.randrange(len(letters))] = chance.choice(string.ascii_lowercase)
    return "".join(letters)


def _other_word(text: str, chance: random.Random) -> str:
    parts = text.split()
    parts[chance.randrange(len(parts))] = "moonlight"
    return " ".join(parts)


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "exact": lambda text, _: text,
    "case and marks": lambda text, _: text.upper().replace(" ", "  ").replace(".", "") + "!!",
    "emoji": lambda text, _: text.replace(" ", " \U0001f602 ", 2) + " \U0001f525\U0001f525",
    "two typos": _typos,
    "another word": _other_word,
    "before and after": lambda text, _: f"hello all, {text} thanks",
    "leet": lambda text, _: text.translate(_LEET),
    "look-alikes": lambda text, _: text.translate(_LIKE),
    "invisible": lambda text, _: "\u200b".join(text),
    "cut by a fifth": lambda text, _: text[: len(text) * 4 // 5],
}


_AUTHOR = "INSERT INTO authors (id, network, native_id, name, first_seen_ms) VALUES (?, 'facebook', ?, '', 0)"
_ITEM = (
    "INSERT INTO items (id, account_id, thread_id, kind, native_id, author_id, text, created_ms, received_ms)"
    " VALUES (?, 1, 1, 'comment', ?, ?, ?, 0, 0)"
)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Connection, list[str]]]:
    texts = real_texts()
    db = open_writer(tmp_path_factory.mktemp("likeness") / "socialdesk.db", KEY)
    with writing(db):
        db.execute(
            "INSERT INTO accounts (id, network, native_id, name, added_ms) VALUES (1, 'facebook', 'a', 'a', 0)"
        )
        db.execute(
            "INSERT INTO threads (id, account_id, kind, native_id, text, created_ms, raw)"
            " VALUES (1, 1, 'post', 't', '', 0, '{}')"
        )
        db.executemany(_AUTHOR, [(author, f"p{author}") for author in range(1, 60_001)])
    numbered = enumerate(many(texts, how_many()), start=1)
    while page := list(islice(numbered, 5_000)):
        with writing(db):
            db.executemany(
                _ITEM,
                [(number, f"c{number}", number % 60_000 + 1, text) for number, text in page],
            )
            for number, text in page:
                likeness.add(db, ItemId(number), keys(text))
    yield db, texts[: how_many()]
    db.close()


def test_likes_among_a_million(stocked: tuple[Connection, list[str]]) -> None:
    db, texts = stocked
    chance = random.Random(7)
    found: dict[str, float] = {}
    samples: list[float] = []
    for name, edit in EDITS.items():
        hits = 0
        for place in chance.sample(range(len(texts)), QUERIES):
            asked = edit(texts[place], chance)
            answer: list[likeness.Like] = []
            samples.append(
                timed_ms(lambda asked=asked, answer=answer: answer.extend(likeness.likes(db, asked)))
            )
            hits += any(like.item_id == place + 1 for like in answer)
        found[name] = hits / QUERIES
        print(f"  {name:18} {found[name]:.3f}")
    mean = sum(found.values()) / len(found)
    rows = db.execute("SELECT count(*) FROM likeness").fetchone()
    print(f"  mean {mean:.3f} (goal .985){'' if mean >= 0.985 else ' !!'}; keys {rows[0] if rows else 0:,}")
    p95 = percentile(samples, 0.95)
    print(f"  p50 {percentile(samples, 0.5):.2f} ms, p95 {p95:.2f} ms (goal 1){'' if p95 <= 1 else ' !!'}")
    assert mean > 0.9
