-- What a night writes anew, in narrow tables of its own: a wide row of `cases` was written for each, with all its indexes.
-- `blind`, `check_blind`: the key id of an epoch and a blind index under it, as they stand in `finds`; `old_blind`,
-- `old_check_blind`: those before the last move, which stand there until the move is done.
CREATE TABLE wraps (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id) ON DELETE CASCADE,
    hot BLOB NOT NULL,
    hot_identity BLOB,
    blind BLOB,
    check_blind BLOB,
    old_blind BLOB,
    old_check_blind BLOB
) WITHOUT ROWID;

-- By what a hot case is found, in the order of epochs: new ones are written, and old ones go, page by page.
CREATE TABLE finds (
    blind BLOB NOT NULL,
    case_id BLOB NOT NULL,
    PRIMARY KEY (blind, case_id)
) WITHOUT ROWID;

-- A blind index of an earlier version does not say its epoch; it is found without one until the next night.
INSERT INTO wraps (case_id, hot, hot_identity, blind, check_blind)
SELECT id, hot, hot_identity, blind, check_blind FROM cases
WHERE hot IS NOT NULL ORDER BY id;

INSERT INTO finds (blind, case_id)
SELECT blind, case_id FROM wraps WHERE blind IS NOT NULL
UNION
SELECT check_blind, case_id FROM wraps WHERE check_blind IS NOT NULL;

DROP INDEX cases_hot_hour;

DROP INDEX cases_hot_state;

DROP INDEX cases_blind;

DROP INDEX cases_check;

ALTER TABLE cases DROP COLUMN hot;

ALTER TABLE cases DROP COLUMN hot_identity;

ALTER TABLE cases DROP COLUMN blind;

ALTER TABLE cases DROP COLUMN check_blind;

-- 1: the server can read it; its keys are in `wraps`.
ALTER TABLE cases ADD COLUMN hot INTEGER;

UPDATE cases SET hot = 1 WHERE id IN (SELECT case_id FROM wraps);

CREATE INDEX cases_hot_hour ON cases (hour, alias) WHERE hot IS NOT NULL;

CREATE INDEX cases_hot_state ON cases (state, hour, alias) WHERE hot IS NOT NULL;
