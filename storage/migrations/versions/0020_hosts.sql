-- The last word of each host, as one that stands by (0) and as the one that serves (1). `asked`: the public half of a key
-- that is in that process's memory alone, empty: it asks nothing; `letter`: keys sealed to it, until they were read.
-- `struck`: it was silent while a new key was made.
CREATE TABLE hosts (
    host TEXT NOT NULL,
    serving INTEGER NOT NULL,
    struck INTEGER NOT NULL,
    word BLOB NOT NULL,
    asked BLOB NOT NULL,
    letter BLOB,
    PRIMARY KEY (host, serving)
);
