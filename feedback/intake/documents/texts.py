"""The text of a document: PDF, DOCX, mail, plain text and HTML, as far as caps go.

Files of strangers: this runs in a process of its own that can be killed, see
``reader``.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from feedback.intake.charsets import decode_text, find_bare_utf16, tidy
from feedback.intake.mail.bodies import lay_out, read_body
from feedback.intake.mail.headers import TooMuch
from feedback.intake.mail.html_text import html_to_text
from feedback.intake.mail.mime import read_message

MAX_TEXT = 1_000_000
MAX_PAGES = 2_000
MAX_XML = 64 * 1024 * 1024
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_WORD_PART = re.compile(
    r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml"
)
_TEXT_ENDINGS = (
    ".txt",
    ".text",
    ".md",
    ".log",
    ".csv",
    ".tsv",
    ".json",
    ".yml",
    ".ini",
)


class NoText(Exception):
    """A document that says nothing, with the reason."""


def read_document(content: bytes, name: str, media_type: str) -> str:
    """Return what a document says, at most a million characters; raises NoText."""
    kind = find_kind(content, name, media_type)
    readers = {
        "pdf": _read_pdf,
        "docx": _read_docx,
        "text": _read_plain,
        "html": _read_html,
        "mail": _read_mail,
    }
    if kind not in readers:
        raise NoText("no text is read from files of this kind")
    return tidy("".join(_cut(readers[kind](content)))).strip()


def find_kind(content: bytes, name: str, media_type: str) -> str:
    """Return pdf, docx, mail, text or html by content, then by name; "" for others."""
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "docx" if b"word/" in content else ""
    if media_type == "message/rfc822" or name.lower().endswith(".eml"):
        return "mail"
    if media_type == "text/html" or name.lower().endswith((".html", ".htm")):
        return "html"
    is_text = media_type.startswith("text/") or name.lower().endswith(_TEXT_ENDINGS)
    return "text" if is_text and not _is_binary(content[:1024]) else ""


def _is_binary(head: bytes) -> bool:
    is_utf16 = head.startswith((b"\xff\xfe", b"\xfe\xff")) or find_bare_utf16(head)
    return b"\0" in head and not is_utf16


def _cut(parts: Iterator[str]) -> Iterator[str]:
    room = MAX_TEXT
    for part in parts:
        yield part[:room]
        room -= len(part)
        if room <= 0:
            return


def _read_pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoText("it is protected by a password")
        for number, page in enumerate(reader.pages):
            if number >= MAX_PAGES:
                return
            yield page.extract_text() + "\n"
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NoText(f"the PDF is damaged ({type(error).__name__})") from error


def _read_docx(content: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [n for n in archive.namelist() if _WORD_PART.fullmatch(n)]
            for name in sorted(parts, key=lambda n: n != "word/document.xml")[:20]:
                with archive.open(name) as part:
                    xml = part.read(MAX_XML + 1)
                if len(xml) > MAX_XML:
                    raise NoText("the document unpacks to more than 64 MB")
                yield from _read_word_xml(xml)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NoText("the document is damaged") from error


def _read_word_xml(xml: bytes) -> list[str]:
    """Return the runs of text, with a line end after each paragraph."""
    words = _WordText()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = words.start, words.end
    parser.CharacterDataHandler = words.text
    parser.StartDoctypeDeclHandler = words.refuse
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise NoText("the document is damaged") from error
    return words.parts


class _WordText:
    """Gathers the text of WordprocessingML."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._is_inside = False

    def start(self, tag: str, attributes: object) -> None:
        space, _, name = tag.rpartition(" ")
        is_word = space in (_WORD, _STRICT_WORD)
        self._is_inside = is_word and name == "t"
        if is_word and name in _SIGNS:
            self.parts.append(_SIGNS[name])

    def end(self, tag: str) -> None:
        self._is_inside = False
        if tag.rpartition(" ")[2] == "p":
            self.parts.append("\n")

    def text(self, data: str) -> None:
        if self._is_inside:
            self.parts.append(data)

    def refuse(self, *declared: object) -> None:
        """Refuse a document type: Word writes none, and entities can explode."""
        raise NoText("the document declares a document type")


_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n"}


def _read_plain(content: bytes) -> Iterator[str]:
    text, _ = decode_text(content[: 4 * MAX_TEXT], find_bare_utf16(content))
    yield text


def _read_html(content: bytes) -> Iterator[str]:
    text, _ = decode_text(content[: 4 * MAX_TEXT], find_bare_utf16(content))
    yield html_to_text(text)


def _read_mail(content: bytes) -> Iterator[str]:
    """Return what a mail says that came as a file, without the files inside it."""
    try:
        message = read_message(content)
    except TooMuch as error:
        raise NoText(f"the message {error}") from error
    yield message.headers.text("subject") + "\n"
    yield read_body(lay_out(message))[0]
