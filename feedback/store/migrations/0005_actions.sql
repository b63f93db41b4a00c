CREATE TABLE actions (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    link TEXT NOT NULL,
    purpose TEXT NOT NULL,
    measure TEXT NOT NULL,
    direction TEXT NOT NULL,
    smallest_change REAL NOT NULL,
    due_on TEXT NOT NULL,
    owner_id INTEGER NOT NULL REFERENCES people(id),
    cost REAL,
    audience_query TEXT NOT NULL DEFAULT '',
    holdout_share REAL NOT NULL DEFAULT 0,
    criterion TEXT NOT NULL DEFAULT '',
    measure_note TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'planned',
    created_at TEXT NOT NULL,
    started_on TEXT,
    started_at TEXT,
    fingerprint TEXT NOT NULL DEFAULT '',
    seed INTEGER NOT NULL,
    cancelled_at TEXT,
    cancel_reason TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE action_topics (
    action_id INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    PRIMARY KEY (action_id, topic_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE amendments (
    id INTEGER PRIMARY KEY,
    action_id INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES people(id),
    amended_at TEXT NOT NULL,
    field TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

CREATE TABLE audience_members (
    action_id INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    writer_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    is_held_out INTEGER NOT NULL,
    PRIMARY KEY (action_id, writer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    action_id INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    quote TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    person_id INTEGER NOT NULL REFERENCES people(id),
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX evidence_by_action ON evidence (action_id);

CREATE TABLE results (
    action_id INTEGER PRIMARY KEY REFERENCES actions(id) ON DELETE CASCADE,
    verdict TEXT NOT NULL,
    proposed_verdict TEXT,
    basis TEXT,
    estimate REAL,
    low REAL,
    high REAL,
    sentence TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    learned TEXT NOT NULL,
    next_step TEXT NOT NULL DEFAULT '',
    concluded_by INTEGER NOT NULL REFERENCES people(id),
    concluded_at TEXT NOT NULL,
    countersigned_by INTEGER REFERENCES people(id),
    countersigned_at TEXT
) STRICT;
