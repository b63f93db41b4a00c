"""What a team decides on personal data, source by source."""

from dataclasses import dataclass
from enum import StrEnum


class PersonalData(StrEnum):
    """Kinds of personal data that can be masked in the text of letters."""

    MAIL = "mail"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    NATIONAL_ID = "national_id"


class OriginalChoice(StrEnum):
    """What becomes of a letter's bytes as they came, once it is received."""

    KEEP = "keep"
    ENCRYPT = "encrypt"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Protection:
    """What a source masks in its letters, and what becomes of their originals."""

    masks: frozenset[PersonalData] = frozenset()
    originals: OriginalChoice = OriginalChoice.KEEP

    @property
    def is_on(self) -> bool:
        """Tell whether letters of the source change at all on their way in."""
        return bool(self.masks) or self.originals is not OriginalChoice.KEEP

    def adds_to(self, other: "Protection") -> bool:
        """Tell whether this protects anything that the other does not."""
        order = list(OriginalChoice)
        is_stronger = order.index(self.originals) > order.index(other.originals)
        return bool(self.masks - other.masks) or is_stronger


EVERY_KIND = frozenset(PersonalData)
OPEN = Protection()


@dataclass(frozen=True, slots=True)
class StoredOriginal:
    """Bytes as they are stored: encrypted, or empty when they were dropped."""

    media_type: str
    content: bytes
    choice: OriginalChoice


@dataclass(frozen=True, slots=True)
class UnreadAttachment:
    """A file whose text is to be read, and each way in which it must be masked."""

    id: int
    name: str
    original: StoredOriginal
    masks: tuple[frozenset[PersonalData], ...]
