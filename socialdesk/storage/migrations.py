"""Every table, view and trigger, in order. A released migration is never edited: a later one alters.

Each runs in a transaction with its own record (sqlite-utils' `Migrations`). Times are milliseconds since 1970 UTC.
Tables that mirror a network (accounts' threads, items, authors) are written from the network's answers only;
what people decide stands beside them.
"""

from __future__ import annotations

from sqlite3 import complete_statement
from typing import Any

from sqlite_utils import Database, Migrations

migrations = Migrations("socialdesk")
"""The newest one's number is `database.SCHEMA_VERSION`, so that opening a current database imports nothing of this."""

_MIRROR = """
CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    network TEXT NOT NULL,
    native_id TEXT NOT NULL CHECK (native_id <> ''),
    name TEXT NOT NULL,
    role_represented TEXT NOT NULL DEFAULT '',
    owner TEXT NOT NULL DEFAULT '',
    is_primary INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
    added_ms INTEGER NOT NULL,
    removed_ms INTEGER,
    UNIQUE (network, native_id)
) STRICT;

CREATE TABLE account_health (
    account_id INTEGER PRIMARY KEY REFERENCES accounts(id),
    cursor TEXT,
    full_cursor TEXT,
    last_try_ms INTEGER,
    last_success_ms INTEGER,
    last_full_ms INTEGER,
    last_item_ms INTEGER,
    problem TEXT NOT NULL DEFAULT '',
    problem_kind TEXT NOT NULL DEFAULT ''
        CHECK (problem_kind IN ('', 'offline', 'throttled', 'sign_in', 'refused', 'gone', 'unreadable', 'other')),
    wait_until_ms INTEGER,
    budget_percent INTEGER NOT NULL DEFAULT 0,
    progress_done INTEGER NOT NULL DEFAULT 0,
    progress_total INTEGER
) STRICT;

CREATE TABLE authors (
    id INTEGER PRIMARY KEY,
    network TEXT NOT NULL,
    native_id TEXT NOT NULL CHECK (native_id <> ''),
    name TEXT NOT NULL,
    profile_url TEXT NOT NULL DEFAULT '',
    first_seen_ms INTEGER NOT NULL,
    UNIQUE (network, native_id)
) STRICT;

CREATE TABLE threads (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    kind TEXT NOT NULL CHECK (kind IN ('post', 'visitor_post', 'conversation')),
    native_id TEXT NOT NULL CHECK (native_id <> ''),
    text TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    permalink TEXT NOT NULL DEFAULT '',
    comment_count INTEGER,
    raw TEXT NOT NULL,
    UNIQUE (account_id, native_id)
) STRICT;

CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    thread_id INTEGER NOT NULL REFERENCES threads(id),
    parent_native_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'reply', 'mention', 'message')),
    native_id TEXT NOT NULL CHECK (native_id <> ''),
    author_id INTEGER REFERENCES authors(id),
    text TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    received_ms INTEGER NOT NULL,
    by_force INTEGER NOT NULL DEFAULT 0 CHECK (by_force IN (0, 1)),
    hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    gone_ms INTEGER,
    can_hide INTEGER CHECK (can_hide IN (0, 1)),
    can_remove INTEGER CHECK (can_remove IN (0, 1)),
    can_reply_privately INTEGER CHECK (can_reply_privately IN (0, 1)),
    permalink TEXT NOT NULL DEFAULT '',
    has_media INTEGER NOT NULL DEFAULT 0 CHECK (has_media IN (0, 1)),
    UNIQUE (account_id, native_id)
) STRICT;
CREATE INDEX items_by_thread ON items (thread_id, created_ms, id);
CREATE INDEX items_by_author ON items (author_id, id);
CREATE INDEX items_by_parent ON items (account_id, parent_native_id) WHERE parent_native_id IS NOT NULL;
CREATE INDEX items_by_time ON items (created_ms);
CREATE INDEX items_hidden ON items (id) WHERE hidden = 1;
CREATE INDEX items_gone ON items (id) WHERE gone_ms IS NOT NULL;
CREATE INDEX items_by_force ON items (id) WHERE by_force = 1;

CREATE TABLE item_raw (
    item_id INTEGER PRIMARY KEY REFERENCES items(id),
    raw TEXT NOT NULL,
    salt BLOB NOT NULL
) STRICT;

CREATE TABLE item_versions (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    text TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    gone_ms INTEGER,
    seen_ms INTEGER NOT NULL,
    raw TEXT NOT NULL
) STRICT;
CREATE INDEX item_versions_by_item ON item_versions (item_id, id);

CREATE TABLE full_read_seen (
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    thread_native_id TEXT NOT NULL,
    native_id TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    PRIMARY KEY (account_id, thread_native_id, native_id)
) STRICT, WITHOUT ROWID;
"""

