-- name: offer_save!
INSERT INTO offers (id, case_id, hour, body) VALUES (:id, :case_id, :hour, :body)
ON CONFLICT (id) DO UPDATE SET hour = excluded.hour, body = excluded.body;

-- name: offer_by_id^
SELECT id, case_id, body FROM offers WHERE id = :id;

-- name: offers_of_case
SELECT id, case_id, body FROM offers WHERE case_id = :case_id;

-- name: offer_take^
DELETE FROM offers WHERE id = :id RETURNING id, case_id, body;

-- name: offers_ended
DELETE FROM offers WHERE hour <= :now RETURNING id, case_id, body;

-- name: offers_drop!
DELETE FROM offers WHERE case_id = :case_id;
