"""A database of a million items, built by bulk SQL that leaves the same rows as the intake would.

`tests/store/test_inbox_builder.py` compares the two. Names and words are made up.
"""

from __future__ import annotations

import hashlib
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

import msgspec

from socialdesk.audit.entries import Received
from socialdesk.audit.log import append
from socialdesk.inbox import search
from socialdesk.inbox.earlier import key_of
from socialdesk.model.accounts import Network
from socialdesk.model.findings import Assessment, Band, Signal, Span
from socialdesk.model.ids import AccountId, ItemId, NativeId
from socialdesk.model.items import ItemKind, ThreadKind
from socialdesk.model.people import DESK
from socialdesk.platforms.api import FetchedAuthor, FetchedItem, FetchedThread
from socialdesk.policy.assess import assess
from socialdesk.policy.book import Book
from socialdesk.policy.context import Context
from socialdesk.policy.replying import TO_ANSWER
from socialdesk.policy.urgency import Standing, weigh
from socialdesk.storage.database import Connection, memory_database, open_writer, writing

KEY = bytes(range(32))
ACCOUNTS = ("North Patrol", "South Patrol", "Roads Policing", "Control Room", "Press Office")
START_MS = 1_600_000_000_000
EVERY_MS = 60_000
"""A minute from one item to the next: a million in two years."""
PAGE = 1000
SWEAR = "numpty"
"""The one word that triage finds here; `found` is what a triage has to make of it."""
_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnprstvw"


def how_many() -> int:
    """Items to build: SOCIALDESK_BENCH_ITEMS, or a million."""
    return int(os.environ.get("SOCIALDESK_BENCH_ITEMS", "1000000"))


@cache
def words() -> list[str]:
    """4,000 words, the commonest first."""
    chance = random.Random(1)
    made = ["the", "to", "and", "of", "you", "is", "in", "it", "for", "that"]
    made += ["police", "stolen", "car", "thanks", "road", "help", "officer", SWEAR]
    seen = set(made)
    while len(made) < 4_000:
        word = "".join(
            chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, 4))
        ) + chance.choice(("", "n", "r", "s", "t"))
        if word not in seen:
            seen.add(word)
            made.append(word)
    return made


