"""Repeats that were removed beside their original, and warnings given in public after removals.

`warnings_given` leaves out what was cancelled, failed or withdrawn. A removal is confirmed where the network was read
back, or, by hand, where a person said that it is done.
"""

WARNING = """
CREATE TABLE repeat_removals (
    decision_id INTEGER PRIMARY KEY REFERENCES decisions(id),
    group_key TEXT NOT NULL CHECK (length(group_key) = 32),
    item_id INTEGER NOT NULL REFERENCES items(id),
    original_id INTEGER NOT NULL REFERENCES items(id),
    engaged INTEGER NOT NULL CHECK (engaged IN (0, 1)),
    CHECK (item_id <> original_id)
) STRICT;
CREATE INDEX repeat_removals_by_group ON repeat_removals (group_key);
CREATE INDEX repeat_removals_by_original ON repeat_removals (original_id);
CREATE INDEX repeat_removals_by_item ON repeat_removals (item_id);

CREATE TRIGGER repeats_come_later BEFORE INSERT ON repeat_removals
WHEN NOT EXISTS (
    SELECT 1 FROM items AS copy JOIN items AS original ON original.id = NEW.original_id
    WHERE copy.id = NEW.item_id AND copy.account_id = original.account_id AND copy.author_id = original.author_id
        AND (copy.created_ms > original.created_ms
            OR (copy.created_ms = original.created_ms AND copy.id > original.id)))
BEGIN SELECT RAISE(ABORT, 'the original stays: only later copies by the same person on the same account go'); END;
CREATE TRIGGER repeats_decided BEFORE INSERT ON repeat_removals
WHEN NOT EXISTS (
    SELECT 1 FROM decisions WHERE decisions.id = NEW.decision_id AND decisions.item_id = NEW.item_id
        AND decisions.kind IN ('hide', 'delete', 'hide_by_hand', 'delete_by_hand'))
BEGIN SELECT RAISE(ABORT, 'a repeat is removed by a decision of its own'); END;
CREATE TRIGGER repeats_fixed BEFORE UPDATE ON repeat_removals
BEGIN SELECT RAISE(ABORT, 'what was removed as a repeat is never altered'); END;
CREATE TRIGGER repeats_kept BEFORE DELETE ON repeat_removals
BEGIN SELECT RAISE(ABORT, 'what was removed as a repeat stays on the record'); END;
CREATE TRIGGER repeats_have_an_original BEFORE INSERT ON outbox
WHEN NEW.kind IN ('hide', 'delete')
    AND EXISTS (
        SELECT 1 FROM decisions JOIN json_each(decisions.grounds) AS ground
        WHERE decisions.id = NEW.decision_id AND ground.value = 'repeat')
    AND NOT EXISTS (SELECT 1 FROM repeat_removals WHERE decision_id = NEW.decision_id)
BEGIN SELECT RAISE(ABORT, 'a repeat is removed only beside its original'); END;

CREATE TABLE warnings (
    id INTEGER PRIMARY KEY,
    thread_id INTEGER NOT NULL REFERENCES threads(id),
    trigger_id TEXT NOT NULL CHECK (trigger_id <> ''),
    template TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('beneath_post', 'own_post', 'by_hand')),
    item_id INTEGER NOT NULL REFERENCES items(id),
    decision_id INTEGER NOT NULL UNIQUE REFERENCES decisions(id),
    outbox_id INTEGER UNIQUE REFERENCES outbox(id),
    needed INTEGER NOT NULL CHECK (needed > 0),
    period_ms INTEGER NOT NULL CHECK (period_ms > 0),
    decided_ms INTEGER NOT NULL,
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    CHECK ((way = 'by_hand') = (outbox_id IS NULL))
) STRICT;
CREATE INDEX warnings_by_thread ON warnings (thread_id, trigger_id, decided_ms);

CREATE TABLE warning_removals (
    warning_id INTEGER NOT NULL REFERENCES warnings(id),
    item_id INTEGER NOT NULL REFERENCES items(id),
    PRIMARY KEY (warning_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE VIEW warnings_given AS
SELECT warnings.id, warnings.thread_id, warnings.trigger_id, warnings.decided_ms, warnings.period_ms
FROM warnings
LEFT JOIN outbox ON outbox.id = warnings.outbox_id
LEFT JOIN by_hand ON warnings.outbox_id IS NULL AND by_hand.decision_id = warnings.decision_id
WHERE coalesce(outbox.state, by_hand.state, '') NOT IN ('cancelled', 'failed', 'not_done', 'withdrawn');

CREATE VIEW warnings_waiting AS
SELECT warnings.id AS warning_id, warnings.outbox_id, warnings.decision_id, warnings.needed,
    (SELECT count(*) FROM warning_removals AS behind WHERE behind.warning_id = warnings.id AND (
        EXISTS (SELECT 1 FROM outbox AS gone WHERE gone.item_id = behind.item_id
            AND gone.kind IN ('hide', 'delete') AND gone.state = 'confirmed')
        OR EXISTS (SELECT 1 FROM by_hand AS hand WHERE hand.item_id = behind.item_id
            AND hand.kind IN ('hide', 'delete') AND hand.state = 'done'))) AS confirmed,
    (SELECT count(*) FROM warning_removals AS behind WHERE behind.warning_id = warnings.id AND (
        EXISTS (SELECT 1 FROM outbox AS gone WHERE gone.item_id = behind.item_id
            AND gone.kind IN ('hide', 'delete') AND gone.state NOT IN ('cancelled', 'failed'))
        OR EXISTS (SELECT 1 FROM by_hand AS hand WHERE hand.item_id = behind.item_id
            AND hand.kind IN ('hide', 'delete') AND hand.state IN ('preparing', 'begun', 'done')))) AS hoped
FROM warnings;

CREATE TRIGGER warnings_once BEFORE INSERT ON warnings
WHEN EXISTS (
    SELECT 1 FROM warnings_given AS earlier
    WHERE earlier.thread_id = NEW.thread_id AND earlier.trigger_id = NEW.trigger_id
        AND earlier.decided_ms > NEW.decided_ms - max(NEW.period_ms, earlier.period_ms))
BEGIN SELECT RAISE(ABORT, 'the same warning is given once under a post in its period'); END;
CREATE TRIGGER warnings_after_removals BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending'
    AND EXISTS (SELECT 1 FROM warnings_waiting WHERE outbox_id = NEW.id AND confirmed < needed)
BEGIN SELECT RAISE(ABORT, 'a warning waits until what it explains is removed'); END;
CREATE TRIGGER warnings_by_hand_after_removals BEFORE UPDATE OF state ON by_hand
WHEN NEW.state = 'done'
    AND EXISTS (SELECT 1 FROM warnings_waiting
        WHERE decision_id = NEW.decision_id AND outbox_id IS NULL AND confirmed < needed)
BEGIN SELECT RAISE(ABORT, 'a warning waits until what it explains is removed'); END;
CREATE TRIGGER warnings_fixed BEFORE UPDATE ON warnings
BEGIN SELECT RAISE(ABORT, 'a warning is never altered: another is decided'); END;
CREATE TRIGGER warnings_kept BEFORE DELETE ON warnings
BEGIN SELECT RAISE(ABORT, 'a warning stays on the record'); END;
CREATE TRIGGER warning_removals_fixed BEFORE UPDATE ON warning_removals
BEGIN SELECT RAISE(ABORT, 'what a warning explains is never altered'); END;
CREATE TRIGGER warning_removals_kept BEFORE DELETE ON warning_removals
BEGIN SELECT RAISE(ABORT, 'what a warning explains stays on the record'); END;
CREATE TRIGGER warning_removals_in_place BEFORE INSERT ON warning_removals
WHEN NOT EXISTS (
    SELECT 1 FROM warnings JOIN items ON items.id = NEW.item_id
    WHERE warnings.id = NEW.warning_id AND items.thread_id = warnings.thread_id)
BEGIN SELECT RAISE(ABORT, 'a warning explains removals under its own post'); END;
"""