_WORKLIST = """
CREATE TABLE worklist (
    item_id INTEGER PRIMARY KEY REFERENCES items(id),
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),
    unread INTEGER NOT NULL DEFAULT 1 CHECK (unread IN (0, 1)),
    urgency INTEGER NOT NULL DEFAULT 0 CHECK (urgency BETWEEN 0 AND 3),
    flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
    claimed_by TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    handled_ms INTEGER,
    handled_by TEXT
) STRICT;
CREATE INDEX worklist_open ON worklist (item_id) WHERE open = 1;
CREATE INDEX worklist_flagged ON worklist (item_id) WHERE open = 1 AND flagged = 1;
CREATE INDEX worklist_urgent ON worklist (item_id) WHERE open = 1 AND urgency >= 2;
CREATE INDEX worklist_unread ON worklist (item_id) WHERE unread = 1;
CREATE INDEX worklist_claimed ON worklist (claimed_by, item_id) WHERE claimed_by IS NOT NULL;
CREATE INDEX worklist_done ON worklist (item_id) WHERE handled_ms IS NOT NULL;
CREATE INDEX worklist_open_by_account ON worklist (account_id, item_id) WHERE open = 1;
CREATE INDEX worklist_open_comments ON worklist (item_id) WHERE open = 1 AND kind <> 'message';
CREATE INDEX worklist_open_messages ON worklist (item_id) WHERE open = 1 AND kind = 'message';
CREATE INDEX worklist_messages ON worklist (item_id) WHERE kind = 'message';
CREATE INDEX worklist_by_account ON worklist (account_id, item_id);

CREATE TABLE worklist_counts (
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    everything INTEGER NOT NULL,
    open INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    flagged INTEGER NOT NULL,
    urgent INTEGER NOT NULL,
    done INTEGER NOT NULL,
    PRIMARY KEY (account_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER worklist_counted AFTER INSERT ON worklist
BEGIN
    INSERT INTO worklist_counts VALUES (
        NEW.account_id, NEW.kind, 1, NEW.open, NEW.unread, NEW.open AND NEW.flagged, NEW.open AND NEW.urgency >= 2,
        NEW.handled_ms IS NOT NULL
    )
    ON CONFLICT DO UPDATE SET
        everything = everything + 1,
        open = open + excluded.open,
        unread = unread + excluded.unread,
        flagged = flagged + excluded.flagged,
        urgent = urgent + excluded.urgent,
        done = done + excluded.done;
END;
CREATE TRIGGER worklist_recounted AFTER UPDATE OF open, unread, flagged, urgency, handled_ms ON worklist
BEGIN
    UPDATE worklist_counts SET
        open = open + NEW.open - OLD.open,
        unread = unread + NEW.unread - OLD.unread,
        flagged = flagged + (NEW.open AND NEW.flagged) - (OLD.open AND OLD.flagged),
        urgent = urgent + (NEW.open AND NEW.urgency >= 2) - (OLD.open AND OLD.urgency >= 2),
        done = done + (NEW.handled_ms IS NOT NULL) - (OLD.handled_ms IS NOT NULL)
    WHERE account_id = NEW.account_id AND kind = NEW.kind;
END;
CREATE TRIGGER worklist_discounted AFTER DELETE ON worklist
BEGIN
    UPDATE worklist_counts SET
        everything = everything - 1,
        open = open - OLD.open,
        unread = unread - OLD.unread,
        flagged = flagged - (OLD.open AND OLD.flagged),
        urgent = urgent - (OLD.open AND OLD.urgency >= 2),
        done = done - (OLD.handled_ms IS NOT NULL)
    WHERE account_id = OLD.account_id AND kind = OLD.kind;
END;

CREATE TABLE assessments (
    item_id INTEGER PRIMARY KEY REFERENCES items(id),
    pack_version TEXT NOT NULL,
    findings TEXT NOT NULL CHECK (json_valid(findings)),
    top_ground TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE protected_names (
    id INTEGER PRIMARY KEY,
    case_name TEXT NOT NULL,
    words TEXT NOT NULL CHECK (words <> ''),
    thread_id INTEGER REFERENCES threads(id),
    added_by TEXT NOT NULL,
    added_ms INTEGER NOT NULL,
    ended_ms INTEGER
) STRICT;

CREATE TABLE repeat_keys (
    author_id INTEGER NOT NULL REFERENCES authors(id),
    key BLOB NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items(id),
    PRIMARY KEY (author_id, key, item_id)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE items_fts USING fts5(
    text, author, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3'
);

CREATE TABLE search_mark (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    indexed_to INTEGER NOT NULL
) STRICT;
INSERT INTO search_mark (id, indexed_to) VALUES (1, 0);

CREATE TABLE search_again (item_id INTEGER PRIMARY KEY REFERENCES items(id)) STRICT;
"""

