-- name: audit_last^
SELECT turn, link FROM audit ORDER BY turn DESC LIMIT 1;

-- name: audit_last_body^
-- Format and key id of the newest entry.
SELECT substr(body, 1, 5) AS head FROM audit ORDER BY turn DESC LIMIT 1;

-- name: audit_add!
INSERT INTO audit (turn, hour, body, link) VALUES (:turn, :hour, :body, :link);

-- name: audit_all
SELECT turn, hour, body, link FROM audit ORDER BY turn;

-- name: audit_oldest
SELECT turn, hour, link FROM audit ORDER BY turn LIMIT :limit;

-- name: audit_cut!
DELETE FROM audit WHERE turn <= :turn;

-- name: audit_newest
SELECT turn, hour, body, link FROM audit ORDER BY turn DESC LIMIT :limit;

-- name: audit_take_back!
DELETE FROM audit WHERE turn = :turn;
