-- By what replies to an action's mailing are known: its Message-ID, or the address with
-- a tag (team+spring@example.org) that they are sent to.
CREATE TABLE mailings (
    id INTEGER PRIMARY KEY,
    action_id INTEGER NOT NULL REFERENCES actions(id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people(id),
    noted_at TEXT NOT NULL,
    UNIQUE (kind, value)
) STRICT;
CREATE INDEX mailings_by_action ON mailings (action_id);

-- Addresses with a tag that letters were sent to, whether a mailing names them or not.
CREATE TABLE letter_tags (
    letter_id INTEGER NOT NULL REFERENCES letters(id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    PRIMARY KEY (letter_id, address)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_tags_by_address ON letter_tags (address, letter_id);

-- Letters whose headers name the action itself (team+action-12@example.org).
CREATE TABLE named_actions (
    letter_id INTEGER PRIMARY KEY REFERENCES letters(id) ON DELETE CASCADE,
    action_id INTEGER NOT NULL
) STRICT;
CREATE INDEX named_actions_by_action ON named_actions (action_id, letter_id);
INSERT INTO named_actions
    SELECT id, metadata ->> 'answers action' FROM letters
    WHERE metadata ->> 'answers action' IS NOT NULL;

-- Nothing of this is written with the letters, so a mailing noted late finds them too.
CREATE VIEW replies (action_id, letter_id) AS
    SELECT mailings.action_id, letter_references.letter_id
    FROM mailings JOIN letter_references ON letter_references.message_id = value
    WHERE kind = 'message_id'
    UNION
    SELECT mailings.action_id, letter_tags.letter_id
    FROM mailings JOIN letter_tags ON letter_tags.address = value
    WHERE kind = 'address'
    UNION
    SELECT action_id, letter_id FROM named_actions;
