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

-- Who did what to what, for people who must answer for it.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    happened_at TEXT NOT NULL,
    person_id INTEGER,
    verb TEXT NOT NULL,
    noun TEXT NOT NULL,
    noun_id INTEGER,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;
