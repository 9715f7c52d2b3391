-- name: forgotten_listed!
-- Every epoch but one is gone, also one whose file is missing and may be found again.
UPDATE epochs SET state = 'gone' WHERE key_id <> :key_id;

-- name: forgotten_counts^
-- What can be read now and could not be afterwards.
SELECT
    (SELECT COUNT(*) FROM cases WHERE hot IS NOT NULL) AS cases,
    (SELECT COUNT(*) FROM drafts) AS drafts,
    (SELECT COUNT(*) FROM inbox WHERE body IS NOT NULL) AS waiting,
    (SELECT COUNT(*) FROM outbox) AS unsent;

-- name: forgotten_entries!
UPDATE entries SET body = NULL
WHERE case_id IN (SELECT case_id FROM wraps WHERE substr(hot, 1, 5) <> :head);

-- name: forgotten_cases!
UPDATE cases SET state = 'resting', ends = :ends, hot = NULL, head = NULL
WHERE id IN (SELECT case_id FROM wraps WHERE substr(hot, 1, 5) <> :head);

-- name: forgotten_wraps!
DELETE FROM wraps WHERE substr(hot, 1, 5) <> :head;

-- name: forgotten_finds!
DELETE FROM finds WHERE NOT EXISTS (
    SELECT 1 FROM wraps AS w WHERE w.case_id = finds.case_id AND (w.blind = finds.blind OR w.check_blind = finds.blind)
);

-- name: forgotten_codes!
UPDATE codes SET words = NULL WHERE words IS NOT NULL AND substr(words, 1, 5) <> :head;

-- name: forgotten_inbox!
UPDATE inbox SET state = 1, body = NULL, lane = NULL, urgent = 0
WHERE body IS NOT NULL AND substr(body, 1, 5) <> :head;

-- name: forgotten_parts!
DELETE FROM parts WHERE substr(own_key, 1, 5) <> :head;

-- name: forgotten_people!
DELETE FROM people WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_drafts!
DELETE FROM drafts WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_operators!
DELETE FROM operators WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_posts!
DELETE FROM posts WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_standing!
DELETE FROM standing WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_outbox!
DELETE FROM outbox WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_quarantine!
DELETE FROM quarantine WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_dead_letters!
DELETE FROM dead_letters WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_shifts!
DELETE FROM shifts WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_calls!
DELETE FROM calls WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_openings!
DELETE FROM openings WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_tries!
DELETE FROM tries WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_bans!
DELETE FROM bans WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_watches!
DELETE FROM watches WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_marks!
DELETE FROM marks WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_links!
DELETE FROM links WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_groups!
DELETE FROM groups WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_boards!
DELETE FROM boards WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_keeps!
DELETE FROM keeps WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_uploads!
DELETE FROM uploads WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_offers!
DELETE FROM offers WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_charts!
DELETE FROM charts WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_requests!
DELETE FROM requests WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_tallies!
DELETE FROM tallies WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_approved_answers!
DELETE FROM approved_answers WHERE substr(body, 1, 5) <> :head;

-- name: forgotten_prints!
DELETE FROM prints WHERE substr(body, 1, 5) <> :head;