def threads(count: int) -> Iterator[tuple[int, FetchedThread]]:
    """Posts, one for every fifty items, with the number of their account; one in twenty is a conversation."""
    chance = random.Random(2)
    vocabulary = words()
    for number in range(max(1, count // 50)):
        kind = ThreadKind.CONVERSATION if number % 20 == 7 else ThreadKind.POST
        text = "" if kind is ThreadKind.CONVERSATION else " ".join(chance.choices(vocabulary, k=30))
        yield (
            number % len(ACCOUNTS),
            FetchedThread(
                native_id=NativeId(f"100{number:09d}"),
                kind=kind,
                untrusted_text=text,
                created_ms=START_MS + number * 50 * EVERY_MS,
                permalink=f"https://example.org/posts/{number}",
                comment_count=None,
                raw=f'{{"id":"100{number:09d}"}}',
            ),
        )


def items(count: int) -> Iterator[tuple[int, FetchedItem]]:
    """Items in order of arrival with the number of their account. The last thread but one holds 10,000."""
    chance = random.Random(3)
    vocabulary = words()
    weights = [1 / (place + 2) for place in range(len(vocabulary))]
    pool = chance.choices(vocabulary, weights=weights, k=1_000_003)
    posts = max(1, count // 50)
    long_thread = max(0, posts - 2)
    at = 0
    for number in range(count):
        post = number // 50 if number % 100 >= 1 or count < 1_000_000 else long_thread
        length = 4 + number * 7 % 38
        at = (at + length) % (len(pool) - 100)
        text = " ".join(pool[at : at + length])
        private = post % 20 == 7
        force = number % 33 == 0
        reply = not private and number % 9 == 3
        who = f"own{post % len(ACCOUNTS)}" if force else f"p{int(chance.paretovariate(0.6)) % 60_000}"
        yield (
            post % len(ACCOUNTS),
            FetchedItem(
                native_id=NativeId(f"100{post:09d}_{number:010d}"),
                thread=NativeId(f"100{post:09d}"),
                parent=NativeId(f"100{post:09d}_{number - 1:010d}") if reply else None,
                kind=ItemKind.MESSAGE if private else ItemKind.REPLY if reply else ItemKind.COMMENT,
                author=FetchedAuthor(native_id=NativeId(who), untrusted_name=_name(who)),
                untrusted_text=text,
                created_ms=START_MS + number * EVERY_MS,
                by_force=force,
                hidden=number % 500 == 1,
                can_hide=not force,
                can_remove=True,
                can_reply_privately=not force and not private,
                permalink=f"https://example.org/comments/{number}",
                raw=f'{{"id":"100{post:09d}_{number:010d}","message":"{text}"}}',
            ),
        )


def _name(native_id: str) -> str:
    first = ("Ada", "Grace", "Alan", "Okafor", "Mary", "Noor", "Tom", "Priya", "Lewis", "Sam")
    number = int(hashlib.blake2b(native_id.encode(), digest_size=4).hexdigest(), 16)
    return f"{first[number % 10]} {words()[200 + number // 10 % 3000].capitalize()}"


def found(text: str) -> tuple[Signal, ...]:
    """What the triage of the benchmarks makes of a text."""
    place = f" {text} ".find(f" {SWEAR} ")
    if place < 0:
        return ()
    span = Span(place, place + len(SWEAR))
    return (Signal(ground="offensive_language", band=Band.LIKELY, spans=(span,), found_by="a word"),)


def build(db: Connection, count: int, book: Book, *, settled: bool = True) -> None:
    """Fills an empty database; `settled` with what people did meanwhile."""
    account_ids = _accounts(db)
    thread_ids: dict[str, int] = {}
    with writing(db):
        for place, (account, thread) in enumerate(threads(count), start=1):
            db.execute(
                "INSERT INTO threads (id, account_id, native_id, kind, text, created_ms, permalink, comment_count, raw)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    place,
                    account_ids[account],
                    thread.native_id,
                    thread.kind.value,
                    thread.untrusted_text,
                    thread.created_ms,
                    thread.permalink,
                    thread.comment_count,
                    thread.raw,
                ),
            )
            thread_ids[thread.native_id] = place
    source = enumerate(items(count), start=1)
    authors: dict[str, int] = {}
    while page := list(islice(source, PAGE)):
        with writing(db):
            _page(db, page, account_ids, thread_ids, authors, book)
    if settled:
        _settle(db, count)
    while search.index_more(db, 20_000):
        pass
    with writing(db):
        db.execute("INSERT INTO items_fts (items_fts) VALUES ('optimize')")


def _accounts(db: Connection) -> list[AccountId]:
    with writing(db):
        for number, name in enumerate(ACCOUNTS):
            db.execute(
                "INSERT INTO accounts (network, native_id, name, added_ms) VALUES ('facebook', ?, ?, 0)",
                (f"own{number}", name),
            )
    return [AccountId(row[0]) for row in db.execute("SELECT id FROM accounts ORDER BY id").fetchall()]


def _page(
    db: Connection,
    page: Sequence[tuple[int, tuple[int, FetchedItem]]],
    account_ids: Sequence[AccountId],
    thread_ids: dict[str, int],
    authors: dict[str, int],
    book: Book,
) -> None:
    now_ms = page[-1][1][1].created_ms + EVERY_MS
    new_authors: list[tuple[int, str, str, str, int]] = []
    for _, (_, item) in page:
        assert item.author is not None
        if item.author.native_id not in authors:
            authors[item.author.native_id] = len(authors) + 1
            new_authors.append(
                (len(authors), "facebook", item.author.native_id, item.author.untrusted_name, now_ms)
            )
    db.executemany(
        "INSERT INTO authors (id, network, native_id, name, first_seen_ms) VALUES (?, ?, ?, ?, ?)",
        new_authors,
    )
    rows = [
        (item_id, account_ids[account], item, authors[item.author.native_id], thread_ids[item.thread])
        for item_id, (account, item) in page
        if item.author is not None
    ]
    db.executemany(
        "INSERT INTO items (id, account_id, thread_id, parent_native_id, kind, native_id, author_id, text, created_ms,"
        " received_ms, by_force, hidden, can_hide, can_remove, can_reply_privately, permalink, has_media,"
        " repeat_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        [
            (
                item_id,
                account,
                thread,
                item.parent,
                item.kind.value,
                item.native_id,
                author,
                item.untrusted_text,
                item.created_ms,
                now_ms,
                int(item.by_force),
                int(bool(item.hidden)),
                item.can_hide,
                item.can_remove,
                item.can_reply_privately,
                item.permalink,
                0 if item.by_force else key_of(item.untrusted_text),
            )
            for item_id, account, item, author, thread in rows
        ],
    )
    salts = random.Random(rows[0][0])
    db.executemany(
        "INSERT INTO item_raw (item_id, raw, salt) VALUES (?, ?, ?)",
        [(item_id, item.raw, salts.randbytes(32)) for item_id, _, item, _, _ in rows],
    )
    worklist: list[tuple[int, int, str, int, int, int, int, int, str, int, int]] = []
    assessments: list[tuple[int, str, str]] = []
    for item_id, account, item, _, _ in rows:
        signals = () if item.by_force else found(item.untrusted_text)
        findings, top, urgency = "[]", "", 0
        assessment = Assessment(findings=(), pack_version=book.version)
        if signals:
            context = Context(network=Network.FACEBOOK, kind=item.kind, by_force=item.by_force)
            assessment = assess(signals, context, book)
            findings = msgspec.json.encode(assessment.findings).decode()
            top = assessment.findings[0].ground if assessment.findings else ""
            urgency = assessment.urgency
        force = int(item.by_force)
        worklist.append(
            (
                item_id,
                account,
                item.kind.value,
                item.created_ms,
                1 - force,
                1 - force,
                urgency,
                int(bool(top)),
                top,
                int(top in TO_ANSWER),
                0
                if item.by_force
                else weigh(assessment, Standing(network=Network.FACEBOOK, kind=item.kind), book),
            )
        )
        assessments.append((item_id, book.version, findings))
    db.executemany(
        "INSERT INTO worklist (item_id, account_id, kind, created_ms, open, unread, urgency, flagged, top_ground,"
        " to_answer, weight) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        worklist,
    )
    db.executemany(
        "INSERT INTO assessments (item_id, pack_version, findings) VALUES (?, ?, ?)",
        assessments,
    )
    for account in sorted({row[1] for row in rows}):
        new = tuple(ItemId(row[0]) for row in rows if row[1] == account)
        append(db, Received(account_id=account, new=new), by=DESK, at_ms=now_ms)


def _settle(db: Connection, count: int) -> None:
    """What people did meanwhile: of the older half most is done, some is urgent, a little is taken or gone."""
    with writing(db):
        db.execute(
            "UPDATE worklist SET open = 0, unread = 0, outcome = 'kept', handled_ms = ?, handled_by = 'Ada'"
            " WHERE open = 1 AND item_id <= ? AND item_id % 10 < 8",
            (START_MS + count * EVERY_MS, count // 2),
        )
        # One in a thousand of it today.
        db.execute(
            "UPDATE worklist SET handled_ms = handled_ms + 1 WHERE handled_ms > 0 AND item_id % 1000 = 2"
        )
        db.execute(
            "UPDATE worklist SET urgency = 2, flagged = 1, weight = 112 + item_id % 8"
            " WHERE open = 1 AND item_id % 200 = 7"
        )
        db.execute("UPDATE worklist SET unread = 0 WHERE unread = 1 AND item_id % 3 = 0")
        db.execute("UPDATE worklist SET claimed_by = 'Ada' WHERE open = 1 AND item_id % 5000 = 11")
        db.execute("UPDATE items SET gone_ms = received_ms + 1 WHERE id % 1000 = 3")
        db.execute(
            "INSERT INTO account_health (account_id, last_try_ms, last_success_ms, last_item_ms)"
            " SELECT id, :at, :at, :at FROM accounts",
            {"at": START_MS + count * EVERY_MS},
        )


def schema_hash() -> str:
    """Changes when the schema or this builder does."""
    db = memory_database()
    said = [str(row[0]) for row in db.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall()]
    db.close()
    return hashlib.sha256("".join(said).encode() + Path(__file__).read_bytes()).hexdigest()[:12]


def built(count: int, book: Book) -> Path:
    """The database, from the cache in the system's folder for passing files, or built anew."""
    path = Path(tempfile.gettempdir()) / f"socialdesk-bench-{count}-{schema_hash()}.db"
    if not path.exists():
        making = path.with_suffix(".making")
        for left in making.parent.glob(f"{making.name}*"):
            left.unlink()
        db = open_writer(making, KEY)
        # A build that is cut off is begun again, so it need not be durable.
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")
        build(db, count, book)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        making.replace(path)
    return path
