-- name: coverage^
-- How many cases there are, hot and not, and how many of them are sealed to this list.
SELECT
    COUNT(CASE WHEN hot IS NOT NULL THEN 1 END) AS hot,
    COUNT(CASE WHEN hot IS NOT NULL AND sealed_for = :number THEN 1 END) AS hot_done,
    COUNT(CASE WHEN hot IS NULL THEN 1 END) AS sealed,
    COUNT(CASE WHEN hot IS NULL AND sealed_for = :number THEN 1 END) AS sealed_done
FROM cases;

-- name: coverage_behind
-- Hot ones that are not, by the id of the epoch that wraps them.
SELECT substr(w.hot_identity, 2, 4) AS key_id, COUNT(*) AS found
FROM wraps AS w INNER JOIN cases AS c ON c.id = w.case_id
WHERE c.sealed_for <> :number GROUP BY substr(w.hot_identity, 2, 4);

-- name: cases_to_rewrap
SELECT alias, id, recipient, sealed_key FROM cases WHERE hot IS NULL AND sealed_for <> :number ORDER BY id;

-- name: copies_of_case
SELECT turn, copy FROM entries WHERE case_id = :case_id ORDER BY turn;

-- name: aliases_of_cases
SELECT alias FROM cases ORDER BY alias;
