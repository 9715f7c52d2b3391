-- Whether an epoch seals (`writing`), only opens (`reading`), or was destroyed on purpose (`gone`).
ALTER TABLE epochs ADD COLUMN state TEXT NOT NULL DEFAULT 'reading';

UPDATE epochs SET state = 'gone' WHERE gone = 1;

ALTER TABLE epochs DROP COLUMN gone;

-- Hours that the line itself must remember: when it last trusted its clock, and when a night's move was last verified.
CREATE TABLE hours (
    what TEXT NOT NULL PRIMARY KEY,
    hour BIGINT NOT NULL
);
