"""Topics, what places letters on them, and their history."""

from dataclasses import dataclass
from datetime import datetime

from feedback.types.states import Origin, TopicState


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

    ``start`` and ``end`` are character offsets into the letter's body. A model that
    followed what ``person`` filed names the letter that this one is like.
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
    like_letter_id: int | None = None


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
    """One entry of a topic's history; ``undone_at`` is set once taken back.

    ``person`` is Postbag where the counts themselves led to it.
    """

    id: int
    topic_id: int
    kind: str
    detail: str
    person: str
    happened_at: datetime
    undone_at: datetime | None
    is_undoable: bool
    is_by_person: bool
