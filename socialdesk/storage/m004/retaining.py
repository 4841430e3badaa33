"""What was kept for its time and looked at again; and words that people wrote about an item, which may be deleted.

A decision, an action and what was done by hand stay for ever. Of their words only nothing may be made, and only once
they are settled; a review is never altered.
"""

RETAINING = """
CREATE TABLE retention_reviews (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role IN ('corporate_communications', 'trainee')),
    reviewed_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL CHECK (next_ms > reviewed_ms)
) STRICT;
CREATE INDEX retention_reviews_by_item ON retention_reviews (item_id, next_ms);
CREATE TRIGGER retention_reviews_fixed BEFORE UPDATE ON retention_reviews
BEGIN SELECT RAISE(ABORT, 'a review is never altered'); END;
CREATE TRIGGER retention_reviews_kept BEFORE DELETE ON retention_reviews
BEGIN SELECT RAISE(ABORT, 'a review stays on the record'); END;
CREATE INDEX decisions_by_time ON decisions (decided_ms, item_id);

DROP TRIGGER decisions_fixed;
CREATE TRIGGER decisions_fixed BEFORE UPDATE ON decisions
WHEN NOT (
    NEW.aim = '' AND NEW.why_not_less = '' AND NEW.answers = '{}'
    AND NEW.id = OLD.id AND NEW.item_id = OLD.item_id AND NEW.kind = OLD.kind AND NEW.grounds = OLD.grounds
    AND NEW.clauses = OLD.clauses AND NEW.pack_version = OLD.pack_version AND NEW.by_name = OLD.by_name
    AND NEW.by_role = OLD.by_role AND NEW.decided_ms = OLD.decided_ms AND NEW.evidence_id IS OLD.evidence_id
    AND NEW.undoes IS OLD.undoes
)
BEGIN SELECT RAISE(ABORT, 'a decision is never altered: another is made'); END;

DROP TRIGGER outbox_same_action;
CREATE TRIGGER outbox_same_action BEFORE UPDATE OF decision_id, item_id, account_id, kind, target, key ON outbox
BEGIN SELECT RAISE(ABORT, 'an action is never altered: another is decided'); END;
CREATE TRIGGER outbox_same_words BEFORE UPDATE OF text ON outbox
WHEN NEW.text <> '' OR OLD.state NOT IN ('confirmed', 'failed', 'cancelled')
BEGIN SELECT RAISE(ABORT, 'an action is never altered: another is decided'); END;

DROP TRIGGER by_hand_same;
CREATE TRIGGER by_hand_same BEFORE UPDATE OF
    decision_id, item_id, account_id, kind, evidence_id, begun_ms, begun_by ON by_hand
BEGIN SELECT RAISE(ABORT, 'what is done by hand is never altered: another is decided'); END;
CREATE TRIGGER by_hand_same_words BEFORE UPDATE OF text ON by_hand
WHEN NEW.text <> '' OR OLD.state IN ('preparing', 'begun')
BEGIN SELECT RAISE(ABORT, 'what is done by hand is never altered: another is decided'); END;
"""
