-- Eight pieces of the index are merged into one, not sixteen: whoever looks letter by
-- letter whether it holds a word opens every piece each time.
INSERT INTO letters_fts (letters_fts, rank) VALUES ('automerge', 8);
