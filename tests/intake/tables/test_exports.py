"""The exports of other tools, as their formats are described, from the header alone."""

import csv
import io
from pathlib import Path

import pytest

from feedback.intake.tables.formats import Role
from feedback.intake.tables.recognition import UNKNOWN, recognise

QUESTIONS = {
    "SurveyMonkey": ["What should we mend first?", ""],
    "Typeform": ["What annoys you, most of all?", "Other", "Other"],
    "Google Forms": ["What annoys you, most of all?", "Anything else?"],
}
TEXTS = {
    "Google Play": {"Review Text"},
    "App Store": {"body", "Review Text"},
    "Trustpilot": {"Review Content"},
    "Zendesk": {"Subject"},
    "Intercom, report": {"Conversation rating remark", "Title"},
    "Intercom, message": {"message_body"},
    "Freshdesk": {"Description", "Subject"},
    "HubSpot": {"Ticket description", "content"},
    "SurveyMonkey": {"What should we mend first?"},
    "Typeform": {"What annoys you, most of all?"},
    "Google Forms": {"What annoys you, most of all?"},
    "Delighted": {"comment"},
    "Medallia": {"comments"},
    "CFPB": {"Consumer complaint narrative"},
    "Fider": {"description", "title"},
    "Formbricks": {"value_text"},
}


def read_headers(page: Path) -> list[tuple[str, list[str]]]:
    """Return the headers in the page's blocks, each with the section it stands in."""
    found: list[tuple[str, list[str]]] = []
    section, is_code = "", False
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("### "):
            section = line[4:]
        elif line.startswith("```"):
            is_code = not is_code
        elif is_code and line.count(",") > 1:
            found.append((section, fill(section, line)))
    return found


def fill(section: str, line: str) -> list[str]:
    questions = next((q for name, q in QUESTIONS.items() if name in section), [])
    cells = next(csv.reader(io.StringIO(line.replace("<IANA zone>", "Europe/Berlin"))))
    header: list[str] = []
    for cell in cells:
        if cell.startswith("<questions"):
            header += questions
        elif cell != "…":
            header.append(cell.replace("<field>", "Reason"))
    return header


def sample_of(section: str, header: list[str]) -> list[list[str]]:
    """Return rows that are empty but for the answers to a form's first question."""
    questions = next((q for name, q in QUESTIONS.items() if name in section), [""])
    answers = ("The search never finds my notes", "Sync is slow", "I like it as it is")
    if "SurveyMonkey" not in section:
        return [
            [answer if name == questions[0] else "" for name in header]
            for answer in answers
        ]
    at = header.index(QUESTIONS["SurveyMonkey"][0])
    second = ["" for _ in header]
    second[at : at + 2] = ["Open-Ended Response", "Response"]
    return [second, ["" for _ in header]]


def test_every_export_is_recognised_from_its_header(shared: Path) -> None:
    page = shared.parent / "reference" / "import-formats.md"
    headers = read_headers(page)
    assert len(headers) >= 18
    for section, header in headers:
        mapping = recognise(header, sample_of(section, header))
        assert mapping.format != UNKNOWN, section
        wanted = next((t for name, t in TEXTS.items() if name in section), None)
        texts = {header[at] for at in mapping.get_columns(Role.TEXT)}
        assert wanted is None or texts & wanted, (section, texts)
        assert mapping.is_sure, section


@pytest.mark.parametrize("change", [str.upper, str.title, lambda name: f" {name} "])
def test_the_case_and_blanks_of_a_header_do_not_matter(
    shared: Path, change: object
) -> None:
    page = shared.parent / "reference" / "import-formats.md"
    for section, header in read_headers(page):
        other = [change(name) for name in header]  # type: ignore[operator]
        found = recognise(other, sample_of(section, header)).format
        assert found == recognise(header, sample_of(section, header)).format, section
