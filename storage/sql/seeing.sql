-- name: standing_save!
INSERT INTO standing (id, blind, hour, body) VALUES (:id, :blind, :hour, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, hour = excluded.hour, body = excluded.body;

-- name: standing_of_chat
SELECT id, body FROM standing WHERE blind = :blind;

-- name: standing_drop!
DELETE FROM standing WHERE id = :id;

-- name: standing_old
SELECT id, hour, body FROM standing
WHERE hour < :before AND (hour > :hour OR (hour = :hour AND id > :after))
ORDER BY hour, id LIMIT :limit;

-- name: standing_later!
UPDATE standing SET hour = :hour WHERE id = :id;

-- name: opening_find^
SELECT id, body FROM openings WHERE blind = :blind;

-- name: opening_save!
INSERT INTO openings (id, blind, day, body) VALUES (:id, :blind, :day, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, day = excluded.day, body = excluded.body;

-- name: openings_sweep!
DELETE FROM openings WHERE day < :day;

-- name: request_save!
INSERT INTO requests (id, body) VALUES (:id, :body) ON CONFLICT (id) DO UPDATE SET body = excluded.body;

-- name: request_by_id^
SELECT id, body FROM requests WHERE id = :id;

-- name: requests_all
SELECT id, body FROM requests ORDER BY id;

-- name: request_drop!
DELETE FROM requests WHERE id = :id;
