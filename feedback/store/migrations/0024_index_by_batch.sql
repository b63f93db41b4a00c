-- Whoever receives letters writes their words into the index, a batch at a time: a
-- trigger made SQLite write out what the index had gathered after every letter.
DROP TRIGGER letters_fts_insert;
-- Eight pieces of the index are merged into one: fewer would merge each word more often,
-- but whoever looks letter by letter whether it holds a word opens every piece each time.
INSERT INTO letters_fts (letters_fts, rank) VALUES ('automerge', 8);
