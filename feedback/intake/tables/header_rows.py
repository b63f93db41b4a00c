"""Which row of a table names its columns: groups of columns may stand above it."""

from collections.abc import Sequence
from functools import lru_cache

from feedback.intake.tables.aliases import ALIASES
from feedback.intake.tables.formats import FORMATS
from feedback.intake.tables.recognition import fold_name

_LEAST_NAMES = 2


def is_above_header(row: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a row only groups the columns that the row below it names.

    Cells that were merged leave blanks; the names below are such as columns have.
    """
    if all(row) or len(below) < len(row):
        return False
    names = _count_names(below)
    return names >= _LEAST_NAMES and names > _count_names(row)


def _count_names(row: Sequence[str]) -> int:
    return len(_known_names().intersection(map(fold_name, row)))


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    """Return the folded names of columns that exports have."""
    aliases = (name for names in ALIASES.values() for name in names)
    columns = (
        name.removesuffix("*")
        for known in FORMATS
        for names in known.columns.values()
        for name in names
    )
    return frozenset(map(fold_name, (*aliases, *columns)))
