-- What a source masks, what becomes of its originals, and how its tables were read.
ALTER TABLE sources ADD COLUMN masks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sources ADD COLUMN originals TEXT NOT NULL DEFAULT 'keep';
ALTER TABLE sources ADD COLUMN reading TEXT NOT NULL DEFAULT '{}';
-- The choice under which bytes were stored: kept as they came, encrypted, or dropped.
ALTER TABLE originals ADD COLUMN choice TEXT NOT NULL DEFAULT 'keep';
ALTER TABLE letter_versions ADD COLUMN choice TEXT NOT NULL DEFAULT 'keep';
ALTER TABLE set_aside ADD COLUMN choice TEXT NOT NULL DEFAULT 'keep';
