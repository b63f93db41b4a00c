"""Letters, their writers, and what people do with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from feedback.types.privacy import OriginalChoice
from feedback.types.states import Origin, TriageState

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who sent letters, under one or several ``keys``, counted together.

    ``key`` is unique; an erased writer keeps a pseudonym.
    """

    id: int
    key: str
    name: str
    address: str
    letters: int
    first_written_at: datetime | None
    last_written_at: datetime | None
    joined_on: date | None = None
    last_active_on: date | None = None
    segment: str = ""
    do_not_contact: bool = False
    keys: int = 1

    @property
    def label(self) -> str:
        """Return the name to show, never empty."""
        return self.name or self.address or self.key or "unknown writer"


@dataclass(frozen=True, slots=True)
class Placement:
    """A topic on a letter as lists show it."""

    topic_id: int
    name: str
    confidence: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class LetterSummary:
    """A letter as one line of a list; ``copies`` letters say the same, it included.

    ``found_in`` names the attachments that hold what was searched for.
    """

    id: int
    writer: str
    subject: str
    snippet: str
    source: str
    language: str
    written_at: datetime
    state: TriageState
    version: int
    assignee: str
    score: float | None
    is_automatic: bool
    placements: tuple[Placement, ...] = ()
    copies: int = 1
    is_leaving: bool = False
    is_angry: bool = False
    found_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One received text. ``version`` grows with each move, for conflict checks."""

    id: int
    source: str
    import_id: int
    writer: Writer
    subject: str
    body: str
    quoted: str
    signature: str
    html: str
    language: str
    score: float | None
    written_at: datetime
    is_dated: bool
    received_at: datetime
    state: TriageState
    version: int
    assignee_id: int | None
    assignee: str
    snoozed_until: date | None
    stays_asleep: bool
    is_automatic: bool
    location: str
    conversation_id: int | None
    metadata: Mapping[str, str]
    flags: tuple[str, ...]
    attachments: tuple["AttachmentInfo", ...] = ()
    original_choice: OriginalChoice = OriginalChoice.KEEP


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """An attachment without its bytes.

    ``has_text`` is None until its text has been looked for; ``problem`` says why
    there is none. ``choice`` tells whether its bytes are encrypted or dropped.
    """

    id: int
    name: str
    media_type: str
    size: int
    choice: OriginalChoice = OriginalChoice.KEEP
    has_text: bool | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LetterVersion:
    """An earlier wording of a letter that its source has since changed."""

    subject: str
    body: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a letter's state: who, when, from, to."""

    id: int
    letter_id: int
    batch_id: int
    person: str
    moved_at: datetime
    before: TriageState
    after: TriageState
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a person wrote beside a letter, for colleagues."""

    id: int
    letter_id: int
    person: str
    written_at: datetime
    text: str


class PlacedBy(StrEnum):
    """Who or what put a letter on a topic: people, rules, or models, how surely.

    ``high`` is from 80 % on, ``middle`` from 50 % on, ``low`` below.
    """

    HAND = "hand"
    RULE = "rule"
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters are meant; every field narrows, an empty filter means all.

    ``words`` and ``phrases`` must occur, ``without`` must not. Dates are days of
    ``written_at`` in UTC: ``since`` inclusive, ``until`` inclusive. Of letters that say
    the same, ``each_text_once`` means the one that came last. ``placed_by`` is asked of
    the topic that is wanted, else of any.
    """

    states: tuple[TriageState, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    topic_id: int | None = None
    with_topic: bool = False
    without_topic: bool = False
    placed_by: PlacedBy | None = None
    writer_id: int | None = None
    writer: str = ""
    segment: str = ""
    source: str = ""
    language: str = ""
    score_below: float | None = None
    score_above: float | None = None
    since: date | None = None
    until: date | None = None
    assignee_id: int | None = None
    unassigned: bool = False
    import_id: int | None = None
    action_id: int | None = None
    conversation_id: int | None = None
    answers_action_id: int | None = None
    same_text_as: int | None = None
    each_text_once: bool = False
    has_attachment: bool | None = None
    is_automatic: bool | None = None
    is_leaving: bool = False
    is_angry: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """A slice of a list; ``next_cursor`` is empty on the last page."""

    items: tuple[Item, ...]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """Letters and the distinct writers behind them; at least, when ``is_capped``."""

    letters: int
    writers: int
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search that a person named."""

    id: int
    name: str
    query: str
    person_id: int | None
