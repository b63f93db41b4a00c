-- The search index gathers words in memory and writes them out when it has this many
-- bytes of them, at the latest with the commit. A whole batch of an import becomes one
-- piece of the index in place of dozens that must be merged again.
INSERT INTO letters_fts (letters_fts, rank) VALUES ('hashsize', 33554432);
