"""The audit log: deeds that touch people's data or the team."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What somebody did."""

    READ_ORIGINAL = "read an encrypted original"
    READ_ATTACHMENT = "read an encrypted attachment"
    PROTECT_SOURCE = "changed the protection of a source"
    PROTECT_LETTERS = "protected letters that were there"
    ERASE_WRITER = "erased a writer"
    UNDO_IMPORT = "undid an import"
    THROW_AWAY = "threw away what was set aside"
    EXPORT = "exported"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry; ``person`` is empty for the command line, ``hash`` is hexadecimal."""

    id: int
    happened_at: datetime
    person: str
    deed: Deed
    about: str
    hash: str
