"""Builders of letters for tests: short, plain, and each with a telling text."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from feedback.store import Store
from feedback.types import Draft, LetterFilter, SourceKind, WriterHint

TEXTS = (
    ("Charged twice", "I changed to the yearly plan and was charged twice."),
    ("Sync loses edits", "Since the update my edits on the phone are lost."),
    ("Refund", "Where is my refund? I cancelled three weeks ago."),
    ("", "退款还没到账,已经两周了。"),
    ("Charged twice", "I changed to the yearly plan and was charged twice!"),
    ("Thanks", "Great work, the new editor is lovely."),
)


def draft(
    number: int, subject: str = "", body: str = "Hello", **changes: object
) -> Draft:
    """Return a row draft with everything that a test does not care about filled in."""
    address = f"writer{number}@example.com"
    fields: dict[str, object] = {
        "identity": f"row:{number}",
        "location": f"letters.csv line {number + 2}",
        "original": f"{number},{subject},{body}\r\n".encode(),
        "media_type": "text/csv",
        "subject": subject,
        "body": body,
        "writer": WriterHint(address, f"Writer {number}", address),
        "written_at": datetime(2026, 2, 1, 12, tzinfo=UTC) + timedelta(days=number),
        "language": "en",
    }
    return Draft(**{**fields, **changes})  # type: ignore[arg-type]


def receive_letters(
    store: Store,
    texts: Sequence[tuple[str, str]] = TEXTS,
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC),
    source: str = "letters",
) -> list[int]:
    """Receive one letter per (subject, body) and return their ids, oldest first."""
    import_id = store.imports.start(source, SourceKind.FILE, "letters.csv", now)
    drafts = [draft(n, subject, body) for n, (subject, body) in enumerate(texts)]
    counts = store.letters.receive(import_id, drafts, now)
    store.imports.add_counts(import_id, counts)
    store.imports.finish(import_id, now)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))
