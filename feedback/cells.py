"""CSV cells that leave Postbag: none of them is a formula to a spreadsheet."""

import re
from typing import TypeVar

Cell = TypeVar("Cell")

# Also behind leading blanks, and in the full-width form that some programs accept.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\0]|[\t\r]")


def safe_cell(value: Cell) -> Cell | str:
    """Return a cell that no spreadsheet runs: a risky text gets an apostrophe."""
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value
