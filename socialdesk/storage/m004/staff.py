"""Who works at the desk.

`os_account` is the login under which the operating system knows the person, in small letters. `pin_hash` is argon2id's
own text; `pin_own` is 1 where the person set it themselves. `wrong_tries` are wrong PINs since the last right one,
`wrong_ms` when the last of them was.
"""

STAFF = """
CREATE TABLE staff (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL CHECK (name <> '' AND name = trim(name)),
    number TEXT NOT NULL DEFAULT '',
    role TEXT NOT NULL CHECK (
        role IN ('corporate_communications', 'oscar_1', 'ido', 'account_holder', 'trainee', 'auditor')
    ),
    os_account TEXT NOT NULL DEFAULT '',
    pin_hash TEXT NOT NULL DEFAULT '' CHECK (pin_hash = '' OR pin_hash LIKE '$argon2id$%'),
    pin_own INTEGER NOT NULL DEFAULT 0 CHECK (pin_own IN (0, 1)),
    wrong_tries INTEGER NOT NULL DEFAULT 0 CHECK (wrong_tries >= 0),
    wrong_ms INTEGER,
    added_ms INTEGER NOT NULL,
    added_by TEXT NOT NULL CHECK (added_by <> ''),
    ended_ms INTEGER,
    ended_by TEXT NOT NULL DEFAULT '',
    CHECK ((ended_ms IS NULL) = (ended_by = '')),
    CHECK (pin_own = 0 OR pin_hash <> ''),
    CHECK (wrong_tries = 0 OR wrong_ms IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX staff_by_number ON staff (number COLLATE NOCASE) WHERE number <> '' AND ended_ms IS NULL;
CREATE UNIQUE INDEX staff_by_os_account ON staff (os_account) WHERE os_account <> '' AND ended_ms IS NULL;
CREATE TABLE staff_accounts (
    staff_id INTEGER NOT NULL REFERENCES staff(id),
    account_id INTEGER NOT NULL REFERENCES accounts(id),
    PRIMARY KEY (staff_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX staff_by_account ON staff_accounts (account_id);

CREATE TRIGGER staff_stay BEFORE DELETE ON staff
BEGIN SELECT RAISE(ABORT, 'staff are ended, never deleted'); END;
CREATE TRIGGER staff_same BEFORE UPDATE OF id, added_ms, added_by ON staff
BEGIN SELECT RAISE(ABORT, 'who recorded a member of staff, and when, is never altered'); END;
CREATE TRIGGER staff_ended BEFORE UPDATE ON staff WHEN OLD.ended_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a member of staff who was ended is recorded anew'); END;
CREATE TRIGGER staff_ended_hold_nothing BEFORE INSERT ON staff_accounts
WHEN EXISTS (SELECT 1 FROM staff WHERE id = NEW.staff_id AND ended_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'who was ended holds no account'); END;
CREATE TRIGGER staff_last BEFORE UPDATE OF role, ended_ms ON staff
WHEN OLD.role = 'corporate_communications' AND (NEW.role <> OLD.role OR NEW.ended_ms IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM staff WHERE id <> OLD.id AND role = 'corporate_communications' AND ended_ms IS NULL
    )
    AND EXISTS (SELECT 1 FROM staff WHERE id <> OLD.id AND ended_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'somebody of Corporate Communications has to be left'); END;
"""
