"""HTML to the text that a reader would see, in one pass over its tags.

Parsers that build a tree take time that grows with the square of the nesting
(200,000 open ``div`` take minutes); for text no tree is needed.
"""

import re
from html import unescape

MAX_HTML = 4 * 1024 * 1024
_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<[!/?a-zA-Z][^<>]*>", re.DOTALL)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_UNSEEN = {"script", "style", "title", "template", "noscript", "svg", "object", "head"}
_PARAGRAPHS = {
    "p", "blockquote", "table", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
_LINES = {
    "address", "article", "aside", "body", "br", "center", "dd", "div", "dl", "dt",
    "fieldset", "footer", "form", "header", "hr", "html", "li", "main", "nav",
    "section", "tr",
}  # fmt: skip


def html_to_text(html: str) -> str:
    """Return the text of an HTML mail, quoted passages marked with ``> ``."""
    page = _Page()
    html = html[:MAX_HTML]
    at = 0
    for match in _TOKEN.finditer(html):
        if match.start() < at:
            continue
        page.add_text(html[at : match.start()])
        at = match.end()
        tag = _TAG.match(match[0])
        if tag:
            name = tag[1].lower()
            if name in _UNSEEN and match[0][1] != "/":
                at = page.find_end(html, name, at)
            else:
                page.add_tag(name, is_end=match[0][1] == "/")
    page.add_text(html[at:])
    return page.finish()


class _Page:
    """Text on its way from tags to lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._quotes = 0
        self._kept_lines = 0
        self._never_closed: set[str] = set()

    def add_text(self, text: str) -> None:
        if not text:
            return
        text = unescape(text) if "&" in text else text
        if not self._kept_lines:
            self._line.append(text)
            return
        *ended, last = text.replace("\r\n", "\n").split("\n")
        for line in ended:
            self._line.append(line)
            self._break(keeps_blank=True)
        self._line.append(last)

    def add_tag(self, name: str, is_end: bool) -> None:
        if name in _PARAGRAPHS:
            self._break()
            self._add_blank_line()
        elif name in _LINES:
            self._break(keeps_blank=name == "br")
        elif name in {"td", "th"}:
            self._line.append(" ")
        if name == "li" and not is_end:
            self._line.append("- ")
        if name == "pre":
            self._kept_lines = max(0, self._kept_lines + (-1 if is_end else 1))
        if name == "blockquote":
            self._quotes = max(0, self._quotes + (-1 if is_end else 1))

    def find_end(self, html: str, name: str, at: int) -> int:
        """Return where the unseen element ends; one never closed hides nothing."""
        if name in self._never_closed:
            return at
        found = re.compile(f"</{name}[^<>]*>", re.IGNORECASE).search(html, at)
        if found:
            return found.end()
        self._never_closed.add(name)
        return at

    def _break(self, keeps_blank: bool = False) -> None:
        text = " ".join("".join(self._line).split())
        self._line = []
        if text:
            self._lines.append(f"> {text}" if self._quotes else text)
        elif keeps_blank:
            self._add_blank_line()

    def _add_blank_line(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def finish(self) -> str:
        self._break()
        return "\n".join(self._lines).strip()
