"""What the demo world is made of: letters, writers, actions and the truth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from feedback.types import Link

MAIL = "support mail"
STORE = "app store"
FORM = "contact form"
SUPPORT_ADDRESS = "support@loomleaf.example.com"
PRODUCT = "Loomleaf"


class Kind(StrEnum):
    """What sort of letter it is."""

    LETTER = "letter"
    REVIEW = "review"
    FOLLOW_UP = "follow_up"
    PETITION = "petition"
    RECALL_REPLY = "recall_reply"
    AUTOMATIC = "automatic"
    NOT_FEEDBACK = "not_feedback"


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of a letter's body and the topics it truly speaks of.

    ``start`` and ``end`` are character offsets into the body.
    """

    start: int
    end: int
    text: str
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class SampleLetter:
    """One letter of the demo world; ``written_at`` is in UTC.

    ``message_id`` and what follows it are filled for mail alone, ``external_id`` for
    all else, ``rating`` (1 to 5 stars) for store reviews alone. ``quoted`` is the
    earlier message that mail carries below the writer's own text.
    """

    key: str
    kind: Kind
    source: str
    writer_key: str
    writer_name: str
    address: str
    subject: str
    body: str
    written_at: datetime
    language: str
    rating: int | None = None
    external_id: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class SampleWriter:
    """A user of the made-up product and the days of their life with it.

    ``active_on`` holds the days, one a week at most, on which they were seen using
    the product during the year; ``lapsed_on`` is the last day before they left.
    """

    key: str
    name: str
    address: str
    language: str
    segment: str
    joined_on: date
    lapsed_on: date | None
    returned_on: date | None
    last_active_on: date
    active_on: tuple[date, ...]
    do_not_contact: bool = False


class Effect(StrEnum):
    """How the true effect of an action is stated."""

    LETTERS_RATIO = "letters_ratio"
    SHARE_LIFT = "share_lift"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SampleAction:
    """A piece of operations work with what it truly did.

    ``true_effect`` is the ratio of letters after to before (``LETTERS_RATIO``) or
    the difference of two shares, audience minus holdout (``SHARE_LIFT``).
    ``succeeded`` names the writers of both arms who stayed or came back.
    """

    name: str
    link: Link
    purpose: str
    topics: tuple[str, ...]
    start_on: date
    due_on: date
    effect: Effect = Effect.UNKNOWN
    true_effect: float | None = None
    audience: tuple[str, ...] = ()
    holdout: tuple[str, ...] = ()
    succeeded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SampleTopic:
    """A true topic: its plain name and the words that give it away."""

    key: str
    name: str
    terms: tuple[str, ...]
    name_zh: str
    terms_zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that truly changed the volume of a topic, by ``factor``.

    From ``start_on`` to ``end_on``, both inclusive; a ``drift`` grows evenly from 1
    to ``factor`` between them, everything else holds ``factor`` throughout.
    """

    name: str
    topic: str
    start_on: date
    end_on: date
    factor: float
    is_drift: bool = False


@dataclass(frozen=True, slots=True)
class SampleTruth:
    """What the demo world knows and the product has to find out."""

    topics: Mapping[str, SampleTopic]
    passages: Mapping[str, tuple[Passage, ...]]
    events: tuple[Event, ...]

    def topics_of(self, letter_key: str) -> frozenset[str]:
        """Return the keys of all topics that a letter truly speaks of."""
        found = (passage.topics for passage in self.passages[letter_key])
        return frozenset().union(*found)


@dataclass(frozen=True, slots=True)
class SampleWorld:
    """A whole demo world: the same arguments always give the same world."""

    letters: tuple[SampleLetter, ...]
    writers: tuple[SampleWriter, ...]
    actions: tuple[SampleAction, ...]
    truth: SampleTruth
    start_on: date
    end_on: date
