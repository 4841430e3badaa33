"""What was kept for its time and looked at again; and words that people wrote about an item, which may be deleted.

A decision, an action, what was done by hand, a referral and a question stay for ever. Of their words only nothing may
be made, and only once they are settled; a review is never altered.
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

DROP TRIGGER referrals_same;
CREATE TRIGGER referrals_same BEFORE UPDATE OF
    item_id, account_id, kind, pack_version, evidence_id, received_ms, opened_ms, opened_by, opened_role, opened_staff
    ON referrals
BEGIN SELECT RAISE(ABORT, 'a referral is never altered: another is opened'); END;
CREATE TRIGGER referrals_same_words BEFORE UPDATE OF details ON referrals
WHEN NEW.details <> '{}' OR OLD.closed_ms IS NULL
BEGIN SELECT RAISE(ABORT, 'a referral is never altered: another is opened'); END;
DROP TRIGGER referrals_ended;
CREATE TRIGGER referrals_ended BEFORE UPDATE OF
    told_ms, told_by, reference, reference_ms, forwarded_ms, forwarded_by, closed_ms, closed_by ON referrals
WHEN OLD.closed_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed referral is never taken up again: another is opened'); END;
CREATE TRIGGER referrals_ended_words BEFORE UPDATE OF reason ON referrals
WHEN OLD.closed_ms IS NOT NULL AND NEW.reason <> OLD.reason AND NEW.reason <> '(deleted)'
BEGIN SELECT RAISE(ABORT, 'a closed referral is never taken up again: another is opened'); END;

DROP TRIGGER questions_same;
CREATE TRIGGER questions_same BEFORE UPDATE OF
    item_id, account_id, asked_ms, asked_by, asked_key, asked_role, asked_staff ON questions
BEGIN SELECT RAISE(ABORT, 'a question is never altered: another is asked'); END;
CREATE TRIGGER questions_same_words BEFORE UPDATE OF question ON questions
WHEN NEW.question <> '(deleted)' OR OLD.settled_ms IS NULL
BEGIN SELECT RAISE(ABORT, 'a question is never altered: another is asked'); END;
DROP TRIGGER questions_settled;
CREATE TRIGGER questions_settled BEFORE UPDATE OF
    answered_by, answered_key, answered_role, answered_staff, settled_ms ON questions
WHEN OLD.settled_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an answer is never altered'); END;
CREATE TRIGGER questions_settled_words BEFORE UPDATE OF answer, withdrawn ON questions
WHEN OLD.settled_ms IS NOT NULL
    AND (NEW.answer NOT IN (OLD.answer, '(deleted)') OR NEW.withdrawn NOT IN (OLD.withdrawn, '(deleted)')
        OR (NEW.answer = '') <> (OLD.answer = '') OR (NEW.withdrawn = '') <> (OLD.withdrawn = ''))
BEGIN SELECT RAISE(ABORT, 'an answer is never altered'); END;
"""
