-- The last approved version of each answer, sealed; it is served while a changed one waits for its approvals.
CREATE TABLE approved_answers (
    answer TEXT NOT NULL PRIMARY KEY,
    body BLOB NOT NULL
);
