-- name: shift_find^
SELECT id, body FROM shifts WHERE blind = :blind;

-- name: shifts_all
SELECT id, body FROM shifts ORDER BY id;

-- name: shift_save!
INSERT INTO shifts (id, blind, body) VALUES (:id, :blind, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, body = excluded.body;

-- name: shift_drop!
DELETE FROM shifts WHERE id = :id;

-- name: call_find^
SELECT id, body FROM calls WHERE blind = :blind;

-- name: call_save!
INSERT INTO calls (id, blind, hour, body) VALUES (:id, :blind, :hour, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, hour = excluded.hour, body = excluded.body;

-- name: call_drop!
DELETE FROM calls WHERE id = :id;

-- name: calls_since
SELECT id, body FROM calls WHERE hour <= :hour ORDER BY id;
