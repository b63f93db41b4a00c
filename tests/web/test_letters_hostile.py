"""Letters come from strangers: whatever they write is shown as text, and only that."""

import json
import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser

from feedback.store import Store
from feedback.types import (
    Attachment,
    Draft,
    LetterFilter,
    Person,
    SourceKind,
    WriterHint,
)
from feedback.web.letter_files import clean
from tests.builders import draft
from tests.conftest import NOW

Texts = list[str]
# What a letter's own HTML must never keep.
ACTIVE = (
    "script, iframe, object, embed, form, input, button, svg, math, style, link, meta, "
    "base, img, video, audio, picture, source, template, area, noscript, marquee"
)

OWN_SCRIPTS = [f"/static/{name}.js" for name in ("postbag", "palette", "ticks")]


@pytest.fixture(scope="session")
def naughty(shared: Path) -> Texts:
    """BLNS and the HTML payloads: 515 and 223 texts that broke something once."""
    strings = json.loads((shared / "strings-blns" / "blns.json").read_text("utf-8"))
    cases = json.loads((shared / "html-payloads.json").read_text("utf-8"))
    payloads = [case["payload"] for case in cases]
    assert (len(strings), len(payloads)) == (515, 223)
    return [text.replace("\0", "") for text in [*strings, *payloads]]


@pytest.fixture(scope="session")
def payloads(naughty: Texts) -> Texts:
    return naughty[515:]


def hostile_draft(number: int, text: str) -> Draft:
    """Return a draft that carries a text wherever a text can come from outside."""
    return draft(
        number,
        text,
        text,
        writer=WriterHint(f"{number}{text}"[:300], text, text),
        html=text,
        quoted=text,
        signature=text,
        location=text or "x",
        metadata={text or "x": text},
        flags=(text,),
        language=text[:10],
        attachments=(Attachment(text or "x", "text/plain", b"x"),),
    )


def receive(store: Store, texts: Texts) -> list[int]:
    import_id = store.imports.start("hostile", SourceKind.FILE, "hostile.csv", NOW)
    drafts = [hostile_draft(number, text) for number, text in enumerate(texts)]
    store.letters.receive(import_id, drafts, NOW)
    return sorted(store.letters.find_ids(LetterFilter(import_id=import_id)))


def assert_harmless(page: str, text: str) -> None:
    """Check that a page holds nothing that runs, loads or leads elsewhere."""
    tree = LexborHTMLParser(page)
    scripts = [node.attributes.get("src") for node in tree.css("script")]
    assert scripts == OWN_SCRIPTS, text
    assert not tree.css("object, embed, svg, math, base, style"), text
    for frame in tree.css("iframe"):
        assert frame.attributes["sandbox"] in (None, ""), text
        assert re.fullmatch(r"/letters/\d+/html", frame.attributes["src"] or "")
    for node in tree.css("*"):
        assert not [n for n in node.attributes if n.startswith(("on", "style"))], text
        for name in ("href", "src", "action"):
            value = node.attributes.get(name) or "/"
            assert value.startswith(("/", "#")), (text, value)


@pytest.mark.slow
def test_it_shows_hostile_letters_as_text(
    client: FlaskClient, store: Store, naughty: Texts
) -> None:
    """Cases 44 and 45: body, subject, name, file name, metadata, location, flags."""
    for letter_id, text in zip(receive(store, naughty), naughty, strict=True):
        page = client.get(f"/letters/{letter_id}?q=same:{letter_id}")
        assert page.status_code == 200, text
        assert_harmless(page.text, text)
        shown = LexborHTMLParser(page.text).css_first(".letter-text")
        assert shown
        assert "".join(shown.text().split()) == "".join(text.split())


@pytest.mark.slow
def test_it_shows_hostile_names_and_views_as_text(
    app: Flask, client: FlaskClient, store: Store, person: Person, naughty: Texts
) -> None:
    """Case 45: names of people, saved views, notes, searches, messages."""
    (letter_id,) = receive(store, ["harmless words"])
    for text in naughty[::7]:
        client.post("/views", data={"name": text[:80], "q": text[:1000]})
        client.post(f"/letters/{letter_id}/notes", data={"text": text[:10_000]})
    for text in naughty[::5]:
        for path in ("/letters/", f"/letters/{letter_id}"):
            page = client.get(path, query_string={"q": text, "cursor": text})
            assert page.status_code == 200, text
            assert_harmless(page.text, text)


def test_it_leaves_only_simple_markup_of_a_letters_html(naughty: Texts) -> None:
    """Cases 40 to 43: no element that acts or loads, no attribute that runs."""
    for text in naughty:
        tree = LexborHTMLParser(f"<body>{clean(text)}</body>")
        assert not tree.body or not tree.body.css(ACTIVE), text
        for node in tree.css("*"):
            kept = set(node.attributes)
            assert kept <= {"href", "rel", "colspan", "title", "lang"}, (text, kept)
            link = node.attributes.get("href")
            assert link is None or link.startswith(
                ("http://", "https://", "mailto:")
            ), (text, link)


def test_it_serves_a_letters_html_in_a_box_of_its_own(
    client: FlaskClient, store: Store, payloads: Texts
) -> None:
    """Case 43: no scripts, no requests, no way out of the frame."""
    ids = receive(store, payloads)
    for letter_id in ids[::20]:
        answer = client.get(f"/letters/{letter_id}/html")
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "; sandbox;" in policy
        assert "allow-" not in policy
        assert "script-src" not in policy


def test_it_cleans_a_megabyte_fast(payloads: Texts) -> None:
    """200 ms is the promise for p99; CPU time leaves other work aside."""
    page = "".join(payloads)
    page *= 1_000_000 // len(page) + 1
    started = time.process_time()
    clean(page)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    "text",
    ["\u202egnp.exe", "\u200b" * 500, "Z" + "\u0301" * 10_000, "مرحبا", "a" * 100_000],
    ids=["bidi", "zero-width", "marks", "arabic", "endless word"],
)
def test_it_isolates_texts_that_run_the_other_way(
    client: FlaskClient, store: Store, text: str
) -> None:
    """Case 46: in <bdi>, so that nothing around the text turns over."""
    (letter_id,) = receive(store, [text])
    tree = LexborHTMLParser(client.get(f"/letters/{letter_id}").text)
    shown = [node.text() for node in tree.css("bdi")]
    assert any(text in part for part in shown)
    for node in tree.css("h2, .item-subject, .item-snippet"):
        if text in node.text():
            assert node.css("bdi")
