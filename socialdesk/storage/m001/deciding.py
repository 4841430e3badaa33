"""What people decide, the evidence for it, and what is to be sent."""

DECIDING = """
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
    last_heard_ms INTEGER,
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
CREATE INDEX outbox_live_by_target ON outbox (account_id, target, id)
    WHERE state IN ('queued', 'sending', 'waiting', 'unknown');
CREATE INDEX outbox_waiting ON outbox (account_id, not_before_ms) WHERE state = 'waiting';
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
