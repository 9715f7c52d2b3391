-- Words of an operator that wait for a press: choices, previews, what a second operator must release. `hour`: its end.
CREATE TABLE offers (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id) ON DELETE CASCADE,
    hour BIGINT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX offers_case ON offers (case_id);

CREATE INDEX offers_hour ON offers (hour);
