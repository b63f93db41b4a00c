"""Letters that came on paper or by phone, written down in the browser."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from feedback.store import Store
from feedback.types import LetterFilter
from feedback.worker import run_next_job
from tests.builders import receive_letters

TYPED = {
    "letter": "你好，\r\n你们扣了两次款。<b>Please</b> refund one of them.",
    "writer": "李明 <writer0@example.com>",
    "subject": "Charged\r\nBcc: everybody",
    "written_on": "2026-02-27",
}


def write_down(client: FlaskClient, typed: dict[str, str]) -> str:
    """Type a letter; returns the address of its preview."""
    answer = client.post("/imports/write-down", data=typed)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_typed_letter_is_looked_at_and_then_comes_as_any_other(
    client: FlaskClient, store: Store
) -> None:
    receive_letters(store)
    preview = write_down(client, TYPED)
    shown = client.get(preview).text
    assert "1 new" in shown
    assert 'value="Letters written down"' in shown
    assert store.letters.count_letters(LetterFilter()).letters == 6
    client.post(preview, data={"source": "Letters written down"})
    assert run_next_job(store)
    (number,) = store.letters.find_ids(LetterFilter(source="Letters written down"))
    letter = store.letters.get_letter(number)
    assert letter.body == TYPED["letter"].replace("\r\n", "\n")
    assert letter.subject == "Charged Bcc: everybody"
    assert letter.written_at.date() == date(2026, 2, 27)
    assert letter.writer.letters == 2


def test_what_is_not_known_of_a_letter_is_left_out(
    client: FlaskClient, store: Store
) -> None:
    shown = client.get(write_down(client, {"letter": "It does not work."})).text
    assert "It does not work." in shown
    assert "1 new" in shown


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Write what the letter says."),
        ({"letter": "A", "written_on": "x"}, "When:"),
    ],
)
def test_it_says_what_is_missing(
    client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = client.post("/imports/write-down", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
