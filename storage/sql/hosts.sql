-- What hosts tell one another; see storage/letters.

-- name: hosts_listed
SELECT host, serving, struck, word, asked, letter FROM hosts ORDER BY host, serving;

-- name: host_says!
-- A letter stays for as long as it is asked for.
INSERT INTO hosts (host, serving, struck, word, asked, letter) VALUES (:host, :serving, 0, :word, :asked, NULL)
ON CONFLICT (host, serving) DO UPDATE SET
    struck = 0,
    word = excluded.word,
    letter = CASE WHEN hosts.asked = excluded.asked THEN hosts.letter ELSE NULL END,
    asked = excluded.asked;

-- name: host_answered!
UPDATE hosts SET letter = :letter WHERE host = :host AND serving = 0 AND asked = :asked;

-- name: host_struck^
-- No row: it spoke meanwhile.
UPDATE hosts SET struck = 1, letter = NULL WHERE host = :host AND serving = 0 AND word = :word RETURNING host;

-- name: host_over!
DELETE FROM hosts WHERE host = :host AND serving = 0 AND word = :word;

-- name: hosts_served!
-- Whoever served before, and what this host said while it stood by.
DELETE FROM hosts WHERE (serving = 1 AND host <> :host) OR (serving = 0 AND host = :host);
