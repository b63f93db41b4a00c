"""What things can be: the closed sets of words."""

from enum import StrEnum


class TriageState(StrEnum):
    """Where a letter stands in the hands of people."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    DONE = "done"
    NOT_FEEDBACK = "not_feedback"


FEEDBACK_STATES = tuple(
    one for one in TriageState if one is not TriageState.NOT_FEEDBACK
)
"""The states of letters that count."""


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
