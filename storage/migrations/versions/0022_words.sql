-- Words are kept for a day; a code lives as long as its case.
CREATE INDEX codes_words ON codes (hour) WHERE words IS NOT NULL;
