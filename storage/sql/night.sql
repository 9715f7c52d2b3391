-- What is sealed under another epoch than `head` says (format and key id), and its move if nobody was faster.
-- `low`, `high`: a window of random ids, from the last one seen. `skip`: so many rows are known not to open.

-- name: cases_behind
SELECT w.case_id AS id, w.hot, w.hot_identity, w.blind, w.check_blind, c.head
FROM wraps AS w INNER JOIN cases AS c ON c.id = w.case_id
WHERE (substr(w.hot, 1, 5) <> :head OR substr(w.hot_identity, 1, 5) <> :head)
AND w.case_id > :low AND w.case_id < :high
ORDER BY w.case_id LIMIT :limit OFFSET :skip;

-- name: cases_move!
-- What finds it stands in `finds` under both epochs until the move is done: see finding. Unless it is found by something
-- else by now.
UPDATE wraps
SET hot = :hot, hot_identity = :hot_identity,
    old_blind = blind, old_check_blind = check_blind, blind = :blind, check_blind = :check_blind
WHERE case_id = :id AND hot = :was
AND COALESCE(blind, hot) = :was_blind AND COALESCE(check_blind, hot) = :was_check_blind;

-- name: finds_missing
-- What a case says it is found by, and is not yet.
SELECT w.case_id, w.blind AS found FROM wraps AS w
WHERE w.case_id > :low AND w.case_id < :high AND w.blind IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM finds AS f WHERE f.blind = w.blind AND f.case_id = w.case_id)
UNION ALL
SELECT w.case_id, w.check_blind AS found FROM wraps AS w
WHERE w.case_id > :low AND w.case_id < :high AND w.check_blind IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM finds AS f WHERE f.blind = w.check_blind AND f.case_id = w.case_id);

-- name: find_restore!
-- Unless the case is found by something else by now, or was closed.
INSERT INTO finds (blind, case_id)
SELECT CASE WHEN w.blind = :found THEN w.blind ELSE w.check_blind END, w.case_id FROM wraps AS w
WHERE w.case_id = :case_id AND (w.blind = :found OR w.check_blind = :found)
ON CONFLICT (blind, case_id) DO NOTHING;

-- name: finds_said
-- Under which epochs cases say they are found: the first bytes of each blind index.
SELECT substr(w.blind, 1, 4) AS key_id FROM wraps AS w
WHERE w.case_id > :low AND w.case_id < :high AND w.blind IS NOT NULL
UNION
SELECT substr(w.check_blind, 1, 4) AS key_id FROM wraps AS w
WHERE w.case_id > :low AND w.case_id < :high AND w.check_blind IS NOT NULL;

-- name: finds_page_ends^
-- The last one of the next few behind a place and before an end; no row: fewer are left.
SELECT blind, case_id FROM finds WHERE (blind, case_id) > (:blind, :case_id) AND blind < :end
ORDER BY blind, case_id LIMIT 1 OFFSET :more;

-- name: finds_sweep!
-- Between two places: what the case does not say of itself.
DELETE FROM finds
WHERE (blind, case_id) > (:blind, :case_id) AND (blind, case_id) <= (:last_blind, :last_case) AND NOT EXISTS (
    SELECT 1 FROM wraps AS w
    WHERE w.case_id = finds.case_id AND (w.blind = finds.blind OR w.check_blind = finds.blind)
);

-- name: finds_sweep_all!
-- The same where no case says anything that stands there.
DELETE FROM finds
WHERE (blind, case_id) > (:blind, :case_id) AND (blind, case_id) <= (:last_blind, :last_case);

-- name: people_behind
SELECT id, body, blind FROM people
WHERE substr(body, 1, 5) <> :head
AND id > :low AND id < :high
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: people_move!
UPDATE people SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: drafts_behind
SELECT person, body FROM drafts
WHERE substr(body, 1, 5) <> :head
AND person > :low AND person < :high
ORDER BY person LIMIT :limit OFFSET :skip;

-- name: drafts_move!
UPDATE drafts SET body = :body
WHERE person = :person AND body = :was;

-- name: posts_behind
SELECT id, body, message_blind, source_blind, case_blind FROM posts
WHERE substr(body, 1, 5) <> :head
AND id > :low AND id < :high
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: posts_move!
UPDATE posts SET body = :body, message_blind = :message_blind, source_blind = :source_blind, case_blind = :case_blind
WHERE id = :id AND body = :was;

-- name: standing_behind
SELECT id, body, blind FROM standing
WHERE substr(body, 1, 5) <> :head
AND id > :low AND id < :high
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: standing_move!
UPDATE standing SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: codes_behind
SELECT case_id, words FROM codes
WHERE words IS NOT NULL AND substr(words, 1, 5) <> :head
ORDER BY case_id LIMIT :limit OFFSET :skip;

-- name: codes_move!
UPDATE codes SET words = :words
WHERE case_id = :case_id AND words = :was;

