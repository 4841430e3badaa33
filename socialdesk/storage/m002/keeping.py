"""How long a network's words may be kept, and the counts of its allowance across restarts.

`disposed_ms` is when the words of a row were disposed of. The indexes hold what has not been yet, in the order in which
it falls due, so that what is due is found at once among a million items.
"""

ALLOWANCE = """
ALTER TABLE account_health ADD COLUMN allowance TEXT NOT NULL DEFAULT '';
"""

DISPOSAL = """
ALTER TABLE items ADD COLUMN confirmed_ms INTEGER;
ALTER TABLE items ADD COLUMN disposed_ms INTEGER;
CREATE INDEX items_kept ON items (account_id, by_force, coalesce(confirmed_ms, received_ms), id)
    WHERE disposed_ms IS NULL;
CREATE INDEX items_gone_kept ON items (account_id, gone_ms, id) WHERE gone_ms IS NOT NULL AND disposed_ms IS NULL;

ALTER TABLE threads ADD COLUMN told_ms INTEGER;
ALTER TABLE threads ADD COLUMN disposed_ms INTEGER;
CREATE INDEX threads_kept ON threads (account_id, kind, coalesce(told_ms, created_ms), id)
    WHERE disposed_ms IS NULL;

ALTER TABLE authors ADD COLUMN told_ms INTEGER;
ALTER TABLE authors ADD COLUMN disposed_ms INTEGER;
CREATE INDEX authors_kept ON authors (network, coalesce(told_ms, first_seen_ms), id) WHERE disposed_ms IS NULL;

ALTER TABLE evidence ADD COLUMN disposed_ms INTEGER;
CREATE INDEX evidence_kept ON evidence (held_ms, id) WHERE disposed_ms IS NULL;

DROP TRIGGER evidence_fixed;
CREATE TRIGGER evidence_fixed BEFORE UPDATE ON evidence
WHEN OLD.captured_ms IS NOT NULL AND NOT (
    OLD.disposed_ms IS NULL AND NEW.disposed_ms IS NOT NULL AND NEW.manifest = '{}'
    AND NEW.id = OLD.id AND NEW.item_id = OLD.item_id AND NEW.held_ms = OLD.held_ms AND NEW.taken_by = OLD.taken_by
    AND NEW.captured_ms = OLD.captured_ms AND NEW.manifest_sha256 = OLD.manifest_sha256
)
BEGIN SELECT RAISE(ABORT, 'captured evidence is disposed of or kept, never altered'); END;
CREATE TRIGGER evidence_disposed_fixed BEFORE UPDATE ON evidence WHEN OLD.disposed_ms IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'evidence that was disposed of is never altered'); END;
CREATE TRIGGER evidence_needed BEFORE UPDATE OF disposed_ms ON evidence
WHEN EXISTS (SELECT 1 FROM outbox WHERE evidence_id = OLD.id AND state IN ('queued', 'sending', 'waiting', 'unknown'))
BEGIN SELECT RAISE(ABORT, 'evidence of an action under way cannot be disposed of'); END;
CREATE TRIGGER evidence_files_ended BEFORE INSERT ON evidence_files
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND disposed_ms IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'nothing is added to evidence that was disposed of'); END;

ALTER TABLE search_mark ADD COLUMN forgotten_ms INTEGER;
"""
