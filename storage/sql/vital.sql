-- name: vital_inbox^
-- What waits to be worked, and the numbers by which its age is told.
SELECT
    COUNT(*) AS waiting,
    MIN(update_id) AS oldest,
    (SELECT MAX(update_id) FROM inbox WHERE bot = :bot) AS highest,
    (SELECT hour FROM inbox WHERE state = 0 AND bot = :bot ORDER BY update_id LIMIT 1) AS since
FROM inbox
WHERE state = 0 AND bot = :bot;

-- name: vital_outbox^
SELECT COUNT(*) AS waiting FROM outbox WHERE due <= :now;

-- name: vital_urgent
-- Those that go first and have not gone.
SELECT id FROM outbox WHERE due <= :now AND priority = 0 LIMIT :limit;

-- name: vital_letters^
SELECT COUNT(*) AS letters FROM dead_letters WHERE hour >= :since;

-- name: hour_forget!
DELETE FROM hours WHERE what = :what;

-- name: hours_like
SELECT what, hour FROM hours WHERE what LIKE :pattern;

-- name: posts_every
-- Which posts there are: for the rare moment in which all of them are looked at.
SELECT id FROM posts;
