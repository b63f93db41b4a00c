"""Letters that an import changed get back what they said before it."""

from datetime import datetime

from sqlite_utils import Database

from feedback.store.connection import time_text
from feedback.store.preparing import NEVER_UPDATED, read_original, sha256
from feedback.store.search_index import fingerprint, index_words

KEEP_VERSION = """
INSERT INTO letter_versions (
    letter_id, import_id, subject, body, score, media_type, is_compressed, original,
    choice, replaced_at, replaced_by
)
SELECT letters.id, letters.import_id, subject, body, score, media_type, is_compressed,
    content, choice, ?, ?
FROM letters JOIN originals ON originals.letter_id = letters.id
WHERE letters.id = ?
"""
# What the import found first, unless a later one has changed the letter again.
_REPLACED = """
SELECT * FROM letter_versions WHERE id IN (
    SELECT min(former.id) FROM letter_versions AS former
    JOIN letters ON letters.id = former.letter_id
    WHERE former.replaced_by = :import AND letters.import_id <> :import
        AND letters.digest <> :never
        AND :import = (SELECT replaced_by FROM letter_versions AS latest
            WHERE latest.letter_id = letters.id ORDER BY id DESC LIMIT 1)
    GROUP BY former.letter_id)
"""
# No digest: the next import of the source tells what else has changed.
_RESTORE = """
UPDATE letters SET subject = :subject, subject_words = :subject_words, body = :body,
    words = :words, score = :score, fingerprint = :fingerprint, digest = X'',
    version = version + 1
WHERE id = :letter_id
"""
_RESTORE_ORIGINAL = """
UPDATE originals SET media_type = :media_type, sha256 = :sha256, content = :original,
    is_compressed = :is_compressed, choice = :choice
WHERE letter_id = :letter_id
"""


def restore_former_wordings(db: Database, import_id: int, undone_at: datetime) -> int:
    """Bring back subject, text, score and original; returns for how many letters.

    What the import had brought stays as an earlier wording.
    """
    wanted = {"import": import_id, "never": NEVER_UPDATED}
    rows = [dict(row) for row in db.conn.execute(_REPLACED, wanted).fetchall()]
    for row in rows:
        content = read_original(row["original"], row["is_compressed"])
        values = {
            **row,
            "words": index_words(row["body"]),
            "subject_words": index_words(row["subject"]),
            "fingerprint": fingerprint(row["subject"], row["body"]),
            "sha256": sha256(content),
        }
        db.execute(KEEP_VERSION, [time_text(undone_at), None, row["letter_id"]])
        db.execute(_RESTORE, values)
        db.execute(_RESTORE_ORIGINAL, values)
    return len(rows)
