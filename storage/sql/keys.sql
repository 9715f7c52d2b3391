-- name: epochs_listed
SELECT key_id, day, state FROM epochs ORDER BY day, key_id;

-- name: epoch_list!
INSERT INTO epochs (key_id, day, state) VALUES (:key_id, :day, 'reading') ON CONFLICT (key_id) DO NOTHING;

-- name: epoch_writing^
SELECT key_id FROM epochs WHERE state = 'writing';

-- name: epoch_write!
-- One epoch seals; all others only open.
UPDATE epochs SET state = CASE WHEN key_id = :key_id THEN 'writing' ELSE 'reading' END WHERE state <> 'gone';

-- name: epoch_gone^
-- No row: it still seals, or was gone before.
UPDATE epochs SET state = 'gone' WHERE key_id = :key_id AND state = 'reading' RETURNING key_id;

-- name: cases_sealed_by
SELECT c.alias FROM wraps AS w INNER JOIN cases AS c ON c.id = w.case_id
WHERE substr(w.hot, 1, 5) = :head ORDER BY c.alias;

-- name: inbox_park!
UPDATE inbox SET state = 2 WHERE state = 0 AND substr(body, 1, 5) = :head;

-- name: inbox_unpark!
UPDATE inbox SET state = 0 WHERE state = 2 AND substr(body, 1, 5) = :head;

-- name: outbox_park!
-- Due after all time; what it was due at stands in the difference.
UPDATE outbox SET due = due + 1000000000000 WHERE due < 1000000000000 AND substr(body, 1, 5) = :head;

-- name: outbox_unpark!
UPDATE outbox SET due = due - 1000000000000 WHERE due >= 1000000000000 AND substr(body, 1, 5) = :head;

-- name: hour_find^
SELECT hour FROM hours WHERE what = :what;

-- name: hour_save!
INSERT INTO hours (what, hour) VALUES (:what, :hour) ON CONFLICT (what) DO UPDATE SET hour = excluded.hour;

-- name: heads_in_use
-- Format and key id of everything that is sealed under an epoch; few different ones.
SELECT substr(body, 1, 5) AS head FROM people
UNION
SELECT substr(body, 1, 5) AS head FROM operators
UNION
SELECT substr(body, 1, 5) AS head FROM drafts
UNION
SELECT substr(body, 1, 5) AS head FROM posts
UNION
SELECT substr(body, 1, 5) AS head FROM inbox WHERE body IS NOT NULL
UNION
SELECT substr(body, 1, 5) AS head FROM outbox
UNION
SELECT substr(body, 1, 5) AS head FROM quarantine
UNION
SELECT substr(body, 1, 5) AS head FROM dead_letters
UNION
SELECT substr(body, 1, 5) AS head FROM watches
UNION
SELECT substr(body, 1, 5) AS head FROM tallies
UNION
SELECT substr(body, 1, 5) AS head FROM tries
UNION
SELECT substr(own_key, 1, 5) AS head FROM parts
UNION
SELECT substr(body, 1, 5) AS head FROM keeps
UNION
SELECT substr(body, 1, 5) AS head FROM uploads
UNION
SELECT substr(body, 1, 5) AS head FROM offers
UNION
SELECT substr(body, 1, 5) AS head FROM shifts
UNION
SELECT substr(body, 1, 5) AS head FROM calls
UNION
SELECT substr(body, 1, 5) AS head FROM standing
UNION
SELECT substr(body, 1, 5) AS head FROM openings
UNION
SELECT substr(body, 1, 5) AS head FROM requests
UNION
SELECT substr(body, 1, 5) AS head FROM prints
UNION
SELECT substr(body, 1, 5) AS head FROM marks
UNION
SELECT substr(body, 1, 5) AS head FROM bans
UNION
SELECT substr(body, 1, 5) AS head FROM charts
UNION
SELECT substr(body, 1, 5) AS head FROM boards
UNION
SELECT substr(body, 1, 5) AS head FROM approved_answers
UNION
SELECT substr(hot, 1, 5) AS head FROM wraps
UNION
SELECT substr(words, 1, 5) AS head FROM codes WHERE words IS NOT NULL;
