-- One writer under several keys. A link moves nothing, so taking it back is exact.
CREATE TABLE writer_links (
    writer_id INTEGER PRIMARY KEY REFERENCES writers(id) ON DELETE CASCADE,
    into_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    origin TEXT NOT NULL,
    person_id INTEGER REFERENCES people(id),
    linked_at TEXT NOT NULL,
    CHECK (writer_id <> into_id)
) STRICT;
CREATE INDEX writer_links_by_into ON writer_links (into_id);

-- For each linked writer the one who speaks for it, through any number of links. Written
-- with the links, so that counts of writers need not follow them.
CREATE TABLE writer_roots (
    writer_id INTEGER PRIMARY KEY REFERENCES writers(id) ON DELETE CASCADE,
    root_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX writer_roots_by_root ON writer_roots (root_id, writer_id);

-- Two writers of whom a person said that they are not the same, the smaller id first.
CREATE TABLE writer_separations (
    one_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES people(id),
    separated_at TEXT NOT NULL,
    PRIMARY KEY (one_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX writer_separations_by_other ON writer_separations (other_id);

-- Two writers who look like the same, the smaller id first, with the reason in words.
CREATE TABLE writer_suggestions (
    one_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    PRIMARY KEY (one_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX writer_suggestions_by_other ON writer_suggestions (other_id);

CREATE TABLE writer_events (
    id INTEGER PRIMARY KEY,
    writer_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    person_id INTEGER REFERENCES people(id),
    happened_at TEXT NOT NULL
) STRICT;
CREATE INDEX writer_events_by_writer ON writer_events (writer_id, id);
CREATE INDEX writer_events_by_other ON writer_events (other_id, id);

-- By these writers are found who may be the same: mailbox, name, user id, as compared.
CREATE TABLE writer_traits (
    writer_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (writer_id, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX writer_traits_by_value ON writer_traits (kind, value, writer_id);

-- Up to which writer and letter traits were read.
CREATE TABLE trait_position (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_writer_id INTEGER NOT NULL,
    last_letter_id INTEGER NOT NULL
) STRICT;
INSERT INTO trait_position VALUES (1, 0, 0);
-- Ids of the newest letters and writers are given again once these are gone.
CREATE TRIGGER traits_after_letter AFTER DELETE ON letters BEGIN
    UPDATE trait_position SET
        last_letter_id = (SELECT coalesce(max(id), 0) FROM letters)
        WHERE last_letter_id > (SELECT coalesce(max(id), 0) FROM letters);
END;
CREATE TRIGGER traits_after_writer AFTER DELETE ON writers BEGIN
    UPDATE trait_position SET
        last_writer_id = (SELECT coalesce(max(id), 0) FROM writers)
        WHERE last_writer_id > (SELECT coalesce(max(id), 0) FROM writers);
END;
