"""The words of Postbag as types: what moves between the layers, frozen.

Times are timezone-aware and in UTC; names of times end in ``_at``, of days in
``_on``, of shares (0 to 1) in ``_share``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

Item = TypeVar("Item")


class TriageState(StrEnum):
    """Where a letter stands in the hands of people."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    DONE = "done"
    NOT_FEEDBACK = "not_feedback"


class TopicState(StrEnum):
    """Where a topic stands in its life."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ESCALATING = "escalating"
    RESOLVED = "resolved"
    REGRESSED = "regressed"
    ARCHIVED = "archived"


class Origin(StrEnum):
    """Who or what decided an assignment or a name."""

    MODEL = "model"
    RULE = "rule"
    PERSON = "person"


class Link(StrEnum):
    """Which part of the user's life an action serves."""

    FIND = "find"
    ATTRACT = "attract"
    KEEP = "keep"
    RECALL = "recall"


class Basis(StrEnum):
    """What a data result rests on."""

    QUANTITATIVE = "quantitative"
    QUALITATIVE = "qualitative"


class VerdictKind(StrEnum):
    """What a data result says."""

    IMPROVED = "improved"
    WORSE = "worse"
    NO_CHANGE = "no_change"
    CANNOT_TELL = "cannot_tell"
    NOT_MEASURED = "not_measured"


class Direction(StrEnum):
    """Which way a measure should move."""

    DOWN = "down"
    UP = "up"


class Role(StrEnum):
    """What a person may do: read, work, or also manage people and settings."""

    VIEWER = "viewer"
    AGENT = "agent"
    ADMIN = "admin"


class SourceKind(StrEnum):
    """Where the letters of a source come from."""

    FILE = "file"
    MAILBOX = "mailbox"
    FORM = "form"
    API = "api"


# --- before a letter is received ------------------------------------------------


@dataclass(frozen=True, slots=True)
class WriterHint:
    """What a source says about a writer.

    ``key`` joins letters of one writer: an address in lower case or the source's
    own user id; empty when the source names nobody.
    """

    key: str = ""
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a letter; ``name`` is already safe to show."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is received.

    ``identity`` says when two drafts are the same letter: ``mail:<sha256>`` of the
    raw bytes for mail; ``row:<external id>`` or ``row:#<hash of text, date,
    writer>`` for rows, unique within their source. ``written_at`` is None when the
    source gives no usable date; the time of receipt is used then. ``flags`` are
    short sentences on what had to be repaired.
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
    writer: WriterHint = field(default_factory=WriterHint)
    written_at: datetime | None = None
    language: str = ""
    score: float | None = None
    is_automatic: bool = False
    message_id: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Input that cannot become a letter: set aside with its bytes and the reason."""

    location: str
    reason: str
    original: bytes
    media_type: str = ""


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


# --- letters ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Writer:
    """Who sent letters. ``key`` is unique; an erased writer keeps a pseudonym."""

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
    """A letter as one line of a list."""

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
    is_automatic: bool
    location: str
    conversation_id: int | None
    same_text_letters: int
    same_text_writers: int
    metadata: Mapping[str, str]
    flags: tuple[str, ...]
    attachments: tuple["AttachmentInfo", ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentInfo:
    """An attachment without its bytes."""

    id: int
    name: str
    media_type: str
    size: int


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


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """Which letters are meant; every field narrows, an empty filter means all.

    ``words`` and ``phrases`` must occur, ``without`` must not. Dates are days of
    ``written_at`` in UTC: ``since`` inclusive, ``until`` inclusive.
    """

    states: tuple[TriageState, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    topic_id: int | None = None
    with_topic: bool = False
    without_topic: bool = False
    writer_id: int | None = None
    writer: str = ""
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
    same_text_as: int | None = None
    has_attachment: bool | None = None
    is_automatic: bool | None = None


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


# --- people ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff."""

    id: int
    address: str
    name: str
    role: Role
    is_disabled: bool
    has_password: bool

    def may(self, role: Role) -> bool:
        """Tell whether this person's role includes what ``role`` may do."""
        order = list(Role)
        return not self.is_disabled and order.index(self.role) >= order.index(role)


