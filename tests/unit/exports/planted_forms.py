"""Five hundred identifiers in the forms in which people write them, and a desk in whose every field they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random

from socialdesk.clock import to_ms
from socialdesk.decisions.asking import ask
from socialdesk.decisions.handling import look_up, mark_done, write_note
from socialdesk.decisions.keep import decide_keep
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.exports.known_of import the_lexicon
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import AuthorId, ItemId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.platforms.api import FetchedAuthor
from socialdesk.register import staff
from socialdesk.storage.database import Connection
from socialdesk.triage.api import ProtectedKind
from socialdesk.triage.normalise import Normaliser
from tests.fakes.stocked_desk import NOON, OFFICER, StockedDesk, book, capabilities, comment, stocked

FIRST = str.split(
    "Zelda Yorick Xanthe Wendell Vesper Ulric Tamsin Siobhán Quillon Petroc Łucja Oluwaseun Priyanka"
)
LAST = str.split(
    "Abernethy Blenkinsop Cattermole O'Dunwoody Entwistle Featherstone-Haugh Gathercole Wójcik Jellicoe"
)
CYRILLIC = str.maketrans("aeopcxyABEKMHOPCTX", "аеорсхуАВЕКМНОРСТХ")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}

KNOWN: dict[str, Callable[[str, str], str]] = {
    "in full": lambda first, last: f"{first} {last}",
    "shouted": lambda first, last: f"{first} {last}".upper(),
    "small": lambda first, last: f"{first} {last}".lower(),
    "surname first": lambda first, last: f"{last}, {first}",
    "together": lambda first, last: f"{first}{last}".lower(),
    "hashtag": lambda first, last: f"#JusticeFor{first}{last}",
    "in a word": lambda first, last: f"team{first}{last}fans".lower(),
    "surname alone": lambda _first, last: last,
    "first name alone": lambda first, _last: first,
    "genitive": lambda first, last: f"{first} {last}'s",
    "plural": lambda _first, last: f"the {last}s",
    "initial": lambda first, last: f"{first[0]}. {last}",
    "dotted": lambda first, last: f"{first}.{last}".lower(),
    "look-alikes": lambda first, last: f"{first} {last}".translate(CYRILLIC),
    "wide": lambda first, last: f"{first} {last}".translate(WIDE),
    "invisible": lambda first, last: "\u200b".join(f"{first} {last}"),
    "combining": lambda first, last: "".join(
        f"{sign}\u0301" if sign.isalpha() else sign for sign in f"{first} {last}"
    ),
    "struck out": lambda first, last: "\u0336".join(f"{first} {last}"),
    "bare of accents": lambda first, last: _bare(f"{first} {last}"),
    "spread": lambda first, last: f"{first}   {last}",
    "underscored": lambda first, last: f"{first}_{last}".lower(),
    "emoji between": lambda first, last: f"{first} \U0001f600 {last}",
}
"""How the name of somebody whom the desk knows is written by others."""

FORMS: dict[str, Callable[[Random], str]] = {
    "mobile": lambda r: r.choice(
        ("07{0} {1}", "07{0}-{1}", "+44 7{0} {1}", "00447{0}{1}", "07{0}.{1}", "(07{0}) {1}")
    ).format(_digits(r, 3), _digits(r, 6)),
    "phone apart": lambda r: " ".join(f"07{_digits(r, 9)}"),
    "phone with letters": lambda r: f"O7{_digits(r, 3)} O{_digits(r, 5)}",
    "phone in words": lambda r: " ".join(
        r.choice(("seven", "nine", "four", "double two")) for _ in range(11)
    ),
    "wide digits": lambda r: f"07{_digits(r, 9)}".translate(WIDE),
    "e-mail": lambda r: f"{_word(r)}.{_word(r)}@{_word(r)}.{r.choice(('org', 'co.uk', 'police.uk'))}",
    "e-mail spelt": lambda r: (
        f"{_word(r)} {r.choice(('(at)', '[at]', 'at'))} {_word(r)} {r.choice(('(dot)', 'dot'))} com"
    ),
    "e-mail of a provider": lambda r: f"{_word(r)} at gmail",
    "e-mail in capitals": lambda r: f"{_word(r)}@{_word(r)}.example".upper(),
    "postcode": lambda r: (
        f"NN{r.randrange(1, 30)}{_gap(r)}{r.randrange(1, 9)}{r.choice('ABD')}{r.choice('HJL')}"
    ),
    "plate": lambda r: f"{r.choice(('AB', 'KX', 'LD'))}{r.randrange(51, 74)}{_gap(r)}{_word(r)[:3].upper()}",
    "old plate": lambda r: f"{r.choice('ABCDEF')}{r.randrange(100, 999)} {_word(r)[:3].upper()}",
    "address": lambda r: (
        f"{r.randrange(1, 300)} {_word(r).title()} {r.choice(('Road', 'Ave', 'Close', 'St'))}"
    ),
    "flat": lambda r: f"flat {r.randrange(1, 90)}, {r.randrange(1, 90)} {_word(r)} court",
    "street": lambda r: f"{_word(r).title()} {r.choice(('Crescent', 'Lane', 'Rd', 'Terrace'))}",
    "NI number": lambda r: r.choice(
        ("QQ {0} {1} {2} C", "QQ{0}{1}{2}C", "qq{0}{1}{2}c", "QQ-{0}-{1}-{2}-C")
    ).format(*(_digits(r, 2) for _ in range(3))),
    "NHS number": lambda r: r.choice(("9{0} {1} {2}", "9{0}-{1}-{2}", "9{0}{1}{2}")).format(
        _digits(r, 2), _digits(r, 3), _digits(r, 4)
    ),
    "bank": lambda r: r.choice(("sort code {0} {0} {0}", "{0}-{0}-{0} {1}", "GB29NWBK{1}{1}")).format(
        _digits(r, 2), _digits(r, 8)
    ),
    "licence": lambda r: f"{_word(r)[:5].upper()}{_digits(r, 6)}{_word(r)[:2].upper()}9IJ",
    "reference": lambda r: f"NP/{_digits(r, 4)}/{r.randrange(20, 27)}",
    "date of birth": lambda r: r.choice(
        ("{0}/{1}/19{2}", "{0}.{1}.{2}", "{0} April 19{2}", "April {0}, 19{2}")
    ).format(r.randrange(10, 28), r.randrange(1, 9), r.randrange(50, 99)),
    "collar number": lambda r: r.choice(
        ("PC {0}", "pc{0}", "PCSO {0}", "collar number {0}", "CO{0}", "Sgt. {0}")
    ).format(_digits(r, 4)),
    "handle": lambda r: r.choice(
        (
            "@{0}",
            "@{0}.{1}",
            "{0}_{1}",
            "@{0}.bsky.social",
            "{0}.bsky.social",
            "{0}{2}",
            "insta: {0}",
            "{0}#{2}",
        )
    ).format(_word(r), _word(r), _digits(r, 4)),
    "link": lambda r: r.choice(
        (
            "https://x.com/{0}/status/{1}",
            "facebook.com/{0}.{1}",
            "hxxps://{0}[.]example/{1}",
            "{0}[.]com/{1}",
            "//{0}.org/{1}",
            "{0}.photography",
            "t.me/{0}",
            "www.{0}.wales/{1}",
        )
    ).format(_word(r), _digits(r, 9)),
    "id": lambda r: r.choice(
        (
            "{0}{1}",
            "{0}_{1}",
            "did:plc:{2}{0}",
            "urn:li:person:{2}{0}",
            "at://did:plc:{2}/app.bsky.feed.post/3{2}",
            "UC{2}{2}{2}{3}",
        )
    ).format(_digits(r, 9), _digits(r, 8), _word(r), _word(r)[:4]),
    "device": lambda r: r.choice(
        ("00:1A:2B:{0}:{1}:5E", "192.168.{2}.{3}", "2001:db8::{0}{1}", "35{0}{1}64380{4}")
    ).format(_hex(r), _hex(r), r.randrange(9, 99), r.randrange(9, 99), _digits(r, 4)),
    "stranger in capitals": lambda r: f"{_word(r).title()} {_word(r).title()}",
    "stranger after a title": lambda r: f"{r.choice(('Mr', 'Mrs', 'Dr', 'PC', 'Cllr'))} {_word(r).title()}",
    "stranger by a known first name": lambda r: (
        f"{r.choice(('kyle', 'darren', 'Sharon', 'Karen'))} {_word(r)}"
    ),
    "stranger with a particle": lambda r: (
        f"{_word(r).title()} {r.choice(('van der', 'de', 'al', 'bin'))} {_word(r).title()}"
    ),
    "nickname": lambda r: f"{r.choice(('Big', 'Mad', 'our'))} {_word(r).title()}",
    "another script": lambda r: (
        "".join(r.choice("王李张刘陈杨黄赵吴周") for _ in range(3)) + r.choice("龘靐齉爩")
    ),
    "letters apart": lambda r: " ".join(_word(r)),
}
"""What is known by its form alone, or guessed to be a name."""
COUNT = 500
_NOBODY = frozenset(("facebook", "photography", "example"))
_NORMALISER = Normaliser(the_lexicon().look_alikes)


@dataclass(frozen=True)
class Identifier:
    """One of them: of which kind, as it is written, and what of it must be found nowhere."""

    kind: str
    written: str
    cores: tuple[str, ...]


def squeezed(text: str) -> str:
    """Letters and digits in plain form: however a text is broken into lines, or an identifier disguised."""
    return "".join(sign for sign in _NORMALISER.whole(text).text if sign.isalnum())


@cache
def people() -> tuple[tuple[str, str], ...]:
    """First and last names of the authors; no last name is a part of another."""
    random = Random(11)
    return tuple((f"{first}", f"{last.title()}{_word(random)}") for first in FIRST[:4] for last in LAST[:3])


@cache
def identifiers() -> tuple[Identifier, ...]:
    """All of them, each once."""
    random, made = Random(5), dict[str, Identifier]()
    ways = list(KNOWN)
    for number in range(len(people()) * len(ways)):
        first, last = people()[number % len(people())]
        kind = ways[number // len(people())]
        written = KNOWN[kind](first, last)
        told = Identifier(kind, written, (squeezed(first if kind == "first name alone" else last),))
        made.setdefault(written, told)
        if len(made) >= COUNT // 2:
            break
    kinds = list(FORMS)
    while len(made) < COUNT:
        kind = kinds[len(made) % len(kinds)]
        written = FORMS[kind](random)
        made.setdefault(written, Identifier(kind, written, _cores(kind, written)))
    return tuple(made.values())


def leaked(text: str, among: tuple[Identifier, ...] | None = None) -> list[Identifier]:
    """Which of them can be found in a text."""
    plain = squeezed(text)
    return [each for each in among or identifiers() if any(core in plain for core in each.cores)]


@dataclass
class Planted:
    """The desk, and what was exported of it."""

    desk: StockedDesk
    items: list[ItemId] = field(default_factory=list)

    @property
    def db(self) -> Connection:
        return self.desk.db


def planted_desk() -> Planted:
    """Each identifier stands in one field of many: texts, posts, notes, reasons, questions, replies, audit words."""
    shares: list[list[Identifier]] = [list(identifiers()[number::24]) for number in range(24)]
    fetched = []
    for number, (first, last) in enumerate(people()):
        said = " and then ".join(each.written for each in shares[number])
        author = FetchedAuthor(native_id=NativeId(f"71{number:010}"), untrusted_name=f"{first} {last}")
        one = comment(f"c{number}", f"so {said} and that is all")
        fetched.append(replace(one, created_ms=to_ms(NOON), author=author))
    desk = stocked(*fetched)
    made = Planted(desk, list(desk.items.values()))
    db, by = desk.db, OFFICER
    words = ["so " + " and then ".join(each.written for each in share) + " and that" for share in shares[12:]]
    db.execute("UPDATE threads SET text = ?", (words[0],))
    first = people()[0]
    add_words(
        db, case_name="a case", words=f"{first[0]} {first[1]}", kind=ProtectedKind.NICKNAME, now=NOON, by=by
    )
    staff.add(db, name="Hezekiah Staffer", number="7788", role=Role.OSCAR_1, now=NOON, by=by)
    item = iter(made.items)
    write_note(db, item_id=next(item), text=words[1], now=NOON, by=by)
    ask(db, item_id=next(item), question=words[2], now=NOON, by=Person("Hezekiah Staffer", Role.OSCAR_1))
    for aim, less in ((words[3], words[4]), (words[5], words[6])):
        decide_removal(
            db, item_id=next(item), action=ActionKind.HIDE, grounds=["spam"], answers={"spam.what": "A fraud or scam"},
            aim=aim, why_not_less=less, book=book(), capabilities=capabilities(), now=NOON, by=by,
        )  # fmt: skip
    decide_reply(
        db, item_id=next(item), kind=ActionKind.REPLY, text=words[7].replace("[", "(").replace("]", ")"), book=book(),
        capabilities=capabilities(), now=NOON, by=by,
    )  # fmt: skip
    decide_keep(db, item_id=next(item), reason=words[8], grounds=[], book=book(), now=NOON, by=by)
    mark_done(db, item_id=next(item), reason=words[9], now=NOON, by=by)
    author = db.execute("SELECT author_id FROM items WHERE id = ?", (made.items[0],)).fetchone()
    assert author is not None
    look_up(db, author_id=AuthorId(author[0]), item_id=made.items[0], reason=words[10], now=NOON, by=by)
    db.execute("UPDATE outbox SET reason = ?", (words[11],))
    return made


def _cores(kind: str, written: str) -> tuple[str, ...]:
    """Words are looked for one by one where any of them alone points at somebody."""
    if kind.startswith(("stranger", "nickname", "address", "street", "flat")):
        parts = [squeezed(part) for part in written.replace(",", " ").split()]
        return tuple(part for part in parts if len(part) > 5) or (max(parts, key=len),)
    if kind == "collar number":
        return (f" {written}".split()[-1].lower()[-4:],)
    if kind in ("e-mail spelt", "e-mail of a provider", "link", "handle", "e-mail"):
        parts = [
            squeezed(part) for part in written.replace(".", " ").replace("/", " ").replace("@", " ").split()
        ]
        return tuple(part for part in parts if len(part) > 6 and part not in _NOBODY)
    return (squeezed(written),)


def _word(random: Random) -> str:
    """Seven letters that are no word."""
    return "".join(random.choice("bdgklmrvz") + random.choice("aeiou") for _ in range(3)) + random.choice(
        "kqxz"
    )


def _gap(random: Random) -> str:
    return random.choice((" ", "", "-", "."))


def _digits(random: Random, number: int) -> str:
    return "".join(random.choice("23456789") for _ in range(number))


def _hex(random: Random) -> str:
    return f"{random.randrange(16, 255):02X}"


def _bare(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
