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
