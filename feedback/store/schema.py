"""The tables of Postbag, as named migrations.

Times are TEXT such as ``2026-11-23T09:00:00Z`` and always in UTC; days are TEXT such
as ``2026-11-23``; truth values are INTEGER 0 or 1; lists and mappings are JSON.
A migration is never changed once released: a new one is added below it.
"""

from pysqlite3 import dbapi2 as sqlite3
from sqlite_utils import Database, Migrations

from feedback.errors import StoreTooNew

migrations = Migrations("postbag")

_LETTERS = """
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL
) STRICT;

CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    location TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    undone_at TEXT,
    received INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    set_aside INTEGER NOT NULL DEFAULT 0,
    notes TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY,
    import_id INTEGER NOT NULL REFERENCES imports(id),
    location TEXT NOT NULL,
    reason TEXT NOT NULL,
    media_type TEXT NOT NULL,
    original BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    set_aside_at TEXT NOT NULL,
    UNIQUE (sha256, location)
) STRICT;

-- Where a mailbox was left: (mailbox, folder) -> UIDVALIDITY and last UID.
CREATE TABLE mailbox_positions (
    mailbox TEXT NOT NULL,
    folder TEXT NOT NULL,
    uid_validity INTEGER NOT NULL,
    last_uid INTEGER NOT NULL,
    fetched_at TEXT NOT NULL,
    PRIMARY KEY (mailbox, folder)
) STRICT;

CREATE TABLE writers (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    segment TEXT NOT NULL DEFAULT '',
    joined_on TEXT,
    last_active_on TEXT,
    do_not_contact INTEGER NOT NULL DEFAULT 0,
    erased_at TEXT
) STRICT;

-- Days on which a writer was seen using the product: keep and recall are measured here.
CREATE TABLE activity (
    writer_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    active_on TEXT NOT NULL,
    PRIMARY KEY (writer_id, active_on)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id INTEGER PRIMARY KEY
) STRICT;

-- `writer_id` is NULL where the source names nobody: such a letter counts as a writer
-- of its own. `words` is set only where the text must be cut into words before it is
-- indexed (Chinese); `fingerprint` is equal for letters with the same wording; `digest`
-- changes when the source has changed the letter.
CREATE TABLE letters (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    import_id INTEGER NOT NULL REFERENCES imports(id),
    writer_id INTEGER REFERENCES writers(id),
    conversation_id INTEGER REFERENCES conversations(id),
    state TEXT NOT NULL DEFAULT 'new',
    version INTEGER NOT NULL DEFAULT 1,
    assignee_id INTEGER REFERENCES people(id),
    snoozed_until TEXT,
    written_at TEXT NOT NULL,
    is_dated INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    language TEXT NOT NULL,
    score REAL,
    is_automatic INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    digest BLOB NOT NULL,
    message_id TEXT,
    location TEXT NOT NULL,
    metadata TEXT NOT NULL,
    flags TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    quoted TEXT NOT NULL,
    signature TEXT NOT NULL,
    words TEXT
) STRICT;
CREATE INDEX letters_by_state ON letters (state, is_automatic, written_at, id);
CREATE INDEX letters_by_date ON letters (written_at, id);
CREATE INDEX letters_by_writer ON letters (writer_id, written_at);
CREATE INDEX letters_by_import ON letters (import_id);
CREATE INDEX letters_by_fingerprint ON letters (fingerprint);
CREATE INDEX letters_by_assignee ON letters (assignee_id, written_at, id)
    WHERE assignee_id IS NOT NULL;
CREATE INDEX letters_by_message_id ON letters (message_id)
    WHERE message_id IS NOT NULL;
CREATE INDEX letters_by_conversation ON letters (conversation_id)
    WHERE conversation_id IS NOT NULL;

CREATE TABLE originals (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    media_type TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    is_compressed INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE letter_html (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    html TEXT NOT NULL
) STRICT;

CREATE TABLE letter_references (
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    message_id TEXT NOT NULL,
    PRIMARY KEY (letter_id, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_references_by_message_id ON letter_references (message_id);

-- The same letter met again in another source or place.
CREATE TABLE appearances (
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    import_id INTEGER NOT NULL REFERENCES imports(id),
    location TEXT NOT NULL,
    PRIMARY KEY (letter_id, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE letter_versions (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    import_id INTEGER NOT NULL REFERENCES imports(id),
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    score REAL,
    media_type TEXT NOT NULL,
    original BLOB NOT NULL,
    replaced_at TEXT NOT NULL
) STRICT;
CREATE INDEX letter_versions_by_letter ON letter_versions (letter_id);

CREATE TABLE attachments (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    content BLOB NOT NULL
) STRICT;
CREATE INDEX attachments_by_letter ON attachments (letter_id);

CREATE VIEW letter_words AS
    SELECT id, subject, coalesce(words, body) AS words FROM letters;
CREATE VIRTUAL TABLE letters_fts USING fts5 (
    subject, words, content = 'letter_words', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2"
);
-- An erased name must leave the index at once, not at the next merge.
INSERT INTO letters_fts (letters_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER letters_fts_insert AFTER INSERT ON letters BEGIN
    INSERT INTO letters_fts (rowid, subject, words)
    VALUES (new.id, new.subject, coalesce(new.words, new.body));
END;
CREATE TRIGGER letters_fts_delete AFTER DELETE ON letters BEGIN
    INSERT INTO letters_fts (letters_fts, rowid, subject, words)
    VALUES ('delete', old.id, old.subject, coalesce(old.words, old.body));
END;
CREATE TRIGGER letters_fts_update AFTER UPDATE OF subject, body, words ON letters BEGIN
    INSERT INTO letters_fts (letters_fts, rowid, subject, words)
    VALUES ('delete', old.id, old.subject, coalesce(old.words, old.body));
    INSERT INTO letters_fts (rowid, subject, words)
    VALUES (new.id, new.subject, coalesce(new.words, new.body));
END;
"""

