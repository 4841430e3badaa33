"""Blocks, from the request to their end (4.4).

No block leaves, by the desk or by hand, before its advice is there and another person than the requester has approved
it. The one exception is a threat to life with its reason, which stays marked until another person has looked at it.
Whoever is who is compared by staff number where both have one, else by the name without its capitals and spaces.
"""

BLOCKING = """
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    author_id INTEGER NOT NULL REFERENCES authors(id),
    person TEXT NOT NULL CHECK (person <> ''),
    item_id INTEGER NOT NULL REFERENCES items(id),
    grounds TEXT NOT NULL CHECK (json_valid(grounds) AND json_array_length(grounds) > 0),
    clauses TEXT NOT NULL CHECK (json_valid(clauses)),
    engaged INTEGER NOT NULL CHECK (engaged IN (0, 1)),
    engaged_words TEXT NOT NULL CHECK (engaged_words <> ''),
    warned INTEGER NOT NULL CHECK (warned IN (0, 1)),
    warned_words TEXT NOT NULL CHECK (warned_words <> ''),
    aim TEXT NOT NULL CHECK (aim <> ''),
    why_not_less TEXT NOT NULL CHECK (why_not_less <> ''),
    pack_version TEXT NOT NULL,
    urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
    urgent_why TEXT NOT NULL DEFAULT '',
    urgent_told TEXT NOT NULL DEFAULT '',
    way TEXT NOT NULL CHECK (way IN ('api', 'by_hand')),
    state TEXT NOT NULL CHECK (state IN ('waiting_advice', 'waiting_approval', 'approved', 'in_force', 'not_done',
        'refused', 'withdrawn', 'lifting', 'lifted')),
    requested_ms INTEGER NOT NULL,
    requested_by TEXT NOT NULL CHECK (requested_by <> ''),
    requested_role TEXT NOT NULL,
    requested_key TEXT NOT NULL CHECK (requested_key <> ''),
    requested_staff_id INTEGER REFERENCES staff(id),
    review_days INTEGER NOT NULL CHECK (review_days > 0),
    review_ms INTEGER,
    reminded_ms INTEGER,
    decision_id INTEGER UNIQUE REFERENCES decisions(id),
    in_force_ms INTEGER,
    lift_decision_id INTEGER UNIQUE REFERENCES decisions(id),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    ended_reason TEXT NOT NULL DEFAULT '',
    CHECK ((urgent = 1) = (urgent_why <> '')),
    CHECK (urgent = 0 OR (urgent_told <> '' AND review_ms IS NOT NULL)),
    CHECK (state NOT IN ('approved', 'in_force', 'not_done', 'lifting', 'lifted') OR decision_id IS NOT NULL),
    CHECK (state NOT IN ('in_force', 'lifting', 'lifted') OR (in_force_ms IS NOT NULL AND review_ms IS NOT NULL)),
    CHECK (state NOT IN ('lifting', 'lifted') OR (lift_decision_id IS NOT NULL AND ended_reason <> '')),
    CHECK ((state IN ('refused', 'withdrawn', 'lifted')) = (ended_ms IS NOT NULL)),
    CHECK (ended_ms IS NULL OR ended_by <> '')
) STRICT;
CREATE UNIQUE INDEX blocks_one_at_a_time ON blocks (account_id, author_id)
    WHERE state NOT IN ('refused', 'withdrawn', 'lifted');
CREATE INDEX blocks_by_author ON blocks (author_id, id);
CREATE INDEX blocks_by_state ON blocks (state, id);
CREATE INDEX blocks_to_review ON blocks (review_ms) WHERE state = 'in_force';

CREATE TABLE block_items (
    block_id INTEGER NOT NULL REFERENCES blocks(id),
    item_id INTEGER NOT NULL REFERENCES items(id),
    evidence_id INTEGER NOT NULL REFERENCES evidence(id),
    PRIMARY KEY (block_id, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX block_items_by_evidence ON block_items (evidence_id);

CREATE TABLE block_advice (
    id INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL REFERENCES blocks(id),
    advice TEXT NOT NULL CHECK (advice IN ('for', 'against')),
    words TEXT NOT NULL CHECK (words <> ''),
    adviser TEXT NOT NULL CHECK (adviser <> ''),
    adviser_key TEXT NOT NULL CHECK (adviser_key <> ''),
    adviser_staff_id INTEGER REFERENCES staff(id),
    given TEXT NOT NULL CHECK (given IN ('signed', 'telephone', 'message')),
    given_ms INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    entered_key TEXT NOT NULL,
    entered_staff_id INTEGER REFERENCES staff(id),
    looked_at_ms INTEGER,
    looked_at_by TEXT NOT NULL DEFAULT '',
    looked_at_key TEXT NOT NULL DEFAULT '',
    looked_at_staff_id INTEGER REFERENCES staff(id),
    looked_at_words TEXT NOT NULL DEFAULT '',
    stands INTEGER CHECK (stands IN (0, 1)),
    CHECK (given <> 'signed' OR adviser_staff_id IS NOT NULL),
    CHECK ((looked_at_ms IS NULL) = (looked_at_by = '')),
    CHECK ((looked_at_ms IS NULL) = (stands IS NULL)),
    CHECK (stands IS NOT 0 OR looked_at_words <> '')
) STRICT;
CREATE INDEX block_advice_by_block ON block_advice (block_id, id);
CREATE INDEX block_advice_unseen ON block_advice (id) WHERE given <> 'signed' AND looked_at_ms IS NULL;

CREATE TABLE block_approvals (
    block_id INTEGER PRIMARY KEY REFERENCES blocks(id),
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    words TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role <> 'auditor'),
    by_key TEXT NOT NULL CHECK (by_key <> ''),
    by_staff_id INTEGER NOT NULL REFERENCES staff(id),
    at_ms INTEGER NOT NULL,
    CHECK (approved = 1 OR words <> '')
) STRICT;

CREATE TABLE block_reviews (
    id INTEGER PRIMARY KEY,
    block_id INTEGER NOT NULL REFERENCES blocks(id),
    words TEXT NOT NULL CHECK (words <> ''),
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    at_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL CHECK (next_ms > at_ms)
) STRICT;
CREATE INDEX block_reviews_by_block ON block_reviews (block_id, id);

CREATE VIEW blocks_cleared AS
SELECT id, decision_id, account_id, person, item_id, way FROM blocks
WHERE state = 'approved'
    AND EXISTS (SELECT 1 FROM block_items WHERE block_id = blocks.id)
    AND (urgent = 1 OR (
        EXISTS (SELECT 1 FROM block_advice WHERE block_id = blocks.id AND advice = 'for')
        AND EXISTS (SELECT 1 FROM block_approvals WHERE block_id = blocks.id AND approved = 1)
    ))
    AND NOT EXISTS (SELECT 1 FROM block_approvals WHERE block_id = blocks.id AND approved = 0);

CREATE TRIGGER outbox_block_approved BEFORE INSERT ON outbox
WHEN NEW.kind = 'block' AND NOT EXISTS (
    SELECT 1 FROM blocks_cleared AS cleared
    WHERE cleared.decision_id = NEW.decision_id AND cleared.account_id = NEW.account_id
        AND cleared.person = NEW.person AND cleared.item_id = NEW.item_id AND cleared.way = 'api'
)
BEGIN SELECT RAISE(ABORT, 'no block leaves before another person has approved it'); END;
CREATE TRIGGER outbox_block_once BEFORE INSERT ON outbox
WHEN NEW.kind = 'block' AND EXISTS (
    SELECT 1 FROM outbox WHERE item_id = NEW.item_id AND kind = 'block' AND decision_id = NEW.decision_id
)
BEGIN SELECT RAISE(ABORT, 'one decision, one block'); END;
CREATE TRIGGER outbox_block_still_approved BEFORE UPDATE OF state ON outbox
WHEN NEW.kind = 'block' AND NEW.state = 'sending' AND NOT EXISTS (
    SELECT 1 FROM blocks_cleared AS cleared
    WHERE cleared.decision_id = NEW.decision_id AND cleared.account_id = NEW.account_id
        AND cleared.person = NEW.person AND cleared.item_id = NEW.item_id AND cleared.way = 'api'
)
BEGIN SELECT RAISE(ABORT, 'no block leaves before another person has approved it'); END;
CREATE TRIGGER outbox_block_same_person BEFORE UPDATE OF person, thread ON outbox WHEN NEW.kind IN ('block', 'unblock')
BEGIN SELECT RAISE(ABORT, 'an action is never altered: another is decided'); END;
CREATE TRIGGER by_hand_block_approved BEFORE INSERT ON by_hand
WHEN NEW.kind = 'block' AND NOT EXISTS (
    SELECT 1 FROM blocks_cleared AS cleared
    WHERE cleared.decision_id = NEW.decision_id AND cleared.account_id = NEW.account_id
        AND cleared.item_id = NEW.item_id AND cleared.way = 'by_hand'
)
BEGIN SELECT RAISE(ABORT, 'no block is begun by hand before another person has approved it'); END;

CREATE TRIGGER blocks_begin_waiting BEFORE INSERT ON blocks
WHEN NEW.state <> 'waiting_advice' OR NEW.decision_id IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a block begins with a request'); END;
CREATE TRIGGER blocks_urgent_not_in_the_past BEFORE INSERT ON blocks
WHEN NEW.urgent = 1 AND NEW.requested_ms < (SELECT max(at_ms) FROM audit) - 300000
BEGIN SELECT RAISE(ABORT, 'the clock was put back'); END;
CREATE TRIGGER blocks_in_order BEFORE UPDATE OF state ON blocks
WHEN NEW.state <> OLD.state AND NOT (
    (OLD.state = 'waiting_advice' AND NEW.state IN ('waiting_approval', 'refused', 'withdrawn'))
    OR (OLD.state = 'waiting_advice' AND NEW.state = 'approved' AND NEW.urgent = 1)
    OR (OLD.state = 'waiting_approval' AND NEW.state IN ('approved', 'refused', 'withdrawn', 'waiting_advice'))
    OR (OLD.state = 'approved' AND NEW.state IN ('in_force', 'not_done'))
    OR (OLD.state = 'not_done' AND NEW.state IN ('approved', 'withdrawn'))
    OR (OLD.state = 'in_force' AND NEW.state = 'lifting')
    OR (OLD.state = 'lifting' AND NEW.state IN ('in_force', 'lifted'))
)
BEGIN SELECT RAISE(ABORT, 'a block does not go that way'); END;
CREATE TRIGGER blocks_approved_by_another BEFORE UPDATE OF state ON blocks
WHEN NEW.state = 'approved' AND OLD.state <> 'approved' AND (
    NOT EXISTS (SELECT 1 FROM block_items WHERE block_id = NEW.id)
    OR EXISTS (SELECT 1 FROM block_approvals WHERE block_id = NEW.id AND approved = 0)
    OR NEW.urgent = 0 AND (
        NOT EXISTS (SELECT 1 FROM block_advice WHERE block_id = NEW.id AND advice = 'for' AND stands IS NOT 0)
        OR NOT EXISTS (SELECT 1 FROM block_approvals WHERE block_id = NEW.id AND approved = 1)
    )
)
BEGIN SELECT RAISE(ABORT, 'a block is approved by another person, with advice, and rests on items'); END;
CREATE TRIGGER blocks_same BEFORE UPDATE OF account_id, author_id, person, item_id, grounds, clauses, engaged,
    engaged_words, warned, warned_words, aim, why_not_less, pack_version, urgent, urgent_why, urgent_told, requested_ms,
    requested_by, requested_role, requested_key, requested_staff_id ON blocks
BEGIN SELECT RAISE(ABORT, 'a request is never altered: another is made'); END;
CREATE TRIGGER blocks_new_decision BEFORE UPDATE OF decision_id ON blocks
WHEN NEW.decision_id IS NOT OLD.decision_id AND NOT (NEW.state = 'approved' AND OLD.state <> 'approved')
BEGIN SELECT RAISE(ABORT, 'a decision belongs to its own attempt'); END;
CREATE TRIGGER blocks_kept BEFORE DELETE ON blocks
BEGIN SELECT RAISE(ABORT, 'a block stays on the register'); END;

CREATE TRIGGER block_items_of_person BEFORE INSERT ON block_items
WHEN NOT EXISTS (
    SELECT 1 FROM blocks JOIN items ON items.author_id = blocks.author_id
    WHERE blocks.id = NEW.block_id AND items.id = NEW.item_id AND blocks.state = 'waiting_advice'
)
BEGIN SELECT RAISE(ABORT, 'a block rests on what that person wrote'); END;
CREATE TRIGGER block_items_fixed BEFORE UPDATE ON block_items
BEGIN SELECT RAISE(ABORT, 'what a block rests on is never altered'); END;
CREATE TRIGGER block_items_kept BEFORE DELETE ON block_items
BEGIN SELECT RAISE(ABORT, 'what a block rests on is never altered'); END;

CREATE TRIGGER block_advice_by_another BEFORE INSERT ON block_advice
WHEN EXISTS (
    SELECT 1 FROM blocks WHERE blocks.id = NEW.block_id AND CASE
        WHEN blocks.requested_staff_id IS NOT NULL AND NEW.adviser_staff_id IS NOT NULL
            THEN blocks.requested_staff_id = NEW.adviser_staff_id
        ELSE blocks.requested_key = NEW.adviser_key END
)
BEGIN SELECT RAISE(ABORT, 'nobody advises on their own request'); END;
CREATE TRIGGER block_advice_signed_by_staff BEFORE INSERT ON block_advice
WHEN NEW.given = 'signed' AND NOT EXISTS (
    SELECT 1 FROM staff WHERE id = NEW.adviser_staff_id AND name = NEW.adviser AND role = 'corporate_communications'
        AND ended_ms IS NULL
)
BEGIN SELECT RAISE(ABORT, 'advice is signed by somebody of Corporate Communications'); END;
CREATE TRIGGER block_advice_begins_unseen BEFORE INSERT ON block_advice WHEN NEW.looked_at_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'advice is looked at after it was entered'); END;
CREATE TRIGGER block_advice_fixed BEFORE UPDATE OF
    block_id, advice, words, adviser, adviser_key, adviser_staff_id, given, given_ms, entered_ms, entered_by,
    entered_key, entered_staff_id ON block_advice
BEGIN SELECT RAISE(ABORT, 'advice is never altered'); END;
CREATE TRIGGER block_advice_seen_once BEFORE UPDATE ON block_advice
WHEN OLD.looked_at_ms IS NOT NULL OR NEW.given = 'signed' OR CASE
    WHEN NEW.looked_at_staff_id IS NOT NULL AND NEW.entered_staff_id IS NOT NULL
        THEN NEW.looked_at_staff_id = NEW.entered_staff_id
    ELSE NEW.looked_at_key = NEW.entered_key END
BEGIN SELECT RAISE(ABORT, 'what somebody entered is looked at once, by another person'); END;
CREATE TRIGGER block_advice_kept BEFORE DELETE ON block_advice
BEGIN SELECT RAISE(ABORT, 'advice stays on the register'); END;

CREATE TRIGGER block_approvals_by_another BEFORE INSERT ON block_approvals
WHEN NOT EXISTS (
    SELECT 1 FROM blocks WHERE blocks.id = NEW.block_id AND NOT CASE
        WHEN blocks.requested_staff_id IS NOT NULL THEN blocks.requested_staff_id = NEW.by_staff_id
        ELSE blocks.requested_key = NEW.by_key END
)
BEGIN SELECT RAISE(ABORT, 'nobody approves their own request'); END;
CREATE TRIGGER block_approvals_by_staff BEFORE INSERT ON block_approvals
WHEN NOT EXISTS (
    SELECT 1 FROM staff WHERE id = NEW.by_staff_id AND name = NEW.by_name AND role = NEW.by_role
        AND ended_ms IS NULL
)
BEGIN SELECT RAISE(ABORT, 'a block is approved by somebody who is recorded and signs'); END;
CREATE TRIGGER block_approvals_in_time BEFORE INSERT ON block_approvals
WHEN NOT EXISTS (
    SELECT 1 FROM blocks WHERE blocks.id = NEW.block_id
        AND (blocks.state = 'waiting_approval' OR (blocks.urgent = 1 AND blocks.ended_ms IS NULL))
)
BEGIN SELECT RAISE(ABORT, 'this waits for no approval'); END;
CREATE TRIGGER block_approvals_fixed BEFORE UPDATE ON block_approvals
BEGIN SELECT RAISE(ABORT, 'an approval is never altered'); END;
CREATE TRIGGER block_approvals_kept BEFORE DELETE ON block_approvals
BEGIN SELECT RAISE(ABORT, 'an approval stays on the register'); END;

CREATE TRIGGER block_reviews_fixed BEFORE UPDATE ON block_reviews
BEGIN SELECT RAISE(ABORT, 'a review is never altered'); END;
CREATE TRIGGER block_reviews_kept BEFORE DELETE ON block_reviews
BEGIN SELECT RAISE(ABORT, 'a review stays on the register'); END;

CREATE TRIGGER blocks_follow_outbox AFTER UPDATE OF state ON outbox
WHEN NEW.kind IN ('block', 'unblock') AND NEW.state IN ('confirmed', 'failed', 'cancelled') AND OLD.state <> NEW.state
BEGIN
    UPDATE blocks SET state = 'in_force', in_force_ms = NEW.settled_ms
    WHERE NEW.kind = 'block' AND NEW.state = 'confirmed' AND decision_id = NEW.decision_id AND state = 'approved';
    UPDATE blocks SET state = 'not_done'
    WHERE NEW.kind = 'block' AND NEW.state <> 'confirmed' AND decision_id = NEW.decision_id AND state = 'approved';
    UPDATE blocks SET state = 'lifted', ended_ms = NEW.settled_ms
    WHERE NEW.kind = 'unblock' AND NEW.state = 'confirmed' AND lift_decision_id = NEW.decision_id AND state = 'lifting';
    UPDATE blocks SET state = 'in_force'
    WHERE NEW.kind = 'unblock' AND NEW.state <> 'confirmed' AND lift_decision_id = NEW.decision_id
        AND state = 'lifting';
END;
CREATE TRIGGER blocks_follow_hand AFTER UPDATE OF state ON by_hand
WHEN NEW.kind IN ('block', 'unblock') AND NEW.state IN ('done', 'not_done', 'withdrawn') AND OLD.state <> NEW.state
BEGIN
    UPDATE blocks SET state = 'in_force', in_force_ms = NEW.done_ms
    WHERE NEW.kind = 'block' AND NEW.state = 'done' AND decision_id = NEW.decision_id AND state = 'approved';
    UPDATE blocks SET state = 'not_done'
    WHERE NEW.kind = 'block' AND NEW.state <> 'done' AND decision_id = NEW.decision_id AND state = 'approved';
    UPDATE blocks SET state = 'lifted', ended_ms = NEW.done_ms
    WHERE NEW.kind = 'unblock' AND NEW.state = 'done' AND lift_decision_id = NEW.decision_id AND state = 'lifting';
    UPDATE blocks SET state = 'in_force'
    WHERE NEW.kind = 'unblock' AND NEW.state <> 'done' AND lift_decision_id = NEW.decision_id AND state = 'lifting';
END;
"""
