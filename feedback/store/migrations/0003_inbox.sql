CREATE TABLE moves (
    id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    person_id INTEGER REFERENCES people(id),
    moved_at TEXT NOT NULL,
    before_state TEXT NOT NULL,
    after_state TEXT NOT NULL,
    before_snoozed_until TEXT,
    before_assignee_id INTEGER,
    undone_at TEXT
) STRICT;
CREATE INDEX moves_by_letter ON moves (letter_id, id);
CREATE INDEX moves_by_batch ON moves (batch_id);

CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES people(id),
    written_at TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_letter ON notes (letter_id);

CREATE TABLE views (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    person_id INTEGER REFERENCES people(id),
    UNIQUE (name, person_id)
) STRICT;
