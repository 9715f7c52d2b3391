-- name: epochs_listed
SELECT key_id, day FROM epochs WHERE gone = 0 ORDER BY day, key_id;

-- name: epoch_list!
INSERT INTO epochs (key_id, day, gone) VALUES (:key_id, :day, 0) ON CONFLICT (key_id) DO NOTHING;

-- name: heads_in_use
-- Format and key id of everything that is sealed under an epoch; few different ones.
SELECT substr(body, 1, 5) AS head FROM people
UNION
SELECT substr(body, 1, 5) AS head FROM operators
UNION
SELECT substr(body, 1, 5) AS head FROM drafts
UNION
SELECT substr(body, 1, 5) AS head FROM posts
UNION
SELECT substr(body, 1, 5) AS head FROM inbox WHERE body IS NOT NULL
UNION
SELECT substr(body, 1, 5) AS head FROM outbox
UNION
SELECT substr(body, 1, 5) AS head FROM quarantine
UNION
SELECT substr(body, 1, 5) AS head FROM dead_letters
UNION
SELECT substr(body, 1, 5) AS head FROM watches
UNION
SELECT substr(body, 1, 5) AS head FROM tallies
UNION
SELECT substr(body, 1, 5) AS head FROM tries
UNION
SELECT substr(own_key, 1, 5) AS head FROM parts
UNION
SELECT substr(body, 1, 5) AS head FROM keeps
UNION
SELECT substr(body, 1, 5) AS head FROM uploads
UNION
SELECT substr(body, 1, 5) AS head FROM offers
UNION
SELECT substr(body, 1, 5) AS head FROM shifts
UNION
SELECT substr(body, 1, 5) AS head FROM calls
UNION
SELECT substr(body, 1, 5) AS head FROM standing
UNION
SELECT substr(body, 1, 5) AS head FROM openings
UNION
SELECT substr(body, 1, 5) AS head FROM requests
UNION
SELECT substr(body, 1, 5) AS head FROM prints
UNION
SELECT substr(body, 1, 5) AS head FROM marks
UNION
SELECT substr(body, 1, 5) AS head FROM bans
UNION
SELECT substr(body, 1, 5) AS head FROM charts
UNION
SELECT substr(body, 1, 5) AS head FROM boards
UNION
SELECT substr(body, 1, 5) AS head FROM approved_answers
UNION
SELECT substr(hot, 1, 5) AS head FROM cases WHERE hot IS NOT NULL
UNION
SELECT substr(words, 1, 5) AS head FROM codes WHERE words IS NOT NULL;
