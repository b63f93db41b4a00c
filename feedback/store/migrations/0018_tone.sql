-- How letters sound: what the models read, and what people say of it.
CREATE TABLE letter_tones (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    leaving REAL NOT NULL,
    anger REAL NOT NULL,
    lessons TEXT NOT NULL
) STRICT;
CREATE INDEX letters_leaving ON letter_tones (leaving) WHERE leaving >= 0.5;
CREATE INDEX letters_angry ON letter_tones (anger) WHERE anger >= 0.5;
CREATE TRIGGER tone_of_a_new_wording AFTER UPDATE OF subject, body ON letters BEGIN
    DELETE FROM letter_tones WHERE letter_id = new.id;
END;

CREATE TABLE tone_marks (
    id INTEGER PRIMARY KEY,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    tone TEXT NOT NULL CHECK (tone IN ('leaving', 'anger')),
    is_so INTEGER NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    marked_at TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX tone_marks_by_letter ON tone_marks (letter_id, tone, id);
