-- name: print_add!
INSERT INTO prints (id, blind, case_blind, hour, body) VALUES (:id, :blind, :case_blind, :hour, :body);

-- name: prints_like
-- Any of them: to sort all would take the longer the more write the same.
SELECT id, blind, body FROM prints WHERE blind = :blind LIMIT :limit;

-- name: prints_of_case
SELECT id, blind, body FROM prints WHERE case_blind = :case_blind;

-- name: prints_drop!
DELETE FROM prints WHERE case_blind = :case_blind;

-- name: prints_sweep!
DELETE FROM prints WHERE hour <= :now;

-- name: mark_add!
INSERT INTO marks (id, case_blind, hour, body) VALUES (:id, :case_blind, :hour, :body);

-- name: marks_due
SELECT id, hour, body FROM marks
WHERE hour <= :now AND (hour > :hour OR (hour = :hour AND id > :after))
ORDER BY hour, id LIMIT :limit;

-- name: mark_drop!
DELETE FROM marks WHERE id = :id;

-- name: marks_drop!
DELETE FROM marks WHERE case_blind = :case_blind;

-- name: ban_add!
INSERT INTO bans (id, blind, hour, body) VALUES (:id, :blind, :hour, :body);

-- name: bans_of_chat
SELECT id, body FROM bans WHERE blind = :blind ORDER BY id;

-- name: bans_all
SELECT id, body FROM bans ORDER BY hour;

-- name: ban_drop!
DELETE FROM bans WHERE id = :id;

-- name: bans_sweep!
DELETE FROM bans WHERE hour <= :now;

-- name: chart_add!
INSERT INTO charts (id, body) VALUES (:id, :body);

-- name: charts_all
SELECT id, body FROM charts ORDER BY id;

-- name: chart_drop!
DELETE FROM charts WHERE id = :id;

-- name: states_counted
SELECT state, COUNT(*) AS found FROM cases WHERE hot IS NOT NULL GROUP BY state;
