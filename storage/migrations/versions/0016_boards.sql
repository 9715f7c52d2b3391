-- Which post is the board of an operator chat: sealed, found by a blind index of the chat.
CREATE TABLE boards (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX boards_blind ON boards (blind);
