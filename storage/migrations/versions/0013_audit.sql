-- Who did what with which case, in which hour; sealed under the root. `link` covers the entry and the link before it.
CREATE TABLE audit (
    turn BIGINT NOT NULL PRIMARY KEY,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL,
    link BLOB NOT NULL
);
