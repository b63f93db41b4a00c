"""Letters as JSON: one object per line, or a list of objects, bare or in an answer."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from feedback.errors import UnreadableSource
from feedback.intake.charsets import decode_text, tidy
from feedback.intake.tables.aliases import ALIASES
from feedback.intake.tables.formats import Role
from feedback.intake.tables.grids import SAMPLE_ROWS
from feedback.intake.tables.rows import Row
from feedback.types import Refusal

MEDIA_TYPE = "application/json"
MAX_LIST_BYTES = 200 * 1024 * 1024
MAX_LINE_BYTES = 16 * 1024 * 1024
_MAX_FIELDS = 2_000
_ATTRIBUTES = "attributes"

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
        first = file.readline(MAX_LINE_BYTES).removeprefix(b"\xef\xbb\xbf").strip()
        while not first and (line := file.readline(MAX_LINE_BYTES)):
            first = line.strip()
        is_only = not file.read(4096).strip()
    if first.startswith(b"["):
        return _read_list(path)
    if first == b"{" or (is_only and _find_list(parse_entry(first))):
        return _read_list(path)
    return _read_lines(path)


def _find_list(entry: object) -> list[object]:
    """Return the longest list of objects in an answer such as {"tickets": [...]}.

    An object that has an id or a text of its own is a letter, whatever lists it has.
    """
    if not isinstance(entry, dict) or "id" in entry:
        return []
    if any(isinstance(entry.get(name), str) for name in ALIASES[Role.TEXT]):
        return []
    lists = (it for it in entry.values() if isinstance(it, list) and _are_objects(it))
    return max(lists, key=len, default=[])


def _are_objects(entries: list[object]) -> bool:
    return bool(entries) and all(isinstance(entry, dict) for entry in entries)


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
            f"{path.name} is one piece of JSON of more than 200 MB; write one object "
            "per line instead."
        )
    try:
        whole = json.loads(decode_text(path.read_bytes(), "utf-8")[0])
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"{path.name} is not JSON.") from error
    entries = whole if isinstance(whole, list) else _find_list(whole) or [whole]
    for number, entry in enumerate(entries, 1):
        raw = json.dumps(entry, ensure_ascii=False).encode("utf-8", "replace")
        yield number, raw, entry if isinstance(entry, dict) else "is not a JSON object"


def flatten(entry: Mapping[str, object]) -> dict[str, str]:
    """Return the fields as text; those of an object inside are named by their path.

    What JSON:API puts under ``attributes`` are the fields of the object itself.
    """
    fields: dict[str, str] = {}
    for name, value in entry.items():
        if name == _ATTRIBUTES and isinstance(value, dict):
            inner = {k: it for k, it in value.items() if k not in entry}
            fields.update({key: _show(inside) for key, inside in inner.items()})
        elif isinstance(value, dict):
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
