"""Five hundred identifiers of twelve kinds, and a desk in whose every field they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from random import Random

from socialdesk.clock import to_ms
from socialdesk.decisions.handling import write_note
from socialdesk.decisions.remove import decide_removal
from socialdesk.decisions.reply import decide_reply
from socialdesk.inbox.watchlist import add_words
from socialdesk.model.actions import ActionKind
from socialdesk.model.ids import ItemId, NativeId
from socialdesk.model.people import Person, Role
from socialdesk.platforms.api import FetchedAuthor
from socialdesk.storage.database import Connection
from tests.fakes.stocked_desk import NOON, StockedDesk, book, capabilities, comment, stocked

KINDS = (
    "name", "handle", "author id", "item id", "phone", "e-mail", "address", "postcode", "link", "protected", "staff",
    "collar",
)  # fmt: skip
FIRST = str.split(
    "Zelda Yorick Xanthe Wendell Vesper Ulric Tamsin Sorrel Quillon Petroc Orla Niamh Merrick Lowenna Kerensa"
)
LAST = str.split(
    "Abernethy Blenkinsop Cattermole Dunwoody Entwistle Featherstone Gathercole Hepplewhite "
    "Ickringill Jellicoe"
)


@cache
def planted(count: int = 500, seed: int = 7) -> dict[str, list[str]]:
    """By kind; no two alike."""
    random = Random(seed)
    made: dict[str, list[str]] = {kind: [] for kind in KINDS}
    seen: set[str] = set()
    while sum(map(len, made.values())) < count:
        kind = KINDS[sum(map(len, made.values())) % len(KINDS)]
        value = _one(kind, random)
        if value.casefold() not in seen:
            seen.add(value.casefold())
            made[kind].append(value)
    return made


def _one(kind: str, random: Random) -> str:
    def digits(number: int) -> str:
        return "".join(random.choice("0123456789") for _ in range(number))

    letters = "".join(random.choice("bcdfghjklmnpqrstvwxz") for _ in range(6))
    match kind:
        case "name" | "staff" | "protected":
            last = random.choice(LAST) + "".join(
                random.choice("aeiou") + random.choice("bdgklmn") for _ in range(2)
            )
            return f"{random.choice(FIRST)}{letters[:3]} {last}"
        case "handle":
            return f"@{letters}_{digits(3)}"
        case "author id" | "item id":
            return random.choice((digits(15), f"{digits(9)}_{digits(12)}", f"did:plc:{letters}{digits(8)}"))
        case "phone":
            number = digits(6)
            return random.choice(
                (f"07700 {number}", f"+44 7700 {number[:3]} {number[3:]}", f"(01604) {number}")
            )
        case "e-mail":
            return f"{letters}.{digits(2)}@{letters[::-1]}.example"
        case "address":
            return f"{random.randrange(1, 300)} {letters.capitalize()} {random.choice(('Street', 'Road', 'Close'))}"
        case "postcode":
            return f"NN{random.randrange(1, 30)} {random.randrange(1, 9)}{random.choice('ABD')}{random.choice('HJL')}"
        case "link":
            return f"https://{letters}.example/p/{digits(7)}"
        case _:
            return f"{random.choice(('PC', 'Sgt', 'PCSO'))} {digits(4)}"


@dataclass
class Planted:
    """The desk, and what stands in it."""

    desk: StockedDesk
    kinds: dict[str, list[str]]
    items: list[ItemId] = field(default_factory=list)

    @property
    def db(self) -> Connection:
        return self.desk.db

    def survivors(self, text: str) -> list[str]:
        """What of it stands in a text in spite of all."""
        folded = text.casefold()
        return [each for values in self.kinds.values() for each in values if each.casefold() in folded]


def planted_desk(count: int = 500) -> Planted:
    """Identifiers as authors, ids and links; quoted in comments, posts, notes, reasons and replies; as staff."""
    kinds = planted(count)
    everything = [value for values in kinds.values() for value in values]
    names, ids = kinds["name"], kinds["author id"]
    fetched = []
    for number, native in enumerate(kinds["item id"]):
        said = everything[number :: len(kinds["item id"])]
        text = f"Ask {', '.join(said)} about it: {said[0].upper()}, {said[-1].lower()}."
        one = comment(f"c{number}", text)
        author = FetchedAuthor(
            native_id=NativeId(ids[number % len(ids)]), untrusted_name=names[number % len(names)]
        )
        fetched.append(
            _replaced(
                one,
                native_id=NativeId(native),
                author=author,
                permalink=kinds["link"][number % len(kinds["link"])],
            )
        )
    desk = stocked(*fetched)
    made = Planted(desk, kinds, list(desk.items.values()))
    db, random = desk.db, Random(3)
    for name, number in zip(kinds["staff"], kinds["collar"], strict=False):
        db.execute(
            "INSERT INTO staff (name, number, role, added_ms, added_by) VALUES (?, ?, 'oscar_1', 0, 'x')",
            (name, number),
        )
    for words in kinds["protected"]:
        add_words(db, case_name=words, words=words, now=NOON, by=_staff(kinds, random))
    for number, item_id in enumerate(made.items):
        said = everything[number * 3 % len(everything) :: 60]
        by = _staff(kinds, random)
        write_note(db, item_id=item_id, text=f"Seen by {said}.", now=NOON, by=by)
        if number % 3 == 0:
            decide_removal(
                db, item_id=item_id, action=ActionKind.HIDE, grounds=["spam"],
                answers={"spam.what": "A fraud or scam"}, aim=f"It names {said[-1]}.",
                why_not_less=f"{said[0]} was asked by {by.name}.", book=book(), capabilities=capabilities(), now=NOON,
                by=by,
            )  # fmt: skip
        elif number % 3 == 1:
            decide_reply(
                db, item_id=item_id, kind=ActionKind.REPLY, text=f"Thank you, {made.kinds['name'][number % 40]}.",
                book=book(), capabilities=capabilities(), now=NOON, by=by,
            )  # fmt: skip
    db.execute("UPDATE threads SET text = ?", (f"Looking for {', '.join(everything[:60])}",))
    db.execute("UPDATE item_raw SET raw = ?", (json.dumps({"all": everything}),))
    return made


def _staff(kinds: dict[str, list[str]], random: Random) -> Person:
    return Person(random.choice(kinds["staff"]), Role.CORPORATE_COMMUNICATIONS)


def _replaced(one, **more):
    from dataclasses import replace  # noqa: PLC0415  (for this alone)

    return replace(one, created_ms=to_ms(NOON), **more)
