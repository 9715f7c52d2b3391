-- A case that somebody must look at by a second that is sealed in `body`; `hour` is that second rounded down.
CREATE TABLE watches (
    id BLOB NOT NULL PRIMARY KEY,
    case_blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX watches_hour ON watches (hour);

CREATE INDEX watches_case ON watches (case_blind);

-- Sealed counts of a day; nothing in them names a case or a person.
CREATE TABLE tallies (
    tally TEXT NOT NULL,
    day BIGINT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (tally, day)
);
