-- name: person_find^
SELECT id, body FROM people WHERE blind = :blind;

-- name: person_save!
INSERT INTO people (id, blind, body) VALUES (:id, :blind, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, body = excluded.body;

-- name: people_stirring
-- Whose talk changed in this hour or later.
SELECT people.id, people.body, drafts.hour FROM people
JOIN drafts ON drafts.person = people.id
WHERE drafts.hour >= :hour AND people.id > :after
ORDER BY people.id
LIMIT :limit;

-- name: person_by_id^
SELECT id, body FROM people WHERE id = :id;

-- name: person_drop!
DELETE FROM people WHERE id = :id;

-- name: draft_find^
SELECT body FROM drafts WHERE person = :person;

-- name: draft_save!
INSERT INTO drafts (person, hour, body) VALUES (:person, :hour, :body)
ON CONFLICT (person) DO UPDATE SET hour = excluded.hour, body = excluded.body;

-- name: draft_ends!
-- An end once set is not moved on by writing on; an earlier one takes its place.
UPDATE drafts SET ends = MIN(COALESCE(ends, :ends), :ends) WHERE person = :person;

-- name: draft_ended!
UPDATE drafts SET ends = NULL WHERE person = :person;

-- name: drafts_ending
SELECT person FROM drafts WHERE ends <= :hour ORDER BY person;

-- name: draft_drop!
DELETE FROM drafts WHERE person = :person;

-- name: operator_find^
SELECT id, body FROM operators WHERE blind = :blind;

-- name: operators_all
SELECT id, blind, body FROM operators ORDER BY id;

-- name: operator_save!
INSERT INTO operators (id, blind, body) VALUES (:id, :blind, :body)
ON CONFLICT (id) DO UPDATE SET blind = excluded.blind, body = excluded.body;

-- name: operator_drop!
DELETE FROM operators WHERE blind = :blind;

-- name: post_save!
INSERT INTO posts (id, message_blind, source_blind, case_blind, body)
VALUES (:id, :message_blind, :source_blind, :case_blind, :body)
ON CONFLICT (id) DO UPDATE SET
    message_blind = excluded.message_blind,
    source_blind = excluded.source_blind,
    case_blind = excluded.case_blind,
    body = excluded.body;

-- name: post_by_id^
SELECT id, body FROM posts WHERE id = :id;

-- name: posts_by_message
SELECT id, body FROM posts WHERE message_blind = :blind;

-- name: posts_by_source
SELECT id, body FROM posts WHERE source_blind = :blind;

-- name: posts_of_case
SELECT id, body FROM posts WHERE case_blind = :blind;

-- name: post_drop!
DELETE FROM posts WHERE id = :id;
