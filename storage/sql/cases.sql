-- name: alias_take^
-- No row: the alias was given before.
INSERT INTO aliases (alias) VALUES (:alias) ON CONFLICT (alias) DO NOTHING RETURNING alias;

-- name: case_add!
INSERT INTO cases (id, alias, state, hour, recipient, sealed_key, sealed_for, hot)
VALUES (:id, :alias, :state, :hour, :recipient, :sealed_key, :sealed_for, 1);

-- name: wrap_put!
-- What finds it stays what it was.
INSERT INTO wraps (case_id, hot, hot_identity) VALUES (:case_id, :hot, :hot_identity)
ON CONFLICT (case_id) DO UPDATE SET hot = excluded.hot, hot_identity = excluded.hot_identity;

-- name: wrap_drop!
DELETE FROM wraps WHERE case_id = :case_id;

-- name: wrap_found_by!
UPDATE wraps SET blind = :blind, check_blind = :check_blind, old_blind = NULL, old_check_blind = NULL
WHERE case_id = :case_id;

-- name: find_add!
INSERT INTO finds (blind, case_id) VALUES (:blind, :case_id) ON CONFLICT (blind, case_id) DO NOTHING;

-- name: finds_drop!
-- All that finds a case, also under an epoch that it was just moved away from.
DELETE FROM finds
WHERE case_id = :case_id AND blind IN (
    SELECT blind FROM wraps WHERE case_id = :case_id AND blind IS NOT NULL
    UNION ALL
    SELECT check_blind FROM wraps WHERE case_id = :case_id AND check_blind IS NOT NULL
    UNION ALL
    SELECT old_blind FROM wraps WHERE case_id = :case_id AND old_blind IS NOT NULL
    UNION ALL
    SELECT old_check_blind FROM wraps WHERE case_id = :case_id AND old_check_blind IS NOT NULL
);

-- name: case_load^
SELECT
    c.id, c.alias, c.state, c.hour, c.recipient, c.head, w.hot, w.hot_identity, w.blind, w.check_blind
FROM cases AS c LEFT JOIN wraps AS w ON w.case_id = c.id WHERE c.id = :id;

-- name: case_by_alias^
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM cases AS c LEFT JOIN wraps AS w ON w.case_id = c.id WHERE c.alias = :alias;

-- name: case_by_code^
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head, k.lookup, k.wrap, k.turned_wrap
FROM codes AS k INNER JOIN cases AS c ON c.id = k.case_id LEFT JOIN wraps AS w ON w.case_id = c.id
WHERE k.lookup = :lookup OR k.turned_lookup = :lookup;

-- name: cases_found
-- By a blind index with its epoch's key id, or as an earlier version left it, without one.
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM finds AS f INNER JOIN cases AS c ON c.id = f.case_id INNER JOIN wraps AS w ON w.case_id = f.case_id
WHERE f.blind IN (:blind, :bare) ORDER BY c.id;

-- name: cases_hot
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM cases AS c INNER JOIN wraps AS w ON w.case_id = c.id
WHERE c.hot IS NOT NULL ORDER BY c.hour, c.alias;

-- name: cases_worked
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM cases AS c INNER JOIN wraps AS w ON w.case_id = c.id
WHERE c.hot IS NOT NULL AND c.state IN ('taken', 'waiting') ORDER BY c.hour, c.alias;

-- name: cases_other_list
-- Hot ones that are sealed to another list of operators than this one.
SELECT c.id, w.hot_identity FROM wraps AS w INNER JOIN cases AS c ON c.id = w.case_id
WHERE c.sealed_for <> :sealed_for AND w.case_id > :after ORDER BY w.case_id LIMIT :limit;

-- name: case_rekey!
UPDATE cases SET sealed_key = :sealed_key, sealed_for = :sealed_for WHERE id = :id;

-- name: case_rekey_hot!
UPDATE cases SET sealed_key = :sealed_key, sealed_for = :sealed_for
WHERE id = :id AND hot IS NOT NULL AND sealed_for <> :sealed_for;

-- name: case_reseal^
-- No row: it is no longer what was sealed anew elsewhere.
UPDATE cases SET sealed_key = :sealed_key, sealed_for = :sealed_for
WHERE id = :id AND sealed_key = :before AND hot IS NULL
RETURNING id;

