"""What goes out to the mailing tool, and what comes back from the product."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from feedback.cells import safe_cell
from feedback.errors import Refused
from feedback.store import Store


def export_audience(store: Store, action_id: int) -> str:
    """Write an audience as CSV for the mailing tool, held-out writers marked.

    Cells that a spreadsheet would run as a formula get an apostrophe in front.
    Raises NotFound without that action.
    """
    store.actions.get_action(action_id)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(["key", "name", "address", "segment", "arm"])
    for member in store.audiences.find_members(action_id):
        cells = (member.key, member.name, member.address, member.segment)
        arm = "holdout" if member.is_held_out else "audience"
        table.writerow([*map(safe_cell, cells), arm])
    return text.getvalue()


def import_activity(store: Store, content: str) -> int:
    """Read ``key,active_on`` rows of CSV and keep them; returns how many were kept.

    Writers that are not known are passed over. Raises Refused for a missing column or
    a day that is none, naming the line; nothing is kept then.
    """
    try:
        days = list(_read_days(csv.DictReader(io.StringIO(content.lstrip("\ufeff")))))
    except csv.Error as error:
        raise Refused(f"This is no CSV file: {error}. Nothing was kept.") from error
    keys = store.audiences.find_writer_ids({key for key, _ in days})
    known = [(keys[key], day) for key, day in days if key in keys]
    store.writers.record_activity(known)
    return len(known)


def _read_days(table: "csv.DictReader[str]") -> Iterator[tuple[str, date]]:
    if not {"key", "active_on"} <= set(table.fieldnames or ()):
        raise Refused("The file needs the columns key and active_on in its first line.")
    for row in table:
        try:
            day = date.fromisoformat((row["active_on"] or "").strip())
        except ValueError as error:
            raise Refused(
                f"Line {table.line_num}: {row['active_on']!r} is no day such as "
                "2026-11-23. Nothing was kept."
            ) from error
        yield (row["key"] or "").strip().lower(), day
