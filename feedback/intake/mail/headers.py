"""The headers of a mail: reading, decoding and taking apart, each in linear time."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from feedback.intake.charsets import decode_text, is_utf8

MAX_HEADER_BYTES = 1024 * 1024
MAX_HEADERS = 2_000
_MAX_SHOWN = 10_000
_MAX_PARAMETERS = 200
_FIELD = re.compile(
    rb"([!-9;-~]{1,200})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)", re.DOTALL
)
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_BLANK = re.compile(rb"[ \t]*\r?\n")
# The line that an mbox puts in front of the headers.
_ENVELOPE = re.compile(rb">?From [^\n]*\n")
_PARAMETER = re.compile(
    r';\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.DOTALL
)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_SECTION = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")
_ADDRESS = re.compile(
    r"[^\s<>()\[\],;:\"@]{1,200}@(?:[^\s<>()\[\],;:\"@]{1,255}|\[[^\]\s]{1,60}\])"
)
_ANGLE = re.compile(r"<([^<>]*)>?")
_COMMENT = re.compile(r"\(([^()]*)\)")


class TooMuch(Exception):
    """A message beyond a limit; the text says which."""


@dataclass(frozen=True, slots=True)
class Headers:
    """Headers by lower-case name, each with its raw values in order, unfolded."""

    values: dict[str, list[bytes]]
    _texts: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def first(self, name: str) -> bytes:
        """Return the first raw value of a header, ``b""`` when it is missing."""
        found = self.values.get(name)
        return found[0] if found else b""

    def text(self, name: str) -> str:
        """Return the first value of a header as decoded text on one line."""
        if name not in self.values:
            return ""
        text = self._texts.get(name)
        if text is None:
            raw = self.first(name)
            text = self._texts[name] = decode_header(raw, self._find_charset(raw))
        return text

    def address(self, name: str) -> tuple[str, str]:
        """Return name and address of the first mailbox that a header names."""
        raw = self.first(name)
        return parse_address(raw, self._find_charset(raw))

    def _find_charset(self, raw: bytes) -> str:
        """Return the charset of the text below for a header that bears none.

        Old programs write both in the same one.
        """
        if raw.isascii() or is_utf8(raw):
            return ""
        _, parameters = parse_parameters(self.first("content-type"))
        return parameters.get("charset", "")

    def count(self, name: str) -> int:
        """Return how many times a header occurs."""
        return len(self.values.get(name, ()))


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Read the headers between two offsets; returns them and where the body starts.

    A line that is no header ends them, as a blank line does. Raises TooMuch.
    """
    values: dict[str, list[bytes]] = {}
    count = 0
    envelope = _ENVELOPE.match(raw, start, end)
    at = envelope.end() if envelope else start
    while match := _FIELD.match(raw, at, end):
        values.setdefault(match[1].decode("ascii").lower(), []).append(match[2].strip())
        at = match.end()
        count += 1
        if count > MAX_HEADERS or at - start > MAX_HEADER_BYTES:
            raise TooMuch("has too many or too long headers")
    blank = _BLANK.match(raw, at, end)
    return Headers(values), blank.end() if blank else at


def decode_header(raw: bytes, charset: str = "") -> str:
    """Return a header as text on one line: encoded words decoded, bytes mended.

    Only the first 10,000 bytes are read; nobody writes a longer subject.
    """
    text, _ = decode_text(raw[:_MAX_SHOWN], charset)
    text = _FOLD.sub(" ", text)
    if "=?" in text:
        text = decode_words(text)
    return " ".join(text.split())


def decode_words(text: str) -> str:
    """Decode RFC 2047 words; neighbours of one charset are joined before decoding."""
    pieces: list[str] = []
    pending, charset, at = b"", "", 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[at : match.start()]
        label = match[1].partition("*")[0].lower()
        if pending and (between.strip() or label != charset):
            pieces.append(decode_text(pending, charset)[0])
            pending = b""
        if between.strip() or not at:
            pieces.append(between)
        pending, charset, at = pending + _decode_word(match), label, match.end()
    pieces.append(decode_text(pending, charset)[0])
    return "".join(pieces) + text[at:]


def _decode_word(match: re.Match[str]) -> bytes:
    payload = match[3].encode("latin-1", "replace")
    if match[2] in "qQ":
        return a2b_qp(payload, header=True)
    return decode_base64(payload)


_NOT_BASE64 = bytes(
    set(range(256))
    - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
)


def decode_base64(raw: bytes | memoryview) -> bytes:
    """Decode base64 whatever stands between its characters or is cut off its end."""
    try:
        return a2b_base64(raw)
    except Base64Error:
        kept = bytes(raw).translate(None, _NOT_BASE64)
        usable = len(kept) - (len(kept) % 4 == 1)
        return a2b_base64(kept[:usable] + b"==")


def parse_parameters(raw: bytes) -> tuple[str, dict[str, str]]:
    """Split a header such as Content-Type into its value and its parameters.

    The value is in lower case, comments dropped. RFC 2231 sections are joined and
    decoded; the first of equal parameters wins.
    """
    if not raw:
        return "", {}
    text, _ = decode_text(raw[:_MAX_SHOWN])
    value, semicolon, rest = text.partition(";")
    value = _COMMENT.sub("", value).strip().strip('"').lower()
    if not semicolon:
        return value.partition(" ")[0], {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for index, match in enumerate(_PARAMETER.finditer(";" + rest)):
        if index >= _MAX_PARAMETERS:
            break
        section = _SECTION.fullmatch(match[1].lower())
        if section:
            content = _unescape(match[2]) if match[2] is not None else _bare(match[3])
            found = sections.setdefault(section[1], {})
            found.setdefault(int(section[2] or 0), (content, bool(section[3])))
    joined = {name: _join_sections(found) for name, found in sections.items()}
    return value, joined


def _unescape(text: str) -> str:
    text = re.sub(r"\r?\n(?=[ \t])", "", text)
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def _bare(text: str) -> str:
    return _COMMENT.sub("", text).strip().strip('"')


def _join_sections(found: dict[int, tuple[str, bool]]) -> str:
    """Join the sections of one parameter; a starred one is percent-encoded."""
    sections = [found[number] for number in sorted(found)]
    if not any(starred for _, starred in sections):
        text = "".join(content for content, _ in sections)
        return decode_words(text) if "=?" in text else text
    first, starred = sections[0]
    charset = ""
    if starred and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
    rest = [(first, starred), *sections[1:]]
    raw = b"".join(
        unquote_to_bytes(content) if is_coded else content.encode("utf-8", "replace")
        for content, is_coded in rest
    )
    return decode_text(raw, charset)[0]


def parse_address(raw: bytes, charset: str = "") -> tuple[str, str]:
    """Return name and address of the first mailbox in a header such as From.

    The address is in lower case, ``""`` when there is none that mail could reach.
    """
    text, _ = decode_text(raw[:_MAX_SHOWN], charset)
    angle = _ANGLE.search(text)
    name = text[: angle.start()] if angle else ""
    found = _ADDRESS.search(angle[1] if angle else text)
    if not found and angle:
        found = _ADDRESS.search(text)
    if not angle and (comment := _COMMENT.search(text)):
        name = comment[1]
    address = found[0].rstrip(".").lower() if found else ""
    if not address and not name.strip():
        name = text
    return _clean_name(name), address


def _clean_name(name: str) -> str:
    decoded = decode_words(name) if "=?" in name else name
    cleaned = " ".join(decoded.replace("\\", "").split())
    return cleaned.strip("\"' ,;:<>")[:200]
