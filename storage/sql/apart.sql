-- name: part_add!
INSERT INTO parts (id, case_id, hour, own_key, body) VALUES (:id, :case_id, :hour, :own_key, :body);

-- name: parts_of_case
SELECT id, case_id, hour, own_key, body FROM parts WHERE case_id = :case_id ORDER BY hour DESC, id;

-- name: parts_ended
SELECT id, case_id FROM parts WHERE hour <= :hour ORDER BY hour, id;

-- name: part_drop!
DELETE FROM parts WHERE id = :id;

-- name: parts_drop!
DELETE FROM parts WHERE case_id = :case_id;

-- name: keep_add!
INSERT INTO keeps (id, case_id, body) VALUES (:id, :case_id, :body) ON CONFLICT (id) DO NOTHING;

-- name: keep_save!
UPDATE keeps SET body = :body WHERE id = :id;

-- name: keeps_all
SELECT id, case_id, body FROM keeps ORDER BY id;

-- name: keep_by_id^
SELECT id, case_id, body FROM keeps WHERE id = :id;

-- name: keep_drop!
DELETE FROM keeps WHERE id = :id;

-- name: keeps_drop!
DELETE FROM keeps WHERE case_id = :case_id;
