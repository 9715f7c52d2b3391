-- name: alone^
-- Nothing is read: beside the unit that asks this no other one is under way.
SELECT 1 AS alone;

-- name: ping^
SELECT 1 AS alive;

-- name: inbox_accept^
-- A new update; no row if it is known.
INSERT INTO inbox (bot, update_id, lane, urgent, state, hour, body)
VALUES (:bot, :update_id, :lane, :urgent, 0, :hour, :body)
ON CONFLICT (bot, update_id) DO NOTHING
RETURNING update_id;

-- name: inbox_refuse^
-- A number that is known from now on and has nothing to work; no row if it was known.
INSERT INTO inbox (bot, update_id, lane, urgent, state, hour, body)
VALUES (:bot, :update_id, NULL, 0, 1, :hour, NULL)
ON CONFLICT (bot, update_id) DO NOTHING
RETURNING update_id;

-- name: inbox_waiting
SELECT bot, update_id, lane, urgent FROM inbox
WHERE state = 0 AND (CAST(:bot AS BIGINT) IS NULL OR bot = CAST(:bot AS BIGINT))
ORDER BY urgent DESC, update_id
LIMIT :limit;

-- name: inbox_following
SELECT update_id, lane, urgent FROM inbox
WHERE bot = :bot AND state = 0 AND (CAST(:after AS BIGINT) IS NULL OR update_id > CAST(:after AS BIGINT))
ORDER BY update_id
LIMIT :limit;

-- name: inbox_beside_urgent
-- Every lane in which somebody urgent waits, whole.
SELECT update_id, lane, urgent FROM inbox
WHERE bot = :bot AND state = 0 AND lane IN (SELECT lane FROM inbox WHERE bot = :bot AND state = 0 AND urgent = 1)
ORDER BY update_id;

-- name: inbox_bodies
-- What waits, also aside for a missing epoch, with what is needed to name its lane anew.
SELECT bot, update_id, body FROM inbox
WHERE state IN (0, 2) AND (bot, update_id) > (CAST(:bot AS BIGINT), CAST(:after AS BIGINT))
ORDER BY bot, update_id LIMIT :limit;

-- name: inbox_bodies_count^
SELECT COUNT(*) AS number FROM inbox WHERE state IN (0, 2);

-- name: inbox_lane!
UPDATE inbox SET lane = :lane WHERE bot = :bot AND update_id = :update_id;

-- name: inbox_load^
SELECT body FROM inbox WHERE bot = :bot AND update_id = :update_id AND state = 0;

-- name: inbox_done^
-- No row if it is worked already, or not known.
UPDATE inbox SET state = 1, body = NULL, lane = NULL, urgent = 0
WHERE bot = :bot AND update_id = :update_id AND state <> 1
RETURNING update_id;

-- name: inbox_known^
SELECT state FROM inbox WHERE bot = :bot AND update_id = :update_id;

-- name: inbox_offset^
-- Waiting or done, an old row says nothing of the numbers Telegram gives now.
SELECT MAX(update_id) AS highest FROM inbox WHERE bot = :bot AND hour > :after;

-- name: inbox_sweep!
DELETE FROM inbox WHERE state = 1 AND hour < :before;

-- name: quarantine_add!
INSERT INTO quarantine (id, bot, update_id, hour, body) VALUES (:id, :bot, :update_id, :hour, :body);

-- name: letter_add!
INSERT INTO dead_letters (id, origin, hour, body) VALUES (:id, :origin, :hour, :body);

-- name: outbox_add!
-- At the end of the line, unless a turn is given.
INSERT INTO outbox (id, post, turn, priority, claimed, tries, due, body)
VALUES (
    :id,
    :post,
    COALESCE(CAST(:turn AS BIGINT), (SELECT COALESCE(MAX(turn), 0) + 1 FROM outbox)),
    :priority,
    0,
    :tries,
    :due,
    :body
);

-- name: outbox_line
-- A deletion that is nearly too late goes first.
SELECT id, CASE WHEN due > 0 AND due < :late THEN 0 ELSE priority END AS place FROM outbox
WHERE due <= :now
ORDER BY place, due, turn
LIMIT :limit;

-- name: outbox_row^
SELECT id, turn, priority, claimed, tries, body FROM outbox WHERE id = :id;

-- name: outbox_next_due^
SELECT MIN(due) AS due FROM outbox WHERE due > :now;

-- name: outbox_of_post
SELECT id, turn, priority, claimed, tries, body FROM outbox WHERE post = :post ORDER BY turn;

-- name: outbox_claim^
UPDATE outbox SET claimed = 1 WHERE id = :id RETURNING id;

-- name: outbox_take^
DELETE FROM outbox WHERE id = :id RETURNING id, turn, priority, claimed, tries, body;

-- name: outbox_take_sealed^
DELETE FROM outbox WHERE id = :id RETURNING id, post, body;

-- name: outbox_retry!
UPDATE outbox SET tries = :tries WHERE id = :id;

-- name: outbox_unclaim!
UPDATE outbox SET tries = :tries, claimed = 0 WHERE id = :id;

-- name: outbox_amend!
UPDATE outbox SET body = :body WHERE id = :id;

-- name: outbox_hurry!
UPDATE outbox SET priority = :priority WHERE id = :id AND priority > :priority;

-- name: outbox_drop!
DELETE FROM outbox WHERE id = :id;

-- name: outbox_drop_post!
DELETE FROM outbox WHERE post = :post;

-- name: outbox_depth^
SELECT COUNT(*) AS depth FROM outbox WHERE due = 0;
