"""What the desk knows of people, collected for one working export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import Any
from urllib.parse import urlsplit

from socialdesk.config.paths import resources_dir
from socialdesk.exports.leaves import Address, Author, Id, Staff, leaves
from socialdesk.exports.redact import Known, Redactor
from socialdesk.model.people import DESK
from socialdesk.storage.database import Connection
from socialdesk.triage.api import ProtectedKind
from socialdesk.triage.lexicon import FILES, Lexicon, load_lexicon


def redactor_for(
    db: Connection,
    tree: Any,
    *,
    force: str,
    keep: frozenset[int] = frozenset(),
    lexicon: Lexicon | None = None,
) -> Redactor:
    """The redactor of one export of `tree`. `force` is the Force's own name, which is no person's."""
    return Redactor(known_of(db, tree, force=force), lexicon or the_lexicon(), keep=keep)


def the_lexicon() -> Lexicon:
    """The word lists that come with the desk."""
    folder = resources_dir() / "triage"
    return load_lexicon({name: (folder / name).read_text(encoding="utf-8") for name in FILES})


def known_of(db: Connection, tree: Any, *, force: str) -> Known:
    """Authors, staff, protected words and ids, those of `tree` first."""
    found = list(leaves(tree))
    near = {leaf.id if leaf.id is not None else leaf.name: leaf for leaf in found if isinstance(leaf, Author)}
    staff: dict[str, None] = {leaf.name: None for leaf in found if isinstance(leaf, Staff)}
    numbers: dict[str, str] = {}
    for name, number, login in db.execute("SELECT name, number, os_account FROM staff").fetchall():
        staff[name] = None
        numbers |= {each: name for each in (number, login) if each}
    for (name,) in db.execute(_STAFF_NAMES).fetchall():
        staff[name] = None
    staff.pop(DESK.name, None)
    ours = [force, *(row[0] for row in db.execute("SELECT name FROM accounts").fetchall())]
    return Known(
        near=tuple(near.values()),
        others=_everybody(db),
        handles=_handles(db, {leaf.id for leaf in near.values()}),
        staff=[name for name in staff if name and name.strip()],
        numbers=numbers,
        protected=[
            (int(row[0]), str(row[1]), ProtectedKind(row[2]))
            for row in db.execute("SELECT id, words, kind FROM protected_names").fetchall()
        ],
        ids=[leaf.value for leaf in found if isinstance(leaf, Id | Address)],
        ours=ours,
    )


_STAFF_NAMES = """
SELECT DISTINCT by_name FROM audit
UNION SELECT owner FROM accounts UNION SELECT taken_by FROM evidence UNION SELECT by_name FROM notes
UNION SELECT added_by FROM protected_names UNION SELECT by_name FROM decisions
"""


def _everybody(db: Connection) -> Iterator[Author]:
    for number, name in db.execute("SELECT id, name FROM authors WHERE name <> ''"):
        yield Author(int(number), str(name))


def _handles(db: Connection, near: Set[int | None]) -> Mapping[str, int]:
    """Ids on the network, and the last part of the link to a profile: there most networks put the handle.

    An id of digits alone is left to what has the form of a number, but for those whom the export is about.
    """
    found: dict[str, int] = {}
    for number, native_id, link in db.execute("SELECT id, native_id, profile_url FROM authors"):
        if number in near or not str(native_id).isdigit():
            found[str(native_id)] = int(number)
        if link:
            found[str(link)] = int(number)
            last = _handle(str(link))
            if last:
                found.setdefault(last, int(number))
    return found


def _handle(link: str) -> str:
    try:
        parts = [part for part in urlsplit(link).path.split("/") if part]
    except ValueError:
        return ""
    return parts[-1].removeprefix("@") if parts else ""
