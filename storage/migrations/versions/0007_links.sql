-- Words that a man may give to his family. Everything is sealed or a blind index; each of the three under a tag of its
-- own, so that no two columns can be compared. `asked_blind` is random where nobody said the words. `hour`: their end.
CREATE TABLE links (
    id BLOB NOT NULL PRIMARY KEY,
    words_blind BLOB NOT NULL,
    case_blind BLOB NOT NULL,
    asked_blind BLOB NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX links_words ON links (words_blind);

CREATE INDEX links_case ON links (case_blind);

CREATE INDEX links_asked ON links (asked_blind);

CREATE INDEX links_hour ON links (hour);
