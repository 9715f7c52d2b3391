-- Lists of cases: only what is hot is in these indexes, however many closed ones there are.
CREATE INDEX cases_hot_hour ON cases (hour, alias) WHERE hot IS NOT NULL;

CREATE INDEX cases_hot_state ON cases (state, hour, alias) WHERE hot IS NOT NULL;
