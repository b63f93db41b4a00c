"""Every error that Postbag raises on purpose.

    PostbagError
    |-- NotFound            no such letter, topic, action ... (404)
    |-- Refused             the request is understood and not allowed to happen (422)
    |   |-- InvalidSetting  a setting has a value it cannot have
    |   |-- InvalidPlan     a plan lacks what a plan needs
    |   |-- InvalidResult   a data result without data
    |   |-- SearchTooSlow   a search that would keep everybody waiting
    |   `-- UnreadableSource  a file or folder that holds nothing Postbag can read
    |-- Conflict            somebody else changed the same thing first (409)
    |-- Forbidden           the person's role does not allow it (403)
    `-- StoreError          the database cannot be used (503)
        |-- StoreTooNew     written by a newer Postbag
        |-- StoreBusy       another process holds the lock
        `-- EngineTooOld    this SQLite can corrupt a database

The message of each is one sentence that a user can act upon.
"""


class PostbagError(Exception):
    """Base of all errors that a user, not a programmer, can mend."""


class NotFound(PostbagError):
    """Nothing of that kind has that id."""

    def __init__(self, noun: str, key: object) -> None:
        super().__init__(f"There is no {noun} {key!r}.")
        self.noun = noun
        self.key = key


class Refused(PostbagError):
    """The request is understood but cannot be done as asked."""


class InvalidSetting(Refused):
    """A setting has a value it cannot have."""


class InvalidPlan(Refused):
    """A plan lacks what a plan needs; ``problems`` maps a field to a sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class InvalidResult(Refused):
    """A data result that holds no data."""


class SearchTooSlow(Refused):
    """A search was ended because it took too long."""


class UnreadableSource(Refused):
    """A file or folder that holds nothing Postbag can read."""


class Conflict(PostbagError):
    """Somebody else changed the same thing first."""


class Forbidden(PostbagError):
    """The person's role does not allow this."""


class StoreError(PostbagError):
    """The database cannot be used as it is."""


class StoreTooNew(StoreError):
    """The database was written by a newer Postbag."""


class StoreBusy(StoreError):
    """Another process holds the lock on the database."""


class EngineTooOld(StoreError):
    """This SQLite is known to corrupt databases in WAL mode."""