_PEOPLE = """
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    disabled_at TEXT
) STRICT;

-- One-time links: to set a first password, or a new one.
CREATE TABLE invitations (
    token_hash BLOB PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_ins (
    token_hash BLOB PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES people(id) ON DELETE CASCADE,
    signed_in_at TEXT NOT NULL,
    seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_failures (
    address TEXT NOT NULL,
    failed_at TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_failures_by_address ON sign_in_failures (address, failed_at);
"""

_INBOX = """
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
"""

_TOPICS = """
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
"""

_ACTIONS = """
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
"""

_WORK = """
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
"""


@migrations(name="0001_letters")
def _create_letters(db: Database) -> None:
    _run(db, _LETTERS)


@migrations(name="0002_people")
def _create_people(db: Database) -> None:
    _run(db, _PEOPLE)


@migrations(name="0003_inbox")
def _create_inbox(db: Database) -> None:
    _run(db, _INBOX)


@migrations(name="0004_topics")
def _create_topics(db: Database) -> None:
    _run(db, _TOPICS)


@migrations(name="0005_actions")
def _create_actions(db: Database) -> None:
    _run(db, _ACTIONS)


@migrations(name="0006_work")
def _create_work(db: Database) -> None:
    _run(db, _WORK)


def apply_migrations(db: Database) -> None:
    """Bring the tables up to this code.

    Raises StoreTooNew when the database has migrations this code does not know.
    """
    known = {migration.name for migration in migrations._migrations}
    strange = {m.name for m in migrations.applied(db)} - known
    if strange:
        raise StoreTooNew(
            "This database was written by a newer Postbag "
            f"({', '.join(sorted(strange))}). Update Postbag, then start it again."
        )
    if migrations.pending(db):
        migrations.apply(db)


def _run(db: Database, script: str) -> None:
    """Run the statements of a script one by one, inside the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if _is_complete(statement):
            db.conn.execute(statement)
            statement = ""


def _is_complete(statement: str) -> bool:
    return bool(statement.strip()) and bool(sqlite3.complete_statement(statement))
