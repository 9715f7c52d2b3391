-- name: board_find^
SELECT id, body FROM boards WHERE blind = :blind;

-- name: board_add!
INSERT INTO boards (id, blind, body) VALUES (:id, :blind, :body);

-- name: board_drop!
DELETE FROM boards WHERE blind = :blind;
