"""What further tables hold of an item or a person, found by their columns, so that no workflow is forgotten (T2).

Every table with a column `item_id` or `author_id` is read, and those that hang on it by a foreign key. What a column is
follows from its name; a text whose column says nothing is taken for somebody's words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from socialdesk.exports.leaves import Address, Exact, Id, Said, Staff
from socialdesk.storage.database import Connection

TOLD_ELSEWHERE = frozenset(
    str.split(
        "items item_raw item_versions worklist assessments decisions outbox by_hand notes evidence "
        "evidence_files audit audit_items audit_personal authors threads accounts search_again "
        "search_mark staff staff_accounts to_read"
    )
)
"""Tables that an export tells in words of its own, and those that hold nothing of a person."""
_STAFF = ("_by", "by_name", "adviser", "name")
_IDS = ("native_id", "person", "target", "key")
_WORDS_OF_OURS = frozenset(
    str.split(
        "kind state role form way given advice pack_version grounds clauses by_role opened_role "
        "asked_role answered_role requested_role network outcome ground verdict chosen band found_by rules model"
    )
)
_MOST = 10_000

Tree = dict[str, Any]


def also_held(db: Connection, column: str, numbers: Sequence[int]) -> dict[str, list[Tree]]:
    """Rows by the name of their table. `column` is `item_id` or `author_id`."""
    found: dict[str, list[Tree]] = {}
    tables = _tables(db)
    for table, columns in tables.items():
        if column in columns and table not in TOLD_ELSEWHERE:
            rows = _rows(db, table, columns, column, numbers)
            if not rows:
                continue
            found[table] = [_tree(row) for row in rows]
            keys = [int(row["id"]) for row in rows if isinstance(row.get("id"), int)]
            for child, by in _hanging_on(db, tables, table):
                if column not in tables[child] and child not in TOLD_ELSEWHERE and keys:
                    beneath = _rows(db, child, tables[child], by, keys)
                    if beneath:
                        found.setdefault(child, []).extend(_tree(row) for row in beneath)
    return found


def _tables(db: Connection) -> dict[str, list[str]]:
    names = db.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE"
        " 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name"
    ).fetchall()
    return {
        name: [str(row[0]) for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,)).fetchall()]
        for (name,) in names
    }


def _hanging_on(db: Connection, tables: Iterable[str], table: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for child in tables:
        keys = db.execute('SELECT "table", "from" FROM pragma_foreign_key_list(?)', (child,)).fetchall()
        found += [(child, str(column)) for parent, column in keys if parent == table]
    return found


def _rows(
    db: Connection, table: str, columns: Sequence[str], column: str, numbers: Sequence[int]
) -> list[dict[str, Any]]:
    named = ", ".join(f'"{each}"' for each in columns)
    places = ", ".join("?" * len(numbers))
    # The names come from the schema itself.
    cursor = db.execute(
        f'SELECT {named} FROM "{table}" WHERE "{column}" IN ({places}) LIMIT {_MOST}', tuple(numbers)
    )
    return [_limited(table, dict(zip(columns, row, strict=True))) for row in cursor.fetchall()]


def _limited(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """Of a breach by our own people an export says that there is a referral, and no more (4.3): few may see it."""
    if table != "referrals" or row["kind"] != "breach":
        return row
    said = ("id", "item_id", "account_id", "evidence_id", "opened_ms", "closed_ms")
    return {name: row[name] for name in said} | {"kind": "referral"}


def _tree(row: dict[str, Any]) -> Tree:
    return {name: _leaf(name, value) for name, value in row.items()}


def _leaf(name: str, value: Any) -> Any:
    if isinstance(value, bytes):
        return Exact(value.hex())
    if not isinstance(value, str):
        return value
    if name in _WORDS_OF_OURS:
        return value
    if name.endswith("_key") or "sha256" in name or name in ("key", "hash", "nonce"):
        return Exact(value)
    if name.endswith(_STAFF):
        return Staff(value)
    if name.endswith(_IDS):
        return Id(value)
    if "url" in name or name == "permalink":
        return Address(value)
    return Said(value)
