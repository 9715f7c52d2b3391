-- name: cases_touched
-- Hot ones behind an id, and the hour of the last thing that was written in each.
SELECT c.id, c.hour, (SELECT MAX(e.hour) FROM entries AS e WHERE e.case_id = c.id) AS touched
FROM (SELECT id, hour FROM cases WHERE hot IS NOT NULL AND id > :after ORDER BY id LIMIT :limit) AS c
ORDER BY c.id;

-- name: case_touched^
SELECT MAX(hour) AS touched FROM entries WHERE case_id = :case_id;

-- name: draft_hour^
SELECT hour FROM drafts WHERE person = :person;

-- name: cases_heads
-- Under which epochs hot cases are; few different ones.
SELECT DISTINCT substr(hot, 1, 5) AS head FROM wraps;

-- name: cases_under
SELECT case_id AS id FROM wraps WHERE substr(hot, 1, 5) = :head ORDER BY case_id;

-- name: cases_ended
SELECT id FROM cases WHERE ends <= :now ORDER BY ends, id LIMIT :limit;

-- name: cases_undated
-- Closed by an earlier version, which told nobody a date: their time begins now.
UPDATE cases SET ends = :ends WHERE id IN (SELECT id FROM cases WHERE hot IS NULL AND ends IS NULL LIMIT :limit)
RETURNING id;

-- name: case_ends^
SELECT ends FROM cases WHERE id = :id;

-- name: people_page
SELECT p.id, p.body, d.hour FROM people AS p LEFT JOIN drafts AS d ON d.person = p.id
WHERE p.id > :after ORDER BY p.id LIMIT :limit;

-- name: letters_page
SELECT id, origin, body FROM dead_letters WHERE id > :after ORDER BY id LIMIT :limit;

-- name: quarantined_page
SELECT id, body FROM quarantine WHERE id > :after ORDER BY id LIMIT :limit;

-- name: letter_drop!
DELETE FROM dead_letters WHERE id = :id;

-- name: quarantined_drop!
DELETE FROM quarantine WHERE id = :id;

-- name: letters_over
DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters WHERE hour < :before LIMIT :limit) RETURNING id;

-- name: quarantined_over
DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine WHERE hour < :before LIMIT :limit) RETURNING id;

-- name: ages_of_hot
-- By the hour of the last thing that was written in each.
SELECT touched AS hour, COUNT(*) AS found FROM (
    SELECT COALESCE((SELECT MAX(e.hour) FROM entries AS e WHERE e.case_id = c.id), c.hour) AS touched
    FROM cases AS c WHERE c.hot IS NOT NULL
) AS hot GROUP BY touched;

-- name: ages_of_cold
SELECT state, ends, COUNT(*) AS found FROM cases WHERE hot IS NULL GROUP BY state, ends;

-- name: ages_of_drafts
SELECT hour, COUNT(*) AS found FROM drafts GROUP BY hour;

-- name: ages_of_letters
SELECT hour, COUNT(*) AS found FROM dead_letters GROUP BY hour;

-- name: ages_of_quarantined
SELECT hour, COUNT(*) AS found FROM quarantine GROUP BY hour;

-- name: ages_of_audit
SELECT hour, COUNT(*) AS found FROM audit GROUP BY hour;
