-- A group: its numbers and words are sealed, its words are found by a blind index. No row names who is in it; that stands
-- in the sealed head of each one's own case. `hour`: when it ends.
CREATE TABLE groups (
    id BLOB NOT NULL PRIMARY KEY,
    words_blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX groups_words ON groups (words_blind);

CREATE INDEX groups_hour ON groups (hour);
