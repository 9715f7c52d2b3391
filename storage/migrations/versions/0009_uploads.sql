-- A picture that is to be sent, sealed. `case_id`: whose it is, NULL where no case's. `hour`: when it ends.
CREATE TABLE uploads (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB REFERENCES cases (id) ON DELETE CASCADE,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX uploads_case ON uploads (case_id);

CREATE INDEX uploads_hour ON uploads (hour);
