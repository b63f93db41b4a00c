-- A file is kept once, however many letters it came with. `read_at` is NULL until its
-- text has been looked for; the content of a dropped one stays until then.
CREATE TABLE attachment_contents (
    id INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE,
    choice TEXT NOT NULL DEFAULT 'keep',
    content BLOB NOT NULL,
    read_at TEXT
) STRICT;
CREATE INDEX attachment_contents_unread ON attachment_contents (id)
    WHERE read_at IS NULL;
INSERT INTO attachment_contents (sha256, content)
    SELECT sha256, content FROM attachments GROUP BY sha256;

-- What a file says, masked as the source of its letter asks: `masks` tells how.
CREATE TABLE attachment_texts (
    id INTEGER PRIMARY KEY,
    content_id INTEGER NOT NULL REFERENCES attachment_contents(id) ON DELETE CASCADE,
    masks TEXT NOT NULL,
    text TEXT NOT NULL,
    words TEXT,
    problem TEXT NOT NULL DEFAULT '',
    UNIQUE (content_id, masks)
) STRICT;
CREATE TABLE letter_attachments (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES attachment_contents(id),
    text_id INTEGER REFERENCES attachment_texts(id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL
) STRICT;
INSERT INTO letter_attachments (id, letter_id, content_id, name, media_type, size)
    SELECT attachments.id, letter_id, attachment_contents.id, name, media_type, size
    FROM attachments JOIN attachment_contents USING (sha256);
DROP TABLE attachments;
ALTER TABLE letter_attachments RENAME TO attachments;
CREATE INDEX attachments_by_letter ON attachments (letter_id);
CREATE INDEX attachments_by_content ON attachments (content_id);
CREATE INDEX attachments_by_text ON attachments (text_id) WHERE text_id IS NOT NULL;

-- With its last letter a file goes too.
CREATE TRIGGER attachments_last AFTER DELETE ON attachments
WHEN NOT EXISTS (SELECT 1 FROM attachments WHERE content_id = old.content_id) BEGIN
    DELETE FROM attachment_texts WHERE content_id = old.content_id;
    DELETE FROM attachment_contents WHERE id = old.content_id;
END;

CREATE VIEW attachment_words AS
    SELECT id, coalesce(words, text) AS words FROM attachment_texts;
CREATE VIRTUAL TABLE attachments_fts USING fts5 (
    words, content = 'attachment_words', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO attachments_fts (attachments_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER attachments_fts_insert AFTER INSERT ON attachment_texts BEGIN
    INSERT INTO attachments_fts (rowid, words)
    VALUES (new.id, coalesce(new.words, new.text));
END;
CREATE TRIGGER attachments_fts_delete AFTER DELETE ON attachment_texts BEGIN
    INSERT INTO attachments_fts (attachments_fts, rowid, words)
    VALUES ('delete', old.id, coalesce(old.words, old.text));
END;
CREATE TRIGGER attachments_fts_update AFTER UPDATE OF text, words ON attachment_texts
BEGIN
    INSERT INTO attachments_fts (attachments_fts, rowid, words)
    VALUES ('delete', old.id, coalesce(old.words, old.text));
    INSERT INTO attachments_fts (rowid, words)
    VALUES (new.id, coalesce(new.words, new.text));
END;
