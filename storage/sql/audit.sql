-- name: audit_last^
SELECT turn, link FROM audit ORDER BY turn DESC LIMIT 1;

-- name: audit_add!
INSERT INTO audit (turn, hour, body, link) VALUES (:turn, :hour, :body, :link);

-- name: audit_all
SELECT turn, hour, body, link FROM audit ORDER BY turn;
