-- To which operators' list the case's identity is sealed: a number of that list, no key. 0: unknown.
ALTER TABLE cases ADD COLUMN sealed_for BIGINT NOT NULL DEFAULT 0;
