-- What a person filed that a letter is like, where that is why models placed it.
ALTER TABLE assignments ADD COLUMN like_correction_id INTEGER
    REFERENCES corrections(id) ON DELETE SET NULL;
CREATE INDEX assignments_like_correction ON assignments (like_correction_id)
    WHERE like_correction_id IS NOT NULL;
