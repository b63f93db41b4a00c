"""Topics: see the class."""

from sqlite_utils import Database


class Topics:
    """The topics of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db
