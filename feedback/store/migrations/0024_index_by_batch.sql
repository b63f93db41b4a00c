-- Whoever receives letters writes their words into the index, a batch at a time: a
-- trigger made SQLite write out what the index had gathered after every letter.
DROP TRIGGER letters_fts_insert;
-- Pieces of the index wait for fifteen others before they are merged, so that a large
-- import merges each word once.
INSERT INTO letters_fts (letters_fts, rank) VALUES ('automerge', 16);
