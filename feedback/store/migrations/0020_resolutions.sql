-- What a resolved topic may still bring, and the action that resolved it.
CREATE TABLE resolutions (
    topic_id INTEGER PRIMARY KEY REFERENCES topics(id) ON DELETE CASCADE,
    action_id INTEGER REFERENCES actions(id) ON DELETE SET NULL,
    tolerated_weekly REAL NOT NULL CHECK (tolerated_weekly >= 0),
    resolved_on TEXT NOT NULL
) STRICT;
CREATE INDEX resolutions_by_action ON resolutions (action_id);
