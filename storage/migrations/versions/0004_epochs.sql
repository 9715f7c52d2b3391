-- Every epoch whose key was ever used here. `day` is the one in its file's name; `gone`: destroyed on purpose.
CREATE TABLE epochs (
    key_id BLOB NOT NULL PRIMARY KEY,
    day BIGINT NOT NULL,
    gone INTEGER NOT NULL
);
