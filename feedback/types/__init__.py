"""The words of Postbag as types: what moves between the layers, frozen.

Times are timezone-aware and in UTC; names of times end in ``_at``, of days in
``_on``, of shares (0 to 1) in ``_share``.
"""

from feedback.types.actions import (
    Action,
    ActionState,
    Amendment,
    Coverage,
    DataResult,
    Evidence,
    MeasureKind,
    Plan,
)
from feedback.types.audit import (
    AuditEntry,
    Deed,
)
from feedback.types.drafts import (
    USER_ID,
    Attachment,
    Draft,
    Import,
    ImportCounts,
    Refusal,
    SetAside,
    WriterHint,
)
from feedback.types.letters import (
    AttachmentInfo,
    Letter,
    LetterCounts,
    LetterFilter,
    LetterSummary,
    LetterVersion,
    Move,
    Note,
    Page,
    PlacedBy,
    Placement,
    SavedView,
    Writer,
)
from feedback.types.people import (
    Person,
)
from feedback.types.privacy import (
    EVERY_KIND,
    OPEN,
    OriginalChoice,
    PersonalData,
    Protection,
    StoredOriginal,
    UnreadAttachment,
)
from feedback.types.sources import (
    SourceInfo,
)
from feedback.types.states import (
    FEEDBACK_STATES,
    Basis,
    Direction,
    Link,
    Origin,
    Role,
    SourceKind,
    TopicState,
    TriageState,
    VerdictKind,
)
from feedback.types.tones import LIKELY, ToneKind, ToneMark, ToneReading
from feedback.types.topics import (
    Assignment,
    Fit,
    Quote,
    Topic,
    TopicEvent,
)

__all__ = [
    "EVERY_KIND",
    "FEEDBACK_STATES",
    "LIKELY",
    "OPEN",
    "USER_ID",
    "Action",
    "ActionState",
    "Amendment",
    "Assignment",
    "Attachment",
    "AttachmentInfo",
    "AuditEntry",
    "Basis",
    "Coverage",
    "DataResult",
    "Deed",
    "Direction",
    "Draft",
    "Evidence",
    "Fit",
    "Import",
    "ImportCounts",
    "Letter",
    "LetterCounts",
    "LetterFilter",
    "LetterSummary",
    "LetterVersion",
    "Link",
    "MeasureKind",
    "Move",
    "Note",
    "Origin",
    "OriginalChoice",
    "Page",
    "Person",
    "PersonalData",
    "PlacedBy",
    "Placement",
    "Plan",
    "Protection",
    "Quote",
    "Refusal",
    "Role",
    "SavedView",
    "SetAside",
    "SourceInfo",
    "SourceKind",
    "StoredOriginal",
    "ToneKind",
    "ToneMark",
    "ToneReading",
    "Topic",
    "TopicEvent",
    "TopicState",
    "TriageState",
    "UnreadAttachment",
    "VerdictKind",
    "Writer",
    "WriterHint",
]
