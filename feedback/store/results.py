"""Results: see the class."""

from sqlite_utils import Database


class Results:
    """The results of a database."""

    def __init__(self, db: Database) -> None:
        self._db = db
