"""Mail fixtures of another parser, compared field by field."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from feedback.intake.mail.bodies import lay_out, read_text
from feedback.intake.mail.drafts import read_mail
from feedback.intake.mail.headers import parse_address
from feedback.intake.mail.mime import read_message
from feedback.types import Draft
from tests.intake.builders import ARRIVAL

_UNCLOSED = "text of a part that nothing closes is shown, not made a file"
# Where we answer differently, and why that is right here.
EXPLAINED = {
    "legacy/010": "bytes of Latin-1 in the subject are read, not replaced",
    "legacy/020": "bytes of Latin-1 in the subject are read, not replaced",
    "legacy/022": "bytes of Latin-1 in the subject are read, not replaced",
    "legacy/027": "bytes of Latin-1 in the subject are read, not replaced",
    "legacy/033": "bytes of Latin-1 under a UTF-8 label are read, not replaced",
    "legacy/052": "bytes of Latin-1 in subject and body are read, not replaced",
    "malformed/000": "sections without text are texts without words",
    "malformed/001": "a cut delimiter is shown as text, not made a file",
    "malformed/002": "text without any delimiter is shown, not made a file",
    "malformed/003": _UNCLOSED,
    "malformed/004": "below a delimiter that is none, all is shown",
    "malformed/005": "a line that closes the outer boundary does (RFC 2046, 5.1.1)",
    "malformed/006": _UNCLOSED,
    "malformed/007": "a part without text is no file",
    "malformed/008": _UNCLOSED,
    "malformed/009": _UNCLOSED,
    "malformed/011": _UNCLOSED,
    "malformed/012": "attached letters are three files, not two",
    "malformed/013": "what follows the last delimiter is a text without words",
    "malformed/014": "what follows the last delimiter is a text without words",
    "malformed/016": "an outer delimiter ends the parts inside it (RFC 2046, 5.1.2)",
    "malformed/019": "a date that is cut off is no date; text in front is shown",
    "malformed/020": "a part with two types is read by its first: HTML without markup",
    "malformed/021": "a part with two types is read by its first: HTML without markup",
    "thirdparty/000": "NUL is left out, because the store cannot hold it",
    "thirdparty/002": "the last, binary part is shown as text",
    "thirdparty/005": "a last delimiter that does not start a line is shown",
    "thirdparty/007": "a name without @ is no address",
    "thirdparty/015": "attached letters are three files, not one",
}

EMPTY = {"000", "007"}  # nothing stands between their boundaries


def fields(message: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for header in message["parts"][0]["headers"]:
        found.setdefault(str(header["name"]), header["value"])
    return found


def flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "").strip()


def sender(value: dict[str, Any]) -> tuple[str, str]:
    kinds = value["Address"]
    first = kinds["List"][0] if "List" in kinds else kinds["Group"][0]["addresses"][0]
    return flat(first.get("name")), (first.get("address") or "").lower()


def moment(value: dict[str, int]) -> datetime:
    zone = timedelta(hours=value["tz_hour"], minutes=value["tz_minute"])
    zone = -zone if value["tz_before_gmt"] else zone
    names = ("year", "month", "day", "hour", "minute", "second")
    parts = [value[name] for name in names]
    return datetime(*parts, tzinfo=timezone(zone)).astimezone(UTC)  # type: ignore[misc,arg-type]


def compare(
    raw: bytes, expected: dict[str, Any]
) -> Iterator[tuple[str, object, object]]:
    message, want = read_message(raw), fields(expected)
    draft = read_mail(raw, "x", ARRIVAL)
    assert isinstance(draft, Draft)
    if isinstance(want.get("subject"), dict):
        yield "subject", message.headers.text("subject"), flat(want["subject"]["Text"])
    if isinstance(want.get("from"), dict):
        yield "from", parse_address(message.headers.first("from")), sender(want["from"])
    if isinstance(want.get("message_id"), dict):
        yield "message id", draft.message_id, want["message_id"]["Text"]
    if isinstance(want.get("date"), dict) and "forwarded by" not in draft.metadata:
        yield "date", draft.written_at, moment(want["date"]["DateTime"])
    layout = lay_out(message)
    for name, parts in (("text_body", layout.texts), ("html_body", layout.htmls)):
        bodies = [expected["parts"][n]["body"] for n in expected[name]]
        readable = [b for b in bodies if b.keys() & {"Text", "Html"}]
        texts = [flat(b.get("Text") or b.get("Html")) for b in readable]
        yield name, [flat(read_text(part)[0]) for part in parts], texts
    yield "attachments", len(layout.attachments), len(expected["attachments"])


def test_it_agrees_with_another_parser_field_by_field(shared: Path) -> None:
    """Cases 10, 13, 16, 28: LF and CRLF; each mail that differs is explained above."""
    same: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    folder = shared / "mail" / "stalwart-mail-parser" / "eml"
    differing = set()
    for path in sorted(folder.rglob("*.eml")):
        plain = path.read_bytes().replace(b"\r\n", b"\n")
        for suffix, raw in (
            (".json", path.read_bytes()),
            (".crlf.json", plain.replace(b"\n", b"\r\n")),
        ):
            expected = json.loads(path.with_suffix(suffix).read_text("utf-8"))
            for name, ours, theirs in compare(raw, expected):
                seen[name] += 1
                same[name] += ours == theirs
                if ours != theirs:
                    differing.add(f"{path.parent.name}/{path.stem}")
    assert differing == EXPLAINED.keys()
    assert sum(same.values()) >= 0.89 * sum(seen.values())


def test_it_shows_the_text_of_every_malformed_mail(shared: Path) -> None:
    """Case 10: another parser makes files of such texts; people must see them."""
    for path in sorted(shared.glob("mail/stalwart-mail-parser/eml/malformed/*.eml")):
        draft = read_mail(path.read_bytes(), path.name, ARRIVAL)
        assert isinstance(draft, Draft)
        assert draft.body or draft.attachments or path.stem in EMPTY, path.name
