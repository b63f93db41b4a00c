-- Ids of letters are never given again: undo, proposals and fits under way hold them.
CREATE TABLE letter_ids (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_id INTEGER NOT NULL
) STRICT;
INSERT INTO letter_ids SELECT 1, coalesce(max(id), 0) FROM letters;
CREATE TRIGGER letter_ids_after_delete AFTER DELETE ON letters
    WHEN old.id > (SELECT last_id FROM letter_ids)
BEGIN
    UPDATE letter_ids SET last_id = old.id;
END;
-- What has read letters up to an id has no reason to step back any more.
DROP TRIGGER copies_after_delete;
DROP TRIGGER traits_after_letter;
