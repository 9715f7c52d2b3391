-- The hour in which a case that the server can not read any more is deleted.
ALTER TABLE cases ADD COLUMN ends BIGINT;

CREATE INDEX cases_ends ON cases (ends);
