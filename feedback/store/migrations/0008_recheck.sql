-- Blind re-checks: letters drawn by a seed from those that the models placed.
CREATE TABLE rechecks (
    id INTEGER PRIMARY KEY,
    month TEXT NOT NULL UNIQUE,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    seed INTEGER NOT NULL,
    drawn_at TEXT NOT NULL
) STRICT;

-- What the models said when the letter was drawn: topic ids, the surest first.
CREATE TABLE recheck_letters (
    recheck_id INTEGER NOT NULL REFERENCES rechecks(id) ON DELETE CASCADE,
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    topic_ids TEXT NOT NULL,
    PRIMARY KEY (recheck_id, letter_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX recheck_letters_by_letter ON recheck_letters (letter_id);

-- Where a person filed a drawn letter: a topic, none of them, or skipped.
CREATE TABLE recheck_answers (
    id INTEGER PRIMARY KEY,
    recheck_id INTEGER NOT NULL,
    letter_id INTEGER NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    topic_id INTEGER REFERENCES topics(id),
    is_skipped INTEGER NOT NULL DEFAULT 0,
    answered_at TEXT NOT NULL,
    event_id INTEGER REFERENCES topic_events(id),
    UNIQUE (recheck_id, letter_id, person_id),
    FOREIGN KEY (recheck_id, letter_id)
        REFERENCES recheck_letters (recheck_id, letter_id) ON DELETE CASCADE
) STRICT;
