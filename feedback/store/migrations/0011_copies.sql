-- Letters that say the same: one template, or one letter sent to several places. Ids of
-- groups are never given twice. A letter that is like no other has no row in copies.
CREATE TABLE copy_groups (id INTEGER PRIMARY KEY AUTOINCREMENT) STRICT;
CREATE TABLE copies (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL REFERENCES copy_groups(id),
    likeness REAL NOT NULL
) STRICT;
CREATE INDEX copies_by_group ON copies (group_id, letter_id);

-- By these codes, likely copies of a letter are found. Codes of letters that are gone
-- do no harm: what is found is compared before it counts.
CREATE TABLE copy_codes (
    code INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    PRIMARY KEY (code, letter_id)
) STRICT, WITHOUT ROWID;

-- Up to which letter copies were looked for, and by which scheme of codes.
CREATE TABLE copy_position (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_letter_id INTEGER NOT NULL,
    scheme TEXT NOT NULL
) STRICT;
INSERT INTO copy_position VALUES (1, 0, '');

-- Letters to read again: their source has changed them, or a letter of their group went
-- and nobody knows whether the codes of another one still lead to the group.
CREATE TABLE copy_rereads (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    is_changed INTEGER NOT NULL
) STRICT;

-- What a person said does not belong to a group stays out of it, whatever is computed.
CREATE TABLE copy_splits (
    id INTEGER PRIMARY KEY,
    batch_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    old_group_id INTEGER NOT NULL REFERENCES copy_groups(id),
    old_likeness REAL NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    split_at TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX copy_splits_by_letter ON copy_splits (letter_id);
CREATE INDEX copy_splits_by_group ON copy_splits (old_group_id);

-- A letter that its writer has sent before in the same words counts once, as the first.
CREATE TABLE repeats (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    first_id INTEGER NOT NULL
) STRICT;
CREATE INDEX repeats_by_first ON repeats (first_id);

-- Kept by triggers, so that nothing that deletes or changes letters can forget it.
CREATE TRIGGER copies_before_delete BEFORE DELETE ON letters BEGIN
    INSERT OR IGNORE INTO copy_rereads
        SELECT letter_id, 0 FROM copies
        WHERE letter_id <> old.id
            AND group_id = (SELECT group_id FROM copies WHERE letter_id = old.id)
        ORDER BY letter_id LIMIT 1;
    INSERT OR IGNORE INTO copy_rereads
        SELECT letter_id, 0 FROM repeats WHERE first_id = old.id LIMIT 1;
    DELETE FROM repeats WHERE first_id = old.id;
END;
-- Ids of the newest letters are given again once these are gone.
CREATE TRIGGER copies_after_delete AFTER DELETE ON letters BEGIN
    UPDATE copy_position SET last_letter_id = (SELECT coalesce(max(id), 0) FROM letters)
        WHERE last_letter_id > (SELECT coalesce(max(id), 0) FROM letters);
END;
CREATE TRIGGER copies_after_update AFTER UPDATE OF subject, body ON letters
    WHEN old.subject <> new.subject OR old.body <> new.body
BEGIN
    INSERT INTO copy_rereads VALUES (new.id, 1)
        ON CONFLICT (letter_id) DO UPDATE SET is_changed = 1;
END;