# --- topics ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """A named theme. ``merged_into`` links to the topic that speaks for it."""

    id: int
    name: str
    state: TopicState
    state_reason: str
    named_by: Origin
    theme: str
    keywords: tuple[str, ...]
    created_at: datetime
    merged_into: int | None
    letters: int
    writers: int
    last_written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A passage of a letter placed on a topic, with everything that explains it.

    ``start`` and ``end`` are character offsets into the letter's body.
    """

    id: int
    letter_id: int
    topic_id: int
    topic: str
    start: int
    end: int
    confidence: float
    origin: Origin
    words: tuple[str, ...]
    rival_topic_id: int | None
    rival: str
    rival_confidence: float | None
    fit_id: int | None
    person: str
    assigned_at: datetime


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage of a letter fit to stand on a page."""

    letter_id: int
    writer: str
    text: str
    start: int
    end: int
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Fit:
    """One dated, versioned run of the text models."""

    id: int
    started_at: datetime
    finished_at: datetime | None
    letters: int
    placed: int
    unsure: int
    topics: int
    random_state: int
    model_version: str
    status: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TopicEvent:
    """One entry of a topic's history; ``undone_at`` is set once taken back."""

    id: int
    topic_id: int
    kind: str
    detail: str
    person: str
    happened_at: datetime
    undone_at: datetime | None
    is_undoable: bool


# --- actions ---------------------------------------------------------------------


class MeasureKind(StrEnum):
    """What an action is measured by."""

    LETTERS = "letters"
    RETURNS = "returns"
    OUTSIDE = "outside"
    READING = "reading"


class ActionState(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    RUNNING = "running"
    CONCLUDED = "concluded"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an action says before it starts.

    ``smallest_change`` is a share: 0.3 means a change of 30 %. ``cost`` is in the
    team's own currency. ``criterion`` is the question that reading must answer, for
    the measure ``reading``; ``measure_note`` names the number and its source, for
    the measure ``outside``.
    """

    title: str
    link: Link
    purpose: str
    topic_ids: tuple[int, ...]
    measure: MeasureKind
    direction: Direction
    smallest_change: float
    due_on: date
    owner_id: int
    cost: float | None = None
    audience_query: str = ""
    holdout_share: float = 0.0
    criterion: str = ""
    measure_note: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A piece of operations work with its plan, frozen once it has started."""

    id: int
    plan: Plan
    owner: str
    topics: tuple[str, ...]
    state: ActionState
    created_at: datetime
    started_on: date | None
    fingerprint: str
    seed: int
    audience_size: int
    holdout_size: int
    concluded_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change to a plan after the start, dated and kept."""

    action_id: int
    person: str
    amended_at: datetime
    field: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A letter, or a passage of one, that a data result rests on."""

    id: int
    action_id: int
    letter_id: int
    quote: str
    writer: str
    written_at: datetime
    note: str
    person: str


@dataclass(frozen=True, slots=True)
class DataResult:
    """What an action led to: a verdict with its basis.

    ``estimate``, ``low`` and ``high`` are a ratio for ``letters`` (0.56 means -44 %),
    a difference of shares for ``returns``, and None for a reading.
    """

    action_id: int
    verdict: VerdictKind
    basis: Basis | None
    sentence: str
    reason: str
    learned: str
    next_step: str
    concluded_by: str
    concluded_at: datetime
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    proposed_verdict: VerdictKind | None = None
    countersigned_by: str = ""
    countersigned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a period's actions ended in a data result.

    Counts of concluded or due actions of the period; ``none`` are those concluded
    as not measured or due without a result.
    """

    quantitative: int
    qualitative: int
    none: int

    @property
    def actions(self) -> int:
        """Number of actions of the period."""
        return self.quantitative + self.qualitative + self.none

    @property
    def with_result_share(self) -> float | None:
        """Share of the actions with a data result, None when there were none."""
        if not self.actions:
            return None
        return (self.quantitative + self.qualitative) / self.actions
