"""Letters before they are received, and the imports that bring them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from feedback.types.privacy import OriginalChoice

USER_ID = "user id"
"""What a draft's metadata calls the user id that stood beside an address."""


class WriterHint(NamedTuple):
    """What a source says about a writer.

    ``key`` joins letters of one writer: an address in lower case or the source's
    own user id; empty when the source names nobody.
    """

    key: str = ""
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter; ``name`` is already safe to show.

    ``size`` is that of the file as it came where ``content`` is encrypted; -1 says
    that it is that of ``content``.
    """

    name: str
    media_type: str
    content: bytes
    size: int = -1
    choice: OriginalChoice = OriginalChoice.KEEP


_NO_METADATA: Mapping[str, str] = MappingProxyType({})


class Draft(NamedTuple):
    """A letter before it is received. A tuple, because a table has very many of them.

    ``identity`` says when two drafts are the same letter: ``mail:<sha256>`` of the
    raw bytes for mail; ``row:<external id>`` or ``row:#<hash of text, date,
    writer>`` for rows, unique within their source. ``written_at`` is None when the
    source gives no usable date; the time of receipt is used then. ``tags`` are
    the addresses with a tag (``team+spring@example.org``) that a mail was sent to;
    ``flags`` are short sentences on what had to be repaired. ``choice`` says
    what was done with ``original``: kept as it came, encrypted, or dropped and empty.
    """

    identity: str
    location: str
    original: bytes
    media_type: str
    body: str
    subject: str = ""
    quoted: str = ""
    signature: str = ""
    html: str = ""
    writer: WriterHint = WriterHint()
    written_at: datetime | None = None
    language: str = ""
    score: float | None = None
    is_automatic: bool = False
    message_id: str = ""
    references: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    metadata: Mapping[str, str] = _NO_METADATA
    flags: tuple[str, ...] = ()
    choice: OriginalChoice = OriginalChoice.KEEP


@dataclass(frozen=True, slots=True)
class Refusal:
    """Input that cannot become a letter: set aside with its bytes and the reason."""

    location: str
    reason: str
    original: bytes
    media_type: str = ""
    choice: OriginalChoice = OriginalChoice.KEEP


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What an import did; ``seen`` is always the sum of the other four."""

    received: int = 0
    known: int = 0
    updated: int = 0
    set_aside: int = 0

    @property
    def seen(self) -> int:
        """Number of letters that the source held."""
        return self.received + self.known + self.updated + self.set_aside

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            self.received + other.received,
            self.known + other.known,
            self.updated + other.updated,
            self.set_aside + other.set_aside,
        )


@dataclass(frozen=True, slots=True)
class Import:
    """One run over a source."""

    id: int
    source: str
    location: str
    started_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    counts: ImportCounts
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """Input kept out of the inbox, with the reason."""

    id: int
    import_id: int
    source: str
    location: str
    reason: str
    size: int
    set_aside_at: datetime
    is_encrypted: bool = False