_DECIDING = """
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    held_ms INTEGER NOT NULL,
    taken_by TEXT NOT NULL,
    captured_ms INTEGER,
    manifest TEXT NOT NULL CHECK (json_valid(manifest)),
    manifest_sha256 TEXT NOT NULL CHECK (length(manifest_sha256) = 64)
) STRICT;
CREATE INDEX evidence_by_item ON evidence (item_id, id);

CREATE TABLE evidence_files (
    id INTEGER PRIMARY KEY,
    evidence_id INTEGER NOT NULL REFERENCES evidence(id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    content BLOB NOT NULL,
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    UNIQUE (evidence_id, name)
) STRICT;

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    kind TEXT NOT NULL,
    grounds TEXT NOT NULL CHECK (json_valid(grounds)),
    answers TEXT NOT NULL CHECK (json_valid(answers)),
    clauses TEXT NOT NULL CHECK (json_valid(clauses)),
    aim TEXT NOT NULL DEFAULT '',
    why_not_less TEXT NOT NULL DEFAULT '',
    pack_version TEXT NOT NULL,
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL,
    decided_ms INTEGER NOT NULL,
    evidence_id INTEGER REFERENCES evidence(id),
    undoes INTEGER REFERENCES decisions(id)
) STRICT;
CREATE INDEX decisions_by_item ON decisions (item_id, id);

CREATE TABLE drafts (
    item_id INTEGER NOT NULL,
    form TEXT NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    saved_ms INTEGER NOT NULL,
    PRIMARY KEY (item_id, form)
) STRICT;

CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    text TEXT NOT NULL CHECK (text <> ''),
    by_name TEXT NOT NULL,
    written_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX notes_by_item ON notes (item_id, id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL REFERENCES decisions(id),
    item_id INTEGER NOT NULL REFERENCES items(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    kind TEXT NOT NULL,
    target TEXT NOT NULL CHECK (target <> ''),
    thread TEXT NOT NULL DEFAULT '',
    person TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    scheduled_ms INTEGER,
    key TEXT NOT NULL UNIQUE,
    evidence_id INTEGER REFERENCES evidence(id),
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'sending', 'confirmed', 'waiting', 'failed', 'unknown', 'cancelled')),
    accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted IN (0, 1)),
    queued_ms INTEGER NOT NULL,
    not_before_ms INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    first_sent_ms INTEGER,
    last_sent_ms INTEGER,
    waits INTEGER NOT NULL DEFAULT 0,
    looks INTEGER NOT NULL DEFAULT 0,
    last_look_ms INTEGER,
    settled_ms INTEGER,
    native_id TEXT,
    expected_text_sha256 TEXT NOT NULL DEFAULT '',
    fresh_yes_ms INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    needs_person INTEGER NOT NULL DEFAULT 0 CHECK (needs_person IN (0, 1)),
    CHECK (kind NOT IN ('hide', 'delete', 'block') OR evidence_id IS NOT NULL),
    CHECK (state <> 'confirmed' OR settled_ms IS NOT NULL)
) STRICT;
CREATE INDEX outbox_live ON outbox (state, not_before_ms, id)
    WHERE state IN ('queued', 'sending', 'waiting', 'unknown');
CREATE INDEX outbox_needs_person ON outbox (id) WHERE needs_person = 1;
CREATE INDEX outbox_by_item ON outbox (item_id, id);
CREATE INDEX outbox_by_account ON outbox (account_id, native_id) WHERE native_id IS NOT NULL;

CREATE UNIQUE INDEX outbox_one_at_a_time ON outbox (account_id) WHERE state = 'sending' AND accepted = 0;

CREATE TRIGGER outbox_evidence_first BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND NEW.kind IN ('hide', 'delete', 'block')
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND captured_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'nothing is removed before its evidence is captured'); END;

CREATE TRIGGER outbox_begins_queued BEFORE INSERT ON outbox WHEN NEW.state <> 'queued'
BEGIN SELECT RAISE(ABORT, 'an action begins in the queue'); END;
CREATE TRIGGER outbox_ends BEFORE UPDATE OF state ON outbox
WHEN OLD.state IN ('confirmed', 'cancelled') AND NEW.state <> OLD.state
BEGIN SELECT RAISE(ABORT, 'a finished action is never taken up again'); END;
CREATE TRIGGER outbox_same_action BEFORE UPDATE OF decision_id, item_id, account_id, kind, target, text, key ON outbox
BEGIN SELECT RAISE(ABORT, 'an action is never altered: another is decided'); END;
CREATE TRIGGER outbox_kept BEFORE DELETE ON outbox
BEGIN SELECT RAISE(ABORT, 'an action stays on the record'); END;

CREATE TRIGGER evidence_fixed BEFORE UPDATE ON evidence WHEN OLD.captured_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'captured evidence is never altered'); END;
CREATE TRIGGER evidence_files_fixed BEFORE UPDATE ON evidence_files
BEGIN SELECT RAISE(ABORT, 'a file of evidence is never altered'); END;
CREATE TRIGGER evidence_files_closed BEFORE INSERT ON evidence_files
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND captured_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'nothing is added to captured evidence'); END;
CREATE TRIGGER evidence_files_stay BEFORE DELETE ON evidence_files
WHEN EXISTS (SELECT 1 FROM outbox
    WHERE evidence_id = OLD.evidence_id AND state IN ('queued', 'sending', 'waiting', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'evidence of an action under way cannot be deleted'); END;
CREATE TRIGGER evidence_stays BEFORE DELETE ON evidence
WHEN EXISTS (SELECT 1 FROM outbox WHERE evidence_id = OLD.id AND state IN ('queued', 'sending', 'waiting', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'evidence of an action under way cannot be deleted'); END;

CREATE TRIGGER decisions_fixed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE(ABORT, 'a decision is never altered: another is made'); END;
CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
"""

