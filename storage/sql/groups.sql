-- name: group_save!
INSERT INTO groups (id, words_blind, hour, body) VALUES (:id, :words_blind, :hour, :body)
ON CONFLICT (id) DO UPDATE SET words_blind = excluded.words_blind, hour = excluded.hour, body = excluded.body;

-- name: group_by_id^
SELECT id, body FROM groups WHERE id = :id;

-- name: groups_by_words
SELECT id, body FROM groups WHERE words_blind = :blind ORDER BY id;

-- name: groups_sweep!
DELETE FROM groups WHERE hour <= :hour;
