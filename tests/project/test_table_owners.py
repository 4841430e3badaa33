"""Each table is written by one module, named here."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MIGRATIONS = "storage/m"
"""Where the modules' names begin that make the tables."""

OWNERS = {
    "accounts": "register/connecting.py",
    "lookups": "inbox/lookups.py",
    "saved_views": "inbox/saved_views.py",
    "account_health": "inbox/health.py",
    "authors": "inbox/mirror.py",
    "threads": "inbox/mirror.py",
    "items": "inbox/mirror.py",
    "item_raw": "inbox/mirror.py",
    "item_versions": "inbox/mirror.py",
    "full_read_seen": "inbox/mirror.py",
    "worklist": "inbox/store.py",
    "to_read": "inbox/model_readings.py",
    "readings": "inbox/model_readings.py",
    "reading_mark": "inbox/model_readings.py",
    "likeness": "inbox/likeness.py",
    "worklist_counts": MIGRATIONS,
    "to_answer_count": MIGRATIONS,
    "assessments": "inbox/store.py",
    "protected_names": "inbox/watchlist.py",
    "proceedings": "inbox/proceedings.py",
    "proceedings_threads": "inbox/proceedings.py",
    "proceedings_readers": "inbox/proceedings.py",
    "pile_ons": "inbox/pile_on.py",
    "parked_threads": "inbox/pile_on.py",
    "items_fts": "inbox/search.py",
    "search_mark": "inbox/search.py",
    "search_again": "inbox/search.py",
    "retention_reviews": "exports/retention_store.py",
    "post_reviews": "exports/retention_store.py",
    "evidence": "evidence/capture.py",
    "evidence_files": "evidence/capture.py",
    "by_hand": "decisions/by_hand_store.py",
    "decisions": "decisions/store.py",
    "drafts": "decisions/drafts.py",
    "notes": "decisions/handling.py",
    "referrals": "decisions/referring_store.py",
    "questions": "decisions/asking.py",
    "telephoned_answers": "decisions/answers_by_telephone.py",
    "blocks": "decisions/blocking_store.py",
    "block_items": "decisions/blocking_store.py",
    "block_advice": "decisions/blocking_store.py",
    "block_approvals": "decisions/blocking_store.py",
    "block_reviews": "decisions/blocking_store.py",
    "outbox": "outbox/store.py",
    "posts": "publishing/store.py",
    "post_writers": MIGRATIONS,
    "post_targets": "publishing/store.py",
    "post_parts": "publishing/store.py",
    "post_media": "publishing/store.py",
    "publishing_routes": "publishing/routes.py",
    "post_checks": "publishing/check_rows.py",
    "permissions_to_charge": "publishing/check_rows.py",
    "second_yes": "publishing/check_rows.py",
    "election_periods": "publishing/elections.py",
    "election_names": "publishing/elections.py",
    "anothers_yes": "outbox/anothers_yes.py",
    "appeals": "publishing/appeals.py",
    "appeal_takedowns": "publishing/takedown.py",
    "appeal_copies": "publishing/takedown.py",
    "appeal_offers_declined": "publishing/appeal_copies.py",
    "opinions": "decisions/opinions.py",
    "identity_opinions": "decisions/opinions.py",
    "threads_to_check": "inbox/watchlist.py",
    "repeat_removals": "decisions/repeats.py",
    "warnings": "decisions/warning_store.py",
    "warning_removals": "decisions/warning_store.py",
    "staff": "register/staff_store.py",
    "staff_accounts": "register/staff_store.py",
    "register": "register/register_store.py",
    "register_people": "register/register_store.py",
    "register_events": "register/register_store.py",
    "account_requests": "register/register_store.py",
    "account_reviews": "register/register_store.py",
    "account_leavers": "register/register_store.py",
    "credentials": "register/register_store.py",
    "rota": "shifts/rota.py",
    "odd_days": "shifts/hours_kept.py",
    "handovers": "shifts/handover.py",
    "handover_acceptances": "shifts/handover.py",
    "threshold_declarations": "shifts/declaring.py",
    "calls": "shifts/calls.py",
    "duty_requests": "shifts/requests.py",
    "audit": "audit/log.py",
    "audit_items": "audit/log.py",
    "audit_posts": "audit/log.py",
    "audit_personal": "audit/log.py",
}
"""The one module that writes each table. The migrations make them all; theirs alone is what only triggers write."""

