-- Which import brought the wording that took this one's place; NULL where nobody noted
-- it, or where an import was undone. With it, undoing brings the former wording back.
ALTER TABLE letter_versions ADD COLUMN replaced_by INTEGER REFERENCES imports(id);
CREATE INDEX letter_versions_by_replacing_import ON letter_versions (replaced_by);
