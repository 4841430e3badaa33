"""What the networks said, and the desk's own worklist beside it."""

MIRROR = """
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
    repeat_key INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account_id, native_id)
) STRICT;
CREATE INDEX items_by_thread ON items (thread_id, created_ms, id);
CREATE INDEX items_by_author ON items (author_id, id, repeat_key);
CREATE INDEX items_by_parent ON items (account_id, parent_native_id) WHERE parent_native_id IS NOT NULL;
CREATE INDEX items_hidden ON items (author_id, id) WHERE hidden = 1;
CREATE INDEX items_gone ON items (author_id, id) WHERE gone_ms IS NOT NULL;
CREATE INDEX items_by_force ON items (thread_id) WHERE by_force = 1;

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

WORKLIST = """
CREATE TABLE worklist (
    item_id INTEGER PRIMARY KEY REFERENCES items(id),
    account_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    open INTEGER NOT NULL DEFAULT 1 CHECK (open IN (0, 1)),
    unread INTEGER NOT NULL DEFAULT 1 CHECK (unread IN (0, 1)),
    urgency INTEGER NOT NULL DEFAULT 0 CHECK (urgency BETWEEN 0 AND 3),
    flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
    top_ground TEXT NOT NULL DEFAULT '',
    claimed_by TEXT,
    outcome TEXT NOT NULL DEFAULT '',
    handled_ms INTEGER,
    handled_by TEXT,
    rank INTEGER GENERATED ALWAYS AS ((min(max(created_ms / 1000, 0), 4294967295) << 31) | item_id) VIRTUAL
) STRICT;
CREATE INDEX worklist_all ON worklist (rank);
CREATE INDEX worklist_open ON worklist (rank) WHERE open = 1;
CREATE INDEX worklist_flagged ON worklist (rank) WHERE open = 1 AND flagged = 1;
CREATE INDEX worklist_urgent ON worklist (rank) WHERE open = 1 AND urgency >= 2;
CREATE INDEX worklist_unread ON worklist (rank) WHERE unread = 1;
CREATE INDEX worklist_claimed ON worklist (claimed_by, rank) WHERE claimed_by IS NOT NULL;
CREATE INDEX worklist_done ON worklist (rank) WHERE handled_ms IS NOT NULL;
CREATE INDEX worklist_open_by_account ON worklist (account_id, rank) WHERE open = 1;
CREATE INDEX worklist_open_comments ON worklist (rank) WHERE open = 1 AND kind <> 'message';
CREATE INDEX worklist_open_messages ON worklist (rank) WHERE open = 1 AND kind = 'message';
CREATE INDEX worklist_messages ON worklist (rank) WHERE kind = 'message';
CREATE INDEX worklist_by_account ON worklist (account_id, rank);

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
    findings TEXT NOT NULL CHECK (json_valid(findings))
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