-- name: parts_behind
SELECT id, own_key FROM parts
WHERE substr(own_key, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: parts_move!
UPDATE parts SET own_key = :own_key
WHERE id = :id AND own_key = :was;

-- name: inbox_behind
SELECT bot, update_id, body FROM inbox
WHERE body IS NOT NULL AND substr(body, 1, 5) <> :head
ORDER BY bot, update_id LIMIT :limit OFFSET :skip;

-- name: inbox_move!
UPDATE inbox SET body = :body
WHERE bot = :bot AND update_id = :update_id AND body = :was;

-- name: outbox_behind
SELECT id, body FROM outbox
WHERE substr(body, 1, 5) <> :head
AND id > :low AND id < :high
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: outbox_move!
UPDATE outbox SET body = :body
WHERE id = :id AND body = :was;

-- name: quarantine_behind
SELECT id, body FROM quarantine
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: quarantine_move!
UPDATE quarantine SET body = :body
WHERE id = :id AND body = :was;

-- name: dead_letters_behind
SELECT id, body, origin FROM dead_letters
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: dead_letters_move!
UPDATE dead_letters SET body = :body
WHERE id = :id AND body = :was;

-- name: operators_behind
SELECT id, body, blind FROM operators
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: operators_move!
UPDATE operators SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: shifts_behind
SELECT id, body, blind FROM shifts
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: shifts_move!
UPDATE shifts SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: calls_behind
SELECT id, body, blind FROM calls
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: calls_move!
UPDATE calls SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: openings_behind
SELECT id, body, blind FROM openings
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: openings_move!
UPDATE openings SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: tries_behind
SELECT id, body, blind FROM tries
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: tries_move!
UPDATE tries SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: bans_behind
SELECT id, body, blind FROM bans
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: bans_move!
UPDATE bans SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: watches_behind
SELECT id, body, case_blind FROM watches
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: watches_move!
UPDATE watches SET body = :body, case_blind = :case_blind
WHERE id = :id AND body = :was;

-- name: marks_behind
SELECT id, body, case_blind FROM marks
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: marks_move!
UPDATE marks SET body = :body, case_blind = :case_blind
WHERE id = :id AND body = :was;

-- name: links_behind
SELECT id, body, words_blind, case_blind, asked_blind FROM links
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: links_move!
UPDATE links SET body = :body, words_blind = :words_blind, case_blind = :case_blind, asked_blind = :asked_blind
WHERE id = :id AND body = :was;

-- name: groups_behind
SELECT id, body, words_blind FROM groups
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: groups_move!
UPDATE groups SET body = :body, words_blind = :words_blind
WHERE id = :id AND body = :was;

-- name: boards_behind
SELECT id, body, blind FROM boards
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: boards_move!
UPDATE boards SET body = :body, blind = :blind
WHERE id = :id AND body = :was;

-- name: keeps_behind
SELECT id, body FROM keeps
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: keeps_move!
UPDATE keeps SET body = :body
WHERE id = :id AND body = :was;

-- name: uploads_behind
SELECT id, body FROM uploads
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: uploads_move!
UPDATE uploads SET body = :body
WHERE id = :id AND body = :was;

-- name: offers_behind
SELECT id, body FROM offers
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: offers_move!
UPDATE offers SET body = :body
WHERE id = :id AND body = :was;

-- name: charts_behind
SELECT id, body FROM charts
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: charts_move!
UPDATE charts SET body = :body
WHERE id = :id AND body = :was;

-- name: requests_behind
SELECT id, body FROM requests
WHERE substr(body, 1, 5) <> :head
ORDER BY id LIMIT :limit OFFSET :skip;

-- name: requests_move!
UPDATE requests SET body = :body
WHERE id = :id AND body = :was;

-- name: tallies_behind
SELECT tally, day, body FROM tallies
WHERE substr(body, 1, 5) <> :head
ORDER BY tally, day LIMIT :limit OFFSET :skip;

-- name: tallies_move!
UPDATE tallies SET body = :body
WHERE tally = :tally AND day = :day AND body = :was;

-- name: approved_answers_behind
SELECT answer, body FROM approved_answers
WHERE substr(body, 1, 5) <> :head
ORDER BY answer LIMIT :limit OFFSET :skip;

-- name: approved_answers_move!
UPDATE approved_answers SET body = :body
WHERE answer = :answer AND body = :was;

-- name: operators_over!
DELETE FROM operators WHERE id = :id;

-- name: shifts_over!
DELETE FROM shifts WHERE id = :id;

-- name: calls_over!
DELETE FROM calls WHERE id = :id;

-- name: openings_over!
DELETE FROM openings WHERE id = :id;

-- name: tries_over!
DELETE FROM tries WHERE id = :id;

-- name: people_over!
DELETE FROM people WHERE id = :id;

-- name: posts_over!
DELETE FROM posts WHERE id = :id;

-- name: prints_end!
DELETE FROM prints WHERE substr(body, 1, 5) = :head;

-- name: standing_by_id^
SELECT id FROM standing WHERE id = :id;

-- name: case_is_hot^
SELECT id FROM cases WHERE id = :id AND hot IS NOT NULL;
