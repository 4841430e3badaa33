"""Answers to questions that came by telephone, and what disposal may take out of the register of blocks.

An answer that somebody entered as given by telephone is marked so before it is one, and stays marked; somebody else of
Corporate Communications says whether it was given so. On the register of blocks only nothing may be made of what people
wrote, once the block has ended and everything behind it is deleted.
"""

ASKING = """
CREATE TABLE telephoned_answers (
    question_id INTEGER PRIMARY KEY REFERENCES questions(id),
    given_ms INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    entered_key TEXT NOT NULL CHECK (entered_key <> ''),
    entered_staff INTEGER,
    looked_at_ms INTEGER,
    looked_at_by TEXT NOT NULL DEFAULT '',
    looked_at_key TEXT NOT NULL DEFAULT '',
    looked_at_staff INTEGER,
    looked_at_words TEXT NOT NULL DEFAULT '',
    stands INTEGER CHECK (stands IN (0, 1)),
    CHECK ((looked_at_ms IS NULL) = (looked_at_by = '')),
    CHECK ((looked_at_ms IS NULL) = (looked_at_key = '')),
    CHECK ((looked_at_ms IS NULL) = (stands IS NULL)),
    CHECK (looked_at_ms IS NOT NULL OR looked_at_words = ''),
    CHECK (stands IS NOT 0 OR looked_at_words <> '')
) STRICT;
CREATE INDEX telephoned_answers_unseen ON telephoned_answers (question_id) WHERE looked_at_ms IS NULL;

CREATE TRIGGER telephoned_answers_marked_first BEFORE INSERT ON telephoned_answers
WHEN NEW.looked_at_ms IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM questions WHERE id = NEW.question_id AND settled_ms IS NULL)
BEGIN
    SELECT RAISE(ABORT, 'an answer is marked as given by telephone when it is entered, and looked at afterwards');
END;
CREATE TRIGGER telephoned_answers_fixed BEFORE UPDATE OF
    question_id, given_ms, entered_ms, entered_by, entered_key, entered_staff ON telephoned_answers
BEGIN SELECT RAISE(ABORT, 'an answer is never altered'); END;
CREATE TRIGGER telephoned_answers_seen_once BEFORE UPDATE OF
    looked_at_ms, looked_at_by, looked_at_key, looked_at_staff, stands ON telephoned_answers
WHEN OLD.looked_at_ms IS NOT NULL OR CASE
    WHEN NEW.looked_at_staff IS NOT NULL AND NEW.entered_staff IS NOT NULL
        THEN NEW.looked_at_staff = NEW.entered_staff
    ELSE NEW.looked_at_key = NEW.entered_key END
BEGIN SELECT RAISE(ABORT, 'what somebody entered is looked at once, by another person'); END;
CREATE TRIGGER telephoned_answers_words BEFORE UPDATE OF looked_at_words ON telephoned_answers
WHEN OLD.looked_at_ms IS NOT NULL AND NEW.looked_at_words <> OLD.looked_at_words AND NOT (
    OLD.looked_at_words <> '' AND NEW.looked_at_words = '(deleted)' AND EXISTS (
        SELECT 1 FROM questions JOIN items ON items.id = questions.item_id
        WHERE questions.id = OLD.question_id AND items.disposed_ms IS NOT NULL)
)
BEGIN SELECT RAISE(ABORT, 'an answer is never altered'); END;
CREATE TRIGGER telephoned_answers_kept BEFORE DELETE ON telephoned_answers
BEGIN SELECT RAISE(ABORT, 'an answer stays on the record'); END;
CREATE TRIGGER questions_telephoned_not_withdrawn BEFORE UPDATE OF settled_ms ON questions
WHEN NEW.withdrawn <> '' AND EXISTS (SELECT 1 FROM telephoned_answers WHERE question_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'what was answered by telephone is not taken back'); END;

CREATE INDEX blocks_unseen ON blocks (review_ms) WHERE urgent = 1 AND ended_ms IS NULL;

CREATE VIEW blocks_disposed AS
SELECT blocks.id FROM blocks JOIN items ON items.id = blocks.item_id
WHERE blocks.ended_ms IS NOT NULL AND items.disposed_ms IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM block_items JOIN items AS behind ON behind.id = block_items.item_id
    WHERE block_items.block_id = blocks.id AND behind.disposed_ms IS NULL
);

DROP TRIGGER blocks_same;
CREATE TRIGGER blocks_same BEFORE UPDATE OF account_id, author_id, person, item_id, grounds, clauses, engaged, warned,
    pack_version, urgent, requested_ms, requested_by, requested_role, requested_key, requested_staff_id ON blocks
BEGIN SELECT RAISE(ABORT, 'a request is never altered: another is made'); END;
CREATE TRIGGER blocks_same_words BEFORE UPDATE OF
    engaged_words, warned_words, aim, why_not_less, urgent_why, urgent_told ON blocks
WHEN NOT EXISTS (SELECT 1 FROM blocks_disposed WHERE id = OLD.id)
    OR NEW.engaged_words <> '(deleted)' OR NEW.warned_words <> '(deleted)' OR NEW.aim <> '(deleted)'
    OR NEW.why_not_less <> '(deleted)' OR NEW.urgent_why <> iif(OLD.urgent_why = '', '', '(deleted)')
    OR NEW.urgent_told <> iif(OLD.urgent_told = '', '', '(deleted)')
BEGIN SELECT RAISE(ABORT, 'a request is never altered: another is made'); END;
CREATE TRIGGER blocks_ended_words BEFORE UPDATE OF ended_reason ON blocks
WHEN OLD.ended_ms IS NOT NULL AND (
    NOT EXISTS (SELECT 1 FROM blocks_disposed WHERE id = OLD.id)
    OR NEW.ended_reason <> iif(OLD.ended_reason = '', '', '(deleted)'))
BEGIN SELECT RAISE(ABORT, 'why a block ended is never altered'); END;

DROP TRIGGER block_advice_fixed;
CREATE TRIGGER block_advice_fixed BEFORE UPDATE OF
    block_id, advice, adviser, adviser_key, adviser_staff_id, given, given_ms, entered_ms, entered_by, entered_key,
    entered_staff_id ON block_advice
BEGIN SELECT RAISE(ABORT, 'advice is never altered'); END;
CREATE TRIGGER block_advice_words BEFORE UPDATE OF words ON block_advice
WHEN NEW.words <> '(deleted)' OR NOT EXISTS (SELECT 1 FROM blocks_disposed WHERE id = OLD.block_id)
BEGIN SELECT RAISE(ABORT, 'advice is never altered'); END;
DROP TRIGGER block_advice_seen_once;
CREATE TRIGGER block_advice_seen_once BEFORE UPDATE OF
    looked_at_ms, looked_at_by, looked_at_key, looked_at_staff_id, stands ON block_advice
WHEN OLD.looked_at_ms IS NOT NULL OR NEW.given = 'signed' OR CASE
    WHEN NEW.looked_at_staff_id IS NOT NULL AND NEW.entered_staff_id IS NOT NULL
        THEN NEW.looked_at_staff_id = NEW.entered_staff_id
    ELSE NEW.looked_at_key = NEW.entered_key END
BEGIN SELECT RAISE(ABORT, 'what somebody entered is looked at once, by another person'); END;
CREATE TRIGGER block_advice_seen_words BEFORE UPDATE OF looked_at_words ON block_advice
WHEN OLD.looked_at_ms IS NULL AND NEW.looked_at_ms IS NULL AND NEW.looked_at_words <> ''
    OR OLD.looked_at_ms IS NOT NULL AND (
        NEW.looked_at_words <> iif(OLD.looked_at_words = '', '', '(deleted)')
        OR NOT EXISTS (SELECT 1 FROM blocks_disposed WHERE id = OLD.block_id))
BEGIN SELECT RAISE(ABORT, 'what somebody entered is looked at once, by another person'); END;

DROP TRIGGER block_approvals_fixed;
CREATE TRIGGER block_approvals_fixed BEFORE UPDATE OF
    block_id, approved, by_name, by_role, by_key, by_staff_id, at_ms ON block_approvals
BEGIN SELECT RAISE(ABORT, 'an approval is never altered'); END;
CREATE TRIGGER block_approvals_words BEFORE UPDATE OF words ON block_approvals
WHEN NEW.words <> iif(OLD.words = '', '', '(deleted)')
    OR NOT EXISTS (SELECT 1 FROM blocks_disposed WHERE id = OLD.block_id)
BEGIN SELECT RAISE(ABORT, 'an approval is never altered'); END;

DROP TRIGGER block_reviews_fixed;
CREATE TRIGGER block_reviews_fixed BEFORE UPDATE OF id, block_id, by_name, at_ms, next_ms ON block_reviews
BEGIN SELECT RAISE(ABORT, 'a review is never altered'); END;
CREATE TRIGGER block_reviews_words BEFORE UPDATE OF words ON block_reviews
WHEN NEW.words <> '(deleted)' OR NOT EXISTS (SELECT 1 FROM blocks_disposed WHERE id = OLD.block_id)
BEGIN SELECT RAISE(ABORT, 'a review is never altered'); END;
"""
