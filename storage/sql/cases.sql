-- name: alias_take^
-- No row: the alias was given before.
INSERT INTO aliases (alias) VALUES (:alias) ON CONFLICT (alias) DO NOTHING RETURNING alias;

-- name: case_add!
INSERT INTO cases (id, alias, state, hour, recipient, sealed_key, sealed_for, hot, hot_identity, check_blind)
VALUES (:id, :alias, :state, :hour, :recipient, :sealed_key, :sealed_for, :hot, :hot_identity, :check_blind);

-- name: case_load^
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases WHERE id = :id;

-- name: case_by_alias^
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases WHERE alias = :alias;

-- name: case_by_code^
SELECT c.id, c.alias, c.state, c.hour, c.recipient, c.hot, c.hot_identity, c.head, k.lookup, k.wrap, k.turned_wrap
FROM codes AS k INNER JOIN cases AS c ON c.id = k.case_id
WHERE k.lookup = :lookup OR k.turned_lookup = :lookup;

-- name: cases_by_blind
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases WHERE blind = :blind;

-- name: cases_by_check
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases WHERE check_blind = :blind;

-- name: cases_hot
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases
WHERE hot IS NOT NULL ORDER BY hour, alias;

-- name: cases_worked
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases
WHERE hot IS NOT NULL AND state IN ('taken', 'waiting') ORDER BY hour, alias;

-- name: cases_other_list
-- Hot ones that are sealed to another list of operators than this one.
SELECT id, hot_identity FROM cases
WHERE hot IS NOT NULL AND sealed_for <> :sealed_for AND id > :after ORDER BY id LIMIT :limit;

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
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases
WHERE hot IS NOT NULL AND (hour, alias) > (:hour, :alias) ORDER BY hour, alias LIMIT :limit;

-- name: cases_page_of_state
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases
WHERE hot IS NOT NULL AND state = :state AND (hour, alias) > (:hour, :alias) ORDER BY hour, alias LIMIT :limit;

-- name: cases_like
SELECT id, alias, state, hour, recipient, hot, hot_identity, head FROM cases
WHERE hot IS NOT NULL AND alias LIKE :part ORDER BY hour, alias LIMIT :limit;

-- name: case_sealed^
SELECT id, sealed_key FROM cases WHERE alias = :alias;

-- name: case_take^
-- No row: another was first.
UPDATE cases SET state = 'taken' WHERE id = :id AND state = 'new' AND hot IS NOT NULL RETURNING id;

-- name: case_save!
UPDATE cases SET state = :state, head = :head, blind = :blind, check_blind = :check_blind WHERE id = :id;

-- name: case_cool!
UPDATE cases
SET state = :state, ends = :ends, hot = NULL, hot_identity = NULL, head = NULL, blind = NULL, check_blind = NULL
WHERE id = :id;

-- name: case_warm!
UPDATE cases SET hot = :hot, hot_identity = :hot_identity, ends = NULL WHERE id = :id;

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
UPDATE codes SET words = NULL WHERE lookup IS NOT NULL AND hour < :before;

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