-- name: cases_page
-- Hot ones behind a place, by an index: closed ones are never looked at.
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM cases AS c INNER JOIN wraps AS w ON w.case_id = c.id
WHERE c.hot IS NOT NULL AND (c.hour, c.alias) > (:hour, :alias) ORDER BY c.hour, c.alias LIMIT :limit;

-- name: cases_page_of_state
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM cases AS c INNER JOIN wraps AS w ON w.case_id = c.id
WHERE c.hot IS NOT NULL AND c.state = :state AND (c.hour, c.alias) > (:hour, :alias) ORDER BY c.hour, c.alias LIMIT :limit;

-- name: cases_like
SELECT c.id, c.alias, c.state, c.hour, c.recipient, w.hot, w.hot_identity, c.head
FROM cases AS c INNER JOIN wraps AS w ON w.case_id = c.id
WHERE c.hot IS NOT NULL AND c.alias LIKE :part ORDER BY c.hour, c.alias LIMIT :limit;

-- name: case_sealed^
SELECT id, sealed_key FROM cases WHERE alias = :alias;

-- name: case_take^
-- No row: another was first.
UPDATE cases SET state = 'taken' WHERE id = :id AND state = 'new' AND hot IS NOT NULL RETURNING id;

-- name: case_save!
UPDATE cases SET state = :state, head = :head WHERE id = :id;

-- name: case_cool!
UPDATE cases SET state = :state, ends = :ends, hot = NULL, head = NULL WHERE id = :id;

-- name: case_warm!
UPDATE cases SET hot = 1, ends = NULL WHERE id = :id;

-- name: case_drop!
DELETE FROM cases WHERE id = :id;

-- name: entry_last^
SELECT COALESCE(MAX(turn), 0) AS turn FROM entries WHERE case_id = :case_id;

-- name: entry_add!
INSERT INTO entries (id, case_id, turn, hour, body, copy) VALUES (:id, :case_id, :turn, :hour, :body, :copy);

-- name: entries_of_case
SELECT id, turn, hour, body, copy FROM entries WHERE case_id = :case_id ORDER BY turn;

-- name: entry_reseal!
UPDATE entries SET body = :body WHERE id = :id;

-- name: entry_at^
SELECT id, body IS NULL AS cold FROM entries WHERE case_id = :case_id AND turn = :turn;

-- name: entry_blank!
UPDATE entries SET body = :body, copy = :copy WHERE id = :id;

-- name: entries_cool!
UPDATE entries SET body = NULL WHERE case_id = :case_id;

-- name: entries_drop!
DELETE FROM entries WHERE case_id = :case_id;

-- name: code_keep_words!
INSERT INTO codes (case_id, words, learned, hour) VALUES (:case_id, :words, 0, :hour)
ON CONFLICT (case_id) DO UPDATE SET
    words = excluded.words, learned = 0, hour = excluded.hour,
    lookup = NULL, wrap = NULL, turned_lookup = NULL, turned_wrap = NULL;

-- name: code_of_case^
SELECT words, lookup, learned FROM codes WHERE case_id = :case_id;

-- name: code_forget_words!
-- Words without which the code could never be attached stay until it is.
UPDATE codes SET learned = 1, words = CASE WHEN lookup IS NULL THEN words ELSE NULL END WHERE case_id = :case_id;

-- name: code_drop_words!
UPDATE codes SET words = NULL WHERE case_id = :case_id;

-- name: codes_sweep!
-- Of those that still have words: written anew, all others would hold up everybody every ten minutes.
UPDATE codes SET words = NULL WHERE words IS NOT NULL AND lookup IS NOT NULL AND hour < :before;

-- name: code_attach!
INSERT INTO codes (case_id, learned, hour, lookup, wrap, turned_lookup, turned_wrap)
VALUES (:case_id, 1, 0, :lookup, :wrap, :turned_lookup, :turned_wrap)
ON CONFLICT (case_id) DO UPDATE SET
    lookup = excluded.lookup,
    wrap = excluded.wrap,
    turned_lookup = excluded.turned_lookup,
    turned_wrap = excluded.turned_wrap,
    words = CASE WHEN codes.learned = 1 THEN NULL ELSE codes.words END;

-- name: codes_pending
SELECT case_id FROM codes WHERE words IS NOT NULL AND lookup IS NULL;

-- name: code_drop!
DELETE FROM codes WHERE case_id = :case_id;
