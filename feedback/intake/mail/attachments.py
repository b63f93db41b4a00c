"""Files that came with a letter, under names that are safe to show and to save."""

import re
import unicodedata
from itertools import chain

from feedback.intake.mail.bodies import decode_body
from feedback.intake.mail.headers import parse_parameters
from feedback.intake.mail.mime import Part
from feedback.intake.mail.tnef import expand
from feedback.types import Attachment

MAX_ATTACHMENTS = 200
_MAX_NAME = 120
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f<>:\"/\\|?*\u2028\u2029\u202a-\u202e\u2066-\u2069]+"
)
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)
}


def read_attachments(parts: list[Part]) -> tuple[Attachment, ...]:
    """Return the files among parts, decoded; at most 200 parts.

    A ``winmail.dat`` gives way to the files inside it.
    """
    files = (
        Attachment(_name(part, number), part.media_type[:120], decode_body(part))
        for number, part in enumerate(parts[:MAX_ATTACHMENTS], 1)
    )
    return tuple(chain.from_iterable(expand(file, clean_file_name) for file in files))


def _name(part: Part, number: int) -> str:
    _, parameters = parse_parameters(part.headers.first("content-disposition"))
    given = parameters.get("filename") or part.parameters.get("name", "")
    return clean_file_name(given) or f"attachment {number}"


def clean_file_name(name: str) -> str:
    """Return a file name without folders, control characters and device names."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    cleaned = " ".join(_UNSAFE.sub(" ", base).split()).strip(". ")
    if cleaned.partition(".")[0].lower() in _DEVICES:
        cleaned = f"_{cleaned}"
    if len(cleaned) <= _MAX_NAME:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:
        return cleaned[:_MAX_NAME]
    return f"{stem[: _MAX_NAME - len(ending) - 1]}.{ending}"
