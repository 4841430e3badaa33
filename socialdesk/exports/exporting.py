"""Exports for people: of items, or of all that is held on one person (T2, T3). Each is recorded before it appears."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from socialdesk.audit.entries import Entry, ExportWritten
from socialdesk.errors import UserFacingError
from socialdesk.exports.also_held import also_held
from socialdesk.exports.document import Document, Form, Mode
from socialdesk.exports.forms import write_csv, write_json
from socialdesk.exports.gather import Tree, item_tree, when
from socialdesk.exports.known_of import redactor_for
from socialdesk.exports.leaves import Address, Author, Id, rendered
from socialdesk.exports.of_person import items_of
from socialdesk.exports.permissions import Doing, require
from socialdesk.exports.person_named import named_by_the_force
from socialdesk.exports.person_record import entries_about
from socialdesk.exports.safely import stop_if, whole_file
from socialdesk.model.accounts import Network
from socialdesk.model.ids import AuthorId, ItemId
from socialdesk.model.people import Person
from socialdesk.storage.database import Connection

MOST_ITEMS = 5_000
"""Items in one export; more are several exports."""
Record = Callable[[Entry], object]
"""Adds an entry to the record, durably, before it returns."""
WritePdf = Callable[[Document, Path], None]

_TOKENS = (
    "Identifiers were replaced by tokens such as [Person 1]: the same person, number or address is the same token "
    "everywhere in this file, and in no other file. Only the desk's database can tell whose they are."
)
_LOOK = (
    "Read it before you pass it on: a name that the desk does not know, or that is disguised, can still stand in what "
    "somebody wrote."
)
_ABOUT: Mapping[Mode, tuple[str, ...]] = {
    Mode.EVIDENTIAL: ("Everything as the desk holds it, with names. Keep it as it is marked.",),
    Mode.WORKING: (_TOKENS, _LOOK),
    Mode.SUBJECT: (
        "All that the desk holds on one person. What identifies other people, staff among them, was replaced "
        "by tokens such as [Person 1]; so were numbers and addresses in what was written: they may be others'.",
        _LOOK,
    ),
}


class NothingToExport(UserFacingError):
    """There is nothing there to be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is to be exported, and why."""

    mode: Mode
    form: Form
    reason: str
    items: Sequence[ItemId] = ()
    person: Sequence[AuthorId] = ()
    """All that is held on one person, who may write on several networks."""
    for_whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an export needs of the desk."""

    force: str
    """The Force's name."""
    by: Person
    now: datetime
    record: Record
    training: bool = False
    stopped: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written."""

    path: Path
    sha256: str
    marking: str
    items: int
    files: int = 1
    replaced: int = 0
    """How many different identifiers have a token."""


def export(
    db: Connection, asked: Asked, path: Path, around: Surroundings, *, write_pdf: WritePdf | None = None
) -> Written:
    """Writes an export to `path` in one go. `db` is a reader of the caller's thread.

    Raises NotForThisRole, NothingToExport, ExportError, ExportStopped, StoreError.
    """
    require(around.by, Doing.EXPORT_PERSON if asked.person else Doing.EXPORT_ITEMS, training=around.training)
    reason_of(asked.reason)
    document, items, replaced = document_of(db, asked, around)
    with whole_file(path) as part:
        write_document(document, asked.form, part, write_pdf)
        stop_if(around.stopped)
        with part.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        around.record(
            ExportWritten(
                what="person" if asked.person else "items",
                form=asked.form.value,
                mode=asked.mode.value,
                marking=document.marking,
                sha256=digest,
                item_ids=tuple(items),
                author_ids=tuple(asked.person),
                reason=asked.reason.strip(),
                for_whom=asked.for_whom.strip(),
            )
        )
    return Written(path=path, sha256=digest, marking=document.marking, items=len(items), replaced=replaced)


def document_of(db: Connection, asked: Asked, around: Surroundings) -> tuple[Document, list[ItemId], int]:
    """What the export says, the items in it, and how many identifiers were replaced."""
    db.execute("BEGIN")  # one state of everything, while others go on working
    try:
        items = _items_of(db, asked)
        tree, found = _tree_of(db, asked, items, around.stopped)
        redactor = (
            None
            if asked.mode is Mode.EVIDENTIAL
            else redactor_for(
                db, tree, force=around.force, keep=frozenset(int(each) for each in asked.person)
            )
        )
    finally:
        if db.in_transaction:  # an interrupt has ended it already
            db.execute("ROLLBACK")
    stop_if(around.stopped)
    plain: dict[str, Any] = rendered(tree, redactor)
    document = Document(
        title=_title(asked, len(found)),
        marking=asked.mode.marking,
        mode=asked.mode,
        made=when_words(around.now),
        about=about(asked.mode, training=around.training),
        tree=plain,
    )
    return document, found, sum(redactor.replaced.values()) if redactor else 0


def about(mode: Mode, *, training: bool) -> tuple[str, ...]:
    """The sentences for whoever opens an export."""
    return (
        ("TRAINING: simulated networks, nobody in it is real.", *_ABOUT[mode]) if training else _ABOUT[mode]
    )


def when_words(now: datetime) -> str:
    """A time as exports say it."""
    return f"{now:%Y-%m-%d %H:%M:%S} UTC"


def reason_of(reason: str) -> str:
    """The reason, or NothingToExport: disclosure without one is not recorded as such."""
    if not reason.strip():
        raise NothingToExport(
            "An export needs a reason, which goes into the record.", kept="Nothing was written."
        )
    return reason.strip()


def _title(asked: Asked, count: int) -> str:
    if asked.person:
        return "All that is held on one person"
    return f"{asked.mode.value.capitalize()} export of {count} item{'' if count == 1 else 's'}"


def _items_of(db: Connection, asked: Asked) -> list[ItemId]:
    return items_of(db, asked.person) if asked.person else list(dict.fromkeys(asked.items))


def _tree_of(
    db: Connection, asked: Asked, items: Sequence[ItemId], stopped: Callable[[], bool]
) -> tuple[Tree, list[ItemId]]:
    if len(items) > MOST_ITEMS and not asked.person:
        raise NothingToExport(
            f"These are {len(items):,} items, more than the {MOST_ITEMS:,} that one export holds.",
            kept="Nothing was written.",
            to_do="Export them in several parts.",
        )
    held: list[Tree] = []
    found: list[ItemId] = []
    for item_id in items:
        stop_if(stopped)
        one = item_tree(db, item_id)
        if one is not None:
            held.append(one)
            found.append(item_id)
    if not held and not asked.person:
        raise NothingToExport("None of these items is there.", kept="Nothing was written.")
    tree: Tree = {"items": held}
    if asked.person:
        tree = {
            "person": {"profiles": [_profile(db, each) for each in asked.person]},
            "also_held": also_held(db, "author_id", [int(each) for each in asked.person]),
            "named_by_the_force": named_by_the_force(db, asked.person),
            "record": entries_about(db, asked.person),
            **tree,
        }
    return tree, found


def _profile(db: Connection, author_id: AuthorId) -> Tree:
    row = db.execute(
        "SELECT network, native_id, name, profile_url, first_seen_ms FROM authors WHERE id = ?", (author_id,)
    ).fetchone()
    if row is None:
        raise NothingToExport(
            f"The desk knows nobody by the number {author_id}.", kept="Nothing was written."
        )
    return {
        "number": int(author_id),
        "network": next((each.label for each in Network if each.value == row[0]), row[0]),
        "native_id": Id(row[1]),
        "name": Author(int(author_id), row[2]),
        "profile": Address(row[3]),
        "first_seen": when(row[4]),
    }


def write_document(document: Document, form: Form, part: Path, write_pdf: WritePdf | None) -> None:
    """Writes a document in a form. Raises OSError, and NothingToExport for a PDF where nobody can paint one."""
    match form:
        case Form.JSON:
            write_json(document, part)
        case Form.CSV:
            write_csv(document, part)
        case Form.PDF:
            if write_pdf is None:
                raise NothingToExport("A PDF is written by the window.", kept="Nothing was written.")
            write_pdf(document, part)
