-- name: link_save!
INSERT INTO links (id, words_blind, case_blind, asked_blind, hour, body)
VALUES (:id, :words_blind, :case_blind, :asked_blind, :hour, :body)
ON CONFLICT (id) DO UPDATE SET
    words_blind = excluded.words_blind,
    case_blind = excluded.case_blind,
    asked_blind = excluded.asked_blind,
    hour = excluded.hour,
    body = excluded.body;

-- name: links_by_words
SELECT id, body FROM links WHERE words_blind = :blind ORDER BY id;

-- name: links_of_case
SELECT id, body FROM links WHERE case_blind = :blind ORDER BY id;

-- name: links_asked_by
SELECT id, body FROM links WHERE asked_blind = :blind ORDER BY id;

-- name: link_drop!
DELETE FROM links WHERE id = :id;

-- name: links_sweep!
DELETE FROM links WHERE hour <= :hour;
