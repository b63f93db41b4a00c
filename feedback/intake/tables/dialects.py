"""How a table is written: its encoding, its delimiter, and where its header stands."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback.intake.charsets import (
    find_bare_utf16,
    find_codec,
    guess_codec,
    is_mostly_utf8,
)
from feedback.intake.tables.header_rows import is_above_header

SAMPLE_BYTES = 128 * 1024
MAX_FIELD = 16 * 1024 * 1024
_BLOCK = 1024 * 1024
_DELIMITERS = (",", ";", "\t", "|", "^")
_PREAMBLE_ROWS = 20
_NAMED_DELIMITER = re.compile(r'"?sep=([,;\t|^])"?[,;\t]*\r?\n', re.IGNORECASE)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """The codec of a file; ``is_guess`` when neither a BOM nor strict UTF-8 said so."""

    codec: str
    bom: int = 0
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the cells of a table are told apart; ``preamble`` counts records to skip."""

    delimiter: str
    skips_blanks: bool = False
    preamble: int = 0


def find_encoding(path: Path, chosen: str = "") -> Encoding:
    """Find the codec of a text file: BOM, strict UTF-8 of the whole, then a guess.

    The codec that a person has ``chosen`` wins over all of these.
    """
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
        for bom, codec in _BOMS:
            if head.startswith(bom):
                return Encoding(chosen or codec, len(bom))
        if chosen:
            return Encoding(find_codec(chosen))
        sixteen = find_bare_utf16(head)
        if sixteen:
            return Encoding(sixteen, 0, is_guess=True)
        file.seek(0)
        wrong = _find_wrong_block(file.read)
    if wrong is None:
        return Encoding("utf-8")
    return Encoding(_guess(wrong), is_guess=True)


def _find_wrong_block(read: Callable[[int], bytes]) -> bytes | None:
    """Return the first block that is not UTF-8, None when all of them are."""
    rest = b""
    while block := read(_BLOCK):
        block = rest + block
        try:
            block.decode()
            rest = b""
        except UnicodeDecodeError as error:
            if error.reason != "unexpected end of data":
                return block
            rest = block[error.start :]
    return rest or None


def _guess(block: bytes) -> str:
    """Guess a codec; mostly valid UTF-8 stays UTF-8 with single bytes mended."""
    return "utf-8" if is_mostly_utf8(block) else guess_codec(block)


def find_dialect(sample: str) -> Dialect:
    """Find the delimiter and the header of a table from its first lines.

    The delimiter that gives most header cells, evenly over the records, wins, unless
    the first line names it as Excel does.
    """
    named = _NAMED_DELIMITER.match(sample)
    if named:
        rows = parse_sample(sample[named.end() :], named[1], skips_blanks=False)
        return Dialect(named[1], False, 1 + _count_preamble(rows))
    blanks = _is_blank_after_delimiter(sample)
    best = max(_DELIMITERS, key=lambda mark: _rate(parse_sample(sample, mark, blanks)))
    rows = parse_sample(sample, best, blanks)
    return Dialect(best, blanks, _count_preamble(rows))


def _is_blank_after_delimiter(sample: str) -> bool:
    """Tell whether quoted cells follow a delimiter and a blank (``"a", "b"``)."""
    return any(sample.count(f'{mark} "') > sample.count(f'{mark}"') for mark in ",;|")


def parse_sample(sample: str, delimiter: str, skips_blanks: bool) -> list[list[str]]:
    """Return the first records of a sample; the last, maybe cut, is left out."""
    csv.field_size_limit(MAX_FIELD)
    lines = list(io.StringIO(sample, newline=""))
    if len(lines) > 2 and len(sample) >= SAMPLE_BYTES // 4:
        lines.pop()
    reader = csv.reader(
        (line.replace("\0", "") for line in lines),
        delimiter=delimiter,
        skipinitialspace=skips_blanks,
    )
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for row in reader if any(row))
    return rows[:200]


def _rate(rows: Sequence[Sequence[str]]) -> float:
    return _find_width(rows)[1]


def _find_width(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return the width that most cells stand under, and how well it fits."""
    widths = Counter(map(len, rows))
    rated = {w: (w - 1) * (times / len(rows)) ** 2 for w, times in widths.items()}
    width = max(rated, key=lambda w: rated[w], default=0)
    return width, rated.get(width, 0.0)


def _count_preamble(rows: Sequence[Sequence[str]]) -> int:
    """Count the records above the header: comments and titles narrower than it."""
    width, _ = _find_width(rows)
    for index, row in enumerate(rows[:_PREAMBLE_ROWS]):
        is_comment = row[0].startswith("#") and row[0] != "#"
        if len(row) >= width and not is_comment:
            below = rows[index + 1] if index + 1 < len(rows) else ()
            return index + is_above_header(row, below)
    return 0
