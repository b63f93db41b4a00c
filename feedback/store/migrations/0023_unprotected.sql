-- Letters of a source up to this id came before what it protects now, and have not been
-- gone through since; 0 when all have. They are gone through from the newest on.
ALTER TABLE sources ADD COLUMN unprotected_to INTEGER NOT NULL DEFAULT 0;
UPDATE sources SET unprotected_to =
    (SELECT coalesce(max(id), 0) FROM letters WHERE source_id = sources.id)
WHERE masks <> '[]' OR originals <> 'keep';
