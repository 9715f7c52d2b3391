-- An operator who is on shift. Nothing tells who, nor since when; signed out, the row is gone.
CREATE TABLE shifts (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL
);

-- A telephone call in hand, by the operator's blind index; `hour`: when something last happened in it.
CREATE TABLE calls (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL UNIQUE,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX calls_hour ON calls (hour);
