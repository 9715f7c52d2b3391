-- name: upload_add!
INSERT INTO uploads (id, case_id, hour, body) VALUES (:id, :case_id, :hour, :body);

-- name: upload_by_id^
SELECT body FROM uploads WHERE id = :id;

-- name: upload_drop!
DELETE FROM uploads WHERE id = :id;

-- name: upload_spent!
DELETE FROM uploads WHERE id = :id AND case_id IS NULL;

-- name: uploads_sweep!
DELETE FROM uploads WHERE hour <= :now;

-- name: uploads_drop!
DELETE FROM uploads WHERE case_id = :case_id;
