"""Which column holds what: known exports by their header, others by name and cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from statistics import fmean

from feedback.intake.tables.aliases import ALIASES
from feedback.intake.tables.formats import FORMATS, Format, Role

UNKNOWN = "table"
"""The format of a table that no known product wrote."""
_PUNCTUATION = re.compile(r"[\W_]+")
_OPEN_ENDED = "openendedresponse"
_PROSE_LENGTH = 40
# Our own tables: what stands in them so that spreadsheets run nothing is undone.
_OWN_FORMAT, _OWN_COLUMN = "Postbag letters", "setasideat"
_SHORT_TEXT = 12
_DATE_DIGITS = 3
"""No date has fewer: 1/1/26, 5 May 2026."""


class Confidence(StrEnum):
    """How sure a proposed column is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns (by position, from 0) play which role.

    ``keeps`` and ``drops`` admit or turn away rows by the value of a cell;
    ``private`` columns are not kept at all. ``joins_text``: all text columns make
    up the letter; otherwise the first that is filled does. ``is_disarmed``: an
    apostrophe before a formula is none of the source's. ``codec``, ``zone`` and
    ``order`` (day or month first) are a person's word on the whole table.
    """

    format: str
    columns: Mapping[Role, tuple[int, ...]]
    confidence: Mapping[Role, Confidence] = field(default_factory=dict)
    keeps: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    drops: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    private: tuple[int, ...] = ()
    joins_text: bool = False
    header_rows: int = 1
    note: str = ""
    is_disarmed: bool = False
    codec: str = ""
    zone: str = ""
    order: str = ""
    sets_undated_aside: bool = False

    def get_columns(self, role: Role) -> tuple[int, ...]:
        """Return the positions of a role's columns, empty when it has none."""
        return self.columns.get(role, ())

    @property
    def is_sure(self) -> bool:
        """Tell whether letters can be read without asking a person."""
        return self.confidence.get(Role.TEXT) in (Confidence.HIGH, Confidence.MEDIUM)


@lru_cache(maxsize=4096)
def fold_name(name: str) -> str:
    """Return a column name without case, blanks and punctuation."""
    return "#" if name.strip() == "#" else _PUNCTUATION.sub("", name.casefold())


def recognise(header: Sequence[str], sample: Sequence[Sequence[str]]) -> ColumnMapping:
    """Propose which column is which, from the header and some rows below it."""
    names = [fold_name(name) for name in header]
    mapping = _recognise(names, sample)
    is_ours = mapping.format == _OWN_FORMAT or _OWN_COLUMN in names
    return replace(mapping, is_disarmed=is_ours)


def _recognise(names: Sequence[str], sample: Sequence[Sequence[str]]) -> ColumnMapping:
    for known in FORMATS:
        if all(_find(names, mark) is not None for mark in known.marks):
            return _apply(known, names, sample)
    return _map_by_names_and_cells(names, sample)


def _find(names: Sequence[str], wanted: str) -> int | None:
    """Return the position of a column; ``*`` at the end admits any ending."""
    folded = fold_name(wanted.removesuffix("*"))
    if not wanted.endswith("*"):
        return names.index(folded) if folded in names else None
    found = (i for i, name in enumerate(names) if name.startswith(folded))
    return next(found, None)


