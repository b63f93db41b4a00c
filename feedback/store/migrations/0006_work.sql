-- Work that outlives a request. A lease that has run out means that its worker died.
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    argument TEXT NOT NULL DEFAULT '{}',
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT,
    person_id INTEGER REFERENCES people(id),
    created_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;
