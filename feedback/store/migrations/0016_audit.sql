-- Who did what that touches people's data or the team. Each entry seals the one before
-- it; AUTOINCREMENT remembers how many there were, so that a cut end is seen too.
CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    happened_at TEXT NOT NULL,
    person_id INTEGER REFERENCES people(id),
    deed TEXT NOT NULL,
    about TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_entries_stay BEFORE DELETE ON audit_entries BEGIN
    SELECT raise(ABORT, 'audit entries are never removed');
END;
CREATE TRIGGER audit_entries_stand BEFORE UPDATE ON audit_entries BEGIN
    SELECT raise(ABORT, 'audit entries are never changed');
END;
