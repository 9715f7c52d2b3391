-- What stands in an operator's private chat; `hour`: when it came there, or was last looked at.
CREATE TABLE standing (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX standing_blind ON standing (blind);

CREATE INDEX standing_hour ON standing (hour);

-- What an operator opened on a day.
CREATE TABLE openings (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL UNIQUE,
    day BIGINT NOT NULL,
    body BLOB NOT NULL
);

-- What two supervisors must want.
CREATE TABLE requests (
    id BLOB NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
