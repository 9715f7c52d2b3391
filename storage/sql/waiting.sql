-- name: watch_add!
INSERT INTO watches (id, case_blind, hour, body) VALUES (:id, :blind, :hour, :body);

-- name: watches_of_case
SELECT id, body FROM watches WHERE case_blind = :blind;

-- name: watches_due
SELECT id, hour, body FROM watches
WHERE hour <= :now AND (hour > :hour OR (hour = :hour AND id > :after))
ORDER BY hour, id LIMIT :limit;

-- name: watch_drop!
DELETE FROM watches WHERE id = :id;

-- name: tally_find^
SELECT body FROM tallies WHERE tally = :name AND day = :day;

-- name: tally_save!
INSERT INTO tallies (tally, day, body) VALUES (:name, :day, :body)
ON CONFLICT (tally, day) DO UPDATE SET body = excluded.body;

-- name: tallies_since
SELECT day, body FROM tallies WHERE tally = :name AND day >= :day;

-- name: tallies_sweep!
DELETE FROM tallies WHERE tally = :name AND day < :day;

-- name: tries_find^
SELECT id, body FROM tries WHERE blind = :blind;

-- name: tries_save!
INSERT INTO tries (id, blind, hour, body) VALUES (:id, :blind, :hour, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, hour = excluded.hour, body = excluded.body;

-- name: tries_sweep!
DELETE FROM tries WHERE hour < :before;