def _find_all(names: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    found = (_find(names, name) for name in wanted)
    return tuple(dict.fromkeys(i for i in found if i is not None))


def _apply(
    known: Format, names: Sequence[str], sample: Sequence[Sequence[str]]
) -> ColumnMapping:
    columns = {role: _find_all(names, wanted) for role, wanted in known.columns.items()}
    header_rows = 1
    if known.has_questions:
        taken = {i for found in columns.values() for i in found}
        header_rows, columns[Role.TEXT] = _find_answers(names, taken, sample)
    has_text = bool(columns.get(Role.TEXT))
    return ColumnMapping(
        known.name,
        {role: found for role, found in columns.items() if found},
        dict.fromkeys(columns, Confidence.HIGH) if has_text else {},
        _by_position(names, known.keeps),
        _by_position(names, known.drops),
        _find_all(names, known.private),
        known.has_questions,
        header_rows,
        known.note,
    )


def _by_position(
    names: Sequence[str], rules: Mapping[str, tuple[str, ...]]
) -> dict[int, tuple[str, ...]]:
    found = ((_find(names, name), values) for name, values in rules.items())
    return {i: values for i, values in found if i is not None}


def _find_answers(
    names: Sequence[str], taken: set[int], sample: Sequence[Sequence[str]]
) -> tuple[int, tuple[int, ...]]:
    """Return the number of header rows, and the columns with free answers."""
    if sample:
        second = [fold_name(cell) for cell in sample[0]]
        open_ended = tuple(i for i, name in enumerate(second) if name == _OPEN_ENDED)
        if open_ended:
            return 2, open_ended
    free = (i for i in range(len(names)) if i not in taken)
    return 1, tuple(i for i in free if _is_prose(_column(sample, i)))


def _column(sample: Sequence[Sequence[str]], position: int) -> list[str]:
    return [row[position] for row in sample if position < len(row) and row[position]]


def _is_prose(cells: Sequence[str]) -> bool:
    """Tell whether cells hold sentences: several words, seldom the same twice."""
    if not cells or fmean(map(_measure, cells)) < _PROSE_LENGTH / 2:
        return False
    return len(set(cells)) * 2 > len(cells)


def _measure(cell: str) -> int:
    """Return the length of a cell; a sign of a script without blanks counts thrice."""
    return (
        len(cell) if cell.isascii() else len(cell) + 2 * sum(c > "\u2e7f" for c in cell)
    )


def _map_by_names_and_cells(
    names: Sequence[str], sample: Sequence[Sequence[str]]
) -> ColumnMapping:
    columns: dict[Role, tuple[int, ...]] = {}
    confidence: dict[Role, Confidence] = {}
    text = _choose_text(names, sample)
    if text:
        columns[Role.TEXT], confidence[Role.TEXT] = (text[0],), text[1]
    for role, aliases in ALIASES.items():
        found = _find_all(names, aliases)
        free = [i for i in found if (i,) not in columns.values()]
        if role is not Role.TEXT and free and _fits(role, _column(sample, free[0])):
            columns[role], confidence[role] = (free[0],), Confidence.MEDIUM
    if text and len(columns) == 1 and not _find_all(names, ALIASES[Role.TEXT]):
        # Prose in lines, and nothing that says they are a table of letters.
        confidence[Role.TEXT] = Confidence.LOW
    return ColumnMapping(UNKNOWN, columns, confidence)


def _choose_text(
    names: Sequence[str], sample: Sequence[Sequence[str]]
) -> tuple[int, Confidence] | None:
    """Choose the text column: a telling name with sentences in it, else sentences."""
    found = _find_all(names, ALIASES[Role.TEXT])
    cells = {i: _column(sample, i) for i in found}
    named = tuple(i for i in found if not _are_structures(cells[i]))
    lengths = {i: fmean(map(_measure, cells[i])) for i in named if cells[i]}
    for i in named:
        if lengths.get(i, 0) >= _PROSE_LENGTH:
            return i, Confidence.HIGH
    if lengths and max(lengths.values()) >= _SHORT_TEXT:
        return max(lengths, key=lambda i: lengths[i]), Confidence.MEDIUM
    columns = ((i, _column(sample, i)) for i in range(len(names)))
    prose = [i for i, it in columns if _is_long_prose(it) and not _are_structures(it)]
    if not prose and len(named) == 1:
        # Short reviews: nothing else can be the text.
        is_text = _are_various_words(cells[named[0]])
        return named[0], Confidence.MEDIUM if is_text else Confidence.LOW
    if not prose:
        return (named[0], Confidence.LOW) if named else None
    return prose[0], Confidence.MEDIUM if len(prose) == 1 else Confidence.LOW


def _are_structures(cells: Sequence[str]) -> bool:
    """Tell whether cells hold lists or objects as JSON, which nobody wrote."""
    return bool(cells) and all(cell.startswith(("[{", "{", "[]")) for cell in cells)


def _are_various_words(cells: Sequence[str]) -> bool:
    """Tell whether cells say something each: words, seldom the same twice."""
    worded = sum(any(map(str.isalpha, cell)) for cell in cells)
    return worded * 2 > len(cells) and len(set(cells)) * 2 > len(cells)


def _is_long_prose(cells: Sequence[str]) -> bool:
    return (
        _is_prose(cells)
        and fmean(map(_measure, cells)) >= _PROSE_LENGTH
        and fmean(cell.count(" ") for cell in cells) >= 4
    )


def _fits(role: Role, cells: Sequence[str]) -> bool:
    """Check the cells of a column found by its name alone."""
    if role is Role.ID:
        return len(set(cells)) == len(cells)
    if role is Role.WRITER_ADDRESS:
        return not cells or sum("@" in cell for cell in cells) * 2 >= len(cells)
    if role is Role.DATE:
        dated = sum(sum(map(str.isdigit, cell)) >= _DATE_DIGITS for cell in cells)
        return dated * 2 >= len(cells)
    return True
