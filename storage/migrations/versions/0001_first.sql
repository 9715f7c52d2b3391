-- Every BLOB but an id, a blind index, a lane or an age file is a sealed field: version | key id | nonce | AEAD(padded).
-- `hour` is unix time rounded down to the hour.

CREATE TABLE inbox (
    bot BIGINT NOT NULL,
    update_id BIGINT NOT NULL,
    lane BLOB,
    urgent INTEGER NOT NULL,
    state INTEGER NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB,
    PRIMARY KEY (bot, update_id)
);

CREATE INDEX inbox_order ON inbox (state, urgent, update_id);

CREATE TABLE quarantine (
    id BLOB NOT NULL PRIMARY KEY,
    bot BIGINT NOT NULL,
    update_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE dead_letters (
    id BLOB NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    post BLOB,
    turn BIGINT NOT NULL,
    priority INTEGER NOT NULL,
    claimed INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    due BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX outbox_turn ON outbox (turn);

CREATE INDEX outbox_post ON outbox (post);

CREATE INDEX outbox_due ON outbox (due);

CREATE TABLE posts (
    id BLOB NOT NULL PRIMARY KEY,
    message_blind BLOB,
    source_blind BLOB,
    case_blind BLOB,
    body BLOB NOT NULL
);

CREATE INDEX posts_message ON posts (message_blind);

CREATE INDEX posts_source ON posts (source_blind);

CREATE INDEX posts_case ON posts (case_blind);

CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL
);

CREATE TABLE drafts (
    person BLOB NOT NULL PRIMARY KEY,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE TABLE operators (
    id BLOB NOT NULL PRIMARY KEY,
    blind BLOB NOT NULL UNIQUE,
    body BLOB NOT NULL
);

-- An alias is never given twice, not even when its case is gone.
CREATE TABLE aliases (
    alias TEXT NOT NULL PRIMARY KEY
);

-- hot, hot_identity, head, blind, check_blind: NULL once the server can no longer read the case.
CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY,
    alias TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    hour BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    sealed_key BLOB NOT NULL,
    hot BLOB,
    hot_identity BLOB,
    head BLOB,
    blind BLOB,
    check_blind BLOB
);

CREATE INDEX cases_blind ON cases (blind);

CREATE INDEX cases_check ON cases (check_blind);

CREATE TABLE entries (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    turn INTEGER NOT NULL,
    hour BIGINT NOT NULL,
    body BLOB,
    copy BLOB NOT NULL,
    UNIQUE (case_id, turn)
);

CREATE TABLE codes (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    words BLOB,
    learned INTEGER NOT NULL,
    hour BIGINT NOT NULL,
    lookup BLOB UNIQUE,
    wrap BLOB
);
