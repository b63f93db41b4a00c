-- A notice: what writers of a topic were told about it, on one day.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    action_id INTEGER REFERENCES actions(id) ON DELETE SET NULL,
    answer TEXT NOT NULL,
    words TEXT NOT NULL,
    told_on TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    recorded_at TEXT NOT NULL
) STRICT;
CREATE INDEX notices_by_topic ON notices (topic_id);
CREATE INDEX notices_by_action ON notices (action_id);

CREATE TABLE notice_writers (
    notice_id INTEGER NOT NULL REFERENCES notices(id) ON DELETE CASCADE,
    writer_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    PRIMARY KEY (notice_id, writer_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_writers_by_writer ON notice_writers (writer_id);

CREATE TABLE action_notes (
    id INTEGER PRIMARY KEY,
    action_id INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    person_id INTEGER NOT NULL REFERENCES people(id),
    written_at TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;
CREATE INDEX action_notes_by_action ON action_notes (action_id);

-- Lists of writers from outside, to serve as an audience.
CREATE TABLE writer_lists (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    unknown INTEGER NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    uploaded_at TEXT NOT NULL
) STRICT;

CREATE TABLE writer_list_members (
    list_id INTEGER NOT NULL REFERENCES writer_lists(id) ON DELETE CASCADE,
    writer_id INTEGER NOT NULL REFERENCES writers(id) ON DELETE CASCADE,
    PRIMARY KEY (list_id, writer_id)
) STRICT, WITHOUT ROWID;
