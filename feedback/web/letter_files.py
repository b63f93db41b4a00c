"""What leaves the server as a file: originals, attachments, a letter's own HTML."""

from urllib.parse import quote

from flask import Response, render_template

from feedback.web.security import FILE_POLICY, LETTER_POLICY

_SHOWN_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "li", "ol", "p", "pre", "q",
    "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip


def download(content: bytes, name: str) -> Response:
    """Answer with bytes that a browser saves and never shows as a page."""
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = (
        f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    )
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def letter_document(html: str) -> Response:
    """Answer with a letter's HTML, reduced to text and simple markup.

    No pictures, styles, forms or scripts are left, so that reading a letter tells
    nobody that it was read.
    """
    response = Response(
        render_template("letters/document.html", html=clean(html)),
        mimetype="text/html",
    )
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def clean(html: str) -> str:
    """Return HTML that can do no harm: simple tags, links to the web and to mail."""
    import nh3

    return nh3.clean(
        html,
        tags=_SHOWN_TAGS,
        attributes={"a": {"href"}, "td": {"colspan"}, "th": {"colspan"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
