-- The last letter that a fit has read. What it left without a topic, nobody but people
-- files before the next one.
ALTER TABLE fits ADD COLUMN read_to INTEGER NOT NULL DEFAULT 0;
