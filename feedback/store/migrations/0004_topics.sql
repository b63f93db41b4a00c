CREATE TABLE fits (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    status TEXT NOT NULL,
    letters INTEGER NOT NULL DEFAULT 0,
    placed INTEGER NOT NULL DEFAULT 0,
    unsure INTEGER NOT NULL DEFAULT 0,
    topics INTEGER NOT NULL DEFAULT 0,
    random_state INTEGER NOT NULL,
    model_version TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE topics (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    named_by TEXT NOT NULL,
    state TEXT NOT NULL,
    state_reason TEXT NOT NULL DEFAULT '',
    theme TEXT NOT NULL DEFAULT '',
    keywords TEXT NOT NULL DEFAULT '[]',
    merged_into INTEGER REFERENCES topics(id),
    created_at TEXT NOT NULL,
    fit_id INTEGER REFERENCES fits(id),
    CHECK (merged_into IS NULL OR merged_into <> id)
) STRICT;

-- The topic that speaks for each topic, through any number of merges.
CREATE VIEW topic_roots AS
    WITH RECURSIVE roots (topic_id, root_id) AS (
        SELECT id, id FROM topics WHERE merged_into IS NULL
        UNION ALL
        SELECT topics.id, roots.root_id FROM topics
        JOIN roots ON topics.merged_into = roots.topic_id
    )
    SELECT topic_id, root_id FROM roots;

-- Typical passages of a topic, rank 0 the most typical.
CREATE TABLE topic_exemplars (
    topic_id INTEGER NOT NULL REFERENCES topics(id) ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    PRIMARY KEY (topic_id, rank)
) STRICT, WITHOUT ROWID;

-- A person's overriding word on a letter and a topic, kept for ever.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    belongs INTEGER NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    corrected_at TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX corrections_by_letter ON corrections (letter_id);
CREATE INDEX corrections_by_topic ON corrections (topic_id);

CREATE TABLE assignments (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    confidence REAL NOT NULL,
    origin TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '[]',
    rival_topic_id INTEGER REFERENCES topics(id),
    rival_confidence REAL,
    fit_id INTEGER REFERENCES fits(id),
    correction_id INTEGER REFERENCES corrections(id) ON DELETE CASCADE,
    person_id INTEGER REFERENCES people(id),
    assigned_at TEXT NOT NULL
) STRICT;
CREATE INDEX assignments_by_letter ON assignments (letter_id);
CREATE INDEX assignments_by_topic ON assignments (topic_id, letter_id);

CREATE TABLE topic_events (
    id INTEGER PRIMARY KEY,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    kind TEXT NOT NULL,
    before TEXT NOT NULL DEFAULT '',
    after TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '',
    person_id INTEGER REFERENCES people(id),
    happened_at TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX topic_events_by_topic ON topic_events (topic_id, id);

-- What a refit proposes and a person decides: match, split, merge, new, retired.
CREATE TABLE proposals (
    id INTEGER PRIMARY KEY,
    fit_id INTEGER NOT NULL REFERENCES fits(id),
    kind TEXT NOT NULL,
    topic_id INTEGER REFERENCES topics(id),
    other_topic_id INTEGER REFERENCES topics(id),
    overlap_share REAL NOT NULL DEFAULT 0,
    letters INTEGER NOT NULL DEFAULT 0,
    detail TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL DEFAULT 'open',
    decided_by INTEGER REFERENCES people(id),
    decided_at TEXT
) STRICT;
