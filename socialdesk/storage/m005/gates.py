"""What the store itself holds to, whoever writes there: evidence of its own item, originals, stale words; and what has
to be checked again once the state of a case has altered.

`threads_to_check` has a row for each post whose case altered since it was last checked; `times` tells one that altered
again while it was being checked.
"""

GATES = """
CREATE TRIGGER outbox_evidence_of_item BEFORE INSERT ON outbox
WHEN NEW.evidence_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND item_id = NEW.item_id)
BEGIN SELECT RAISE(ABORT, 'an action rests on evidence of its own item'); END;
CREATE TRIGGER outbox_evidence_same BEFORE UPDATE OF evidence_id ON outbox WHEN NEW.evidence_id IS NOT OLD.evidence_id
BEGIN SELECT RAISE(ABORT, 'an action is never altered: another is decided'); END;
CREATE TRIGGER by_hand_evidence_of_item BEFORE INSERT ON by_hand
WHEN NEW.evidence_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM evidence WHERE id = NEW.evidence_id AND item_id = NEW.item_id)
BEGIN SELECT RAISE(ABORT, 'what is done by hand rests on evidence of its own item'); END;

CREATE TRIGGER foi_beneath_before_removal BEFORE INSERT ON outbox
WHEN NEW.kind = 'delete' AND EXISTS (
    SELECT 1 FROM items AS above JOIN items AS beneath
        ON beneath.thread_id = above.thread_id AND beneath.parent_native_id = above.native_id
    JOIN referrals ON referrals.item_id = beneath.id JOIN evidence ON evidence.id = referrals.evidence_id
    WHERE above.id = NEW.item_id AND referrals.kind = 'foi' AND referrals.closed_ms IS NULL
        AND evidence.captured_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'a request for information beneath is captured before it is removed too'); END;
CREATE TRIGGER foi_beneath_before_removal_by_hand BEFORE INSERT ON by_hand
WHEN NEW.kind = 'delete' AND EXISTS (
    SELECT 1 FROM items AS above JOIN items AS beneath
        ON beneath.thread_id = above.thread_id AND beneath.parent_native_id = above.native_id
    JOIN referrals ON referrals.item_id = beneath.id JOIN evidence ON evidence.id = referrals.evidence_id
    WHERE above.id = NEW.item_id AND referrals.kind = 'foi' AND referrals.closed_ms IS NULL
        AND evidence.captured_ms IS NULL)
BEGIN SELECT RAISE(ABORT, 'a request for information beneath is captured before it is removed too'); END;

CREATE TRIGGER repeats_by_hand_have_an_original BEFORE INSERT ON by_hand
WHEN NEW.kind IN ('hide', 'delete')
    AND EXISTS (
        SELECT 1 FROM decisions JOIN json_each(decisions.grounds) AS ground
        WHERE decisions.id = NEW.decision_id AND ground.value = 'repeat')
    AND NOT EXISTS (
        SELECT 1 FROM items AS copy JOIN items AS original
            ON original.author_id = copy.author_id AND original.account_id = copy.account_id
        WHERE copy.id = NEW.item_id AND original.gone_ms IS NULL AND original.hidden = 0
            AND (original.created_ms < copy.created_ms
                OR (original.created_ms = copy.created_ms AND original.id < copy.id)))
BEGIN SELECT RAISE(ABORT, 'a repeat is removed only beside its original'); END;

CREATE TRIGGER outbox_stale_words BEFORE UPDATE OF state ON outbox
WHEN NEW.state = 'sending' AND NEW.scheduled_ms IS NULL
    AND NEW.kind IN ('reply', 'private_reply', 'message', 'publish')
    AND NEW.last_sent_ms - max(NEW.queued_ms, coalesce(NEW.fresh_yes_ms, 0)) > 900000
BEGIN SELECT RAISE(ABORT, 'words that waited for more than a quarter of an hour need a fresh yes'); END;

DROP VIEW warnings_waiting;
CREATE VIEW warnings_waiting AS
SELECT warnings.id AS warning_id, warnings.outbox_id, warnings.decision_id, warnings.needed,
    (SELECT count(*) FROM warning_removals AS behind WHERE behind.warning_id = warnings.id
        AND NOT EXISTS (SELECT 1 FROM removals_undone WHERE removals_undone.item_id = behind.item_id) AND (
        EXISTS (SELECT 1 FROM outbox AS gone WHERE gone.item_id = behind.item_id
            AND gone.kind IN ('hide', 'delete') AND gone.state = 'confirmed')
        OR EXISTS (SELECT 1 FROM by_hand AS hand WHERE hand.item_id = behind.item_id
            AND hand.kind IN ('hide', 'delete') AND hand.state = 'done'))) AS confirmed,
    (SELECT count(*) FROM warning_removals AS behind WHERE behind.warning_id = warnings.id
        AND NOT EXISTS (SELECT 1 FROM removals_undone WHERE removals_undone.item_id = behind.item_id) AND (
        EXISTS (SELECT 1 FROM outbox AS gone WHERE gone.item_id = behind.item_id
            AND gone.kind IN ('hide', 'delete') AND gone.state NOT IN ('cancelled', 'failed'))
        OR EXISTS (SELECT 1 FROM by_hand AS hand WHERE hand.item_id = behind.item_id
            AND hand.kind IN ('hide', 'delete') AND hand.state IN ('preparing', 'begun', 'done')))) AS hoped
FROM warnings;
CREATE VIEW removals_undone AS
SELECT decisions.item_id FROM decisions
LEFT JOIN outbox ON outbox.decision_id = decisions.id
LEFT JOIN by_hand ON by_hand.decision_id = decisions.id
WHERE decisions.kind IN ('unhide', 'unhide_by_hand')
    AND coalesce(outbox.state, by_hand.state, 'cancelled') NOT IN ('cancelled', 'failed', 'not_done', 'withdrawn')
    AND NOT EXISTS (
        SELECT 1 FROM decisions AS later WHERE later.item_id = decisions.item_id AND later.id > decisions.id
            AND later.kind IN ('hide', 'delete', 'hide_by_hand', 'delete_by_hand'));

CREATE TABLE threads_to_check (
    thread_id INTEGER PRIMARY KEY REFERENCES threads(id),
    times INTEGER NOT NULL DEFAULT 1 CHECK (times > 0)
) STRICT;
CREATE TRIGGER threads_to_check_marked AFTER INSERT ON proceedings_threads
BEGIN
    INSERT INTO threads_to_check (thread_id) VALUES (NEW.thread_id) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER threads_to_check_taken_out AFTER DELETE ON proceedings_threads
BEGIN
    INSERT INTO threads_to_check (thread_id) VALUES (OLD.thread_id) ON CONFLICT DO UPDATE SET times = times + 1;
END;
CREATE TRIGGER threads_to_check_altered AFTER UPDATE OF stage, ended_ms ON proceedings
WHEN NEW.stage <> OLD.stage OR NEW.ended_ms IS NOT OLD.ended_ms
BEGIN
    INSERT INTO threads_to_check (thread_id)
        SELECT thread_id FROM proceedings_threads WHERE proceedings_id = NEW.id
        ON CONFLICT DO UPDATE SET times = times + 1;
END;
"""
