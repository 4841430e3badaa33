"""Pre-election periods, parties and candidates as people of the Force enter them (3.3d, P7).

Days are dates as the Force's calendar has them. What was entered is never altered: it is taken off, and entered anew.
`anothers_yes` is what waits in the outbox for somebody else than whoever wrote it, for as long as the period lasts: a
reply or a warning for their yes there, a planned post for a row in `second_yes`, or for what is answered of its
pictures.
"""

ELECTIONS = """
CREATE TABLE election_periods (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    begins_on TEXT NOT NULL CHECK (begins_on IS date(begins_on)),
    ends_on TEXT NOT NULL CHECK (ends_on IS date(ends_on)),
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    CHECK (begins_on <= ends_on),
    CHECK ((ended_ms IS NULL) = (ended_by = ''))
) STRICT;
CREATE TABLE election_names (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'candidate')),
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    party TEXT NOT NULL DEFAULT '',
    area TEXT NOT NULL DEFAULT '',
    also TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(also) AND json_type(also) = 'array'),
    since_on TEXT CHECK (since_on IS date(since_on)),
    until_on TEXT CHECK (until_on IS date(until_on)),
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    CHECK (since_on IS NULL OR until_on IS NULL OR since_on <= until_on),
    CHECK ((ended_ms IS NULL) = (ended_by = ''))
) STRICT;
CREATE TRIGGER election_periods_same BEFORE UPDATE ON election_periods
WHEN OLD.ended_ms IS NOT NULL OR NEW.name <> OLD.name OR NEW.begins_on <> OLD.begins_on OR NEW.ends_on <> OLD.ends_on
    OR NEW.entered_ms <> OLD.entered_ms OR NEW.entered_by <> OLD.entered_by
BEGIN SELECT RAISE(ABORT, 'a period is never altered: it is taken off, and another is entered'); END;
CREATE TRIGGER election_periods_kept BEFORE DELETE ON election_periods
BEGIN SELECT RAISE(ABORT, 'a period stays on the record'); END;
CREATE TRIGGER election_names_same BEFORE UPDATE ON election_names
WHEN OLD.ended_ms IS NOT NULL OR NEW.kind <> OLD.kind OR NEW.name <> OLD.name OR NEW.also <> OLD.also
    OR NEW.entered_ms <> OLD.entered_ms OR NEW.entered_by <> OLD.entered_by
BEGIN SELECT RAISE(ABORT, 'a name is never altered: it is taken off, and another is entered'); END;
CREATE TRIGGER election_names_kept BEFORE DELETE ON election_names
BEGIN SELECT RAISE(ABORT, 'who stood for election stays on the record'); END;
CREATE TABLE anothers_yes (
    id INTEGER PRIMARY KEY,
    outbox_id INTEGER NOT NULL REFERENCES outbox(id),
    asked_ms INTEGER NOT NULL,
    begins_ms INTEGER NOT NULL,
    ends_ms INTEGER NOT NULL,
    of_name TEXT NOT NULL CHECK (of_name <> ''),
    of_staff INTEGER,
    yes_ms INTEGER,
    yes_by TEXT NOT NULL DEFAULT '',
    yes_role TEXT NOT NULL DEFAULT '' CHECK (yes_role NOT IN ('auditor', 'trainee')),
    yes_staff INTEGER,
    lifted_ms INTEGER,
    CHECK (begins_ms < ends_ms),
    CHECK ((yes_ms IS NULL) = (yes_by = '')),
    CHECK ((yes_ms IS NULL) = (yes_role = '')),
    CHECK (yes_ms IS NULL OR CASE WHEN of_staff IS NULL OR yes_staff IS NULL THEN lower(of_name) <> lower(yes_by)
        ELSE of_staff <> yes_staff END)
) STRICT;
CREATE INDEX anothers_yes_by_outbox ON anothers_yes (outbox_id, id);
CREATE VIEW waits_for_another AS
SELECT anothers_yes.id, outbox_id, begins_ms, ends_ms, of_name, of_staff FROM anothers_yes
JOIN outbox ON outbox.id = outbox_id
WHERE yes_ms IS NULL AND lifted_ms IS NULL AND (post_target_id IS NULL OR coalesce((
    SELECT yes FROM second_yes JOIN post_targets ON post_targets.post_id = second_yes.post_id
    WHERE post_targets.id = outbox.post_target_id AND at_ms >= asked_ms ORDER BY second_yes.id DESC LIMIT 1), 0) = 0
    AND coalesce((
        SELECT json_extract(answers, '$.picture') FROM post_checks
        JOIN post_targets ON post_targets.post_id = post_checks.post_id
        WHERE post_targets.id = outbox.post_target_id AND check_id = 'pre_election' AND at_ms >= asked_ms
        ORDER BY post_checks.id DESC LIMIT 1), '') <> 'no');
CREATE TRIGGER anothers_yes_new BEFORE INSERT ON anothers_yes WHEN NEW.yes_ms IS NOT NULL OR NEW.lifted_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'another person is asked before they say yes'); END;
CREATE TRIGGER anothers_yes_same BEFORE UPDATE ON anothers_yes
WHEN OLD.yes_ms IS NOT NULL OR OLD.lifted_ms IS NOT NULL OR NEW.id <> OLD.id OR NEW.outbox_id <> OLD.outbox_id
    OR NEW.asked_ms <> OLD.asked_ms OR NEW.begins_ms <> OLD.begins_ms OR NEW.ends_ms <> OLD.ends_ms
    OR NEW.of_name <> OLD.of_name OR NEW.of_staff IS NOT OLD.of_staff
BEGIN SELECT RAISE(ABORT, 'what another person is asked is never altered'); END;
CREATE TRIGGER anothers_yes_of_a_post BEFORE UPDATE OF yes_ms ON anothers_yes
WHEN NEW.yes_ms IS NOT NULL AND EXISTS (SELECT 1 FROM outbox WHERE id = NEW.outbox_id AND post_target_id IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'to a post the second yes is said'); END;
CREATE TRIGGER anothers_yes_lifted BEFORE UPDATE OF lifted_ms ON anothers_yes
WHEN NEW.lifted_ms IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM election_periods WHERE ended_ms >= OLD.asked_ms)
    AND NOT EXISTS (SELECT 1 FROM election_names WHERE ended_ms >= OLD.asked_ms)
BEGIN SELECT RAISE(ABORT, 'another person is asked until the period or the name is taken off'); END;
CREATE TRIGGER anothers_yes_kept BEFORE DELETE ON anothers_yes
BEGIN SELECT RAISE(ABORT, 'what another person was asked stays on the record'); END;
CREATE TRIGGER outbox_anothers_yes BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND OLD.state <> 'sending' AND EXISTS (
    SELECT 1 FROM waits_for_another AS asked WHERE asked.outbox_id = NEW.id
        AND max(NEW.last_sent_ms, coalesce(NEW.scheduled_ms, 0)) >= asked.begins_ms
        AND max(NEW.last_sent_ms, coalesce(NEW.scheduled_ms, 0)) < asked.ends_ms)
BEGIN SELECT RAISE(ABORT, 'in a pre-election period another person says yes first'); END;
"""
