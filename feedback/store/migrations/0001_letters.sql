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

-- Where an account was left: (user@host, folder) -> UIDVALIDITY and last UID.
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
    is_compressed INTEGER NOT NULL,
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
