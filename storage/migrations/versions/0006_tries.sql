-- The tries of a chat in the hour it last tried in; nothing else of the chat need be left here.
CREATE TABLE tries (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL UNIQUE,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX tries_hour ON tries (hour);
