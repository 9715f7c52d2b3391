-- The keyed fingerprint of something a person wrote: no text. Which case and chat it came from is sealed; `hour`: its end.
CREATE TABLE prints (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL,
    case_blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX prints_blind ON prints (blind);

CREATE INDEX prints_case ON prints (case_blind);

CREATE INDEX prints_hour ON prints (hour);

-- A case whose mark ends in that hour; the mark itself lies sealed in the case.
CREATE TABLE marks (
    id BLOB NOT NULL PRIMARY KEY,
    case_blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX marks_case ON marks (case_blind);

CREATE INDEX marks_hour ON marks (hour);

-- A private chat from which nothing is passed on to operators until that hour. Found by a blind index.
CREATE TABLE bans (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX bans_blind ON bans (blind);

CREATE INDEX bans_hour ON bans (hour);

-- Figures that somebody asked to see as a picture; it is drawn by a process of its own.
CREATE TABLE charts (
    id BLOB NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
