-- "Always this topic for these words", as a person said it.
CREATE TABLE rules (
    id INTEGER PRIMARY KEY,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    text TEXT NOT NULL,
    way TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    made_at TEXT NOT NULL,
    ended_at TEXT,
    event_id INTEGER REFERENCES topic_events(id)
) STRICT;
ALTER TABLE assignments ADD COLUMN rule_id INTEGER REFERENCES rules(id);
CREATE INDEX assignments_by_rule ON assignments (rule_id) WHERE rule_id IS NOT NULL;