CREATED = re.compile(r"\bCREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", re.IGNORECASE)
WRITTEN = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|DELETE\s+FROM|UPDATE\s+(?:OR\s+\w+\s+)?(?=[\w{}\"]+\s+(?:AS\s+\w+\s+)?SET\b))"
    r"\s*[\"\[`]?(\w+|\{\})",
    re.IGNORECASE,
)
TABLE_METHODS = {
    "insert",
    "insert_all",
    "upsert",
    "upsert_all",
    "update",
    "delete",
    "delete_where",
    "bulk_update",
}
A_NAME_PUT_IN = "{}"


def texts(tree: ast.AST) -> list[str]:
    """Every text of a module but its docstrings; what an f-string puts in shows as {}."""
    spoken = {
        id(statement.value)
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    parts = {
        id(part)
        for joined in ast.walk(tree)
        if isinstance(joined, ast.JoinedStr)
        for part in ast.walk(joined)
    } - {id(joined) for joined in ast.walk(tree) if isinstance(joined, ast.JoinedStr)}
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.append(
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else A_NAME_PUT_IN
                    for part in node.values
                )
            )
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken | parts
        ):
            found.append(node.value)
    return found


def through_sqlite_utils(tree: ast.AST) -> set[str]:
    """Tables written as `db["items"].insert(...)` or `db.table("items").upsert(...)`."""
    found: set[str] = set()
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in TABLE_METHODS
        ):
            match call.func.value:
                case ast.Subscript(slice=ast.Constant(value=str(name))):
                    found.add(name)
                case ast.Call(func=ast.Attribute(attr="table"), args=[ast.Constant(value=str(name)), *_]):
                    found.add(name)
                case _:
                    pass
    return found


def written_by(source: str) -> set[str]:
    """The tables that a module writes; {} when it puts a name together."""
    tree = ast.parse(source)
    return {name for text in texts(tree) for name in WRITTEN.findall(text)} | through_sqlite_utils(tree)


def tables_made() -> set[str]:
    made = (path.read_text(encoding="utf-8") for path in (ROOT / "socialdesk" / "storage").rglob("m*/*.py"))
    return {table for text in made for table in CREATED.findall(text)}


@cache
def writers() -> dict[str, set[str]]:
    """For each table the modules that write it."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "socialdesk").rglob("*.py")):
        module = path.relative_to(ROOT / "socialdesk").as_posix()
        if not module.startswith(MIGRATIONS):
            for table in written_by(path.read_text(encoding="utf-8")):
                found.setdefault(table, set()).add(module)
    return found


def test_every_table_has_an_owner() -> None:
    assert tables_made() == set(OWNERS)


def test_every_table_is_written_by_its_owner_alone() -> None:
    made = tables_made()
    found = {table: modules for table, modules in writers().items() if table in made}
    assert found == {table: {owner} for table, owner in OWNERS.items() if owner != MIGRATIONS}


def test_no_module_puts_the_name_of_a_table_together() -> None:
    assert writers().get(A_NAME_PUT_IN, set()) == set()


@pytest.mark.parametrize(
    ("source", "tables"),
    [
        ('db.execute("INSERT INTO items (id) VALUES (1)")', {"items"}),
        ('db.execute("insert or ignore into authors values (1)")', {"authors"}),
        ('db.execute("UPDATE items SET hidden = 1")', {"items"}),
        ('db.execute("UPDATE OR IGNORE items\\n   SET hidden = 1")', {"items"}),
        ('db.execute("DELETE FROM outbox WHERE id = ?")', {"outbox"}),
        ('db.execute(f"DELETE FROM outbox WHERE id IN ({marks})")', {"outbox"}),
        ('db.execute(f"UPDATE {table} SET hidden = 1")', {"{}"}),
        ('db.execute("INSERT INTO items VALUES (1) ON CONFLICT DO UPDATE SET hidden = 1")', {"items"}),
        ('db["drafts"].upsert({"item_id": 1})', {"drafts"}),
        ('db.table("drafts").insert({"item_id": 1})', {"drafts"}),
        ('db.execute("SELECT * FROM items")', set[str]()),
        ('"""Does an update items would set."""', set[str]()),
        ('say("Update the settings")', set[str]()),
    ],
)
def test_writing_is_recognised(source: str, tables: set[str]) -> None:
    assert written_by(source) == tables
