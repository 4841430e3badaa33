"""Proceedings that are active, what is protected because of them, and unusual numbers of comments (4.2a, 4.3b)."""

WATCHING = """
CREATE TABLE proceedings (
    id INTEGER PRIMARY KEY,
    case_name TEXT NOT NULL CHECK (case_name <> ''),
    stage TEXT NOT NULL CHECK (stage IN ('arrest', 'charge', 'trial')),
    since_ms INTEGER NOT NULL,
    marked_ms INTEGER NOT NULL,
    marked_by TEXT NOT NULL CHECK (marked_by <> ''),
    marked_staff_id INTEGER REFERENCES staff(id),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    ended_why TEXT NOT NULL DEFAULT '',
    CHECK ((ended_ms IS NULL) = (ended_by = '')),
    CHECK ((ended_ms IS NULL) = (ended_why = ''))
) STRICT;
CREATE UNIQUE INDEX proceedings_active ON proceedings (case_name) WHERE ended_ms IS NULL;

CREATE TABLE proceedings_threads (
    proceedings_id INTEGER NOT NULL REFERENCES proceedings(id),
    thread_id INTEGER NOT NULL REFERENCES threads(id),
    added_ms INTEGER NOT NULL,
    added_by TEXT NOT NULL CHECK (added_by <> ''),
    PRIMARY KEY (proceedings_id, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX proceedings_by_thread ON proceedings_threads (thread_id);

CREATE TABLE proceedings_readers (
    proceedings_id INTEGER NOT NULL REFERENCES proceedings(id),
    name TEXT NOT NULL CHECK (name <> ''),
    staff_id INTEGER REFERENCES staff(id),
    PRIMARY KEY (proceedings_id, name)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER proceedings_kept BEFORE DELETE ON proceedings
BEGIN SELECT RAISE(ABORT, 'proceedings are ended, never deleted'); END;
CREATE TRIGGER proceedings_ended_once BEFORE UPDATE ON proceedings WHEN OLD.ended_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'these proceedings have ended'); END;
CREATE TRIGGER proceedings_threads_of_active BEFORE INSERT ON proceedings_threads
WHEN (SELECT ended_ms FROM proceedings WHERE id = NEW.proceedings_id) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'these proceedings have ended'); END;

ALTER TABLE protected_names ADD COLUMN kind TEXT NOT NULL DEFAULT 'name'
    CHECK (kind IN ('name', 'nickname', 'address', 'school'));
ALTER TABLE protected_names ADD COLUMN proceedings_id INTEGER REFERENCES proceedings(id);
ALTER TABLE protected_names ADD COLUMN checked_ms INTEGER;
UPDATE protected_names SET checked_ms = added_ms;
CREATE INDEX protected_names_unchecked ON protected_names (id) WHERE checked_ms IS NULL AND ended_ms IS NULL;
CREATE INDEX protected_names_by_proceedings ON protected_names (proceedings_id) WHERE proceedings_id IS NOT NULL;

CREATE INDEX threads_posts ON threads (account_id, created_ms) WHERE kind <> 'conversation';

CREATE TABLE pile_ons (
    id INTEGER PRIMARY KEY,
    thread_id INTEGER NOT NULL REFERENCES threads(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    why TEXT NOT NULL CHECK (why IN ('rate', 'number')),
    comments INTEGER NOT NULL CHECK (comments > 0),
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    usual_tenths INTEGER NOT NULL CHECK (usual_tenths >= 0),
    until_ms INTEGER NOT NULL,
    noticed_ms INTEGER NOT NULL,
    off_duty INTEGER NOT NULL CHECK (off_duty IN (0, 1)),
    told_ms INTEGER,
    told_by TEXT NOT NULL DEFAULT '',
    told_how TEXT NOT NULL DEFAULT '' CHECK (told_how IN ('', 'seen', 'telephone')),
    told_whom TEXT NOT NULL DEFAULT '',
    over_ms INTEGER,
    over_by TEXT NOT NULL DEFAULT '',
    CHECK ((told_ms IS NULL) = (told_by = '')),
    CHECK ((told_ms IS NULL) = (told_how = '')),
    CHECK (told_how <> 'telephone' OR told_whom <> ''),
    CHECK ((over_ms IS NULL) = (over_by = ''))
) STRICT;
CREATE UNIQUE INDEX pile_ons_going_on ON pile_ons (thread_id) WHERE over_ms IS NULL;
CREATE INDEX pile_ons_by_thread ON pile_ons (thread_id, id);

CREATE TABLE parked_threads (
    thread_id INTEGER PRIMARY KEY REFERENCES threads(id),
    parked_ms INTEGER NOT NULL,
    parked_by TEXT NOT NULL CHECK (parked_by <> '')
) STRICT;

ALTER TABLE worklist ADD COLUMN parked INTEGER NOT NULL DEFAULT 0 CHECK (parked IN (0, 1));
CREATE INDEX worklist_needed ON worklist (rank) WHERE open = 1 AND (parked = 0 OR flagged = 1 OR urgency >= 2);
CREATE INDEX worklist_parked ON worklist (rank) WHERE parked = 1;
ALTER TABLE worklist_counts ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER worklist_counted;
DROP TRIGGER worklist_recounted;
DROP TRIGGER worklist_discounted;
CREATE TRIGGER worklist_counted AFTER INSERT ON worklist
BEGIN
    INSERT INTO worklist_counts (account_id, kind, everything, open, unread, flagged, urgent, done, aside) VALUES (
        NEW.account_id, NEW.kind, 1, NEW.open, NEW.unread, NEW.open AND NEW.flagged, NEW.open AND NEW.urgency >= 2,
        NEW.handled_ms IS NOT NULL, NEW.open AND NEW.parked AND NOT NEW.flagged AND NEW.urgency < 2
    )
    ON CONFLICT DO UPDATE SET
        everything = everything + 1,
        open = open + excluded.open,
        unread = unread + excluded.unread,
        flagged = flagged + excluded.flagged,
        urgent = urgent + excluded.urgent,
        done = done + excluded.done,
        aside = aside + excluded.aside;
END;
CREATE TRIGGER worklist_recounted AFTER UPDATE OF open, unread, flagged, urgency, handled_ms, parked ON worklist
BEGIN
    UPDATE worklist_counts SET
        open = open + NEW.open - OLD.open,
        unread = unread + NEW.unread - OLD.unread,
        flagged = flagged + (NEW.open AND NEW.flagged) - (OLD.open AND OLD.flagged),
        urgent = urgent + (NEW.open AND NEW.urgency >= 2) - (OLD.open AND OLD.urgency >= 2),
        done = done + (NEW.handled_ms IS NOT NULL) - (OLD.handled_ms IS NOT NULL),
        aside = aside + (NEW.open AND NEW.parked AND NOT NEW.flagged AND NEW.urgency < 2)
            - (OLD.open AND OLD.parked AND NOT OLD.flagged AND OLD.urgency < 2)
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
        done = done - (OLD.handled_ms IS NOT NULL),
        aside = aside - (OLD.open AND OLD.parked AND NOT OLD.flagged AND OLD.urgency < 2)
    WHERE account_id = OLD.account_id AND kind = OLD.kind;
END;
"""
