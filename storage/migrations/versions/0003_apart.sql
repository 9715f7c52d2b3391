-- The same code with its last word told first: it opens the same case, and says that its person is not free.
ALTER TABLE codes ADD COLUMN turned_lookup BLOB;

ALTER TABLE codes ADD COLUMN turned_wrap BLOB;

CREATE UNIQUE INDEX codes_turned ON codes (turned_lookup);

-- The hour at which something in a draft must be gone; NULL where nothing must.
ALTER TABLE drafts ADD COLUMN ends BIGINT;

CREATE INDEX drafts_ends ON drafts (ends);

-- What is kept apart from a case's entries: `body` under a key of its own, and that key under the epoch. No age copy:
-- with the row its key is gone. `hour`: when it ends.
CREATE TABLE parts (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    hour BIGINT NOT NULL,
    own_key BLOB NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX parts_case ON parts (case_id);

CREATE INDEX parts_hour ON parts (hour);

-- A photo or a voice that an operator wants kept, until it was fetched and sealed into its case.
CREATE TABLE keeps (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    body BLOB NOT NULL
);