_AUDIT = """
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY CHECK (seq > 0),
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    by_name TEXT NOT NULL,
    by_role TEXT NOT NULL,
    account_id INTEGER,
    facts TEXT NOT NULL CHECK (json_valid(facts)),
    commitment TEXT NOT NULL DEFAULT '',
    previous TEXT NOT NULL CHECK (length(previous) = 64),
    hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only ever added to'); END;

CREATE TABLE audit_items (
    item_id INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES audit(seq),
    PRIMARY KEY (item_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_personal (
    seq INTEGER PRIMARY KEY REFERENCES audit(seq),
    salt BLOB NOT NULL,
    words TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_personal_fixed BEFORE UPDATE ON audit_personal
BEGIN SELECT RAISE(ABORT, 'words of the record are disposed of or kept, never altered'); END;

CREATE TABLE app_info (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""

_PROJECTED = """
CREATE VIEW inbox_projected AS
SELECT
    items.id AS item_id,
    items.account_id,
    items.thread_id,
    items.kind,
    items.created_ms,
    items.hidden,
    items.gone_ms,
    worklist.open,
    worklist.unread,
    worklist.urgency,
    worklist.flagged,
    worklist.claimed_by,
    worklist.outcome,
    latest.id AS outbox_id,
    latest.kind AS outbox_kind,
    latest.state AS outbox_state,
    CASE
        WHEN latest.state IN ('queued', 'sending', 'waiting') AND latest.kind = 'hide' THEN 'hiding'
        WHEN latest.state IN ('queued', 'sending', 'waiting') AND latest.kind = 'unhide' THEN 'unhiding'
        WHEN latest.state IN ('queued', 'sending', 'waiting') AND latest.kind = 'delete' THEN 'removing'
        WHEN items.gone_ms IS NOT NULL THEN 'gone'
        WHEN latest.state = 'unknown' THEN 'unconfirmed'
        WHEN latest.state = 'failed' AND latest.needs_person = 1 THEN 'failed'
        WHEN items.hidden = 1 THEN 'hidden'
        ELSE 'visible'
    END AS standing
FROM items
JOIN worklist ON worklist.item_id = items.id
LEFT JOIN outbox AS latest ON latest.id = (
    SELECT max(id) FROM outbox
    WHERE outbox.item_id = items.id AND outbox.kind IN ('hide', 'unhide', 'delete') AND outbox.state <> 'cancelled'
);
"""


@migrations()
def m001_the_desk(db: Database) -> None:
    """The first released schema."""
    for script in (_MIRROR, _WORKLIST, _DECIDING, _AUDIT, _PROJECTED):
        for statement in statements(script):
            db.conn.execute(statement)


def migrate(connection: Any) -> None:  # a sqlcipher3 connection, which sqlite-utils takes for one of sqlite3
    """Applies what is pending, in order, each in a transaction with its own record."""
    # A plugin of sqlite-utils is code that nobody asked for.
    migrations.apply(Database(connection, execute_plugins=False))


def statements(script: str) -> list[str]:
    """The statements of a script, one by one: `executescript` would commit the transaction around it."""
    found: list[str] = []
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if held.strip() and complete_statement(held):
            found.append(held.strip())
            held = ""
    return found
