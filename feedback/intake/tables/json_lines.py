"""Letters as JSON: one object per line, or one list of objects."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from feedback.errors import UnreadableSource
from feedback.intake.charsets import decode_text, tidy
from feedback.intake.tables.grids import SAMPLE_ROWS
from feedback.intake.tables.rows import Row
from feedback.types import Refusal

MEDIA_TYPE = "application/json"
MAX_LIST_BYTES = 200 * 1024 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
_MAX_FIELDS = 2_000

# The line it starts on, its bytes, and the object or the reason why it is none.
Entry = tuple[int, bytes, Mapping[str, object] | str]


def open_json(path: Path, location: str) -> "JsonGrid":
    """Open a JSON file as a grid of its objects; raises UnreadableSource."""
    return JsonGrid(path, location, _collect_names(path))


def _collect_names(path: Path) -> tuple[str, ...]:
    """Return the names of the fields that the first objects have."""
    names: dict[str, None] = {}
    for _, _, entry in islice(_read_entries(path), SAMPLE_ROWS):
        if not isinstance(entry, str):
            names.update(dict.fromkeys(list(flatten(entry))[:_MAX_FIELDS]))
    if not names:
        raise UnreadableSource(f"{path.name} holds no JSON objects.")
    return tuple(names)


@dataclass(frozen=True, slots=True)
class JsonGrid:
    """A JSON file seen as a grid; a field inside another is called ``outer.inner``."""

    path: Path
    name: str
    header: tuple[str, ...]
    media_type: str = MEDIA_TYPE
    note: str = ""

    def rows(self) -> Iterator[Row | Refusal]:
        """Read the objects; what is none is refused."""
        for number, raw, entry in _read_entries(self.path):
            location = f"{self.name}:{number}"
            if isinstance(entry, str):
                yield Refusal(location, f"line {number} {entry}", raw, MEDIA_TYPE)
            else:
                fields = flatten(entry)
                cells = [fields.get(name, "") for name in self.header]
                yield Row(location, cells, raw)


def _read_entries(path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        first = file.read(3).removeprefix(b"\xef\xbb\xbf") + file.read(4096)
    if first.lstrip().startswith(b"["):
        return _read_list(path)
    return _read_lines(path)


def _read_lines(path: Path) -> Iterator[Entry]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES):
            number += 1
            raw = line.removeprefix(b"\xef\xbb\xbf").strip()
            if raw:
                yield number, raw, parse_entry(raw)


def parse_entry(raw: bytes) -> Mapping[str, object] | str:
    """Return the object that a line holds, or the reason why it holds none."""
    try:
        entry = json.loads(decode_text(raw, "utf-8")[0])
    except (ValueError, RecursionError):
        return "is not JSON"
    return entry if isinstance(entry, dict) else "is not a JSON object"


def _read_list(path: Path) -> Iterator[Entry]:
    if path.stat().st_size > MAX_LIST_BYTES:
        raise UnreadableSource(
            f"{path.name} is one JSON list of more than 200 MB; write one object per "
            "line instead."
        )
    try:
        entries = json.loads(decode_text(path.read_bytes(), "utf-8")[0])
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"{path.name} is not JSON.") from error
    for number, entry in enumerate(entries, 1):
        raw = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        yield number, raw, entry if isinstance(entry, dict) else "is not a JSON object"


def flatten(entry: Mapping[str, object]) -> dict[str, str]:
    """Return the fields as text; those of an object inside are named by their path."""
    fields: dict[str, str] = {}
    for name, value in entry.items():
        if isinstance(value, dict):
            inner = {f"{name}.{key}": inside for key, inside in value.items()}
            fields.update({key: _show(inside) for key, inside in inner.items()})
        else:
            fields[name] = _show(value)
    return fields


def _show(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return tidy(value)
    return tidy(json.dumps(value, ensure_ascii=False))
