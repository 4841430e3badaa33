"""Who is on duty when, what was handed over, who was called, what was declared (I2, A7).

Nothing that somebody said is altered afterwards. Outside Corporate Communications' hours an Oscar 1 or IDO publishes a
post only where the newest declaration on that very post is their own, not older than an hour, and says that the
threshold for ringing the on-call press officer is not met (2.5).
"""

DUTY = """
CREATE TABLE rota (
    id INTEGER PRIMARY KEY,
    part TEXT NOT NULL CHECK (part IN ('on_duty', 'on_call', 'oscar_1', 'ido')),
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    telephone TEXT NOT NULL DEFAULT '',
    staff_id INTEGER REFERENCES staff(id),
    from_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    CHECK (from_ms < until_ms),
    CHECK (part <> 'on_call' OR telephone <> ''),
    CHECK ((ended_ms IS NULL) = (ended_by = ''))
) STRICT;
CREATE INDEX rota_standing ON rota (until_ms, from_ms) WHERE ended_ms IS NULL;
CREATE TRIGGER rota_same BEFORE UPDATE OF
    part, name, telephone, staff_id, from_ms, until_ms, entered_ms, entered_by ON rota
BEGIN SELECT RAISE(ABORT, 'a shift is never altered: it is taken off, and another is entered'); END;
CREATE TRIGGER rota_ended BEFORE UPDATE OF ended_ms, ended_by ON rota WHEN OLD.ended_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'this shift was taken off the rota'); END;
CREATE TRIGGER rota_kept BEFORE DELETE ON rota
BEGIN SELECT RAISE(ABORT, 'who was on the rota stays on the record'); END;

CREATE TABLE odd_days (
    day TEXT PRIMARY KEY CHECK (day IS date(day)),
    begins TEXT CHECK (begins IS time(begins)),
    ends TEXT CHECK (ends IS time(ends)),
    why TEXT NOT NULL CHECK (why <> ''),
    entered_ms INTEGER NOT NULL,
    entered_by TEXT NOT NULL CHECK (entered_by <> ''),
    CHECK ((begins IS NULL) = (ends IS NULL)),
    CHECK (begins < ends)
) STRICT, WITHOUT ROWID;

CREATE TABLE handovers (
    id INTEGER PRIMARY KEY,
    from_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    content TEXT NOT NULL CHECK (json_valid(content)),
    notes TEXT NOT NULL DEFAULT '',
    released INTEGER NOT NULL DEFAULT 0 CHECK (released >= 0),
    made_ms INTEGER NOT NULL,
    made_by TEXT NOT NULL CHECK (made_by <> ''),
    made_role TEXT NOT NULL,
    made_key TEXT NOT NULL CHECK (made_key <> ''),
    made_staff INTEGER,
    CHECK (from_ms <= until_ms)
) STRICT;
CREATE TABLE handover_acceptances (
    handover_id INTEGER PRIMARY KEY REFERENCES handovers(id),
    accepted_ms INTEGER NOT NULL,
    accepted_by TEXT NOT NULL CHECK (accepted_by <> ''),
    accepted_role TEXT NOT NULL,
    accepted_key TEXT NOT NULL CHECK (accepted_key <> ''),
    accepted_staff INTEGER
) STRICT;
CREATE TRIGGER handovers_same BEFORE UPDATE ON handovers
BEGIN SELECT RAISE(ABORT, 'what was handed over is never altered'); END;
CREATE TRIGGER handovers_kept BEFORE DELETE ON handovers
BEGIN SELECT RAISE(ABORT, 'what was handed over stays on the record'); END;
CREATE TRIGGER handover_acceptances_by_another BEFORE INSERT ON handover_acceptances
WHEN EXISTS (SELECT 1 FROM handovers WHERE id = NEW.handover_id
    AND iif(made_staff IS NOT NULL AND NEW.accepted_staff IS NOT NULL,
        made_staff = NEW.accepted_staff, made_key = NEW.accepted_key))
BEGIN SELECT RAISE(ABORT, 'a handover is accepted by somebody else than who made it'); END;
CREATE TRIGGER handover_acceptances_same BEFORE UPDATE ON handover_acceptances
BEGIN SELECT RAISE(ABORT, 'a handover is accepted once'); END;
CREATE TRIGGER handover_acceptances_kept BEFORE DELETE ON handover_acceptances
BEGIN SELECT RAISE(ABORT, 'who accepted a handover stays on the record'); END;

CREATE TABLE threshold_declarations (
    id INTEGER PRIMARY KEY,
    post_id INTEGER REFERENCES posts(id),
    about TEXT NOT NULL CHECK (about <> ''),
    met INTEGER NOT NULL CHECK (met IN (0, 1)),
    reason TEXT NOT NULL DEFAULT '',
    at_ms INTEGER NOT NULL,
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role IN ('oscar_1', 'ido', 'trainee')),
    by_staff INTEGER,
    CHECK (met = 1 OR (post_id IS NOT NULL AND reason <> ''))
) STRICT;
CREATE INDEX threshold_declarations_by_post ON threshold_declarations (post_id, id) WHERE post_id IS NOT NULL;
CREATE TRIGGER threshold_declarations_same BEFORE UPDATE ON threshold_declarations
WHEN NEW.about <> '(deleted)' OR NEW.reason NOT IN ('', '(deleted)') OR (NEW.reason = '') <> (OLD.reason = '')
    OR NEW.id <> OLD.id OR NEW.post_id IS NOT OLD.post_id OR NEW.met <> OLD.met OR NEW.at_ms <> OLD.at_ms
    OR NEW.by_name <> OLD.by_name OR NEW.by_role <> OLD.by_role OR NEW.by_staff IS NOT OLD.by_staff
    OR NOT EXISTS (SELECT 1 FROM posts WHERE id = OLD.post_id AND state IN ('sent', 'cancelled') AND text = ''
        AND purpose = '')
BEGIN SELECT RAISE(ABORT, 'what was declared is never altered: it is declared anew'); END;
CREATE TRIGGER threshold_declarations_kept BEFORE DELETE ON threshold_declarations
BEGIN SELECT RAISE(ABORT, 'what was declared stays on the record'); END;
CREATE TRIGGER posts_threshold_first BEFORE UPDATE OF state ON posts
WHEN NEW.state = 'ready' AND OLD.state <> 'ready' AND NEW.decided_role IN ('oscar_1', 'ido')
    AND NOT EXISTS (
        SELECT 1 FROM threshold_declarations AS said
        WHERE said.post_id = NEW.id AND said.met = 0 AND said.by_name = NEW.decided_by
            AND said.by_role = NEW.decided_role
            AND said.at_ms BETWEEN NEW.decided_ms - 3600000 AND NEW.decided_ms
            AND said.id = (SELECT max(id) FROM threshold_declarations WHERE post_id = NEW.id))
BEGIN SELECT RAISE(ABORT, 'an Oscar 1 or IDO publishes where the threshold was declared not met (2.5)'); END;

CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    rung_ms INTEGER NOT NULL,
    whom TEXT NOT NULL CHECK (whom <> ''),
    telephone TEXT NOT NULL DEFAULT '',
    why TEXT NOT NULL CHECK (why <> ''),
    answered TEXT NOT NULL CHECK (answered IN ('reached', 'message', 'no_answer')),
    outcome TEXT NOT NULL DEFAULT '',
    declaration_id INTEGER REFERENCES threshold_declarations(id),
    recorded_ms INTEGER NOT NULL,
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL,
    by_staff INTEGER,
    CHECK (answered <> 'reached' OR outcome <> ''),
    CHECK (rung_ms <= recorded_ms)
) STRICT;
CREATE INDEX calls_by_declaration ON calls (declaration_id) WHERE declaration_id IS NOT NULL;
CREATE TRIGGER calls_same BEFORE UPDATE ON calls
BEGIN SELECT RAISE(ABORT, 'a call is never altered: another is recorded'); END;
CREATE TRIGGER calls_kept BEFORE DELETE ON calls
BEGIN SELECT RAISE(ABORT, 'a call stays on the record'); END;

CREATE TABLE duty_requests (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    request TEXT NOT NULL CHECK (request <> ''),
    asked_ms INTEGER NOT NULL,
    asked_by TEXT NOT NULL CHECK (asked_by <> ''),
    asked_role TEXT NOT NULL,
    asked_staff INTEGER,
    settled_ms INTEGER,
    settled_by TEXT NOT NULL DEFAULT '',
    settled_how TEXT NOT NULL DEFAULT '' CHECK (settled_how IN ('', 'done', 'refused', 'withdrawn')),
    settled_words TEXT NOT NULL DEFAULT '',
    CHECK ((settled_ms IS NULL) = (settled_by = '')),
    CHECK ((settled_ms IS NULL) = (settled_how = '')),
    CHECK (settled_how <> 'refused' OR settled_words <> '')
) STRICT;
CREATE INDEX duty_requests_open ON duty_requests (id) WHERE settled_ms IS NULL;
CREATE TRIGGER duty_requests_same BEFORE UPDATE OF
    account_id, request, asked_ms, asked_by, asked_role, asked_staff ON duty_requests
BEGIN SELECT RAISE(ABORT, 'a request is never altered: another is made'); END;
CREATE TRIGGER duty_requests_settled BEFORE UPDATE ON duty_requests WHEN OLD.settled_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'what became of a request is never altered'); END;
CREATE TRIGGER duty_requests_kept BEFORE DELETE ON duty_requests
BEGIN SELECT RAISE(ABORT, 'a request stays on the record'); END;
"""
