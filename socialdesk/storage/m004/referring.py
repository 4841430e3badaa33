"""What was passed on, asked, and answered.

A referral is opened once and goes on by steps; what a person said in a step is never altered. `details` is canonical
JSON: what the person filled in, with a nonce, so that the record can name its hash alone. `received_ms` is the time
of the network itself.
"""

REFERRING = """
CREATE TABLE referrals (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    kind TEXT NOT NULL CHECK (kind IN ('crime', 'threat', 'foi', 'breach')),
    details TEXT NOT NULL CHECK (json_valid(details)),
    pack_version TEXT NOT NULL,
    evidence_id INTEGER NOT NULL REFERENCES evidence(id),
    received_ms INTEGER NOT NULL,
    opened_ms INTEGER NOT NULL,
    opened_by TEXT NOT NULL CHECK (opened_by <> ''),
    opened_role TEXT NOT NULL,
    opened_staff INTEGER,
    told_ms INTEGER,
    told_by TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    reference_ms INTEGER,
    forwarded_ms INTEGER,
    forwarded_by TEXT NOT NULL DEFAULT '',
    closed_ms INTEGER,
    closed_by TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    CHECK ((told_ms IS NULL) = (told_by = '')),
    CHECK (told_ms IS NULL OR (kind = 'threat' AND told_ms >= opened_ms AND reference <> '')),
    CHECK ((reference_ms IS NULL) = (reference = '')),
    CHECK (reference = '' OR kind IN ('crime', 'threat')),
    CHECK ((forwarded_ms IS NULL) = (forwarded_by = '')),
    CHECK (forwarded_ms IS NULL OR kind IN ('foi', 'breach')),
    CHECK ((closed_ms IS NULL) = (closed_by = '')),
    CHECK (closed_ms IS NULL OR reason <> '' OR (kind = 'crime' AND reference <> '')
        OR (kind IN ('foi', 'breach') AND forwarded_ms IS NOT NULL)),
    CHECK (kind <> 'breach' OR opened_role IN ('corporate_communications', 'trainee'))
) STRICT;
CREATE INDEX referrals_by_item ON referrals (item_id, id);
CREATE INDEX referrals_open ON referrals (kind, id) WHERE closed_ms IS NULL;
CREATE UNIQUE INDEX referrals_one_open ON referrals (item_id, kind) WHERE closed_ms IS NULL;
CREATE INDEX referrals_by_evidence ON referrals (evidence_id);

CREATE TRIGGER referrals_begin_open BEFORE INSERT ON referrals
WHEN NEW.told_ms IS NOT NULL OR NEW.reference <> '' OR NEW.forwarded_ms IS NOT NULL OR NEW.closed_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a referral begins open, with nothing done yet'); END;
CREATE TRIGGER referrals_evidence_of_item BEFORE INSERT ON referrals
WHEN NOT EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND item_id = NEW.item_id)
BEGIN SELECT RAISE(ABORT, 'a referral rests on evidence of its own item'); END;
CREATE TRIGGER referrals_network_time BEFORE INSERT ON referrals
WHEN NOT EXISTS (SELECT 1 FROM items WHERE id = NEW.item_id AND created_ms = NEW.received_ms)
BEGIN SELECT RAISE(ABORT, 'the date received is the time of the network'); END;
CREATE TRIGGER referrals_same BEFORE UPDATE OF
    item_id, account_id, kind, details, pack_version, evidence_id, received_ms, opened_ms, opened_by, opened_role,
    opened_staff ON referrals
BEGIN SELECT RAISE(ABORT, 'a referral is never altered: another is opened'); END;
CREATE TRIGGER referrals_said BEFORE UPDATE ON referrals
WHEN (OLD.told_ms IS NOT NULL AND (NEW.told_ms IS NOT OLD.told_ms OR NEW.told_by <> OLD.told_by))
    OR (OLD.reference <> '' AND (NEW.reference <> OLD.reference OR NEW.reference_ms IS NOT OLD.reference_ms))
    OR (OLD.forwarded_ms IS NOT NULL
        AND (NEW.forwarded_ms IS NOT OLD.forwarded_ms OR NEW.forwarded_by <> OLD.forwarded_by))
BEGIN SELECT RAISE(ABORT, 'what a person said is never altered'); END;
CREATE TRIGGER referrals_ended BEFORE UPDATE ON referrals WHEN OLD.closed_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a closed referral is never taken up again: another is opened'); END;
CREATE TRIGGER referrals_kept BEFORE DELETE ON referrals
BEGIN SELECT RAISE(ABORT, 'a referral stays on the record'); END;

CREATE TRIGGER foi_before_removal BEFORE INSERT ON outbox
WHEN NEW.kind IN ('hide', 'delete', 'block') AND EXISTS (
    SELECT 1 FROM referrals JOIN evidence ON evidence.id = referrals.evidence_id
    WHERE referrals.item_id = NEW.item_id AND referrals.kind = 'foi' AND referrals.closed_ms IS NULL
        AND evidence.captured_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'a request for information is captured before it is removed'); END;
CREATE TRIGGER foi_before_removal_by_hand BEFORE INSERT ON by_hand
WHEN NEW.kind IN ('hide', 'delete', 'block') AND EXISTS (
    SELECT 1 FROM referrals JOIN evidence ON evidence.id = referrals.evidence_id
    WHERE referrals.item_id = NEW.item_id AND referrals.kind = 'foi' AND referrals.closed_ms IS NULL
        AND evidence.captured_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'a request for information is captured before it is removed'); END;

CREATE TRIGGER evidence_needed_by_referral BEFORE UPDATE OF disposed_ms ON evidence
WHEN EXISTS (SELECT 1 FROM referrals WHERE evidence_id = OLD.id AND closed_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'evidence of an open referral cannot be disposed of'); END;
CREATE TRIGGER evidence_stays_by_referral BEFORE DELETE ON evidence
WHEN EXISTS (SELECT 1 FROM referrals WHERE evidence_id = OLD.id AND closed_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'evidence of an open referral cannot be deleted'); END;
CREATE TRIGGER evidence_files_stay_by_referral BEFORE DELETE ON evidence_files
WHEN EXISTS (SELECT 1 FROM referrals WHERE evidence_id = OLD.evidence_id AND closed_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'evidence of an open referral cannot be deleted'); END;

CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    question TEXT NOT NULL CHECK (question <> ''),
    asked_ms INTEGER NOT NULL,
    asked_by TEXT NOT NULL CHECK (asked_by <> ''),
    asked_key TEXT NOT NULL CHECK (asked_key <> ''),
    asked_role TEXT NOT NULL,
    asked_staff INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT NOT NULL DEFAULT '',
    answered_key TEXT NOT NULL DEFAULT '',
    answered_role TEXT NOT NULL DEFAULT '',
    answered_staff INTEGER,
    withdrawn TEXT NOT NULL DEFAULT '',
    settled_ms INTEGER,
    CHECK ((settled_ms IS NULL) = (answer = '' AND withdrawn = '')),
    CHECK (answer = '' OR withdrawn = ''),
    CHECK ((answer = '') = (answered_by = '')),
    CHECK ((answer = '') = (answered_key = '')),
    CHECK (answer = '' OR answered_role = 'corporate_communications'),
    CHECK (settled_ms IS NULL OR settled_ms >= asked_ms),
    CHECK (answer = '' OR iif(asked_staff IS NOT NULL AND answered_staff IS NOT NULL,
        asked_staff <> answered_staff, asked_key <> answered_key))
) STRICT;
CREATE INDEX questions_by_item ON questions (item_id, id);
CREATE INDEX questions_open ON questions (asked_ms, id) WHERE settled_ms IS NULL;
CREATE INDEX questions_open_by_item ON questions (item_id) WHERE settled_ms IS NULL;

CREATE TRIGGER questions_begin_open BEFORE INSERT ON questions WHEN NEW.settled_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a question is asked before it is answered'); END;
CREATE TRIGGER questions_same BEFORE UPDATE OF item_id, account_id, question, asked_ms, asked_by, asked_key, asked_role,
    asked_staff ON questions
BEGIN SELECT RAISE(ABORT, 'a question is never altered: another is asked'); END;
CREATE TRIGGER questions_settled BEFORE UPDATE ON questions WHEN OLD.settled_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an answer is never altered'); END;
CREATE TRIGGER questions_kept BEFORE DELETE ON questions
BEGIN SELECT RAISE(ABORT, 'a question stays on the record'); END;
"""
