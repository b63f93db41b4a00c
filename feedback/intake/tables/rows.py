"""A record of a table becomes a draft, or is refused with the reason."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from feedback.intake.charsets import tidy
from feedback.intake.cleaning import detect_language
from feedback.intake.dates import DateReader
from feedback.intake.mail.html_text import html_to_text
from feedback.intake.tables.formats import Role
from feedback.intake.tables.recognition import ColumnMapping
from feedback.intake.tables.totals import LONGEST_TOTAL, is_total
from feedback.people.nobody import is_nobody
from feedback.types import USER_ID, Draft, Refusal, WriterHint

_REVIEW_ID = re.compile(r"[?&]reviewId=([^&#\s]+)")
_ADDRESS = re.compile(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+")
_ARMED = re.compile(r"^'([=+\-@\t\r\uff1d])")
_HTML = re.compile(
    r"<(?:p|div|html|body|span|table|ul|ol|h[1-6])(?:\s[^<>]*)?>(?=.*</)|"
    r"<!doctype html",
    re.IGNORECASE | re.DOTALL,
)
_NOBODY = WriterHint()
_Columns = tuple[int, ...]
_Picker = Callable[[Sequence[str]], str]
_TEXT, _TITLE, _DATE = Role.TEXT.value, Role.TITLE.value, Role.DATE.value
_ID, _SCORE = Role.ID.value, Role.SCORE.value
_WRITER_ID, _WRITER_NAME = Role.WRITER_ID.value, Role.WRITER_NAME.value
_WRITER_ADDRESS = Role.WRITER_ADDRESS.value

_MARKS = (_ID, _DATE, _WRITER_ID, _WRITER_NAME, _WRITER_ADDRESS)


class Row(NamedTuple):
    """A record as any kind of table gives it: where it stands, its cells, its bytes.

    With ``header``, the bytes above it, the row can be read by itself.
    """

    location: str
    cells: Sequence[str]
    original: bytes
    header: bytes = b""


@dataclass(slots=True)
class RowReader:
    """Turns rows into drafts by one mapping; ``header`` names the metadata.

    ``scope`` stands before ids where they hold for one file only.
    """

    header: Sequence[str]
    mapping: ColumnMapping
    dates: DateReader
    media_type: str
    scope: str = ""
    _seen: dict[int, int] = field(default_factory=dict)
    _columns: dict[str, _Columns] = field(init=False)
    _marks: _Columns = field(init=False)
    _names: tuple[str, ...] = field(init=False)
    _pick_metadata: Callable[[Sequence[str]], tuple[str, ...]] = field(init=False)
    _pick: dict[str, _Picker] = field(init=False)

    def __post_init__(self) -> None:
        # By value: to look up a member of an enumeration takes four times as long.
        self._columns = {role.value: self.mapping.get_columns(role) for role in Role}
        self._pick = {role: _make_picker(at) for role, at in self._columns.items()}
        self._marks = tuple(at for role in _MARKS for at in self._columns[role])
        self._pick[_ID] = _make_id_picker(self._columns[_ID])
        metadata = _name_metadata(self.header, self.mapping)
        self._names = tuple(name for _, name in metadata)
        self._pick_metadata = _pick_all([i for i, _ in metadata])

    def read(self, row: Row) -> Draft | Refusal:
        """Return the draft of a row, or the reason why it is none."""
        cells, mapping, pick = row.cells, self.mapping, self._pick
        if mapping.is_disarmed:
            cells = [_ARMED.sub(r"\1", cell) for cell in cells]
        is_chosen = mapping.keeps or mapping.drops
        reason = self._find_reason_to_drop(cells) if is_chosen else ""
        body = "" if reason else self._read_body(cells)
        if not body:
            return self.refuse(row, reason or self._explain_no_text(cells))
        if len(body) <= LONGEST_TOTAL and is_total(cells, self._marks):
            return self.refuse(row, "a row of totals, and no letter")
        date = pick[_DATE](cells)
        written_at = self.dates.read(date) if date else None
        if date and not written_at and mapping.sets_undated_aside:
            return self.refuse(row, f"the date {date[:40]!r} cannot be read")
        writer = self._read_writer(cells)
        title = pick[_TITLE](cells)
        return Draft(
            identity=self._identify(cells, body, date, writer),
            location=row.location,
            original=row.original,
            media_type=self.media_type,
            subject=_make_subject(title, body) if title else "",
            body=body,
            writer=writer,
            written_at=written_at,
            language=detect_language(body),
            score=self._read_score(cells),
            metadata=self._read_metadata(cells),
            flags=() if written_at or not date else _flag_date(date),
        )

    def refuse(self, row: Row, reason: str) -> Refusal:
        """Return the row set aside for ``reason``."""
        return Refusal(row.location, reason, row.header + row.original, self.media_type)

    def _read_body(self, cells: Sequence[str]) -> str:
        if self.mapping.joins_text:
            answers = (cells[i].strip() for i in self._columns[_TEXT])
            return "\n\n".join(answer for answer in answers if answer)
        body = _unify_newlines(self._pick[_TEXT](cells))
        # Help desks export messages as they keep them.
        return html_to_text(body) if body[:1] == "<" and _HTML.match(body) else body

    def _read_metadata(self, cells: Sequence[str]) -> dict[str, str]:
        values = self._pick_metadata(cells)
        named = zip(self._names, values, strict=True)
        return dict(named) if all(values) else {name: it for name, it in named if it}

    def _find_reason_to_drop(self, cells: Sequence[str]) -> str:
        for i, values in self.mapping.keeps.items():
            if cells[i].strip().casefold() not in values:
                return f"not a user's words: {self.header[i]} is {cells[i][:40]!r}"
        for i, values in self.mapping.drops.items():
            if cells[i].strip().casefold() in values:
                return f"not a letter: {self.header[i]} is {cells[i][:40]!r}"
        return ""

    def _explain_no_text(self, cells: Sequence[str]) -> str:
        score = self._read_score(cells)
        return "no text" if score is None else f"no text, only a score of {score:g}"

    def _read_score(self, cells: Sequence[str]) -> float | None:
        columns = self._columns[_SCORE]
        return _to_number(cells[columns[0]]) if columns else None

    def _read_writer(self, cells: Sequence[str]) -> WriterHint:
        names = self._columns[_WRITER_NAME]
        name = " ".join(" ".join([cells[i] for i in names]).split()) if names else ""
        address = _find_address(self._pick[_WRITER_ADDRESS](cells))
        key = address or _read_user_id(self._pick[_WRITER_ID](cells))
        if not (key or name):
            return _NOBODY
        return WriterHint(key, name, address)

    def _identify(
        self, cells: Sequence[str], body: str, date: str, writer: WriterHint
    ) -> str:
        external_id = self._pick[_ID](cells)
        if external_id:
            return f"row:{self.scope}{external_id}"
        parts = "\0".join((body, date, writer.key or writer.name))
        digest = hashlib.sha256(parts.encode()).hexdigest()
        return f"row:{self.scope}#{self._number(digest)}"

    def _number(self, digest: str) -> str:
        """Tell equal rows of one table apart: each of them is a letter."""
        key = int(digest[:15], 16)
        count = self._seen[key] = self._seen.get(key, 0) + 1
        return digest if count == 1 else f"{digest}~{count}"


def _name_metadata(
    header: Sequence[str], mapping: ColumnMapping
) -> list[tuple[int, str]]:
    """Return the columns to keep as metadata, each under a name of its own."""
    used = {*mapping.private}
    own_names = _name_user_id(mapping)
    if not mapping.joins_text:
        used.update(mapping.get_columns(Role.TEXT))
    named: dict[str, int] = {}
    for i, cell in enumerate(header):
        if i in used:
            continue
        name = own_names.get(i) or tidy(" ".join(cell.split())) or f"column {i + 1}"
        named[f"{name} ({i + 1})" if name in named else name] = i
    return [(i, name) for name, i in named.items()]


def _name_user_id(mapping: ColumnMapping) -> dict[int, str]:
    """Return the name of a user id that stands beside an address.

    The address is the writer's key; by the id, letters from elsewhere that know only
    the id find the same writer.
    """
    has_address = mapping.get_columns(Role.WRITER_ADDRESS)
    ids = mapping.get_columns(Role.WRITER_ID)
    return {ids[0]: USER_ID} if ids and has_address else {}


def _make_picker(columns: _Columns) -> _Picker:
    """Return what finds the first of some cells that is not blank, stripped."""
    if len(columns) == 1:
        (only,) = columns
        return lambda cells: cells[only].strip()

    def pick(cells: Sequence[str]) -> str:
        found = (text for i in columns if (text := cells[i].strip()))
        return next(found, "")

    return pick if columns else lambda _: ""


def _make_id_picker(columns: _Columns) -> _Picker:
    """Return what makes an id of some cells, "" when one of them is blank."""
    pick_only = _make_picker(columns)

    def pick(cells: Sequence[str]) -> str:
        if len(columns) > 1:
            parts = [cells[i].strip() for i in columns]
            joined = ":".join(parts) if all(parts) else ""
        else:
            joined = pick_only(cells)
        match = _REVIEW_ID.search(joined) if "reviewId=" in joined else None
        return match[1] if match else joined

    return pick


def _pick_all(columns: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    if len(columns) > 1:
        return itemgetter(*columns)
    return lambda cells: tuple([cells[i] for i in columns])


def _make_subject(title: str, body: str) -> str:
    subject = " ".join(title.split())
    return "" if subject == body else subject


def _flag_date(date: str) -> tuple[str, ...]:
    return (f"date {date[:40]!r} cannot be told for sure; time of receipt used",)


def _read_user_id(text: str) -> str:
    return "" if not text or is_nobody(text) else text.lower()


def _find_address(text: str) -> str:
    match = _ADDRESS.search(text) if "@" in text else None
    return match[0].lower() if match else ""


@lru_cache(maxsize=1024)
def _to_number(text: str) -> float | None:
    cleaned = text.strip().replace(",", ".")
    try:
        number = float(cleaned)
    except ValueError:
        return None
    return number if -1e9 < number < 1e9 else None


def _unify_newlines(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")
