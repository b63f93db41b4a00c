-- Subjects are cut into words as texts are, and texts of before in scripts that were not
-- cut then (Thai, Lao, Khmer, Burmese) are cut now: both are found by search.
ALTER TABLE letters ADD COLUMN subject_words TEXT;
DROP TRIGGER letters_fts_delete;
DROP TRIGGER letters_fts_update;
DROP VIEW letter_words;
CREATE VIEW letter_words AS
    SELECT id, coalesce(subject_words, subject) AS subject,
        coalesce(words, body) AS words
    FROM letters;
CREATE TRIGGER letters_fts_delete AFTER DELETE ON letters BEGIN
    INSERT INTO letters_fts (letters_fts, rowid, subject, words)
    VALUES ('delete', old.id, coalesce(old.subject_words, old.subject),
        coalesce(old.words, old.body));
END;
CREATE TRIGGER letters_fts_update
AFTER UPDATE OF subject, subject_words, body, words ON letters BEGIN
    INSERT INTO letters_fts (letters_fts, rowid, subject, words)
    VALUES ('delete', old.id, coalesce(old.subject_words, old.subject),
        coalesce(old.words, old.body));
    INSERT INTO letters_fts (rowid, subject, words)
    VALUES (new.id, coalesce(new.subject_words, new.subject),
        coalesce(new.words, new.body));
END;
UPDATE letters SET subject_words = index_words(subject), words = index_words(body)
WHERE index_words(subject) IS NOT NULL OR index_words(body) IS NOT words;
UPDATE attachment_texts SET words = index_words(text)
WHERE index_words(text) IS NOT words;
