"""The register of every account of the Force: holders, requests, reviews, leavers (A1 to A10).

Days (`..._on`) are dates as the Force's calendar has them, YYYY-MM-DD: a change of the clocks moves none of them.
`handle_key` is the handle as it is compared. `entered` are people found on a register that was imported, whose training
nobody recorded then. `credentials` says who changed a password and when the record was updated; there is no column for
what it is.
"""

REGISTERING = """
CREATE TABLE register (
    id INTEGER PRIMARY KEY,
    network TEXT NOT NULL CHECK (network IN ('facebook', 'instagram', 'x', 'youtube', 'linkedin', 'bluesky', 'threads',
        'tiktok', 'nextdoor', 'snapchat', 'whatsapp', 'mastodon', 'flickr')),
    handle TEXT NOT NULL CHECK (handle <> '' AND handle = trim(handle)),
    handle_key TEXT NOT NULL CHECK (handle_key <> ''),
    name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('primary', 'neighbourhood', 'team', 'officer')),
    represents TEXT NOT NULL DEFAULT '',
    stands_for TEXT NOT NULL DEFAULT '' CHECK (stands_for IN ('', 'force', 'role', 'team', 'area')),
    owner TEXT NOT NULL CHECK (owner <> ''),
    account_id INTEGER REFERENCES accounts(id),
    since_on TEXT CHECK (since_on IS date(since_on)),
    name_ok TEXT NOT NULL DEFAULT '' CHECK (name_ok IN ('', 'yes', 'no', 'na')),
    bio_ok TEXT NOT NULL DEFAULT '' CHECK (bio_ok IN ('', 'yes', 'no', 'na')),
    branding_ok TEXT NOT NULL DEFAULT '' CHECK (branding_ok IN ('', 'yes', 'no', 'na')),
    collar_ok TEXT NOT NULL DEFAULT '' CHECK (collar_ok IN ('', 'yes', 'no', 'na')),
    crest_ok TEXT NOT NULL DEFAULT '' CHECK (crest_ok IN ('', 'yes', 'no', 'na')),
    checked_on TEXT CHECK (checked_on IS date(checked_on)),
    checked_by TEXT NOT NULL DEFAULT '',
    corporate_admin INTEGER NOT NULL DEFAULT 0 CHECK (corporate_admin IN (0, 1)),
    entered_post_on TEXT CHECK (entered_post_on IS date(entered_post_on)),
    reshare_only INTEGER NOT NULL DEFAULT 0 CHECK (reshare_only IN (0, 1)),
    watch_only INTEGER NOT NULL DEFAULT 0 CHECK (watch_only IN (0, 1)),
    mitigation TEXT NOT NULL DEFAULT '',
    mitigated_by TEXT NOT NULL DEFAULT '',
    mitigated_until_on TEXT CHECK (mitigated_until_on IS date(mitigated_until_on)),
    frozen_on TEXT CHECK (frozen_on IS date(frozen_on)),
    frozen_by TEXT NOT NULL DEFAULT '',
    frozen_why TEXT NOT NULL DEFAULT '',
    retrained_on TEXT CHECK (retrained_on IS date(retrained_on)),
    retrained_by TEXT NOT NULL DEFAULT '',
    closed_on TEXT CHECK (closed_on IS date(closed_on)),
    closed_by TEXT NOT NULL DEFAULT '',
    closed_why TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    added_ms INTEGER NOT NULL,
    added_by TEXT NOT NULL CHECK (added_by <> ''),
    CHECK ((mitigation = '') = (mitigated_until_on IS NULL)),
    CHECK ((mitigation = '') = (mitigated_by = '')),
    CHECK ((frozen_on IS NULL) = (frozen_why = '')),
    CHECK ((frozen_on IS NULL) = (frozen_by = '')),
    CHECK ((closed_on IS NULL) = (closed_why = '')),
    CHECK ((closed_on IS NULL) = (closed_by = '')),
    CHECK ((retrained_on IS NULL) = (retrained_by = '')),
    CHECK ((checked_on IS NULL) = (checked_by = ''))
) STRICT;
CREATE UNIQUE INDEX register_by_handle ON register (network, handle_key) WHERE closed_on IS NULL;
CREATE UNIQUE INDEX register_by_account ON register (account_id) WHERE account_id IS NOT NULL AND closed_on IS NULL;
CREATE UNIQUE INDEX register_primary ON register (network) WHERE kind = 'primary' AND closed_on IS NULL;
CREATE UNIQUE INDEX register_one_page ON register (network)
    WHERE network IN ('instagram', 'linkedin') AND closed_on IS NULL;

CREATE TABLE register_people (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    part TEXT NOT NULL CHECK (part IN ('holder', 'admin')),
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    number TEXT NOT NULL DEFAULT '',
    position TEXT NOT NULL DEFAULT '',
    staff_id INTEGER REFERENCES staff(id),
    trained_on TEXT CHECK (trained_on IS date(trained_on)),
    guidance_on TEXT CHECK (guidance_on IS date(guidance_on)),
    relevant TEXT NOT NULL DEFAULT '',
    entered INTEGER NOT NULL DEFAULT 0 CHECK (entered IN (0, 1)),
    added_ms INTEGER NOT NULL,
    added_by TEXT NOT NULL CHECK (added_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    ended_how TEXT NOT NULL DEFAULT '' CHECK (ended_how IN ('', 'breach', 'leaver', 'handed_over', 'not_needed',
        'closed')),
    ended_why TEXT NOT NULL DEFAULT '',
    CHECK ((ended_ms IS NULL) = (ended_how = '')),
    CHECK ((ended_ms IS NULL) = (ended_by = '')),
    CHECK (ended_how <> 'breach' OR ended_why <> '')
) STRICT;
CREATE INDEX register_people_by_entry ON register_people (register_id, id);
CREATE INDEX register_people_by_staff ON register_people (staff_id) WHERE staff_id IS NOT NULL;

CREATE TABLE register_events (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    told TEXT NOT NULL CHECK (told <> ''),
    words TEXT NOT NULL DEFAULT '',
    by_name TEXT NOT NULL CHECK (by_name <> ''),
    by_role TEXT NOT NULL CHECK (by_role <> '')
) STRICT;
CREATE INDEX register_events_by_entry ON register_events (register_id, id);

CREATE TABLE account_requests (
    id INTEGER PRIMARY KEY,
    wanted TEXT NOT NULL CHECK (wanted IN ('new', 'access')),
    network TEXT NOT NULL CHECK (network <> ''),
    register_id INTEGER REFERENCES register(id),
    handle TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('neighbourhood', 'team', 'officer')),
    represents TEXT NOT NULL DEFAULT '',
    name TEXT NOT NULL CHECK (name <> ''),
    number TEXT NOT NULL DEFAULT '',
    position TEXT NOT NULL CHECK (position <> ''),
    purpose TEXT NOT NULL CHECK (purpose <> ''),
    used_before INTEGER NOT NULL CHECK (used_before IN (0, 1)),
    state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'set_up', 'done', 'withdrawn')),
    trained_on TEXT CHECK (trained_on IS date(trained_on)),
    guidance_on TEXT CHECK (guidance_on IS date(guidance_on)),
    reason TEXT NOT NULL DEFAULT '',
    clause TEXT NOT NULL DEFAULT '',
    decided_ms INTEGER,
    decided_by TEXT NOT NULL DEFAULT '',
    made_id INTEGER REFERENCES register(id),
    set_up_ms INTEGER,
    photo_bio_on TEXT CHECK (photo_bio_on IS date(photo_bio_on)),
    asked_ms INTEGER NOT NULL,
    asked_by TEXT NOT NULL CHECK (asked_by <> ''),
    CHECK ((wanted = 'access') = (register_id IS NOT NULL)),
    CHECK (state NOT IN ('refused', 'withdrawn') OR reason <> ''),
    CHECK ((state = 'asked') = (decided_ms IS NULL)),
    CHECK ((decided_ms IS NULL) = (decided_by = '')),
    CHECK (state NOT IN ('set_up', 'done') OR made_id IS NOT NULL),
    CHECK (state NOT IN ('approved', 'set_up', 'done') OR guidance_on IS NOT NULL),
    CHECK (state NOT IN ('approved', 'set_up', 'done') OR used_before = 1 OR trained_on IS NOT NULL),
    CHECK (state NOT IN ('approved', 'set_up', 'done') OR wanted <> 'new' OR network NOT IN ('instagram', 'linkedin')),
    CHECK (state <> 'done' OR photo_bio_on IS NOT NULL)
) STRICT;
CREATE INDEX account_requests_waiting ON account_requests (id) WHERE state IN ('asked', 'approved', 'set_up');

CREATE TABLE account_reviews (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    raised TEXT NOT NULL CHECK (raised IN ('ad_hoc', 'public', 'officer', 'staff')),
    output TEXT NOT NULL CHECK (output <> ''),
    inappropriate TEXT NOT NULL DEFAULT '',
    training TEXT NOT NULL DEFAULT '',
    outcomes TEXT NOT NULL CHECK (json_valid(outcomes) AND json_array_length(outcomes) > 0),
    words TEXT NOT NULL DEFAULT '',
    at_ms INTEGER NOT NULL,
    by_name TEXT NOT NULL CHECK (by_name <> '')
) STRICT;
CREATE INDEX account_reviews_by_entry ON account_reviews (register_id, id);

CREATE TABLE account_leavers (
    id INTEGER PRIMARY KEY,
    register_id INTEGER NOT NULL REFERENCES register(id),
    person_id INTEGER NOT NULL REFERENCES register_people(id),
    going TEXT NOT NULL CHECK (going IN ('leaving', 'transferring', 'giving_up')),
    last_day_on TEXT NOT NULL CHECK (last_day_on IS date(last_day_on)),
    notified_ms INTEGER NOT NULL,
    notified_by TEXT NOT NULL CHECK (notified_by <> ''),
    told_on TEXT CHECK (told_on IS date(told_on)),
    told_how TEXT NOT NULL DEFAULT '',
    outcome TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'closed', 'handed_over')),
    handed_to TEXT NOT NULL DEFAULT '',
    settled_ms INTEGER,
    settled_by TEXT NOT NULL DEFAULT '',
    CHECK ((told_on IS NULL) = (told_how = '')),
    CHECK ((outcome = '') = (settled_ms IS NULL)),
    CHECK ((outcome = '') = (settled_by = '')),
    CHECK ((outcome = 'handed_over') = (handed_to <> ''))
) STRICT;
CREATE UNIQUE INDEX account_leavers_open ON account_leavers (person_id) WHERE outcome = '';
CREATE INDEX account_leavers_by_entry ON account_leavers (register_id, id);

CREATE TABLE credentials (
    register_id INTEGER PRIMARY KEY REFERENCES register(id),
    held INTEGER NOT NULL CHECK (held IN (0, 1)),
    since_on TEXT CHECK (since_on IS date(since_on)),
    changed_on TEXT CHECK (changed_on IS date(changed_on)),
    changed_by TEXT NOT NULL DEFAULT '',
    reported_ms INTEGER,
    reported_by TEXT NOT NULL DEFAULT '',
    updated_ms INTEGER,
    updated_by TEXT NOT NULL DEFAULT '',
    CHECK (held = 0 OR since_on IS NOT NULL),
    CHECK ((changed_on IS NULL) = (changed_by = '')),
    CHECK ((reported_ms IS NULL) = (reported_by = '')),
    CHECK ((updated_ms IS NULL) = (updated_by = ''))
) STRICT;

CREATE TRIGGER register_kept BEFORE DELETE ON register
BEGIN SELECT RAISE(ABORT, 'an account is closed, never taken off the register'); END;
CREATE TRIGGER register_closed BEFORE UPDATE ON register WHEN OLD.closed_on IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'an account that was closed is recorded anew'); END;
CREATE TRIGGER register_same BEFORE UPDATE OF id, network, added_ms, added_by ON register
BEGIN SELECT RAISE(ABORT, 'the network of an account, who recorded it and when, is never altered'); END;
CREATE TRIGGER register_corporate_only BEFORE INSERT ON register
WHEN NEW.network IN ('instagram', 'linkedin') AND NEW.closed_on IS NULL
    AND (NEW.kind <> 'primary' OR NEW.owner <> 'Corporate Communications')
BEGIN SELECT RAISE(ABORT, 'Instagram and LinkedIn are for Corporate Communications only (2.6)'); END;
CREATE TRIGGER register_stays_corporate BEFORE UPDATE OF kind, owner ON register
WHEN NEW.network IN ('instagram', 'linkedin') AND (NEW.kind <> 'primary' OR NEW.owner <> 'Corporate Communications')
BEGIN SELECT RAISE(ABORT, 'Instagram and LinkedIn are for Corporate Communications only (2.6)'); END;
CREATE TRIGGER register_neighbourhood_pages BEFORE INSERT ON register
WHEN NEW.kind = 'neighbourhood' AND NEW.network <> 'facebook'
BEGIN SELECT RAISE(ABORT, 'neighbourhood pages are on Facebook'); END;
CREATE TRIGGER register_neighbourhood_stays BEFORE UPDATE OF kind ON register
WHEN NEW.kind = 'neighbourhood' AND NEW.network <> 'facebook'
BEGIN SELECT RAISE(ABORT, 'neighbourhood pages are on Facebook'); END;
CREATE TRIGGER register_one_network BEFORE UPDATE OF account_id ON register
WHEN NEW.account_id IS NOT NULL
    AND NEW.network IS NOT (SELECT network FROM accounts WHERE id = NEW.account_id)
BEGIN SELECT RAISE(ABORT, 'an account is connected on its own network'); END;
CREATE TRIGGER register_connected BEFORE INSERT ON register
WHEN NEW.account_id IS NOT NULL
    AND NEW.network IS NOT (SELECT network FROM accounts WHERE id = NEW.account_id)
BEGIN SELECT RAISE(ABORT, 'an account is connected on its own network'); END;
CREATE TRIGGER register_reinstated BEFORE UPDATE OF frozen_on ON register
WHEN OLD.frozen_on IS NOT NULL AND NEW.frozen_on IS NULL AND NEW.closed_on IS NULL
    AND (NEW.retrained_on IS NULL OR NEW.retrained_on < OLD.frozen_on)
BEGIN SELECT RAISE(ABORT, 'a frozen account is given back after training (6)'); END;

CREATE TRIGGER register_people_trained BEFORE INSERT ON register_people
WHEN NEW.part = 'admin' AND NEW.entered = 0 AND (NEW.trained_on IS NULL OR NEW.relevant = '')
    AND (SELECT kind FROM register WHERE id = NEW.register_id) = 'neighbourhood'
BEGIN SELECT RAISE(ABORT, 'who is added to a neighbourhood page is trained, and has a role for it (2.5)'); END;
CREATE TRIGGER register_people_corporate BEFORE INSERT ON register_people
WHEN NEW.name <> 'Corporate Communications' AND NEW.staff_id IS NULL AND NEW.entered = 0
    AND (SELECT network FROM register WHERE id = NEW.register_id) IN ('instagram', 'linkedin')
BEGIN SELECT RAISE(ABORT, 'Instagram and LinkedIn are for Corporate Communications only (2.6)'); END;
CREATE TRIGGER register_people_of_open BEFORE INSERT ON register_people
WHEN (SELECT closed_on FROM register WHERE id = NEW.register_id) IS NOT NULL AND NEW.ended_ms IS NULL
BEGIN SELECT RAISE(ABORT, 'nobody is given a closed account'); END;
CREATE TRIGGER register_people_ended BEFORE UPDATE ON register_people WHEN OLD.ended_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'who has an account again is recorded anew'); END;
CREATE TRIGGER register_people_kept BEFORE DELETE ON register_people
BEGIN SELECT RAISE(ABORT, 'who had an account stays on the register'); END;

CREATE TRIGGER register_events_fixed BEFORE UPDATE ON register_events
BEGIN SELECT RAISE(ABORT, 'the history of an account is only added to'); END;
CREATE TRIGGER register_events_kept BEFORE DELETE ON register_events
BEGIN SELECT RAISE(ABORT, 'the history of an account is only added to'); END;

CREATE TRIGGER account_requests_begin BEFORE INSERT ON account_requests
WHEN NEW.state NOT IN ('asked', 'refused')
BEGIN SELECT RAISE(ABORT, 'a request is made before it is approved'); END;
CREATE TRIGGER account_requests_way BEFORE UPDATE OF state ON account_requests
WHEN NEW.state <> OLD.state AND NOT (
    (OLD.state = 'asked' AND NEW.state IN ('approved', 'refused', 'withdrawn'))
    OR (OLD.state = 'approved' AND NEW.state IN ('set_up', 'refused', 'withdrawn'))
    OR (OLD.state = 'set_up' AND NEW.state = 'done')
)
BEGIN SELECT RAISE(ABORT, 'a request does not go that way'); END;
CREATE TRIGGER account_requests_same BEFORE UPDATE OF wanted, network, register_id, kind, name, position, purpose,
    asked_ms, asked_by ON account_requests
BEGIN SELECT RAISE(ABORT, 'what was asked for is never altered: another request is made'); END;
CREATE TRIGGER account_requests_kept BEFORE DELETE ON account_requests
BEGIN SELECT RAISE(ABORT, 'a request stays on the register'); END;

CREATE TRIGGER account_reviews_fixed BEFORE UPDATE ON account_reviews
BEGIN SELECT RAISE(ABORT, 'a review is never altered: another is made'); END;
CREATE TRIGGER account_reviews_kept BEFORE DELETE ON account_reviews
BEGIN SELECT RAISE(ABORT, 'a review stays on the register'); END;

CREATE TRIGGER account_leavers_farewell BEFORE UPDATE OF outcome ON account_leavers
WHEN NEW.outcome <> '' AND NEW.told_on IS NULL
    AND (SELECT kind FROM register WHERE id = NEW.register_id) = 'officer'
BEGIN SELECT RAISE(ABORT, 'the followers are told first (7)'); END;
CREATE TRIGGER account_leavers_settled BEFORE UPDATE ON account_leavers WHEN OLD.outcome <> ''
BEGIN SELECT RAISE(ABORT, 'what became of the account is recorded'); END;
CREATE TRIGGER account_leavers_kept BEFORE DELETE ON account_leavers
BEGIN SELECT RAISE(ABORT, 'who left stays on the register'); END;

CREATE TRIGGER credentials_kept BEFORE DELETE ON credentials
BEGIN SELECT RAISE(ABORT, 'that a password was held stays on the register'); END;
"""
